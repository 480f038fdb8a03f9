/** Places whose roles cannot be seen before deployment: which of them are new or changed? */
import { RolesToCompare } from './role-to-compare';
import { field } from '../cloudformation/template';
import { UnseenReport } from '../findings/renderers/report';

export interface UnseenChange {
  readonly added: readonly UnseenReport[];
  /** The same as before, as far as the inputs show. */
  readonly unchanged: readonly UnseenReport[];
}

export function newlyUnseen(before: RolesToCompare, after: RolesToCompare): UnseenChange {
  const old = new Set(before.unseen.map((place) => comparableText(place, before)));
  const isOld = (place: UnseenReport) => old.has(comparableText(place, after));
  return { added: after.unseen.filter((place) => !isOld(place)), unchanged: after.unseen.filter(isOld) };
}

/** The resource of the place has to be the same as well, including, for example, the URL of a template. */
function comparableText(
  { source: { file = '', logicalId, constructPath }, what, because }: UnseenReport,
  { contexts }: RolesToCompare,
): string {
  const context = contexts.find(({ scope = '' }) => file.endsWith(scope));
  return JSON.stringify([
    constructPath ?? logicalId,
    what,
    because,
    logicalId === undefined ? undefined : field(context?.resources, logicalId),
  ]);
}
