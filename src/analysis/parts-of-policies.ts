/** All principals and all conditions of some policies, whatever statement they stand in. */
import { ConditionClause } from '../policy/condition';
import { Principal } from '../policy/principal';
import { PolicyVersion, TrustPolicy } from '../policy/trust-policy';

export interface VersionedClause {
  readonly clause: ConditionClause;
  readonly version: PolicyVersion;
}

/** A policy, and the one that it is compared with, where there is one. */
export function policiesOf(policy: TrustPolicy, other: TrustPolicy | undefined): readonly TrustPolicy[] {
  return other ? [policy, other] : [policy];
}

export function principalsOf(policies: readonly TrustPolicy[]): readonly Principal[] {
  return policies.flatMap((policy) => policy.statements.flatMap((statement) => statement.principals));
}

export function conditionsOf(policies: readonly TrustPolicy[]): readonly VersionedClause[] {
  return policies.flatMap(({ version, statements }) => statements.flatMap(({ conditions }) => conditions.map((clause) => ({ clause, version }))));
}
