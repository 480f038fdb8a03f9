/** Finds the name of a caller: one that the principals and the conditions on the caller's identity ask for. */
import { Branch } from './branch';
import { Budget } from './budget';
import { arnPrefix, nameCaller } from './caller-class';
import { fillPattern } from './key-constraints/candidate-values';
import { asksForTheForbidden, isRuledOut, KeyDemand, SearchMode, serves, textsRuledOut, truthFor } from './key-constraints/key-constraint';
import { GIVEN_UP, shortestText } from './key-constraints/shortest-text';
import {
  canPass, charactersOfPaths, clauseTest, globOf, isAskedOtherwise, isTextual, NAME_WITH_PATH, NameTest, principalTest, refuse, refuseInName,
} from './name-tests';
import { Caller, isAwsCaller } from '../evaluation/assume-role-request';
import { callerKeys } from '../evaluation/caller-keys';
import { resolvedPatterns } from '../evaluation/match-condition';
import { matchPrincipals } from '../evaluation/match-principal';
import { Truth } from '../evaluation/truth';
import { ValuePattern, VariableValues } from '../evaluation/value-pattern';
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
const BAD_NAMES: readonly NameTest[] = ['/*', '*/', '*//*'].map((text) => refuse({ pattern: globOf(text), ignoreCase: true }));

const TOO_MUCH: CallerSolution = { kind: 'unproven', why: "the conditions on the caller's ARN are too many or too long to decide" };

export function solveCaller(problem: CallerProblem, budget: Budget): CallerSolution {
  const { caller, identity } = problem.branch;
  if (identity.some(({ clause }) => clause.values.some(({ length }) => length > budget.longestPattern))) return TOO_MUCH;
  if (caller.name !== undefined || !isAwsCaller(caller)) {
    const named = nameCaller(caller, caller.name ?? ANY_NAME);
    return accepts(problem, named, budget) ? { kind: 'found', caller: named } : { kind: 'none' };
  }
  if (asksForForbiddenArns(problem)) return { kind: 'none' };
  const found = candidateNames(problem)
    .map((name) => nameCaller(caller, name))
    .find((candidate) => accepts(problem, candidate, budget));
  return found ? { kind: 'found', caller: found } : searchName(problem, budget);
}

function asksForForbiddenArns({ branch, demand, variables }: CallerProblem): boolean {
  return branch.identity.some((constraint) => {
    const {
      clause,
      operator: { family },
      version,
    } = constraint;
    if (clause.key !== 'aws:principalarn' || family === 'null') return false;
    return asksForTheForbidden(constraint, resolvedPatterns(clause, family, version, variables), demand);
  });
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
      ({ statement, wanted, effect }) =>
        budget.spendComparisons(statement.principals.length) &&
        serves(matchPrincipals(statement.principals, statement.notPrincipal, caller), wanted, effect, mode, () =>
          doubtful.push(...statement.principals.filter(isUncertain)),
        ),
    ) &&
    branch.identity.every((constraint) => {
      if (!budget.spendComparisons(constraint.clause.values.length)) return false;
      const sent = keys.get(String(constraint.clause.key));
      const truth: Truth = isUndocumented(String(constraint.clause.key), caller) ? 'unconfirmed' : truthFor(constraint, sent, variables);
      return serves(truth, constraint.wanted, constraint.effect, mode, () => doubtful.push(constraint.clause));
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

function isUncertain(principal: Principal): boolean {
  return principal.kind === 'unknown' || Object.values(principal).some((part) => Array.isArray(part));
}

const KEYS_WITH_NAMES: ReadonlySet<string> = new Set(['aws:principalarn', 'aws:username']);

/** Names that principals and clauses speak of. They read well and nearly always suffice: then nothing has to be searched for. */
function candidateNames({ branch, variables }: CallerProblem): string[] {
  const names: PartlyKnownText[] = [ANY_NAME];
  for (const principal of branch.principals.flatMap(({ statement }) => statement.principals)) {
    if ('name' in principal) names.push(principal.name);
    if ('roleName' in principal) names.push(principal.roleName);
  }
  for (const { clause, operator: { family }, version } of branch.identity) {
    if (family === 'null' || !KEYS_WITH_NAMES.has(String(clause.key))) continue;
    for (const pattern of resolvedPatterns(clause, family, version, variables)) if (pattern) names.push(...namesIn(pattern));
  }
  return [...new Set(names.filter(isKnown))].filter(isNameWithPath);
}

function isNameWithPath(name: string): boolean {
  return name.length <= LONGEST_NAME && /^([!-.0-9;-~]+\/)*[\w+=,.@-]+$/.test(name);
}

const NAMES_IN = new WeakMap<ValuePattern, readonly string[]>();

/** What the pattern makes a name of, whether it is of ARNs or of names. */
function namesIn(pattern: ValuePattern): readonly string[] {
  let names = NAMES_IN.get(pattern);
  if (names === undefined) {
    const texts = ['', ANY_NAME, 'x'].map((filling) => fillPattern(pattern, filling, 'x'));
    NAMES_IN.set(pattern, (names = texts.map((text) => text.slice(text.lastIndexOf(':') + 1).replace(/^(user|role)\//, ''))));
  }
  return names;
}

/** Proves that no name will do, or finds one that the candidates missed. */
function searchName(problem: CallerProblem, budget: Budget): CallerSolution {
  const { caller } = problem.branch;
  const prefix = arnPrefix(caller);
  if (problem.branch.identity.some(isAskedOtherwise)) {
    return { kind: 'unproven', why: 'the name of the user is tested with operators that are not made for it' };
  }
  const wanted: NameTest[] = [
    ...problem.branch.principals.map((constraint): NameTest =>
      principalTest(constraint.statement, caller, (truth) => serves(truth, constraint.wanted, constraint.effect, problem.mode)),
    ),
    ...problem.branch.identity.map((constraint): NameTest => {
      const key = String(constraint.clause.key);
      const serve = (truth: Truth) => serves(truth, constraint.wanted, constraint.effect, problem.mode);
      if (key === 'aws:principalarn' || (key === 'aws:username' && caller.kind === 'iam-user')) {
        if (isTextual(constraint.operator)) return clauseTest(problem.variables, constraint, key === 'aws:username' ? undefined : prefix, serve);
      }
      // Nothing else about the caller depends on the name, and no ARN is a number, a date or an address.
      const sent = callerKeys(nameCaller(caller, ANY_NAME)).get(key);
      return { automata: [], combine: () => serve(truthFor(constraint, sent, problem.variables)) };
    }),
  ];
  const tests: NameTest[] = [
    ...wanted,
    ...BAD_NAMES,
    ...charactersOfPaths(wanted).map((char): NameTest => refuseInName(char)),
    ...textsRuledOut(problem.demand).map((forbidden): NameTest => refuse(forbidden, prefix)),
  ];
  const offsets = tests.map((_, index) => tests.slice(0, index).reduce((sum, test) => sum + test.automata.length, 0));
  const name = shortestText(
    {
      automata: tests.flatMap((test) => test.automata),
      alphabet: NAME_WITH_PATH,
      min: 1,
      max: LONGEST_NAME,
      accept: (accepted) =>
        tests.every((test, index) => test.combine(accepted.slice(offsets[index], offsets[index] + test.automata.length))),
      viable: (dead) => tests.every((test, index) => canPass(test, dead.slice(offsets[index], offsets[index] + test.automata.length))),
    },
    budget,
  );
  if (name === GIVEN_UP) return TOO_MUCH;
  if (name === undefined) return { kind: 'none' };
  const named = nameCaller(caller, name);
  return accepts(problem, named, budget)
    ? { kind: 'found', caller: named }
    : { kind: 'unproven', why: "the conditions on the caller's ARN were read in two ways" };
}
