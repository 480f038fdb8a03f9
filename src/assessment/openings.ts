/**
 * One opening, one finding: what several rules report about the same statement and the same callers is one finding, led by the broadest
 * rule.
 *
 * This is decided after levels and acceptances, so that nothing is lost: a rule that is off, lowered or accepted does not lead, and then
 * the next one does.
 */
import { LevelledProblem, LevelledQuestion } from './levelled-answers';
import { compareLevels } from '../findings/level';
import { Found } from '../rules/rule';
import { callersOf } from '../rules/support/admissions';

/** The problems that become one finding. */
export interface Opening {
  readonly leader: LevelledProblem;
  /** What narrower rules report about the same opening, broadest first. */
  readonly followers: readonly LevelledProblem[];
}

/**
 * In the order of the catalogue. The leader of an opening has the highest level in it, so that no finding hides a more serious one; at the
 * same level, a rule about the callers leads before one about a condition.
 */
export function openingsOf(problems: readonly LevelledProblem[]): readonly Opening[] {
  const openings: { leader: LevelledProblem; followers: LevelledProblem[] }[] = [];
  const rank = ({ rule, order }: LevelledProblem) => (rule.isAboutConditions ? Number.MAX_SAFE_INTEGER : order);
  const mostSeriousFirst = [...problems].sort((one, other) => (
    compareLevels(other.level, one.level) || rank(one) - rank(other)
  ));
  for (const problem of mostSeriousFirst) {
    const opening = openings.find(({ leader, followers }) => [leader, ...followers].some((other) => areOneOpening(other, problem)));
    if (opening) opening.followers.push(problem);
    else openings.push({ leader: problem, followers: [] });
  }
  return openings.sort((one, other) => one.leader.order - other.leader.order);
}

/** Does the opening answer the question, at the same level or a higher one? Then a caller is allowed, whatever is decided at deployment. */
export function isAnsweredBy({ rule, level, undecided }: LevelledQuestion, { leader }: Opening): boolean {
  if (rule === undefined || undecided.statement === undefined || undecided.statement !== leader.found.statement?.index) return false;
  const isAboutThem = callersOf(leader.found).includes(undecided.callers ?? 'aws');
  const isBySameOrBroaderRule = leader.rule.id === rule.id || (rule.defersTo ?? []).includes(leader.rule.id);
  return isAboutThem && isBySameOrBroaderRule && compareLevels(leader.level, level) >= 0;
}

function areOneOpening(one: LevelledProblem, other: LevelledProblem): boolean {
  if (one.rule === other.rule) return false;
  const here = one.found.statement?.index;
  const there = other.found.statement?.index;
  // A problem of the whole document concerns each of its statements.
  if (here === undefined || there === undefined) return nameOneCondition(one, other);
  if (here !== there) return false;
  return (defersTo(one, other) || defersTo(other, one)) && shareCallers(one.found, other.found) || nameOneCondition(one, other);
}

function defersTo({ rule }: LevelledProblem, { rule: { id } }: LevelledProblem): boolean {
  return rule.defersTo?.includes(id) ?? false;
}

function shareCallers(one: Found, other: Found): boolean {
  const callers = callersOf(other);
  return callersOf(one).some((group) => callers.includes(group));
}

/** One of the two is about a condition that restricts nothing, and the other names that condition as its reason. */
function nameOneCondition(one: LevelledProblem, other: LevelledProblem): boolean {
  if (!one.rule.isAboutConditions && !other.rule.isAboutConditions) return false;
  const { conditionKeys = [] } = other.found;
  return (one.found.conditionKeys ?? []).some((key) => conditionKeys.includes(key));
}
