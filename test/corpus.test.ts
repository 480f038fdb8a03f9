/**
 * Trust policies that people published, with a reading by hand of what they do. The corpus is not part of this repository: without it
 * (beside the repository, or where `CDK_SECURE_TRUST_CORPUS` says) there is nothing to compare with.
 */
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { auditTrustPolicy } from '../src/audit/audit-trust-policy';

interface CorpusRecord {
  readonly id: string;
  readonly ownerAccount: string | null;
  readonly document: unknown;
  readonly label?: { readonly public: boolean; readonly mfaEnforced: boolean | null; readonly externalIdEnforced: boolean | null };
}

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
      auditTrustPolicy({ document, context: ownerAccount === null ? {} : { account: ownerAccount } }, { accounts: new Map(), levels: {} }).map(
        ({ ruleId }) => ruleId,
      ),
    ),
  ]),
);
const speaks = (record: CorpusRecord, ruleId: string) => findings.get(record.id)!.has(ruleId);
const idsOf = (wrong: readonly CorpusRecord[]) => wrong.map(({ id }) => id);
const holdsIntrinsics = ({ document }: CorpusRecord) => /"(Ref|Fn::\w+)":/.test(JSON.stringify(document));

(isThere ? describe : describe.skip)('the corpus', () => {
  test('is there, with its labels', () => expect(records.filter(({ label }) => label !== undefined).length).toBeGreaterThan(200));

  test('public-principal agrees with the label, unless a deploy-time value decides', () => {
    const decided = records.filter((record) => record.label && !speaks(record, 'undecided'));
    expect(idsOf(decided.filter((record) => record.label!.public !== speaks(record, 'public-principal')))).toEqual([]);
    expect(decided.filter((record) => record.label!.public).length).toBeGreaterThan(5);
  });

  test('what enforces MFA is not told to', () => {
    expect(idsOf(records.filter((record) => record.label?.mfaEnforced === true && speaks(record, 'mfa-required')))).toEqual([]);
  });

  test('what enforces an ExternalId is not told to', () => {
    expect(idsOf(records.filter((record) => record.label?.externalIdEnforced === true && speaks(record, 'external-id-required')))).toEqual([]);
  });

  test('without deploy-time values nothing is undecided', () => {
    expect(idsOf(records.filter((record) => !holdsIntrinsics(record) && speaks(record, 'undecided')))).toEqual([]);
  });
});
