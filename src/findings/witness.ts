/** A concrete request that a trust policy admits, in the shape that findings, reports and the JSON output share. */
import { spellKey } from './key-names';
import { AssumeRoleRequest, callerAccount, callerArn, CallerKind, isSession } from '../evaluation/assume-role-request';
import { readPattern } from '../evaluation/value-pattern';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { TrustPolicyReading } from '../policy/trust-policy';

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

/** Keys that say again who the caller is. */
const REPEATS_CALLER =
  /^aws:(principal(arn|account|type|isawsservice|servicename|servicenameslist)|username|resourceaccount|resourceorgid)$/;

/** Keeps of the request what the document asks about, and whether MFA was used. */
export function witnessOf(request: AssumeRoleRequest, reading: TrustPolicyReading): Witness {
  const asked = new Set<string>(['aws:multifactorauthpresent', 'sts:externalid', 'sts:sourceidentity', 'aws:tagkeys']);
  for (const variant of reading.variants) {
    for (const { key, values } of variant.statements.flatMap((statement) => statement.conditions)) {
      if (isKnown(key)) asked.add(key);
      for (const value of values) for (const variable of variablesIn(value)) asked.add(variable);
    }
  }
  const isKept = (key: string) => asked.has(key) && (!REPEATS_CALLER.test(key) || isLostInArn(key, request));
  const kept = [...request.context].filter(([key]) => isKept(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    action: request.action,
    caller: { kind: request.caller.kind, arn: callerArn(request.caller), account: callerAccount(request.caller) },
    context: Object.fromEntries(kept.map(([key, value]) => [spellKey(key), value])),
  };
}

/** The keys behind the policy variables of a value, in lower case. */
function variablesIn(value: PartlyKnownText): string[] {
  return readPattern(value, { wildcards: false, variables: true }).flatMap((token) => (token.kind === 'variable' ? [token.key] : []));
}

/** The ARN of a session does not tell the path of its role; `aws:PrincipalArn` does. */
function isLostInArn(key: string, { caller }: AssumeRoleRequest): boolean {
  return key === 'aws:principalarn' && isSession(caller) && caller.roleName.includes('/');
}
