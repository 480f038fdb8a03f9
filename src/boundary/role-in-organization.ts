/** A role of a known organization: `${aws:ResourceOrgID}` in its trust policy is the id of that organization. */
import { hasVariables } from '../evaluation/value-pattern';
import { isKnown, PartlyKnownText, textOf } from '../policy/partly-known-text';
import { PolicyVariant } from '../policy/trust-policy';

const OWN_ORGANIZATION = /\$\{aws:ResourceOrgID\}/gi;

export function withOrganization(policy: PolicyVariant, organization: string): PolicyVariant {
  if (!hasVariables(policy.version)) return policy;
  const filled = (text: PartlyKnownText): PartlyKnownText => {
    if (isKnown(text)) return text.replace(OWN_ORGANIZATION, organization);
    return textOf(text.map((piece) => (typeof piece === 'string' ? piece.replace(OWN_ORGANIZATION, organization) : piece)));
  };
  const statements = policy.statements.map((statement) => ({
    ...statement, conditions: statement.conditions.map((clause) => ({ ...clause, values: clause.values.map(filled) })),
  }));
  return { ...policy, statements };
}
