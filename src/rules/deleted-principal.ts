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
  title: 'No principal is the ID of a deleted user or role',
  ask: (subject) => everyStatement(subject).flatMap(deletedPrincipalsIn),
  describe,
};

/** Denies too: a Deny of a deleted principal covers no caller. Each statement once, however many variants have it. */
function everyStatement({ statements }: RuleSubject): readonly Statement[] {
  return [...new Map(statements.map((statement) => [`${statement.index} ${uniqueIdsOf(statement).join()}`, statement])).values()];
}

function uniqueIdsOf({ principals }: Statement): readonly string[] {
  return principals.flatMap((principal) => (principal.kind === 'unique-id' ? [principal.id] : []));
}

function deletedPrincipalsIn(statement: Statement): readonly DeletedPrincipals[] {
  return uniqueIdsOf(statement).length === 0 ? [] : [{ kind: 'found', statement }];
}

function describe({ statement }: DeletedPrincipals): Description {
  const ids = uniqueIdsOf(statement);
  const kinds = [...new Set(ids.map((id) => (id.startsWith('AROA') ? 'role' : 'user')))];
  const isOne = ids.length === 1;
  const what = isOne ? `the ID of a deleted ${kinds[0]}` : `the IDs of deleted ${kinds.map((kind) => `${kind}s`).join(' and ')}`;
  const arns = kinds.map((kind) => `arn:aws:iam::<account>:${kind}/<name>`);
  const aKind = kinds.map((kind) => `a ${kind}`).join(' or ');
  return {
    message: `${describeStatement(statement)} names ${listOf(ids)}, ${what}`,
    because:
      `IAM stores the ARN of ${aKind} as an ID, and shows the ID once the ${kinds.join(' or ')} is deleted\n` +
      `such an ID matches no principal, not even a new ${kinds.join(' or ')} with the same name`,
    fix: [
      `replace ${isOne ? 'it' : 'them'} with the ARN of ${aKind} that exists: ${listOf(arns)}`,
      `or remove ${isOne ? 'it' : 'them'}`,
    ].join('\n'),
  };
}
