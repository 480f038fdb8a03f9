/**
 * What a trust policy (`AssumeRolePolicyDocument`) says, as plain data.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { ConditionClause } from './condition';
import { PartlyKnownText } from './partly-known-text';
import { Principal } from './principal';

export type PolicyVersion = '2012-10-17' | '2008-10-17';

export interface Statement {
  /** Its place in the document, counted from 0. */
  readonly index: number;
  readonly sid?: string;
  /** `unknown` where the document's `Effect` cannot be read or is no effect of IAM. */
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  /** The principals named; together they are a union. */
  readonly principals: readonly Principal[];
  /** True for `NotPrincipal`: everybody but the named ones. */
  readonly notPrincipal: boolean;
  readonly actions: readonly PartlyKnownText[];
  /** True for `NotAction`: every action but the named ones. */
  readonly notAction: boolean;
  /** All must hold. */
  readonly conditions: readonly ConditionClause[];
  /** Parts of the statement that could not be read, in words; a statement with any of them may match more or less than it shows. */
  readonly unreadable: readonly string[];
}

/** Something in the document that is wrong or cannot be read. */
export interface PolicyProblem {
  /**
   * `rejected`: IAM refuses to save a document with it.
   * `needs-quota`: IAM refuses it unless a quota of the account has been raised; it says what it says.
   * `unreadable`: we cannot tell what it says before deployment; nothing may be concluded from its absence.
   */
  readonly kind: 'rejected' | 'needs-quota' | 'unreadable';
  /** The statement it is in; undefined when it concerns the whole document. */
  readonly statement?: number;
  /** What and where, in one line. */
  readonly message: string;
  /** What to write instead, in one line. */
  readonly fix: string;
}

/** One deploy-time choice that a reading took: the branch of a CloudFormation condition, the value of a parameter with `AllowedValues`. */
export interface DeployTimeChoice {
  /** `condition "IsProd"` or `parameter "Stage"`. */
  readonly what: string;
  readonly value: string;
}

export interface TrustPolicy {
  /** A document without `Version` counts as 2008-10-17. */
  readonly version: PolicyVersion;
  readonly statements: readonly Statement[];
  readonly problems: readonly PolicyProblem[];
  /** The choices under which the document reads like this; empty when nothing depends on any. */
  readonly choices: readonly DeployTimeChoice[];
}

/**
 * All that one document can turn out to be: one policy for each combination of the deploy-time choices in it, usually just one.
 * Something is proved of the document only when it is proved of every variant.
 */
export interface TrustPolicyReading {
  /** Never empty. */
  readonly variants: readonly TrustPolicy[];
}
