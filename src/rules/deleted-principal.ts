/** Is a principal the id that IAM leaves behind when a user or role is deleted? */
import { Description, Found, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { describeStatement, listOf } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

interface DeletedPrincipals extends Found {
  readonly statement: Statement;
}

export const deletedPrincipal: Rule<DeletedPrincipals> = {
  id: 'deleted-principal',
  level: 'warning',
  title: 'Principals are users and roles that exist',
  ask: (subject) => everyStatement(subject).flatMap(askOf),
  describe,
};

/** Denies too: a Deny of a deleted principal refuses no caller. Each statement once, however many variants have it. */
function everyStatement({ statements }: RuleSubject): readonly Statement[] {
  return [...new Map(statements.map((statement) => [`${statement.index} ${idsOf(statement).join()}`, statement])).values()];
}

function idsOf({ principals }: Statement): readonly string[] {
  return principals.flatMap((principal) => (principal.kind === 'unique-id' ? [principal.id] : []));
}

function askOf(statement: Statement): readonly DeletedPrincipals[] {
  return idsOf(statement).length === 0 ? [] : [{ kind: 'found', statement }];
}

function describe({ statement }: DeletedPrincipals): Description {
  const ids = idsOf(statement);
  const kinds = [...new Set(ids.map((id) => (id.startsWith('AROA') ? 'role' : 'user')))];
  const whose = kinds.map((kind) => `a ${kind}`);
  return {
    message: `${describeStatement(statement)} names ${listOf(ids)}, ${ids.length === 1 ? `the id of ${whose[0]} that was` : `ids of ${kinds.join('s and ')}s that were`} deleted`,
    because: `IAM turns the ARN of ${whose.join(' or ')} into such an id when it saves the policy; what is deleted leaves an id that matches nobody, not even a new one of the same name`,
    fix: `write the ARN of who is meant now, ${listOf(kinds.map((kind) => `arn:aws:iam::<account>:${kind}/<name>`))}, or take the ${ids.length === 1 ? 'id' : 'ids'} out`,
  };
}
