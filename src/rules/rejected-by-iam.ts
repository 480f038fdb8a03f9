/** Will IAM refuse to save this document? Such a deployment fails; nobody gets in, and nobody should have to find out that late. */
import { missingRequiredClaims } from './missing-required-claim';
import { Problem, Rule } from './rule';
import { placeOf } from '../findings/wording';

export const rejectedByIam: Rule = {
  id: 'rejected-by-iam',
  title: 'The document is one that IAM accepts as a trust policy',
  check: ({ wholeReading }) => {
    const problems = new Map<string, Problem>();
    for (const variant of wholeReading.variants) {
      for (const problem of [...variant.problems, ...missingRequiredClaims(variant)]) {
        if (problem.kind !== 'rejected') continue;
        const statement = variant.statements.find(({ index }) => index === problem.statement);
        problems.set(`${problem.statement}:${problem.message}`, {
          kind: 'problem',
          message: `IAM will refuse this trust policy: ${problem.message}`,
          because: 'IAM refuses the role when it is created or updated, so the deployment fails and rolls back',
          statement: statement && placeOf(statement),
          fix: problem.fix,
        });
      }
    }
    return [...problems.values()];
  },
};
