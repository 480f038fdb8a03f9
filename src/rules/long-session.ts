/** May callers of another account hold a session of this role for more than an hour? */
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { accountOf } from './support/openings';
import { foreignCallers } from '../analysis/questions/questions';
import { Open } from '../analysis/verdict';
import { isSession } from '../evaluation/assume-role-request';

const HOUR = 3600;

export const longSession: Rule = {
  id: 'long-session',
  title: 'Sessions of a role that other accounts may assume end after an hour',
  check: (subject) => {
    const seconds = subject.role.maxSessionDuration ?? HOUR;
    return seconds > HOUR ? checkRole(subject, seconds) : [];
  },
};

/** Users first: the sessions that roles get are cut off after an hour anyway. */
function checkRole(subject: RuleSubject, seconds: number): RuleOutcome[] {
  for (const isUser of [true, false]) {
    const verdict = subject.askAnywhere(foreignCallers(({ kind }) => !isUser || kind === 'iam-user'));
    if (verdict.kind === 'open') return [problemOf(subject, seconds, verdict)];
  }
  return [];
}

function problemOf(subject: RuleSubject, seconds: number, verdict: Open): RuleOutcome {
  const { caller } = verdict.request;
  const chained = isSession(caller) ? ' (sessions of roles get an hour at most, whatever the role says; a user that is trusted one day gets all of it)' : '';
  return {
    kind: 'problem',
    message: `sessions of this role may last ${inWords(seconds)}, and callers of ${accountOf(subject, verdict)} can assume it`,
    because: `MaxSessionDuration is ${seconds}${chained}`,
    witness: subject.witnessOf(verdict),
    fix: 'leave maxSessionDuration out: sessions then end after an hour; or keep the long sessions for another role, which only your own account trusts',
  };
}

/** `12 hours`, `1.5 hours`, `3601 seconds`. */
function inWords(seconds: number): string {
  return seconds % 360 === 0 ? `${seconds / HOUR} hours` : `${seconds} seconds`;
}
