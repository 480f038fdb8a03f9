/** `cdk-secure-trust organization-policy`, as a user runs it. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { OWN, runCommand, ScratchFolder, template, trustPolicy, UNSAFE } from './run-command';
import { account, accountDump, service, trusts, trustsGitHub } from '../reach/account-dumps';
import { MANAGEMENT, organization, PRODUCTION, SECURITY, STAGING, TOOLING } from '../reach/organization';

const scratch = new ScratchFolder();
const FIVE = scratch.folder('five', organization());
const DATADOG = '464622532012';
const VANTA = '956993596390';
const vendors = (...ids: readonly string[]) => (
  scratch.file(`vendors-${ids.length}.json`, { accounts: ids.map((id) => ({ id, standing: 'vendor' })) })
);
const BOTH = vendors(DATADOG, VANTA);
const ORGANIZATION = ['--organization', 'o-a1b2c3d4e5'];
const IN_MANAGEMENT = ['--management-account', MANAGEMENT];

const run = (...args: readonly string[]) => runCommand(['organization-policy', ...args]);
const json = (...args: readonly string[]) => JSON.parse(run(...args, ...ORGANIZATION, '--format', 'json').stdout);

describe('the organization of five accounts', () => {
  test('with both vendors, it is proved that no outsider enters and that nobody loses access, and the policy fits', () => {
    const { schemaVersion, policies, proof, members, managementAccount, trustedAccounts, trustedTokenSubjects, notBound } =
      json(FIVE, '--config', BOTH, ...IN_MANAGEMENT);
    expect(schemaVersion).toBe('2');
    expect(proof).toEqual({ stillEnters: [], losesAccess: [], notKnown: [] });
    expect(policies).toHaveLength(1);
    expect(policies[0]).toEqual({ name: 'OrganizationTrustBoundary', document: expect.anything(), characters: expect.any(Number) });
    expect(policies[0].characters).toBe(JSON.stringify(policies[0].document).length);
    expect(policies[0].characters).toBeLessThanOrEqual(5_120);
    expect(members).toEqual([MANAGEMENT, SECURITY, TOOLING, STAGING, PRODUCTION]);
    expect(managementAccount).toBe(MANAGEMENT);
    expect(trustedAccounts).toEqual([DATADOG, VANTA]);
    expect(trustedTokenSubjects).toEqual({ 'token.actions.githubusercontent.com': ['repo:acme/*'] });
    expect(notBound.map(({ role }: { role: string }) => role)).toContain('BillingExport');
  });

  test('a vendor that is not named loses access to member accounts, and still enters the management account', () => {
    const { proof } = json(FIVE, '--config', vendors(DATADOG), ...IN_MANAGEMENT);
    const request = {
      action: 'sts:AssumeRole', caller: { kind: 'iam-user', arn: `arn:aws:iam::${VANTA}:user/example`, account: VANTA }, context: {},
    };
    const callers = `callers of account ${VANTA} (Vanta)`;
    expect(proof).toEqual({
      stillEnters: [{ role: `VantaAuditor in account ${MANAGEMENT}`, account: MANAGEMENT, callers, request }],
      losesAccess: [{ role: `VantaAuditor in account ${PRODUCTION}`, account: PRODUCTION, callers, request }],
      notKnown: [],
    });
  });

  test('as long as the management account is not known, nothing is proved about roles that strangers could assume there', () => {
    const { proof } = json(FIVE, '--config', vendors(DATADOG));
    expect(proof.stillEnters).toEqual([]);
    expect(proof.notKnown.map(({ role, question }: { role: string; question: string }) => `${question} ${role}`)).toEqual([
      `stillEnters VantaAuditor in account ${MANAGEMENT}`, `stillEnters VantaAuditor in account ${PRODUCTION}`,
    ]);
    expect(run(FIVE, '--config', vendors(DATADOG), ...ORGANIZATION).stdout).toContain(
      'RCPs do not apply to the management account. Is it 101010101010, which OrganizationAccountAccessRole trusts? '
      + 'Specify it: --management-account 101010101010\n',
    );
  });

  test('own accounts of the settings file are taken for members', () => {
    const stranger = scratch.file('stranger.json', accountDump(OWN, [{ name: 'Report', trust: [trusts(account('777788889999'))] }]));
    const own = scratch.file('own.json', { accounts: [{ id: '777788889999', standing: 'own' }] });
    expect(json(stranger).proof.losesAccess).toHaveLength(1);
    expect(json(stranger, '--config', own)).toMatchObject({ members: [OWN, '777788889999'], proof: { losesAccess: [], notKnown: [] } });
  });
});

describe('exit status', () => {
  const anyRepository = scratch.file('any-repository.json', accountDump(OWN, [{ name: 'Deploy', trust: [trustsGitHub(OWN, 'repo:*')] }]));
  const job = scratch.file('job.json', accountDump(OWN, [{ name: 'Job', trust: [trusts(service('lambda'))] }]));

  test.each<[string, () => string[], number]>([
    ['0 if no outsider enters', () => [FIVE, '--config', BOTH, ...IN_MANAGEMENT, ...ORGANIZATION], 0],
    ['0 if somebody loses access', () => [FIVE, ...IN_MANAGEMENT, '--config', BOTH, ...ORGANIZATION, anyRepository], 0],
    ['0 without the management account, if that makes no difference', () => [job, ...ORGANIZATION], 0],
    ['1 if an outsider still enters', () => [FIVE, ...IN_MANAGEMENT, ...ORGANIZATION], 1],
    ['1 if it is not known', () => [anyRepository, ...ORGANIZATION], 1],
    ['2 without an organization', () => [job], 2],
    ['2 if that is none', () => [job, '--organization', 'acme'], 2],
    ['2 if the management account is none', () => [job, ...ORGANIZATION, '--management-account', 'root'], 2],
    ['2 if an input is missing', () => [join(scratch.path, 'nowhere.json'), ...ORGANIZATION], 2],
    ['2 if one of several inputs is invalid, and the others are shown', () => [job, scratch.file('bad.json', '{'), ...ORGANIZATION], 2],
    ['2 if there is no role', () => [scratch.file('empty.json', template({})), ...ORGANIZATION], 2],
    ['2 if the settings are invalid', () => [job, ...ORGANIZATION, '--config', scratch.file('config.json', { account: [] })], 2],
  ])('%s', (_, args, status) => {
    const result = run(...args());
    expect([result.status, result.stderr]).toEqual([status, expect.stringMatching(status === 2 ? /^cdk-secure-trust: [^\n]+\n$/ : /^$/)]);
  });
});

test('what does not fit is refused, with what to do instead', () => {
  const many = scratch.file('many.json', {
    accounts: Array.from({ length: 400 }, (_, index) => ({ id: String(200_000_000_000 + index), standing: 'vendor' })),
  });
  expect(run(FIVE, ...ORGANIZATION, '--config', many).stderr).toBe(
    'cdk-secure-trust: o-a1b2c3d4e5: 400 trusted accounts need a policy of 6,300 characters, and AWS takes at most 5,120: '
    + 'run it for the roles and vendors of one organizational unit at a time, and attach each policy to its unit\n',
  );
});

test('a template without an account, and deploy-time values, are not known', () => {
  const role = (principal: unknown) => template({ Role: trustPolicy(principal) });
  const partner = scratch.file('partner.json', {
    Parameters: { Partner: { Type: 'String' } }, ...role({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Partner}:root' } }),
  });
  const { proof: { notKnown, stillEnters, losesAccess } } = json(partner, ...IN_MANAGEMENT);
  expect([stillEnters, losesAccess]).toEqual([[], []]);
  expect(notKnown.map(({ question }: { question: string }) => question)).toContain('losesAccess');
  expect(json(scratch.file('unsafe.json', UNSAFE), ...IN_MANAGEMENT, '--account', OWN).proof.losesAccess).toHaveLength(1);
});

test('the commands that it prints are its own, and lead to a file with the policy', () => {
  const { stdout } = run(FIVE, ...ORGANIZATION, '--config', BOTH, ...IN_MANAGEMENT);
  expect(stdout).toContain(
    `  cdk-secure-trust organization-policy ${FIVE} --organization o-a1b2c3d4e5 --management-account ${MANAGEMENT} --config ${BOTH} `
    + "--format json | jq -cj '.policies[0].document' > OrganizationTrustBoundary.json\n",
  );
  expect(stdout).toContain('--type RESOURCE_CONTROL_POLICY --name OrganizationTrustBoundary ');
  expect(stdout).toContain(
    '40 roles, 5 of them not bound by RCPs. Proved: no outsider can assume any of them. Proved: nobody loses access.\n',
  );
});

test('names with control characters are harmless', () => {
  const hostile = scratch.file('hostile.json', accountDump(OWN, [{ name: '\u001b[31mRed', trust: [trusts(account('777788889999'))] }]));
  const { stdout } = run(hostile, ...ORGANIZATION);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toContain('Red');
});

test('docs/organization-policy.md shows what it prints about the five accounts', () => {
  const known = vendors(DATADOG);
  const { status, stdout } = run(FIVE, ...ORGANIZATION, ...IN_MANAGEMENT, '--config', known);
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'organization-policy.md'), 'utf8');
  const [, block] = /<!-- five accounts -->\n\n```\n([^]*?)```/.exec(page) ?? [];
  expect(stdout.replace(FIVE, 'accounts').replace(known, 'known.json')).toBe(block);
  expect(status).toBe(1);
});
