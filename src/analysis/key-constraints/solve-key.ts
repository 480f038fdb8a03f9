/**
 * Is there a value of one key (or its absence) that satisfies every constraint on it? The value, the proof that there is none, or -
 * where neither could be had - the reason.
 */
import { candidateAddresses, candidateDates, candidateLooseNumbers, candidateNumbers, candidateTexts } from './candidate-values';
import { GlobAutomaton } from './glob-automaton';
import { asksForTheForbidden, isOpenVariable, KeyConstraint, KeyDemand, SearchMode, serves, truthFor } from './key-constraint';
import { Alphabet, shortestText } from './shortest-text';
import { ContextValue } from '../../evaluation/assume-role-request';
import { ComparedFamily, resolvedPattern } from '../../evaluation/match-condition';
import { IpBlock, isInside, readAddress, readBlock } from '../../evaluation/operators/ip-address-operators';
import { KeyDomain, Presence, TextDomain } from '../../evaluation/request-keys';
import { anyOf, not, Truth } from '../../evaluation/truth';
import { matchPattern, plainText, ValuePattern, VariableValues } from '../../evaluation/value-pattern';
import { ConditionClause } from '../../policy/condition';
import { isKnown } from '../../policy/partly-known-text';
import { Budget } from '../budget';

export interface KeyProblem {
  readonly key: string;
  readonly presence: Presence;
  readonly domain: KeyDomain;
  readonly multivalued: boolean;
  /** The value is settled already: only whether it fits is left to ask. */
  readonly fixed?: ContextValue;
  readonly constraints: readonly KeyConstraint[];
  readonly demand?: KeyDemand;
  readonly mode: SearchMode;
  readonly variables: VariableValues;
  /** Told of each clause that served only because something about it is unknown. */
  readonly doubt: (clause: ConditionClause) => void;
}

export type KeySolution =
  /** `value` undefined: the key is absent. */
  | { readonly kind: 'found'; readonly value: ContextValue | undefined }
  | { readonly kind: 'none' }
  | { readonly kind: 'unproven'; readonly why: string };

const NONE: KeySolution = { kind: 'none' };

export function solveKey(problem: KeyProblem, budget: Budget): KeySolution {
  if (problem.constraints.some(({ clause }) => clause.values.some(({ length }) => length > budget.longestPattern))) return tooMuch(problem);
  if (problem.fixed !== undefined) {
    return counts(problem, problem.fixed) && fits(problem, problem.fixed, budget) ? { kind: 'found', value: problem.fixed } : NONE;
  }
  if (problem.presence === 'undocumented') {
    // Whatever a clause says of such a key is unconfirmed: it holds in an Allow, and does not in a Deny.
    const allServed = problem.constraints.every(({ effect, wanted, operator }) =>
      serves(operator ? 'unconfirmed' : 'unknown', wanted, effect, problem.mode),
    );
    return allServed ? { kind: 'found', value: undefined } : NONE;
  }
  const mayBeAbsent = problem.presence !== 'always' && (problem.demand?.mayBeAbsent ?? true);
  if (mayBeAbsent && fits(problem, undefined, budget)) return { kind: 'found', value: undefined };
  if (problem.presence === 'never' || problem.demand?.mayBePresent === false) return NONE;
  return problem.multivalued ? solveList(problem, budget) : solveOne(problem, budget);
}

function fits(problem: KeyProblem, sent: ContextValue | undefined, budget: Budget): boolean {
  const doubtful: ConditionClause[] = [];
  const all = problem.constraints.every(
    (constraint) =>
      budget.spendComparisons(constraint.clause.values.length) &&
      serves(truthFor(constraint, sent, problem.variables), constraint.wanted, constraint.effect, problem.mode, () =>
        doubtful.push(constraint.clause),
      ),
  );
  if (all) doubtful.forEach(problem.doubt);
  return all;
}

function tooMuch({ key }: KeyProblem): KeySolution {
  return { kind: 'unproven', why: `the patterns on ${key} are too many or too long to decide` };
}

function counts(problem: KeyProblem, value: ContextValue): boolean {
  return problem.demand?.mayBePresent !== false && (typeof value !== 'string' || isAllowedValue(problem, value));
}

function isAllowedValue(problem: KeyProblem, text: string): boolean {
  return !problem.demand?.differsFrom.some(({ pattern, ignoreCase }) => matchPattern(pattern, text, ignoreCase) !== 'no');
}

/** Elements of a list: those that some clause needs to exist, each under everything that all elements must satisfy. */
function solveList(problem: KeyProblem, budget: Budget): KeySolution {
  const forEach: KeyConstraint[] = [];
  const forSome: KeyConstraint[] = [];
  for (const constraint of problem.constraints) {
    const { qualifier, family } = constraint.operator;
    if (family === 'null' || qualifier === undefined) {
      if (
        !serves(truthFor(constraint, ['any'], problem.variables), constraint.wanted, constraint.effect, problem.mode, () =>
          problem.doubt(constraint.clause),
        )
      ) {
        return NONE;
      }
    } else {
      (qualifier === 'for-all-values' ? constraint.wanted : !constraint.wanted)
        ? forEach.push(plain(constraint))
        : forSome.push(plain(constraint));
    }
  }
  const elements = forSome.length > 0 ? forSome : [undefined];
  const list: string[] = [];
  for (const element of elements) {
    const solution = solveOne({ ...problem, constraints: element ? [...forEach, element] : forEach }, budget);
    if (solution.kind !== 'found') return solution;
    if (typeof solution.value === 'string' && !list.includes(solution.value)) list.push(solution.value);
  }
  return { kind: 'found', value: list };
}

/** The same clause as asked of a single element. */
function plain(constraint: KeyConstraint): KeyConstraint {
  return { ...constraint, operator: { ...constraint.operator, qualifier: undefined } };
}

function solveOne(problem: KeyProblem, budget: Budget): KeySolution {
  const { domain } = problem;
  if (isText(domain)) return solveText(problem, domain, budget);
  const family = domain.type === 'bool' ? undefined : FAMILY_OF_DOMAIN[domain.type];
  const found = candidatesOf(domain, problem).find((text) => isAllowedValue(problem, text) && fits(problem, text, budget));
  if (found !== undefined) return { kind: 'found', value: found };
  // The candidates are complete for the operators made for such values; other operators may tell apart what they do not.
  const complete =
    family === undefined || problem.constraints.every(({ operator }) => operator.family === family || operator.family === 'null');
  return complete ? NONE : { kind: 'unproven', why: `${problem.key} is tested with operators of several types` };
}

function isText(domain: KeyDomain): domain is TextDomain {
  return domain.type === 'text';
}

const FAMILY_OF_DOMAIN = { number: 'numeric', date: 'date', address: 'ip-address' } as const;

function knownValues(constraints: readonly KeyConstraint[]): string[] {
  return constraints.flatMap(({ clause }) => clause.values.filter(isKnown));
}

function candidatesOf(domain: Exclude<KeyDomain, TextDomain>, problem: KeyProblem): readonly string[] {
  const values = knownValues(problem.constraints);
  switch (domain.type) {
    case 'bool':
      return domain.values;
    case 'number':
      return candidateNumbers(values, domain);
    case 'date':
      return candidateDates(values, problem.key === 'aws:epochtime');
    case 'address':
      return candidateAddresses([...values, ...domain.never]).filter((text) => {
        const address = readAddress(text)!;
        return !blocksOf(domain.never).some((block) => isInside(address, block));
      });
  }
}

const BLOCKS_OF = new WeakMap<readonly string[], readonly IpBlock[]>();

function blocksOf(texts: readonly string[]): readonly IpBlock[] {
  let blocks = BLOCKS_OF.get(texts);
  if (!blocks) BLOCKS_OF.set(texts, (blocks = texts.map((text) => readBlock(text)!)));
  return blocks;
}

const TEXT_FAMILIES: ReadonlySet<string> = new Set(['string-equals', 'string-like', 'arn', 'null']);

/** One value of a clause on this key, with its variables resolved; undefined where a variable has no value. */
interface Atom {
  readonly constraint: KeyConstraint;
  readonly pattern: ValuePattern | undefined;
  /** A variable in it may turn out to have no value. */
  readonly mayLackValue: boolean;
}

function solveText(problem: KeyProblem, domain: TextDomain, budget: Budget): KeySolution {
  const alphabet = Alphabet.of(domain.alphabet);
  const inDomain = (text: string) =>
    text.length >= domain.min && text.length <= domain.max && alphabet.spells(text) && isAllowedValue(problem, text);
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
    constraint.operator.family === 'null'
      ? []
      : constraint.clause.values.map((value) => {
        let mayLackValue = false;
        const pattern = resolvedPattern(value, constraint.operator.family as ComparedFamily, constraint.version, (key) => {
          const found = problem.variables(key);
          mayLackValue ||= isOpenVariable(found);
          return found;
        });
        return { constraint, pattern, mayLackValue };
      }),
  );
}

/** A clause that must hold and lists exact texts leaves nothing but these texts to try. */
function isFiniteChoice(problem: KeyProblem): (constraint: KeyConstraint) => boolean {
  return ({ operator, wanted, clause, version }) =>
    wanted !== operator.negated &&
    !operator.ignoreCase &&
    (operator.family === 'string-equals' || operator.family === 'string-like' || operator.family === 'arn') &&
    clause.values.every((value) => {
      const pattern = resolvedPattern(value, operator.family as ComparedFamily, version, problem.variables);
      if (pattern === undefined) return !operator.negated;
      const text = plainText(pattern);
      return text !== undefined && (operator.family !== 'arn' || text.split(':').length >= 6);
    });
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
    ...candidateDates(values, false),
    ...candidateDates(values, true),
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
  const forbidden = problem.demand?.differsFrom ?? [];
  const known = atoms.filter((atom): atom is Atom & { pattern: ValuePattern } => atom.pattern !== undefined);
  const automata = [
    ...known.map(({ pattern, constraint: { operator } }) => ({
      glob: operator.family === 'arn' ? GlobAutomaton.ofArn(pattern) : GlobAutomaton.ofText(pattern, operator.ignoreCase),
    })),
    ...forbidden.map(({ pattern, ignoreCase }) => ({ glob: GlobAutomaton.ofText(pattern, ignoreCase) })),
  ];
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
        constraints.every((constraint) => served(constraint, (atom) => accepted[atom])),
      viable: (dead) => mustMatch.every((constraint) => known.some((atom, index) => atom.constraint === constraint && !dead[index])),
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
