/** The role's own organization. It is not known, but a policy may refer to it as `${aws:ResourceOrgID}`. */
import { fillPattern } from './key-constraints/candidate-values';
import { KeyRequirement, SearchMode, variablesOf } from './key-constraints/key-constraint';
import { VersionedClause } from './parts-of-policies';
import { patternOf } from '../evaluation/match-condition';
import { hasToken, PatternToken, splitPattern, ValuePattern } from '../evaluation/value-pattern';

/** An organization that no policy names. */
export const OWN_ORGANIZATION = 'o-roleowner0';
/** The key of the policy variable. */
export const OWN_ORGANIZATION_KEY = 'aws:resourceorgid';

/**
 * The organizations that the role may belong to, as far as conditions distinguish them: one that they do not name, and those that they
 * compare the same keys with. Undefined: one that they only describe by wildcards; no request can be shown for it.
 */
export function organizationsOfRole(conditions: readonly VersionedClause[], mode: SearchMode): readonly (string | undefined)[] {
  const isAsked = (condition: VersionedClause) => variablesOf(condition.clause, condition.version).includes(OWN_ORGANIZATION_KEY);
  const keys = new Set(conditions.filter(isAsked).map(({ clause }) => clause.key));
  if (keys.size === 0) return [OWN_ORGANIZATION];
  const patterns = conditions
    .filter(({ clause }) => keys.has(clause.key))
    .flatMap(({ clause, version }) => clause.values.map((value) => patternOf(value, 'string-like', version)));
  const organizations = patterns.map((pattern) => splitPattern(pattern, '/', 2)[0]);
  const described = mode === 'widest' && organizations.some(isDescription) ? [undefined] : [];
  return [...new Set([OWN_ORGANIZATION, ...organizations.flatMap(organizationIds), ...described])];
}

/** Ids are in lower case; an operator may ignore case. */
function organizationIds(pattern: ValuePattern): readonly string[] {
  const text = fillPattern(pattern, '', '').toLowerCase();
  return /^o-[a-z0-9]{10,32}$/.test(text) ? [text] : [];
}

/** `o-a*` matches some organizations and not others; `*` and `o-*` match all of them. */
function isDescription(pattern: ValuePattern): boolean {
  return (hasToken(pattern, 'any-run') || hasToken(pattern, 'any-one')) && !'o-'.startsWith(fillPattern(pattern, '', ''));
}

/** Replaces `OWN_ORGANIZATION`, also in paths, with the organization that the role is assumed to belong to. */
export function requirementForOrganization(organization: string, { differsFrom, ...requirement }: KeyRequirement): KeyRequirement {
  const meant = (token: PatternToken): PatternToken =>
    token.kind === 'literal' && token.text.split('/')[0] === OWN_ORGANIZATION
      ? { ...token, text: organization + token.text.slice(OWN_ORGANIZATION.length) }
      : token;
  return { ...requirement, differsFrom: differsFrom.map((forbidden) => ({ ...forbidden, pattern: forbidden.pattern.map(meant) })) };
}
