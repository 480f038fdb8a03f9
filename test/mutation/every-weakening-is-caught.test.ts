/**
 * For every shape of trust policy that `SecureCrossAccountRole` creates, every single weakening fails the build, either by the role's own
 * check or by the guard. A change that neither reports is shown in three ways to allow no new request: by the search of the engine, by many
 * requests through the evaluator, and by a fact (or a newly denied request) that explains it.
 */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { FACTS, factAbout } from './equivalents';
import { RoleUnderChange } from './role-under-change';
import { SHAPES } from './secure-shapes';
import { Fate, Tally } from './tally';
import { BRANCHES, KINDS, Weakening, weakenings } from './weaken-statements';
import { OWN } from '../cdk/constructs/roles-under-test';
import { Deployment } from '../properties/deployed';
import { tryRequests } from '../properties/requests-around';

const byKind = new Tally();
const byShape = new Tally();
const factsUsed = new Set<string>();
/** Already counted among their kinds. */
const IN_BRANCH = 'of these in a branch of Fn::If';

/** Only every fifth mutant is also put into a branch of `Fn::If`: a different one for each shape, in each of the places in turn. */
function withBranches(under: RoleUnderChange, shape: number): (Weakening & { readonly inBranch: boolean })[] {
  return weakenings(under.document).flatMap((weakening, index) => {
    const late = BRANCHES[Math.floor(index / 5) % BRANCHES.length](under.document, weakening.document);
    return [{ ...weakening, inBranch: false }, ...(index % 5 === shape % 5 ? [{ ...weakening, document: late, inBranch: true }] : [])];
  });
}

interface Suspect extends Weakening {
  readonly shape: string;
  readonly inBranch: boolean;
}

/** Nothing was reported: is the change really not a weakening? Throws if something shows that it is. */
function equivalence(under: RoleUnderChange, { shape, kind, what, document, inBranch }: Suspect, seed: number): Fate['equivalent'] {
  const verdict = under.newlyAllowed(document);
  if (verdict.kind !== 'closed') throw new Error(`the role said nothing, and the engine says ${verdict.kind}`);
  const { account = OWN, partition = 'aws' } = under.owner;
  const places = (inBranch ? [true, false] : [true]).map((conditions): Deployment => ({ account, partition, conditions }));
  const tried = places.map((place) => tryRequests(under.document, document, place, seed));
  for (const { gained, admitted } of tried) {
    if (gained !== undefined) throw new Error(`this request now gets in: ${JSON.stringify({ ...gained, context: [...gained.context] })}`);
    if (admitted === 0) throw new Error('none of the requests that were tried got in before, so they show nothing');
  }
  if (tried.some(({ lost }) => lost !== undefined)) return 'narrower';
  const fact = factAbout(shape, under.document, kind, what);
  if (fact === undefined) throw new Error('the same requests get in, and no fact explains it');
  factsUsed.add(fact.change.source);
  return 'same';
}

describe.each(SHAPES.map(([name, shape], index) => ({ name, shape, index })))('$name', ({ name, shape, index }) => {
  const under = new RoleUnderChange(shape);

  test('unchanged, it has no findings', () => {
    expect(under.judge(under.document)).toEqual({ selfCheck: [], guard: [] });
  });

  test('every weakening is reported, or does not weaken', () => {
    const missed: string[] = [];
    for (const [number, weakening] of withBranches(under, index).entries()) {
      const { kind, what, document, inBranch } = weakening;
      const { selfCheck, guard } = under.judge(document);
      let fate: Fate = { selfCheck: selfCheck.length > 0, guard: guard.length > 0, refused: guard.includes('rejected-by-iam') };
      if (!fate.selfCheck && !fate.guard) {
        try {
          fate = { ...fate, equivalent: equivalence(under, { ...weakening, shape: name }, number) };
        } catch (error) {
          missed.push(`${kind} | ${what}${inBranch ? ', in a branch of Fn::If' : ''}: ${(error as Error).message}`);
        }
      }
      byShape.count(name, fate);
      byKind.count(kind, fate);
      if (inBranch) byKind.count(IN_BRANCH, fate, false);
    }
    expect(missed).toEqual([]);
  });
});

test('every listed equivalence is needed', () => {
  expect(FACTS.map(({ change }) => change.source).filter((source) => !factsUsed.has(source))).toEqual([]);
});

const PAGE = join(__dirname, '..', '..', 'docs', 'evidence.md');

/** The page with this table in place of the one that begins with the same cell. */
function withTable(page: string, table: string): string {
  const [title] = table.slice(2).split(' |');
  return page.replace(new RegExp(`^\\| ${title} \\|.*\\n(\\|.*\\n)+`, 'm'), `${table}\n`);
}

test('docs/evidence.md contains these figures', () => {
  const tables = [byKind.table('kind of weakening', [...KINDS, IN_BRANCH]), byShape.table('shape', SHAPES.map(([name]) => name))];
  const page = readFileSync(PAGE, 'utf8');
  const updated = tables.reduce(withTable, page);
  if (process.env.UPDATE_EVIDENCE === '1') writeFileSync(PAGE, updated);
  else expect(page).toBe(updated);
  for (const table of tables) expect(updated).toContain(`\n\n${table}\n\n`);
});
