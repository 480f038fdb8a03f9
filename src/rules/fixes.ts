/** Pieces of code and policy that the fixes of several rules are made of. */
import { RuleSubject } from './rule';
import { Caller, isSession } from '../evaluation/assume-role-request';
import { matchPrincipal } from '../evaluation/match-principal';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

/** Keys that hold a list: they need a set operator, and `ForAnyValue` is the one that asks for something. */
const LISTS: ReadonlySet<string> = new Set(['aws:principalorgpaths', 'cognito-identity.amazonaws.com:amr']);

/** The operator with nothing left that lets an absent key pass: `Bool` of `BoolIfExists` and of `ForAllValues:Bool`. */
export function hardened({ operatorWritten, key }: ConditionClause): string {
  const plain = operatorWritten.replace(/IfExists$/i, '').replace(/^ForAllValues:/i, '');
  return plain !== operatorWritten && LISTS.has(String(key)) && !/^ForAnyValue:/i.test(plain) ? `ForAnyValue:${plain}` : plain;
}

const NAMED: ReadonlySet<string> = new Set<Principal['kind']>(['user', 'role', 'session']);

/** The principal through which the caller got in, as CDK code. */
export function principalInCdk(subject: RuleSubject, statement: Statement, caller: Caller): string {
  if (caller.kind !== 'iam-user' && !isSession(caller)) return 'new iam.AnyPrincipal()';
  const named = statement.principals.find((principal) => NAMED.has(principal.kind) && matchPrincipal(principal, caller) === 'yes');
  if (named && isKnown(named.written)) return `new iam.ArnPrincipal('${named.written}')`;
  return subject.isNamed(caller.account) ? `new iam.AccountPrincipal('${caller.account}')` : 'new iam.AnyPrincipal()';
}
