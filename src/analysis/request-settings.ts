/** What all branches of one search share: the question's requirements, the callers, the budget, and what has been solved already. */
import { Budget } from './budget';
import { CallerWorld } from './caller-class';
import { KeyConstraint, KeyRequirement, SearchMode } from './key-constraints/key-constraint';
import { KeySolution } from './key-constraints/key-problem';
import { NamedRoles } from './named-roles';
import { SolvedCallers } from './solved-callers';
import { ConditionClause } from '../policy/condition';

export interface RequestSettings {
  readonly requirements: readonly KeyRequirement[];
  readonly world: CallerWorld;
  readonly mode: SearchMode;
  readonly budget: Budget;
  /** Solutions for constraints that several branches share, and the clauses that they assume to hold. */
  readonly solved: WeakMap<readonly KeyConstraint[], SolvedKey>;
  readonly callers: SolvedCallers;
  readonly namedRoles: NamedRoles;
  /** The keys of both policies, where undocumented ones are taken as absent: a certain denial depends on all of them. */
  readonly keysTakenAsAbsent: readonly string[];
  /** Each organization that the role may belong to; undefined for one that cannot be named. */
  readonly organizations: readonly (string | undefined)[];
}

export interface SolvedKey {
  readonly solution: KeySolution;
  /** AWS does not document what such callers send under the key. */
  readonly undocumented: boolean;
  readonly doubtful: readonly ConditionClause[];
}
