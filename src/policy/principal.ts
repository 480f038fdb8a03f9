/**
 * The principals that a statement of a trust policy names.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { isKnown, PartlyKnownText } from './partly-known-text';

/** The keys that IAM accepts in a `Principal` map. */
export type PrincipalKey = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

interface AsWritten {
  /** The principal as written in the document. */
  readonly written: PartlyKnownText;
}

interface InAccount extends AsWritten {
  readonly partition: PartlyKnownText;
  readonly account: PartlyKnownText;
}

/** `"*"` (`key` is undefined) or `{ "AWS": "*" }`, `{ "Service": "*" }`, `{ "Federated": "*" }`. */
export interface Anyone extends AsWritten { readonly kind: 'anyone'; readonly key?: PrincipalKey }

/** A whole account: its root ARN or its bare 12 digits (then the partition is that of the role). */
export interface WholeAccount extends AsWritten {
  readonly kind: 'account';
  readonly partition?: PartlyKnownText;
  readonly account: PartlyKnownText;
}

/** An IAM user. `name` includes the path: `team/alice`. */
export interface IamUser extends InAccount { readonly kind: 'user'; readonly name: PartlyKnownText }

/** An IAM role: all of its sessions. `name` includes the path: `team/Deploy`. */
export interface IamRole extends InAccount { readonly kind: 'role'; readonly name: PartlyKnownText }

/** One named session of a role. The ARN of a session does not contain the path of the role. */
export interface RoleSession extends InAccount {
  readonly kind: 'session';
  readonly roleName: PartlyKnownText;
  readonly sessionName: PartlyKnownText;
}

/** A `GetFederationToken` session: such a session cannot call AssumeRole, so it can never assume a role. */
export interface FederatedUser extends InAccount { readonly kind: 'federated-user'; readonly name: PartlyKnownText }

/** `AIDA…` / `AROA…`: the unique ID that IAM shows after the named user or role was deleted. It matches no caller. */
export interface DeletedEntity extends AsWritten { readonly kind: 'unique-id'; readonly id: string }

export interface AwsService extends AsWritten { readonly kind: 'service'; readonly service: PartlyKnownText }

export interface SamlProvider extends InAccount { readonly kind: 'saml-provider'; readonly name: PartlyKnownText }

/** An OIDC provider of an account. `issuer` is host and path without `https://`. */
export interface OidcProvider extends InAccount { readonly kind: 'oidc-provider'; readonly issuer: PartlyKnownText }

/** A web identity provider that IAM accepts without a provider resource: Cognito, Google, Facebook, Login with Amazon. */
export interface BuiltInWebIdentity extends AsWritten { readonly kind: 'web-identity'; readonly provider: string }

/** Text that IAM does not accept as a principal: a group, a wildcard inside an ARN, an account of 13 digits, `CanonicalUser` … */
export interface MalformedPrincipal extends AsWritten { readonly kind: 'malformed'; readonly key: PrincipalKey; readonly why: string }

/** A principal whose kind is not known before deployment. */
export interface UnknownPrincipal extends AsWritten { readonly kind: 'unknown'; readonly key?: PrincipalKey; readonly what: string }

export type Principal =
  | Anyone | WholeAccount | IamUser | IamRole | RoleSession | FederatedUser | DeletedEntity | AwsService
  | SamlProvider | OidcProvider | BuiltInWebIdentity | MalformedPrincipal | UnknownPrincipal;

/** Trust never crosses a partition. If the partition of the role or of the principal is not known, it can be any. */
export function isOfPartition(principal: Principal, partition: string | undefined): boolean {
  if (partition === undefined || !('partition' in principal) || principal.partition === undefined || !isKnown(principal.partition)) {
    return true;
  }
  return principal.partition === partition;
}
