/** Names and values of session tags in one request: the search finds only requests that can be sent. */
import { findRequest } from '../../src/analysis/find-request';
import { KeyConstraint } from '../../src/analysis/key-constraints/key-constraint';
import { ANYBODY } from '../../src/analysis/questions/questions';
import { requiredTagNames, tagsWithoutValue } from '../../src/analysis/session-tags';
import { ContextValue } from '../../src/evaluation/assume-role-request';
import { showClause } from '../../src/evaluation/match-condition';
import { operatorNamed } from '../../src/policy/condition-operators';
import { clauseOf } from '../evaluation/policies';
import { readingOf } from '../properties/arbitrary-policies';
import { OWNER, PARTNER } from '../properties/vocabulary';

function ask(condition: object, actions = ['sts:AssumeRole', 'sts:TagSession']) {
  const statement = { Effect: 'Allow', Action: actions, Principal: { AWS: `arn:aws:iam::${PARTNER}:role/deploy` }, Condition: condition };
  return findRequest(readingOf({ Version: '2012-10-17', Statement: [statement] }), OWNER, ANYBODY);
}

const DEPT = { StringEquals: { 'aws:RequestTag/Dept': 'x' } };
const only = (...names: string[]) => ({ 'ForAllValues:StringEquals': { 'aws:TagKeys': names } });

describe('a request with tags has both the names and the values', () => {
  test.each<[string, object, object]>([
    ['a value that is required adds its name', DEPT, { 'aws:tagkeys': ['Dept'], 'aws:requesttag/dept': 'x' }],
    [
      'spelled as the list of names spells it',
      { ...DEPT, ...only('team', 'DEPT') },
      { 'aws:tagkeys': ['DEPT'], 'aws:requesttag/dept': 'x' },
    ],
    ['a name that is required adds a value', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' } }, { 'aws:tagkeys': ['team'] }],
    [
      'a value that the policy compares with the name',
      { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'Dept' }, 'StringEqualsIfExists': { 'aws:RequestTag/Dept': 'x' } },
      { 'aws:tagkeys': ['Dept'], 'aws:requesttag/dept': 'x' },
    ],
    [
      'two values add two names',
      { StringEquals: { 'aws:RequestTag/Dept': 'x', 'aws:RequestTag/Team': 'y' } },
      { 'aws:requesttag/dept': 'x', 'aws:requesttag/team': 'y' },
    ],
    ['a name that contains the syntax of a variable', { StringLike: { 'aws:RequestTag/${a}': 'x*' } }, { 'aws:tagkeys': ['${a}'] }],
    ['no tags where none are required', only('team'), {}],
  ])('%s', (_, condition, held) => {
    const verdict = ask(condition);
    expect(verdict.kind).toBe('open');
    if (verdict.kind !== 'open') return;
    const context = Object.fromEntries(verdict.request.context);
    expect(context).toMatchObject(held);
    const names = (context['aws:tagkeys'] ?? []) as string[];
    expect(Object.keys(context).filter((key) => key.startsWith('aws:requesttag/'))).toEqual(
      names.map((name) => `aws:requesttag/${name.toLowerCase()}`),
    );
  });
});

describe('closed: a required value whose name is not allowed', () => {
  test.each<[string, object]>([
    ['only another name is allowed', { ...DEPT, ...only('team') }],
    ['the name in different case than the allowed one', { ...DEPT, 'ForAllValues:StringLike': { 'aws:TagKeys': 'Dep?s' } }],
    ['no names at all', { ...DEPT, Null: { 'aws:TagKeys': 'true' } }],
  ])('%s', (_, condition) => expect(ask(condition).kind).toBe('closed'));
});

test('undecided: a required name without a value, where another name may be possible', () =>
  expect(ask({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'dept' }, 'Null': { 'aws:RequestTag/Dept': 'true' } })).toEqual({
    kind: 'undecided',
    reasons: ['conditions on aws:requesttag/dept and on aws:TagKeys that depend on each other'],
  }));

test('a single name counts as a list of one', () => {
  expect(tagsWithoutValue(new Map([['aws:tagkeys', 'Dept']]))).toEqual(['aws:requesttag/dept']);
  expect(
    tagsWithoutValue(
      new Map<string, ContextValue>([
        ['aws:tagkeys', ['Dept', 'team']],
        ['aws:requesttag/dept', 'x'],
      ]),
    ),
  ).toEqual(['aws:requesttag/team']);
});

test('what a value requires of the names is equivalent to a clause in a policy', () => {
  const value: KeyConstraint = {
    clause: clauseOf('StringEquals', 'aws:RequestTag/Dept', 'x'),
    operator: operatorNamed('StringEquals')!,
    version: '2012-10-17',
    effect: 'Deny',
    wanted: false,
  };
  const [asked] = requiredTagNames(new Map([['aws:requesttag/dept', 'x']]), new Map([['aws:requesttag/dept', [value]]]));
  expect(showClause(asked.clause)).toBe('ForAnyValue:StringEqualsIgnoreCase aws:TagKeys "Dept"');
  expect(asked).toMatchObject({
    operator: operatorNamed('ForAnyValue:StringEqualsIgnoreCase')!,
    version: '2008-10-17',
    effect: 'Allow',
    wanted: true,
  });
});

test('a required tag needs the permission to pass tags', () => expect(ask(DEPT, ['sts:AssumeRole']).kind).toBe('closed'));
