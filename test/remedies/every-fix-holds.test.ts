/** Every fix that is offered does what it promises: on published trust policies, on the weaknesses, on the pages, on random policies. */
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';
import { brokenPromises, Judged, judgedWithFixes } from './offered-fixes';
import { AuditSubject } from '../../src/assessment/assess';
import { arbitraryDocument } from '../properties/arbitrary-policies';
import { OWNER } from '../properties/vocabulary';
import { propertyRuns } from '../property-runs';
import { OWN } from '../rules/trust-policy-cases';

interface Tally {
  errors: number;
  fixed: number;
  readonly broken: string[];
}

function look(name: string, judged: Judged, tally: Tally): void {
  for (const finding of judged.findings) {
    const { fixes = [], noFix } = finding;
    if (finding.level === 'error') {
      tally.errors += 1;
      if (fixes.length > 0) tally.fixed += 1;
    }
    if (fixes.length === 0 && noFix === undefined) tally.broken.push(`${name} ${finding.ruleId}: neither a fix nor a reason why not`);
    for (const fix of fixes) {
      tally.broken.push(...brokenPromises(judged, finding, fix).map((promise) => `${name} ${finding.ruleId} ${fix.id}: ${promise}`));
    }
  }
}

function lookAtAll(subjects: readonly (readonly [name: string, subject: AuditSubject])[]): Tally {
  const tally: Tally = { errors: 0, fixed: 0, broken: [] };
  for (const [name, subject] of subjects) look(name, judgedWithFixes(subject), tally);
  return tally;
}

const CORPUS = process.env.CDK_SECURE_TRUST_CORPUS ?? join(__dirname, '..', '..', '..', 'shared', 'corpus', 'trust-policies.jsonl');
const isThere = existsSync(CORPUS);
if (!isThere) console.warn(`Skipped: no corpus of trust policies at ${CORPUS}`);

interface CorpusRecord { readonly id: string; readonly ownerAccount: string | null; readonly document: unknown }

(isThere ? test : test.skip)('every fix for a published trust policy holds, and nine of ten errors have one', () => {
  const records = readFileSync(CORPUS, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as CorpusRecord);
  const tally = lookAtAll(
    records.map(({ id, document, ownerAccount }) => [id, { document, context: { account: ownerAccount ?? undefined } }]),
  );
  expect(tally.broken).toEqual([]);
  expect(tally.fixed / tally.errors).toBeGreaterThan(0.9);
});

const PAGES = join(__dirname, '..', '..', 'docs', 'rules');

test('every fix for an example of the pages holds', () => {
  const examples = readdirSync(PAGES).flatMap((page) =>
    [...readFileSync(join(PAGES, page), 'utf8').matchAll(/```json\n([^]*?)```/g)].map(
      ([, json], index) => [`${page} ${index}`, json] as const,
    ),
  );
  const subjects = examples.flatMap(([name, json]): (readonly [string, AuditSubject])[] => {
    const example = JSON.parse(json) as { readonly Properties?: { readonly AssumeRolePolicyDocument?: unknown } };
    const document = example.Properties ? example.Properties.AssumeRolePolicyDocument : example;
    return [[name, { document, context: { account: OWN } }]];
  });
  const tally = lookAtAll(subjects);
  expect(tally.broken).toEqual([]);
  expect(tally.fixed / tally.errors).toBeGreaterThan(0.9);
});

test('every fix for a random trust policy holds', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const tally = lookAtAll([['random', { document, context: { account: OWNER.account } }]]);
      expect(tally.broken).toEqual([]);
    }),
    propertyRuns(12, 17),
  );
});
