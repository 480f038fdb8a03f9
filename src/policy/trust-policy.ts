/**
 * A trust policy (`AssumeRolePolicyDocument`) as plain data.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { ConditionClause } from './condition';
import { Origin } from './origin';
import { PartlyKnownText } from './partly-known-text';
import { Principal } from './principal';

export type PolicyVersion = '2012-10-17' | '2008-10-17';

export interface Statement {
  /** Its place in the document, counted from 0. */
  readonly index: number;
  readonly sid?: string;
  /** `unknown` if the `Effect` cannot be read, or is neither `Allow` nor `Deny`. */
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  /** A caller has to match one of them. */
  readonly principals: readonly Principal[];
  /** True for `NotPrincipal`: every principal except these. */
  readonly notPrincipal: boolean;
  readonly actions: readonly PartlyKnownText[];
  /** True for `NotAction`: every action except these. */
  readonly notAction: boolean;
  /** All of them have to match. */
  readonly conditions: readonly ConditionClause[];
  /** Parts of the statement that could not be read, in words. A statement with any of them can match more or less than it shows. */
  readonly unreadable: readonly string[];
}

/** Something in the document that is wrong or cannot be read. */
export interface PolicyProblem {
  /**
   * `rejected`: IAM rejects a document with it.
   * `needs-quota`: IAM rejects the document unless a quota of the account has been raised; what it means is clear.
   * `unreadable`: its meaning is unknown before deployment, so nothing can be concluded from what seems to be missing.
   */
  readonly kind: 'rejected' | 'needs-quota' | 'unreadable';
  /** The statement it is in; undefined if it concerns the whole document. */
  readonly statement?: number;
  /** What and where, in one line. */
  readonly message: string;
  /** What to write instead, in one line. */
  readonly fix: string;
}

/** One deploy-time choice that a reading took: the branch of a CloudFormation condition, the value of a parameter with `AllowedValues`. */
export interface DeployTimeChoice {
  /** The condition or the parameter. */
  readonly origin: Origin;
  readonly value: string;
}

export interface PolicyVariant {
  /** A document without `Version` has the version 2008-10-17. */
  readonly version: PolicyVersion;
  readonly statements: readonly Statement[];
  readonly problems: readonly PolicyProblem[];
  /** The choices that lead to this policy; empty if the document depends on none. */
  readonly choices: readonly DeployTimeChoice[];
}

/**
 * All policies that one document can turn into: one for each combination of the deploy-time choices in it, usually just one.
 * Something is proved for the document only if it is proved for every variant.
 */
export interface TrustPolicyReading {
  /** Never empty. */
  readonly variants: readonly PolicyVariant[];
}
