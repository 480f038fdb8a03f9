/**
 * Solves one condition key: finds a value (or its absence) that satisfies every constraint on it, or proves that there is none. Where
 * neither succeeds, it gives the reason.
 */
import { candidateAddresses, candidateDates, candidateNumbers } from './candidate-values';
import { KeyConstraint, satisfies, truthFor } from './key-constraint';
import { areTooLong, fits, isAllowedValue, KeyProblem, KeySolution, knownValues, NO_SOLUTION, tooMuch, unproven } from './key-problem';
import { solveText } from './solve-text';
import { ContextValue } from '../../evaluation/assume-role-request';
import { clock } from '../../evaluation/clock';
import { KeyDomain, TextDomain } from '../../evaluation/key-domains';
import { memoize } from '../../evaluation/memoize';
import { isInside, readAddress, readBlock } from '../../evaluation/operators/ip-address-operators';
import { readNumber } from '../../evaluation/operators/number-and-date-operators';
import { OperatorFamily } from '../../policy/condition';
import { isKnown } from '../../policy/partly-known-text';
import { Budget } from '../budget';

export function solveKey(problem: KeyProblem, budget: Budget): KeySolution {
  if (areTooLong(problem.constraints, budget)) return tooMuch(problem);
  if (problem.fixed !== undefined) {
    return meetsRequirement(problem, problem.fixed) && fits(problem, problem.fixed, budget)
      ? { kind: 'found', value: problem.fixed }
      : NO_SOLUTION;
  }
  if (problem.presence === 'undocumented') {
    if (problem.undocumentedKeys === 'absent') return fits(problem, undefined, budget) ? { kind: 'found', value: undefined } : NO_SOLUTION;
    // The result of a clause on such a key is unconfirmed: the clause holds in an Allow, and does not in a Deny.
    const allSatisfied = problem.constraints.every((constraint) => satisfies('unconfirmed', constraint, problem.mode));
    return allSatisfied ? { kind: 'found', value: undefined } : NO_SOLUTION;
  }
  const mayBeAbsent = problem.presence !== 'always' && (problem.requirement?.mayBeAbsent ?? true);
  if (mayBeAbsent && fits(problem, undefined, budget)) return { kind: 'found', value: undefined };
  if (problem.presence === 'never' || problem.requirement?.mayBePresent === false) return NO_SOLUTION;
  return problem.multivalued ? solveList(problem, budget) : solveOne(problem, budget);
}

function meetsRequirement(problem: KeyProblem, value: ContextValue): boolean {
  return problem.requirement?.mayBePresent !== false && [value].flat().every((text) => isAllowedValue(problem, text));
}

/** Solves a multi-valued key: one element for each clause that needs one, and every element satisfies what all elements must satisfy. */
function solveList(problem: KeyProblem, budget: Budget): KeySolution {
  const forEach: KeyConstraint[] = [];
  const forSome: KeyConstraint[] = [];
  for (const constraint of problem.constraints) {
    const { qualifier } = constraint.operator;
    if (qualifier === undefined) {
      // `Null`, or an operator that is not for multi-valued keys: the elements make no difference.
      const truth = truthFor(constraint, ['any'], problem.variables);
      if (!satisfies(truth, constraint, problem.mode, () => problem.doubt(constraint.clause))) return NO_SOLUTION;
    } else {
      (qualifier === 'for-all-values' ? constraint.wanted : !constraint.wanted)
        ? forEach.push(forSingleElement(constraint))
        : forSome.push(forSingleElement(constraint));
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

/** The same constraint on a single element. */
function forSingleElement(constraint: KeyConstraint): KeyConstraint {
  return { ...constraint, operator: { ...constraint.operator, qualifier: undefined } };
}

function solveOne(problem: KeyProblem, budget: Budget): KeySolution {
  const { domain, constraints } = problem;
  if (isText(domain)) return solveText(problem, domain, budget);
  const family = FAMILY_OF_DOMAIN[domain.type];
  const candidates = candidatesOf(domain, problem).filter((text) => isAllowedValue(problem, text));
  const found = candidates.find((text) => fits(problem, text, budget));
  if (found !== undefined) return { kind: 'found', value: found };
  // The candidates are complete for the operators made for such values; other operators may distinguish more values.
  const decided = constraints.filter((constraint) => {
    const used = constraint.operator.family;
    return (
      family === undefined || used === family || used === 'null' || isMadeFor(problem.key, used) || isSameForAllValues(constraint, problem)
    );
  });
  const withoutOthers: KeyProblem = { ...problem, constraints: decided, doubt: () => undefined };
  const isOpen = decided.length < constraints.length && candidates.some((text) => fits(withoutOthers, text, budget));
  return isOpen ? unproven(`${problem.key}, which is compared with operators for values of another type`) : NO_SOLUTION;
}

/**
 * Does the clause have the same result for every number, date or address that the key can have, because it can read or equal none of
 * them?
 */
function isSameForAllValues({ operator: { family }, clause }: KeyConstraint, { key, domain }: KeyProblem): boolean {
  const isAddress = domain.type === 'address';
  const isCalendarDate = domain.type === 'date' && key !== EPOCH_TIME;
  switch (family) {
    case 'bool':
      return true;
    case 'ip-address':
      return !isAddress;
    case 'numeric':
    case 'binary':
      // No number and no base64 text contains colons or more than one dot.
      return isAddress || isCalendarDate;
    case 'date':
      return isAddress;
    case 'string-equals':
      return clause.values.every((value) => isKnown(value) && !value.includes('${') && !canBeWrittenAs(domain, value));
    case 'string-like':
      return clause.values.every((value) => isKnown(value) && !/[*?]|\$\{/.test(value) && !canBeWrittenAs(domain, value));
    default:
      return false;
  }
}

/** Could the text be a spelling of a value of the domain? */
function canBeWrittenAs({ type }: KeyDomain, text: string): boolean {
  if (type === 'address') return readAddress(text) !== undefined;
  return type !== 'number' || readNumber(text) !== undefined;
}

/** AWS documents that the time in seconds is also a number. */
function isMadeFor(key: string, family: OperatorFamily): boolean {
  return key === EPOCH_TIME && family === 'numeric';
}

const EPOCH_TIME = 'aws:epochtime';

function isText(domain: KeyDomain): domain is TextDomain {
  return domain.type === 'text';
}

/** For a Boolean, all values are tried. */
const FAMILY_OF_DOMAIN = { bool: undefined, number: 'numeric', date: 'date', address: 'ip-address' } as const;

function candidatesOf(domain: Exclude<KeyDomain, TextDomain>, problem: KeyProblem): readonly string[] {
  const values = knownValues(problem.constraints);
  switch (domain.type) {
    case 'bool':
      return domain.values;
    case 'number':
      return candidateNumbers(values, domain);
    case 'date':
      // A time window that has passed stays closed.
      return candidateDates(values, problem.key === EPOCH_TIME, clock.now() - (domain.age ?? 0) * 1000);
    case 'address':
      return candidateAddresses([...values, ...domain.never]).filter((text) => {
        const address = readAddress(text)!;
        return !blocksOf(domain.never).some((block) => isInside(address, block));
      });
  }
}

const blocksOf = memoize((texts: readonly string[]) => texts.map((text) => readBlock(text)!));
