/**
 * Every fix that is offered does what it promises: on published trust policies, on those of the tables and pages, on random ones. CI
 * tries a share of them; with `PROPERTY_TIMES=20` all that are written down are tried, and the figures for `docs/evidence.md` are printed.
 */
import fc from 'fast-check';
import { PolicyToFix, rowOf, tryFixes } from './fix-tally';
import { bootstrapPolicies, comparedPolicies, policiesOfPages, publishedPolicies, weakPolicies } from './policies-to-fix';
import { arbitraryDocument } from '../properties/arbitrary-policies';
import { OWNER } from '../properties/vocabulary';
import { isLargeRun, propertyRuns, shareOf } from '../property-runs';

const published = publishedPolicies();
if (!published) console.warn('Skipped: no corpus of published trust policies');

/** Of the errors, so many have to have a fix. */
const LEAST = 0.9;

interface Group {
  readonly about: string;
  readonly policies: readonly PolicyToFix[];
  /** How many of them CI tries. */
  readonly inCi: number;
  readonly least?: number;
}

const GROUPS: readonly Group[] = [
  ...published ? [{ about: 'published trust policies', policies: published, inCi: 30 }] : [],
  { about: 'policies written to compare scanners', policies: comparedPolicies(), inCi: 25 },
  // Its errors are that parameters decide whom the roles trust. No edit can know the accounts.
  { about: 'the template of cdk bootstrap', policies: bootstrapPolicies(), inCi: 3, least: 0 },
  { about: 'the table of weaknesses', policies: weakPolicies(), inCi: 25 },
  { about: 'examples on the pages of the rules', policies: policiesOfPages(), inCi: 20 },
];

const figures: string[] = [];
afterAll(() => {
  if (isLargeRun) console.info(figures.join('\n'));
});

test.each(GROUPS)('every fix holds, and nine of ten errors have one: $about', ({ about, policies, inCi, least = LEAST }) => {
  const tally = tryFixes(shareOf(policies, inCi));
  figures.push(rowOf(about, tally));
  expect(tally.broken).toEqual([]);
  expect(tally.errorsWithFix).toBeGreaterThanOrEqual(tally.errors * least);
});

/** All are tried, so that one run shows everything that fails; the whole policy is its name. */
test('every fix for a random trust policy holds', () => {
  const documents = fc.sample(arbitraryDocument, propertyRuns(8, 17));
  const context = { account: OWNER.account };
  const tally = tryFixes(documents.map((document) => ({ name: JSON.stringify(document), subject: { document, context } })));
  figures.push(rowOf('random trust policies', tally));
  expect(tally.broken).toEqual([]);
});
