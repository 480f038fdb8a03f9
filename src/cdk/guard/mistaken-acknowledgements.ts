/**
 * Acknowledgements that silence nothing, because no rule has their id: somebody meant to accept a finding, and did not. A
 * warning for each, since the finding itself still stands.
 */
import { PolicyViolation, Stack, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { HIDDEN_TEMPLATE_RULE } from './hidden-template';
import { PLUGIN_NAME } from '../../cloudformation/waivers';
import { RULE_IDS } from '../../rules/catalogue';
import { stacksAround, StacksOfApp } from '../construct-tree/stacks-of-app';

export const UNKNOWN_ACKNOWLEDGEMENT_RULE = 'unknown-acknowledgement';

/** Namespaces that people write for ours; the first is what the CDK makes of an id without any. */
const MISTAKEN_NAMESPACES = ['Annotation', 'TrustPolicyGuard', 'cdk-secure-trust'];

/**
 * Of the stacks that are judged, and of the scopes above them.
 *
 * @param judged of the app: the CDK asks about some stacks, then about others, and each mistake is told once
 */
export function mistakenAcknowledgements(
  { acknowledging, stacks }: StacksOfApp, judged: readonly Stack[], isMeant: (construct: IConstruct) => boolean,
): PolicyViolation[] {
  const isJudged = new Set<Stack | undefined>(judged);
  return acknowledging.filter((scope) => isJudged.has(stackToTellWith(scope, stacks)) && isMeant(scope)).flatMap(mistakesAt);
}

/** The stack that the scope is in; for a scope above stacks, the first of them. */
function stackToTellWith(scope: IConstruct, stacks: readonly Stack[]): Stack | undefined {
  return stacksAround(scope)[0] ?? stacks.find((stack) => stack.node.scopes.includes(scope));
}

function mistakesAt(scope: IConstruct): PolicyViolation[] {
  return scope.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
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
