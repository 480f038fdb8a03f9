/** What `fix` did or would do, and what is left. Both the text and the JSON output come from it. */
import { FileChanges } from './change-files';
import { FixInput } from './fix-input';
import { isChosen, LeftFinding, openPlaceholders, RolePlan } from './plan-fixes';
import { auditRole, AuditSettings } from '../../assessment/assess';
import { auditSharedExternalIds } from '../../assessment/shared-external-ids';
import { Placeholder } from '../../findings/fix';
import { nameOfRole } from '../../findings/role-source';
import { InputRole } from '../../input/input-role';

/** One role, with the reason why it could not be examined. */
export interface FailedRole {
  readonly role: InputRole;
  readonly internalError: string;
}

export interface FixOutcome {
  readonly input: Pick<FixInput, 'kindOf' | 'holdsSeveral'>;
  readonly isWriting: boolean;
  readonly plans: readonly RolePlan[];
  readonly failed: readonly FailedRole[];
  readonly changes: FileChanges;
  readonly values: ReadonlyMap<string, string>;
}

const EXCHANGE_ID = 'exchange the ExternalId in one of the roles, together with its callers';

/** By role, the remaining findings after the fixes, including those that only several roles together show. */
export function withSharedExternalIds(plans: readonly RolePlan[], settings: AuditSettings, rules: readonly string[]): readonly RolePlan[] {
  const shared = auditSharedExternalIds(plans.map(({ role, document }) => ({
    externalIds: auditRole({ ...role, document }, settings).externalIds,
    name: () => nameOfRole(role.source),
    subject: () => ({ ...role, document }),
  })), settings);
  return plans.map((plan, index) => {
    const isAccepted = (id: string) => plan.role.waivers.some(({ rule }) => rule === id);
    const found = shared[index].filter((finding) => isChosen(finding, rules) && !isAccepted(finding.ruleId));
    const left: LeftFinding[] = found.map((finding) => ({ finding, noFix: EXCHANGE_ID }));
    return left.length === 0 ? plan : { ...plan, left: [...plan.left, ...left] };
  });
}

/** Would `check` still report an error: a remaining one, or one whose fix is only declared, needs a value, or has to be made by hand? */
export function leavesErrors({ plans, failed, changes, values, isWriting }: FixOutcome): boolean {
  return failed.length > 0 || plans.some((plan) => (
    plan.left.some(({ finding }) => finding.level === 'error')
    || plan.steps.some(({ finding, state }) => finding.level === 'error' && (state !== 'applied' || changes.unplaced.has(plan)))
    || !isWriting && openPlaceholders(plan.steps, values).length > 0
  ));
}

export function allOpenPlaceholders({ plans, values }: FixOutcome): readonly Placeholder[] {
  return plans.flatMap(({ steps }) => openPlaceholders(steps, values));
}
