/**
 * Published trust policies, labelled by hand with what they do. The corpus is not part of this repository: without it (beside the
 * repository, or where `CDK_SECURE_TRUST_CORPUS` points) these tests cannot run.
 */
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { auditTrustPolicy } from '../src/assessment/assess';
import { summarize, TrustSummary } from '../src/assessment/summarize';
import { readTrustPolicy } from '../src/cloudformation/read-trust-policy';

interface CorpusRecord {
  readonly id: string;
  readonly ownerAccount: string | null;
  readonly document: unknown;
  readonly label?: TrustSummary & { readonly note: string };
}

/**
 * Where our summary differs from the label, field by field; `docs/corpus.md` explains each. All of them depend on a deploy-time value,
 * which the author of the label guessed from its name.
 */
const ARGUED: Readonly<Record<string, readonly (keyof TrustSummary)[]>> = {
  'tp-a75c842f76f0': ['public', 'accountWide'],
  'tp-11435e2dcdaa': ['public', 'accountWide'],
  'tp-e42be195a2a1': ['public', 'accountWide'],
  'tp-fb75ed76348b': ['public', 'accountWide'],
  'tp-b3e32ce1b3f0': ['public', 'accountWide'],
  'tp-d7c527734f1b': ['public', 'accountWide'],
  'tp-c0fe3468748c': ['public', 'oidcSubjectEnforced', 'satisfiable'],
  'tp-18b98f2b1e50': ['public', 'accountWide'],
  'tp-77ef6723ee41': ['public'],
  'tp-d06b41a3990c': ['public'],
  'tp-d69690f97787': ['public'],
  'tp-5cd61a7c393b': ['public'],
  'tp-634808e545b1': ['public'],
  'tp-7878581d825b': ['accountWide'],
  'tp-d0c577211b67': ['oidcSubjectEnforced'],
};

const FIELDS = [
  'public',
  'accountWide',
  'mfaEnforced',
  'externalIdEnforced',
  'oidcSubjectEnforced',
  'serviceSourceEnforced',
  'satisfiable',
] as const;

const FILE = process.env.CDK_SECURE_TRUST_CORPUS ?? join(__dirname, '..', '..', 'shared', 'corpus', 'trust-policies.jsonl');
const isThere = existsSync(FILE);
if (!isThere) console.warn(`Skipped: no corpus of trust policies at ${FILE}`);

const records: CorpusRecord[] = isThere
  ? readFileSync(FILE, 'utf8').split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as CorpusRecord)
  : [];

const findings = new Map(
  records.map(({ id, document, ownerAccount }) => [
    id,
    new Set(
      auditTrustPolicy(
        { document, context: ownerAccount === null ? {} : { account: ownerAccount } },
        { accounts: new Map(), levels: {} },
      ).map(({ ruleId }) => ruleId),
    ),
  ]),
);
const reports = (record: CorpusRecord, ruleId: string) => findings.get(record.id)!.has(ruleId);
const idsOf = (wrong: readonly CorpusRecord[]) => wrong.map(({ id }) => id);
const holdsIntrinsics = ({ document }: CorpusRecord) => /"(Ref|Fn::\w+)":/.test(JSON.stringify(document));

// Skipped only where the data is missing, and then the line above says so: the data may not be copied into this repository.
(isThere ? describe : describe.skip)('the corpus', () => {
  test('is there, with its labels', () => expect(records.filter(({ label }) => label !== undefined).length).toBeGreaterThan(200));

  test('public-principal and oidc-tenant agree with the label, unless a deploy-time value decides', () => {
    const decided = records.filter((record) => record.label && !reports(record, 'undecided'));
    expect(
      idsOf(decided.filter((record) => record.label!.public !== (reports(record, 'public-principal') || reports(record, 'oidc-tenant')))),
    ).toEqual([]);
    expect(decided.filter((record) => record.label!.public).length).toBeGreaterThan(5);
  });

  test('a policy that enforces MFA has no finding about MFA', () => {
    expect(idsOf(records.filter((record) => record.label?.mfaEnforced === true && reports(record, 'mfa-required')))).toEqual([]);
  });

  test('a policy that enforces an ExternalId has no finding about ExternalIds', () => {
    expect(idsOf(records.filter((record) => record.label?.externalIdEnforced === true && reports(record, 'external-id-required')))).toEqual(
      [],
    );
  });

  test('without deploy-time values nothing is undecided', () => {
    expect(idsOf(records.filter((record) => !holdsIntrinsics(record) && reports(record, 'undecided')))).toEqual([]);
  });

  const differences = () => records.filter(({ label }) => label).map(({ id, document, ownerAccount, label }) => {
    const context = ownerAccount === null ? {} : { account: ownerAccount };
    const summary = summarize(readTrustPolicy(document, context), context);
    return { id, summary, fields: FIELDS.filter((field) => summary[field] !== label![field]) };
  }).filter(({ fields }) => fields.length > 0);

  test('the summary agrees with every label on every field, except the explained ones', () => {
    expect(Object.fromEntries(differences().map(({ id, fields }) => [id, fields]))).toEqual(ARGUED);
  });

  test('where it differs it is undecided, never the opposite', () => {
    expect(
      differences()
        .flatMap(({ summary, fields }) => fields.map((field) => summary[field]))
        .filter((answer) => answer !== 'undecided'),
    ).toEqual([]);
  });

  test('each difference is explained', () => {
    const page = readFileSync(join(__dirname, '..', 'docs', 'corpus.md'), 'utf8');
    expect(Object.keys(ARGUED).filter((id) => !page.includes(id))).toEqual([]);
  });
});
