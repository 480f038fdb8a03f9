/** All principals and all conditions of one or more policies. */
import { memoize } from '../evaluation/memoize';
import { ConditionClause } from '../policy/condition';
import { Principal } from '../policy/principal';
import { PolicyVersion, PolicyVariant } from '../policy/trust-policy';

export interface VersionedClause {
  readonly clause: ConditionClause;
  readonly version: PolicyVersion;
}

/** A policy, and the policy that it is compared with, if there is one. */
export function policiesOf(policy: PolicyVariant, other: PolicyVariant | undefined): readonly PolicyVariant[] {
  return other ? [policy, other] : [policy];
}

export function principalsOf(policies: readonly PolicyVariant[]): readonly Principal[] {
  return policies.length === 1 ? principalsOfOne(policies[0]) : policies.flatMap(principalsOfOne);
}

export function conditionsOf(policies: readonly PolicyVariant[]): readonly VersionedClause[] {
  return policies.length === 1 ? conditionsOfOne(policies[0]) : policies.flatMap(conditionsOfOne);
}

// Every question about a policy asks for them.
const principalsOfOne = memoize(
  ({ statements }: PolicyVariant): readonly Principal[] => statements.flatMap(({ principals }) => principals),
);

const conditionsOfOne = memoize(({ version, statements }: PolicyVariant): readonly VersionedClause[] =>
  statements.flatMap(({ conditions }) => conditions.map((clause) => ({ clause, version }))));
