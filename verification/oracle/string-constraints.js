'use strict';
/**
 * Conjunctions of string conditions on one key: is there a text that satisfies them all? The package decides it with its own automata; Z3
 * decides the same with its theory of regular expressions. If the package finds a text, Z3 has to accept exactly that text.
 */
const { Budget, readTrustPolicy, solveKey } = require('./package-under-test');
const { Random } = require('./random');

const MILLISECONDS_PER_QUERY = 10_000;
const KEY = 'aws:RequestTag/team';

/** Characters for patterns, and the key's alphabet as the package writes it and, in ranges from one character to another, as Z3 does. */
const ALPHABETS = [
  { name: 'letters', characterClass: 'ab', ranges: ['ab'], letters: 'ab' },
  { name: 'digits', characterClass: '0-9', ranges: ['09'], letters: '019' },
  {
    name: 'external id',
    characterClass: '\\w+=,.@:/-',
    ranges: ['az', 'AZ', '09', '__', '++', '==', ',,', '..', '@@', '::', '//', '--'],
    letters: 'abA-/:',
  },
  { name: 'printable', characterClass: undefined, ranges: [' ~'], letters: 'abA/$' },
];
const OPERATORS = [
  'StringEquals', 'StringNotEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringLike',
  'StringLike',
  'StringNotLike', 'StringNotLike', 'StringNotLike',
];
const ARN_OPERATORS = ['ArnLike', 'ArnLike', 'ArnNotLike', 'ArnNotLike', 'StringLike', 'StringNotLike'];

function generateConjunction(random) {
  const alphabet = random.pick(ALPHABETS);
  const min = random.below(4);
  // ARNs contain colons, and are long: without both there is nothing to match.
  const aboutArns = alphabet.letters.includes(':') && random.chance(0.6);
  const max = min + (aboutArns ? 60 : random.pick([0, 1, 2, 3, 8, 60]));
  const operators = aboutArns ? ARN_OPERATORS : OPERATORS;
  const clauses = Array.from({ length: 1 + random.below(aboutArns ? 4 : 5) }, () => {
    const operator = random.pick(operators);
    const values = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => pattern(random, operator, alphabet.letters));
    return { operator, values, wanted: random.chance(0.85) };
  });
  return { alphabet, min, max, clauses };
}

function pattern(random, operator, letters) {
  const inPart = operator.startsWith('Arn') ? letters.replace(':', '') : letters;
  const characters = [...inPart, ...(/Like/.test(operator) ? ['*', '*', '?'] : [])];
  const part = (least, most) => random.some(characters, least, most).join('');
  if (!letters.includes(':')) return part(0, 6);
  if (!operator.startsWith('Arn')) return random.chance(0.5) ? part(0, 6) : `arn:${part(0, 4)}*${part(0, 2)}`;
  return ['arn', part(0, 2), part(0, 1), part(0, 1), part(0, 2), random.chance(0.3) ? `${part(0, 2)}:${part(0, 2)}` : part(0, 3)].join(':');
}

// ---- The package's answer

function solve({ alphabet, min, max, clauses }) {
  const constraints = clauses.map(({ operator, values, wanted }) => {
    const Condition = { [operator]: { [KEY]: values } };
    const statement = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole', Condition };
    const [clause] = readTrustPolicy({ Version: '2012-10-17', Statement: statement }).variants[0].statements[0].conditions;
    return { clause, operator: clause.operator, version: '2012-10-17', effect: 'Allow', wanted };
  });
  return solveKey(
    {
      key: KEY.toLowerCase(),
      presence: 'always',
      domain: { type: 'text', alphabet: alphabet.characterClass, min, max, example: 'example' },
      multivalued: false,
      constraints,
      mode: 'exact',
      variables: () => undefined,
      doubt: () => undefined,
    },
    new Budget(),
  );
}

// ---- Z3's answer

class StringSolver {
  static async start() {
    const { init } = require('z3-solver');
    return new StringSolver(new (await init()).Context('oracle'));
  }

  constructor(z3) {
    this.z3 = z3;
    this.sort = z3.Re.sort(z3.String.sort());
    this.text = z3.String.const('text');
  }

  /** @returns {Promise<'sat' | 'unsat' | 'unknown'>} */
  check({ alphabet, min, max, clauses }, fixed) {
    const { z3, text } = this;
    const solver = new z3.Solver();
    solver.set('timeout', MILLISECONDS_PER_QUERY);
    const characters = this.union(alphabet.ranges.map(([from, to]) => z3.Range(from, to)));
    solver.add(z3.InRe(text, z3.Star(characters)), text.length().ge(min), text.length().le(max));
    for (const clause of clauses) {
      const some = z3.InRe(text, this.union(clause.values.map((value) => this.language(clause.operator, value))));
      solver.add(clause.wanted === /Not/.test(clause.operator) ? z3.Not(some) : some);
    }
    if (fixed !== undefined) solver.add(text.eq(z3.String.val(fixed)));
    return solver.check();
  }

  union(list) {
    return list.length === 1 ? list[0] : this.z3.Union(...list);
  }

  concat(list) {
    if (list.length === 0) return this.z3.Re.toRe('');
    return list.length === 1 ? list[0] : this.z3.ReConcat(...list);
  }

  /** The texts that a value matches under a (positive) operator. */
  language(operator, value) {
    const any = this.z3.AllChar(this.sort);
    if (!operator.startsWith('Arn')) return this.glob(value, any, operator);
    const [head, ...rest] = [value.split(':').slice(0, 5), value.split(':').slice(5).join(':')];
    const noColon = this.z3.Diff(any, this.z3.Re.toRe(':'));
    return this.concat([
      ...head.flatMap((part) => [this.glob(part, noColon, operator), this.z3.Re.toRe(':')]),
      this.glob(rest[0], any, operator),
    ]);
  }

  glob(value, any, operator) {
    const wild = /Like/.test(operator);
    return this.concat(
      [...value].map((char) => {
        if (wild && char === '*') return this.z3.Star(any);
        if (wild && char === '?') return any;
        const spellings = operator.includes('IgnoreCase') ? [...new Set([char.toLowerCase(), char.toUpperCase()])] : [char];
        return this.union(spellings.map((spelling) => this.z3.Re.toRe(spelling)));
      }),
    );
  }
}

/** @returns a count by the two answers */
async function checkStringConstraints(count, seed, tally, fail) {
  if (count === 0) return;
  const z3 = await StringSolver.start();
  for (let number = 0; number < count; number += 1) {
    const conjunction = generateConjunction(new Random(seed, number + 1_000_000_000));
    const ours = solve(conjunction);
    const theirs = await z3.check(conjunction, ours.kind === 'found' ? ours.value : undefined);
    const agreed = { found: 'sat', none: 'unsat' }[ours.kind];
    const said = { found: 'a text', none: 'no text', unproven: 'not decided' }[ours.kind];
    tally.add(theirs === 'unknown' ? `the package: ${said}; Z3 ran out of time` : `the package: ${said}; Z3: ${theirs}`);
    if (agreed !== undefined && theirs !== 'unknown' && theirs !== agreed) {
      fail({ what: 'the package and Z3 disagree', seed, conjunction: number, constraints: conjunction, package: ours, z3: theirs });
    }
  }
}

module.exports = { checkStringConstraints };
