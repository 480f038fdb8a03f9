/**
 * Is there a value of one key (or its absence) that satisfies every constraint on it? The value, the proof that there is none, or -
 * where neither could be had - the reason.
 */
import { candidateAddresses, candidateDates, candidateLooseNumbers, candidateNumbers, candidateTexts } from './candidate-values';
import { GlobAutomaton } from './glob-automaton';
import { KeyConstraint, KeyDemand, SearchMode, serves, truthFor } from './key-constraint';
import { Alphabet, shortestText } from './shortest-text';
import { ContextValue } from '../../evaluation/assume-role-request';
import { ComparedFamily, resolvedPattern } from '../../evaluation/match-condition';
import { isInside, readAddress, readBlock } from '../../evaluation/operators/ip-address-operators';
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
  if (problem.fixed !== undefined) return fits(problem, problem.fixed) ? { kind: 'found', value: problem.fixed } : NONE;
  if (problem.presence === 'undocumented') {
    // Whatever a clause says of such a key is unconfirmed: it holds in an Allow, and does not in a Deny.
    const allServed = problem.constraints.every(({ effect, wanted, operator }) =>
      serves(operator ? 'unconfirmed' : 'unknown', wanted, effect, problem.mode),
    );
    return allServed ? { kind: 'found', value: undefined } : NONE;
  }
  const mayBeAbsent = problem.presence !== 'always' && (problem.demand?.mayBeAbsent ?? true);
  if (mayBeAbsent && fits(problem, undefined)) return { kind: 'found', value: undefined };
  if (problem.presence === 'never' || problem.demand?.mayBePresent === false) return NONE;
  return problem.multivalued ? solveList(problem, budget) : solveOne(problem, budget);
}

function fits(problem: KeyProblem, sent: ContextValue | undefined): boolean {
  const doubtful: ConditionClause[] = [];
  const all = problem.constraints.every((constraint) =>
    serves(truthFor(constraint, sent, problem.variables), constraint.wanted, constraint.effect, problem.mode, () =>
      doubtful.push(constraint.clause),
    ),
  );
  if (all) doubtful.forEach(problem.doubt);
  return all;
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
  const found = candidatesOf(domain, problem).find((text) => isAllowedValue(problem, text) && fits(problem, text));
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
        return !domain.never.some((block) => isInside(address, readBlock(block)!));
      });
  }
}

const TEXT_FAMILIES: ReadonlySet<string> = new Set(['string-equals', 'string-like', 'arn', 'null']);

/** One value of a clause on this key, with its variables resolved; undefined where a variable has no value. */
interface Atom {
  readonly constraint: KeyConstraint;
  readonly pattern: ValuePattern | undefined;
}

function solveText(problem: KeyProblem, domain: TextDomain, budget: Budget): KeySolution {
  const alphabet = Alphabet.of(domain.alphabet);
  const inDomain = (text: string) =>
    text.length >= domain.min &&
    text.length <= domain.max &&
    alphabet.spells(text) &&
    isAllowedValue(problem, text);
  const atoms = atomsOf(problem);
  const finite = problem.constraints.find(isFiniteChoice(problem));
  if (finite) {
    const texts = atoms.filter(({ constraint }) => constraint === finite).map(({ pattern }) => (pattern && plainText(pattern)) ?? '');
    const found = texts.find((text) => inDomain(text) && fits(problem, text));
    return found === undefined ? NONE : { kind: 'found', value: found };
  }
  const patterns = atoms.flatMap(({ pattern }) => (pattern ? [pattern] : []));
  const tried = candidateTexts(patterns, domain, inDomain).find((text) => fits(problem, text));
  if (tried !== undefined) return { kind: 'found', value: tried };
  const others = problem.constraints.filter(({ operator }) => !TEXT_FAMILIES.has(operator.family));
  if (others.length > 0) return solveMixed(problem, others, inDomain);
  return searchText(problem, domain, atoms, alphabet, inDomain, budget);
}

function atomsOf(problem: KeyProblem): Atom[] {
  return problem.constraints.flatMap((constraint) =>
    constraint.operator.family === 'null'
      ? []
      : constraint.clause.values.map((value) => ({
        constraint,
        pattern: resolvedPattern(value, constraint.operator.family as ComparedFamily, constraint.version, problem.variables),
      })),
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
function solveMixed(problem: KeyProblem, others: readonly KeyConstraint[], inDomain: (text: string) => boolean): KeySolution {
  const values = knownValues(problem.constraints);
  const candidates = [
    ...candidateLooseNumbers(values),
    ...candidateDates(values, false),
    ...candidateAddresses(values),
    ...values,
    'true',
    'false',
    'neither',
  ];
  const found = candidates.find((text) => inDomain(text) && fits(problem, text));
  if (found !== undefined) return { kind: 'found', value: found };
  const oneFamily =
    problem.constraints.every(({ operator }) => operator.family === others[0].operator.family || operator.family === 'null') &&
    others[0].operator.family !== 'binary';
  return oneFamily && problem.demand === undefined
    ? NONE
    : { kind: 'unproven', why: `${problem.key} is tested with operators of several types` };
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
  const served = (constraint: KeyConstraint, accepted: (atom: number) => Truth) => {
    const negated = constraint.operator.negated;
    const missing: Truth[] = atoms.some((atom) => atom.constraint === constraint && atom.pattern === undefined)
      ? [negated ? 'unconfirmed' : 'no']
      : [];
    const found = anyOf([...missing, ...known.flatMap((atom, index) => (atom.constraint === constraint ? [accepted(index)] : []))]);
    return serves(negated ? not(found) : found, constraint.wanted, constraint.effect, problem.mode);
  };
  const constraints = problem.constraints.filter(({ operator }) => operator.family !== 'null');
  const found = shortestText(
    {
      automata,
      alphabet,
      min: domain.min,
      max: domain.max,
      accept: (accepted) =>
        !forbidden.some((_, index) => accepted[known.length + index]) &&
        constraints.every((constraint) =>
          served(constraint, (atom) =>
            accepted[atom] ? acceptedTruth(known[atom].pattern, known[atom].constraint.operator.family) : 'no',
          ),
        ),
      viable: (dead) =>
        constraints.every(
          (constraint) =>
            constraint.wanted === constraint.operator.negated ||
            known.some((atom, index) => atom.constraint === constraint && !dead[index]),
        ),
    },
    budget,
  );
  if (found === 'budget') return { kind: 'unproven', why: `the patterns on ${problem.key} are too many or too long to decide` };
  const nulls = problem.constraints.filter(({ operator }) => operator.family === 'null');
  if (
    !nulls.every((constraint) => serves(truthFor(constraint, 'any', problem.variables), constraint.wanted, constraint.effect, problem.mode))
  ) {
    return NONE;
  }
  if (found === undefined) return NONE;
  return inDomain(found) && fits(problem, found)
    ? { kind: 'found', value: found }
    : { kind: 'unproven', why: `the patterns on ${problem.key} were read in two ways` };
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
