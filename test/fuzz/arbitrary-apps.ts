/** CDK apps with safe and unsafe roles in random places, each written in one of the ways in which a trust policy gets into a template. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import {
  App,
  Aspects,
  CfnCondition,
  CfnParameter,
  CfnResource,
  CfnStackSet,
  Fn,
  IAspect,
  Lazy,
  NestedStack,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct, IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { ExternalId } from '../../src/cdk/constructs/external-id';
import { MfaRequirement } from '../../src/cdk/constructs/mfa-requirement';
import { SecureCrossAccountRole } from '../../src/cdk/constructs/secure-cross-account-role';
import { TrustedPrincipal } from '../../src/cdk/constructs/trusted-principal';
import { TemplateFragment } from '../cloudformation/template-fragment';

/** The account that every stack with an environment goes to. */
export const OWN = '111122223333';
const PARTNER = '444455556666';
const ENV = { account: OWN, region: 'eu-west-1' };
const EXTERNAL_ID = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';

type Document = Readonly<Record<string, unknown>>;

const policy = (...statements: readonly object[]): Document => ({ Version: '2012-10-17', Statement: statements });
const allow = (principal: unknown, condition?: object, action = 'sts:AssumeRole') => ({
  Effect: 'Allow',
  Principal: principal,
  Action: action,
  ...(condition && { Condition: condition }),
});
const user = { AWS: `arn:aws:iam::${PARTNER}:user/alice` };
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const ID = { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } };
const lambda = allow({ Service: 'lambda.amazonaws.com' });

/** These must have no finding at warning or above. */
export const SAFE: readonly Document[] = [
  policy(lambda),
  policy(allow({ Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] })),
  policy(allow(user, { ...MFA, ...ID })),
  policy(allow({ AWS: `arn:aws:iam::${PARTNER}:role/Deploy` }, ID)),
  policy(allow({ AWS: `arn:aws:iam::${OWN}:role/Deploy` })),
  policy(allow({ AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] } })),
  policy(lambda, allow(user, { ...MFA, ...ID })),
  policy(allow(user, ID), { ...allow({ AWS: '*' }, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }), Effect: 'Deny' }),
];

/** The rule that has to report it, and the document. */
export const UNSAFE: readonly (readonly [rule: string, document: Document])[] = [
  ['public-principal', policy(allow({ AWS: '*' }))],
  ['specific-principal', policy(allow({ AWS: PARTNER }, { ...MFA, ...ID }))],
  ['specific-principal', policy(lambda, allow({ AWS: `arn:aws:iam::${PARTNER}:root` }, { ...MFA, ...ID }))],
  ['mfa-required', policy(allow(user, { ...ID, BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }))],
  ['mfa-required', policy(allow(user, ID))],
  ['external-id-required', policy(allow(user, MFA))],
  ['external-id-required', policy(allow(user, { ...MFA, StringLike: { 'sts:ExternalId': '*' } }))],
  [
    'external-id-required',
    policy(
      allow({ AWS: [user.AWS, `arn:aws:iam::${PARTNER}:user/bob`] }, { ...MFA, StringEqualsIfExists: { 'sts:ExternalId': EXTERNAL_ID } }),
    ),
  ],
  ['oidc-tenant', policy(allow(
    { Federated: `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com` },
    { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' } }, 'sts:AssumeRoleWithWebIdentity',
  ))],
  ['never-assumable', policy(allow({ Service: 'lambda.amazonaws.com' }, MFA))],
  ['rejected-by-iam', policy({ Effect: 'Allow', NotPrincipal: user, Action: 'sts:AssumeRole' })],
  ['undecided', policy(allow({ AWS: { Ref: 'AWS::StackName' } }, { ...MFA, ...ID }))],
];

const HARMLESS = SAFE[0];

/** The folder of the templates that apps include; the test that builds apps removes it. */
export const INCLUDED = fs.mkdtempSync(path.join(os.tmpdir(), 'included-templates-'));

class Visiting implements IAspect {
  constructor(private readonly touch: (node: IConstruct) => void) {}
  public visit(node: IConstruct): void {
    this.touch(node);
  }
}

/** Puts a role with this document somewhere below the scope, under constructs with this id. */
type Writing = (scope: Construct, id: string, document: Document) => void;

const resourceOf = (role: iam.Role) => role.node.defaultChild as iam.CfnRole;
const role = (document: unknown) => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } });
const harmlessRole = (scope: Construct, id: string) =>
  new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** As JSON text, in which the CDK joins the deploy-time values. */
function textOf(scope: Construct, value: object): string {
  const text = JSON.stringify(value);
  return /"(Ref|Fn::\w+)"/.test(text) ? Stack.of(scope).toJsonString(withTokens(value)) : text;
}

function withTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTokens);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: ref, 'Fn::Join': join } = value as { readonly 'Ref'?: string; readonly 'Fn::Join'?: readonly [string, readonly unknown[]] };
  if (ref !== undefined) return Fn.ref(ref);
  if (join !== undefined) return Fn.join(join[0], join[1].map((part) => withTokens(part) as string));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTokens(inner)]));
}

function conditionOf(scope: Construct): string {
  const stack = Stack.of(scope);
  const known = stack.node.tryFindChild('Late') as CfnCondition | undefined;
  return (
    known ?? new CfnCondition(stack, 'Late', { expression: Fn.conditionEquals(new CfnParameter(stack, 'When').valueAsString, 'late') })
  ).logicalId;
}

/** A late aspect that visits the role from the app or the Stage around it (aspects of an app do not visit Stages). */
function late(scope: Construct, resource: IConstruct, change: () => void): void {
  Aspects.of(Stage.of(scope)!).add(new Visiting((node) => {
    if (node === resource) change();
  }), { priority: 900 });
}

export const WRITINGS: Readonly<Record<string, Writing>> = {
  'an L1 role': (scope, id, document) => { new iam.CfnRole(scope, id, { assumeRolePolicyDocument: document }); },
  'a lazy document': (scope, id, document) => {
    new iam.CfnRole(scope, id, { assumeRolePolicyDocument: Lazy.any({ produce: () => document }) });
  },
  'a raw resource': (scope, id, document) => {
    new CfnResource(scope, id, { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: document } });
  },
  'a document that is text': (scope, id, document) => {
    new CfnResource(scope, id, { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: textOf(scope, document) } });
  },
  'another type, overridden': (scope, id, document) => {
    new CfnResource(scope, id, { type: 'AWS::IAM::Group', properties: { AssumeRolePolicyDocument: document } }).addOverride(
      'Type',
      'AWS::IAM::Role',
    );
  },
  'an override of the whole': (scope, id, document) =>
    resourceOf(harmlessRole(scope, id)).addPropertyOverride('AssumeRolePolicyDocument', document),
  'an override of the statements': (scope, id, document) =>
    resourceOf(harmlessRole(scope, id)).addOverride('Properties.AssumeRolePolicyDocument.Statement', document.Statement),
  'a branch by override': (scope, id, document) => {
    const condition = conditionOf(scope);
    resourceOf(harmlessRole(scope, id)).addPropertyOverride('AssumeRolePolicyDocument.Statement', {
      'Fn::If': [condition, HARMLESS.Statement, document.Statement],
    });
  },
  'a branch of the document': (scope, id, document) => {
    new iam.CfnRole(scope, id, { assumeRolePolicyDocument: { 'Fn::If': [conditionOf(scope), document, HARMLESS] } });
  },
  'an aspect that assigns': (scope, id, document) => {
    const resource = new iam.CfnRole(scope, id, { assumeRolePolicyDocument: HARMLESS });
    late(scope, resource, () => { resource.assumeRolePolicyDocument = document; });
  },
  'an aspect that overrides': (scope, id, document) => {
    const resource = resourceOf(harmlessRole(scope, id));
    late(scope, resource, () => resource.addPropertyOverride('AssumeRolePolicyDocument.Statement', document.Statement));
  },
  'an included template': (scope, id, document) => {
    const templateFile = path.join(INCLUDED, `${id}.json`);
    fs.writeFileSync(templateFile, JSON.stringify({ Resources: { [id]: role(document) } }));
    new CfnInclude(scope, id, { templateFile });
  },
  'another element': (scope, id, document) => { new TemplateFragment(scope, id, { Resources: { [id]: role(document) } }); },
  'a stack set': (scope, id, document) => {
    const body = { Resources: { Inner: role(document) } };
    new CfnStackSet(scope, id, { stackSetName: id, permissionModel: 'SELF_MANAGED', templateBody: textOf(scope, body) });
  },
};

/** One role of the app: where, how, and whether it is safe. */
export interface PlacedRole {
  /** Which of the stacks it belongs to. */
  readonly stack: number;
  readonly writing: string;
  /** An index into `UNSAFE`; undefined: safe. */
  readonly unsafe?: number;
  readonly safe: number;
  /** How many plain constructs it is nested in. */
  readonly depth: number;
}

/** Where a stack is: below which of the previous places, and in which form. */
export interface PlacedStack {
  readonly below: number;
  readonly kind: 'stack' | 'stage' | 'nested' | 'agnostic';
}

export interface AppPlan {
  readonly stacks: readonly PlacedStack[];
  readonly roles: readonly PlacedRole[];
  /** How the guard is added. */
  readonly door: 'aspect' | 'plugin' | 'both' | 'aspect after everything';
  /** Some secure roles. */
  readonly secure: readonly number[];
}

export const arbitraryApp: fc.Arbitrary<AppPlan> = fc.record({
  stacks: fc.array(fc.record({ below: fc.nat(9), kind: fc.constantFrom('stack', 'stage', 'nested', 'agnostic') }), {
    minLength: 1,
    maxLength: 6,
  }),
  roles: fc.array(fc.record({
    stack: fc.nat(9),
    writing: fc.constantFrom(...Object.keys(WRITINGS)),
    unsafe: fc.option(fc.nat(UNSAFE.length - 1), { nil: undefined, freq: 1 }),
    safe: fc.nat(SAFE.length - 1),
    depth: fc.nat(2),
  }), { minLength: 1, maxLength: 14 }),
  door: fc.constantFrom('aspect', 'plugin', 'both', 'aspect after everything'),
  secure: fc.array(fc.nat(9), { maxLength: 2 }),
});

/** The expected result: the path of the construct of each role, and the rule that has to report it. */
export interface ExpectedRole {
  readonly path: string;
  readonly unsafe?: string;
}

/** Builds the planned app. Ids are unique and say what they contain, `Unsafe3` or `Safe4`. */
export function buildApp(app: App, { stacks, roles, secure }: AppPlan): ExpectedRole[] {
  const homes = placesIn(app, stacks);
  const expected = roles.map(({ stack, writing, unsafe, safe, depth }, index): ExpectedRole => {
    let scope: Construct = homes[stack % homes.length];
    for (let level = 0; level < depth; level += 1) scope = new Construct(scope, `Group${index}${level}`);
    const id = `${unsafe === undefined ? 'Safe' : 'Unsafe'}${index}`;
    // Instances of a stack set are in other accounts, for which the account of the stack is foreign.
    const harmless = writing === 'a stack set' && JSON.stringify(SAFE[safe]).includes('AWS::AccountId') ? HARMLESS : SAFE[safe];
    WRITINGS[writing](scope, id, unsafe === undefined ? harmless : UNSAFE[unsafe][1]);
    return { path: `${scope.node.path}/${id}`, ...(unsafe === undefined ? {} : { unsafe: UNSAFE[unsafe][0] }) };
  });
  return [...expected, ...secure.map((stack, index): ExpectedRole => {
    const scope = homes[stack % homes.length];
    new SecureCrossAccountRole(scope, `Secure${index}`, {
      trustedPrincipals: [index === 0 ? TrustedPrincipal.user(PARTNER, 'alice') : TrustedPrincipal.role(PARTNER, 'Scanner')],
      externalId: ExternalId.of(EXTERNAL_ID),
      mfa: index === 0 ? undefined : MfaRequirement.waived('machines cannot show MFA'),
    });
    return { path: `${scope.node.path}/Secure${index}` };
  })];
}

/** The stacks, nested in Stages and in each other as planned. There is always at least one. */
function placesIn(app: App, plans: readonly PlacedStack[]): Stack[] {
  const places: Construct[] = [app];
  const homes: Stack[] = [];
  for (const [index, { below, kind }] of plans.entries()) {
    const around = places[below % places.length];
    if (kind === 'stage') places.push(new Stage(Stack.isStack(around) ? app : around, `Stage${index}`));
    else if (kind === 'nested' && Stack.isStack(around)) homes.push(new NestedStack(around, `Nested${index}`));
    else homes.push(new Stack(around, `Stack${index}`, { env: kind === 'agnostic' ? undefined : ENV }));
    if (kind !== 'stage') places.push(homes[homes.length - 1]);
  }
  return homes.length > 0 ? homes : [new Stack(app, 'Only', { env: ENV })];
}
