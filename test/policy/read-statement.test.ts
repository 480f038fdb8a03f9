/** What IAM rejects in a statement, and what is read nevertheless. */
import { documentOf, join, LAMBDA, messages, readOne, readStatement, ref } from './reading';

const without = (name: string) => Object.fromEntries(Object.entries(LAMBDA).filter(([key]) => key !== name));

describe('a statement with a mistake is rejected, and says so', () => {
  test.each<[string, object, string[]]>([
    ['no Effect', without('Effect'), ['it has no `Effect`']],
    ['a mixed-case Effect', { ...LAMBDA, Effect: 'allow' }, ['`Effect` is "allow"']],
    ['another Effect', { ...LAMBDA, Effect: 'Permit' }, ['`Effect` is "Permit"']],
    ['an Effect of the wrong type', { ...LAMBDA, Effect: ['Allow'] }, ['`Effect` is a list']],
    ['no Principal', without('Principal'), ['it has neither `Principal` nor `NotPrincipal`']],
    [
      'NotPrincipal',
      { ...without('Principal'), NotPrincipal: { AWS: '111122223333' } },
      ['`NotPrincipal` is not accepted in a trust policy'],
    ],
    [
      'both',
      { ...LAMBDA, NotPrincipal: { AWS: '111122223333' } },
      ['it has both `Principal` and `NotPrincipal`', '`NotPrincipal` is not accepted in a trust policy'],
    ],
    ['no Action', without('Action'), ['it has neither `Action` nor `NotAction`']],
    ['both actions', { ...LAMBDA, NotAction: 'sts:TagSession' }, ['it has both `Action` and `NotAction`']],
    ['an empty Action', { ...LAMBDA, Action: [] }, ['`Action` is empty']],
    ['an action without a service', { ...LAMBDA, Action: 'AssumeRole' }, ['`AssumeRole` is not an action']],
    ['a blank before an action', { ...LAMBDA, Action: ' sts:AssumeRole' }, ['` sts:AssumeRole` is not an action']],
    ['a blank after an action', { ...LAMBDA, Action: 'sts:AssumeRole ' }, ['`sts:AssumeRole ` is not an action']],
    ['an action of the wrong type', { ...LAMBDA, Action: [{ a: 1, b: 2 }] }, ['`Action` holds an object']],
    ['Resource', { ...LAMBDA, Resource: '*' }, ['`Resource` is not accepted in a trust policy']],
    ['NotResource', { ...LAMBDA, NotResource: '*' }, ['`NotResource` is not accepted in a trust policy']],
    [
      'unknown elements',
      { ...LAMBDA, Conditions: {}, Comment: 'x' },
      ['`Conditions` is not an element of a statement', '`Comment` is not an element of a statement'],
    ],
    ['lower-case names', { ...without('Effect'), effect: 'Allow' }, ['`effect` has to be spelled `Effect`']],
    [
      'a name given twice in different case',
      { ...LAMBDA, effect: 'Deny' },
      ['`effect` has to be spelled `Effect`', '`Effect` is given twice, in different case'],
    ],
    ['a Sid with a dash', { ...LAMBDA, Sid: 'a-b' }, ['`Sid` "a-b" contains characters other than letters and digits']],
    ['a Sid of the wrong type', { ...LAMBDA, Sid: null }, ['`Sid` is null']],
    ['an empty Sid is fine', { ...LAMBDA, Sid: '' }, []],
    ['wildcards in actions are fine', { ...LAMBDA, Action: ['*', 'sts:*', 'STS:Assume?ole', '*:*'] }, []],
  ])('%s', (_what, statement, expected) => {
    const { problems } = readStatement(statement);
    expect(messages({ problems })).toEqual(expected.map((message) => `rejected: statement 0: ${message}`));
    problems.forEach(({ fix, statement: index }) => {
      expect(fix).not.toBe('');
      expect(index).toBe(0);
    });
  });
});

describe('the intended meaning is still read', () => {
  test.each([
    ['allow', 'Allow'],
    ['DENY', 'Deny'],
    ['Permit', 'unknown'],
    ['constructor', 'unknown'],
  ])('Effect %s counts as %s', (effect, expected) => {
    expect(readStatement({ ...LAMBDA, Effect: effect }).effect).toBe(expected);
  });

  test('an Effect known only at deployment may be either', () => {
    const read = readStatement({ ...LAMBDA, Effect: { Ref: 'Effect' } });
    expect(read.effect).toBe('unknown');
    expect(messages(read)).toEqual(['unreadable: statement 0: its `Effect` is known at deployment only (a string)']);
  });

  test('NotPrincipal and NotAction are distinguished from their opposites', () => {
    const read = readStatement({ Effect: 'Deny', NotPrincipal: { AWS: '111122223333' }, NotAction: 'sts:AssumeRole' });
    expect(read).toMatchObject({ notPrincipal: true, principals: [{ kind: 'account' }], notAction: true, actions: ['sts:AssumeRole'] });
  });

  test('if both opposites are present, the positive one is read', () => {
    const read = readStatement({ ...LAMBDA, NotPrincipal: { AWS: '111122223333' }, NotAction: 'iam:*' });
    expect(read).toMatchObject({ notPrincipal: false, principals: [{ kind: 'service' }], notAction: false, actions: ['sts:AssumeRole'] });
  });

  test('a Sid known only at deployment is not shown', () => {
    expect(readStatement({ ...LAMBDA, Sid: ref('Sid') }).sid).toBeUndefined();
  });

  test('a statement with lower-case names is read completely', () => {
    expect(
      readStatement({ effect: 'Allow', principal: { AWS: '*' }, action: 'sts:AssumeRole', condition: { Bool: { 'a:b': true } } }),
    ).toMatchObject({
      effect: 'Allow',
      principals: [{ kind: 'anyone' }],
      actions: ['sts:AssumeRole'],
      conditions: [{ key: 'a:b' }],
      unreadable: [],
    });
  });
});

describe('an unreadable part is reported as a problem', () => {
  test.each<[string, object, string]>([
    [
      'a list of actions known only at deployment',
      { ...LAMBDA, Action: { 'Fn::Split': [',', { Ref: 'Actions' }] } },
      'its actions are known at deployment only (the result of Fn::Split)',
    ],
    [
      'conditions known only at deployment',
      { ...LAMBDA, Condition: { 'Fn::GetAtt': ['X', 'Conditions'] } },
      'its conditions are known at deployment only (attribute "Conditions" of "X")',
    ],
    ['conditions of the wrong type', { ...LAMBDA, Condition: 'x' }, '`Condition` is a string, not an object'],
    ['an empty Action', { ...LAMBDA, Action: [] }, '`Action` is empty'],
    ['an empty Principal', { ...LAMBDA, Principal: {} }, '`Principal` is empty'],
    ['a Principal with an empty list', { ...LAMBDA, Principal: { AWS: [] } }, '`Principal` has an empty list under `AWS`'],
    ['an element given twice', { ...LAMBDA, effect: 'Deny' }, '`Effect` is given twice'],
  ])('%s', (_what, statement, remark) => {
    expect(readStatement(statement).unreadable).toEqual([remark]);
  });

  test('an element with an unknown name may change what the others say', () => {
    const [before, after] = JSON.stringify(documentOf({ ...LAMBDA, NAME: { StringEquals: { 'sts:ExternalId': 'x' } } })).split('NAME');
    const policy = readOne(join(before, ref('Name'), after));
    expect(policy.statements[0].unreadable).toEqual(['the name of an element is known at deployment only (<reference to "Name">)']);
    expect(policy.problems).toEqual([]);
  });

  test('a list of actions inside the list leaves the other actions', () => {
    const read = readStatement({ ...LAMBDA, Action: ['sts:AssumeRole', { 'Fn::Split': [',', ref('Actions')] }] });
    expect(read.actions).toStrictEqual(['sts:AssumeRole']);
    expect(read.unreadable).toHaveLength(1);
  });

  test('one unknown action beside the others', () => {
    expect(readStatement({ ...LAMBDA, Action: ['sts:AssumeRole', { 'Fn::Sub': 'sts:${Name}' }] }).actions).toEqual([
      'sts:AssumeRole', ['sts:', { kind: 'unknown', id: 'reference to "Name"', what: 'reference to "Name"' }],
    ]);
  });

  test.each<[unknown, string]>([
    ['text', 'rejected: statement 1: it is a string, not a statement'],
    [null, 'rejected: statement 1: it is null, not a statement'],
    [[LAMBDA], 'rejected: statement 1: it is a list, not a statement'],
    [{ 'Fn::GetAtt': ['X', 'Statement'] }, 'unreadable: statement 1: it is known at deployment only (attribute "Statement" of "X")'],
    [join('x', ref('X')), 'unreadable: statement 1: it is known at deployment only (a string)'],
    [{ 'Fn::Split': [',', ref('X')] }, 'unreadable: statement 1: it is known at deployment only (the result of Fn::Split)'],
  ])('%j in place of a statement is a statement about which nothing is known', (item, message) => {
    const policy = readOne({ Version: '2012-10-17', Statement: [LAMBDA, item, LAMBDA] });
    expect(policy.statements.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(policy.statements[1]).toMatchObject({ effect: 'unknown', principals: [{ kind: 'unknown' }] });
    expect(policy.statements[1].unreadable).toHaveLength(1);
    expect(messages(policy)).toEqual([message]);
  });
});
