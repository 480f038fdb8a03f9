/** How much the policies of a role or of an IAM user allow, proved over actions and resources: see docs/power.md. */
import { PrincipalWithPolicies } from './principal';
import { Truth } from '../evaluation/truth';

/** From the most to the least; `not-known` stands apart. */
export const POWER_LEVELS = [
  'administrator', 'can-become-administrator', 'manages-permissions', 'reads-secrets-or-data', 'writes', 'reads', 'nothing',
] as const;

export type KnownPowerLevel = typeof POWER_LEVELS[number];
export type PowerLevel = KnownPowerLevel | 'not-known';

export interface Power {
  /** `not-known`: what is missing, or is decided at deployment only, may raise it above `atLeast`. */
  readonly level: PowerLevel;
  /** The level that is proved. The same as `level`, unless that is `not-known`. */
  readonly atLeast: KnownPowerLevel;
  /** Why, in one line that begins with what the policies allow: `its policies allow every action on every resource`. */
  readonly because: string;
  /** How it can become an administrator, if `atLeast` is `can-become-administrator`. */
  readonly path?: EscalationWay;
  /** What is not known, one line each: missing policies, deploy-time values, conditions. May be empty for any level but `not-known`. */
  readonly notKnown: readonly string[];
}

/** A known way from a set of permissions to those of another principal, as these policies allow it. */
export interface EscalationWay {
  /** `lambda-001`, of the published list. */
  readonly id: string;
  /** The actions that it needs, all of which the policies allow. */
  readonly actions: readonly string[];
  /** The id of the principal of the inputs whose permissions it leads to; undefined if it leads to those of any (`ifThereIsOne`). */
  readonly to?: string;
  /** The service that the role is passed to. */
  readonly service?: string;
  /** It needs a role, user or resource that the inputs do not show, and the policies allow it on every one. */
  readonly ifThereIsOne: boolean;
}

/** The roles that a role or user of the inputs can assume, as far as their trust policies and its own permissions are concerned. */
export type AssumableRoles = (id: string) => Iterable<{ readonly id: string; readonly truth: Truth }>;

/**
 * The power of all principals together: who can pass a role, or change or assume another principal, has at least a way to its power.
 *
 * @param assumable leads to the roles that a principal can assume. Default: none, so ways that go through sts:AssumeRole are left out
 */
export declare function powersOf(principals: readonly PrincipalWithPolicies[], assumable?: AssumableRoles): ReadonlyMap<string, Power>;

/** Do the policies of the principal allow this one request? `unknown` where that depends on what is missing or known only later. */
export declare function allowedBy(principal: PrincipalWithPolicies, request: {
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case, besides those that follow from the principal. */
  readonly context?: ReadonlyMap<string, string | readonly string[]>;
}): Truth;
