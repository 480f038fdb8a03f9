/**
 * Which Allow statements let nobody in, whatever the deploy-time values turn out to be? Two rules tell it: `never-assumable` of a role of
 * which no statement is alive, `dead-statement` of the others.
 */
import { callersOfPrincipal } from './callers-of-principal';
import { someCallerMeets } from './plainly-met';
import { Question } from '../../analysis/question';
import { ANYBODY, throughStatement } from '../../analysis/questions/questions';
import { actionOf, AssumeAction, SideAction } from '../../evaluation/assume-role-request';
import { matchActions } from '../../evaluation/match-action';
import { sideActionsOfService } from '../../evaluation/service-callers';
import { isKnown } from '../../policy/partly-known-text';
import { isOfPartition, Principal } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';
import { RuleSubject } from '../rule';

/** Actions by which those who come in bring tags and identities along that nobody asked for. */
export const SIDE_ACTIONS: readonly SideAction[] = ['sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'];

/** Statements that let nobody in, in the order of the document. What cannot be proved dead counts as alive. */
export function deadStatements(subject: RuleSubject): readonly Statement[] {
  let dead = DEAD_OF.get(subject);
  if (!dead) DEAD_OF.set(subject, (dead = subject.allowStatements.filter((statement) => letsNobodyIn(subject, statement))));
  return dead;
}

/** Both rules ask. */
const DEAD_OF = new WeakMap<RuleSubject, readonly Statement[]>();

/** Trust never crosses a partition; whose the role is may be known at deployment only. */
export function somebodyFor(subject: RuleSubject): Question {
  const { partition } = subject.owner;
  if (partition === undefined) return ANYBODY;
  return { ...ANYBODY, callers: (caller) => caller.partition === '' || caller.partition === partition };
}

function letsNobodyIn(subject: RuleSubject, statement: Statement): boolean {
  return !obviouslyLetsSomebodyIn(subject, statement) && subject.ask('anybody', somebodyFor(subject), statement).kind === 'closed';
}

/** Most statements name somebody, ask for nothing that he cannot have, and nothing denies it: no need to look for a request. */
function obviouslyLetsSomebodyIn({ statements, owner }: RuleSubject, statement: Statement): boolean {
  const { effect, conditions, principals, actions, notAction, notPrincipal } = statement;
  return (
    effect === 'Allow' && !notPrincipal && statement.unreadable.length === 0 &&
    statements.every((other) => other.effect === 'Allow') &&
    principals.some((principal) => {
      const action = assumeActionOf(principal);
      const isAccepted = isOfPartition(principal, owner.partition) && !isProviderElsewhere(principal, owner.account);
      return (
        action !== undefined && isAccepted && matchActions(actions, notAction, action) === 'yes' &&
        sideActionsMissing(statement, principal).length === 0 && someCallerMeets(conditions, principal)
      );
    })
  );
}

/** STS takes tokens and assertions only of providers in the account of the role. Undefined account of the role: it may be any. */
export function isProviderElsewhere(principal: Principal, account: string | undefined): boolean {
  if (principal.kind !== 'oidc-provider' && principal.kind !== 'saml-provider') return false;
  return account !== undefined && isKnown(principal.account) && principal.account !== account;
}

/** The API by which the principal comes; undefined for one that never comes, and for one of which that is not known. */
export function assumeActionOf(principal: Principal): AssumeAction | undefined {
  if (principal.kind === 'anyone' || principal.kind === 'malformed' || principal.kind === 'unknown') return undefined;
  const [caller] = callersOfPrincipal(principal);
  return caller && actionOf(caller);
}

/** The side actions that every request of the principal needs, and that the statement does not allow for certain. */
export function sideActionsMissing({ actions, notAction }: Statement, principal: Principal): readonly SideAction[] {
  if (principal.kind !== 'service' || !isKnown(principal.service)) return [];
  return sideActionsOfService(principal.service).filter((side) => matchActions(actions, notAction, side) !== 'yes');
}

/** The side actions - tags, a source identity, a context - for which somebody needs the statement whom another one lets in. */
export function isOfUse(subject: RuleSubject, statement: Statement): boolean {
  return sideActionsOf(statement).some((side) => subject.askAnywhere({ ...throughStatement(statement, side), callers: somebodyFor(subject).callers }).kind !== 'closed');
}

export function sideActionsOf({ actions, notAction }: Statement): readonly SideAction[] {
  return SIDE_ACTIONS.filter((side) => matchActions(actions, notAction, side) !== 'no');
}

/**
 * Told by another rule: IAM refuses what the statement says, or it names somebody who was deleted. (Nobody knows for certain that IAM lets
 * nobody in by such an id.)
 */
export function isToldElsewhere({ wholeReading }: RuleSubject, { index, principals }: Statement): boolean {
  return (
    principals.some(({ kind }) => kind === 'unique-id') ||
    wholeReading.variants.some(({ problems }) => problems.some(({ kind, statement }) => kind === 'rejected' && statement === index))
  );
}
