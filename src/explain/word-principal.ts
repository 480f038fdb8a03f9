/** Describes why the trust policy does not trust the caller, and what to write so that it does. */
import { arnOf, Attempt, RoleInQuestion } from './attempt';
import { principalFor } from './caller-statement';
import { Failure } from './failure';
import { nearestPrincipal } from './near-miss';
import { isOfIdentityCenter } from './possible-requests';
import { shortened } from './word-condition';
import { Wording, WordingContext } from './wording';
import { isSession, lastSegment } from '../evaluation/assume-role-request';
import { describeStatement } from '../findings/wording';
import { showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

export function wordUntrustedPrincipal({ place: { statement } }: Failure, { attempt, role }: WordingContext): Wording {
  const why = statement ? whyNotTrusted(statement, attempt, role) : 'it does not allow any request';
  return {
    message: `the trust policy does not trust ${attempt.callerWritten}: ${why}`,
    fix: fixFor(attempt, role),
    remedy: 'trust-policy',
  };
}

function whyNotTrusted(statement: Statement, { caller }: Attempt, role: RoleInQuestion): string {
  const named = shortened(statement.principals.map(({ written }) => showText(written)).join(', '));
  const where = describeStatement(statement);
  if (statement.notPrincipal) return `${where} trusts every principal except ${named}`;
  const near = nearestPrincipal(statement.principals, caller, arnOf(role).account);
  if (!near) return `the principals of ${where} cannot be read`;
  if (near.principal.kind === 'unknown') return `the principals of ${where} are not known: ${near.principal.what}`;
  const others = statement.principals.length === 1 ? '' : ` (it names ${named})`;
  return `${where} trusts ${showText(near.principal.written)}; ${near.difference}${others}`;
}

function fixFor({ caller }: Attempt, role: RoleInQuestion): string {
  const { key, name } = principalFor(caller);
  if (isOfIdentityCenter(caller)) {
    return `trust the account ${name} together with an ArnLike condition on aws:PrincipalArn: ` +
      'the name of an Identity Center role has a path and a suffix that may change';
  }
  const written = `name it as a principal of the trust policy: "${key}": "${name}"`;
  if (isSession(caller) && arnOf(role).account === caller.account && lastSegment(arnOf(role).name) === lastSegment(caller.roleName)) {
    return `${written}; a role does not trust itself unless its trust policy says so`;
  }
  if (isSession(caller) && caller.pathIsUnknown) {
    return `${written} (with the path of the role, if it has one: aws iam get-role --role-name ${caller.roleName})`;
  }
  if (caller.kind === 'oidc') {
    return `${written}, with conditions on the sub and aud of the token: without them, every token of that provider can assume the role`;
  }
  return written;
}
