/** One role after the audit: its findings, and who accepted which of them. */
import { Acknowledgement, acknowledgementOf } from './acknowledgement';
import { GuardSettings } from './guard-settings';
import { auditTrustPolicy } from '../audit/audit-trust-policy';
import { RoleInTree } from '../construct-tree/find-roles';
import { Finding } from '../findings/finding';
import { pageOf } from '../findings/wording';

export interface JudgedFinding {
  readonly finding: Finding;
  readonly acknowledgement?: Acknowledgement;
}

export interface JudgedRole {
  readonly role: RoleInTree;
  readonly findings: readonly JudgedFinding[];
  /** What went wrong inside the guard itself; then nothing is known about the role. */
  readonly internalError?: string;
}

/** Never throws: the CDK's command line passes over a plugin that does, and the role would count as safe. */
export function judgeRole(role: RoleInTree, settings: GuardSettings): JudgedRole {
  try {
    const findings = role.problem === undefined ? auditTrustPolicy(role, settings) : [unreadable(role.problem)];
    return { role, findings: findings.map((finding) => ({ finding, acknowledgement: acknowledgementOf(role, finding) })) };
  } catch (error) {
    return { role, findings: [], internalError: textOfError(error) };
  }
}

/** The findings that fail the build. */
export function openErrors({ findings }: JudgedRole): Finding[] {
  return findings.filter(({ finding, acknowledgement }) => finding.level === 'error' && acknowledgement === undefined).map(({ finding }) => finding);
}

export function textOfError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whatever the user thinks of deploy-time values, a construct that cannot be rendered is none: always an error. */
function unreadable(problem: string): Finding {
  return {
    ruleId: 'undecided',
    level: 'error',
    message: 'the trust policy cannot be read, because its construct cannot be rendered',
    because: problem,
    fix: 'correct the construct so that it renders; Template.fromStack(stack) shows the same error',
    docs: pageOf('undecided'),
  };
}
