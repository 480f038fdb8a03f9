/** The names of foreign accounts: a name changes no verdict, and marks an account as that of a vendor. */
import * as fs from 'fs';
import * as path from 'path';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { KNOWN_PARTIES, publishedName, vendorOf } from '../../src/findings/known-parties';
import { describeWitness } from '../../src/findings/wording';
import { AccountStanding } from '../../src/rules/support/known-accounts';
import { allow, EXTERNAL_ID, OWN, policy, role, root, user } from '../rules/trust-policy-cases';

const DATADOG = '464622532012';
const ELB_LOGS = '127311923021';
const RETIRED = '858827067514';

function audit(document: unknown, declared: Readonly<Record<string, { standing: AccountStanding; name?: string }>> = {}, account = OWN) {
  const accounts = new Map(Object.entries(declared).map(([id, entry]) => [id, { id, ...entry }]));
  return auditTrustPolicy({ document, context: { account } }, { accounts, levels: {} });
}

test.each<[string, string | undefined, string | undefined]>([
  [DATADOG, 'Datadog', 'Datadog'],
  [ELB_LOGS, 'AWS, ELB logs', undefined],
  [RETIRED, 'AWS Log Delivery Service', undefined],
  [OWN, undefined, undefined],
])('%s is named %s, and its vendor is %s', (account, name, vendor) => {
  expect(publishedName(account)).toBe(name);
  expect(vendorOf(account)).toBe(vendor);
});

test('every account has 12 digits', () => {
  expect([...KNOWN_PARTIES.keys()].filter((account) => !/^\d{12}$/.test(account))).toEqual([]);
  expect(KNOWN_PARTIES.size).toBe(498);
});

describe('a vendor that publishes its account', () => {
  test('is named, and the first fix is to declare it', () => {
    const [finding, ...others] = audit(policy(allow(root(DATADOG))));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ ruleId: 'specific-principal', also: ['mfa-required', 'external-id-required'] });
    expect(finding.message).toBe(
      `any principal in account ${DATADOG} (Datadog) can assume this role, and neither MFA nor an ExternalId is required`,
    );
    expect(finding.fix).toMatch(
      /^declare the vendor, whose published account is then accepted: KnownAccount\.vendor\('464622532012', 'Datadog'\)\n/,
    );
    expect(describeWitness(finding.witness!)).toContain(`by arn:aws:iam::${DATADOG}:user/example (Datadog)`);
  });

  test.each<[string, string]>([
    ['a user', user(DATADOG, 'agent')],
    ['a role', role(DATADOG, 'agent')],
  ])('is named where %s of it is trusted', (_, principal) => {
    for (const { message } of audit(policy(allow(principal)))) expect(message).toContain(`account ${DATADOG} (Datadog)`);
  });

  test('is not trusted because of its name: the verdicts are those for any other account', () => {
    const idsOf = (account: string) => audit(policy(allow(root(account)))).map(({ ruleId, also }) => [ruleId, also]);
    expect(idsOf(DATADOG)).toEqual(idsOf('222222222222'));
  });

  test.each<[string, object, Readonly<Record<string, { standing: AccountStanding; name?: string }>>, string]>([
    ['declared as a vendor', policy(allow(root(DATADOG))), { [DATADOG]: { standing: 'vendor', name: 'Datadog' } }, OWN],
    ['declared as an own account', policy(allow(root(DATADOG))), { [DATADOG]: { standing: 'own', name: 'monitoring' } }, OWN],
    ['the app\'s own account', policy(allow(root(DATADOG)), allow(root('222222222222'))), {}, DATADOG],
  ])('gets no such advice once it is %s', (_, document, declared, account) => {
    for (const { fix } of audit(document, declared, account)) expect(fix).not.toContain(`'${DATADOG}'`);
  });

  test('has the name that the user gave to it', () => {
    const [{ message }] = audit(policy(allow(root(DATADOG), EXTERNAL_ID)), { [DATADOG]: { standing: 'own', name: 'monitoring' } });
    expect(message).toContain(`account ${DATADOG} (monitoring)`);
  });
});

const DATA = path.join(__dirname, '..', '..', '..', 'shared', 'data', 'known-accounts.jsonl');
const whereDataIs = fs.existsSync(DATA) ? test : test.skip;

whereDataIs('the table holds what the collection of published accounts says (skipped where the collection is not at hand)', () => {
  const rows = fs.readFileSync(DATA, 'utf8').trim().split('\n').map((line) =>
    JSON.parse(line) as { name: string; accounts: string[]; aws?: true; retired?: true });
  const kindOf = ({ aws, retired }: { aws?: true; retired?: true }) => (aws ? { kind: 'aws' } : retired ? { kind: 'retired' } : {});
  const expected = rows.flatMap((row) => row.accounts.map((account) => [account, { name: row.name, ...kindOf(row) }] as const));
  expect(Object.fromEntries(KNOWN_PARTIES)).toEqual(Object.fromEntries(expected));
});
