/** Pieces of code and policy that the fixes of several rules are made of. */
import { RuleSubject } from './rule';
import { Caller, callerArn, isSession } from '../evaluation/assume-role-request';
import { matchPrincipal } from '../evaluation/match-principal';
import { ConditionClause } from '../policy/condition';
import { Statement } from '../policy/trust-policy';

/** Keys that hold a list: they need a set operator, and `ForAnyValue` is the one that asks for something. */
const LISTS: ReadonlySet<string> = new Set(['aws:principalorgpaths', 'cognito-identity.amazonaws.com:amr']);

/** The operator with nothing left that lets an absent key pass: `Bool` of `BoolIfExists` and of `ForAllValues:Bool`. */
export function hardened({ operatorWritten, key }: ConditionClause): string {
  const plain = operatorWritten.replace(/IfExists$/i, '').replace(/^ForAllValues:/i, '');
  return plain !== operatorWritten && LISTS.has(String(key)) && !/^ForAnyValue:/i.test(plain) ? `ForAnyValue:${plain}` : plain;
}

/** The principal through which the caller got in, as CDK code. */
export function principalInCdk(subject: RuleSubject, statement: Statement, caller: Caller): string {
  if (caller.kind !== 'iam-user' && !isSession(caller)) return 'new iam.AnyPrincipal()';
  const isNamed = statement.principals.some((principal) => principal.kind === 'user' && matchPrincipal(principal, caller) === 'yes');
  if (isNamed) return `new iam.ArnPrincipal('${callerArn(caller)}')`;
  return subject.isNamed(caller.account) ? `new iam.AccountPrincipal('${caller.account}')` : 'new iam.AnyPrincipal()';
}
