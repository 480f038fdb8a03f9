/** Random trust policies, callers, and what they send: everything that can be wrong at once. */
import fc from 'fast-check';
import { ALICE, allow, DEPLOY, DEPLOY_ROLE, getRole, Json, OWN, PARTNER, permits, policy, PORTAL, ROLE, SECRET } from './explaining';

export const CAROL = `arn:aws:iam::${OWN}:user/carol`;

type ConditionJson = readonly [operator: string, key: string, value: unknown];

const OF_MFA: readonly ConditionJson[] = [
  ['Bool', 'aws:MultiFactorAuthPresent', 'true'],
  ['NumericLessThan', 'aws:MultiFactorAuthAge', '900'],
];
const OF_SENT: readonly ConditionJson[] = [
  ['StringEquals', 'sts:ExternalId', SECRET],
  ['StringLike', 'sts:SourceIdentity', '*a*'],
  ['StringLike', 'sts:RoleSessionName', 'work-?*'],
  ['StringEquals', 'aws:RequestTag/Project', ['Beta', 'Gamma']],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['Project', 'Team']],
];

function blockOf(chosen: readonly ConditionJson[]): Json {
  const block: Record<string, Record<string, unknown>> = {};
  for (const [operator, key, value] of chosen) block[operator] = { ...block[operator], [key]: value };
  return block;
}

/** Conditions that a caller, or a change of the policy, can meet. */
const conditions = fc.subarray([...OF_MFA, ...OF_SENT]).map(blockOf);

/** Conditions that a role session can meet, too. */
export const conditionsWithoutMfa = fc.subarray([...OF_SENT]).map(blockOf);

export const statement = fc.tuple(
  fc.constantFrom<unknown>(
    ALICE, ALICE.replace('alice', 'Alice'), DEPLOY_ROLE, PARTNER, OWN, [ALICE, CAROL], 'AIDAABCDEFGHIJKLMNOP',
    { Service: 'ec2.amazonaws.com' },
  ),
  conditions,
  fc.constantFrom<unknown>('sts:AssumeRole', 'sts:*', ['sts:AssumeRole', 'sts:TagSession'], 'sts:AssumeRoleWithSAML'),
).map(([principal, condition, action]) => allow(principal, condition, action));

export const sent = fc.subarray<readonly string[]>([
  ['--external-id', 'wrong'], ['--session-name', 'x1'], ['--source-identity', 'bob'], [
    '--session-tag', 'Project=Alpha',
  ], ['--session-tag', 'Colour=red'], ['--duration', '40000'],
]).map((chosen) => chosen.flat());

export const question = fc.record({
  trust: fc.tuple(fc.array(statement, { minLength: 1, maxLength: 3 }), fc.constantFrom(ROLE, `arn:aws:iam::${OWN}:role/team/audit`)).map(
    ([statements, arn]) => getRole(arn, policy(...statements)),
  ),
  caller: fc.constantFrom(ALICE, CAROL, DEPLOY, PORTAL),
  args: sent,
  callerPolicies: fc.constantFrom<readonly Json[]>(
    [], [permits('s3:*', '*')], [permits('sts:*', '*')],
    [permits('sts:AssumeRole', '*', { Bool: { 'aws:SecureTransport': 'true' } })],
  ),
});
