/** The severity of a finding: its level, and within the level who can assume the role. */
import { auditTrustPolicy } from '../../src/assessment/assess';
import { Level } from '../../src/findings/level';
import { severityOf } from '../../src/findings/severity';

const PARTNER = '444455556666';
const settings = { accounts: new Map(), levels: {} };

function severities(statement: object): Record<string, number> {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }] };
  const found = auditTrustPolicy({ document, context: { account: '111122223333' } }, settings);
  return Object.fromEntries(found.map((finding) => [finding.ruleId, severityOf(finding)]));
}

test('the wider the circle of callers, the more serious the error', () => {
  const github = {
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
    Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
  };
  expect(severities(github)).toMatchObject({ 'oidc-tenant': 9.8 });
  expect(severities({ Principal: { AWS: '*' } })).toMatchObject({ 'public-principal': 9.3 });
  const organization = { Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } };
  expect(severities(organization)).toMatchObject({ 'specific-principal': 8.4 });
  expect(severities({ Principal: { AWS: PARTNER } })).toMatchObject({ 'specific-principal': 7.8 });
  const user = `arn:aws:iam::${PARTNER}:user/alice`;
  expect(severities({ Principal: { AWS: user }, Action: 'sts:AssumeRoleWithSAML' })).toMatchObject({ 'never-assumable': 7.2 });
});

test('every error is more serious than every warning, and every warning than every information', () => {
  const witnesses = [undefined, { action: 'sts:AssumeRole', caller: { kind: 'oidc', arn: 'x' }, context: {} }] as const;
  const all = (level: Level) => witnesses.flatMap((witness) => (
    ['public-principal', 'mfa-required', 'oidc-tenant'].map((ruleId) => severityOf({ level, ruleId, witness }))
  ));
  expect(Math.min(...all('error'))).toBeGreaterThan(Math.max(...all('warning')));
  expect(Math.min(...all('warning'))).toBeGreaterThan(Math.max(...all('info')));
});

test('the power of the role counts, if it is known', () => {
  const order = ['administrator', 'can-become-administrator', 'manages-permissions', 'reads-secrets-or-data', 'writes', 'reads', 'nothing'] as const;
  const severities = order.map((power) => severityOf({ level: 'error', ruleId: 'mfa-required' }, power));
  expect(severities).toEqual([8.2, 8, 7.7, 7.5, 7.2, 6.4, 5.6]);
  expect(severityOf({ level: 'error', ruleId: 'mfa-required' }, 'not-known')).toBe(severityOf({ level: 'error', ruleId: 'mfa-required' }));
});
