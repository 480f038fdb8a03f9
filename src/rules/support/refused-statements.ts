/**
 * Statements that IAM rejects whatever their deploy-time values turn out to be, and that have no meaning for that very reason: no `Effect`,
 * no principal. No role can ever have them. `rejected-by-iam` reports them; asking who can use them would only add a question without an
 * answer. An unknown operator is different: IAM may have added it, so it stays undecided.
 */
import { Statement, PolicyVariant, TrustPolicyReading } from '../../policy/trust-policy';

export function withoutRefusedStatements(reading: TrustPolicyReading): TrustPolicyReading {
  if (!reading.variants.some((policy) => policy.statements.some((statement) => isRefused(statement, policy)))) return reading;
  return {
    variants: reading.variants.map((policy) => ({
      ...policy,
      statements: policy.statements.filter((statement) => !isRefused(statement, policy)),
    })),
  };
}

/** Is the document longer than IAM accepts? Then it was not read. */
export function isRefusedUnread({ problems, statements }: PolicyVariant): boolean {
  return problems.some(({ kind, statement, message }) => (
    kind === 'rejected' && statement === undefined && statements.some(({ unreadable }) => unreadable.includes(message))
  ));
}

function isRefused(statement: Statement, policy: PolicyVariant): boolean {
  const { problems } = policy;
  const own = problems.filter((problem) => problem.statement === statement.index);
  const has = (expected: 'rejected' | 'unreadable') => own.some(({ kind }) => kind === expected);
  if (isRefusedUnread(policy)) return true;
  if (!has('rejected')) return false;
  // An effect known only at deployment is recorded as unreadable; a missing or misspelled one is only rejected.
  const hasNoEffect = statement.effect === 'unknown' && !has('unreadable');
  return hasNoEffect || statement.principals.length === 0;
}
