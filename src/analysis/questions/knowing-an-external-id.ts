/** Requirements that distinguish callers who know an ExternalId from those who send none, or one of their own choice. */
import { anyValueExcept, patternsOn, ConditionValue } from './condition-values';
import { outsideOwnOrganization } from './own-account-and-organization';
import { isOneText, PatternToken } from '../../evaluation/value-pattern';
import { PolicyVariant } from '../../policy/trust-policy';
import { ForbiddenValues, KeyRequirement } from '../key-constraints/key-constraint';

export const EXTERNAL_ID = 'sts:externalid';

/** A pattern counts as a secret only if at least this many of its characters are fixed. */
const SHORTEST_SECRET = 8;

/**
 * The caller knows none of the values (or patterns with enough fixed characters) that the policy requires, except those that are `known`,
 * and belongs neither to the role's own organization nor to those of `members`.
 */
export function unknownExternalIdRequirements(
  policy: PolicyVariant, known: (value: ConditionValue) => boolean, members: (key: string) => readonly ForbiddenValues[],
): KeyRequirement[] {
  const secrets = patternsOn(policy, EXTERNAL_ID)
    .filter((value) => isSecret(value) && !known(value))
    .map(({ pattern, ignoreCase, asNumber }) => ({ pattern: pattern.map(withoutVariable), ignoreCase, asNumber }));
  return [anyValueExcept(EXTERNAL_ID, secrets), ...outsideOwnOrganization(members)];
}

/** A deploy-time value is a secret if it is compared exactly; as a pattern it may turn out to be `*`. */
function isSecret({ pattern, exact }: ConditionValue): boolean {
  const isWildcard = pattern.some(
    (token) =>
      token.kind === 'any-run' ||
      token.kind === 'any-one' ||
      token.kind === 'variable' ||
      (!exact && token.kind === 'hole' && !isOneText(token)),
  );
  const fixed = pattern.reduce((count, token) => count + (token.kind === 'literal' ? token.text.length : 0), 0);
  return !isWildcard || fixed >= SHORTEST_SECRET;
}

/** Whatever the value of the variable: only the literal text around it is a secret. */
function withoutVariable(token: PatternToken): PatternToken {
  return token.kind === 'variable' ? { kind: 'any-run' } : token;
}
