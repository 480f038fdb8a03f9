/** Does an Allow grant every action to callers of other accounts, instead of the ones they need? */
import { Description, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { Admission, askEachAllow } from './support/admissions';
import { SIDE_ACTIONS } from './support/dead-statements';
import { outsiders } from '../analysis/questions/questions';
import { CLOSED, Verdict } from '../analysis/verdict';
import { SideAction } from '../evaluation/assume-role-request';
import { matchActions } from '../evaluation/match-action';
import { describeStatement, listOf } from '../findings/wording';
import { isKnown, PartlyKnownText, showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

export const actionWide: Rule<Admission> = {
  id: 'action-wide',
  level: 'warning',
  title: 'Callers from outside the account are allowed only the actions that they need',
  // Where deploy-time values decide, the rules about the callers report it.
  ask: askEachAllow({ verdictOf: wideActionVerdict }),
  describe,
};

/** Patterns that cover side actions, and not only the actions that assume a role. `sts:Assume*` covers none. */
function wideActions({ actions, notAction }: Statement): readonly PartlyKnownText[] {
  if (notAction) return coversSideAction(actions, true) ? actions : [];
  return actions.filter((action) => isKnown(action) && /[*?]/.test(action) && coversSideAction([action], false));
}

function isNarrow(statement: Statement): boolean {
  return wideActions(statement).length === 0;
}

function coversSideAction(actions: readonly PartlyKnownText[], notAction: boolean): boolean {
  return SIDE_ACTIONS.some((action) => matchActions(actions, notAction, action) === 'yes');
}

/** Is a caller of another account allowed through a pattern that is too wide? */
function wideActionVerdict(subject: RuleSubject, asked: Statement): Verdict {
  if (subject.inEveryVariant(asked, isNarrow)) return CLOSED;
  return subject.askAnywhere({ ...outsiders, statements: (other) => other.index === asked.index && !isNarrow(other) });
}

function describe({ statement, verdict }: Admission): Description {
  const { actions, notAction } = statement;
  const wide = listOf(wideActions(statement).map((action) => `"${showText(action)}"`));
  const covered = SIDE_ACTIONS.filter((side) => matchActions(actions, notAction, side) === 'yes');
  const { action } = verdict.request;
  return {
    message: `callers from outside the account are allowed ${notAction ? `every action except ${wide}` : wide} on this role`,
    because:
      `${describeStatement(statement)} also allows ${listOf(covered)}, so callers can choose ` +
      `the ${listOf(covered.map((side) => CHOSEN_BY_CALLER[side]))} of their sessions`,
    fix: [
      `write "Action": "${action}" (in the CDK: actions: ['${action}'] on the PolicyStatement, ` +
      `or assumeRoleAction = '${action}' in a principal class of your own)`,
      'allow sts:TagSession and sts:SetSourceIdentity only for callers that need them',
    ].join('\n'),
  };
}

const CHOSEN_BY_CALLER: Readonly<Record<SideAction, string>> = {
  'sts:TagSession': 'session tags',
  'sts:SetSourceIdentity': 'source identity',
  'sts:SetContext': 'context',
};
