/** The workload account, and the roles through which users of another account and a workflow of GitHub Actions access it. */
import { Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ExternalId, OidcSubject, SecureCrossAccountRole, SecureOidcRole, TrustedPrincipal } from 'cdk-secure-trust';
import { Construct } from 'constructs';

export interface WorkloadStackProps extends StackProps {
  /** Whether to make a mistake in the trust policy of `Support`, which the guard finds. */
  readonly unsafe: boolean;
}

export class WorkloadStack extends Stack {
  public readonly audit: SecureCrossAccountRole;
  public readonly support: iam.Role;
  public readonly deploy: SecureOidcRole;

  constructor(scope: Construct, id: string, props: WorkloadStackProps) {
    super(scope, id, props);

    this.audit = new SecureCrossAccountRole(this, 'Audit', {
      trustedPrincipals: [TrustedPrincipal.user('111122223333', 'alice')],
      externalId: ExternalId.of('9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')],
    });

    // Written by hand. BoolIfExists looks similar, but allows requests with a long-term access key and without MFA.
    const mfa = props.unsafe ? 'BoolIfExists' : 'Bool';
    this.support = new iam.Role(this, 'Support', {
      assumedBy: new iam.ArnPrincipal('arn:aws:iam::111122223333:user/bob').withConditions({
        [mfa]: { 'aws:MultiFactorAuthPresent': 'true' },
        StringEquals: { 'sts:ExternalId': 'c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364' },
      }),
    });

    this.deploy = new SecureOidcRole(this, 'Deploy', {
      providerArn: 'arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com',
      subjects: [OidcSubject.githubBranch({ owner: 'acme', repository: 'app', branch: 'main' })],
    });
  }
}
