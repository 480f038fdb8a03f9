/** Each of the known ways to become an administrator: with exactly what it needs it is found, and without any one part of it it is not. */
import * as fs from 'fs';
import { powers, WrittenPrincipal, WrittenStatement } from './powers';
import { ESCALATION_PATHS, EscalationPath, SET_DEFAULT_VERSION } from '../../src/reach/tables/escalation-paths';

const ADMIN: WrittenPrincipal = { managed: ['AdministratorAccess'] };
/** Cannot become an administrator, and is nothing to anybody. */
const HARMLESS: WrittenPrincipal = { managed: ['AmazonSQSReadOnlyAccess'] };

interface Scene {
  /** Who takes the way: a user where only a user can. */
  readonly subject: WrittenPrincipal;
  readonly target?: WrittenPrincipal;
  readonly isAssumable?: boolean;
}

const arnOf = (kind: string, name: string) => `arn:aws:iam::111122223333:${kind}/${name}`;
const onAny = (actions: readonly string[]): WrittenStatement => ({ Action: actions, Resource: '*' });

/** The least that the way needs, on the least resources. */
function sceneOf({ leadsTo, steps, services }: EscalationPath): Scene {
  const actions = steps.map(({ action }) => action);
  const on = (resource: string) => ({ Action: actions, Resource: resource });
  switch (leadsTo) {
    case 'passed-role': {
      const others = actions.filter((action) => action !== 'iam:PassRole');
      const subject = { allows: [{ Action: 'iam:PassRole', Resource: arnOf('role', 'Target') }, onAny(others)] };
      return { subject, target: { ...ADMIN, trusts: services![0] } };
    }
    case 'role-of-resource': return { subject: { allows: [onAny(actions)] } };
    case 'own-role': return { subject: { allows: [on(arnOf('role', 'Subject'))] } };
    case 'own-user': return { subject: { kind: 'user', allows: [on(arnOf('user', 'Subject'))] } };
    case 'own-group': return { subject: { kind: 'user', groups: ['Team'], allows: [on(arnOf('group', 'Team'))] } };
    case 'own-policy': return { subject: { policies: { Own: [on(arnOf('policy', 'Own'))] } } };
    case 'any-group': return { subject: { kind: 'user', allows: [onAny(actions)] } };
    case 'user': return { subject: { allows: [on(arnOf('user', 'Target'))] }, target: { ...ADMIN, kind: 'user' } };
    case 'role': return { subject: { allows: [on(arnOf('role', 'Target'))] }, target: ADMIN };
    case 'changed-user': return { subject: { allows: [on(arnOf('user', 'Target'))] }, target: { ...HARMLESS, kind: 'user' } };
    case 'assumable-role': return { subject: { allows: [on(arnOf('role', 'Target'))] }, target: ADMIN, isAssumable: true };
    case 'changed-role':
    case 'changed-assumable-role': {
      const policies = { Changed: [{ Action: 'sqs:ListQueues' }] };
      const resources = [arnOf('role', 'Target'), arnOf('policy', 'Changed')];
      return {
        subject: { allows: [{ Action: actions, Resource: resources }] },
        target: { policies },
        isAssumable: leadsTo === 'changed-assumable-role',
      };
    }
  }
}

function levelIn({ subject, target = HARMLESS, isAssumable = false }: Scene) {
  return powers(
    { Subject: subject, Target: target },
    (id) => (isAssumable && id === 'Subject' ? [{ id: 'Target', truth: 'yes' }] : []),
  ).Subject;
}

/** Without the action, everything else being as it is. */
function without(action: string, scene: Scene): Scene {
  const less = (statements: readonly WrittenStatement[]) => [...statements, { Effect: 'Deny' as const, Action: action }];
  const { subject } = scene;
  return {
    ...scene,
    isAssumable: scene.isAssumable && action !== 'sts:AssumeRole' && action !== '*',
    subject: {
      ...subject,
      ...subject.allows && { allows: less(subject.allows) },
      ...subject.policies && { policies: { Own: less(subject.policies.Own) } },
    },
  };
}

const ALL = [...ESCALATION_PATHS, SET_DEFAULT_VERSION];

test.each(ALL.map((path) => [path.id, path] as const))('%s', (_, path) => {
  const scene = sceneOf(path);
  const found = levelIn(scene);
  expect(found.level).toBe('can-become-administrator');
  // A shorter way that needs a part of the same actions may be named instead of this one.
  expect(path.steps.map(({ action }) => action)).toEqual(expect.arrayContaining([...found.path!.actions]));
  // Without one of its actions, it is no way any more: at most another one that does not need the action.
  const stillNamed = path.steps.map(({ action }) => action).filter(
    (action) => levelIn(without(action, scene)).path?.actions.includes(action),
  );
  expect(stillNamed).toEqual([]);
  expect(levelIn(without('*', scene)).level).not.toBe('can-become-administrator');
});

const PASSED = ESCALATION_PATHS.filter(({ leadsTo, steps }) => leadsTo === 'passed-role' && steps.every(({ on }) => on !== 'existing'));

test.each(PASSED.map((path) => [path.id, path] as const))('%s, with a role that trusts another service', (_, path) => {
  const scene = sceneOf(path);
  const elsewhere = { ...scene, target: { ...scene.target, trusts: 'states.amazonaws.com' } };
  expect(levelIn(elsewhere).path?.to).toBeUndefined();
  expect(levelIn(elsewhere).path?.service).toBeUndefined();
});

const TO_A_WORTHY_TARGET = ESCALATION_PATHS.filter(({ leadsTo }) => ['passed-role', 'user', 'role', 'assumable-role'].includes(leadsTo));

test.each(TO_A_WORTHY_TARGET.map((path) => [path.id, path] as const))('%s, to somebody who is worth nothing', (_, path) => {
  const scene = sceneOf(path);
  const { managed, ...target } = scene.target!;
  expect(managed).toBeDefined();
  expect(levelIn({ ...scene, target: { ...target, ...HARMLESS } }).path?.to).toBeUndefined();
});


const ARN_OF: Readonly<Record<string, string>> = {
  lambda: 'arn:aws:lambda:us-east-1:111122223333:function:runner',
  codebuild: 'arn:aws:codebuild:us-east-1:111122223333:project/runner',
  ec2: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0',
  ssm: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0',
  sagemaker: 'arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/runner',
  glue: 'arn:aws:glue:us-east-1:111122223333:devEndpoint/runner',
};

describe('through a resource that the inputs show', () => {
  test.each([
    'lambda-003', 'lambda-004', 'lambda-005', 'codebuild-002', 'codebuild-003', 'ec2-002', 'ssm-001', 'ssm-002', 'glue-002',
    'sagemaker-004',
  ])('%s', (id) => {
    const { steps } = ESCALATION_PATHS.find((path) => path.id === id)!;
    const actions = steps.map(({ action }) => action);
    const arn = ARN_OF[id.split('-')[0]];
    const subject = (resource: string): WrittenPrincipal => ({ allows: [{ Action: actions, Resource: resource }] });
    const runner: WrittenPrincipal = { ...ADMIN, runs: [arn] };
    expect(levelIn({ subject: subject(arn), target: runner })).toMatchObject({
      level: 'can-become-administrator', path: { to: 'Target', ifThereIsOne: false },
    });
    expect(levelIn({ subject: subject(`${arn}0`), target: runner }).path).toBeUndefined();
    expect(levelIn({ subject: subject(arn), target: { ...HARMLESS, runs: [arn] } }).path).toBeUndefined();
    expect(levelIn({ subject: subject(arn), target: ADMIN }).path).toBeUndefined();
    const limited = { allows: [{ Action: actions, Resource: '*' }, { Effect: 'Deny' as const, Action: actions, Resource: arn }] };
    expect(levelIn({ subject: limited, target: runner }).path?.to).toBeUndefined();
  });

  test('is named', () => {
    const subject = { allows: [{ Action: 'lambda:UpdateFunctionCode', Resource: ARN_OF.lambda }] };
    expect(levelIn({ subject, target: { ...ADMIN, runs: [ARN_OF.lambda] } }).because).toBe(
      'its policies allow lambda:UpdateFunctionCode on resource runner, which runs with the role Target',
    );
  });
});

/** The published list is data that this repository does not hold. */
const published = process.env.CDK_SECURE_TRUST_ESCALATION_PATHS ?? '';

(fs.existsSync(published) ? test : test.skip)('these are the published paths, with their actions', () => {
  const lines = fs.readFileSync(published, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { id: string; actions: string[] });
  expect(ESCALATION_PATHS.map(({ id, steps }) => ({ id, actions: steps.map(({ action }) => action) })))
    .toEqual(lines.map(({ id, actions }) => ({ id, actions })));
});
