/**
 * AWS denied the call, so the answer is never `allowed`: each text of the table, with a trust policy that admits every caller, and with
 * policies that allow everything.
 */
import { ALICE, allow, DEPLOY, ExplanationJson, GITHUB, OWN, permits, policy, ROLE, run } from './explaining';
import { AWS_TEXTS } from '../../src/explain/aws-error/aws-texts';

const ISSUER = 'token.actions.githubusercontent.com';
const SUBJECT = 'repo:acme/app:ref:refs/heads/main';
const SAML = `arn:aws:iam::${OWN}:saml-provider/Corp`;
const DENIED = `User: ${ALICE} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;

const FILES = {
  'trust.json': policy(
    allow([ALICE, '111122223333'], undefined, ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']),
    allow({ Federated: GITHUB }, { StringEquals: { [`${ISSUER}:sub`]: SUBJECT } }, 'sts:AssumeRoleWithWebIdentity'),
    allow({ Federated: SAML }, undefined, 'sts:AssumeRoleWithSAML'),
    allow({ Service: 'lambda.amazonaws.com' }),
  ),
  'any.json': permits('*', '*'),
  'rcp.json': policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }),
  'token.json': { iss: `https://${ISSUER}`, sub: SUBJECT, aud: 'sts.amazonaws.com' },
};

const OF_CALLER = ['--caller-policy', 'file:any.json', '--boundary', 'file:any.json', '--scp', 'file:any.json'];
const OF_ROLE = ['--rcp', 'file:rcp.json'];
const CALLERS: readonly (readonly [caller: readonly string[], policies: readonly (readonly string[])[]])[] = [
  [['--caller-arn', ALICE], [[], ['--caller-policy', 'file:any.json'], ['--boundary', 'file:any.json'], ['--scp', 'file:any.json'],
    OF_ROLE, [...OF_CALLER, ...OF_ROLE]]],
  [['--caller-arn', DEPLOY], [[], [...OF_CALLER, '--session-policy', 'file:any.json', ...OF_ROLE]]],
  [['--token', 'file:token.json'], [[], OF_ROLE]],
  [['--caller-arn', SAML], [[], OF_ROLE]],
  [['--caller-arn', 'lambda.amazonaws.com'], [[], OF_ROLE]],
];

const ENDINGS = [
  '', ' because no identity-based policy allows the sts:AssumeRole action', ' with an explicit deny in an identity-based policy',
  ' because no permissions boundary allows the sts:AssumeRole action', ' because no session policy allows the sts:AssumeRole action',
  ' with an explicit deny in a service control policy', ' with an explicit deny in a resource control policy',
  ' because no VPC endpoint policy allows the sts:AssumeRole action', ' because no role trust policy allows the sts:AssumeRole action',
  ' with an explicit deny in a resource-based policy', ' with an explicit deny',
];

const TEXTS = [...new Set([
  ...AWS_TEXTS.map(({ sample }) => sample), ...ENDINGS.map((ending) => `${DENIED}${ending}`), DENIED.replace('AssumeRole', 'TagSession'),
  DENIED.replace('AssumeRole', 'SetSourceIdentity'), 'Not authorized to perform sts:AssumeRoleWithSAML',
])];

test('without the text, each of them is allowed', () => {
  for (const [caller, policies] of CALLERS) {
    for (const given of policies) {
      const { status } = run(['--trust-policy', 'file:trust.json', '--role-arn', ROLE, ...caller, ...given], FILES);
      expect({ caller, given, status }).toEqual({ caller, given, status: 0 });
    }
  }
});

test.each(TEXTS)('%s', (text) => {
  for (const [caller, policies] of CALLERS) {
    for (const given of policies) {
      const asked = ['--error', text, '--trust-policy', 'file:trust.json', '--role-arn', ROLE, ...caller, ...given];
      const { status, stdout, stderr } = run([...asked, '--format', 'json'], FILES);
      expect({ caller, given, status, stderr }).toEqual({ caller, given, status: 1, stderr: '' });
      const { decision, causes } = JSON.parse(stdout) as ExplanationJson;
      expect(['not-known', 'denied', 'undecided']).toContain(decision);
      expect(causes.length).toBeGreaterThan(0);
    }
  }
});
