/**
 * Acknowledgements with an ID that no finding has: their author meant to accept a finding, but it is still reported. Each gets a
 * warning.
 */
import { PolicyViolation, Stack, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { HIDDEN_TEMPLATE_RULE } from './hidden-template';
import { PLUGIN_NAME, RULE_IDS } from '../../rules/rule-ids';
import { nearestRule } from '../../rules/unknown-rule';
import { stacksAround, StacksOfApp } from '../construct-tree/stacks-of-app';

export const UNKNOWN_ACKNOWLEDGEMENT_RULE = 'unknown-acknowledgement';

/** Namespaces that are easily used by mistake; the first is the one that the CDK adds to an ID without a namespace. */
const MISTAKEN_NAMESPACES = ['Annotation', 'TrustPolicyGuard', 'cdk-secure-trust'];

/**
 * The mistakes in the stacks that are checked and in the scopes above them.
 *
 * @param judged the stacks of this call; the CDK makes several calls, and each mistake is reported once
 */
export function mistakenAcknowledgements(
  { acknowledging, stacks }: StacksOfApp, judged: readonly Stack[], isMeant: (construct: IConstruct) => boolean,
): PolicyViolation[] {
  const isJudged = new Set<Stack | undefined>(judged);
  return acknowledging.filter((scope) => isJudged.has(stackToReportWith(scope, stacks)) && isMeant(scope)).flatMap(mistakesAt);
}

/** The stack that the scope is in; for a scope above stacks, the first of them. */
function stackToReportWith(scope: IConstruct, stacks: readonly Stack[]): Stack | undefined {
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

/** What to write instead; undefined if the ID is right, or belongs to another plugin. */
function correctionOf(id: string): string | undefined {
  const [namespace, ruleId = ''] = id.split('::');
  const known = [...RULE_IDS, HIDDEN_TEMPLATE_RULE];
  if (namespace === PLUGIN_NAME) {
    if (known.includes(ruleId)) return undefined;
    return `use the ID that the report shows with the finding: did you mean '${PLUGIN_NAME}::${nearestRule(ruleId)}'?`;
  }
  return MISTAKEN_NAMESPACES.includes(namespace) && known.includes(ruleId) ? `write '${PLUGIN_NAME}::${ruleId}'` : undefined;
}

function violation(scope: IConstruct, id: string, correction: string): PolicyViolation {
  const written = id.replace(/^Annotation::/, '');
  return {
    ruleName: UNKNOWN_ACKNOWLEDGEMENT_RULE,
    severity: 'warning',
    description:
      `${UNKNOWN_ACKNOWLEDGEMENT_RULE}: '${written}' is acknowledged here, but no finding has this ID, `
      + 'so the acknowledgement has no effect',
    fix: correction,
    violatingResources: [{ constructPath: scope.node.path, locations: [] }],
  };
}
