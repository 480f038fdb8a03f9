/**
 * A policy that a plan or a state of Terraform gives to a role, user or group: it counts where only the configuration of the plan says what
 * is attached to what, and where only the apply decides it, for whatever it may be attached to.
 */
import { PrincipalCollector } from '../../src/input/collect-principals';
import { readRoles } from '../../src/input/read-roles';
import { Power, powersOf } from '../../src/reach/power';
import { OWN, PARTNER, SAFE, ScratchFolder } from '../cli/run-command';

const scratch = new ScratchFolder();

const allows = (Action: string) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

interface Resource {
  /** Inside of its module: `aws_iam_role.a`. */
  readonly address: string;
  /** With the dot at its end. Default: the root module. */
  readonly module?: string;
  readonly values?: object;
  readonly unknown?: object;
  /** By attribute, what its expression refers to. */
  readonly refers?: Readonly<Record<string, readonly string[]>>;
}

const typeOf = ({ address }: Resource) => address.split('.')[0];
const expressionsOf = (refers: Resource['refers'] = {}) => (
  Object.fromEntries(Object.entries(refers).map(([name, references]) => [name, { references }]))
);
const withoutIndex = (address: string) => address.replace(/\[.*\]$/, '');

function plan(resources: readonly Resource[], { outputs = {}, variables = {} }: {
  readonly outputs?: Resource['refers']; readonly variables?: Resource['refers'];
} = {}): object {
  const configured = (isRoot: boolean) => resources.filter(({ module }) => (module === undefined) === isRoot).map((each) => (
    { address: withoutIndex(each.address), mode: 'managed', type: typeOf(each), expressions: expressionsOf(each.refers) }
  ));
  const module = {
    resources: configured(false),
    outputs: Object.fromEntries(Object.entries(expressionsOf(outputs)).map(([name, expression]) => [name, { expression }])),
  };
  return {
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: { root_module: {} },
    resource_changes: resources.map((each) => ({
      address: `${each.module ?? ''}${each.address}`,
      mode: 'managed',
      type: typeOf(each),
      change: { actions: ['create'], before: null, after: each.values ?? {}, after_unknown: { id: true, ...each.unknown } },
    })),
    configuration: {
      root_module: { resources: configured(true), module_calls: { m: { expressions: expressionsOf(variables), module } } },
    },
  };
}

const state = (resources: readonly Resource[]) => ({
  format_version: '1.0',
  terraform_version: '1.9.0',
  values: {
    root_module: {
      resources: resources.map((each) => (
        { address: each.address, mode: 'managed', type: typeOf(each), name: 'x', values: each.values }
      )),
    },
  },
});

let count = 0;

/** By address. */
function powersIn(...documents: readonly object[]): Readonly<Record<string, Power>> {
  const files = documents.map((document) => scratch.file(`${count += 1}.json`, document));
  const collector = new PrincipalCollector();
  readRoles(files, { permissions: collector.permissions }).roles.forEach((each) => collector.add(each));
  const principals = collector.principals();
  const powers = powersOf(principals);
  return Object.fromEntries(principals.map(({ id, source }) => [source.address!.replace(/aws_iam_\w+\./, ''), powers.get(id)!]));
}

function levelsIn(...documents: readonly object[]) {
  const levelOf = ({ level, atLeast, atMost }: Power) => (level === 'not-known' ? `${atLeast}..${atMost}` : level);
  return Object.fromEntries(Object.entries(powersIn(...documents)).map(([name, power]) => [name, levelOf(power)]));
}

const role = (name: string, more: Partial<Resource> = {}): Resource => ({
  ...more,
  address: `aws_iam_role.${name}`,
  values: { name, assume_role_policy: JSON.stringify(SAFE), ...more.values },
  // The provider decides both where the configuration has neither.
  unknown: { arn: true, inline_policy: true, managed_policy_arns: true, ...more.unknown },
});
const user = (name: string): Resource => ({ address: `aws_iam_user.${name}`, values: { name } });
const policy = (name: string, action = '*'): Resource => (
  { address: `aws_iam_policy.${name}`, values: { name, policy: allows(action) }, unknown: { arn: true } }
);
const to = (attribute: string, references: readonly string[]): Pick<Resource, 'unknown' | 'refers'> => (
  { unknown: { [attribute]: true }, refers: { [attribute]: references } }
);
const attachment = (more: Partial<Resource>, values: object = { policy_arn: ADMINISTRATOR }): Resource => (
  { address: 'aws_iam_role_policy_attachment.x', values, ...more }
);
const INLINE_LATER: Partial<Resource> = {
  values: { inline_policy: [{ name: 'q' }] }, unknown: { inline_policy: [{ policy: true }] },
};
const PERHAPS = 'nothing..administrator';
const B_NAME = ['aws_iam_role.b.name', 'aws_iam_role.b'];
const POLICY_ARN = ['aws_iam_policy.p.arn', 'aws_iam_policy.p'];
const OTHER_ARN = ['aws_iam_policy.q.arn', 'aws_iam_policy.q'];

test.each<[string, readonly Resource[], Parameters<typeof plan>[1], object]>([
  ['nothing', [role('a'), role('b')], {}, { a: 'nothing', b: 'nothing' }],
  ['a role by its name', [role('a'), role('b'), attachment(to('role', B_NAME))], {}, { a: 'nothing', b: 'administrator' }],
  [
    'an output of a module',
    [role('a'), role('b', { module: 'module.m.' }), attachment(to('role', ['module.m.role_name', 'module.m']))],
    { outputs: { role_name: B_NAME } },
    { 'a': 'nothing', 'module.m.b': 'administrator' },
  ],
  [
    'an output of one instance of a module',
    [
      role('a', { module: 'module.m["x"].' }), role('b', { module: 'module.m["x"].' }), role('b', { module: 'module.m["y"].' }),
      attachment(to('role', ['module.m["x"].role_name', 'module.m["x"]', 'module.m'])),
    ],
    { outputs: { role_name: B_NAME } },
    { 'module.m["x"].a': 'nothing', 'module.m["x"].b': 'administrator', 'module.m["y"].b': 'nothing' },
  ],
  [
    'a variable of a module',
    [role('a'), role('b'), attachment({ module: 'module.m.', ...to('role', ['var.role']) })],
    { variables: { role: B_NAME } },
    { a: 'nothing', b: 'administrator' },
  ],
  ['a local value', [role('a'), role('b'), attachment(to('role', ['local.role']))], {}, { a: PERHAPS, b: PERHAPS }],
  ['a value of another resource', [role('a'), attachment(to('role', ['random_pet.x.id', 'random_pet.x']))], {}, { a: PERHAPS }],
  ['a data source', [role('a'), attachment(to('role', ['data.aws_iam_role.x.name', 'data.aws_iam_role.x']))], {}, { a: PERHAPS }],
  ['an output that is not there', [role('a'), attachment(to('role', ['module.m.no', 'module.m']))], {}, { a: PERHAPS }],
  [
    'one of two roles',
    [role('a'), role('b'), role('c'), attachment(to('role', [...B_NAME, 'aws_iam_role.c.name', 'aws_iam_role.c']))],
    {},
    { a: 'nothing', b: PERHAPS, c: PERHAPS },
  ],
  [
    'an inline policy of its own', [
      role('a'), role('b'), { address: 'aws_iam_role_policy.x', values: { name: 'x', policy: allows('*') }, ...to('role', ['local.role']) },
    ], {}, { a: PERHAPS, b: PERHAPS },
  ],
  ['a role, not a user', [role('a'), user('u'), attachment(to('role', ['local.role']))], {}, { a: PERHAPS, u: 'nothing' }],
  ['a user, not a role', [role('a'), user('u'), {
    address: 'aws_iam_user_policy_attachment.x', values: { policy_arn: ADMINISTRATOR }, ...to('user', ['local.user']),
  }], {}, { a: 'nothing', u: PERHAPS }],
  ['a list of roles', [role('a'), user('u'), {
    address: 'aws_iam_policy_attachment.x', values: { policy_arn: ADMINISTRATOR }, ...to('roles', ['local.roles']),
  }], {}, { a: PERHAPS, u: 'nothing' }],
  ['a list that is known in part', [role('a'), role('b'), role('c'), {
    address: 'aws_iam_policy_attachment.x',
    values: { policy_arn: ADMINISTRATOR, roles: ['a', null] },
    unknown: { roles: [false, true] },
    refers: { roles: B_NAME },
  }], {}, { a: 'administrator', b: 'administrator', c: 'nothing' }],
  ['the group of a user', [role('a'), user('u'), user('v'), { address: 'aws_iam_group.g', values: { name: 'g' } }, {
    address: 'aws_iam_group_policy.x', values: { group: 'g', policy: allows('*') },
  }, {
    address: 'aws_iam_user_group_membership.x', values: { groups: ['g'] }, ...to('user', ['local.user']),
  }], {}, { a: 'nothing', u: PERHAPS, v: PERHAPS }],
])('a plan attaches to %s', (_, resources, modules, expected) => {
  expect(levelsIn(plan(resources, modules))).toEqual(expected);
});

test.each<[string, readonly Resource[], object]>([
  ['an inline policy', [role('a', INLINE_LATER)], { a: PERHAPS }],
  [
    'an inline policy whose name is not known either', [role('a', { unknown: { inline_policy: [{ name: true, policy: true }] } })],
    { a: PERHAPS },
  ],
  ['inline policies', [role('a', { refers: { inline_policy: ['local.policies'] } })], { a: PERHAPS }],
  ['an inline policy that is known', [role('a', {
    values: { inline_policy: [{ name: 'q', policy: allows('*') }] }, unknown: { inline_policy: [{}] },
  })], { a: 'administrator' }],
  ['managed policies', [role('a', { refers: { managed_policy_arns: ['var.arns'] } })], { a: PERHAPS }],
  ['a managed policy of the plan', [role('a', { refers: { managed_policy_arns: POLICY_ARN } }), policy('p')], { a: 'administrator' }],
  [
    'a managed policy of the plan, and perhaps constants',
    [role('a', { refers: { managed_policy_arns: POLICY_ARN } }), policy('p', 'sqs:SendMessage')],
    { a: 'writes..administrator' },
  ],
  ['a list of managed policies that is known in part', [role('a', {
    values: { managed_policy_arns: ['arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess', null] },
    unknown: { managed_policy_arns: [false, true] },
    refers: { managed_policy_arns: POLICY_ARN },
  }), policy('p', 'sqs:SendMessage')], { a: 'writes' }],
  ['one of two policies', [
    role('a'), policy('p'), policy('q', 'sqs:SendMessage'),
    attachment({ unknown: { policy_arn: true }, refers: { policy_arn: [...POLICY_ARN, ...OTHER_ARN] } }, { role: 'a' }),
  ], { a: PERHAPS }],
  [
    'a policy of the plan', [role('a'), policy('p', 'sqs:SendMessage'), attachment(to('policy_arn', POLICY_ARN), { role: 'a' })],
    { a: 'writes' },
  ],
  ['all managed policies', [role('a'), role('b'), policy('p'), {
    address: 'aws_iam_role_policy_attachments_exclusive.x', values: { role_name: 'a' }, ...to('policy_arns', POLICY_ARN),
  }], { a: 'administrator', b: 'nothing' }],
])('a plan says later: %s', (_, resources, expected) => {
  expect(levelsIn(plan(resources))).toEqual(expected);
});

const arnOf = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const existing = (name: string, account = OWN) => (
  { ...role(name), values: { ...role(name).values, arn: arnOf(account, name) } }
);

test.each<[string, readonly Resource[], object]>([
  ['a role', [existing('a'), existing('b'), {
    address: 'aws_iam_role_policy_attachments_exclusive.x', values: { role_name: 'a', policy_arns: [ADMINISTRATOR] },
  }], { a: 'administrator', b: 'nothing' }],
  ['a role without any', [existing('a'), {
    address: 'aws_iam_role_policy_attachments_exclusive.x', values: { role_name: 'a', policy_arns: [] },
  }], { a: 'nothing' }],
  ['a user', [user('u'), user('v'), {
    address: 'aws_iam_user_policy_attachments_exclusive.x', values: { user_name: 'u', policy_arns: [ADMINISTRATOR] },
  }], { u: 'administrator', v: 'nothing' }],
  ['a group', [user('u'), user('v'), { address: 'aws_iam_group.g', values: { name: 'g' } }, {
    address: 'aws_iam_user_group_membership.x', values: { user: 'u', groups: ['g'] },
  }, {
    address: 'aws_iam_group_policy_attachments_exclusive.x', values: { group_name: 'g', policy_arns: [ADMINISTRATOR] },
  }], { u: 'administrator', v: 'nothing' }],
])('a state lists all managed policies of %s', (_, resources, expected) => {
  expect(levelsIn(state(resources))).toEqual(expected);
});

test('a role of the same name in another file, but not one of another name', () => {
  expect(levelsIn(state([existing('a'), existing('b')]), state([attachment({}, { role: 'a', policy_arn: ADMINISTRATOR })])))
    .toEqual({ a: PERHAPS, b: 'nothing' });
});

test('a role that the file has itself is meant, and no other of this name', () => {
  const other = { ...existing('a', PARTNER), address: 'aws_iam_role.c' };
  const file = state([other, attachment({}, { role: 'a', policy_arn: ADMINISTRATOR })]);
  expect(levelsIn(state([existing('a'), existing('b')]), file)).toEqual({ a: 'nothing', b: 'nothing', c: 'administrator' });
});

test.each<[string, readonly Resource[], string]>([
  ['the role', [role('a'), attachment(to('role', ['local.role']))],
    'statement 0 of arn:aws:iam::aws:policy/AdministratorAccess: it is known after apply only which roles it is attached to'],
  ['the policy', [role('a'), attachment(to('policy_arn', ['local.arn']), { role: 'a' })],
    'a policy that aws_iam_role_policy_attachment.x attaches, and that is known after apply only, is not among the inputs'],
  ['a list of policies', [role('a', { refers: { managed_policy_arns: ['var.arns'] } })],
    'a policy that aws_iam_role.a attaches, and that is known after apply only, is not among the inputs'],
  ['an inline policy', [role('a', INLINE_LATER)],
    'the document of policy "q" is not known'],
])('the report says why: %s', (_, resources, expected) => {
  expect(powersIn(plan(resources)).a.notKnown).toEqual([expected]);
});
