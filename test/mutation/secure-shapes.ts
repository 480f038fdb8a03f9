/**
 * Every shape that the trust policy of a `SecureCrossAccountRole` can take: each form of each prop, alone and together, in each kind of
 * stack; and those of a `SecureOidcRole`.
 */
import { App, Aws, CfnParameter, Duration, NestedStack, PhysicalName, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ExternalId } from '../../src/cdk/constructs/external-id';
import { MfaRequirement } from '../../src/cdk/constructs/mfa-requirement';
import { OidcSubject } from '../../src/cdk/constructs/oidc-subject';
import { SecureCrossAccountRoleProps } from '../../src/cdk/constructs/secure-cross-account-role';
import { SessionNameRequirement } from '../../src/cdk/constructs/session-name-requirement';
import { SessionTagRequirement } from '../../src/cdk/constructs/session-tag-requirement';
import { SourceIdentityRequirement } from '../../src/cdk/constructs/source-identity-requirement';
import { TrustedPrincipal } from '../../src/cdk/constructs/trusted-principal';
import { APP, GITHUB, oidcRoleIn, oidcRoleOf, SUBJECTS } from '../cdk/constructs/oidc-roles-under-test';
import { ALICE, MINIMIZE, OWN, PARTNER, roleIn, stackAnywhere, stackIn } from '../cdk/constructs/roles-under-test';

export const VENDOR = '555566667777';
const ORGANIZATION = 'o-a1b2c3d4e5';

/** A new app with the role in it. */
export type Shape = () => iam.Role;

type Props = Partial<SecureCrossAccountRoleProps>;

const waivedMfa = () => MfaRequirement.waived('machines cannot show MFA');
const machine = (trusted: TrustedPrincipal, props: Props = {}): Shape => () =>
  roleIn(stackIn(), { trustedPrincipals: [trusted], mfa: waivedMfa(), ...props });
const person = (props: (stack: Stack) => Props, stack: () => Stack = stackIn): Shape => () => {
  const home = stack();
  return roleIn(home, props(home));
};

/** Literal partitions and accounts, where the stack knows both. */
const LITERALS = { '@aws-cdk/core:enablePartitionLiterals': true };
const LAMBDA = new iam.ServicePrincipal('lambda.amazonaws.com');

/** A role or user that another part of the app creates. */
function callerOfApp(make: (home: Stack) => iam.IPrincipal, props: Props): Shape {
  return person((home) => ({ trustedPrincipals: [TrustedPrincipal.fromPrincipal(make(home))], ...props }));
}

const PRINCIPALS: readonly [string, Shape][] = [
  ['a user', person(() => ({}))],
  ['a user with a path', person(() => ({ trustedPrincipals: [TrustedPrincipal.user(PARTNER, 'team/alice')] }))],
  ['a user by ARN', person(() => ({ trustedPrincipals: [TrustedPrincipal.arn('arn:aws:iam::111122223333:user/alice')] }))],
  ['a user of the role\'s own account', person(() => ({ trustedPrincipals: [TrustedPrincipal.user(Aws.ACCOUNT_ID, 'alice')] }))],
  ['a user of this app', callerOfApp((home) => new iam.User(home, 'CallerUser'), {})],
  ['a role', machine(TrustedPrincipal.role(PARTNER, 'team/Deploy'))],
  ['a role of this app', callerOfApp((home) => new iam.Role(home, 'Caller', { assumedBy: LAMBDA }), { mfa: waivedMfa() })],
  ['a role of another stack and account', callerOfApp((home) => {
    const elsewhere = new Stack(home.node.root as App, 'Elsewhere', { env: { account: VENDOR, region: 'eu-west-1' } });
    return new iam.Role(elsewhere, 'Caller', { assumedBy: LAMBDA, roleName: PhysicalName.GENERATE_IF_NEEDED });
  }, { mfa: waivedMfa() })],
  ['a role session', machine(TrustedPrincipal.roleSession(PARTNER, 'Deploy', 'nightly'))],
  ['a permission set', machine(TrustedPrincipal.identityCenterPermissionSet(PARTNER, 'Admin'))],
  ['a whole account', person(() => ({ trustedPrincipals: [TrustedPrincipal.wholeAccount(PARTNER, 'the vendor names no role')] }))],
  ['a whole account of workloads', machine(TrustedPrincipal.wholeAccount(PARTNER, 'the vendor names no role'))],
  ['two users', person(() => ({ trustedPrincipals: [ALICE(), TrustedPrincipal.user(PARTNER, 'bob')] }))],
  [
    'two users, statements merged by feature flag',
    person(
      () => ({ trustedPrincipals: [ALICE(), TrustedPrincipal.user(PARTNER, 'bob')] }),
      () => stackIn(undefined, MINIMIZE),
    ),
  ],
  ['two parties, each with its ExternalId', person(() => ({
    trustedPrincipals: [
      TrustedPrincipal.role(PARTNER, 'Scanner').withExternalId(ExternalId.of('acme-5f0c2b7e9d13')),
      TrustedPrincipal.role(VENDOR, 'Backup').withExternalId(ExternalId.of('vendor-71c04ab2e6')),
    ],
    mfa: waivedMfa(),
  }))],
  ['a user and a permission set', person(() => ({
    trustedPrincipals: [ALICE(), TrustedPrincipal.identityCenterPermissionSet(PARTNER, 'Admin')], mfa: waivedMfa(),
  }))],
];

const TERMS: readonly [string, Shape][] = [
  ['MFA within the hour', person(() => ({ mfa: MfaRequirement.required({ maxAge: Duration.hours(1) }) }))],
  ['MFA waived for a user', person(() => ({ mfa: waivedMfa() }))],
  ['ExternalId waived', person(() => ({ externalId: ExternalId.waived('our own security account') }))],
  [
    'MFA and ExternalId waived',
    machine(TrustedPrincipal.role(PARTNER, 'Deploy'), { externalId: ExternalId.waived('our own security account') }),
  ],
  ['ExternalId from a parameter', person((home) => ({ externalId: ExternalId.fromParameter(new CfnParameter(home, 'Id')) }))],
  ['ExternalId from an SSM parameter', person((home) => ({ externalId: ExternalId.fromSsmParameter(home, '/partners/acme') }))],
  ['any source identity', person(() => ({ sourceIdentity: SourceIdentityRequirement.required() }))],
  ['one source identity', person(() => ({ sourceIdentity: SourceIdentityRequirement.oneOf('alice') }))],
  ['one of two source identities', person(() => ({ sourceIdentity: SourceIdentityRequirement.oneOf('alice', 'bob') }))],
  ['source identities of a pattern', person(() => ({ sourceIdentity: SourceIdentityRequirement.matching('ops-*') }))],
  ['the session named after the user', person(() => ({ sessionName: SessionNameRequirement.callerUserName() }))],
  [
    'session names of a pattern',
    machine(TrustedPrincipal.role(PARTNER, 'Deploy'), { sessionName: SessionNameRequirement.matching('deploy-????') }),
  ],
  ['session tags that may be passed', person(() => ({ sessionTags: SessionTagRequirement.allowed('team', 'ticket') }))],
  ['session tags that must be passed', person(() => ({ sessionTags: SessionTagRequirement.required({ team: 'blue', ticket: 'OPS-*' }) }))],
  ['an organization', machine(TrustedPrincipal.role(PARTNER, 'Deploy'), { organizationId: ORGANIZATION })],
  ['one address range', person(() => ({ sourceIps: ['203.0.113.0/24'] }))],
  ['addresses of both kinds', person(() => ({ sourceIps: ['198.51.100.7', '2001:db8::/32', '2001:db8::1'] }))],
  ['everything at once', person(() => ({
    mfa: MfaRequirement.required({ maxAge: Duration.minutes(15) }),
    sourceIdentity: SourceIdentityRequirement.matching('ops-*'),
    sessionName: SessionNameRequirement.callerUserName(),
    sessionTags: SessionTagRequirement.required({ team: '*' }),
    organizationId: ORGANIZATION,
    sourceIps: ['203.0.113.0/24'],
  }))],
];

const PLACES: readonly [string, Shape][] = [
  ['in a stack without an environment', person(() => ({}), stackAnywhere)],
  [
    'a user of the role\'s own account, without an environment',
    person((home) => ({ trustedPrincipals: [TrustedPrincipal.user(home.account, 'alice')] }), stackAnywhere),
  ],
  ['in a nested stack', person(() => ({}), () => new NestedStack(stackIn(), 'Inner'))],
  ['with literal partitions', person(() => ({}), () => stackIn({ account: OWN, region: 'eu-west-1' }, LITERALS))],
  [
    'in the partition aws-cn',
    person(
      () => ({ trustedPrincipals: [TrustedPrincipal.arn('arn:aws-cn:iam::111122223333:user/alice')] }),
      () => stackIn({ account: OWN, region: 'cn-north-1' }),
    ),
  ],
];

/** A Deny that the app adds to the policy of the role. */
const DENIES: readonly [string, Shape][] = [
  ['with a Deny of the app', () => {
    const role = roleIn(stackIn());
    role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: ['sts:AssumeRole'],
      principals: [new iam.AnyPrincipal()],
      conditions: {
        BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
      },
    }));
    return role;
  }],
];

export const SHAPES: readonly (readonly [string, Shape])[] = [...PRINCIPALS, ...TERMS, ...PLACES, ...DENIES];

/** Of `SecureOidcRole`: a subject of each platform, exact or with an end that stays open, and several of them. */
const KINDS_OF_SUBJECTS = [
  'a branch of GitHub with ids', 'a reusable workflow of GitHub', 'a whole organization of GitHub', 'steps of Bitbucket',
  'a service account of EKS',
];

export const OIDC_SHAPES: readonly (readonly [string, Shape])[] = [
  ...SUBJECTS.filter(({ name }) => KINDS_OF_SUBJECTS.includes(name)).map((each) => [each.name, () => oidcRoleOf(each)] as const),
  ['a provider of this app', () => {
    const home = stackIn();
    const settings = { url: `https://${GITHUB}`, clientIds: ['sts.amazonaws.com'] };
    return oidcRoleIn(home, { provider: new iam.OidcProviderNative(home, 'GitHub', settings) });
  }],
  ['exact subjects and a pattern', () => oidcRoleIn(stackIn(), {
    subjects: [
      OidcSubject.githubEnvironment({ ...APP, environment: 'production' }),
      OidcSubject.githubReusableWorkflow({ ...APP, workflow: 'acme/workflows/.github/workflows/deploy.yml@refs/heads/main' }),
    ],
  })],
];
