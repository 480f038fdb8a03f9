/** Can somebody assume a role now who could not when the baseline was written? */
import { isSameJson } from './same-json';
import { SECTIONS, StoredTemplate, StoredTrust, trustToStore } from './stored-trust';
import { DeployTimeContext, PlacedValue } from '../cloudformation/deploy-time-context';
import { ComparedTemplates } from '../diff/compare-contexts';
import { placedTrust } from '../diff/compare-inputs';
import { TrustChange, TrustComparison, undecidedChange } from '../diff/compare-trust';
import { RoleToCompare } from '../diff/role-to-compare';
import { crashInWords } from '../findings/crash';

/** What changed, and the trust policy as it is now. */
export interface ChangeSinceBaseline {
  readonly change: TrustChange;
  readonly today: StoredTrust;
}

/** Never throws because of the content of a document. */
export function changeSince(before: StoredTrust, role: RoleToCompare): ChangeSinceBaseline {
  const today = trustToStore(role);
  if (isSameTrust(before, today)) return { change: { kind: 'equivalent', reasons: [], admitsNobodyNew: true }, today };
  if (before.isOnlyComparedAsText ?? today.isOnlyComparedAsText) {
    return { change: undecidedChange('it is in a template inside another one, with values of the outer one, and it was changed'), today };
  }
  try {
    return { change: comparedTrust(before, role), today };
  } catch (error) {
    return { change: undecidedChange(`cdk-secure-trust failed on this trust policy: ${crashInWords(error)}`), today };
  }
}

/** The same text, with the same definitions of everything it refers to. An account that one of the two does not know is the same. */
function isSameTrust(before: StoredTrust, today: StoredTrust): boolean {
  const isSamePlace = (['account', 'region', 'partition'] as const).every((part) => (
    before[part] === undefined || today[part] === undefined || before[part] === today[part]
  ));
  const content = ({ trustPolicy, templates = [], isOnlyComparedAsText }: StoredTrust) => [
    trustPolicy, templates, isOnlyComparedAsText === true,
  ];
  return isSamePlace && isSameJson(content(before), content(today));
}

function comparedTrust(before: StoredTrust, role: RoleToCompare): TrustChange {
  const now = placedTrust(role);
  const then = placedThen(before);
  const pairs = pairedContexts(before, then.contexts, now.context);
  const sameStacks = new Map(pairs.map(([old, today]) => [old.scope ?? '', today.scope ?? '']));
  const templates = new ComparedTemplates({ before: then.contexts, after: pairs.map(([, today]) => today) }, sameStacks);
  return new TrustComparison(templates).change(then, now);
}

interface PlacedThen extends PlacedValue {
  readonly contexts: readonly DeployTimeContext[];
}

/** The stored trust policy in a context that knows what was stored with it. */
function placedThen({ trustPolicy, templates = [], ...place }: StoredTrust): PlacedThen {
  const stored: readonly StoredTemplate[] = templates.length === 0 ? [place] : templates;
  const contexts: DeployTimeContext[] = stored.map(({ references = [], ...template }, number) => ({
    ...template as DeployTimeContext,
    ...Object.fromEntries(SECTIONS.map((section) => [section, template[section] ?? {}])),
    scope: `baseline ${number}`,
    follow: (reference) => {
      const found = references.find((each) => JSON.stringify(each.reference) === JSON.stringify(reference));
      return found && { value: found.value, context: contexts[found.template] };
    },
  }));
  return { value: trustPolicy, context: contexts[0], contexts };
}

/** The stored templates beside those of today: that of the role, and those to which the same references lead from there. */
function pairedContexts(
  { templates = [] }: StoredTrust, then: readonly DeployTimeContext[], now: DeployTimeContext,
): (readonly [DeployTimeContext, DeployTimeContext])[] {
  const today = new Map([[0, now]]);
  for (const [number, context] of today) {
    for (const { reference, template } of templates[number]?.references ?? []) {
      const found = context.follow?.(reference)?.context;
      if (found !== undefined && !today.has(template)) today.set(template, found.template ?? found);
    }
  }
  return [...today].map(([number, context]) => [then[number], context] as const);
}
