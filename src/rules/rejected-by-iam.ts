/** Will IAM reject this document? Then the deployment fails, which is a late moment to find out. */
import { Description, Found, Rule } from './rule';
import { missingRequiredClaims } from './support/missing-required-claim';
import { PolicyProblem } from '../policy/trust-policy';

interface Rejection extends Found {
  readonly problem: PolicyProblem;
}

export const rejectedByIam: Rule<Rejection> = {
  id: 'rejected-by-iam',
  level: 'error',
  title: 'IAM accepts the trust policy',
  defersTo: ['public-principal', 'oidc-tenant'],
  ask: ({ wholeReading }) => {
    const rejections = new Map<string, Rejection>();
    for (const variant of wholeReading.variants) {
      const missingClaims = missingRequiredClaims(variant);
      for (const problem of [...variant.problems, ...missingClaims]) {
        if (problem.kind === 'unreadable') continue;
        rejections.set(`${problem.statement}:${problem.message}`, {
          kind: 'found',
          problem,
          statement: variant.statements.find(({ index }) => index === problem.statement),
          ...(problem.kind === 'needs-quota' && { level: 'warning' }),
          // Without the claim every tenant would be allowed too: the finding about that shows the fix.
          ...(missingClaims.includes(problem) && { callers: ['token'] }),
        });
      }
    }
    return [...rejections.values()];
  },
  describe: ({ problem }) => ({
    ...(problem.kind === 'rejected' ? describeRejected(problem) : describeOverQuota(problem)),
    fix: problem.fix,
  }),
};

type MessageAndReason = Pick<Description, 'message' | 'because'>;

function describeRejected({ message }: PolicyProblem): MessageAndReason {
  return {
    message: `IAM will reject this trust policy: ${message}`,
    because: 'IAM rejects the role when it is created or updated, so the deployment fails and rolls back',
  };
}

function describeOverQuota({ message }: PolicyProblem): MessageAndReason {
  return {
    message: `IAM may reject this trust policy: ${message}`,
    because: 'IAM rejects the role in every account whose quota has not been raised, so the deployment fails there and rolls back',
  };
}
