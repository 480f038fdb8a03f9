/** Finds the name of a caller: one that the principals and the conditions on the caller's identity ask for. */
import { Branch } from './branch';
import { Budget } from './budget';
import { CallerClass, isAwsCaller } from './caller-class';
import { fillPattern } from './key-constraints/candidate-values';
import { GlobAutomaton } from './key-constraints/glob-automaton';
import { ForbiddenValues, KeyDemand, SearchMode, serves, truthFor } from './key-constraints/key-constraint';
import { Alphabet, shortestText, TextAutomaton } from './key-constraints/shortest-text';
import { Caller } from '../evaluation/assume-role-request';
import { callerKeys } from '../evaluation/caller-keys';
import { ComparedFamily, resolvedPattern } from '../evaluation/match-condition';
import { matchPrincipals } from '../evaluation/match-principal';
import { anyOf, not, Truth } from '../evaluation/truth';
import { matchPattern, ValuePattern, VariableValues } from '../evaluation/value-pattern';
import { ConditionClause, Operator } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
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

const NAME = Alphabet.of('\\w+=,.@/-');
const LONGEST_NAME = 576;
/** Paths have no empty segments, and no user or role has an empty name. */
const BAD_NAMES = ['/*', '*/', '*//*', ''];

/** The caller with everything settled. */
export function nameCaller(caller: CallerClass, name: string): Caller {
  switch (caller.kind) {
    case 'iam-user':
      return { kind: 'iam-user', partition: caller.partition, account: caller.account, name };
    case 'role-session':
    case 'federated-session':
      return {
        kind: caller.kind,
        partition: caller.partition,
        account: caller.account,
        roleName: name,
        sessionName: caller.sessionName ?? 'example-session',
      };
    case 'service':
      return { kind: 'service', service: name };
    case 'saml':
      return { kind: 'saml', partition: caller.partition, account: caller.account, provider: name };
    case 'oidc':
      return {
        kind: 'oidc',
        issuer: name,
        provider: caller.account === '' ? undefined : { partition: caller.partition, account: caller.account },
      };
  }
}

export function solveCaller(problem: CallerProblem, budget: Budget): CallerSolution {
  const { caller } = problem.branch;
  if (caller.name !== undefined || !isAwsCaller(caller)) {
    const named = nameCaller(caller, caller.name ?? 'example');
    return accepts(problem, named) ? { kind: 'found', caller: named } : { kind: 'none' };
  }
  const found = candidateNames(problem)
    .map((name) => nameCaller(caller, name))
    .find((candidate) => accepts(problem, candidate));
  return found ? { kind: 'found', caller: found } : searchName(problem, budget);
}

function accepts(problem: CallerProblem, caller: Caller): boolean {
  const { branch, mode } = problem;
  const doubtful: (ConditionClause | Principal)[] = [];
  const keys = callerKeys(caller);
  const variables = withCaller(keys, problem.variables);
  const arn = keys.get('aws:principalarn');
  if (
    typeof arn === 'string' &&
    problem.demand?.differsFrom.some(({ pattern, ignoreCase }) => matchPattern(pattern, arn, ignoreCase) !== 'no')
  ) {
    return false;
  }
  const all =
    branch.principals.every(({ statement, wanted, effect }) =>
      serves(matchPrincipals(statement.principals, statement.notPrincipal, caller), wanted, effect, mode, () =>
        doubtful.push(...statement.principals.filter(isUncertain)),
      ),
    ) &&
    branch.identity.every((constraint) => {
      const sent = keys.get(String(constraint.clause.key));
      const truth: Truth =
        sent === undefined && isUndocumented(String(constraint.clause.key), caller) ? 'unconfirmed' : truthFor(constraint, sent, variables);
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

/** The part of the caller's ARN before the name: every test of the ARN has read it before the name begins. */
function arnPrefix(caller: CallerClass): string {
  return `arn:${caller.partition}:iam::${caller.account}:${caller.kind === 'iam-user' ? 'user' : 'role'}/`;
}

function identityPatterns(problem: CallerProblem): { key: string; operator: Operator; patterns: (ValuePattern | undefined)[] }[] {
  return problem.branch.identity.flatMap(({ clause, operator, version }) =>
    operator.family === 'null'
      ? []
      : [
        {
          key: String(clause.key),
          operator,
          patterns: clause.values.map((value) => resolvedPattern(value, operator.family as ComparedFamily, version, problem.variables)),
        },
      ],
  );
}

function candidateNames(problem: CallerProblem): string[] {
  const prefix = arnPrefix(problem.branch.caller);
  const named = problem.branch.principals.flatMap(({ statement }) =>
    statement.principals.flatMap((principal): string[] => {
      if (principal.kind === 'user' || principal.kind === 'role') return isKnown(principal.name) ? [principal.name] : [];
      return principal.kind === 'session' && isKnown(principal.roleName) ? [principal.roleName] : [];
    }),
  );
  const filled = identityPatterns(problem).flatMap(({ key, patterns }) =>
    patterns.flatMap((pattern): string[] => {
      if (!pattern) return [];
      return ['', 'example', 'x'].flatMap((filling) => {
        const text = fillPattern(pattern, filling, 'x');
        if (key === 'aws:username') return [text];
        return [
          text.slice(text.lastIndexOf(':') + 1).replace(/^(user|role)\//, ''),
          text.startsWith(prefix) ? text.slice(prefix.length) : '',
        ];
      });
    }),
  );
  return [...new Set(['example', ...named, ...filled])].filter(
    (name) => /^[\w+=,.@-]+(\/[\w+=,.@-]+)*$/.test(name) && name.length <= LONGEST_NAME,
  );
}

/** Proves that no name will do, or finds one that the candidates missed. */
function searchName(problem: CallerProblem, budget: Budget): CallerSolution {
  const { caller } = problem.branch;
  const prefix = arnPrefix(caller);
  const tests: NameTest[] = [
    ...problem.branch.principals.map((constraint): NameTest =>
      principalTest(constraint.statement, caller, (truth) => serves(truth, constraint.wanted, constraint.effect, problem.mode)),
    ),
    ...problem.branch.identity.map((constraint): NameTest => {
      const key = String(constraint.clause.key);
      const serve = (truth: Truth) => serves(truth, constraint.wanted, constraint.effect, problem.mode);
      if (key === 'aws:principalarn' || (key === 'aws:username' && caller.kind === 'iam-user')) {
        return clauseTest(problem, constraint, key === 'aws:username' ? undefined : prefix, serve);
      }
      // Nothing else about the caller depends on the name.
      const sent = callerKeys(nameCaller(caller, 'example')).get(key);
      return { automata: [], combine: () => serve(truthFor(constraint, sent, problem.variables)) };
    }),
    ...BAD_NAMES.map((text): NameTest => refuse({ pattern: text === '' ? [] : globOf(text), ignoreCase: false })),
    ...(problem.demand?.differsFrom ?? []).map((forbidden): NameTest => refuse(forbidden, prefix)),
  ];
  const offsets = tests.map((_, index) => tests.slice(0, index).reduce((sum, test) => sum + test.automata.length, 0));
  const name = shortestText(
    {
      automata: tests.flatMap((test) => test.automata),
      alphabet: NAME,
      min: 1,
      max: LONGEST_NAME,
      accept: (accepted) =>
        tests.every((test, index) => test.combine(accepted.slice(offsets[index], offsets[index] + test.automata.length))),
      viable: () => true,
    },
    budget,
  );
  if (name === 'budget') return { kind: 'unproven', why: "the conditions on the caller's ARN are too many or too long to decide" };
  if (name === undefined) return { kind: 'none' };
  const named = nameCaller(caller, name);
  return accepts(problem, named)
    ? { kind: 'found', caller: named }
    : { kind: 'unproven', why: "the conditions on the caller's ARN were read in two ways" };
}

interface NameTest {
  readonly automata: readonly TextAutomaton[];
  /** From which of the automata accept to whether the test is passed. */
  combine(accepted: readonly boolean[]): boolean;
}

function refuse({ pattern, ignoreCase }: ForbiddenValues, prefix?: string): NameTest {
  return { automata: [{ glob: GlobAutomaton.ofText(pattern, ignoreCase), prefix }], combine: ([accepted]) => !accepted };
}

function globOf(text: string): ValuePattern {
  return text
    .split(/(\*)/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? { kind: 'any-run' } : { kind: 'literal', text: part }));
}

/** Of the principals only users, roles and sessions depend on the name; the evaluator answers for the others. */
function principalTest(
  statement: { principals: readonly Principal[]; notPrincipal: boolean },
  caller: CallerClass,
  serve: (truth: Truth) => boolean,
): NameTest {
  const named = statement.principals.map((principal): { automaton: TextAutomaton } | { truth: Truth } => {
    const name =
      principal.kind === 'user' || principal.kind === 'role'
        ? principal.name
        : principal.kind === 'session'
          ? principal.roleName
          : undefined;
    if (principal.kind === 'malformed' || (name !== undefined && !isKnown(name))) return { truth: 'unknown' };
    if (name === undefined) return { truth: matchPrincipals([principal], false, nameCaller(caller, 'example')) };
    const own = principal.kind === 'user' ? name : name.slice(name.lastIndexOf('/') + 1);
    // Would it match under the right name at all: kind, account, partition, session name?
    if (matchPrincipals([principal], false, nameCaller(caller, own)) !== 'yes') return { truth: 'no' };
    return { automaton: { glob: GlobAutomaton.ofText([{ kind: 'literal', text: own }], false), lastSegment: principal.kind !== 'user' } };
  });
  return {
    automata: named.flatMap((entry) => ('automaton' in entry ? [entry.automaton] : [])),
    combine: (accepted) => {
      let next = 0;
      const found = anyOf(named.map((entry): Truth => ('truth' in entry ? entry.truth : accepted[next++] ? 'yes' : 'no')));
      return serve(statement.notPrincipal ? not(found) : found);
    },
  };
}

/** `prefix` undefined: the clause is on the user's name, without its path. */
function clauseTest(
  problem: CallerProblem,
  { clause, operator, version }: Branch['identity'][number],
  prefix: string | undefined,
  serve: (truth: Truth) => boolean,
): NameTest {
  if (operator.family === 'null') {
    return {
      automata: [],
      combine: () => serve(truthFor({ clause, operator, version, effect: 'Allow', wanted: true }, 'any', problem.variables)),
    };
  }
  const textual = operator.family === 'string-equals' || operator.family === 'string-like' || operator.family === 'arn';
  if (!textual) return { automata: [], combine: () => serve('unknown') };
  const patterns = clause.values.map((value) => resolvedPattern(value, operator.family as ComparedFamily, version, problem.variables));
  const automata = patterns.map((pattern): TextAutomaton => ({
    glob: operator.family === 'arn' ? GlobAutomaton.ofArn(pattern ?? []) : GlobAutomaton.ofText(pattern ?? [], operator.ignoreCase),
    prefix,
    lastSegment: prefix === undefined,
  }));
  return {
    automata,
    combine: (accepted) => {
      const found = anyOf(
        patterns.map((pattern, index): Truth => {
          if (!pattern) return operator.negated ? 'unconfirmed' : 'no';
          if (!accepted[index]) return 'no';
          if (pattern.some((token) => token.kind === 'hole')) return 'unknown';
          return pattern.some((token) => token.kind === 'suspect') || (operator.family === 'arn' && !isWholeArn(pattern))
            ? 'unconfirmed'
            : 'yes';
        }),
      );
      return serve(operator.negated ? not(found) : found);
    },
  };
}

function isWholeArn(pattern: ValuePattern): boolean {
  return pattern.flatMap((token) => (token.kind === 'literal' ? [...token.text] : [])).filter((char) => char === ':').length >= 5;
}
