/** The caller of the call to explain: from --caller-arn, the message of AWS, a token, or a profile. */
import { shown } from './explain-flags';
import { SESSION_NAME } from './explain-sent';
import { Caller, ContextValue, lastSegment, SessionCaller } from '../evaluation/assume-role-request';
import { callerWithArn, callerWithProvider } from '../evaluation/described-request';
import { refuse } from '../input/input-error';

/** The ARN in what `aws sts get-caller-identity` prints, as JSON, text or a table. Any other text is returned as it is. */
export function arnInCallerIdentity(given: string): string {
  const text = given.trim();
  if (!/\s|^\{/.test(text)) return given;
  return /"Arn"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? /\b(arn:aws[a-z-]*:(?:iam|sts)::\d{12}:[^\s"',}|]+)/.exec(text)?.[1] ?? given;
}

export function callerOf(written: string, flag: string): Caller {
  const isClean = /^[\x21-\x7e]{1,2048}$/.test(written);
  if (/^arn:aws[a-z-]*:iam::\d{12}:root$/.test(written)) {
    refuse(flag, `${written} is the root user, which cannot assume roles: make the call as an IAM user or a role`);
  }
  if (isClean && written.includes(':federated-user/')) {
    refuse(
      flag,
      `${shown(written)} is a GetFederationToken session, which cannot call AssumeRole: make the call as its IAM user, or as a role`,
    );
  }
  const caller = callerNamed(written);
  if (caller) return caller;
  refuse(
    flag,
    `${shown(written)} is not the ARN of a user, session, role or identity provider, and not an AWS service: `
    + 'specify, for example, arn:aws:iam::111122223333:user/alice',
  );
}

/** Undefined if the text names no caller. */
export function callerNamed(written: string): Caller | undefined {
  const isClean = /^[\x21-\x7e]{1,2048}$/.test(written);
  const caller = isClean && !/[*?]/.test(written) ? callerWithArn(written) ?? callerWithProvider(written) : undefined;
  if (caller) {
    const name = caller.kind === 'iam-user' ? caller.name : 'roleName' in caller ? caller.roleName : 'x';
    const hasSoundSession = !('sessionName' in caller) || SESSION_NAME.test(caller.sessionName);
    if (/^([\x21-\x7e]{1,510}\/)?[\w+=,.@-]{1,64}$/.test(name) && hasSoundSession) return caller;
  }
  return /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(written) ? { kind: 'service', service: written } : undefined;
}

/** `aws:PrincipalArn` contains the path of a session's role. It has to be the same role. */
export function callerWithPath(arn: ContextValue | undefined, caller: Caller): Caller {
  if (arn === undefined) return caller;
  const named = typeof arn === 'string' ? callerWithArn(arn) : undefined;
  if (caller.kind === 'role-session' && named?.kind === 'role-session' && isSameRole(named, caller)) {
    return { ...named, sessionName: caller.sessionName };
  }
  refuse('--context', 'aws:PrincipalArn is not the ARN of the role of --caller-arn: omit it, or specify the ARN of that role with its ' +
    'path');
}

/** The key holds the ARN of the role, never that of a session. */
function isSameRole(named: SessionCaller, caller: SessionCaller): boolean {
  const isSameName = caller.pathIsUnknown ? lastSegment(named.roleName) === caller.roleName : named.roleName === caller.roleName;
  return isSameName && !named.pathIsUnknown && named.account === caller.account && named.partition === caller.partition;
}
