/** A concrete request that a trust policy allows, in the shape that findings, reports and the JSON output share. */
import { spellKey } from './key-names';
import { EvaluatedRequest, callerAccount, callerArn, CallerKind, isSession, lastSegment } from '../evaluation/assume-role-request';
import { conditionKeysOf, variableKeysOf } from '../evaluation/described-request';
import { oidcKeyParts } from '../evaluation/request-keys';
import { isKnown } from '../policy/partly-known-text';
import { Statement, TrustPolicyReading } from '../policy/trust-policy';

export interface Witness {
  readonly action: string;
  readonly caller: {
    readonly kind: CallerKind;
    /** The ARN of the caller or of the identity provider, or the name of the service. */
    readonly arn: string;
    readonly account?: string;
  };
  /** The condition keys that matter for the verdict, as AWS spells them. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Keys that repeat what the caller's ARN says, or the account of the role. */
const REPEATS_CALLER =
  /^aws:(principal(arn|account|type|isawsservice|servicename|servicenameslist)|username|resourceaccount)$/;

/** Shown even if the document does not mention them. */
const ALWAYS_SHOWN = ['aws:multifactorauthpresent', 'sts:externalid', 'sts:sourceidentity', 'aws:tagkeys'];

/** Keeps the keys that the document has conditions on, and those that are always shown. */
export function witnessOf(request: EvaluatedRequest, reading: TrustPolicyReading): Witness {
  const statements = reading.variants.flatMap((variant) => variant.statements);
  const asked = new Set([...ALWAYS_SHOWN, ...conditionKeysOf(statements), ...variableKeysOf(statements)]);
  // A key that contains a deploy-time value is a claim of a token issuer: that of a cluster in the same template.
  const asksClaims = statements.some(({ conditions }) => conditions.some(({ key }) => !isKnown(key)));
  const isAsked = (key: string) => asked.has(key) || (asksClaims && oidcKeyParts(key) !== undefined);
  const showsPath = namesOtherPaths(statements, request);
  const isKept = (key: string) =>
    (isAsked(key) && (!REPEATS_CALLER.test(key) || isLostInArn(key, request))) || (showsPath && key === 'aws:principalarn');
  const kept = [...request.context].filter(([key]) => isKept(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    action: request.action,
    caller: { kind: request.caller.kind, arn: callerArn(request.caller), account: callerAccount(request.caller) },
    context: Object.fromEntries(kept.map(([key, value]) => [spellKey(key), value])),
  };
}

/** The ARN of a session does not contain the path of its role; `aws:PrincipalArn` does. */
function isLostInArn(key: string, { caller }: EvaluatedRequest): boolean {
  return key === 'aws:principalarn' && isSession(caller) && caller.roleName.includes('/');
}

/** Do the statements name several roles with the name of the caller's role? Then only the path shows which of them makes the call. */
function namesOtherPaths(statements: readonly Statement[], { caller }: EvaluatedRequest): boolean {
  if (!isSession(caller)) return false;
  const principals = statements.flatMap((statement) => statement.principals);
  const names = principals.flatMap((principal) => (principal.kind === 'role' && isKnown(principal.name) ? [principal.name] : []));
  return new Set(names.filter((name) => lastSegment(name) === lastSegment(caller.roleName))).size > 1;
}
