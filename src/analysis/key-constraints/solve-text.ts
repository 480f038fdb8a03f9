/**
 * Solves a key whose value is text: with candidates from the policy itself, with the few texts that a clause allows, or with a search over
 * automata, which can also prove that there is no such text.
 */
import { candidateAddresses, candidateDates, candidateDatesInText, candidateNumbersInText, candidateTexts } from './candidate-values';
import { CharacterAutomaton } from './character-automaton';
import { ClauseReading, isSatisfied, canBeSatisfied, readClause } from './clause-reading';
import { GlobAutomaton } from './glob-automaton';
import {
  ComparedPattern, comparedPatterns, ForbiddenValues, isNotArn, isTextual, KeyConstraint, NUMERIC_EQUALS, requiresForbiddenValue, satisfies,
  textsRuledOut, truthFor,
} from './key-constraint';
import { fits, isAllowedValue, KeyProblem, KeySolution, knownValues, NO_SOLUTION, tooMuch, unproven } from './key-problem';
import { comparedNumbers } from './number-automaton';
import { Alphabet, GIVEN_UP, shortestText, TextAutomaton } from './shortest-text';
import { hasShape, TextDomain } from '../../evaluation/key-domains';
import { plainText } from '../../evaluation/value-pattern';
import { Budget } from '../budget';

/** A clause that compares the value of the key, with the patterns it compares it with. */
interface ComparingClause {
  readonly constraint: KeyConstraint;
  readonly patterns: readonly ComparedPattern[];
}

/** The values that the key can have, regardless of the clauses. */
interface PossibleTexts {
  readonly domain: TextDomain;
  readonly alphabet: Alphabet;
  /** Is the text such a value, and does the question not rule it out? */
  includes(text: string): boolean;
}

export function solveText(problem: KeyProblem, domain: TextDomain, budget: Budget): KeySolution {
  const solution = budget.spendComparisons(problem.constraints.length) ? solve(problem, valuesOf(problem, domain), budget) : NO_SOLUTION;
  // Comparisons that could not be made any more prove nothing.
  return budget.exhausted ? tooMuch(problem) : solution;
}

function valuesOf(problem: KeyProblem, domain: TextDomain): PossibleTexts {
  const alphabet = Alphabet.of(domain.alphabet);
  const includes = (text: string) =>
    text.length >= domain.min &&
    text.length <= domain.max &&
    alphabet.spells(text) &&
    hasShape(domain, text) &&
    isAllowedValue(problem, text);
  return { domain, alphabet, includes };
}

function solve(problem: KeyProblem, values: PossibleTexts, budget: Budget): KeySolution {
  const comparing: ComparingClause[] = [];
  for (const constraint of problem.constraints) {
    if (constraint.operator.family !== 'null') comparing.push({ constraint, patterns: comparedPatterns(constraint, problem.variables) });
    // `Null` has the same result for all values.
    else if (!satisfies(truthFor(constraint, values.domain.example, problem.variables), constraint, problem.mode)) return NO_SOLUTION;
  }
  if (comparing.some(({ constraint, patterns }) => requiresForbiddenValue(constraint, patterns, problem.requirement))) return NO_SOLUTION;
  for (const clause of comparing) {
    const texts = onlyPossibleTexts(clause);
    if (texts) return solutionOf(texts.find((text) => values.includes(text) && fits(problem, text, budget)));
  }
  const patterns = comparing.flatMap((clause) => clause.patterns.flatMap(({ pattern }) => (pattern ? [pattern] : [])));
  const tried = candidateTexts(patterns, values.domain, values.includes).find((text) => fits(problem, text, budget));
  if (tried !== undefined) return solutionOf(tried);
  const isText = ({ constraint }: ComparingClause) => isTextual(constraint.operator.family);
  const settled = comparing.every(isText) ? undefined : solveMixed(problem, comparing, values, budget);
  return settled ?? searchText(problem, values, comparing, budget);
}

function solutionOf(found: string | undefined): KeySolution {
  return found === undefined ? NO_SOLUTION : { kind: 'found', value: found };
}

/** A clause that must hold and lists exact texts allows only these texts. Undefined: it allows others. */
function onlyPossibleTexts({ constraint: { operator, wanted }, patterns }: ComparingClause): readonly string[] | undefined {
  if (wanted === operator.negated || operator.ignoreCase || !isTextual(operator.family)) return undefined;
  const texts: string[] = [];
  for (const { pattern } of patterns) {
    // A variable without a value matches nothing, but whether it then counts as different is not documented.
    if (pattern === undefined && operator.negated) return undefined;
    if (pattern === undefined) continue;
    const text = plainText(pattern);
    // Nor is it documented what an ARN operator matches with text that is not an ARN.
    if (text === undefined || (operator.family === 'arn' && isNotArn(pattern))) return undefined;
    texts.push(text);
  }
  return texts;
}

/**
 * Numbers, dates, addresses or Booleans required of a key that may have any text, such as a tag. Undefined: the candidates prove nothing
 * about other texts.
 */
function solveMixed(
  problem: KeyProblem, comparing: readonly ComparingClause[], values: PossibleTexts, budget: Budget,
): KeySolution | undefined {
  const written = knownValues(problem.constraints);
  const candidates = [
    ...candidateNumbersInText(written),
    ...candidateDates(written, true),
    ...candidateDates(written, false),
    ...candidateDatesInText(written),
    ...candidateAddresses(written),
    ...written,
    'true',
    'false',
    'neither',
  ];
  const possible = candidates.filter(values.includes);
  const found = possible.find((text) => fits(problem, text, budget));
  if (found !== undefined) return solutionOf(found);
  const { family } = comparing[0].constraint.operator;
  const oneFamily = comparing.every(({ constraint }) => constraint.operator.family === family);
  // A number that needs other characters or more of them may have spellings that were not tried.
  const allTried = possible.length === candidates.length || (family === 'bool' && problem.requirement === undefined);
  return oneFamily && allTried ? NO_SOLUTION : undefined;
}

function automatonOf({ pattern, ignoreCase, byParts, asNumber }: ForbiddenValues): CharacterAutomaton {
  const number = asNumber ? plainText(pattern) : undefined;
  const asRead = byParts ? GlobAutomaton.ofArn(pattern, ignoreCase) : GlobAutomaton.ofText(pattern, ignoreCase);
  return (number === undefined ? undefined : comparedNumbers(NUMERIC_EQUALS, number)) ?? asRead;
}

/** A clause as automata, and the index of its first automaton among all automata. */
interface ClauseAutomata {
  readonly clause: ClauseReading;
  readonly first: number;
}

function searchText(
  problem: KeyProblem, { domain, alphabet, includes }: PossibleTexts, comparing: readonly ComparingClause[], budget: Budget,
): KeySolution {
  const automata: TextAutomaton[] = [];
  const add = (automaton: CharacterAutomaton) => automata.push({ automaton }) - 1;
  const readings = comparing.map(({ constraint, patterns }): ClauseAutomata => {
    const clause = readClause(constraint, patterns);
    const first = automata.length;
    clause.automata.forEach(add);
    return { clause, first };
  });
  const never = domain.never ? [{ pattern: domain.never, ignoreCase: false }] : [];
  const ruledOut: readonly ForbiddenValues[] = [...textsRuledOut(problem.requirement), ...never];
  const forbidden = ruledOut.map((each) => add(automatonOf(each)));
  const shape = domain.shape ? [add(GlobAutomaton.ofText(domain.shape, false))] : [];
  const own = ({ clause, first }: ClauseAutomata, all: readonly boolean[]) => all.slice(first, first + clause.automata.length);
  const mustMatch = readings.filter(({ clause }) => !isSatisfied(clause, [], problem.mode));
  const found = shortestText(
    {
      automata,
      alphabet,
      min: domain.min,
      max: domain.max,
      accept: (accepted) =>
        !forbidden.some((automaton) => accepted[automaton]) &&
        shape.every((automaton) => accepted[automaton]) &&
        readings.every((reading) => isSatisfied(reading.clause, own(reading, accepted), problem.mode)),
      viable: (dead, saturated) =>
        !shape.some((automaton) => dead[automaton]) &&
        !forbidden.some((automaton) => saturated[automaton]) &&
        mustMatch.every((reading) => own(reading, dead).includes(false)) &&
        readings.every((reading) => canBeSatisfied(reading.clause, own(reading, dead), own(reading, saturated), problem.mode)),
    },
    budget,
  );
  if (found === GIVEN_UP) return tooMuch(problem);
  if (found === undefined) return NO_SOLUTION;
  return includes(found) && fits(problem, found, budget)
    ? solutionOf(found)
    : unproven(`patterns on ${problem.key} that the search and the evaluator read differently`);
}
