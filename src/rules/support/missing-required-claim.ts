/**
 * A shared token issuer without the claim that IAM requires: since June 2025 IAM neither creates nor updates such a trust policy.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html says that the claim has to be in the
 * condition, with an operator that requires a value, and that the values may not be wildcards alone. It does not say how IAM treats
 * `IfExists`, set operators, or one such value among several: they are assumed to be accepted.
 */
import { operatorFor } from './subject-breadth';
import { trustedIssuers } from './trusted-issuers';
import { keyOfClaim, SharedIssuer, sharedIssuerOf } from '../../analysis/tables/shared-issuers';
import { matchActions } from '../../evaluation/match-action';
import { describeStatement } from '../../findings/wording';
import { ConditionClause } from '../../policy/condition';
import { isKnown } from '../../policy/partly-known-text';
import { PolicyProblem, Statement, PolicyVariant } from '../../policy/trust-policy';

export function missingRequiredClaims({ statements }: PolicyVariant): readonly PolicyProblem[] {
  return statements.filter(takesTokens).flatMap((statement) =>
    trustedIssuers(statement).named.flatMap((issuer) => {
      const shared = sharedIssuerOf(issuer);
      return shared?.demanded === undefined ? [] : missingClaimProblems(statement, issuer, shared, shared.demanded);
    }),
  );
}

/** Where a part of the statement is known only at deployment, it may contain the claim. */
function takesTokens({ effect, unreadable, notPrincipal, actions, notAction }: Statement): boolean {
  if (effect !== 'Allow' || notPrincipal || unreadable.length > 0) return false;
  return matchActions(actions, notAction, 'sts:AssumeRoleWithWebIdentity') === 'yes';
}

function missingClaimProblems(statement: Statement, issuer: string, { name, claims }: SharedIssuer, demanded: string): PolicyProblem[] {
  const key = keyOfClaim(issuer, demanded);
  if (statement.conditions.some((clause) => mayAskFor(clause, key.toLowerCase()))) return [];
  const example = claims.find(({ claim }) => claim === demanded)!.example;
  return [{
    kind: 'rejected',
    statement: statement.index,
    message:
      `${describeStatement(statement)} has no condition on ${key}, ` +
      `which IAM requires because many customers share the issuer of ${name}`,
    fix:
      `add the condition "${operatorFor(example)}": { "${key}": "${example}" } ` +
      '(IAM accepts only StringEquals, StringLike and StringEqualsIgnoreCase here)',
  }];
}

function mayAskFor({ operator, key, values, unreadable }: ConditionClause, wanted: string): boolean {
  if (!isKnown(key)) return true;
  if (key !== wanted) return false;
  // A condition with an operator that does not exist is a different mistake.
  if (!operator || unreadable !== undefined) return true;
  const asksForText = operator.family === 'string-equals' || operator.family === 'string-like';
  return asksForText && !operator.negated && !values.every((value) => isKnown(value) && /^[*?]*$/.test(value));
}
