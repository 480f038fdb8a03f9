/**
 * Requirements that distinguish principals that a policy names from those that merely belong to an account, an organization or a pattern.
 */
import { anyValueExcept, holdsText, literalsOf, patternsOn, ConditionValue } from './condition-values';
import { namedUniqueIds } from './strangers';
import { isOneText, plainText, splitPattern, ValuePattern } from '../../evaluation/value-pattern';
import { isAccountId } from '../../policy/holes';
import { PolicyVariant } from '../../policy/trust-policy';
import { ForbiddenValues, KeyRequirement } from '../key-constraints/key-constraint';

const CALLER_ARN = 'aws:principalarn';

/** An ARN that no condition restricts beyond its account. */
export function unconstrainedArns(policy: PolicyVariant): KeyRequirement[] {
  return [
    anyValueExcept(
      CALLER_ARN,
      patternsOn(policy, CALLER_ARN).filter(({ pattern, exact }) => exact || holdsText(splitPattern(pattern, ':', 6).at(-1)!)),
    ),
  ];
}

/**
 * A principal that the policy does not name. An ARN that is written out names a principal; so do user names and unique ids, and the pattern
 * of an Identity Center role, whose suffix cannot be chosen.
 */
export function unnamedPrincipalRequirements(policy: PolicyVariant, asked: number): KeyRequirement[] {
  const statement = policy.statements.find(({ index }) => index === asked);
  // Where the statement fixes the account, a pattern does not have to name it again.
  const accountIsFixed = statement !== undefined && !statement.notPrincipal && statement.principals.every(({ kind }) => kind === 'account');
  return [
    anyValueExcept(CALLER_ARN, [
      ...patternsOn(policy, CALLER_ARN).flatMap((value) => namedPrincipal(value, accountIsFixed)),
      ...patternsOn(policy, 'aws:username').flatMap(namedUsers),
    ]),
    anyValueExcept('aws:userid', namedUniqueIds(policy)),
  ];
}

/** `aws:username` names one user of an account, whatever its path; user names in an account differ in more than case. */
function namedUsers({ pattern, ignoreCase }: ConditionValue): ForbiddenValues[] {
  const name = plainText(pattern);
  if (name === undefined) return [];
  const beginning = [literal('arn:'), ANY_RUN_TOKEN, literal(':iam::'), ANY_RUN_TOKEN];
  const arns = [[...beginning, literal(`:user/${name}`)], [...beginning, literal(':user/'), ANY_RUN_TOKEN, literal(`/${name}`)]];
  return arns.map((arn) => ({ pattern: arn, ignoreCase, byParts: true }));
}

const ANY_RUN_TOKEN = { kind: 'any-run' } as const;
const literal = (text: string) => ({ kind: 'literal', text }) as const;

/**
 * A pattern is compared part by part: as text, one with a wildcard before the name also matches an unrelated ARN whose path contains the
 * rest of the pattern.
 */
function namedPrincipal(value: ConditionValue, accountIsFixed: boolean): ForbiddenValues[] {
  if (value.exact) return [value];
  return namesOnePrincipal(value.pattern, accountIsFixed) ? [{ ...value, byParts: true }] : [];
}

/** Are the account and the name written out? The partition may be anything. */
function namesOnePrincipal(pattern: ValuePattern, accountIsFixed: boolean): boolean {
  const parts = splitPattern(pattern, ':', 6);
  if (parts.length < 6) return false;
  const [, , , , account, resource] = parts;
  return (
    (accountIsFixed || isAccount(account)) &&
    (IDENTITY_CENTER.test(literalsOf(resource)) || namesOneResource(resource))
  );
}

/** With any suffix, which is random. The path contains the region unless it is us-east-1. */
const IDENTITY_CENTER = /^role\/aws-reserved\/sso\.amazonaws\.com\*?\/(\*\/|[a-z0-9-]+\/)?AWSReservedSSO_[\w+=,.@-]+_\*+$/;

/** Is it an account id, known now or at deploy time? */
function isAccount(account: ValuePattern): boolean {
  const [token] = account;
  return account.length === 1 && token.kind === 'hole' ? isAccountId(token.hole) : /^\d{12}$/.test(plainText(account) ?? '');
}

/** Is the resource without wildcards? A name chosen by CloudFormation, or allowed by a parameter, contains none. */
function namesOneResource(resource: ValuePattern): boolean {
  return resource.every(isOneText);
}
