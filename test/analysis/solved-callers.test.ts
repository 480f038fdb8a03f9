/** A name found for one question may be reused for another only if that question requires the same of the caller. */
import { PARTNER } from './ask-policy';
import { Branch, startBranch, withClause, withPrincipals } from '../../src/analysis/branch';
import { Budget } from '../../src/analysis/budget';
import { CallerClass } from '../../src/analysis/caller-class';
import { KeyRequirement } from '../../src/analysis/key-constraints/key-constraint';
import * as solving from '../../src/analysis/solve-caller';
import { SolvedCallers } from '../../src/analysis/solved-callers';
import { patternOf } from '../../src/evaluation/match-condition';
import { ConditionClause } from '../../src/policy/condition';
import { allow, clauseOf, holeOf, policyOf } from '../evaluation/policies';

// What is compiled exports is read-only; a copy can be spied on.
jest.mock('../../src/analysis/solve-caller', () => (
  { __esModule: true, ...jest.requireActual<typeof solving>('../../src/analysis/solve-caller') }
));

const USER: CallerClass = { kind: 'iam-user', mfa: 'absent', account: PARTNER, partition: 'aws' };
const ROLE: CallerClass = { kind: 'role-session', mfa: 'absent', account: PARTNER, partition: 'aws', sessionName: 'build' };
const OIDC: CallerClass = { kind: 'oidc', mfa: 'absent', account: PARTNER, partition: 'aws', name: 'token.example.com' };
const NAMED = policyOf(allow({ Principal: { AWS: `arn:aws:iam::${PARTNER}:user/alice` } })).statements[0];
const ACCOUNT = policyOf(allow({ Principal: { AWS: PARTNER } })).statements[0];
const LIKE_BOB = clauseOf('StringLike', 'aws:username', 'bob*');
const LIKE_CAROL = clauseOf('StringLike', 'aws:username', 'carol*');
const LIKE_DORA = clauseOf('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${PARTNER}:role/dora*`);
const HOLE = { ...LIKE_BOB, values: [[holeOf()]] } as ConditionClause;
const VARIABLE = { ...LIKE_BOB, values: ['${aws:PrincipalTag/team}'] } as ConditionClause;
const VARIABLE_OR_NAME = { ...LIKE_BOB, values: ['carol', '${aws:PrincipalTag/team}'] } as ConditionClause;
const LIKE_ANYBODY = clauseOf('StringLike', 'aws:username', '*');

interface Ask {
  readonly caller?: CallerClass;
  readonly statement?: typeof NAMED;
  readonly wantsPrincipal?: boolean;
  readonly clause?: ConditionClause;
  /** Another condition, which holds. */
  readonly beside?: ConditionClause;
  readonly wanted?: boolean;
  readonly effect?: 'Allow' | 'Deny';
  readonly forbidden?: string;
  readonly mode?: 'exact' | 'widest';
  readonly variable?: string;
}

const FORBIDDEN = new Map(['bob', 'b*'].map((name): [string, KeyRequirement] => [name, {
  key: 'aws:principalarn',
  mayBeAbsent: false,
  mayBePresent: true,
  differsFrom: [{ pattern: patternOf(`arn:aws:iam::${PARTNER}:user/${name}`, 'string-like', '2012-10-17'), ignoreCase: false }],
}]));

function problemOf(ask: Ask, doubts: unknown[]): solving.CallerProblem {
  const { caller = USER, statement = ACCOUNT, wantsPrincipal = true, clause = LIKE_BOB, wanted = true, effect = 'Allow' } = ask;
  const { beside, forbidden, mode = 'exact', variable } = ask;
  let branch: Branch = startBranch(caller);
  branch = withPrincipals(branch, { statement, effect: 'Allow', wanted: wantsPrincipal })!;
  branch = withClause(branch, { clause, operator: clause.operator!, version: '2012-10-17', effect, wanted })!;
  if (beside) {
    branch = withClause(branch, { clause: beside, operator: beside.operator!, version: '2012-10-17', effect: 'Allow', wanted: true })!;
  }
  const requirement = forbidden === undefined ? undefined : FORBIDDEN.get(forbidden);
  return { branch, requirement, mode, variables: () => variable, doubt: (what) => doubts.push(what) };
}

function solvedBy(solve: (problem: solving.CallerProblem, budget: Budget) => solving.CallerSolution, ask: Ask): unknown {
  const doubts: unknown[] = [];
  return { solution: solve(problemOf(ask, doubts), new Budget()), doubts };
}

const ASKS: Readonly<Record<string, Ask>> = {
  'a user': {},
  'a user of another account': { caller: { ...USER, account: '999999999999' } },
  'a user of another partition': { caller: { ...USER, partition: 'aws-cn' } },
  'a role': { caller: ROLE, clause: LIKE_DORA },
  'another session of the role': { caller: { ...ROLE, sessionName: 'deploy' }, clause: LIKE_DORA },
  'a federated session of that name': { caller: { ...ROLE, kind: 'federated-session' }, clause: LIKE_DORA },
  'a web identity, whose keys are not documented': { caller: OIDC, wantsPrincipal: false, clause: LIKE_DORA },
  'the same, in a Deny': { caller: OIDC, wantsPrincipal: false, clause: LIKE_DORA, effect: 'Deny' },
  'a given name': { caller: { ...USER, name: 'bobby' } },
  'a named user': { statement: NAMED },
  'anyone except a named user': { statement: NAMED, wantsPrincipal: false },
  'another name': { clause: LIKE_CAROL },
  'any name except that': { wanted: false },
  'a name known only at deploy time': { clause: HOLE, mode: 'widest' },
  'the same, for certain': { clause: HOLE },
  'that, in a Deny': { clause: HOLE, mode: 'widest', effect: 'Deny', wanted: false },
  'not bob': { forbidden: 'bob' },
  'no user with such a name': { forbidden: 'b*' },
  'a name of a tag': { clause: VARIABLE, variable: 'dora' },
  'the same tag with another value': { clause: VARIABLE, variable: 'emil' },
  'a name of a tag, or another': { clause: VARIABLE_OR_NAME, wanted: false, variable: 'example' },
  'the same, where the tag has another value': { clause: VARIABLE_OR_NAME, wanted: false, variable: 'emil' },
  'a name of a tag, with a condition beside': { clause: VARIABLE, beside: LIKE_ANYBODY, variable: 'dora' },
  'the same, where the tag has another value, with a condition beside': { clause: VARIABLE, beside: LIKE_ANYBODY, variable: 'emil' },
};

test('the answer is the same as without the memory, whatever was asked before', () => {
  for (const [first, before] of Object.entries(ASKS)) {
    const shared = new SolvedCallers();
    solvedBy((problem, budget) => shared.solve(problem, budget), before);
    for (const [second, ask] of Object.entries(ASKS)) {
      const name = `${second} after ${first}`;
      expect([name, solvedBy((problem, budget) => shared.solve(problem, budget), ask)]).toEqual([name, solvedBy(solving.solveCaller, ask)]);
    }
  }
});

test('the name is found once for callers with and without MFA', () => {
  const anew = jest.spyOn(solving, 'solveCaller');
  const shared = new SolvedCallers();
  for (const mfa of ['absent', 'false', 'true'] as const) {
    solvedBy((problem, budget) => shared.solve(problem, budget), { caller: { ...USER, mfa } });
  }
  expect(anew).toHaveBeenCalledTimes(1);
});

test.each<[string, Ask]>([
  ['a name to search for', { forbidden: 'b*', clause: clauseOf('StringLike', 'aws:username', '*b?????????????????????') }],
  ['a given name', { caller: { ...USER, name: 'bobby' } }],
])('what one budget was too small for is asked again with another: %s', (_, ask) => {
  const shared = new SolvedCallers();
  expect(shared.solve(problemOf(ask, []), new Budget({ steps: 3, longestPattern: 5_000 })).kind).not.toBe('found');
  expect(shared.solve(problemOf(ask, []), new Budget()).kind).toBe('found');
});
