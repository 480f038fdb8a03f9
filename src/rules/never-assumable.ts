/** Can no principal at all assume this role? Its author meant some principal to. */
import { Found, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { isNeverAssumable } from './support/dead-statements';
import { ReasonAndFix } from './support/why-clause-fails';
import { describeReason, ReasonOfStatement, whyNobodyGetsIn } from './support/why-nobody-gets-in';
import { describeStatement } from '../findings/wording';

/** One reason for each Allow statement. */
interface NeverAssumable extends Found {
  readonly reasons: readonly ReasonOfStatement[];
}

export const neverAssumable: Rule<NeverAssumable> = {
  id: 'never-assumable',
  level: 'error',
  title: 'At least one caller can assume the role',
  ask: (subject) => {
    if (!isNeverAssumable(subject)) return [];
    const reasons = subject.allowStatements.map((statement) => whyNobodyGetsIn(subject, statement));
    return [{ kind: 'found', reasons, conditionKeys: reasons.flatMap(({ conditionKeys = [] }) => conditionKeys) }];
  },
  describe: ({ reasons }, subject) => ({
    message: 'nobody can assume this role',
    ...reasons.length === 0 ? NO_ALLOW : describeReasons(reasons, subject),
  }),
};

const NO_ALLOW: ReasonAndFix = {
  because: 'its trust policy has no Allow statement',
  fix:
    'add an Allow statement: ' +
    '{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": "arn:aws:iam::<account>:role/<name>" } }\n' +
    'or delete the role',
};

/** The fix is that of the first statement. */
function describeReasons(reasons: readonly ReasonOfStatement[], subject: RuleSubject): ReasonAndFix {
  const described = reasons.map((reason) => ({ where: describeStatement(reason.statement), ...describeReason(reason, subject) }));
  const [{ because, fix }] = described;
  return { because: described.length === 1 ? because : described.map((each) => `${each.where}: ${each.because}`).join('\n'), fix };
}
