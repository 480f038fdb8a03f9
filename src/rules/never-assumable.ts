/** Can nobody at all assume this role? Whoever wrote it meant somebody. */
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { deadStatements, isToldElsewhere } from './support/dead-statements';
import { whyNobodyGetsIn } from './support/why-nobody-gets-in';
import { describeStatement } from '../findings/wording';

export const neverAssumable: Rule = {
  id: 'never-assumable',
  title: 'Somebody can assume the role',
  check: (subject) => (isNeverAssumable(subject) ? [problemOf(subject)] : []),
};

/** Proved, and for no reason that another rule tells. */
export function isNeverAssumable(subject: RuleSubject): boolean {
  const { allowStatements } = subject;
  if (allowStatements.length === 0) return allowsNobodyOnPurpose(subject);
  return deadStatements(subject).length === allowStatements.length && !allowStatements.some((statement) => isToldElsewhere(subject, statement));
}

/** Nothing but Denies: no Allow was left out because IAM refuses it, and none could not be read. */
function allowsNobodyOnPurpose({ wholeReading }: RuleSubject): boolean {
  return wholeReading.variants.every(({ problems }) => problems.every(({ kind }) => kind === 'needs-quota'));
}

function problemOf(subject: RuleSubject): RuleOutcome {
  const message = 'nobody can assume this role';
  const [first, ...others] = subject.allowStatements;
  if (first === undefined) {
    return {
      kind: 'problem',
      message,
      because: 'its trust policy holds no Allow statement',
      fix: 'allow somebody: { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": "arn:aws:iam::<account>:role/<name>" } }, or delete the role',
    };
  }
  const reason = whyNobodyGetsIn(subject, first);
  const further = others.map((statement) => ({ ...whyNobodyGetsIn(subject, statement), where: describeStatement(statement) }));
  const more = further.map(({ where, because }) => `${where}: ${because}`);
  return {
    kind: 'problem',
    message,
    because: more.length === 0 ? reason.because : [`${describeStatement(first)}: ${reason.because}`, ...more].join('; '),
    fix: reason.fix,
    blames: [reason, ...further].flatMap(({ blames = [] }) => blames),
  };
}
