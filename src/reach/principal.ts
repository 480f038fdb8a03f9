/** A role or an IAM user of the inputs with its permissions: what its power is decided from. */
import type { IdentityPolicy } from '../permissions/identity-policy';
import { PartlyKnownText } from '../policy/partly-known-text';
import { PolicyVariant } from '../policy/trust-policy';

export interface PrincipalWithPolicies {
  /** Chosen by the caller of `powersOf`: the id of its node. */
  readonly id: string;
  readonly kind: 'role' | 'user';
  /** `aws` where the input does not say it. */
  readonly partition: string;
  /** 12 digits; undefined where the input does not say it. */
  readonly account?: string;
  /** With its path: `team/Deploy`. With holes, or undefined, where only the deployment decides it. */
  readonly name?: PartlyKnownText;
  /** What can become of the trust policy of a role: the services that the role can be passed to, and who can assume it. */
  readonly trust?: readonly PolicyVariant[];
  /** The resources of the inputs that run with the role. Default: the inputs show none. */
  readonly resources?: readonly RunningResource[];
  /** The ARNs of the groups of a user. */
  readonly groups?: readonly PartlyKnownText[];
  /** Those of which only the deployment decides whether the user is in them. Default: none. */
  readonly uncertainGroups?: readonly PartlyKnownText[];
  readonly policies: PrincipalPolicies;
}

/** A function, an instance or the like, which whoever controls it can use the role through. */
export interface RunningResource {
  /** With an invented name, where the template gives it none. */
  readonly arn: PartlyKnownText;
  /** What policies of the same template call it instead: an attribute of it, or an ARN with a reference to it. Default: nothing. */
  readonly aliases?: readonly PartlyKnownText[];
  /** As messages name it: `function Deploy`. */
  readonly name: string;
  /** Only the deployment decides whether it runs with the role. */
  readonly isUncertain?: boolean;
}

/** What is attached to the principal, wherever the inputs say it. */
export interface PrincipalPolicies {
  /** Inline, customer-managed and AWS-managed policies, those of the groups of a user included. */
  readonly identity: readonly IdentityPolicy[];
  /** Undefined: it has no permissions boundary. If it has one that is not among the inputs, that is in `missing`. */
  readonly boundary?: IdentityPolicy;
  readonly missing: readonly MissingPolicy[];
}

/** Something that decides the power of the principal and is not among the inputs. */
export interface MissingPolicy {
  /**
   * `policy` may allow or deny anything; `boundary` may take away anything. `all`: the input says nothing about the policies of the
   * principal (`list-roles`, for example).
   */
  readonly as: 'policy' | 'boundary' | 'all';
  /** In words: `policy arn:aws:iam::111122223333:policy/Deploy is not among the inputs`. */
  readonly message: string;
}
