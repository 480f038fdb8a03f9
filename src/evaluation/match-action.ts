/** Does an action match the `Action` or `NotAction` of a statement? Case is ignored; `*` and `?` are wildcards. */
import { anyOf, not, Truth, truthOf } from './truth';
import { matchPattern, readPattern, WILDCARDS_ONLY } from './value-pattern';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';

export function matchActions(actions: readonly PartlyKnownText[], notAction: boolean, action: string): Truth {
  // IAM does not accept an empty list: the actions could not be read, or the whole statement is known only at deploy time.
  if (actions.length === 0) return 'unknown';
  const named = anyOf(actions.map((text) => matchAction(text, action)));
  return notAction ? not(named) : named;
}

function matchAction(text: PartlyKnownText, action: string): Truth {
  // A shortcut: nearly every action is written without wildcards.
  if (isKnown(text) && !/[*?]/.test(text)) return truthOf(text.length === action.length && text.toLowerCase() === action.toLowerCase());
  return matchPattern(readPattern(text, WILDCARDS_ONLY), action, true);
}
