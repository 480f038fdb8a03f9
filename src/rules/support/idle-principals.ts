/** Principals of a list that the statement never allows, although it allows others. */
import { assumeActionOf, sideActionsMissing, anyCallerOf } from './dead-statements';
import { matchActions } from '../../evaluation/match-action';
import { Principal } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';
import { RuleSubject } from '../rule-subject';

/** Proved for each principal separately. Other rules report principals that were deleted, and those that IAM rejects. */
export function idlePrincipals(subject: RuleSubject, statement: Statement): readonly Principal[] {
  const { principals, notPrincipal } = statement;
  if (principals.length < 2 || notPrincipal || subject.reading.variants.length > 1 || !isWorthAsking(subject, statement)) return [];
  return principals.filter((principal) => isAskedAbout(principal) && isIdle(subject, statement, principal));
}

/** Without a condition, a Deny, or a wrong or missing action, every named principal can assume the role. */
function isWorthAsking({ statements }: RuleSubject, statement: Statement): boolean {
  const { conditions, principals, actions, notAction } = statement;
  return (
    conditions.length > 0 ||
    statements.some(({ effect }) => effect === 'Deny') ||
    principals.some((principal) => {
      const action = assumeActionOf(principal);
      return principal.kind === 'federated-user' || (action !== undefined && matchActions(actions, notAction, action) === 'no') ||
        sideActionsMissing(statement, principal).length > 0;
    })
  );
}

function isAskedAbout(principal: Principal): boolean {
  return principal.kind === 'federated-user' || assumeActionOf(principal) !== undefined;
}

function isIdle(subject: RuleSubject, statement: Statement, principal: Principal): boolean {
  const variants = subject.variantsWith(statement, (other) => ({ ...other, principals: [principal] }));
  return subject.askOf(variants, anyCallerOf(subject), statement).kind === 'closed';
}
