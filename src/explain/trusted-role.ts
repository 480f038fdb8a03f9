/**
 * A role of the caller's account that the trust policy trusts already. To assume that role first, and this one with its session, is better
 * than to trust one more principal: only the caller's own account has to agree.
 */
import { assumeRoleLine } from './assume-role-line';
import { arnOf, Attempt, readRoleArn, RoleArn, RoleInQuestion } from './attempt';
import { sessionNameOf } from './corrected-call';
import { CauseCommand } from './explanation';
import { judgeCall } from './judge-call';
import { shellWord } from './shell-word';
import { callerAccount, isSession, lastSegment } from '../evaluation/assume-role-request';
import { isKnown } from '../policy/partly-known-text';
import { Statement, PolicyVariant } from '../policy/trust-policy';

export interface TrustedRole {
  readonly arn: RoleArn;
  /** The call by a session of it, which the trust policy allows. */
  readonly call: Attempt;
}

/** The first such role by which the call is proved to be allowed. */
export function trustedRoleFor(attempt: Attempt, role: RoleInQuestion, policy: PolicyVariant, now: Date): TrustedRole | undefined {
  const account = callerAccount(attempt.caller);
  const named = policy.statements.filter(({ effect }) => effect === 'Allow').flatMap(rolesNamedIn);
  for (const arn of named.filter((each) => each.account === account && isAnotherRole(each, attempt, role))) {
    const call = callBySession(arn, attempt, role, now);
    if (call) return { arn, call };
  }
  return undefined;
}

function rolesNamedIn({ principals, conditions }: Statement): readonly RoleArn[] {
  const ofConditions = conditions.filter(({ key }) => key === 'aws:principalarn').flatMap(({ values }) => values);
  const texts = [...principals.map(({ written }) => written), ...ofConditions];
  return texts.flatMap((text) => (isKnown(text) ? readRoleArn(text) ?? [] : []));
}

/** Nobody but a service, or IAM Identity Center, can assume the roles under these paths. */
const RESERVED_PATHS = /^aws-(reserved|service-role)\//;

function isAnotherRole({ name, account, written }: RoleArn, { caller }: Attempt, role: RoleInQuestion): boolean {
  const isOwn = isSession(caller) && caller.account === account && lastSegment(caller.roleName) === lastSegment(name);
  return !isOwn && written !== arnOf(role).written && !/[*?]/.test(name) && !RESERVED_PATHS.test(name);
}

/** What the call sends with the session. Undefined if that is not certain to be allowed. */
function callBySession(arn: RoleArn, attempt: Attempt, role: RoleInQuestion, now: Date): Attempt | undefined {
  const { partition, account, name } = arn;
  const { sent } = attempt;
  const sessionName = sessionNameOf(attempt);
  const { corrected: call } = judgeCall(
    {
      caller: { kind: 'role-session', partition, account, roleName: name, sessionName },
      callerWritten: arn.written,
      sent: { ...sent, sessionName, mfaAgeSeconds: undefined, context: new Map([...sent.context].filter(([key]) => !isAboutCaller(key))) },
    },
    { ...role, requested: arnOf(role) }, {}, now,
  );
  return judgeCall(call, { ...role, requested: arnOf(role) }, {}, now).outcome === 'allowed' ? call : undefined;
}

/** Keys that say something about the caller, other than its organization, which is that of its account. */
function isAboutCaller(key: string): boolean {
  return /^aws:(principal(?!org)|user|multifactorauth|tokenissuetime|federatedprovider|sourceidentity)/.test(key);
}

/** A profile for the trusted role, and the call with it. */
export function commandsThrough({ arn, call }: TrustedRole, role: RoleInQuestion, sourceProfile: string): readonly CauseCommand[] {
  const profile = profileThrough(arn, role);
  const set = (key: string, value: string) => `aws configure set ${key} ${shellWord(value)} --profile ${shellWord(profile)}`;
  const roleArn = arnOf(role).written;
  const line = assumeRoleLine({ ...call.sent, roleArn, sessionName: sessionNameOf(call) });
  return [set('role_arn', arn.written), set('source_profile', sourceProfile), `${line} --profile ${shellWord(profile)}`].map(
    (run): CauseCommand => ({ by: 'caller', run }),
  );
}

function profileThrough(arn: RoleArn, role: RoleInQuestion): string {
  return `${lastSegment(arn.name)}-for-${lastSegment(arnOf(role).name)}`.replace(/[^\w.@+-]/g, '-');
}
