/** Can a caller of another account pass session tags that the policy does not name? */
import { Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { accountOf, Admission, answersAbout, whyLetIn } from './support/admissions';
import { changeTo, conditionOn, principalInCdk } from './support/fixes';
import { callersPassingTag } from '../analysis/questions/questions';
import { namedTags, unnamedTags } from '../analysis/questions/unnamed-tags';
import { TAG_NAMES } from '../analysis/session-tags';
import { CLOSED, Verdict } from '../analysis/verdict';
import { matchActions } from '../evaluation/match-action';
import { Statement } from '../policy/trust-policy';

const TAG_SESSION = 'sts:TagSession';

export const sessionTagsUnbounded: Rule<Admission> = {
  id: 'session-tags-unbounded',
  level: 'warning',
  title: 'Callers from other accounts can pass only session tags that the trust policy names',
  defersTo: ['action-wide'],
  ask: (subject) =>
    subject.allowStatements
      .filter(({ actions, notAction }) => matchActions(actions, notAction, TAG_SESSION) !== 'no')
      .flatMap((asked) => answersAbout(subject, asked, { verdictOf: unnamedTagsVerdict, conditionKeys: [TAG_NAMES] })),
  describe: (admission, subject) => ({
    message: `callers from ${accountOf(admission, subject)} can pass session tags of their own choice to this role`,
    because: `${whyLetIn(admission, subject)}, so callers choose the tags that other policies check with aws:PrincipalTag`,
    fix: limitTagKeys(admission, subject),
  }),
};

/** Undecided questions are skipped: the rule is no more than a warning. */
function unnamedTagsVerdict(subject: RuleSubject, asked: Statement): Verdict {
  for (const name of new Set(subject.reading.variants.flatMap(unnamedTags))) {
    const question = callersPassingTag(asked.index, name, subject.callersOfOtherAccounts());
    const verdict = subject.askAnywhere(question);
    if (verdict.kind === 'open') return verdict;
  }
  return CLOSED;
}

function limitTagKeys({ statement, verdict }: Admission, subject: RuleSubject): string {
  const named = namedTags(subject.reading.variants[verdict.variant]);
  const principal = principalInCdk(subject, statement, verdict.request.caller);
  const keys = named.length === 0 ? ['<key>'] : named;
  const bound = `"ForAllValues:StringEquals": { "aws:TagKeys": ${JSON.stringify(keys)} }`;
  const weak = conditionOn(statement, TAG_NAMES);
  const list = keys.map((key) => `'${key}'`).join(', ');
  return [
    'if the callers need no session tags, remove sts:TagSession',
    `otherwise list every key that they can pass: ${changeTo(bound, statement, weak)} ` +
    `(in the CDK: ${principal}.withConditions({ 'ForAllValues:StringEquals': { 'aws:TagKeys': [${list}] } }).withSessionTags(), ` +
    `or sessionTags: SessionTagRequirement.allowed(${list}) on SecureCrossAccountRole)`,
  ].join('\n');
}
