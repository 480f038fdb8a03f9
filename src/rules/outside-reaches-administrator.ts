/**
 * Does a caller from outside, whom another rule reports at a role, end up at an administrator through the roles that this one leads to?
 *
 * One trust policy does not show that: `reach/administrators-from-outside.ts` finds it in the graph of all roles.
 */
import { Description, Found, Rule } from './rule';
import { OUTSIDE_REACHES_ADMINISTRATOR } from './rule-ids';
import { listOf } from '../findings/wording';

export interface ReachedAdministrator extends Found {
  /** What other rules report about the role that the caller assumes first. */
  readonly openings: readonly { readonly ruleId: string; readonly message: string }[];
  /** From that role to the last one. Empty: the role itself has the power. */
  readonly hops: readonly ReachedHop[];
  /** What the policies of the last role allow: `administrator`, or only one step from it. */
  readonly power: 'administrator' | 'can-become-administrator';
  /** `its policies allow every action on every resource`. */
  readonly because: string;
  /** What the answer depends on, if it is not proved: missing policies, deploy-time values. Undefined: it is proved. */
  readonly notKnown?: readonly string[];
  /** The names of other roles with such power that the role leads to. */
  readonly others: readonly string[];
}

/** One role assumes another one. */
export interface ReachedHop {
  readonly from: string;
  readonly to: string;
  /** Who may assume what, and why: one line for each point. */
  readonly words: string;
}

export const outsideReachesAdministrator: Rule<ReachedAdministrator> = {
  id: OUTSIDE_REACHES_ADMINISTRATOR,
  level: 'warning',
  title: 'No caller from outside whom another rule reports ends up at an administrator',
  ask: () => [],
  describe: (found) => describeReached(found),
};

export function describeReached(found: ReachedAdministrator): Description {
  return { message: messageOf(found), because: becauseOf(found), fix: fixOf(found) };
}

function messageOf({ hops, power, notKnown }: ReachedAdministrator): string {
  const last = hops[hops.length - 1];
  const isAdministrator = power === 'administrator';
  if (notKnown !== undefined) {
    const where = last ? `, by way of ${last.to},` : '';
    return `whether a caller from outside who assumes this role ends up${where} as an administrator is not known`;
  }
  const caller = 'a caller from outside who assumes this role';
  const becomes = isAdministrator ? 'is an administrator' : 'can become an administrator';
  return last ? `${caller} ends up at ${last.to}, which ${becomes}` : `${caller} ${becomes}`;
}

/** More would be a list that nobody reads: `cdk-secure-trust reach` prints them all. */
const MOST_OTHERS = 5;

function becauseOf({ openings, hops, because, notKnown = [], others }: ReachedAdministrator): string {
  const entry = openings.map(({ ruleId, message }) => `${message} (${ruleId})`).join('\nor ');
  const last = hops[hops.length - 1];
  const shown = others.slice(0, MOST_OTHERS);
  const more = others.length - shown.length;
  return [
    ...[entry, ...hops.map(({ words }) => words)].map((words, index) => indented(`${index + 1}  `, words)),
    last ? `${last.to}: ${because}` : because,
    ...notKnown.map((what) => `not known: ${what}`),
    ...shown.length === 0 ? [] : [`it also leads to ${listOf(more > 0 ? [...shown, `${more} more`] : shown)}`],
  ].join('\n');
}

function indented(label: string, words: string): string {
  return `${label}${words.replace(/\n/g, `\n${' '.repeat(label.length)}`)}`;
}

function fixOf({ openings, hops }: ReachedAdministrator): string {
  const rules = listOf([...new Set(openings.map(({ ruleId }) => ruleId))]);
  const last = hops[hops.length - 1];
  return [
    `fix ${rules}: then no such caller can assume this role`,
    last
      ? `or do not let ${last.from} assume ${last.to}: remove it from the trust policy of ${last.to}`
      : 'or give this role only the permissions that it needs',
  ].join('\n');
}
