/**
 * The same as `every-weakening-is-caught.test.ts`, of the shapes of `SecureOidcRole`: what neither the role nor the guard objects to is
 * shown to let in nobody new.
 */
import { equivalence, withBranches } from './equivalence';
import { OIDC_FACTS } from './oidc-equivalents';
import { RoleUnderChange } from './role-under-change';
import { OIDC_SHAPES } from './secure-shapes';

const factsUsed = new Set<string>();

describe.each(OIDC_SHAPES.map(([name, shape], index) => ({ name, shape, index })))('$name', ({ name, shape, index }) => {
  const under = new RoleUnderChange(shape);

  test('unchanged, it has no findings', () => {
    expect(under.judge(under.document)).toEqual({ selfCheck: [], guard: [] });
  });

  test('every weakening is caught, or does not weaken', () => {
    const missed: string[] = [];
    let caught = 0;
    for (const [number, weakening] of withBranches(under, index).entries()) {
      const { kind, what, document, inBranch } = weakening;
      const { selfCheck, guard } = under.judge(document);
      if (selfCheck.length > 0 || guard.length > 0) {
        caught += 1;
        continue;
      }
      try {
        const { fact } = equivalence(under, { ...weakening, shape: name }, number, OIDC_FACTS);
        if (fact) factsUsed.add(fact.change.source);
      } catch (error) {
        missed.push(`${kind} | ${what}${inBranch ? ', in a branch of Fn::If' : ''}: ${(error as Error).message}`);
      }
    }
    expect(missed).toEqual([]);
    expect(caught).toBeGreaterThan(80);
  });
});

test('every listed equivalence is needed', () => {
  expect(OIDC_FACTS.map(({ change }) => change.source).filter((source) => !factsUsed.has(source))).toEqual([]);
});
