/** Is an action among those a statement names? Case does not count; `*` and `?` are wildcards. */
import { anyOf, not, Truth, truthOf } from './truth';
import { matchPattern, readPattern, WILDCARDS_ONLY } from './value-pattern';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';

export function matchActions(actions: readonly PartlyKnownText[], notAction: boolean, action: string): Truth {
  // IAM's grammar has no empty list: what is missing here could not be read, and a whole statement that waits for deployment has none.
  if (actions.length === 0) return 'unknown';
  const named = anyOf(actions.map((text) => matchAction(text, action)));
  return notAction ? not(named) : named;
}

function matchAction(text: PartlyKnownText, action: string): Truth {
  // Nearly every action is written out.
  if (isKnown(text) && !/[*?]/.test(text)) return truthOf(text.length === action.length && text.toLowerCase() === action.toLowerCase());
  return matchPattern(readPattern(text, WILDCARDS_ONLY), action, true);
}
