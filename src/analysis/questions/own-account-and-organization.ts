/** The role's own account and organization, to which a policy may refer with a policy variable. */
import { anyValueExcept } from './condition-values';
import { PatternToken, ValuePattern } from '../../evaluation/value-pattern';
import { ForbiddenValues, KeyRequirement } from '../key-constraints/key-constraint';
import { OWN_ACCOUNT_KEY } from '../own-account';
import { OWN_ORGANIZATION, OWN_ORGANIZATION_KEY } from '../own-organization';

const OWN_ID: ForbiddenValues = { pattern: [{ kind: 'literal', text: OWN_ORGANIZATION }], ignoreCase: false };
const OWN_PATHS: ForbiddenValues = { pattern: [{ kind: 'literal', text: `${OWN_ORGANIZATION}/` }, { kind: 'any-run' }], ignoreCase: false };

/**
 * The caller belongs neither to the role's own organization nor to the `named` ones, by id and by path. The default keys are those of the
 * caller itself; its network has other keys.
 */
export function outsideOwnOrganization(
  named: (key: string) => readonly ForbiddenValues[] = () => [], id: string = 'aws:principalorgid', paths: string = 'aws:principalorgpaths',
): KeyRequirement[] {
  return ([[id, OWN_ID], [paths, OWN_PATHS]] as const).map(([key, own]) => anyValueExcept(key, [...named(key), own]));
}

/** Values that match the members of these organizations, by id and by path. */
export function membersOf(organizations: readonly string[]): (key: string) => readonly ForbiddenValues[] {
  return (key) => organizations.map((id): ForbiddenValues => {
    const literal = (text: string) => ({ kind: 'literal', text }) as const;
    return { pattern: key === 'aws:principalorgid' ? [literal(id)] : [literal(`${id}/`), { kind: 'any-run' }], ignoreCase: false };
  });
}

export function ownerWrittenOut(values: readonly ForbiddenValues[], ownAccount: string): ForbiddenValues[] {
  return values.map((value) => ({ ...value, pattern: withOwner(value.pattern, ownAccount) }));
}

/** Replaces `${aws:ResourceAccount}` and `${aws:ResourceOrgID}` with their values. */
export function withOwner(pattern: ValuePattern, ownAccount: string): ValuePattern {
  return pattern.map((token) => ownIdentity(token, ownAccount));
}

function ownIdentity(token: PatternToken, ownAccount: string): PatternToken {
  if (token.kind !== 'variable') return token;
  if (token.key === OWN_ACCOUNT_KEY) return { kind: 'literal', text: ownAccount };
  return token.key === OWN_ORGANIZATION_KEY ? { kind: 'literal', text: OWN_ORGANIZATION } : token;
}
