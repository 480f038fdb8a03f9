import fc from 'fast-check';
import { GlobAutomaton } from '../../src/analysis/key-constraints/glob-automaton';
import { arnLike } from '../../src/evaluation/operators/arn-operators';
import { matchPattern, readPattern } from '../../src/evaluation/value-pattern';
import { operatorNamed } from '../../src/policy/condition-operators';
import { HoleKind, PartlyKnownText } from '../../src/policy/partly-known-text';
import { holeOf } from '../evaluation/policies';
import { propertyRuns } from '../property-runs';

const WILD = { wildcards: true, variables: false };

function accepts(glob: GlobAutomaton, text: string): boolean {
  return glob.accepts(glob.run(glob.start, text));
}

function acceptsText(pattern: PartlyKnownText, text: string, ignoreCase = false): boolean {
  return accepts(GlobAutomaton.ofText(readPattern(pattern, WILD), ignoreCase), text);
}

function acceptsArn(pattern: PartlyKnownText, text: string): boolean {
  return accepts(GlobAutomaton.ofArn(readPattern(pattern, WILD)), text);
}

describe('an automaton of a text pattern', () => {
  test.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['?', '', false],
    ['?', 'ab', false],
    ['a*b', 'ab', true],
    ['a*b', 'a*b', true],
    ['a*b', 'abb', true],
    ['a*b', 'abc', false],
    ['**?', 'x', true],
    ['a**', 'a', true],
    ['*?', '', false],
    ['a?c', 'abc', true],
    ['?*?', 'x', false],
    ['A*', 'ab', false],
  ])('"%s" accepts "%s": %s', (pattern, text, expected) => {
    expect(acceptsText(pattern, text)).toBe(expected);
  });

  test.each([
    ['A*B', 'axb', true],
    ['a', 'A', true],
    ['a', 'b', false],
  ])('ignoring case, "%s" accepts "%s": %s', (pattern, text, expected) => {
    expect(acceptsText(pattern, text, true)).toBe(expected);
  });

  test('an unknown part can be any text, including the empty one', () => {
    expect(['ab', 'a:b', 'axxb'].map((text) => acceptsText(['a', holeOf(), 'b'], text))).toEqual([true, true, true]);
    expect(acceptsText(['a', holeOf(), 'b'], 'ba')).toBe(false);
  });

  test('it is dead once no continuation can be accepted', () => {
    const glob = GlobAutomaton.ofText(readPattern('ab*', WILD), false);
    expect(glob.isDead(glob.run(glob.start, 'a'))).toBe(false);
    expect(glob.isDead(glob.run(glob.start, 'x'))).toBe(true);
    expect(glob.isDead(glob.run(glob.start, 'abx'))).toBe(false);
  });

  test('the value of a variable that contains a wildcard character may be any text', () => {
    const glob = GlobAutomaton.ofText([{ kind: 'literal', text: 'a/' }, { kind: 'suspect', text: 'x*' }], false);
    expect(['a/x*', 'a/xyz', 'a/', 'b/x*'].map((text) => accepts(glob, text))).toEqual([true, true, true, false]);
  });

  test('it lists the literal characters once each, in both cases where case is ignored', () => {
    expect([...GlobAutomaton.ofText(readPattern('ab?*a', WILD), false).characters]).toEqual(['a', 'b']);
    expect([...GlobAutomaton.ofText(readPattern('aB', WILD), true).characters]).toEqual(['a', 'A', 'b', 'B']);
  });

  const piece = fc.constantFrom('a', 'b', 'A', '*', '?', ':');
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ':', 'c'), maxLength: 8 });

  test('it accepts exactly what the evaluator matches', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), text, fc.boolean(), (pieces, sent, ignoreCase) => {
        const pattern = pieces.join('');
        expect(acceptsText(pattern, sent, ignoreCase)).toBe(matchPattern(readPattern(pattern, WILD), sent, ignoreCase) === 'yes');
      }),
      propertyRuns(3000),
    );
  });

  test('for an ARN, it accepts at least what the evaluator matches, and exactly that with six parts and nothing unknown', () => {
    const operator = operatorNamed('ArnLike')!;
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 2 });
    const arn = (unit: fc.Arbitrary<string>) => fc.array(unit, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(':'));
    const sentPart = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 2 });
    fc.assert(
      fc.property(
        arn(part),
        arn(sentPart),
        fc.option(fc.nat(6)),
        fc.constantFrom<HoleKind>('unknown', 'own-account'),
        (written, sent, holeAt, kind) => {
          const pieces = written.split(':');
          const pattern: PartlyKnownText =
            holeAt === null || holeAt >= pieces.length
              ? written
              : [`${pieces.slice(0, holeAt).join(':')}:`, holeOf(kind), `:${pieces.slice(holeAt).join(':')}`];
          const truth = arnLike.matches(readPattern(pattern, WILD), sent, operator);
          const accepted = acceptsArn(pattern, sent);
          if (truth !== 'no') expect(accepted).toBe(true);
          if (typeof pattern === 'string' && pieces.length >= 6 && sent.split(':').length >= 6) expect(accepted).toBe(truth === 'yes');
        },
      ),
      propertyRuns(3000),
    );
  });
});

describe('an automaton of an ARN pattern', () => {
  test.each([
    ['arn:aws:iam::*:role/x', 'arn:aws:iam::111122223333:role/x', true],
    ['arn:aws:iam::*:role/x', 'arn:aws:iam::1:1:role/x', false],
    ['arn:aws:sns:*:1:a*', 'arn:aws:sns:eu-west-1:1:a:b:c', true],
    ['arn:*:role/x', 'arn:aws:iam::1:role/x', true],
    ['arn:aws:iam::1:role/?', 'arn:aws:iam::1:role/:', true],
    ['arn:aws:iam:?:1:role/x', 'arn:aws:iam:::1:role/x', false],
    ['arn:aws:iam::1:role/X', 'arn:aws:iam::1:role/X', true],
    ['arn:aws:iam::1:role/X', 'arn:aws:iam::1:role/x', false],
    ['arn:aws:iam::1:role/x', 'arn:aws:iam::1:role/X', false],
  ])('%s accepts %s: %s', (pattern, text, expected) => {
    expect(acceptsArn(pattern, text)).toBe(expected);
  });

  test('a deploy-time value before the resource may contain colons, and nothing else changes', () => {
    expect(acceptsArn(['arn:aws:', holeOf(), ':111122223333:topic:sub'], 'arn:aws:sns:us-east-1:111122223333:topic:sub')).toBe(true);
    expect(acceptsArn(['arn:aws:', holeOf(), ':111122223333:topic:sub'], 'arn:aws:sns:us-east-1:111122223333:Topic:sub')).toBe(false);
  });

  test('a deploy-time value in the resource leaves the wildcards before it in their parts', () => {
    expect(acceptsArn(['arn:aws:iam::*:role/', holeOf()], 'arn:aws:iam::1:role/x:y')).toBe(true);
    expect(acceptsArn(['arn:aws:iam::*:role/', holeOf()], 'arn:aws:iam::1:2:role/x')).toBe(false);
  });

  test('a region contains no colon: with too few parts for an ARN, any text may match', () => {
    expect(acceptsArn(['arn:aws:sns:', holeOf('region')], 'arn:aws:iam::111122223333:role/x')).toBe(true);
    expect(acceptsArn(['arn:aws:sns:', holeOf('region')], 'no ARN')).toBe(true);
    expect(acceptsArn(['arn:aws:sns:', holeOf('region'), ':1:topic'], 'arn:aws:sns:us-east-1:1:topic')).toBe(true);
    expect(acceptsArn(['arn:aws:sns:', holeOf('region'), ':1:topic'], 'arn:aws:sns:us-east-1:2:x:1:topic')).toBe(false);
  });
});

test.each<[string, GlobAutomaton, string, string[]]>([
  ['a literal', GlobAutomaton.ofText(readPattern('ab', WILD), false), 'a', ['b']],
  ['a literal, ignoring case, in both cases', GlobAutomaton.ofText(readPattern('ab', WILD), true), 'A', ['b', 'B']],
  ['what can follow a run', GlobAutomaton.ofText(readPattern('a*b?c', WILD), false), 'axb', ['b']],
  ['nothing where any character matches', GlobAutomaton.ofText(readPattern('a?b', WILD), false), 'a', []],
  ['nothing at the end', GlobAutomaton.ofText(readPattern('ab', WILD), false), 'ab', []],
  ['nothing where it is dead', GlobAutomaton.ofText(readPattern('ab', WILD), false), 'x', []],
  [
    'the colon that a wildcard inside one part of an ARN does not match',
    GlobAutomaton.ofArn(readPattern('a:b:c:?:e:f', WILD)),
    'a:b:c:',
    [':'],
  ],
  ['no colon in the last part', GlobAutomaton.ofArn(readPattern('a:b:c:d:e:?', WILD)), 'a:b:c:d:e:', []],
])('an automaton distinguishes from all other characters: %s', (_, glob, read, expected) => {
  expect(glob.expects(glob.run(glob.start, read))).toEqual(expected);
});
