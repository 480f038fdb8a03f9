/** A resource control policy that keeps strangers out of the roles of an organization. */
import { Construct } from 'constructs';
import { deployBoundary } from './doors';

/** Properties for an `OrganizationTrustBoundary`. */
export interface OrganizationTrustBoundaryProps {
  /**
   * The ID of the organization (`o-…`), whose members can assume roles as before.
   */
  readonly organizationId: string;

  /**
   * The root (`r-…`), the organizational units (`ou-…`) and the accounts that the policy is attached to.
   *
   * @default - It is not attached to anything.
   */
  readonly targetIds?: string[];

  /**
   * The accounts outside the organization whose principals can assume roles: 12 digits each. The trust policy of each role still decides
   * which of them can.
   *
   * @default - none
   */
  readonly trustedAccounts?: string[];

  /**
   * The tokens that can be used to assume roles, by issuer (without `https://`): patterns of subjects, in which `*` stands for any text.
   *
   * For an issuer that many tenants share, each pattern has to name a tenant, such as `repo:acme/*` for GitHub. For an issuer of your own,
   * such as an EKS cluster, write `*`. Where another claim than the subject names the tenant, write the condition key instead of the
   * issuer: `cognito-identity.amazonaws.com:aud`.
   *
   * `cdk-secure-trust organization-policy --format json` prints those that your roles trust today.
   *
   * @default - none: no role can be assumed with a token
   */
  readonly trustedTokenSubjects?: { [issuer: string]: string[] };

  /**
   * The name of the policy. If it has to be divided into several, they are numbered.
   *
   * @default OrganizationTrustBoundary
   */
  readonly policyName?: string;
}

/**
 * A resource control policy (RCP) that keeps strangers out of every role of an organization, whatever the trust policies of the roles say.
 *
 * It denies `sts:AssumeRole` to callers from outside the organization, except for trusted accounts and AWS services, and
 * `sts:AssumeRoleWithWebIdentity` with tokens that are not trusted. SAML is left to the providers of each account. It is the policy that
 * `cdk-secure-trust organization-policy` writes. That command also proves which outsider can still assume one of your roles, and shows who
 * loses access: run it first.
 *
 * Deploy it in the management account of the organization, or in a delegated administrator of AWS Organizations. RCPs do not apply to the
 * roles of the management account. A policy that is too long for AWS is divided into several.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * new OrganizationTrustBoundary(this, 'Boundary', {
 *   organizationId: 'o-a1b2c3d4e5',
 *   targetIds: ['ou-ab12-11111111'],
 *   trustedAccounts: ['444455556666'],
 *   trustedTokenSubjects: { 'token.actions.githubusercontent.com': ['repo:acme/*'] },
 * });
 */
export class OrganizationTrustBoundary extends Construct {
  /** The IDs of the policies (`p-…`): usually one. */
  public readonly policyIds: string[];

  /**
   * @throws if a property cannot be what it should be, if a pattern lets in other tenants of a shared issuer, or if the policy cannot be
   * divided into parts that AWS accepts.
   */
  constructor(scope: Construct, id: string, props: OrganizationTrustBoundaryProps) {
    super(scope, id);
    this.policyIds = deployBoundary().deployBoundary(this, props);
  }
}
