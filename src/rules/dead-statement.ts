/** Is an Allow statement, or are some of its principals, such that no caller can ever be allowed? */
import { Found, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { deadStatements, isNeverAssumable, isOfUse, isReportedElsewhere } from './support/dead-statements';
import { idlePrincipals } from './support/idle-principals';
import { describeUntaggedPods, letsInUntaggedPodsOnly } from './support/pod-identity';
import { describeReason, ReasonOfStatement, whyNobodyGetsIn } from './support/why-nobody-gets-in';
import { describeStatement, listOf } from '../findings/wording';
import { showText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

interface Dead extends Found {
  readonly statement: Statement;
  /** Undefined: it allows EKS Pod Identity, but only without the session tags that it sends by default. */
  readonly reason?: ReasonOfStatement;
  /** The principals of the statement that it never allows. Default: all of them. */
  readonly principals?: readonly Principal[];
}

export const deadStatement: Rule<Dead> = {
  id: 'dead-statement',
  level: 'warning',
  title: 'Every Allow statement matches at least one request',
  ask: (subject) => {
    const dead = deadStatements(subject);
    if (dead.length > 0 && isNeverAssumable(subject)) return [];
    return subject.allowStatements.flatMap((statement) => {
      if (dead.includes(statement)) return askAboutWhole(subject, statement);
      return [...askAboutPrincipals(subject, statement), ...askAboutPods(subject, statement)];
    });
  },
  describe: ({ statement, reason, principals }, subject) => {
    if (!reason) return describeUntaggedPods(statement);
    const whoCannot = principals ? `${listOf(principals.map(({ written }) => showText(written)))} cannot` : 'nobody can';
    return { message: `${whoCannot} assume this role through ${describeStatement(statement)}`, ...describeReason(reason, subject) };
  },
};

function askAboutWhole(subject: RuleSubject, statement: Statement): readonly Dead[] {
  if (isReportedElsewhere(subject, statement) || isOfUse(subject, statement)) return [];
  const reason = whyNobodyGetsIn(subject, statement);
  return [{ kind: 'found', statement, reason, conditionKeys: reason.conditionKeys }];
}

function askAboutPrincipals(subject: RuleSubject, statement: Statement): readonly Dead[] {
  const principals = idlePrincipals(subject, statement);
  if (principals.length === 0) return [];
  const reason = whyNobodyGetsIn(subject, { ...statement, principals });
  return [{ kind: 'found', statement, reason, principals, conditionKeys: reason.conditionKeys }];
}

function askAboutPods(subject: RuleSubject, statement: Statement): readonly Dead[] {
  return letsInUntaggedPodsOnly(subject, statement) ? [{ kind: 'found', statement }] : [];
}
