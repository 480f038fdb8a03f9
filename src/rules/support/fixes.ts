/** Parts of code and policy that the fixes of several rules share. */
import { Caller, isSession } from '../../evaluation/assume-role-request';
import { showClause } from '../../evaluation/match-condition';
import { matchPrincipal } from '../../evaluation/match-principal';
import { vendorOf } from '../../findings/known-parties';
import { describeStatement } from '../../findings/wording';
import { ConditionClause } from '../../policy/condition';
import { isKnown } from '../../policy/partly-known-text';
import { Principal } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';
import { RuleSubject } from '../rule-subject';

/** Keys with a list of values: they need a set operator, and `ForAnyValue` is the one that requires something. */
const LISTS: ReadonlySet<string> = new Set(['aws:principalorgpaths', 'cognito-identity.amazonaws.com:amr']);

/** The operator without everything that makes it match when the key is missing: `Bool` for `BoolIfExists` and for `ForAllValues:Bool`. */
export function hardened({ operatorWritten, key }: ConditionClause): string {
  const plain = operatorWritten.replace(/IfExists$/i, '').replace(/^ForAllValues:/i, '');
  return plain !== operatorWritten && LISTS.has(String(key)) && !/^ForAnyValue:/i.test(plain) ? `ForAnyValue:${plain}` : plain;
}

/** The first condition of the statement on one of these keys, in lower case. */
export function conditionOn({ conditions }: Statement, ...keys: readonly string[]): ConditionClause | undefined {
  return conditions.find(({ key }) => keys.includes(String(key)));
}

/** `use Bool instead of BoolIfExists`; undefined where the operator does not match when the key is missing. */
export function useHardened(weak: ConditionClause): string | undefined {
  const hard = hardened(weak);
  return hard === weak.operatorWritten ? undefined : `use ${hard} instead of ${weak.operatorWritten}`;
}

/** Makes the statement require what is wanted; `weak` is the condition that it has now, if any. */
export function changeTo(wanted: string, statement: Statement, weak: ConditionClause | undefined): string {
  return weak ? `replace ${showClause(weak)} with ${wanted}` : `add the condition ${wanted} to ${describeStatement(statement)}`;
}

/** The condition that requires MFA. */
export const REQUIRES_MFA = '"Bool": { "aws:MultiFactorAuthPresent": "true" }';

/** The condition that requires an ExternalId. */
export const REQUIRES_EXTERNAL_ID = '"StringEquals": { "sts:ExternalId": "<random value agreed with the other party>" }';

/** Where the CDK accepts an ExternalId. */
export const EXTERNAL_ID_IN_CDK =
  "(in the CDK: externalIds: ['<value>'] on iam.Role, externalId: ExternalId.of('<value>') on SecureCrossAccountRole)";

const NAMED: ReadonlySet<string> = new Set<Principal['kind']>(['user', 'role', 'session']);

/** The principal that allows the caller, as CDK code. */
export function principalInCdk(subject: RuleSubject, statement: Statement, caller: Caller): string {
  if (caller.kind !== 'iam-user' && !isSession(caller)) return 'new iam.AnyPrincipal()';
  const named = statement.principals.find((principal) => NAMED.has(principal.kind) && matchPrincipal(principal, caller) === 'yes');
  if (named && isKnown(named.written)) return `new iam.ArnPrincipal('${named.written}')`;
  return subject.isNamed(caller.account) ? `new iam.AccountPrincipal('${caller.account}')` : 'new iam.AnyPrincipal()';
}

/**
 * Declares the owner of the account. Undefined where that is already known: for a declared account, for the role's own, and for an account
 * that is only an example.
 */
export function declareAccount(subject: RuleSubject, account: string): string | undefined {
  if (!subject.namedAccounts.has(account) || subject.accounts.has(account) || subject.owner.account === account) return undefined;
  const vendor = vendorOf(account);
  if (vendor !== undefined) {
    const name = vendor.replace(/[\\']/g, '\\$&');
    return `declare the vendor, whose published account is then accepted: KnownAccount.vendor('${account}', '${name}')`;
  }
  return `${declareOwnAccount(account)}\nif it belongs to a vendor, declare it: KnownAccount.vendor('${account}', '<name>')`;
}

export function declareOwnAccount(account: string): string {
  return `if account ${account} is your own, declare it: KnownAccount.own('${account}')`;
}

export function declareOrganization(id: string): string {
  return `if ${id} is your own organization, declare it: organizations: ['${id}'] on the guard`;
}

/** The ids of organizations that conditions of the statement require, and that are not declared as the user's own. */
export function undeclaredOrganizations({ conditions }: Statement, { organizations }: RuleSubject): string[] {
  const onOrganization = conditions.filter(({ key }) => key === 'aws:principalorgid' || key === 'aws:principalorgpaths');
  const asked = onOrganization.flatMap(({ values }) => values);
  const ids = asked.flatMap((value) => (isKnown(value) ? /^o-[a-z0-9]{10,32}(?=$|\/)/.exec(value) ?? [] : []));
  return [...new Set(ids)].filter((id) => !organizations.includes(id));
}
