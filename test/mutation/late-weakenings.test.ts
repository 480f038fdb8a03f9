/** A weakening is caught however late and in whatever way it is made: one of each kind, in complete syntheses of real apps. */
import { App, Aspects, CfnCondition, CfnParameter, Fn, IAspect, Lazy, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { RoleUnderChange } from './role-under-change';
import { KINDS, Weakening, weakenings } from './weaken-statements';
import { SecureCrossAccountRole } from '../../src/cdk/constructs/secure-cross-account-role';
import { TrustPolicyGuard } from '../../src/cdk/guard/trust-policy-guard';
import { messageOf, OWN, roleIn } from '../cdk/constructs/roles-under-test';
import { deployed } from '../properties/deployed';

const ENV = { account: OWN, region: 'eu-west-1' };
const PLACE = { account: OWN, partition: 'aws', conditions: true };

class Visiting implements IAspect {
  constructor(private readonly touch: (node: IConstruct) => void) {}
  public visit(node: IConstruct): void {
    this.touch(node);
  }
}

/** The mechanism of the change, and what it changes the document into. */
interface Change {
  readonly role: SecureCrossAccountRole;
  readonly resource: iam.CfnRole;
  readonly before: Weakening['document'];
  readonly after: Weakening['document'];
}

const statementOf = (document: unknown) => (document as { Statement: unknown }).Statement;
const conditionIn = (stack: Stack) =>
  new CfnCondition(stack, 'Late', { expression: Fn.conditionEquals(new CfnParameter(stack, 'When').valueAsString, 'late') }).logicalId;

const DOORS: readonly (readonly [string, (change: Change) => void])[] = [
  ['an aspect that runs after all others', ({ role, resource, after }) => {
    // The aspects of an app do not visit its Stages.
    Aspects.of(Stage.of(role)!).add(new Visiting((node) => {
      if (node === resource) resource.assumeRolePolicyDocument = after;
    }), { priority: 1_000_000 });
  }],
  [
    'the escape hatch addOverride',
    ({ resource, after }) => resource.addOverride('Properties.AssumeRolePolicyDocument.Statement', statementOf(after)),
  ],
  ['a branch of Fn::If by addPropertyOverride', ({ role, resource, before, after }) => {
    const late = conditionIn(Stack.of(role));
    resource.addPropertyOverride('AssumeRolePolicyDocument.Statement', { 'Fn::If': [late, statementOf(after), statementOf(before)] });
  }],
  [
    'the whole document as text',
    ({ resource, after }) => resource.addPropertyOverride('AssumeRolePolicyDocument', JSON.stringify(deployed(after, PLACE))),
  ],
  ['another resource in its place', ({ role, after }) => {
    role.node.tryRemoveChild('Resource');
    new iam.CfnRole(role, 'Resource', { assumeRolePolicyDocument: after });
  }],
  ['a lazy value', ({ resource, after }) => { resource.assumeRolePolicyDocument = Lazy.any({ produce: () => after }); }],
];

/** One of each kind: the first that the role itself reports. */
function oneOfEachKind(): Weakening[] {
  const under = new RoleUnderChange(() => roleIn(new Stack(new App(), 'PartnerStack', { env: ENV })));
  const found = new Map<string, Weakening>();
  for (const weakening of weakenings(under.document)) {
    const { kind, document } = weakening;
    // The override of statements does not reach the Version.
    if (!found.has(kind) && kind !== 'Version changed' && under.judge(document).selfCheck.length > 0) found.set(kind, weakening);
  }
  return [...found.values()];
}

const SAMPLE = oneOfEachKind();

test('there is one of each kind that applies to a plain role', () => {
  const others = ['Deny removed or weakened', 'Version changed'];
  expect(SAMPLE.map(({ kind }) => kind).sort()).toEqual(KINDS.filter((kind) => !others.includes(kind)).sort());
});

describe.each(DOORS)('through %s', (_door, change) => {
  test.each(SAMPLE.map((weakening) => [weakening.kind, weakening] as const))('%s', (_kind, { document }) => {
    const app = new App();
    const role = roleIn(new Stack(app, 'PartnerStack', { env: ENV }));
    const { document: before } = new RoleUnderChange(() => roleIn(new Stack(new App(), 'PartnerStack', { env: ENV })));
    change({ role, resource: role.node.defaultChild as iam.CfnRole, before, after: document });
    expect(messageOf(() => app.synth())).toContain('[PartnerStack/Audit] the trust policy of this role was');
  });
});

test.each<[string, (app: App) => Stack]>([
  ['in a Stage inside a Stage', (app) => new Stack(new Stage(new Stage(app, 'Prod'), 'Europe'), 'PartnerStack')],
  ['in a nested stack of a nested stack', (app) => new NestedStack(new NestedStack(new Stack(app, 'Outer'), 'Middle'), 'PartnerStack')],
])('%s, by a late aspect', (_where, place) => {
  for (const { document } of SAMPLE) {
    const app = new App();
    const role = roleIn(place(app));
    DOORS[0][1]({ role, resource: role.node.defaultChild as iam.CfnRole, before: undefined, after: document });
    expect(messageOf(() => app.synth())).toContain('/Audit] the trust policy of this role was');
  }
});

describe('a value that changes after the role\'s own check is left to the guard, which reads the written template', () => {
  const fromUnderChange = new RoleUnderChange(() => roleIn(new Stack(new App(), 'PartnerStack', { env: ENV })));
  const seen = SAMPLE.filter(({ document }) => fromUnderChange.judge(document).guard.length > 0);

  test('the guard alone reports most kinds, but it does not know which ExternalId, name or principal was intended', () => {
    expect(SAMPLE.filter((each) => !seen.includes(each)).map(({ kind, what }) => `${kind}: ${what}`)).toEqual([
      'case: StringEquals sts:ExternalId: the values in capitals',
      'principal to another account: a user of another account',
      'another principal: another name',
      'action widened: sts:*', // a warning
      'NotAction: every action but sts:AssumeRoot', // a warning
    ]);
  });

  test.each(seen.map((weakening) => [weakening.kind, weakening] as const))('%s', (_kind, { document }) => {
    const app = new App();
    Aspects.of(app).add(new TrustPolicyGuard());
    const stack = new Stack(app, 'PartnerStack', { env: ENV });
    const role = roleIn(stack);
    const resource = role.node.defaultChild as iam.CfnRole;
    let isValidated = false;
    resource.assumeRolePolicyDocument = Lazy.uncachedAny({ produce: () => (isValidated ? document : fromUnderChange.document) });
    // Validations run in tree order: the role has been checked by now.
    new Construct(stack, 'Later').node.addValidation({
      validate: () => {
        isValidated = true;
        return [];
      },
    });
    expect(messageOf(() => app.synth())).toMatch(/unsafe-trust-policies|PartnerStack\/Audit/);
  });
});
