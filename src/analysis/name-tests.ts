/**
 * What principals and conditions require of a caller's name, as tests over automata: whether a test passes follows from which of its
 * automata accept the name.
 */
import { arnPrefix, CallerClass, nameCaller } from './caller-class';
import { readClause } from './key-constraints/clause-reading';
import { GlobAutomaton } from './key-constraints/glob-automaton';
import { ForbiddenValues, KeyConstraint, comparedPatterns } from './key-constraints/key-constraint';
import { TextAutomaton } from './key-constraints/shortest-text';
import { iamArn, lastSegment } from '../evaluation/assume-role-request';
import {
  isArnPattern, matchDeniedExcept, matchIntendedPattern, matchPrincipals, intendedPattern, usesKey,
} from '../evaluation/match-principal';
import { memoize } from '../evaluation/memoize';
import { anyOf, not, Truth } from '../evaluation/truth';
import { VariableValues } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

export interface NameTest {
  readonly automata: readonly TextAutomaton[];
  /** Whether the test can pass is decided by the largest and the smallest set of accepting automata. Default: no. */
  readonly isMonotone?: boolean;
  /** Does the test pass, given which of its automata accept? */
  combine(accepted: readonly boolean[]): boolean;
}

/** With more automata than this, a test is assumed to be able to pass. */
const MOST_AUTOMATA_TO_TRY = 6;
const verdictsOnProspects = memoize((_: NameTest) => new Map<string, boolean>());

/**
 * Can the test still pass when some of its automata can accept nothing more, and some accept everything? All outcomes of the others are
 * tried.
 */
export function canPass(test: NameTest, dead: readonly boolean[], saturated: readonly boolean[] = dead.map(() => false)): boolean {
  const known = verdictsOnProspects(test);
  const name = `${dead.join()} ${saturated.join()}`;
  let passes = known.get(name);
  if (passes === undefined) known.set(name, (passes = canPassUncached(test, dead, saturated)));
  return passes;
}

function canPassUncached(test: NameTest, dead: readonly boolean[], saturated: readonly boolean[]): boolean {
  if (test.isMonotone) return test.combine(saturated) || test.combine(dead.map((isDead) => !isDead));
  const open = dead.flatMap((isDead, index) => (isDead || saturated[index] ? [] : [index]));
  if (open.length > MOST_AUTOMATA_TO_TRY) return true;
  for (let combination = 0; combination < 1 << open.length; combination += 1) {
    if (test.combine(dead.map((_, index) => saturated[index] || (combination & (1 << open.indexOf(index))) !== 0))) return true;
  }
  return false;
}

/** Passes unless the forbidden pattern matches. `prefix`: the part of the ARN before the name. */
export function forbiddenPatternTest({ pattern, ignoreCase, byParts }: ForbiddenValues, prefix: string): NameTest {
  const automaton = byParts ? GlobAutomaton.ofArn(pattern, ignoreCase) : GlobAutomaton.ofText(pattern, ignoreCase);
  return { automata: [{ automaton, prefix }], combine: ([accepted]) => !accepted, isMonotone: true };
}

/** Passes for this name with its path, and for every name with another last segment. */
export function onlyThisPath(nameWithPath: string): NameTest {
  const globOf = (text: string) => GlobAutomaton.ofText([{ kind: 'literal', text }], false);
  return {
    automata: [{ automaton: globOf(lastSegment(nameWithPath)), lastSegment: true }, { automaton: globOf(nameWithPath) }],
    combine: ([hasSameName, isSame]) => isSame || !hasSameName,
  };
}

/** How one principal depends on the name: the automata that read it, and whether the principal matches, given which of them accept. */
interface PrincipalTest {
  readonly automata: readonly TextAutomaton[];
  truth(accepted: readonly boolean[]): Truth;
}

export function principalTest(
  { principals, notPrincipal, effect }: Pick<Statement, 'principals' | 'notPrincipal' | 'effect'>,
  caller: CallerClass,
  serve: (truth: Truth) => boolean,
): NameTest {
  const tests = principals.map((principal) => testOf(principal, caller));
  return {
    automata: tests.flatMap(({ automata }) => automata),
    combine: (accepted) => {
      let next = 0;
      const matches = tests.map(({ automata, truth }) => truth(accepted.slice(next, (next += automata.length))));
      if (notPrincipal) return serve(effect === 'Deny' ? matchDeniedExcept(principals, caller, matches) : not(anyOf(matches)));
      return serve(anyOf(matches));
    },
  };
}

/** Only users, roles, sessions and text with wildcards depend on the name; for other principals the evaluator gives the answer. */
function testOf(principal: Principal, caller: CallerClass): PrincipalTest {
  const always = (truth: Truth): PrincipalTest => ({ automata: [], truth: () => truth });
  if (principal.kind === 'malformed') {
    return usesKey(nameCaller(caller, 'example'), principal.key) ? malformedTest(principal, caller) : always('no');
  }
  const name =
    principal.kind === 'user' || principal.kind === 'role' ? principal.name : principal.kind === 'session' ? principal.roleName : undefined;
  if (name === undefined) return always(matchPrincipals([principal], false, nameCaller(caller, 'example')));
  if (!isKnown(name)) return always('unknown');
  // Do kind, account, partition and session name match, given the right name?
  const right = matchPrincipals([principal], false, nameCaller(caller, name));
  if (right === 'no') return always('no');
  const automaton = GlobAutomaton.ofText([{ kind: 'literal', text: name }], false);
  // The ARN of a session does not contain the path of its role.
  return { automata: [{ automaton, lastSegment: principal.kind === 'session' }], truth: ([accepted]) => (accepted ? right : 'no') };
}

/** Text that IAM rejects is read as the pattern that its author intended, for the caller's ARN or the ARN of its role. */
function malformedTest(principal: Principal, caller: CallerClass): PrincipalTest {
  const pattern = intendedPattern(principal);
  const automaton = isArnPattern(pattern) ? GlobAutomaton.ofArn(pattern) : GlobAutomaton.ofText(pattern, false);
  const sessionArn = {
    automaton,
    prefix: `arn:${caller.partition}:sts::${caller.account}:assumed-role/`,
    suffix: `/${caller.sessionName}`,
    lastSegment: true,
  };
  const whole = [caller.account, iamArn(caller, 'root')].some((text) => matchIntendedPattern(pattern, text) !== 'no');
  const matching: Truth = isKnown(principal.written) ? 'unconfirmed' : 'unknown';
  return {
    automata: [{ automaton, prefix: arnPrefix(caller) }, ...(caller.kind === 'iam-user' ? [] : [sessionArn])],
    truth: (accepted) => (whole || accepted.some((is) => is) ? matching : 'no'),
  };
}

/** `prefix` undefined: the clause is on the user's name without its path. */
export function clauseTest(
  variables: VariableValues,
  constraint: KeyConstraint,
  prefix: string | undefined,
  serve: (truth: Truth) => boolean,
): NameTest {
  const reading = readClause(constraint, comparedPatterns(constraint, variables));
  return {
    automata: reading.automata.map((automaton) => ({ automaton, prefix, lastSegment: prefix === undefined })),
    // Where automata cannot decide, the evaluator will.
    combine: (accepted) => {
      const truth = reading.truth(accepted);
      return truth === undefined || serve(truth);
    },
    isMonotone: reading.isMonotone,
  };
}
