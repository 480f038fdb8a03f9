/**
 * The value of a key that holds text: from what the policy itself names, from the few texts that a clause leaves, or by automata side by
 * side - which also prove that there is none.
 */
import { candidateAddresses, candidateDates, candidateLooseDates, candidateLooseNumbers, candidateTexts } from './candidate-values';
import { GlobAutomaton } from './glob-automaton';
import { asksForTheForbidden, KeyConstraint, patternsAsked, serves, truthFor } from './key-constraint';
import { fits, isAllowedValue, KeyProblem, KeySolution, knownValues, NONE, tooMuch } from './key-problem';
import { Alphabet, shortestText } from './shortest-text';
import { hasShape, TextDomain } from '../../evaluation/request-keys';
import { anyOf, not, Truth } from '../../evaluation/truth';
import { plainText, ValuePattern } from '../../evaluation/value-pattern';
import { Budget } from '../budget';

const TEXT_FAMILIES: ReadonlySet<string> = new Set(['string-equals', 'string-like', 'arn', 'null']);

/** One value of a clause on this key, with its variables resolved; undefined where a variable has no value. */
interface Atom {
  readonly constraint: KeyConstraint;
  readonly pattern: ValuePattern | undefined;
  /** A variable in it may turn out to have no value. */
  readonly mayLackValue: boolean;
}

export function solveText(problem: KeyProblem, domain: TextDomain, budget: Budget): KeySolution {
  const alphabet = Alphabet.of(domain.alphabet);
  const inDomain = (text: string) =>
    text.length >= domain.min && text.length <= domain.max && alphabet.spells(text) && hasShape(domain, text) && isAllowedValue(problem, text);
  if (!budget.spendComparisons(problem.constraints.length)) return tooMuch(problem);
  const atoms = atomsOf(problem);
  const patternsIn = (constraint: KeyConstraint) => atoms.filter((atom) => atom.constraint === constraint).map(({ pattern }) => pattern);
  if (problem.demand && problem.constraints.some((constraint) => asksForTheForbidden(constraint, patternsIn(constraint), problem.demand))) {
    return NONE;
  }
  const finite = problem.constraints.find(isFiniteChoice(problem));
  if (finite) {
    const texts = atoms.filter(({ constraint }) => constraint === finite).map(({ pattern }) => (pattern && plainText(pattern)) ?? '');
    const found = texts.find((text) => inDomain(text) && fits(problem, text, budget));
    return found === undefined ? NONE : { kind: 'found', value: found };
  }
  const patterns = atoms.flatMap(({ pattern }) => (pattern ? [pattern] : []));
  const tried = candidateTexts(patterns, domain, inDomain).find((text) => fits(problem, text, budget));
  if (tried !== undefined) return { kind: 'found', value: tried };
  const others = problem.constraints.filter(({ operator }) => !TEXT_FAMILIES.has(operator.family));
  if (others.length > 0) return solveMixed(problem, others, inDomain, budget);
  return searchText(problem, domain, atoms, alphabet, inDomain, budget);
}

function atomsOf(problem: KeyProblem): Atom[] {
  return problem.constraints.flatMap((constraint) =>
    patternsAsked(constraint, problem.variables).map(({ pattern, mayLackValue }) => ({ constraint, pattern, mayLackValue })),
  );
}

/** A clause that must hold and lists exact texts leaves nothing but these texts to try. */
function isFiniteChoice(problem: KeyProblem): (constraint: KeyConstraint) => boolean {
  return (constraint) => {
    const { operator, wanted } = constraint;
    const { family } = operator;
    return (
      wanted !== operator.negated &&
      !operator.ignoreCase &&
      (family === 'string-equals' || family === 'string-like' || family === 'arn') &&
      patternsAsked(constraint, problem.variables).every(({ pattern }) => {
        if (pattern === undefined) return !operator.negated;
        const text = plainText(pattern);
        return text !== undefined && (family !== 'arn' || text.split(':').length >= 6);
      })
    );
  };
}

/** Numbers, dates, addresses or booleans asked of a key that may hold any text, such as a tag. */
function solveMixed(
  problem: KeyProblem,
  others: readonly KeyConstraint[],
  inDomain: (text: string) => boolean,
  budget: Budget,
): KeySolution {
  const values = knownValues(problem.constraints);
  const candidates = [
    ...candidateLooseNumbers(values),
    ...candidateDates(values, true),
    ...candidateLooseDates(values),
    ...candidateAddresses(values),
    ...values,
    'true',
    'false',
    'neither',
  ];
  const possible = candidates.filter(inDomain);
  const found = possible.find((text) => fits(problem, text, budget));
  if (found !== undefined) return { kind: 'found', value: found };
  const { family } = others[0].operator;
  const oneFamily = problem.constraints.every(({ operator }) => operator.family === family || operator.family === 'null');
  // A number that has to be written in other characters, or at greater length, stands for more than was tried.
  const allTried = family === 'bool' || possible.length === candidates.length;
  return oneFamily && family !== 'binary' && allTried && problem.demand === undefined
    ? NONE
    : { kind: 'unproven', why: `${problem.key} is tested with operators that are not made for it` };
}

function searchText(
  problem: KeyProblem,
  domain: TextDomain,
  atoms: readonly Atom[],
  alphabet: Alphabet,
  inDomain: (text: string) => boolean,
  budget: Budget,
): KeySolution {
  const forbidden = [...(problem.demand?.differsFrom ?? []), ...(domain.never ? [{ pattern: domain.never, ignoreCase: false }] : [])];
  const known = atoms.filter((atom): atom is Atom & { pattern: ValuePattern } => atom.pattern !== undefined);
  const automata = [
    ...known.map(({ pattern, constraint: { operator } }) => ({
      glob: operator.family === 'arn' ? GlobAutomaton.ofArn(pattern) : GlobAutomaton.ofText(pattern, operator.ignoreCase),
    })),
    ...forbidden.map(({ pattern, ignoreCase }) => ({ glob: GlobAutomaton.ofText(pattern, ignoreCase) })),
    ...(domain.shape ? [{ glob: GlobAutomaton.ofText(domain.shape, false) }] : []),
  ];
  const shape = known.length + forbidden.length;
  /** From what the automata say of each value to whether the constraint is served, as the evaluator would put them together. */
  const served = (constraint: KeyConstraint, accepts: (atom: number) => boolean) => {
    const negated = constraint.operator.negated;
    const missing: Truth[] = atoms.some((atom) => atom.constraint === constraint && atom.pattern === undefined)
      ? [negated ? 'unconfirmed' : 'no']
      : [];
    const truthOfAtom = (atom: number): Truth =>
      accepts(atom) ? acceptedTruth(known[atom].pattern, constraint.operator.family) : refusedTruth(known[atom]);
    const found = anyOf([...missing, ...known.flatMap((atom, index) => (atom.constraint === constraint ? [truthOfAtom(index)] : []))]);
    return serves(negated ? not(found) : found, constraint.wanted, constraint.effect, problem.mode);
  };
  const constraints = problem.constraints.filter(({ operator }) => operator.family !== 'null');
  const mustMatch = constraints.filter((constraint) => !served(constraint, () => false));
  const found = shortestText(
    {
      automata,
      alphabet,
      min: domain.min,
      max: domain.max,
      accept: (accepted) =>
        !forbidden.some((_, index) => accepted[known.length + index]) &&
        (!domain.shape || accepted[shape]) &&
        constraints.every((constraint) => served(constraint, (atom) => accepted[atom])),
      viable: (dead) => !dead[shape] && mustMatch.every((constraint) => known.some((atom, index) => atom.constraint === constraint && !dead[index])),
    },
    budget,
  );
  if (found === 'budget') return tooMuch(problem);
  const nulls = problem.constraints.filter(({ operator }) => operator.family === 'null');
  if (
    !nulls.every((constraint) => serves(truthFor(constraint, 'any', problem.variables), constraint.wanted, constraint.effect, problem.mode))
  ) {
    return NONE;
  }
  if (found === undefined) return NONE;
  return inDomain(found) && fits(problem, found, budget)
    ? { kind: 'found', value: found }
    : { kind: 'unproven', why: `the patterns on ${problem.key} were read in two ways` };
}

/** What does not match under any value of its variables may still count as not comparable when a variable has none. */
function refusedTruth({ constraint, mayLackValue }: Atom): Truth {
  return mayLackValue && constraint.operator.negated ? 'unknown' : 'no';
}

/** Where an automaton reads a pattern more widely than it may turn out, accepting proves nothing yet. */
function acceptedTruth(pattern: ValuePattern, family: string): Truth {
  if (pattern.some((token) => token.kind === 'hole')) return 'unknown';
  if (pattern.some((token) => token.kind === 'suspect')) return 'unconfirmed';
  return family === 'arn' &&
    pattern
      .filter((token) => token.kind === 'literal')
      .map((token) => (token.kind === 'literal' ? token.text : ''))
      .join('')
      .split(':').length < 6
    ? 'unconfirmed'
    : 'yes';
}
