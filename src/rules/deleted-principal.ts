/** Is the principal the id that IAM leaves behind when a user or role was deleted? */
import { Problem, Rule, RuleSubject } from './rule';
import { describeStatement, listOf, placeOf } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

export const deletedPrincipal: Rule = {
  id: 'deleted-principal',
  title: 'Principals are users and roles that exist',
  check: (subject) => everyStatement(subject).flatMap(checkStatement),
};

/** Denies too: one that names nobody refuses nobody. Each statement once, whatever the variants. */
function everyStatement({ statements }: RuleSubject): readonly Statement[] {
  return [...new Map(statements.map((statement) => [`${statement.index} ${idsOf(statement).join()}`, statement])).values()];
}

function idsOf({ principals }: Statement): readonly string[] {
  return principals.flatMap((principal) => (principal.kind === 'unique-id' ? [principal.id] : []));
}

function checkStatement(statement: Statement): Problem[] {
  const ids = idsOf(statement);
  if (ids.length === 0) return [];
  const kinds = [...new Set(ids.map((id) => (id.startsWith('AROA') ? 'role' : 'user')))];
  const whose = kinds.map((kind) => `a ${kind}`);
  return [
    {
      kind: 'problem',
      message: `${describeStatement(statement)} names ${listOf(ids)}, ${ids.length === 1 ? `the id of ${whose[0]} that was` : `ids of ${kinds.join('s and ')}s that were`} deleted`,
      because: `IAM turns the ARN of ${whose.join(' or ')} into such an id when it saves the policy; what is deleted leaves an id that matches nobody, not even a new one of the same name`,
      statement: placeOf(statement),
      fix: `write the ARN of who is meant now, ${listOf(kinds.map((kind) => `arn:aws:iam::<account>:${kind}/<name>`))}, or take the ${ids.length === 1 ? 'id' : 'ids'} out`,
    },
  ];
}
