/** What separates a principal that a policy names from one that merely belongs to an account, an organization or a pattern. */
import { namedUniqueIds } from './strangers';
import { anyValueExcept, holdsText, literalsOf, patternsOn, ValueOnKey } from './values-asked-for';
import { isOneText, plainText, splitPattern, ValuePattern } from '../../evaluation/value-pattern';
import { isAccountId } from '../../policy/holes';
import { TrustPolicy } from '../../policy/trust-policy';
import { ForbiddenValues, KeyRequirement } from '../key-constraints/key-constraint';

const CALLER_ARN = 'aws:principalarn';

/** No condition asks for more of the caller's ARN than the account. */
export function unconstrainedArns(policy: TrustPolicy): KeyRequirement[] {
  return [anyValueExcept(CALLER_ARN, patternsOn(policy, CALLER_ARN).filter(({ pattern, exact }) => exact || holdsText(splitPattern(pattern, ':', 6).at(-1)!)))];
}

/**
 * ARNs that the policy writes out name somebody; so do user names and unique ids, and the pattern of an Identity Center role, whose suffix
 * nobody can choose.
 */
export function unnamedPrincipalRequirements(policy: TrustPolicy, asked: number): KeyRequirement[] {
  const statement = policy.statements.find(({ index }) => index === asked);
  // Where the statement settles the account, a pattern need not say it again.
  const accountIsSettled = statement !== undefined && !statement.notPrincipal && statement.principals.every(({ kind }) => kind === 'account');
  return [
    anyValueExcept(CALLER_ARN, [
      ...patternsOn(policy, CALLER_ARN).flatMap((value) => namedPrincipal(value, accountIsSettled)),
      ...patternsOn(policy, 'aws:username').flatMap(namedUsers),
    ]),
    anyValueExcept('aws:userid', namedUniqueIds(policy)),
  ];
}

/** `aws:username` tells one user of an account, whatever its path; no two names of an account differ in case alone. */
function namedUsers({ pattern, ignoreCase }: ValueOnKey): ForbiddenValues[] {
  const name = plainText(pattern);
  if (name === undefined) return [];
  const beginning = [literal('arn:'), ANY_RUN, literal(':iam::'), ANY_RUN];
  const arns = [[...beginning, literal(`:user/${name}`)], [...beginning, literal(':user/'), ANY_RUN, literal(`/${name}`)]];
  return arns.map((arn) => ({ pattern: arn, ignoreCase, byParts: true }));
}

const ANY_RUN = { kind: 'any-run' } as const;
const literal = (text: string) => ({ kind: 'literal', text }) as const;

/**
 * Read as text, a pattern with a wildcard before the name also matches a stranger's ARN whose path holds the rest of the pattern: that one
 * names nobody.
 */
function namedPrincipal(value: ValueOnKey, accountIsSettled: boolean): ForbiddenValues[] {
  if (value.exact) return [value];
  return namesOnePrincipal(value.pattern, accountIsSettled) ? [{ ...value, byParts: true }] : [];
}

/** Account and name are written out; the partition may be anything. */
function namesOnePrincipal(pattern: ValuePattern, accountIsSettled: boolean): boolean {
  const parts = splitPattern(pattern, ':', 6);
  if (parts.length < 6) return false;
  const [, , , , account, resource] = parts;
  return (
    (accountIsSettled || isAccount(account)) &&
    (IDENTITY_CENTER.test(literalsOf(resource)) || namesOwnResource(resource))
  );
}

/** Of any suffix, which is random. The region stands in the path unless it is us-east-1. */
const IDENTITY_CENTER = /^role\/aws-reserved\/sso\.amazonaws\.com\*?\/(\*\/|[a-z0-9-]+\/)?AWSReservedSSO_[\w+=,.@-]+_\*+$/;

/** Twelve digits, known now or at deployment. */
function isAccount(account: ValuePattern): boolean {
  const [token] = account;
  return account.length === 1 && token.kind === 'hole' ? isAccountId(token.hole) : /^\d{12}$/.test(plainText(account) ?? '');
}

/** Written out; a name that CloudFormation will choose, or that a parameter allows, holds no wildcard. */
function namesOwnResource(resource: ValuePattern): boolean {
  return resource.every(isOneText);
}
