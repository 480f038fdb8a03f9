/** A profile of the AWS CLI: what it sends, what is wrong with it, and what is missing in it for the trust policy. */
import { ALICE, allow, DEPLOY_ROLE, EXTERNAL_ID, ExplanationJson, MFA, PARTNER, policy, PORTAL, ROLE, run, SECRET } from './explaining';
import { parseAwsConfig } from '../../src/input/read-aws-config';

const DEVICE = `arn:aws:iam::${PARTNER}:mfa/alice`;
const KEYS = '[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = do-not-print\n';
const CHAIN = `[profile deploy]\nrole_arn = ${DEPLOY_ROLE}\nsource_profile = default\n`;
const SSO = `[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n
[profile portal]\nsso_session = corp\nsso_account_id = ${PARTNER}\nsso_role_name = Admin\n`;

function explainProfile(config: string, trust?: unknown, ...args: readonly string[]): ExplanationJson {
  const trusted = trust === undefined ? [] : ['--trust-policy', 'file:t.json'];
  const said = run(['--profile', 'audit', ...trusted, '--format', 'json', ...args], { config, 't.json': trust ?? {} });
  if (said.status === 2) throw new Error(said.stderr);
  expect(said.stdout).not.toContain('do-not-print');
  return JSON.parse(said.stdout) as ExplanationJson;
}

const audit = (...settings: readonly string[]) => `${KEYS}${CHAIN}${SSO}[profile audit]\nrole_arn = ${ROLE}\n${settings.join('\n')}\n`;

test.each<[title: string, config: string, codes: readonly string[], certain: boolean, words: string]>([
  ['nothing wrong', audit('source_profile = default'), ['condition-not-met'], false, 'shows nothing wrong'],
  ['no source', audit(), ['credentials-expired'], true, 'source_profile is missing'],
  ['two sources', audit('source_profile = default', 'credential_source = Environment'), ['credentials-expired'], true,
    'source_profile and credential_source'],
  ['a source that is not in the file', audit('source_profile = Default'), ['credentials-expired', 'condition-not-met'], false,
    'source_profile Default is not in the config file'],
  ['a cycle', `${audit('source_profile = other')}[profile other]\nrole_arn = ${DEPLOY_ROLE}\nsource_profile = audit\n`,
    ['credentials-expired'], true, 'leads back to audit'],
  [
    'two hours for role chaining',
    audit('source_profile = deploy', 'duration_seconds = 7200'),
    ['chaining-over-an-hour'],
    true,
    'role chaining',
  ],
  ['two hours from Identity Center', audit('source_profile = portal', 'duration_seconds = 7200'), ['chaining-over-an-hour'], true,
    'portal'],
  ['MFA for a role', audit('source_profile = deploy', `mfa_serial = ${DEVICE}`), ['mfa-impossible'], true, 'the session of a role'],
  ['the ARN of a user as MFA device', audit('source_profile = default', `mfa_serial = ${ALICE}`), ['mfa-code-rejected'], true,
    'the ARN of a user'],
  ['the device in the source profile', `[profile keys]\nmfa_serial = ${DEVICE}\n${audit('source_profile = keys')}`, ['mfa-missing'], true,
    'where it has no effect'],
  ['a role ARN that is a name', audit('source_profile = default').replace(ROLE, 'Audit'), ['role-arn-mismatch'], true,
    '"Audit" is not the ARN'],
  ['an SSO session with another name', audit('source_profile = portal').replace('sso_session = corp', 'sso_session = Corp'),
    ['credentials-expired'], true, 'no section [sso-session Corp] (it has corp)'],
  ['an SSO profile without account', audit('source_profile = portal').replace(/sso_account_id.*\n/, ''), ['credentials-expired'], true,
    'lacks sso_account_id'],
])('alone: %s', (_title, config, codes, certain, words) => {
  const explanation = explainProfile(config);
  expect(explanation.decision).toBe('not-known');
  expect(explanation.causes.map(({ code }) => code)).toEqual(codes);
  expect(explanation.causes[0]).toMatchObject({ certain });
  expect(explanation.causes[0].message).toContain(words);
});

test('what the trust policy requires and the profile lacks is reported, and the complete profile is printed', () => {
  const trust = policy(allow(ALICE, { ...MFA, ...EXTERNAL_ID }));
  const explanation = explainProfile(audit('source_profile = default', 'region = eu-west-1'), trust, '--caller-arn', ALICE);
  expect(explanation.causes.map(({ code }) => code)).toEqual(['mfa-missing', 'external-id-missing']);
  expect(explanation.afterwards).toBe('allowed');
  expect(explanation.profile).toBe(
    `[profile audit]\nrole_arn = ${ROLE}\nsource_profile = default\nmfa_serial = ${DEVICE}\nexternal_id = ${SECRET}\n` +
      'role_session_name = alice\nregion = eu-west-1\n',
  );
});

test('a complete profile is allowed', () => {
  const config = audit('source_profile = default', `mfa_serial = ${DEVICE}`, `external_id = ${SECRET}`);
  const explanation = explainProfile(config, policy(allow(ALICE, { ...MFA, ...EXTERNAL_ID })), '--caller-arn', ALICE);
  expect(explanation).toMatchObject({ decision: 'allowed', causes: [] });
});

test('the caller in role chaining is the role of the source profile', () => {
  expect(explainProfile(audit('source_profile = deploy'), policy(allow(DEPLOY_ROLE))).decision).toBe('allowed');
  const long = explainProfile(audit('source_profile = deploy', 'duration_seconds = 7200'), policy(allow(DEPLOY_ROLE)));
  expect(long).toMatchObject({ decision: 'denied', causes: [{ code: 'chaining-over-an-hour' }], afterwards: 'allowed' });
  expect(long.profile).toContain('duration_seconds = 3600');
});

test('a profile that cannot work is not allowed, whatever the trust policy says', () => {
  const explanation = explainProfile(audit(), policy(allow(ALICE)), '--caller-arn', ALICE);
  expect(explanation).toMatchObject({ decision: 'denied', causes: [{ code: 'credentials-expired' }], afterwards: 'not-known' });
});

test('the problems of the profile come before the error text', () => {
  const error = `User: ${ALICE} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
  const [first] = explainProfile(`[profile keys]\nmfa_serial = ${DEVICE}\n${audit('source_profile = keys')}`, undefined, '--error',
    error).causes;
  expect(first).toMatchObject({ code: 'mfa-missing', certain: true, where: 'profile audit' });
  expect(first.commands).toEqual([{ by: 'caller', run: `aws configure set mfa_serial ${DEVICE} --profile audit` }]);
});

test('a profile that does not exist is rejected with a one-line error', () => {
  const said = run(['--profile', 'Audit'], { config: audit('source_profile = default') });
  expect(said).toMatchObject({ status: 2, stdout: '' });
  expect(said.stderr).toMatch(/^--profile: "Audit" is not in .*config: it contains "default, deploy, portal, audit"$/);
  expect(run(['--profile', 'audit'])).toMatchObject({ status: 2 });
});

test.each<[string, string, Record<string, string>]>([
  ['comments and spaces', '[profile  audit]\n# note\nrole_arn=x  # why\n; more\nregion =  eu-west-1 \n',
    { role_arn: 'x', region: 'eu-west-1' }],
  ['settings of individual services', '[profile audit]\ns3 =\n  max_concurrent_requests = 20\nregion = a\n', { s3: '', region: 'a' }],
  ['quoted names', '[profile "audit"]\nregion = a\n', { region: 'a' }],
  ['a section twice', '[profile audit]\nregion = a\n[profile b]\n[profile audit]\noutput = json\n', { region: 'a', output: 'json' }],
  ['Windows line ends', '[profile audit]\r\nregion = a\r\n', { region: 'a' }],
  ['keys, without their values', '[profile audit]\naws_secret_access_key = s3cr3t\n', { aws_secret_access_key: 'present' }],
])('the config file: %s', (_title, text, settings) => {
  expect(Object.fromEntries(parseAwsConfig(text).profiles.get('audit')!)).toEqual(settings);
});

describe('a profile of IAM Identity Center', () => {
  const config = audit('source_profile = portal');
  const trust = policy(allow(PARTNER));
  const files = { config, 't.json': trust };

  test('needs no --caller-arn where the error names the caller', () => {
    const error = `User: ${PORTAL} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
    expect(explainProfile(config, policy(allow(PARTNER, EXTERNAL_ID)), '--error', error).causes.map(({ code }) => code)).toEqual(
      ['external-id-missing']);
  });

  test('takes what get-caller-identity prints', () => {
    const identity = JSON.stringify({ UserId: 'AROAEXAMPLE:bob@example.com', Account: PARTNER, Arn: PORTAL });
    expect(explainProfile(config, trust, '--caller-arn', identity).decision).toBe('allowed');
  });

  test('is answered in one line that says what to give, where nothing names the caller', () => {
    const { status, stderr } = run(['--profile', 'audit', '--trust-policy', 'file:t.json'], files);
    expect(status).toBe(2);
    expect(stderr).toBe('--caller-arn: is missing, and the config file does not contain the whole name of the Identity Center role: ' +
      'specify what aws sts get-caller-identity --profile "portal" prints, or the message with --error');
  });
});
