/** Can a foreign caller attach session tags that nobody named? */
import { Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { accountOf, Admission, answersAbout, whyLetIn } from './support/admissions';
import { conditionOn, principalInCdk } from './support/fixes';
import { callersPassingTag } from '../analysis/questions/questions';
import { namedTags, unnamedTags } from '../analysis/questions/unnamed-tags';
import { TAG_NAMES } from '../analysis/session-tags';
import { CLOSED, Verdict } from '../analysis/verdict';
import { matchActions } from '../evaluation/match-action';
import { showClause } from '../evaluation/match-condition';
import { describeStatement } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

const TAG_SESSION = 'sts:TagSession';

export const sessionTagsUnbounded: Rule<Admission> = {
  id: 'session-tags-unbounded',
  level: 'warning',
  title: 'Foreign callers may attach only session tags that the trust policy names',
  defersTo: ['action-wide'],
  ask: (subject) =>
    subject.allowStatements
      .filter(({ actions, notAction }) => matchActions(actions, notAction, TAG_SESSION) !== 'no')
      .flatMap((asked) => answersAbout(subject, asked, { verdictOf: unnamedTagsVerdict, conditionKeys: [TAG_NAMES] })),
  describe: (admission, subject) => ({
    message: `callers of ${accountOf(admission, subject)} can attach session tags of their own choice to their sessions of this role`,
    because: `${whyLetIn(admission, subject)}, so policies that trust aws:PrincipalTag can be misled`,
    fix: fixOf(admission, subject),
  }),
};

/** What stays undecided is passed over: the rule is no more than a warning. */
function unnamedTagsVerdict(subject: RuleSubject, asked: Statement): Verdict {
  for (const name of new Set(subject.reading.variants.flatMap(unnamedTags))) {
    const question = callersPassingTag(asked.index, name, subject.callersOfOtherAccounts());
    const verdict = subject.askAnywhere(question);
    if (verdict.kind === 'open') return verdict;
  }
  return CLOSED;
}

function fixOf({ statement, verdict }: Admission, subject: RuleSubject): string {
  const named = namedTags(subject.reading.variants[verdict.variant]);
  const principal = principalInCdk(subject, statement, verdict.request.caller);
  const keys = named.length === 0 ? ['<key>'] : named;
  const bound = `"ForAllValues:StringEquals": { "aws:TagKeys": ${JSON.stringify(keys)} }`;
  const weak = conditionOn(statement, TAG_NAMES);
  const list = keys.map((key) => `'${key}'`).join(', ');
  return (
    `if the callers need no session tags, drop sts:TagSession; otherwise ${weak ? `replace ${showClause(weak)} by` : `add to ${describeStatement(statement)} the condition`} ${bound}, ` +
    'which lists all keys that they may pass ' +
    `(in the CDK: ${principal}.withConditions({ 'ForAllValues:StringEquals': { 'aws:TagKeys': [${list}] } }).withSessionTags(), ` +
    `or sessionTags: SessionTagRequirement.allowed(${list}) on SecureCrossAccountRole)`
  );
}
