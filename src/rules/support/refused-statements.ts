/**
 * Statements that IAM refuses whatever their deploy-time values turn out to be, and that say nothing readable for that very reason: no
 * `Effect`, nobody named. No role ever carries them. `rejected-by-iam` speaks of them; to ask who gets in through them would only add a
 * question without an answer. An operator that we do not know is another matter: IAM may have learned it since, so it stays undecided.
 */
import { Statement, TrustPolicy, TrustPolicyReading } from '../../policy/trust-policy';

export function withoutRefusedStatements(reading: TrustPolicyReading): TrustPolicyReading {
  if (!reading.variants.some((policy) => policy.statements.some((statement) => isRefused(statement, policy)))) return reading;
  return {
    variants: reading.variants.map((policy) => ({
      ...policy,
      statements: policy.statements.filter((statement) => !isRefused(statement, policy)),
    })),
  };
}

/** Is the document longer than any that IAM takes? Then nobody read what it says. */
export function isRefusedUnread({ problems, statements }: TrustPolicy): boolean {
  return problems.some(({ kind, statement, message }) => (
    kind === 'rejected' && statement === undefined && statements.some(({ unreadable }) => unreadable.includes(message))
  ));
}

function isRefused(statement: Statement, policy: TrustPolicy): boolean {
  const { problems } = policy;
  const own = problems.filter((problem) => problem.statement === statement.index);
  const has = (expected: 'rejected' | 'unreadable') => own.some(({ kind }) => kind === expected);
  if (isRefusedUnread(policy)) return true;
  if (!has('rejected')) return false;
  // An effect that waits for deployment is noted as unreadable; one that is missing or misspelled is only refused.
  const hasNoEffect = statement.effect === 'unknown' && !has('unreadable');
  return hasNoEffect || statement.principals.length === 0;
}
