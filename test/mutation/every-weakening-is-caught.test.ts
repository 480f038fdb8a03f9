/**
 * For every shape of trust policy that `SecureCrossAccountRole` creates, every single weakening fails the build, either by the role's own
 * check or by the guard. A change that neither reports is shown in three ways to allow no new request: by the search of the engine, by many
 * requests through the evaluator, and by a fact (or a newly denied request) that explains it.
 */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { equivalence, withBranches } from './equivalence';
import { FACTS } from './equivalents';
import { RoleUnderChange } from './role-under-change';
import { SHAPES } from './secure-shapes';
import { Fate, Tally } from './tally';
import { KINDS } from './weaken-statements';

const byKind = new Tally();
const byShape = new Tally();
const factsUsed = new Set<string>();
/** Already counted among their kinds. */
const IN_BRANCH = 'of these in a branch of Fn::If';

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
          const { equivalent, fact } = equivalence(under, { ...weakening, shape: name }, number, FACTS);
          fate = { ...fate, equivalent };
          if (fact) factsUsed.add(fact.change.source);
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
