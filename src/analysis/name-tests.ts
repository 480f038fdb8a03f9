/** What principals and conditions ask of a caller's name, as automata that read it: what each makes of the name follows from those that accept. */
import { arnPrefix, CallerClass, nameCaller } from './caller-class';
import { GlobAutomaton } from './key-constraints/glob-automaton';
import { ForbiddenValues, isTextual, KeyConstraint, patternsAsked, truthAsRead } from './key-constraints/key-constraint';
import { TextAutomaton } from './key-constraints/shortest-text';
import { iamArn, lastSegment } from '../evaluation/assume-role-request';
import { isArnMeant, matchMeant, matchPrincipals, patternMeant, usesKey } from '../evaluation/match-principal';
import { remembered } from '../evaluation/remembered';
import { anyOf, not, Truth } from '../evaluation/truth';
import { VariableValues } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';

export interface NameTest {
  readonly automata: readonly TextAutomaton[];
  /** From which of the automata accept to whether the test is passed. */
  combine(accepted: readonly boolean[]): boolean;
}

/** With more automata than this a test counts as one that can still be passed. */
const MOST_AUTOMATA_TO_TRY = 6;
const verdictsOnTheDead = remembered((_: NameTest) => new Map<string, boolean>());

/** Can the test still be passed when some of its automata accept nothing any more? Tried for all that the others may come to. */
export function canPass(test: NameTest, dead: readonly boolean[]): boolean {
  const known = verdictsOnTheDead(test);
  const name = dead.join();
  let passes = known.get(name);
  if (passes === undefined) known.set(name, (passes = triesToPass(test, dead)));
  return passes;
}

function triesToPass(test: NameTest, dead: readonly boolean[]): boolean {
  const alive = dead.flatMap((isDead, index) => (isDead ? [] : [index]));
  if (alive.length > MOST_AUTOMATA_TO_TRY) return true;
  for (let combination = 0; combination < 1 << alive.length; combination += 1) {
    if (test.combine(dead.map((_, index) => alive.includes(index) && (combination & (1 << alive.indexOf(index))) !== 0))) return true;
  }
  return false;
}

/** @param prefix what a forbidden pattern of ARNs has read before the name begins */
export function refuse({ pattern, ignoreCase, byParts }: ForbiddenValues, prefix: string): NameTest {
  const glob = byParts ? GlobAutomaton.ofArn(pattern, ignoreCase) : GlobAutomaton.ofText(pattern, ignoreCase);
  return { automata: [{ glob, prefix }], combine: ([accepted]) => !accepted };
}

/** Passed by this name with path, and by those that end in another name. */
export function onlyPathOf(nameWithPath: string): NameTest {
  const globOf = (text: string) => GlobAutomaton.ofText([{ kind: 'literal', text }], false);
  return {
    automata: [{ glob: globOf(lastSegment(nameWithPath)), lastSegment: true }, { glob: globOf(nameWithPath) }],
    combine: ([hasSameName, isSame]) => isSame || !hasSameName,
  };
}

/** How one principal depends on the name: which automata have to read it, and what follows from those that accept. */
interface PrincipalTest {
  readonly automata: readonly TextAutomaton[];
  truth(accepted: readonly boolean[]): Truth;
}

export function principalTest(
  statement: { principals: readonly Principal[]; notPrincipal: boolean },
  caller: CallerClass,
  serve: (truth: Truth) => boolean,
): NameTest {
  const tests = statement.principals.map((principal) => testOf(principal, caller));
  return {
    automata: tests.flatMap(({ automata }) => automata),
    combine: (accepted) => {
      let next = 0;
      const found = anyOf(tests.map(({ automata, truth }) => truth(accepted.slice(next, (next += automata.length)))));
      return serve(statement.notPrincipal ? not(found) : found);
    },
  };
}

/** Only users, roles and sessions depend on the name, and text with wildcards; the evaluator answers for the others. */
function testOf(principal: Principal, caller: CallerClass): PrincipalTest {
  const always = (truth: Truth): PrincipalTest => ({ automata: [], truth: () => truth });
  if (principal.kind === 'malformed') return usesKey(nameCaller(caller, 'example'), principal.key) ? malformedTest(principal, caller) : always('no');
  const name =
    principal.kind === 'user' || principal.kind === 'role' ? principal.name : principal.kind === 'session' ? principal.roleName : undefined;
  if (name === undefined) return always(matchPrincipals([principal], false, nameCaller(caller, 'example')));
  if (!isKnown(name)) return always('unknown');
  // Would it match under the right name at all: kind, account, partition, session name?
  const right = matchPrincipals([principal], false, nameCaller(caller, name));
  if (right === 'no') return always('no');
  const glob = GlobAutomaton.ofText([{ kind: 'literal', text: name }], false);
  // The ARN of a session leaves out the path of its role.
  return { automata: [{ glob, lastSegment: principal.kind === 'session' }], truth: ([accepted]) => (accepted ? right : 'no') };
}

/** Text that IAM refuses counts as the pattern its author meant, of the caller's ARN or of that of its role. */
function malformedTest(principal: Principal, caller: CallerClass): PrincipalTest {
  const pattern = patternMeant(principal);
  const glob = isArnMeant(pattern) ? GlobAutomaton.ofArn(pattern) : GlobAutomaton.ofText(pattern, false);
  const sessionArn = {
    glob,
    prefix: `arn:${caller.partition}:sts::${caller.account}:assumed-role/`,
    suffix: `/${caller.sessionName}`,
    lastSegment: true,
  };
  const whole = [caller.account, iamArn(caller, 'root')].some((text) => matchMeant(pattern, text) !== 'no');
  const matching: Truth = isKnown(principal.written) ? 'unconfirmed' : 'unknown';
  return {
    automata: [{ glob, prefix: arnPrefix(caller) }, ...(caller.kind === 'iam-user' ? [] : [sessionArn])],
    truth: (accepted) => (whole || accepted.some((is) => is) ? matching : 'no'),
  };
}

export function isAskedOtherwise({ clause, operator }: KeyConstraint): boolean {
  return clause.key === 'aws:username' && operator.family !== 'null' && !isTextual(operator.family);
}

/** `prefix` undefined: the clause is on the user's name, without its path. */
export function clauseTest(
  variables: VariableValues,
  constraint: KeyConstraint,
  prefix: string | undefined,
  serve: (truth: Truth) => boolean,
): NameTest {
  const { operator } = constraint;
  const values = patternsAsked(constraint, variables);
  return {
    automata: values.map(({ pattern = [] }) => ({ glob: GlobAutomaton.of(operator, pattern), prefix, lastSegment: prefix === undefined })),
    combine: (accepted) => serve(truthAsRead(operator, values, (_, index) => accepted[index])),
  };
}
