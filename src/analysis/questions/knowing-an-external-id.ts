/** What separates a caller who knows an ExternalId from one who sends none, or one of its own choice. */
import { outsideOwnOrganization } from './own-account-and-organization';
import { anyValueExcept, patternsOn, ValueOnKey } from './values-asked-for';
import { isOneText, PatternToken } from '../../evaluation/value-pattern';
import { TrustPolicy } from '../../policy/trust-policy';
import { ForbiddenValues, KeyRequirement } from '../key-constraints/key-constraint';

export const EXTERNAL_ID = 'sts:externalid';

/** A pattern is something to know only if it forces at least this many characters. */
const SHORTEST_SECRET = 8;

/**
 * Whoever calls knows none of the values (or telling patterns) that the policy asks for, save those that are `known`, and belongs neither to the
 * role's own organization nor to those that `members` tells.
 */
export function unknownExternalIdRequirements(
  policy: TrustPolicy, known: (value: ValueOnKey) => boolean, members: (key: string) => readonly ForbiddenValues[],
): KeyRequirement[] {
  const secrets = patternsOn(policy, EXTERNAL_ID)
    .filter((value) => isSecret(value) && !known(value))
    .map(({ pattern, ignoreCase, asNumber }) => ({ pattern: pattern.map(withoutVariable), ignoreCase, asNumber }));
  return [anyValueExcept(EXTERNAL_ID, secrets), ...outsideOwnOrganization(members)];
}

/** Compared as it is, a deploy-time value is one to know; read as a pattern it may turn out to be `*`. */
function isSecret({ pattern, exact }: ValueOnKey): boolean {
  const isWild = pattern.some((token) => (
    token.kind === 'any-run' || token.kind === 'any-one' || token.kind === 'variable' || (!exact && token.kind === 'hole' && !isOneText(token))
  ));
  const forced = pattern.reduce((count, token) => count + (token.kind === 'literal' ? token.text.length : 0), 0);
  return !isWild || forced >= SHORTEST_SECRET;
}

/** Whatever the variable stands for: the literal text around it is what one has to know. */
function withoutVariable(token: PatternToken): PatternToken {
  return token.kind === 'variable' ? { kind: 'any-run' } : token;
}
