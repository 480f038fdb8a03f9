/** The outcome of `fix` as one JSON document. Programs read it: without a new `schemaVersion` a field can be added, but not renamed. */
import { Outcome } from './outcome';
import { LeftFinding, openPlaceholders, PlannedFix, RolePlan } from './plan-fixes';
import { PACKAGE_VERSION } from '../../cdk/guard/package-version';
import { jsonDocument } from '../../findings/renderers/render-json';
import { reportSource } from '../../findings/renderers/report';

export function renderOutcomeAsJson(outcome: Outcome): string {
  const roles = [
    ...outcome.plans.map((plan) => roleAsJson(plan, outcome)),
    ...outcome.failed.map(({ role, internalError }) => ({ source: reportSource(role.source), account: role.source.account ?? null, internalError })),
  ];
  const tool = { name: 'cdk-secure-trust', version: PACKAGE_VERSION };
  const written = outcome.isWriting ? outcome.changes.files.filter(({ before, after }) => before !== after).map(({ file }) => file) : [];
  return jsonDocument({ schemaVersion: '1', tool, roles, written });
}

function roleAsJson(plan: RolePlan, { changes, values }: Outcome): object {
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
  return { ruleId: finding.ruleId, also: finding.also, level: finding.level, message: finding.message, state, ...fix, alternatives: others };
}

function leftAsJson({ finding, noFix }: LeftFinding): object {
  return { ruleId: finding.ruleId, also: finding.also, level: finding.level, message: finding.message, noFix, docs: finding.docs };
}
