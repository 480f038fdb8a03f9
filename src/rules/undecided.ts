/** Which questions do deploy-time values leave undecided? A policy must not pass because it could not be read. */
import { Description, Undecided } from './rule';
import { RuleSubject } from './rule-subject';
import { Level } from '../findings/level';
import { listOf } from '../findings/wording';

const LEVEL: Level = 'error';

/** It has one question of its own - could every part be read? - and reports those that the other rules could not decide. */
export const undecided = {
  id: 'undecided',
  level: LEVEL,
  title: 'Every question can be answered before deployment',

  /** A part that could not be read may contain anything, so the readable statements prove nothing. */
  ask({ reading }: RuleSubject): readonly Undecided[] {
    const messages = reading.variants.flatMap(({ problems, statements }) => problems
      .filter(({ kind, statement }) => kind === 'unreadable' && !statements.some(({ index }) => index === statement))
      .map(({ message }) => message));
    return messages.length === 0 ? [] : [{ kind: 'undecided', question: 'who gets access', reasons: [...new Set(messages)] }];
  },

  /** One finding for all questions. */
  describe(all: readonly Undecided[]): Description {
    const questions = [...new Set(all.map(({ question }) => question))];
    const reasons = [...new Set(all.flatMap((each) => each.reasons))];
    return {
      message: `deploy-time values decide ${listOf(questions)}`,
      because: `the answer depends on ${listOf(reasons)}`,
      fix: [
        'write the principal and the conditions with values known at synthesis (account IDs, ARNs, role objects of this app)',
        'or restrict the parameter in the template (AllowedValues, or an AllowedPattern without wildcards)',
        "or, if you trust whoever deploys, accept it: Validations.of(role).acknowledge({ id: 'SecureTrust::undecided', reason: '<why>' })",
      ].join('\n'),
    };
  },
};
