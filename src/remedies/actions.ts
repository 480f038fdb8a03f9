/** Fixes for actions that are wider than the callers need, and for session tags that the policy does not name. */
import { attempt } from './attempts';
import { clausesOn, requireInstead } from './conditions';
import { Candidate, Situation } from './situation';
import { dropPrincipals, neededActions } from './unusable-statements';
import { namedTags } from '../analysis/questions/unnamed-tags';
import { listOf } from '../findings/wording';
import { assumeActionOf } from '../rules/support/dead-statements';

const TAG_KEYS = 'aws:tagkeys';

export function candidatesForActions({ statement, found }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const byPrincipals = [...new Set(statement.principals.flatMap((principal) => assumeActionOf(principal) ?? []))];
  const byRequests = [...new Set(found.flatMap(({ verdict }) => verdict?.request.action ?? []))];
  const actions = byPrincipals.length > 0 ? byPrincipals : byRequests;
  return [{
    id: 'name-the-action',
    takesOut: true,
    attempts: [
      attempt(`allow ${listOf(actions)} only`, statement, (draft) => { draft.actions = actions; }),
      attempt(`allow ${listOf(neededActions(statement))} only`, statement, (draft) => { draft.actions = neededActions(statement); }),
    ],
  }];
}

export function candidatesForSessionTags({ statement, before }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const named = namedTags(before.reading.variants[0]);
  const bound = requireInstead(clausesOn(statement, [TAG_KEYS]).length > 0 ? [TAG_KEYS] : [], (placeholders) => ({
    operator: 'ForAllValues:StringEquals',
    key: 'aws:TagKeys',
    value: named.length > 0 ? named : [placeholders.add('tag-key', 'tag-key', 'team')],
  }));
  return [
    {
      id: 'bound-session-tags',
      about: [TAG_KEYS],
      attempts: [
        attempt('name the session tags that callers may pass', statement, (draft, placeholders) => bound(draft, statement, placeholders)),
      ],
    },
    {
      id: 'drop-session-tags',
      takesOut: true,
      attempts: [attempt('drop sts:TagSession, so that callers pass no session tags', statement, (draft) => {
        draft.actions = draft.actions.filter((action) => typeof action !== 'string' || action.toLowerCase() !== 'sts:tagsession');
      })],
    },
  ];
}

/** The role itself among the principals. */
export function candidatesForSelfTrust({ statement, found }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const callers = found.flatMap(({ verdict }) => (verdict && 'roleName' in verdict.request.caller ? [verdict.request.caller] : []));
  const own = statement.principals.filter((principal) => (
    principal.kind === 'role' && callers.some(({ roleName, account }) => principal.name === roleName && principal.account === account)
  ));
  return own.length === 0 ? [] : [{
    id: 'drop-the-principal',
    takesOut: true,
    attempts: [attempt('drop the role itself from its principals', statement, (draft) => dropPrincipals(draft, statement, own))],
  }];
}
