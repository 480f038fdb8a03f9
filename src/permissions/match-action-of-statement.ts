/**
 * Does a statement of permissions match an action? Some policies of AWS name more than a thousand actions, so those of other services are
 * not compared, and what is found out about a long list is kept.
 */
import { matchActions } from '../evaluation/match-action';
import { memoize } from '../evaluation/memoize';
import { not, Truth } from '../evaluation/truth';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';

export function matchActionOfStatement(actions: readonly PartlyKnownText[], notAction: boolean, action: string): Truth {
  if (actions.length < LONG) return matchActions(actions, notAction, action);
  const { answers, byService, ofAnyService } = indexOf(actions);
  const key = action.toLowerCase();
  let truth = answers.get(key);
  if (truth === undefined) {
    const relevant = [...byService.get(serviceOf(key)) ?? [], ...ofAnyService];
    truth = relevant.length === 0 ? 'no' : matchActions(relevant, false, action);
    answers.set(key, truth);
  }
  return notAction ? not(truth) : truth;
}

const LONG = 20;

interface ActionIndex {
  /** Actions with a service that is written out, by the service in lower case. */
  readonly byService: ReadonlyMap<string, readonly string[]>;
  readonly ofAnyService: readonly PartlyKnownText[];
  /** Whether one of them matches an action. */
  readonly answers: Map<string, Truth>;
}

const indexOf = memoize((actions: readonly PartlyKnownText[]): ActionIndex => {
  const byService = new Map<string, string[]>();
  const ofAnyService: PartlyKnownText[] = [];
  for (const text of actions) {
    const service = isKnown(text) ? serviceOf(text.toLowerCase()) : '';
    if (!isKnown(text) || service === '' || /[*?]/.test(service)) {
      ofAnyService.push(text);
      continue;
    }
    const known = byService.get(service);
    if (known) known.push(text);
    else byService.set(service, [text]);
  }
  return { byService, ofAnyService, answers: new Map() };
});

/** Empty if there is none. */
function serviceOf(action: string): string {
  return action.slice(0, Math.max(0, action.indexOf(':')));
}
