/** A policy of permissions, attached to a principal or set as its boundary: statements about actions and resources. */
import { ConditionClause } from '../policy/condition';
import { PartlyKnownText } from '../policy/partly-known-text';
import { PolicyVersion } from '../policy/trust-policy';

export interface IdentityPolicy {
  /** For messages: `policy "Deploy"`, `arn:aws:iam::aws:policy/ReadOnlyAccess`. */
  readonly name: string;
  /** Of a managed policy: the principal may be allowed to replace it. */
  readonly arn?: PartlyKnownText;
  /** What policies of the same template call it instead. Default: nothing. */
  readonly arnAliases?: readonly PartlyKnownText[];
  readonly version: PolicyVersion;
  readonly statements: readonly PermissionStatement[];
  /** Perhaps it is not attached: each of its statements says so, too. */
  readonly isUncertain?: true;
  /** Why the document cannot be read, as a whole or in part: it may say anything else besides its statements. */
  readonly unreadable: readonly string[];
}

export interface PermissionStatement {
  /** Its place in the document, counted from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  readonly actions: readonly PartlyKnownText[];
  readonly notAction: boolean;
  readonly resources: readonly PartlyKnownText[];
  readonly notResource: boolean;
  readonly conditions: readonly ConditionClause[];
  /** Parts that could not be read, in words: the statement can match more or less than it shows. */
  readonly unreadable: readonly string[];
}
