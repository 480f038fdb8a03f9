/** Will IAM refuse to save this document? Such a deployment fails; nobody gets in, and nobody should have to find out that late. */
import { Problem, Rule } from './rule';
import { missingRequiredClaims } from './support/missing-required-claim';
import { placeOf } from '../findings/wording';
import { PolicyProblem } from '../policy/trust-policy';

export const rejectedByIam: Rule = {
  id: 'rejected-by-iam',
  title: 'The document is one that IAM accepts as a trust policy',
  defersTo: ['public-principal', 'oidc-tenant'],
  check: ({ wholeReading }) => {
    const problems = new Map<string, Problem>();
    for (const variant of wholeReading.variants) {
      const missingClaims = missingRequiredClaims(variant);
      for (const problem of [...variant.problems, ...missingClaims]) {
        if (problem.kind === 'unreadable') continue;
        const statement = variant.statements.find(({ index }) => index === problem.statement);
        problems.set(`${problem.statement}:${problem.message}`, {
          kind: 'problem',
          ...(problem.kind === 'rejected' ? refused(problem) : refusedByQuota(problem)),
          statement: statement && placeOf(statement),
          fix: problem.fix,
          // Without the claim every tenant would get in, too: that finding says how to close it.
          ...(missingClaims.includes(problem) && { callers: ['token'] }),
        });
      }
    }
    return [...problems.values()];
  },
};

function refused({ message }: PolicyProblem) {
  return {
    message: `IAM will refuse this trust policy: ${message}`,
    because: 'IAM refuses the role when it is created or updated, so the deployment fails and rolls back',
  };
}

function refusedByQuota({ message }: PolicyProblem) {
  return {
    message: `IAM may refuse this trust policy: ${message}`,
    because: 'IAM refuses the role in every account whose quota has not been raised, so the deployment fails there and rolls back',
    level: 'warning',
  } as const;
}
