/**
 * A quick check of a statement's conditions: is it obvious that some caller of a principal satisfies all of them? Most conditions require
 * one possible value of one key. A negative result means nothing: then the engine decides.
 */
import { issuerOrServiceOf, PossibleCaller, possibleCallersOf } from './possible-callers';
import { CALLER_KEYS } from '../../evaluation/caller-keys';
import { hasShape } from '../../evaluation/key-domains';
import { holdsFor } from '../../evaluation/operators/number-and-date-operators';
import { RequestKey } from '../../evaluation/request-key-table';
import { mfaStates, MfaState, requestKeyOf } from '../../evaluation/request-keys';
import { holdsVariable } from '../../evaluation/value-pattern';
import { ConditionClause, Operator, OperatorFamily } from '../../policy/condition';
import { isKnown, isSameText, PartlyKnownText, splitText } from '../../policy/partly-known-text';
import { Principal } from '../../policy/principal';

export function someCallerMeets(conditions: readonly ConditionClause[], principal: Principal): boolean {
  if (conditions.length === 0) return true;
  const keys = new Set(conditions.map(({ key }) => key));
  if (keys.size < conditions.length) return false;
  return possibleCallersOf(principal).some((caller) =>
    mfaStates(caller.kind).some((mfa) => conditions.every((clause) => isMet(clause, principal, caller, mfa))),
  );
}

/** Keys that depend on others or on the account of the caller, or that make the request need more than the assume action. */
const NOT_BY_ITSELF = new RegExp(
  '^aws:(sourceip|sourcevpc|vpcsourceip|vpce|ec2instance|resource|requesttag|tagkeys|sourceidentity|currenttime|epochtime|tokenissuetime)' +
  '|^aws:(signinsessionarn|chatbotsourcearn|federatedprovider)|^(codebuild|ec2|glue|lambda|ssm):|^sts:(source|transitive|request)',
);

function isMet(clause: ConditionClause, principal: Principal, caller: PossibleCaller, mfa: MfaState): boolean {
  const { key, operator, values, unreadable } = clause;
  if (!operator || unreadable !== undefined || operator.negated || operator.qualifier) return false;
  if (!isKnown(key) || NOT_BY_ITSELF.test(key)) return false;
  if (key === 'aws:principalarn') return TEXTUAL.has(operator.family) && values.some((value) => isArnOf(value, principal, caller));
  if (CALLER_KEYS.has(key)) return false;
  const facts = requestKeyOf(key, caller.kind, mfa, issuerOrServiceOf(caller));
  const isThere = facts.presence === 'always' || facts.presence === 'maybe';
  return isThere && !facts.multivalued && values.some((value) => isKnown(value) && canHold(facts, value, operator));
}

/** They compare ARNs; no other key is one. */
const TEXTUAL: ReadonlySet<OperatorFamily> = new Set<OperatorFamily>(['string-equals', 'string-like', 'arn']);

function canHold({ domain }: RequestKey, value: string, operator: Operator): boolean {
  const { family } = operator;
  if (domain.type === 'number') {
    const isMetBy = (possible: number) => holdsFor(possible - Number(value), operator);
    return family === 'numeric' && /^\d{1,9}$/.test(value) && [domain.min, domain.max].some(isMetBy);
  }
  if (domain.type === 'bool') return family === 'bool' && domain.values.some((possible) => possible === value.toLowerCase());
  if (domain.type !== 'text' || holdsVariable(value)) return false;
  if (!TEXTUAL.has(family) || (family === 'arn' && value.split(':').length < 6)) return false;
  const text = family === 'string-equals' ? value : value.replace(/\*/g, '').replace(/\?/g, 'x');
  const fits = text.length >= domain.min && text.length <= domain.max;
  return fits && new RegExp(`^[${domain.alphabet ?? ' -~'}]+$`).test(text) && hasShape(domain, text);
}

const USER = /^user\/[\w+=,.@-]{1,64}$/;
const ROLE = /^role\/[\w+=,.@-]{1,64}$/;

/** A literal user or role of the account that the statement trusts. */
function isArnOf(value: PartlyKnownText, principal: Principal, { kind }: PossibleCaller): boolean {
  if (principal.kind !== 'account') return false;
  const [, partition, service, , account, resource] = isKnown(value) ? value.split(':') : splitText(value, ':', 6);
  if (service !== 'iam' || resource === undefined || !isKnown(resource)) return false;
  const isOfPartition = principal.partition === undefined || isSameText(partition, principal.partition);
  return (kind === 'iam-user' ? USER : ROLE).test(resource) && isOfPartition && isSameText(account, principal.account);
}
