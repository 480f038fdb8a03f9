/** Does an Allow grant every action to callers from outside the account, rather than the ones they need? */
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { outsiders } from '../analysis/questions/questions';
import { Verdict } from '../analysis/verdict';
import { matchActions } from '../evaluation/match-action';
import { describeStatement, listOf, placeOf } from '../findings/wording';
import { isKnown, PartlyKnownText, showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

export const actionWide: Rule = {
  id: 'action-wide',
  title: 'Callers from outside the account are allowed the actions that they need, not all of them',
  level: 'warning',
  check: (subject) =>
    subject.allowStatements
      .filter((statement) => !subject.inEveryVariant(statement, isNarrow))
      .flatMap((statement) => checkStatement(subject, statement)),
};

/** Actions by which those who come in bring tags and identities along that nobody asked for. */
const BRINGING_ALONG = ['sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'];

/** Patterns that cover more than ways to come in. `sts:Assume*` does not. */
export function wideActions({ actions, notAction }: Statement): readonly PartlyKnownText[] {
  if (notAction) return bringsAlong(actions, true) ? actions : [];
  return actions.filter((action) => isKnown(action) && /[*?]/.test(action) && bringsAlong([action], false));
}

function isNarrow(statement: Statement): boolean {
  return wideActions(statement).length === 0;
}

function bringsAlong(actions: readonly PartlyKnownText[], notAction: boolean): boolean {
  return BRINGING_ALONG.some((action) => matchActions(actions, notAction, action) === 'yes');
}

/** Who comes in by a pattern that is too wide. Another rule asks too, so as not to say it twice. */
export function wideActionVerdict(subject: RuleSubject, { index }: Statement): Verdict {
  return subject.askAnywhere({ ...outsiders, statements: (other) => other.index === index && !isNarrow(other) });
}

/** Silent where deploy-time values decide: the rules that ask who comes say so. */
function checkStatement(subject: RuleSubject, asked: Statement): RuleOutcome[] {
  const verdict = wideActionVerdict(subject, asked);
  if (verdict.kind !== 'open') return [];
  const statement = subject.statementIn(verdict, asked);
  const wide = listOf(wideActions(statement).map((action) => `"${showText(action)}"`));
  const { action } = verdict.request;
  return [
    {
      kind: 'problem',
      message: `callers from outside the account are allowed ${statement.notAction ? `everything but ${wide}` : wide} on this role`,
      because:
        `${describeStatement(statement)} covers ${listOf(BRINGING_ALONG.filter((side) => matchActions(statement.actions, statement.notAction, side) === 'yes'))} ` +
        'too: callers may bring along tags or an identity of their own choice',
      statement: placeOf(statement),
      witness: subject.witnessOf(verdict),
      fix:
        `write "Action": "${action}" (in the CDK: actions: ['${action}'] on the PolicyStatement, or assumeRoleAction: '${action}' on a principal of your own); ` +
        'allow sts:TagSession or sts:SetSourceIdentity only to callers that need it',
    },
  ];
}
