/**
 * Acknowledgements that silence nothing, because no rule has their id: somebody meant to accept a finding, and did not. A
 * warning for each, since the finding itself still stands.
 */
import { PolicyViolation, Stack, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { HIDDEN_TEMPLATE_RULE } from './hidden-template';
import { PLUGIN_NAME } from '../construct-tree/waivers';
import { RULE_IDS } from '../rules/rule-ids';

export const UNKNOWN_ACKNOWLEDGEMENT_RULE = 'unknown-acknowledgement';

/** Namespaces that people write for ours; the first is what the CDK makes of an id without any. */
const MISTAKEN_NAMESPACES = ['Annotation', 'TrustPolicyGuard', 'cdk-secure-trust'];

/**
 * Of the stacks that are judged, and of the scopes above them.
 *
 * @param all every stack of the app, in tree order: a scope above several of them is told with the first
 */
export function mistakenAcknowledgements(
  all: readonly Stack[], judged: readonly Stack[], isMeant: (construct: IConstruct) => boolean,
): PolicyViolation[] {
  const toldBefore = new Set<IConstruct>();
  const isJudged = new Set(judged);
  const violations: PolicyViolation[] = [];
  for (const stack of all) {
    const above = stack.node.scopes.slice(0, -1).filter((scope) => !Stack.isStack(scope) && !toldBefore.has(scope));
    above.forEach((scope) => toldBefore.add(scope));
    if (isJudged.has(stack)) violations.push(...[...above, ...withinStack(stack)].flatMap((scope) => mistakesAt(scope, isMeant)));
  }
  return violations;
}

/** Without the stacks nested in it: these come by themselves. */
function withinStack(stack: Stack): IConstruct[] {
  const found: IConstruct[] = [];
  const visit = (construct: IConstruct) => {
    found.push(construct);
    construct.node.children.filter((child) => !Stack.isStack(child)).forEach(visit);
  };
  visit(stack);
  return found;
}

function mistakesAt(scope: IConstruct, isMeant: (construct: IConstruct) => boolean): PolicyViolation[] {
  const acknowledged = scope.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  if (acknowledged.length === 0 || !isMeant(scope)) return [];
  return acknowledged
    .flatMap(({ data }) => Object.keys((data ?? {}) as object))
    .flatMap((id) => {
      const correction = correctionOf(id);
      return correction === undefined ? [] : [violation(scope, id, correction)];
    });
}

/** What to write instead; undefined when the id is right, or another plugin's. */
function correctionOf(id: string): string | undefined {
  const [namespace, ruleId] = id.split('::');
  const known = [...RULE_IDS, HIDDEN_TEMPLATE_RULE];
  if (namespace === PLUGIN_NAME) return known.includes(ruleId) ? undefined : `use the id that the report shows with the finding; the rules are ${known.join(', ')}`;
  return MISTAKEN_NAMESPACES.includes(namespace) && known.includes(ruleId) ? `write '${PLUGIN_NAME}::${ruleId}'` : undefined;
}

function violation(scope: IConstruct, id: string, correction: string): PolicyViolation {
  const written = id.replace(/^Annotation::/, '');
  return {
    ruleName: UNKNOWN_ACKNOWLEDGEMENT_RULE,
    severity: 'warning',
    description: `${UNKNOWN_ACKNOWLEDGEMENT_RULE}: '${written}' is acknowledged here, but no finding has that id, so nothing is accepted`,
    fix: correction,
    violatingResources: [{ constructPath: scope.node.path, locations: [] }],
  };
}
