/** A concrete request that a trust policy admits, in the shape that findings, reports and the JSON output share. */
import { spellKey } from './key-names';
import { AssumeRoleRequest, callerAccount, callerArn, CallerKind, isSession, lastSegment } from '../evaluation/assume-role-request';
import { keysAskedAbout, variablesIn } from '../evaluation/described-request';
import { oidcKeyParts } from '../evaluation/request-keys';
import { isKnown } from '../policy/partly-known-text';
import { Statement, TrustPolicyReading } from '../policy/trust-policy';

export interface Witness {
  readonly action: string;
  readonly caller: {
    readonly kind: CallerKind;
    /** The caller's ARN, the service's name, or the provider, as the kind has it. */
    readonly arn: string;
    readonly account?: string;
  };
  /** The context keys that matter for the verdict, as AWS spells them. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Keys that say again who the caller is, or in which account the role. */
const REPEATS_CALLER =
  /^aws:(principal(arn|account|type|isawsservice|servicename|servicenameslist)|username|resourceaccount)$/;

/** Whether they are there or not, people want to know. */
const ALWAYS_TOLD = ['aws:multifactorauthpresent', 'sts:externalid', 'sts:sourceidentity', 'aws:tagkeys'];

/** Keeps of the request what the document asks about, and whether MFA was used. */
export function witnessOf(request: AssumeRoleRequest, reading: TrustPolicyReading): Witness {
  const statements = reading.variants.flatMap((variant) => variant.statements);
  const asked = new Set([...ALWAYS_TOLD, ...keysAskedAbout(statements), ...variablesIn(statements)]);
  // A key that is written with a deploy-time value is one of the issuer's claims: those of a cluster of the same template.
  const asksClaims = statements.some(({ conditions }) => conditions.some(({ key }) => !isKnown(key)));
  const isAsked = (key: string) => asked.has(key) || (asksClaims && oidcKeyParts(key) !== undefined);
  const tellsPath = namesOtherPaths(statements, request);
  const isKept = (key: string) =>
    (isAsked(key) && (!REPEATS_CALLER.test(key) || isLostInArn(key, request))) || (tellsPath && key === 'aws:principalarn');
  const kept = [...request.context].filter(([key]) => isKept(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    action: request.action,
    caller: { kind: request.caller.kind, arn: callerArn(request.caller), account: callerAccount(request.caller) },
    context: Object.fromEntries(kept.map(([key, value]) => [spellKey(key), value])),
  };
}

/** The ARN of a session does not tell the path of its role; `aws:PrincipalArn` does. */
function isLostInArn(key: string, { caller }: AssumeRoleRequest): boolean {
  return key === 'aws:principalarn' && isSession(caller) && caller.roleName.includes('/');
}

/** Do the statements name several roles of the caller's name? Then only the path says which of them calls. */
function namesOtherPaths(statements: readonly Statement[], { caller }: AssumeRoleRequest): boolean {
  if (!isSession(caller)) return false;
  const names = statements.flatMap(({ principals }) => principals.flatMap((principal) => (principal.kind === 'role' && isKnown(principal.name) ? [principal.name] : [])));
  return new Set(names.filter((name) => lastSegment(name) === lastSegment(caller.roleName))).size > 1;
}
