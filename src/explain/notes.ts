/** What else a reader should know: what was not looked at, and what was taken for granted. */
import { arnOf, Attempt, RoleInQuestion } from './attempt';
import { CallerSide, Explanation } from './explanation';
import { isOfIdentityCenter } from './possible-requests';
import { callerAccount, isSession } from '../evaluation/assume-role-request';

export interface Found {
  readonly decision: Explanation['decision'];
  readonly side: CallerSide;
  /** AWS did refuse the call. */
  readonly wasRefused: boolean;
}

export function notesFor(attempt: Attempt, role: RoleInQuestion, found: Found): readonly string[] {
  const { caller, sent } = attempt;
  const account = callerAccount(caller);
  const isForeign = account !== undefined && account !== arnOf(role).account;
  const notes: (string | false)[] = [
    account !== undefined && (found.side === 'not-checked'
      ? `the policies of the caller were not checked; give them with --caller-policy${isForeign ? `: a caller of another account always needs sts:AssumeRole on ${arnOf(role).written} there` : ''}`
      : 'permissions boundaries, session policies and organization policies (SCP, RCP) were not looked at; they can deny what is allowed here'),
    found.wasRefused && found.decision === 'allowed' &&
      "AWS refused the call, but it should pass as it was told: look at the caller's own policies, then at permissions boundaries, session policies, organization policies and the policy of the VPC endpoint; a policy that was changed takes some seconds to be seen everywhere",
    isSession(caller) && !isOfIdentityCenter(caller) && attempt.callerWritten.includes(':assumed-role/') && !sent.context.has('aws:principalarn') &&
      `the ARN of a session does not tell the path of its role; if ${caller.roleName} has one, give the ARN of the role as --caller-arn`,
    sent.durationSeconds !== undefined && sent.durationSeconds > 3600 && role.maxSessionSeconds === undefined && !isSession(caller) &&
      'the MaxSessionDuration of the role is not known (3600 seconds unless somebody raised it); give what get-role prints as --trust-policy',
    role.real === undefined && 'whether the role exists under that very ARN is not known; give what get-role prints as --trust-policy',
    caller.kind === 'iam-user' && sent.mfaAgeSeconds === undefined && !sent.context.has('aws:multifactorauthpresent') && found.decision === 'allowed' &&
      'a long-term access key was assumed; say --mfa if the call shows MFA',
  ];
  return notes.filter((note): note is string => note !== false);
}
