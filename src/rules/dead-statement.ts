/** Can this Allow never match, or can a part of it never? */
import { isNeverAssumable } from './never-assumable';
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { deadStatements, isOfUse, isToldElsewhere } from './support/dead-statements';
import { idlePrincipals } from './support/idle-principals';
import { untaggedPodIdentity } from './support/pod-identity';
import { Reason } from './support/why-clause-fails';
import { whyNobodyGetsIn } from './support/why-nobody-gets-in';
import { describeStatement, listOf, placeOf } from '../findings/wording';
import { showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

export const deadStatement: Rule = {
  id: 'dead-statement',
  title: 'Every Allow statement lets somebody in',
  check: (subject) => {
    const dead = deadStatements(subject);
    if (dead.length > 0 && isNeverAssumable(subject)) return [];
    return subject.allowStatements.flatMap((statement) => (
      dead.includes(statement) ? whole(subject, statement) : [...part(subject, statement), ...untaggedPodIdentity(subject, statement)]
    ));
  },
};

function whole(subject: RuleSubject, statement: Statement): RuleOutcome[] {
  if (isToldElsewhere(subject, statement) || isOfUse(subject, statement)) return [];
  return [problem(statement, `${describeStatement(statement)} lets nobody in`, whyNobodyGetsIn(subject, statement))];
}

function part(subject: RuleSubject, statement: Statement): RuleOutcome[] {
  const idle = idlePrincipals(subject, statement);
  if (idle.length === 0) return [];
  const names = listOf(idle.map(({ written }) => showText(written)));
  const reason = whyNobodyGetsIn(subject, { ...statement, principals: idle });
  return [problem(statement, `${describeStatement(statement)} lets in nobody as ${names}`, reason)];
}

function problem(statement: Statement, message: string, { because, fix, blames }: Reason): RuleOutcome {
  return { kind: 'problem', message, because, statement: placeOf(statement), fix, blames };
}
