/** Finds the name of a caller: one that the principals and the conditions on the caller's identity ask for. */
import { Branch } from './branch';
import { Budget } from './budget';
import { arnPrefix, nameCaller } from './caller-class';
import { isUncertain } from './ground';
import { fillPattern } from './key-constraints/candidate-values';
import {
  asksForTheForbidden, isRuledOut, isTextual, KeyConstraint, KeyDemand, patternsAsked, SearchMode, serves, textsRuledOut, truthFor,
} from './key-constraints/key-constraint';
import { areTooLong, NONE, unproven } from './key-constraints/key-problem';
import { GIVEN_UP, shortestText } from './key-constraints/shortest-text';
import {
  canPass, charactersOfPaths, clauseTest, isAskedOtherwise, NAME_WITH_PATH, NameTest, principalTest, refuse, refuseInName,
} from './name-tests';
import { Caller, isAwsCaller } from '../evaluation/assume-role-request';
import { callerKeys } from '../evaluation/caller-keys';
import { matchPrincipals } from '../evaluation/match-principal';
import { remembered } from '../evaluation/remembered';
import { Truth } from '../evaluation/truth';
import { readPattern, ValuePattern, VariableValues, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { ConditionClause } from '../policy/condition';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';

export interface CallerProblem {
  readonly branch: Branch;
  /** What the question rules out for `aws:PrincipalArn`, if anything. */
  readonly demand?: KeyDemand;
  readonly mode: SearchMode;
  /** For variables that do not follow from the caller. */
  readonly variables: VariableValues;
  readonly doubt: (what: ConditionClause | Principal) => void;
}

export type CallerSolution =
  { readonly kind: 'found'; readonly caller: Caller } | { readonly kind: 'none' } | { readonly kind: 'unproven'; readonly why: string };

const LONGEST_NAME = 576;
/** Any user or role will do. */
const ANY_NAME = 'example';
/** Paths have no empty segments, and neither has a user or role an empty name. */
const BAD_NAMES: readonly NameTest[] = ['/*', '*/', '*//*'].map((text) => refuse({ pattern: readPattern(text, WILDCARDS_ONLY), ignoreCase: true }));

const TOO_MUCH = unproven("the conditions on the caller's ARN are too many or too long to decide");

export function solveCaller(problem: CallerProblem, budget: Budget): CallerSolution {
  const { caller, identity } = problem.branch;
  if (areTooLong(identity, budget)) return TOO_MUCH;
  if (caller.name !== undefined || !isAwsCaller(caller)) {
    const named = nameCaller(caller, caller.name ?? ANY_NAME);
    return accepts(problem, named, budget) ? { kind: 'found', caller: named } : NONE;
  }
  if (asksForForbiddenArns(problem)) return NONE;
  const found = candidateNames(problem)
    .map((name) => nameCaller(caller, name))
    .find((candidate) => accepts(problem, candidate, budget));
  return found ? { kind: 'found', caller: found } : searchName(problem, budget);
}

function asksForForbiddenArns({ branch, demand, variables }: CallerProblem): boolean {
  return branch.identity.some(
    (constraint) => constraint.clause.key === 'aws:principalarn' && asksForTheForbidden(constraint, patternsAsked(constraint, variables), demand),
  );
}

function accepts(problem: CallerProblem, caller: Caller, budget: Budget): boolean {
  const { branch, mode } = problem;
  const doubtful: (ConditionClause | Principal)[] = [];
  const keys = callerKeys(caller);
  const variables = withCaller(keys, problem.variables);
  const arn = keys.get('aws:principalarn');
  if (typeof arn === 'string' && isRuledOut(problem.demand, arn)) return false;
  const all =
    branch.principals.every(
      (constraint) => {
        const { principals, notPrincipal } = constraint.statement;
        return budget.spendComparisons(principals.length) &&
          serves(matchPrincipals(principals, notPrincipal, caller), constraint, mode, () => doubtful.push(...principals.filter(isUncertain)));
      },
    ) &&
    branch.identity.every((constraint) => {
      if (!budget.spendComparisons(constraint.clause.values.length)) return false;
      const key = String(constraint.clause.key);
      const truth: Truth = isUndocumented(key, caller) ? 'unconfirmed' : truthFor(constraint, keys.get(key), variables);
      return serves(truth, constraint, mode, () => doubtful.push(constraint.clause));
    });
  if (all) doubtful.forEach(problem.doubt);
  return all;
}

/** Of token holders and services AWS documents neither ARN nor account. */
function isUndocumented(key: string, caller: Caller): boolean {
  if (key === 'aws:username' || key.startsWith('aws:principalservicename')) return false;
  return caller.kind === 'saml' || caller.kind === 'oidc' || (caller.kind === 'service' && key !== 'aws:principalisawsservice');
}

function withCaller(keys: ReadonlyMap<string, unknown>, others: VariableValues): VariableValues {
  return (key) => {
    const value = keys.get(key);
    return typeof value === 'string' ? value : others(key);
  };
}

const KEYS_WITH_NAMES: ReadonlySet<string> = new Set(['aws:principalarn', 'aws:username']);

/** Names that principals and clauses speak of. They read well and nearly always suffice: then nothing has to be searched for. */
function candidateNames({ branch, variables }: CallerProblem): string[] {
  const names: PartlyKnownText[] = [ANY_NAME];
  for (const principal of branch.principals.flatMap(({ statement }) => statement.principals)) {
    if ('name' in principal) names.push(principal.name);
    if ('roleName' in principal) names.push(principal.roleName);
  }
  for (const constraint of branch.identity) {
    if (!KEYS_WITH_NAMES.has(String(constraint.clause.key))) continue;
    for (const { pattern } of patternsAsked(constraint, variables)) if (pattern) names.push(...namesIn(pattern));
  }
  return [...new Set(names.filter(isKnown))].filter(isNameWithPath);
}

function isNameWithPath(name: string): boolean {
  return name.length <= LONGEST_NAME && /^([!-.0-9;-~]+\/)*[\w+=,.@-]+$/.test(name);
}

/** What the pattern makes a name of, whether it is of ARNs or of names. */
const namesIn = remembered((pattern: ValuePattern) => {
  const texts = ['', ANY_NAME, 'x'].map((filling) => fillPattern(pattern, filling, 'x'));
  return texts.map((text) => text.slice(text.lastIndexOf(':') + 1).replace(/^(user|role)\//, ''));
});

/** Proves that no name will do, or finds one that the candidates missed. */
function searchName(problem: CallerProblem, budget: Budget): CallerSolution {
  const { caller } = problem.branch;
  const prefix = arnPrefix(caller);
  if (problem.branch.identity.some(isAskedOtherwise)) return unproven('the name of the user is tested with operators that are not made for it');
  const { principals, identity } = problem.branch;
  const serving = (constraint: Pick<KeyConstraint, 'wanted' | 'effect'>) => (truth: Truth) => serves(truth, constraint, problem.mode);
  const wanted: NameTest[] = [
    ...principals.map((constraint) => principalTest(constraint.statement, caller, serving(constraint))),
    ...identity.map((constraint): NameTest => {
      const key = String(constraint.clause.key);
      const serve = serving(constraint);
      if (key === 'aws:principalarn' || (key === 'aws:username' && caller.kind === 'iam-user')) {
        if (isTextual(constraint.operator.family)) return clauseTest(problem.variables, constraint, key === 'aws:username' ? undefined : prefix, serve);
      }
      // Nothing else about the caller depends on the name, and no ARN is a number, a date or an address.
      const sent = callerKeys(nameCaller(caller, ANY_NAME)).get(key);
      return { automata: [], combine: () => serve(truthFor(constraint, sent, problem.variables)) };
    }),
  ];
  const tests: NameTest[] = [
    ...wanted,
    ...BAD_NAMES,
    ...charactersOfPaths(wanted).map(refuseInName),
    ...textsRuledOut(problem.demand).map((forbidden) => refuse(forbidden, prefix)),
  ];
  // Each test looks at its own automata.
  const every = (all: readonly boolean[], passes: (test: NameTest, own: readonly boolean[]) => boolean) => {
    let next = 0;
    return tests.every((test) => passes(test, all.slice(next, (next += test.automata.length))));
  };
  const name = shortestText(
    {
      automata: tests.flatMap((test) => test.automata),
      alphabet: NAME_WITH_PATH,
      min: 1,
      max: LONGEST_NAME,
      accept: (accepted) => every(accepted, (test, own) => test.combine(own)),
      viable: (dead) => every(dead, canPass),
    },
    budget,
  );
  if (name === GIVEN_UP) return TOO_MUCH;
  if (name === undefined) return NONE;
  const named = nameCaller(caller, name);
  return accepts(problem, named, budget) ? { kind: 'found', caller: named } : unproven("the conditions on the caller's ARN were read in two ways");
}
