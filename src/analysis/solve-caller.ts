/** Finds the name of a caller: one that the principals and the conditions on the caller's identity ask for. */
import { Branch } from './branch';
import { Budget } from './budget';
import { CallerClass, isAwsCaller } from './caller-class';
import { fillPattern } from './key-constraints/candidate-values';
import { GlobAutomaton } from './key-constraints/glob-automaton';
import {
  asksForTheForbidden,
  ForbiddenValues,
  isOpenVariable,
  KeyDemand,
  SearchMode,
  serves,
  truthFor,
} from './key-constraints/key-constraint';
import { Alphabet, shortestText, TextAutomaton } from './key-constraints/shortest-text';
import { Caller } from '../evaluation/assume-role-request';
import { callerKeys } from '../evaluation/caller-keys';
import { ComparedFamily, resolvedPattern } from '../evaluation/match-condition';
import { matchPrincipals } from '../evaluation/match-principal';
import { anyOf, not, Truth } from '../evaluation/truth';
import { matchPattern, readPattern, ValuePattern, VariableValues } from '../evaluation/value-pattern';
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

/** A path may hold nearly any printable character, but no ARN of IAM has a sixth colon; the name behind the path is more particular. */
const NAME_WITH_PATH = Alphabet.of('!-9;-~');
const IN_NAME = /^[\w+=,.@-]$/;
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

const TOO_MUCH: CallerSolution = { kind: 'unproven', why: "the conditions on the caller's ARN are too many or too long to decide" };

export function solveCaller(problem: CallerProblem, budget: Budget): CallerSolution {
  const { caller, identity } = problem.branch;
  if (identity.some(({ clause }) => clause.values.some(({ length }) => length > budget.longestPattern))) return TOO_MUCH;
  if (caller.name !== undefined || !isAwsCaller(caller)) {
    const named = nameCaller(caller, caller.name ?? 'example');
    return accepts(problem, named, budget) ? { kind: 'found', caller: named } : { kind: 'none' };
  }
  if (asksForForbiddenArns(problem)) return { kind: 'none' };
  const found = candidateNames(problem)
    .map((name) => nameCaller(caller, name))
    .find((candidate) => accepts(problem, candidate, budget));
  return found ? { kind: 'found', caller: found } : searchName(problem, budget);
}

function asksForForbiddenArns({ branch, demand, variables }: CallerProblem): boolean {
  if (!demand) return false;
  return branch.identity.some((constraint) => {
    const {
      clause,
      operator: { family },
      version,
    } = constraint;
    if (clause.key !== 'aws:principalarn' || family === 'null') return false;
    return asksForTheForbidden(
      constraint,
      clause.values.map((value) => resolvedPattern(value, family, version, variables)),
      demand,
    );
  });
}

function accepts(problem: CallerProblem, caller: Caller, budget: Budget): boolean {
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
    operator.family === 'null' || (clause.key !== 'aws:principalarn' && clause.key !== 'aws:username')
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
    (name) => /^([!-.0-9;-~]+\/)*[\w+=,.@-]+$/.test(name) && name.length <= LONGEST_NAME,
  );
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
        if (isTextual(constraint.operator)) return clauseTest(problem, constraint, key === 'aws:username' ? undefined : prefix, serve);
      }
      // Nothing else about the caller depends on the name, and no ARN is a number, a date or an address.
      const sent = callerKeys(nameCaller(caller, 'example')).get(key);
      return { automata: [], combine: () => serve(truthFor(constraint, sent, problem.variables)) };
    }),
  ];
  const tests: NameTest[] = [
    ...wanted,
    ...BAD_NAMES.map((text): NameTest => refuse({ pattern: text === '' ? [] : globOf(text), ignoreCase: false })),
    ...charactersOfPaths(wanted).map((char): NameTest => refuseInName(char)),
    ...(problem.demand?.differsFrom ?? []).map((forbidden): NameTest => refuse(forbidden, prefix)),
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
  if (name === 'budget') return TOO_MUCH;
  if (name === undefined) return { kind: 'none' };
  const named = nameCaller(caller, name);
  return accepts(problem, named, budget)
    ? { kind: 'found', caller: named }
    : { kind: 'unproven', why: "the conditions on the caller's ARN were read in two ways" };
}

interface NameTest {
  readonly automata: readonly TextAutomaton[];
  /** From which of the automata accept to whether the test is passed. */
  combine(accepted: readonly boolean[]): boolean;
}

/** With more automata than this a test counts as one that can still be passed. */
const MOST_AUTOMATA_TO_TRY = 6;
const VERDICTS_ON_THE_DEAD = new WeakMap<NameTest, Map<string, boolean>>();

/** Can the test still be passed when some of its automata accept nothing any more? Tried for all that the others may come to. */
function canPass(test: NameTest, dead: readonly boolean[]): boolean {
  const known = VERDICTS_ON_THE_DEAD.get(test) ?? new Map<string, boolean>();
  VERDICTS_ON_THE_DEAD.set(test, known);
  const name = dead.join();
  let passes = known.get(name);
  if (passes === undefined) known.set(name, (passes = triesToPass(test, dead)));
  return passes;
}

function triesToPass(test: NameTest, dead: readonly boolean[]): boolean {
  const alive = dead.flatMap((isDead, index) => (isDead ? [] : [index]));
  if (alive.length > MOST_AUTOMATA_TO_TRY) return true;
  for (let combination = 0; combination < 1 << alive.length; combination += 1) {
    if (test.combine(dead.map((_, index) => alive.includes(index) && (combination & (1 << alive.indexOf(index))) !== 0))) return true;
  }
  return false;
}

function refuse({ pattern, ignoreCase }: ForbiddenValues, prefix?: string): NameTest {
  return { automata: [{ glob: GlobAutomaton.ofText(pattern, ignoreCase), prefix }], combine: ([accepted]) => !accepted };
}

/** Characters that the patterns ask for and that only a path may hold. */
function charactersOfPaths(tests: readonly NameTest[]): string[] {
  const asked = new Set(tests.flatMap(({ automata }) => automata.flatMap(({ glob }) => [...glob.characters])));
  return [...asked].filter((char) => char !== '/' && NAME_WITH_PATH.has(char) && !IN_NAME.test(char));
}

function refuseInName(char: string): NameTest {
  const glob = GlobAutomaton.ofText([{ kind: 'any-run' }, { kind: 'literal', text: char }, { kind: 'any-run' }], false);
  return { automata: [{ glob, lastSegment: true }], combine: ([accepted]) => !accepted };
}

function globOf(text: string): ValuePattern {
  return text
    .split(/(\*)/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? { kind: 'any-run' } : { kind: 'literal', text: part }));
}

/** How one principal depends on the name: which automata have to read it, and what follows from those that accept. */
interface PrincipalTest {
  readonly automata: readonly TextAutomaton[];
  truth(accepted: readonly boolean[]): Truth;
}

function principalTest(
  statement: { principals: readonly Principal[]; notPrincipal: boolean },
  caller: CallerClass,
  serve: (truth: Truth) => boolean,
): NameTest {
  const tests = statement.principals.map((principal) => testOf(principal, caller));
  return {
    automata: tests.flatMap(({ automata }) => automata),
    combine: (accepted) => {
      let next = 0;
      const found = anyOf(tests.map(({ automata, truth }) => truth(accepted.slice(next, (next += automata.length)))));
      return serve(statement.notPrincipal ? not(found) : found);
    },
  };
}

/** Only users, roles and sessions depend on the name, and text with wildcards; the evaluator answers for the others. */
function testOf(principal: Principal, caller: CallerClass): PrincipalTest {
  const always = (truth: Truth): PrincipalTest => ({ automata: [], truth: () => truth });
  if (principal.kind === 'malformed') return malformedTest(principal, caller);
  const name =
    principal.kind === 'user' || principal.kind === 'role' ? principal.name : principal.kind === 'session' ? principal.roleName : undefined;
  if (name === undefined) return always(matchPrincipals([principal], false, nameCaller(caller, 'example')));
  if (!isKnown(name)) return always('unknown');
  const own = principal.kind === 'user' ? name : name.slice(name.lastIndexOf('/') + 1);
  // Would it match under the right name at all: kind, account, partition, session name?
  const right = matchPrincipals([principal], false, nameCaller(caller, own));
  if (right === 'no') return always('no');
  const glob = GlobAutomaton.ofText([{ kind: 'literal', text: own }], false);
  return { automata: [{ glob, lastSegment: principal.kind !== 'user' }], truth: ([accepted]) => (accepted ? right : 'no') };
}

/** Text that IAM refuses counts as the pattern its author meant, of the caller's ARN or of that of its role. */
function malformedTest({ written }: Principal, caller: CallerClass): PrincipalTest {
  const pattern = readPattern(written, { wildcards: true, variables: false });
  const glob = GlobAutomaton.ofText(pattern, false);
  const sessionArn = {
    glob,
    prefix: `arn:${caller.partition}:sts::${caller.account}:assumed-role/`,
    suffix: `/${caller.sessionName}`,
    lastSegment: true,
  };
  const whole = [caller.account, `arn:${caller.partition}:iam::${caller.account}:root`].some(
    (text) => matchPattern(pattern, text) !== 'no',
  );
  const matching: Truth = isKnown(written) ? 'unconfirmed' : 'unknown';
  return {
    automata: [{ glob, prefix: arnPrefix(caller) }, ...(caller.kind === 'iam-user' ? [] : [sessionArn])],
    truth: (accepted) => (whole || accepted.some((is) => is) ? matching : 'no'),
  };
}

function isTextual({ family }: Operator): boolean {
  return family === 'string-equals' || family === 'string-like' || family === 'arn';
}

function isAskedOtherwise({ clause, operator }: Branch['identity'][number]): boolean {
  return clause.key === 'aws:username' && operator.family !== 'null' && !isTextual(operator);
}

/** `prefix` undefined: the clause is on the user's name, without its path. */
function clauseTest(
  problem: CallerProblem,
  { clause, operator, version }: Branch['identity'][number],
  prefix: string | undefined,
  serve: (truth: Truth) => boolean,
): NameTest {
  const values = clause.values.map((value) => {
    let mayLackValue = false;
    const pattern = resolvedPattern(value, operator.family as ComparedFamily, version, (key) => {
      const found = problem.variables(key);
      mayLackValue ||= isOpenVariable(found);
      return found;
    });
    return { pattern, mayLackValue };
  });
  const automata = values.map(({ pattern }): TextAutomaton => ({
    glob: operator.family === 'arn' ? GlobAutomaton.ofArn(pattern ?? []) : GlobAutomaton.ofText(pattern ?? [], operator.ignoreCase),
    prefix,
    lastSegment: prefix === undefined,
  }));
  return {
    automata,
    combine: (accepted) => {
      const found = anyOf(
        values.map(({ pattern, mayLackValue }, index): Truth => {
          if (!pattern) return operator.negated ? 'unconfirmed' : 'no';
          if (!accepted[index]) return mayLackValue && operator.negated ? 'unknown' : 'no';
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
