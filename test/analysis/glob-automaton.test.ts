import fc from 'fast-check';
import { GlobAutomaton } from '../../src/analysis/key-constraints/glob-automaton';
import { arnLike } from '../../src/evaluation/operators/arn-operators';
import { matchPattern, readPattern } from '../../src/evaluation/value-pattern';
import { operatorNamed } from '../../src/policy/condition-operators';
import { HoleKind, PartlyKnownText } from '../../src/policy/partly-known-text';
import { holeOf } from '../evaluation/policies';

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

  test.each([['A*B', 'axb', true], ['a', 'A', true], ['a', 'b', false]])('ignoring case, "%s" accepts "%s": %s', (pattern, text, expected) => {
    expect(acceptsText(pattern, text, true)).toBe(expected);
  });

  test('a hole may hold any text, the empty one too', () => {
    expect(['ab', 'a:b', 'axxb'].map((text) => acceptsText(['a', holeOf(), 'b'], text))).toEqual([true, true, true]);
    expect(acceptsText(['a', holeOf(), 'b'], 'ba')).toBe(false);
  });

  test('it is dead once no continuation can be accepted', () => {
    const glob = GlobAutomaton.ofText(readPattern('ab*', WILD), false);
    expect(glob.isDead(glob.run(glob.start, 'a'))).toBe(false);
    expect(glob.isDead(glob.run(glob.start, 'x'))).toBe(true);
    expect(glob.isDead(glob.run(glob.start, 'abx'))).toBe(false);
  });

  const piece = fc.constantFrom('a', 'b', 'A', '*', '?', ':');
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ':', 'c'), maxLength: 8 });

  test('it accepts exactly what the evaluator matches', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), text, fc.boolean(), (pieces, sent, ignoreCase) => {
        const pattern = pieces.join('');
        expect(acceptsText(pattern, sent, ignoreCase)).toBe(matchPattern(readPattern(pattern, WILD), sent, ignoreCase) === 'yes');
      }),
      { numRuns: 3000 },
    );
  });

  test('of an ARN, it accepts at least what the evaluator matches, and exactly that for six parts without holes', () => {
    const operator = operatorNamed('ArnLike')!;
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 2 });
    const arn = (unit: fc.Arbitrary<string>) => fc.array(unit, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(':'));
    const sentPart = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 2 });
    fc.assert(
      fc.property(arn(part), arn(sentPart), fc.option(fc.nat(6)), fc.constantFrom<HoleKind>('unknown', 'own-account'), (written, sent, holeAt, kind) => {
        const pieces = written.split(':');
        const pattern: PartlyKnownText = holeAt === null || holeAt >= pieces.length ? written : [`${pieces.slice(0, holeAt).join(':')}:`, holeOf(kind), `:${pieces.slice(holeAt).join(':')}`];
        const truth = arnLike.matches(readPattern(pattern, WILD), sent, operator);
        const accepted = acceptsArn(pattern, sent);
        if (truth !== 'no') expect(accepted).toBe(true);
        if (typeof pattern === 'string' && pieces.length >= 6 && sent.split(':').length >= 6) expect(accepted).toBe(truth === 'yes');
      }),
      { numRuns: 3000 },
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
  ])('%s accepts %s: %s', (pattern, text, expected) => {
    expect(acceptsArn(pattern, text)).toBe(expected);
  });

  test('a hole in front of the resource may bring colons along', () => {
    expect(acceptsArn(['arn:aws:', holeOf(), ':111122223333:topic:sub'], 'arn:aws:sns:us-east-1:111122223333:topic:sub')).toBe(true);
  });

  test('a region brings none: where that makes too few parts for an ARN, anything may match', () => {
    expect(acceptsArn(['arn:aws:sns:', holeOf('region')], 'arn:aws:iam::111122223333:role/x')).toBe(true);
    expect(acceptsArn(['arn:aws:sns:', holeOf('region'), ':1:topic'], 'arn:aws:sns:us-east-1:1:topic')).toBe(true);
    expect(acceptsArn(['arn:aws:sns:', holeOf('region'), ':1:topic'], 'arn:aws:sns:us-east-1:2:x:1:topic')).toBe(false);
  });
});
