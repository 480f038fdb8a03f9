/** Which questions do deploy-time values keep open? Nothing is passed because it could not be read. */
import { OpenQuestion, Problem } from './rule';
import { listOf } from '../findings/wording';

/** No question of its own: it speaks for the questions that the other rules could not decide. */
export const undecided = {
  id: 'undecided',
  title: 'Every question can be decided before deployment',
  /** One finding for all of them. */
  problemOf(open: readonly OpenQuestion[]): Problem {
    const questions = [...new Set(open.map(({ question }) => question))];
    const reasons = [...new Set(open.flatMap((question) => question.reasons))];
    return {
      kind: 'problem',
      message: `it cannot be decided before deployment ${listOf(questions)}`,
      because: `it depends on ${listOf(reasons)}`,
      fix:
        'write the principal and the conditions with values known at synthesis (account ids, ARNs, role objects of this app), or say in the ' +
        "template what the parameter may hold (AllowedValues, or an AllowedPattern without wildcards); if whoever deploys is to be trusted with it: Validations.of(role).acknowledge({ id: 'SecureTrust::undecided', reason: '<why>' })",
    };
  },
};
