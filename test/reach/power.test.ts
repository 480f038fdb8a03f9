/** How much policies allow: a table for each level, and the cases that are easily taken for more or for less than they are. */
import { powerOf, powers, WrittenPrincipal, WrittenStatement } from './powers';
import { PowerLevel } from '../../src/findings/power-level';

const allow = (Action: string | readonly string[], Resource: unknown = '*'): WrittenStatement => ({ Action, Resource });
const deny = (Action: string | readonly string[], Resource: unknown = '*'): WrittenStatement => ({ Effect: 'Deny', Action, Resource });
const allows = (...statements: WrittenStatement[]): WrittenPrincipal => ({ allows: statements });
const BUCKET = 'arn:aws:s3:::reports';

type Case = readonly [what: string, written: WrittenPrincipal, level: PowerLevel];

const LEVELS: readonly Case[] = [
  ['no policy', {}, 'nothing'],
  ['a Deny alone', allows(deny('s3:*')), 'nothing'],
  ['reading what is no data', allows(allow('ec2:DescribeInstances')), 'reads'],
  ['listing one bucket', allows(allow('s3:ListBucket', BUCKET)), 'reads'],
  ['writing objects', allows(allow('s3:PutObject', `${BUCKET}/*`)), 'writes'],
  ['tags', allows(allow('ec2:CreateTags')), 'writes'],
  ['reading objects', allows(allow('s3:GetObject', `${BUCKET}/*`)), 'reads-secrets-or-data'],
  ['reading a secret', allows(allow('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:*:*:secret:db-*')), 'reads-secrets-or-data'],
  ['decrypting', allows(allow('kms:Decrypt')), 'reads-secrets-or-data'],
  ['the policy of a bucket', allows(allow('s3:PutBucketPolicy', BUCKET)), 'manages-permissions'],
  ['all of S3', allows(allow('s3:*')), 'manages-permissions'],
  ['attaching policies to itself', allows(allow('iam:AttachRolePolicy')), 'can-become-administrator'],
  ['everything', allows(allow('*')), 'administrator'],
  ['everything, written otherwise', allows(allow('*:*')), 'administrator'],
  ['reading the history of calls', allows(allow('cloudtrail:LookupEvents')), 'reads'],
  ['ReadOnlyAccess', { managed: ['ReadOnlyAccess'] }, 'reads-secrets-or-data'],
  ['AdministratorAccess', { managed: ['AdministratorAccess'] }, 'administrator'],
  ['PowerUserAccess', { managed: ['PowerUserAccess'] }, 'can-become-administrator'],
  ['IAMFullAccess', { managed: ['IAMFullAccess'] }, 'can-become-administrator'],
  ['SecurityAudit', { managed: ['SecurityAudit'] }, 'reads'],
  ['ViewOnlyAccess', { managed: ['job-function/ViewOnlyAccess'] }, 'reads'],
  ['basic execution of Lambda', { managed: ['service-role/AWSLambdaBasicExecutionRole'] }, 'writes'],
  ['a policy that is missing', { missing: [{ as: 'policy', message: 'policy Deploy is not among the inputs' }] }, 'not-known'],
];

test.each(LEVELS)('%s', (_, written, level) => {
  expect(powerOf(written).level).toBe(level);
});

const TRAPS: readonly Case[] = [
  ['two statements that are everything only together', allows({ NotAction: 'iam:*' }, allow('iam:*')), 'administrator'],
  [
    'resources that are everything only together',
    allows(allow('*', `${BUCKET}/*`), { Action: '*', NotResource: `${BUCKET}/*` }),
    'administrator',
  ],
  ['two statements with a gap between them', allows({ NotAction: ['iam:*', 'sts:*'] }, allow('iam:*')), 'can-become-administrator'],
  ['a Deny over the union', allows({ NotAction: 'iam:*' }, allow('iam:*'), deny('*')), 'nothing'],
  ['a Deny over each part of the union', allows(allow(['s3:*', 'ec2:*']), deny('s3:*'), deny('ec2:*')), 'nothing'],
  ['a Deny with all but reading', allows(allow('s3:*'), { Effect: 'Deny', NotAction: ['s3:List*', 's3:GetBucket*'] }), 'reads'],
  ['a Deny for other resources', allows(allow('s3:GetObject'), deny('s3:GetObject', 'arn:aws:s3:::other/*')), 'reads-secrets-or-data'],
  [
    'a Deny for all resources but one, and an Allow for another one',
    allows(allow('s3:GetObject', `${BUCKET}/*`), { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::other/*' }),
    'nothing',
  ],
  ['an action on a resource of another kind', allows(allow('s3:GetObject', 'arn:aws:sqs:eu-west-1:111122223333:orders')), 'nothing'],
  ['objects, where the bucket is named', allows(allow('s3:GetObject', BUCKET)), 'nothing'],
  ['an action without resources on one resource', allows(allow('iam:CreateVirtualMFADevice', BUCKET)), 'writes'],
  [
    'a Deny that needs what the caller need not do',
    allows(allow('*'), { ...deny('*'), Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    'administrator',
  ],
  [
    'a Deny outside of some regions',
    allows(allow('*'), { ...deny('*'), Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } }),
    'administrator',
  ],
  [
    'a Deny without MFA, which a role never shows',
    allows(allow('*'), { ...deny('*'), Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    'nothing',
  ],
  [
    'a Deny without MFA, which a user can show',
    { kind: 'user', ...allows(allow('*'), { ...deny('*'), Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }) },
    'administrator',
  ],
  [
    'a condition on a tag of the principal that nobody knows',
    allows({ ...allow('*'), Condition: { StringEquals: { 'aws:PrincipalTag/team': 'admins' } } }),
    'not-known',
  ],
  ['a boundary that allows less', { ...allows(allow('*')), boundary: [allow('s3:GetObject')] }, 'reads-secrets-or-data'],
  ['a boundary that allows something else', { ...allows(allow('ec2:*')), boundary: [allow('s3:*')] }, 'nothing'],
  [
    'a boundary for other resources',
    { ...allows(allow('s3:GetObject', `${BUCKET}/*`)), boundary: [allow('s3:*', 'arn:aws:s3:::other/*')] },
    'nothing',
  ],
  ['a boundary that denies', { ...allows(allow('*')), boundary: [allow('*'), deny('*')] }, 'nothing'],
  ['a boundary that allows everything', { ...allows(allow('*')), boundary: [allow('*')] }, 'administrator'],
  [
    'a boundary that is missing',
    { ...allows(allow('*')), missing: [{ as: 'boundary', message: 'the permissions boundary is not among the inputs' }] },
    'not-known',
  ],
  [
    'a missing policy beside everything',
    { ...allows(allow('*')), missing: [{ as: 'policy', message: 'policy Deploy is not among the inputs' }] },
    'administrator',
  ],
  ['all but one action', allows(allow('*'), deny('s3:DeleteBucket')), 'can-become-administrator'],
  [
    'attaching to itself inside a boundary',
    { ...allows(allow('iam:AttachRolePolicy')), boundary: [allow(['s3:*', 'iam:*'])] },
    'can-become-administrator',
  ],
  [
    'attaching to itself inside a boundary without IAM',
    { ...allows(allow('iam:AttachRolePolicy')), boundary: [allow(['s3:*', 'iam:AttachRolePolicy'])] },
    'manages-permissions',
  ],
  [
    'attaching one harmless policy only',
    allows({ ...allow('iam:AttachRolePolicy'), Condition: { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/ReadOnlyAccess' } } }),
    'manages-permissions',
  ],
  [
    'attaching to another role, which cannot be used',
    allows(allow('iam:AttachRolePolicy', 'arn:aws:iam::111122223333:role/Other')),
    'manages-permissions',
  ],
  ['an action that AWS does not have', allows(allow('s3:ReadEverybodysMail')), 'not-known'],
];

test.each(TRAPS)('%s', (_, written, level) => {
  expect(powerOf(written).level).toBe(level);
});

test('what a missing policy may add is said, and what is proved without it', () => {
  const power = powerOf(
    { ...allows(allow('s3:PutObject')), missing: [{ as: 'policy', message: 'policy Deploy is not among the inputs' }] },
  );
  expect(power).toMatchObject({ level: 'not-known', atLeast: 'writes', atMost: 'administrator' });
  expect(power.notKnown).toEqual(['policy Deploy is not among the inputs']);
});

describe('a passed role', () => {
  const passer = allows(
    allow('iam:PassRole', 'arn:aws:iam::111122223333:role/Target'),
    allow(['lambda:CreateFunction', 'lambda:InvokeFunction']),
  );
  const target = (trusts: string, managed = ['AdministratorAccess']) => ({ managed, trusts });
  test.each([
    ['that the service can assume', target('lambda.amazonaws.com'), 'can-become-administrator'],
    ['whose trust policy names another service', target('ec2.amazonaws.com'), 'writes'],
    ['that is worth nothing', target('lambda.amazonaws.com', ['SecurityAudit']), 'writes'],
  ])('%s', (_, written, level) => {
    expect(powers({ Passer: passer, Target: written }).Passer.level).toBe(level);
  });

  test('is named', () => {
    const { Passer } = powers({ Passer: passer, Target: target('lambda.amazonaws.com') });
    expect(Passer.because).toBe(
      'its policies allow iam:PassRole of Target to lambda.amazonaws.com, lambda:CreateFunction and lambda:InvokeFunction',
    );
    expect(Passer.path).toMatchObject({ id: 'lambda-001', to: 'Target', service: 'lambda.amazonaws.com', ifThereIsOne: false });
  });

  test('that passes a role that passes a role', () => {
    const pass = (role: string, service: string) => allows(
      allow('iam:PassRole', `arn:aws:iam::111122223333:role/${role}`),
      allow(['CreateFunction', 'InvokeFunction', 'CreateJob', 'StartJobRun'].map((name) => `${service}:${name}`)),
    );
    const chain = powers({
      First: { ...pass('Second', 'lambda'), trusts: 'lambda.amazonaws.com' },
      Second: { ...pass('Third', 'glue'), trusts: 'lambda.amazonaws.com' },
      Third: { managed: ['AdministratorAccess'], trusts: 'glue.amazonaws.com' },
    });
    expect([chain.First.path?.to, chain.Second.path?.to]).toEqual(['Second', 'Third']);
  });

  test('that passes the one that passes it, and nothing else, leads nowhere', () => {
    const pass = (role: string) => (
      {
        ...allows(allow('iam:PassRole', `arn:aws:iam::111122223333:role/${role}`), allow(['glue:CreateJob', 'glue:StartJobRun'])),
        trusts: 'glue.amazonaws.com',
      }
    );
    const ring = powers({ First: pass('Second'), Second: pass('First') });
    expect([ring.First.level, ring.Second.level]).not.toContain('can-become-administrator');
  });

  test('any role: if there is one', () => {
    const { because, path } = powerOf(allows(allow(['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'])));
    expect(because).toBe(
      'its policies allow iam:PassRole of any role to lambda.amazonaws.com, lambda:CreateFunction and lambda:InvokeFunction, ' +
      'which leads to the permissions of a role that is an administrator, if there is one',
    );
    expect(path).toMatchObject({ ifThereIsOne: true });
  });

  test('only to another service', () => {
    const limited = allows(
      { ...allow('iam:PassRole'), Condition: { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } } },
      allow(['lambda:CreateFunction', 'lambda:InvokeFunction']),
    );
    expect(powers({ Passer: limited, Target: target('lambda.amazonaws.com') }).Passer.level).toBe('writes');
  });
});

test('a policy variable is a reason for what is not known', () => {
  const { level, notKnown } = powerOf(allows(allow('s3:GetObject', 'arn:aws:s3:::reports/${aws:PrincipalTag/team}/*')));
  expect([level, notKnown]).toEqual([
    'not-known', ['statement 0 of policy "inline" depends on the policy variable ${aws:PrincipalTag/team}'],
  ]);
});
