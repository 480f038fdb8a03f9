/** Does an Allow grant every action to callers from outside the account, rather than the ones they need? */
import { Problem, Rule, RuleSubject } from './rule';
import { SIDE_ACTIONS } from './support/dead-statements';
import { admission, checkEachAllow } from './support/openings';
import { outsiders } from '../analysis/questions/questions';
import { Open, Verdict } from '../analysis/verdict';
import { matchActions } from '../evaluation/match-action';
import { describeStatement, listOf } from '../findings/wording';
import { isKnown, PartlyKnownText, showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

export const actionWide: Rule = {
  id: 'action-wide',
  title: 'Callers from outside the account are allowed the actions that they need, not all of them',
  check: checkEachAllow(wideActionVerdict, problemOf),
};

/** Patterns that cover more than ways to come in. `sts:Assume*` does not. */
function wideActions({ actions, notAction }: Statement): readonly PartlyKnownText[] {
  if (notAction) return bringsAlong(actions, true) ? actions : [];
  return actions.filter((action) => isKnown(action) && /[*?]/.test(action) && bringsAlong([action], false));
}

function isNarrow(statement: Statement): boolean {
  return wideActions(statement).length === 0;
}

function bringsAlong(actions: readonly PartlyKnownText[], notAction: boolean): boolean {
  return SIDE_ACTIONS.some((action) => matchActions(actions, notAction, action) === 'yes');
}

/** Who gets in by a pattern that is too wide. */
function wideActionVerdict(subject: RuleSubject, asked: Statement): Verdict {
  if (subject.inEveryVariant(asked, isNarrow)) return { kind: 'closed' };
  return subject.askAnywhere({ ...outsiders, statements: (other) => other.index === asked.index && !isNarrow(other) });
}

/** Silent where deploy-time values decide: the rules that ask who comes say so. */
function problemOf(subject: RuleSubject, found: Open, statement: Statement): Problem {
  const { actions, notAction } = statement;
  const wide = listOf(wideActions(statement).map((action) => `"${showText(action)}"`));
  const brought = SIDE_ACTIONS.filter((side) => matchActions(actions, notAction, side) === 'yes');
  const { action } = found.request;
  return {
    ...admission(subject, found, statement),
    message: `callers from outside the account are allowed ${notAction ? `everything but ${wide}` : wide} on this role`,
    because: `${describeStatement(statement)} covers ${listOf(brought)} too: callers may bring along tags or an identity of their own choice`,
    fix:
      `write "Action": "${action}" (in the CDK: actions: ['${action}'] on the PolicyStatement, or assumeRoleAction: '${action}' on a principal of your own); ` +
      'allow sts:TagSession or sts:SetSourceIdentity only to callers that need it',
  };
}
