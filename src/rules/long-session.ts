/** Can callers of another account hold a session of this role for more than an hour? */
import { Found, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { accountOf } from './support/admissions';
import { foreignCallers } from '../analysis/questions/questions';
import { Open } from '../analysis/verdict';
import { isSession } from '../evaluation/assume-role-request';

const HOUR = 3600;

/** A caller of another account, and the longest session that it can get. */
interface LongSession extends Found {
  readonly verdict: Open;
  readonly seconds: number;
}

export const longSession: Rule<LongSession> = {
  id: 'long-session',
  level: 'info',
  title: 'Callers from other accounts get sessions of at most one hour',
  ask: (subject) => {
    const seconds = subject.role.maxSessionDuration ?? HOUR;
    const verdict = seconds > HOUR ? foreignCaller(subject) : undefined;
    return verdict === undefined ? [] : [{ kind: 'found', verdict, seconds }];
  },
  describe: ({ verdict, seconds }, subject) => {
    const limit = isSession(verdict.request.caller)
      ? ' (role chaining limits sessions to one hour, but users would get the full duration)'
      : '';
    return {
      message: `sessions of this role can last ${inWords(seconds)}, and callers from ${accountOf({ verdict }, subject)} can assume it`,
      because: `MaxSessionDuration is ${seconds}${limit}`,
      fix:
        'remove maxSessionDuration: sessions then last at most one hour\n' +
        'or use another role for long sessions, which only your own account can assume',
    };
  },
};

/** A user, if one is allowed: a session for a caller that is itself a role ends after an hour in any case. */
function foreignCaller(subject: RuleSubject): Open | undefined {
  const user = subject.askAnywhere(foreignCallers(({ kind }) => kind === 'iam-user'));
  if (user.kind === 'open') return user;
  const caller = subject.askAnywhere(foreignCallers(() => true));
  return caller.kind === 'open' ? caller : undefined;
}

/** `12 hours`, `1.5 hours`, `3601 seconds`. */
function inWords(seconds: number): string {
  return seconds % 360 === 0 ? `${seconds / HOUR} hours` : `${seconds} seconds`;
}
