/** Can a foreign caller attach session tags that nobody named? */
import { Problem, Rule, RuleSubject } from './rule';
import { conditionOn, principalInCdk } from './support/fixes';
import { accountOf, admission, outcomesOf } from './support/openings';
import { callersPassingTag } from '../analysis/questions/questions';
import { tagsNamed, tagsNobodyNamed } from '../analysis/questions/unnamed-tags';
import { TAG_NAMES } from '../analysis/session-tags';
import { Open, Verdict } from '../analysis/verdict';
import { matchActions } from '../evaluation/match-action';
import { showClause } from '../evaluation/match-condition';
import { describeStatement, whyNotKeptOut } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

const ID = 'session-tags-unbounded';
const TAG_SESSION = 'sts:TagSession';

export const sessionTagsUnbounded: Rule = {
  id: ID,
  title: 'Foreign callers may attach only session tags that the trust policy names',
  defersTo: ['action-wide'],
  check: (subject) =>
    subject.allowStatements
      .filter(({ actions, notAction }) => matchActions(actions, notAction, TAG_SESSION) !== 'no')
      .flatMap((asked) => outcomesOf(subject, asked, strangeTagsVerdict(subject, asked), problemOf)),
};

function problemOf(subject: RuleSubject, found: Open, statement: Statement): Problem {
  return {
    ...admission(subject, found, statement),
    message: `callers of ${accountOf(subject, found)} can attach session tags of their own choice to their sessions of this role`,
    because: `${whyNotKeptOut(subject.matchOf(found, statement), [TAG_NAMES])}, so policies that trust aws:PrincipalTag can be misled`,
    fix: fixOf(statement, tagsNamed(subject.reading.variants[found.variant]), principalInCdk(subject, statement, found.request.caller)),
  };
}

/** What is left open is passed over: the rule is no more than a warning. */
function strangeTagsVerdict(subject: RuleSubject, asked: Statement): Verdict {
  for (const name of new Set(subject.reading.variants.flatMap(tagsNobodyNamed))) {
    const question = callersPassingTag(asked.index, name, subject.foreigners());
    const verdict = subject.askAnywhere(question);
    if (verdict.kind === 'open') return verdict;
  }
  return { kind: 'closed' };
}

function fixOf(statement: Statement, named: readonly string[], principal: string): string {
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
