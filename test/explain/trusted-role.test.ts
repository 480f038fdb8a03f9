/** The trust policy trusts a role of the caller's account: to assume that first comes before a change of the trust policy. */
import fc from 'fast-check';
import {
  ALICE, allow, ask, DEPLOY, DEPLOY_ROLE, EXTERNAL_ID, MFA, OWN, PARTNER, policy, PORTAL, Question, ROLE, SECRET,
} from './explaining';
import { decisionAfterAllFixes, throughTrustedRole } from './one-round';
import { conditionsWithoutMfa, sent, statement } from './random-questions';
import { propertyRuns } from '../property-runs';

const RELEASE = `arn:aws:iam::${PARTNER}:role/team/Release`;
const OF_RESERVED = `arn:aws:iam::${PARTNER}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Read_0123456789abcdef`;

const THROUGH_DEPLOY = [
  `aws configure set role_arn ${DEPLOY_ROLE} --profile Deploy-for-Audit`,
  'aws configure set source_profile default --profile Deploy-for-Audit',
];

test.each<[title: string, question: Question, commands: readonly string[]]>([
  ['a user', { trust: policy(allow(DEPLOY_ROLE, EXTERNAL_ID)) },
    [
      ...THROUGH_DEPLOY,
      `aws sts assume-role --role-arn ${ROLE} --role-session-name alice --external-id ${SECRET} --profile Deploy-for-Audit`,
    ]],
  ['a user of Identity Center', { trust: policy(allow(DEPLOY_ROLE)), caller: PORTAL },
    [...THROUGH_DEPLOY, `aws sts assume-role --role-arn ${ROLE} --role-session-name cli-session --profile Deploy-for-Audit`]],
  ['another role', { trust: policy(allow(RELEASE)), caller: DEPLOY, args: ['--session-name', 'ci'] },
    [
      `aws configure set role_arn ${RELEASE} --profile Release-for-Audit`,
      'aws configure set source_profile default --profile Release-for-Audit',
      `aws sts assume-role --role-arn ${ROLE} --role-session-name ci --profile Release-for-Audit`,
    ]],
  ['a user who asks for two hours, of which a chain gets one', { trust: policy(allow(DEPLOY_ROLE)), args: ['--duration', '7200'] },
    [
      ...THROUGH_DEPLOY,
      `aws sts assume-role --role-arn ${ROLE} --role-session-name alice --duration-seconds 3600 --profile Deploy-for-Audit`,
    ]],
  ['a user where a condition names the role', { trust: policy(allow(PARTNER, { ArnEquals: { 'aws:PrincipalArn': DEPLOY_ROLE } })) },
    [...THROUGH_DEPLOY, `aws sts assume-role --role-arn ${ROLE} --role-session-name alice --profile Deploy-for-Audit`]],
])('%s assumes the trusted role first', (_title, asked, commands) => {
  const explanation = ask(asked);
  const [{ fix, commands: printed }] = explanation.causes;
  expect(printed.slice(0, 3)).toEqual(commands.map((run) => ({ by: 'caller', run })));
  expect(printed[3].by).toBe('role-owner');
  expect(fix).toMatch(/^assume arn:aws:iam::111122223333:role\/\S+ first, which this trust policy trusts, .* one hour at most, .*; or /);
  expect(ask(throughTrustedRole(asked, explanation)!).decision).toBe('allowed');
  expect(decisionAfterAllFixes(asked)).toBe('allowed');
});

test.each<[title: string, question: Question]>([
  ['the trusted role is of another account', { trust: policy(allow(`arn:aws:iam::${OWN}:role/Deploy`)) }],
  ['the trusted role can never meet the conditions', { trust: policy(allow(DEPLOY_ROLE, MFA)) }],
  ['a user is trusted', { trust: policy(allow(`arn:aws:iam::${PARTNER}:user/bob`)) }],
  ['only Identity Center can assume the trusted role', { trust: policy(allow(OF_RESERVED)) }],
  ['the trusted role is the one in question', { trust: policy(allow(ROLE)), caller: `arn:aws:iam::${OWN}:user/carol` }],
  ['the caller is trusted', { trust: policy(allow(DEPLOY_ROLE), allow(ALICE, EXTERNAL_ID)) }],
  ['the caller has the trusted role, under another path',
    { trust: policy(allow(`arn:aws:iam::${PARTNER}:role/ci/Deploy`)), caller: DEPLOY }],
])('%s: there is no other way', (_title, asked) => {
  expect(throughTrustedRole(asked, ask(asked))).toBeUndefined();
});

const withTrustedRole = fc.record({
  trust: fc.tuple(conditionsWithoutMfa, statement).map(
    ([conditions, other]) => policy(other, allow(DEPLOY_ROLE, conditions, ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']))),
  caller: fc.constantFrom(ALICE, PORTAL),
  args: sent,
});

test('whatever the policy, the way through a trusted role leads there', () => {
  let [asks, ways] = [0, 0];
  fc.assert(fc.property(withTrustedRole, (asked) => {
    const through = throughTrustedRole(asked, ask(asked));
    asks += 1;
    if (!through) return;
    ways += 1;
    expect(ask(through).decision).toBe('allowed');
  }), propertyRuns(60));
  expect(ways / asks).toBeGreaterThan(0.3);
});
