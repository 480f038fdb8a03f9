/** The outcome of `fix` as one JSON document. Programs read it: without a new `schemaVersion` a field can be added, but not renamed. */
import { FixOutcome } from './outcome';
import { LeftFinding, openPlaceholders, PlannedFix, RolePlan } from './plan-fixes';
import { packageVersion } from '../../cdk/guard/package-version';
import { jsonDocument } from '../../findings/renderers/json-pieces';
import { reportSource } from '../../findings/renderers/report';

export function renderOutcomeAsJson(outcome: FixOutcome): string {
  const roles = [
    ...outcome.plans.map((plan) => roleAsJson(plan, outcome)),
    ...outcome.failed.map(({ role: { source }, internalError }) => (
      { source: reportSource(source), account: source.account ?? null, internalError }
    )),
  ];
  const tool = { name: 'cdk-secure-trust', version: packageVersion() };
  const written = outcome.isWriting ? outcome.changes.files.map(({ file }) => file) : [];
  return jsonDocument({ schemaVersion: '2', tool, roles, written });
}

function roleAsJson(plan: RolePlan, { changes, values }: FixOutcome): object {
  const { role, steps, edits, left, printed } = plan;
  return {
    source: reportSource(role.source),
    account: role.source.account ?? null,
    fixes: steps.map(fixAsJson),
    edits,
    ...edits.length > 0 && { trustPolicy: printed },
    placeholders: openPlaceholders(steps, values),
    inPlace: edits.length > 0 && !changes.unplaced.has(plan),
    remaining: left.map(leftAsJson),
  };
}

function fixAsJson({ finding, fix, state, others }: PlannedFix): object {
  const { ruleId, also, level, message } = finding;
  return { ruleId, also, level, message, state, ...fix, alternatives: others };
}

function leftAsJson({ finding, noFix }: LeftFinding): object {
  const { ruleId, also, level, message, docs } = finding;
  return { ruleId, also, level, message, noFix, docs };
}
