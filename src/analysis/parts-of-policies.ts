/** All principals and all conditions of some policies, whatever statement they stand in. */
import { ConditionClause } from '../policy/condition';
import { Principal } from '../policy/principal';
import { PolicyVersion, TrustPolicy } from '../policy/trust-policy';

export interface VersionedClause {
  readonly clause: ConditionClause;
  readonly version: PolicyVersion;
}

export function principalsOf(policies: readonly TrustPolicy[]): readonly Principal[] {
  return policies.flatMap((policy) => policy.statements.flatMap((statement) => statement.principals));
}

export function conditionsOf(policies: readonly TrustPolicy[]): readonly VersionedClause[] {
  return policies.flatMap(({ version, statements }) => statements.flatMap(({ conditions }) => conditions.map((clause) => ({ clause, version }))));
}
