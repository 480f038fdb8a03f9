/** Finds a name for a caller that satisfies the constraints on its principals and on the condition keys of its identity. */
import { Branch } from './branch';
import { Budget } from './budget';
import { arnPrefix, nameCaller } from './caller-class';
import { isUncertain } from './fill-deploy-time-values';
import { fillPattern } from './key-constraints/candidate-values';
import {
  requiresForbiddenValue, isRuledOut, ReadConstraint, KeyRequirement, comparedPatterns, SearchMode, satisfies, textsRuledOut, truthFor,
} from './key-constraints/key-constraint';
import { areTooLong, NO_SOLUTION, unproven } from './key-constraints/key-problem';
import { Alphabet, GIVEN_UP, shortestText, TextGrammar } from './key-constraints/shortest-text';
import { NAMES, NAMES_OF_ANY_LENGTH } from './name-grammar';
import { canPass, clauseTest, NameTest, onlyThisPath, principalTest, forbiddenPatternTest } from './name-tests';
import { NamedRoles } from './named-roles';
import { Caller, isAwsCaller, isSession } from '../evaluation/assume-role-request';
import { callerKeys } from '../evaluation/caller-keys';
import { matchPrincipalsOf } from '../evaluation/match-principal';
import { memoize } from '../evaluation/memoize';
import { Truth } from '../evaluation/truth';
import { ValuePattern, VariableValues } from '../evaluation/value-pattern';
import { ConditionClause } from '../policy/condition';
import { isNameWithPath, LONGEST_NAME, LONGEST_PATH } from '../policy/iam-name';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';

export interface CallerProblem {
  readonly branch: Branch;
  /** What the question requires of `aws:PrincipalArn`, if anything. */
  readonly requirement?: KeyRequirement;
  readonly mode: SearchMode;
  /** Roles that exist: no other role of their account has the same name. Default: none. */
  readonly namedRoles?: NamedRoles;
  /** Names to try first. Default: none. */
  readonly candidateNames?: readonly string[];
  /** The values of variables that do not follow from the caller. */
  readonly variables: VariableValues;
  readonly doubt: (what: ConditionClause | Principal) => void;
}

export type CallerSolution =
  { readonly kind: 'found'; readonly caller: Caller } | { readonly kind: 'none' } | { readonly kind: 'unproven'; readonly why: string };

/** Any user or role will do. */
const ANY_NAME = 'example';
const NAME_CHARACTERS = Alphabet.of('!-~');
/** The first slash of the path is not part of the name with path. */
const LONGEST_NAME_WITH_PATH = LONGEST_PATH - 1 + LONGEST_NAME;

const TOO_MUCH = unproven("conditions on the caller's ARN that are too many or too long to check");

export function solveCaller(problem: CallerProblem, budget: Budget): CallerSolution {
  const { caller, identity } = problem.branch;
  if (areTooLong(identity, budget)) return TOO_MUCH;
  if (caller.name !== undefined || !isAwsCaller(caller)) {
    const named = nameCaller(caller, caller.name ?? ANY_NAME);
    return accepts(problem, named, budget) ? { kind: 'found', caller: named } : NO_SOLUTION;
  }
  if (requiresForbiddenArn(problem)) return NO_SOLUTION;
  const found = candidateNames(problem)
    .map((name) => nameCaller(caller, name))
    .find((candidate) => accepts(problem, candidate, budget));
  return found ? { kind: 'found', caller: found } : searchName(problem, budget);
}

function requiresForbiddenArn({ branch, requirement, variables }: CallerProblem): boolean {
  return branch.identity.some(
    (constraint) =>
      constraint.clause.key === 'aws:principalarn' &&
      requiresForbiddenValue(constraint, comparedPatterns(constraint, variables), requirement),
  );
}

function accepts(problem: CallerProblem, caller: Caller, budget: Budget): boolean {
  const { branch, mode } = problem;
  if (existingRoleOfSameName(problem, caller) !== undefined) return false;
  const doubtful: (ConditionClause | Principal)[] = [];
  const keys = callerKeys(caller);
  const variables = withCaller(keys, problem.variables);
  const arn = keys.get('aws:principalarn');
  if (typeof arn === 'string' && isRuledOut(problem.requirement, arn)) return false;
  const all =
    branch.principals.every(
      (constraint) => {
        const { principals } = constraint.statement;
        return (
          budget.spendComparisons(principals.length) &&
          satisfies(matchPrincipalsOf(constraint.statement, caller), constraint, mode, () =>
            doubtful.push(...principals.filter(isUncertain)),
          )
        );
      },
    ) &&
    branch.identity.every((constraint) => {
      if (!budget.spendComparisons(constraint.clause.values.length)) return false;
      const key = String(constraint.clause.key);
      const isOpen = branch.undocumentedKeys !== 'absent' && isUndocumented(key, caller);
      const truth: Truth = isOpen ? 'unconfirmed' : truthFor(constraint, keys.get(key), variables);
      return satisfies(truth, constraint, mode, () => doubtful.push(constraint.clause));
    });
  if (all) doubtful.forEach(problem.doubt);
  return all;
}

/** AWS documents neither an ARN nor an account for services; callers with a token have none. */
function isUndocumented(key: string, caller: Caller): boolean {
  if (key === 'aws:username' || key.startsWith('aws:principalservicename')) return false;
  return caller.kind === 'service' && key !== 'aws:principalisawsservice';
}

function withCaller(keys: ReadonlyMap<string, unknown>, others: VariableValues): VariableValues {
  return (key) => {
    const value = keys.get(key);
    return typeof value === 'string' ? value : others(key);
  };
}

const KEYS_WITH_NAMES: ReadonlySet<string> = new Set(['aws:principalarn', 'aws:username']);

/** Names that principals and clauses contain. They are easy to read and nearly always sufficient: then no search is needed. */
function candidateNames({ branch, variables, candidateNames: preferred = [] }: CallerProblem): string[] {
  const names: PartlyKnownText[] = [...preferred, ANY_NAME];
  for (const principal of branch.principals.flatMap(({ statement }) => statement.principals)) {
    if ('name' in principal) names.push(principal.name);
    if ('roleName' in principal) names.push(principal.roleName);
  }
  for (const constraint of branch.identity) {
    if (!KEYS_WITH_NAMES.has(String(constraint.clause.key))) continue;
    for (const { pattern } of comparedPatterns(constraint, variables)) if (pattern) names.push(...namesIn(pattern));
  }
  return [...new Set(names.filter(isKnown))].filter(isNameWithPath);
}

/** Names that match the pattern, which may be of ARNs or of names. */
const namesIn = memoize((pattern: ValuePattern) => {
  const texts = ['', ANY_NAME, 'x'].map((filling) => fillPattern(pattern, filling, 'x'));
  return texts.map((text) =>
    (/^(?:[^:]*:){5}(.*)$/.exec(text)?.[1] ?? text.slice(text.lastIndexOf(':') + 1)).replace(/^(user|role)\//, ''),
  );
});

/** Proves that no name satisfies the constraints, or finds one that is not among the candidates. */
function searchName(problem: CallerProblem, budget: Budget): CallerSolution {
  const { caller } = problem.branch;
  const tests = testsOf(problem);
  // A search hardly ever finds a name that is too long, so characters are counted only after that has happened.
  let grammar = NAMES_OF_ANY_LENGTH;
  for (;;) {
    const name = shortestName(tests, grammar, budget);
    if (name === GIVEN_UP) return TOO_MUCH;
    if (name === undefined) return NO_SOLUTION;
    const named = nameCaller(caller, name);
    const existing = existingRoleOfSameName(problem, named);
    if (existing !== undefined) tests.push(onlyThisPath(existing));
    else if (isNameWithPath(name)) return accepts(problem, named, budget) ? { kind: 'found', caller: named } : READ_DIFFERENTLY;
    else if (grammar === NAMES_OF_ANY_LENGTH) grammar = NAMES;
    else return READ_DIFFERENTLY;
  }
}

const READ_DIFFERENTLY = unproven("conditions on the caller's ARN that the search and the evaluator read differently");

/** An existing role with the caller's role name but another path: then the caller's role cannot exist. */
function existingRoleOfSameName({ namedRoles }: CallerProblem, caller: Caller): string | undefined {
  const existing = namedRoles && isSession(caller) ? namedRoles.roleWithSameName(caller) : undefined;
  return existing !== undefined && isSession(caller) && existing !== caller.roleName ? existing : undefined;
}

function testsOf({ branch, requirement, mode, variables }: CallerProblem): NameTest[] {
  const { caller, principals, identity } = branch;
  const prefix = arnPrefix(caller);
  const satisfying = (constraint: ReadConstraint) => (truth: Truth) => satisfies(truth, constraint, mode);
  return [
    ...principals.map((constraint) => principalTest(constraint.statement, caller, satisfying(constraint))),
    ...identity.map((constraint): NameTest => {
      const key = String(constraint.clause.key);
      const isSatisfied = satisfying(constraint);
      if (key === 'aws:principalarn' || (key === 'aws:username' && caller.kind === 'iam-user')) {
        const isOfName = key === 'aws:username';
        if (constraint.operator.family !== 'null') return clauseTest(variables, constraint, isOfName ? undefined : prefix, isSatisfied);
      }
      // No other key of the caller depends on the name.
      const sent = callerKeys(nameCaller(caller, ANY_NAME)).get(key);
      return { automata: [], combine: () => isSatisfied(truthFor(constraint, sent, variables)) };
    }),
    ...textsRuledOut(requirement).map((forbidden) => forbiddenPatternTest(forbidden, prefix)),
  ];
}

function shortestName(tests: readonly NameTest[], grammar: TextGrammar, budget: Budget): string | undefined | typeof GIVEN_UP {
  // Each test reads its own automata.
  const every = (passes: (test: NameTest, own: (all: readonly boolean[]) => readonly boolean[]) => boolean) => {
    let next = 0;
    return tests.every((test) => {
      const first = next;
      next += test.automata.length;
      return passes(test, (all) => all.slice(first, first + test.automata.length));
    });
  };
  return shortestText(
    {
      automata: tests.flatMap((test) => test.automata),
      alphabet: NAME_CHARACTERS,
      grammar,
      min: 1,
      max: LONGEST_NAME_WITH_PATH,
      accept: (accepted) => every((test, own) => test.combine(own(accepted))),
      viable: (dead, saturated) => every((test, own) => canPass(test, own(dead), own(saturated))),
    },
    budget,
  );
}
