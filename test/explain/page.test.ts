/** docs/troubleshooting.md: what it says about the command is true, and every example works. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as config from 'aws-cdk-lib/aws-config';
import { ALICE, allow, getRole, GITHUB, MFA, OWN, PARTNER, permits, policy, ROLE, run } from './explaining';
import { wordsOf } from './one-round';
import { CAUSE_CODES } from '../../src/explain/explanation';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'troubleshooting.md'), 'utf8');

const ISSUER = 'token.actions.githubusercontent.com';

const FILES = {
  'role.json': getRole(
    ROLE, policy({ ...allow(ALICE, { ...MFA, StringEquals: { 'sts:ExternalId': 'x9-31-partner' } }), Sid: 'AllowPartner' }),
  ),
  'caller-policy.json': {
    UserName: 'alice', PolicyName: 'AssumeRoles', PolicyDocument: permits('sts:AssumeRole', `arn:aws:iam::${OWN}:role/audit`),
  },
  'deploy-role.json': getRole(`arn:aws:iam::${OWN}:role/Deploy`, policy(allow(
    { Federated: GITHUB },
    { StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com', [`${ISSUER}:sub`]: 'repo:acme/app:ref:refs/heads/main' } },
    'sts:AssumeRoleWithWebIdentity',
  ))),
  'claims.json': { iss: `https://${ISSUER}`, aud: 'sts.amazonaws.com', sub: 'repo:acme/app:environment:production' },
  'scp.json': policy(
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'sts:AssumeRole', NotResource: `arn:aws:iam::${PARTNER}:role/*` },
  ),
  'config': `[default]\nregion = eu-west-1\n\n[profile audit]\nrole_arn = ${ROLE}\nsource_profile = default\nduration_seconds = 3600\n`,
};

/** Each example, and the output that the page shows for it. */
const EXAMPLES = [...PAGE.matchAll(/^cdk-secure-trust explain (.+)\n```(?:[^`]*?```text\n([^]*?)```)?/gm)].map(
  ([, line, shown]) => [line, shown] as const,
);

/** Files by the names that the page uses. */
function saidFor(line: string): { status: number; stdout: string; stderr: string } {
  const said = run(wordsOf(line).map((word) => (word in FILES ? `file:${word}` : word)), FILES);
  return { ...said, stdout: said.stdout.replace(/\/\S*\/((?:deploy-)?role|caller-policy|scp)\.json/g, '$1.json') };
}

test('the page has examples, and the test finds all of them', () => {
  expect(EXAMPLES).toHaveLength([...PAGE.matchAll(/^cdk-secure-trust explain/gm)].length);
  expect(EXAMPLES.length).toBeGreaterThanOrEqual(8);
  expect(EXAMPLES.filter(([, shown]) => shown !== undefined)).toHaveLength(7);
});

test.each(EXAMPLES)('cdk-secure-trust explain %s', (line, shown) => {
  const said = saidFor(line);
  expect(said.stderr).toBe('');
  expect(said.status).toBe(said.stdout.startsWith('allowed') ? 0 : 1);
  if (shown !== undefined) expect(said.stdout.startsWith(shown)).toBe(true);
});

test('the table has every cause, in the order in which they are reported', () => {
  const [, table] = PAGE.split('## Common mistakes');
  expect([...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code)).toEqual([...CAUSE_CODES]);
});

test('the rule for old keys exists in the CDK', () => {
  const [, snippet] = /```ts\n(new config\.AccessKeysRotated[^\n]+)\n```/.exec(PAGE)!;
  const stack = new Stack(new App(), 'Prevention');
  new Function('config', 'Duration', 'stack', snippet)(config, Duration, stack);
  Template.fromStack(stack).hasResourceProperties('AWS::Config::ConfigRule', {
    InputParameters: { maxAccessKeyAge: 90 },
    Source: { Owner: 'AWS', SourceIdentifier: 'ACCESS_KEYS_ROTATED' },
  });
});
