/** All principals and all conditions of one or more policies. */
import { memoize } from '../evaluation/memoize';
import { ConditionClause } from '../policy/condition';
import { Principal } from '../policy/principal';
import { PolicyVersion, TrustPolicy } from '../policy/trust-policy';

export interface VersionedClause {
  readonly clause: ConditionClause;
  readonly version: PolicyVersion;
}

/** A policy, and the policy that it is compared with, if there is one. */
export function policiesOf(policy: TrustPolicy, other: TrustPolicy | undefined): readonly TrustPolicy[] {
  return other ? [policy, other] : [policy];
}

export function principalsOf(policies: readonly TrustPolicy[]): readonly Principal[] {
  return policies.length === 1 ? principalsOfOne(policies[0]) : policies.flatMap(principalsOfOne);
}

export function conditionsOf(policies: readonly TrustPolicy[]): readonly VersionedClause[] {
  return policies.length === 1 ? conditionsOfOne(policies[0]) : policies.flatMap(conditionsOfOne);
}

// Every question about a policy asks for them.
const principalsOfOne = memoize(({ statements }: TrustPolicy): readonly Principal[] => statements.flatMap(({ principals }) => principals));

const conditionsOfOne = memoize(({ version, statements }: TrustPolicy): readonly VersionedClause[] =>
  statements.flatMap(({ conditions }) => conditions.map((clause) => ({ clause, version }))));
