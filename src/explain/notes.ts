/** What else a reader should know: what was not checked, and what was assumed. */
import { arnOf, Attempt, RoleInQuestion } from './attempt';
import { CallerSide, Explanation } from './explanation';
import { GivenPolicies } from './policies/given-policy';
import { isOfIdentityCenter } from './possible-requests';
import { callerAccount, isSession } from '../evaluation/assume-role-request';
import { listOf } from '../findings/wording';

export interface DecisionFound {
  readonly decision: Explanation['decision'];
  readonly side: CallerSide;
  readonly given: GivenPolicies;
}

export function notesFor(attempt: Attempt, role: RoleInQuestion, found: DecisionFound): readonly string[] {
  const notes: readonly (string | undefined)[] = [
    aboutUncheckedPolicies(attempt, role, found),
    aboutPathOfCaller(attempt),
    aboutMaxSessionDuration(attempt, role),
    role.real === undefined ? UNCONFIRMED_ARN : undefined,
    aboutAccessKey(attempt, found),
  ];
  return notes.filter((note) => note !== undefined);
}

const UNCONFIRMED_ARN = 'whether a role with exactly this ARN exists is not known; give the output of get-role as --trust-policy';

function aboutUncheckedPolicies({ caller }: Attempt, role: RoleInQuestion, { side, given }: DecisionFound): string | undefined {
  const account = callerAccount(caller);
  if (account === undefined) return undefined;
  if (given.identity || side === 'not-needed') {
    const unchecked = [
      given.boundary ? undefined : 'permissions boundaries',
      given.session || !isSession(caller) ? undefined : 'session policies',
      given.scpLevels && given.rcps ? undefined : 'organization policies (SCP, RCP)',
    ].filter((name) => name !== undefined);
    return unchecked.length === 0 ? undefined : `${listOf(unchecked)} were not checked; they can deny a call that is allowed here`;
  }
  const { account: roleAccount, written } = arnOf(role);
  const needed = account === roleAccount ? '' : `: a caller in another account always needs sts:AssumeRole on ${written} there`;
  return `the policies of the caller were not checked; give them with --caller-policy${needed}`;
}

function aboutPathOfCaller({ caller, callerWritten, sent }: Attempt): string | undefined {
  const isPathUnknown = callerWritten.includes(':assumed-role/') && !sent.context.has('aws:principalarn');
  if (!isSession(caller) || isOfIdentityCenter(caller) || !isPathUnknown) return undefined;
  return 'the ARN of a session does not include the path of its role; ' +
    `if ${caller.roleName} has a path, give the ARN of the role as --caller-arn`;
}

function aboutMaxSessionDuration({ caller, sent }: Attempt, role: RoleInQuestion): string | undefined {
  const isLong = sent.durationSeconds !== undefined && sent.durationSeconds > 3600;
  if (!isLong || role.maxSessionSeconds !== undefined || isSession(caller)) return undefined;
  return 'the MaxSessionDuration of the role is not known (it is 3600 seconds by default); give the output of get-role as --trust-policy';
}

function aboutAccessKey({ caller, sent }: Attempt, { decision }: DecisionFound): string | undefined {
  const isMfaGiven = sent.mfaAgeSeconds !== undefined || sent.context.has('aws:multifactorauthpresent');
  if (caller.kind !== 'iam-user' || isMfaGiven || decision !== 'allowed') return undefined;
  return 'a long-term access key without MFA is assumed; give --mfa if the call has MFA';
}
