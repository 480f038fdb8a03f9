/**
 * Which Allow statements can never allow a caller, whatever the deploy-time values are? Two rules report it: `never-assumable` for a role
 * all of whose statements are dead, `dead-statement` for the others.
 */
import { someCallerMeets } from './plainly-met';
import { possibleCallersOf } from './possible-callers';
import { Question } from '../../analysis/question';
import { ANYBODY, throughStatement } from '../../analysis/questions/questions';
import { actionOf, AssumeAction, SideAction } from '../../evaluation/assume-role-request';
import { matchActions } from '../../evaluation/match-action';
import { sideActionsOfService } from '../../evaluation/service-callers';
import { isKnown } from '../../policy/partly-known-text';
import { isOfPartition, Principal } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';
import { RuleSubject } from '../rule-subject';

/** The actions that callers need in addition to the assume action, to pass session tags, a source identity or a context. */
export const SIDE_ACTIONS: readonly SideAction[] = ['sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'];

/**
 * The statements that can never allow a caller, in the order of the document. A statement that cannot be proved dead is not one of them.
 */
export function deadStatements(subject: RuleSubject): readonly Statement[] {
  const known = DEAD_OF.get(subject);
  if (known) return known;
  const dead = subject.allowStatements.filter((statement) => letsNobodyIn(subject, statement));
  DEAD_OF.set(subject, dead);
  return dead;
}

/** Remembered, since several rules ask. */
const DEAD_OF = new WeakMap<RuleSubject, readonly Statement[]>();

/** Any caller of the role's partition, since trust never crosses partitions. The partition may be known only at deployment. */
export function anyCallerOf(subject: RuleSubject): Question {
  const { partition } = subject.owner;
  if (partition === undefined) return ANYBODY;
  return { ...ANYBODY, callers: (caller) => caller.partition === '' || caller.partition === partition };
}

function letsNobodyIn(subject: RuleSubject, statement: Statement): boolean {
  return !obviouslyLetsSomebodyIn(subject, statement) && subject.ask('anybody', anyCallerOf(subject), statement).kind === 'closed';
}

/** Most statements name a principal, their conditions can be met, and there is no Deny: then there is no need to search for a request. */
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

/** STS accepts tokens and assertions only of identity providers in the account of the role. `account`: undefined where it is not known. */
export function isProviderElsewhere(principal: Principal, account: string | undefined): boolean {
  if (principal.kind !== 'oidc-provider' && principal.kind !== 'saml-provider') return false;
  return account !== undefined && isKnown(principal.account) && principal.account !== account;
}

/** The action with which the principal assumes roles; undefined for one that cannot, and where it is not known. */
export function assumeActionOf(principal: Principal): AssumeAction | undefined {
  if (principal.kind === 'anyone' || principal.kind === 'malformed' || principal.kind === 'unknown') return undefined;
  const [caller] = possibleCallersOf(principal);
  return caller && actionOf(caller);
}

/** The side actions that every request of the principal needs, and that the statement is not certain to allow. */
export function sideActionsMissing({ actions, notAction }: Statement, principal: Principal): readonly SideAction[] {
  if (principal.kind !== 'service' || !isKnown(principal.service)) return [];
  return sideActionsOfService(principal.service).filter((side) => matchActions(actions, notAction, side) !== 'yes');
}

/** Does a caller that another statement allows need this one for a side action: tags, a source identity, a context? */
export function isOfUse(subject: RuleSubject, statement: Statement): boolean {
  const { callers } = anyCallerOf(subject);
  return sideActionsOf(statement).some((side) => subject.askAnywhere({ ...throughStatement(statement, side), callers }).kind !== 'closed');
}

export function sideActionsOf({ actions, notAction }: Statement): readonly SideAction[] {
  return SIDE_ACTIONS.filter((side) => matchActions(actions, notAction, side) !== 'no');
}

/**
 * Reported by another rule: IAM rejects the statement or a principal in it, or a principal was deleted. (It is not documented that the id
 * of a deleted principal matches no caller.)
 */
export function isReportedElsewhere({ wholeReading }: RuleSubject, { index, principals }: Statement): boolean {
  return (
    principals.some(({ kind }) => kind === 'unique-id') ||
    wholeReading.variants.some(({ problems }) => problems.some(({ kind, statement }) => kind === 'rejected' && statement === index))
  );
}

/** Can no caller assume the role? This is proved, and not for a reason that another rule reports. */
export function isNeverAssumable(subject: RuleSubject): boolean {
  const { allowStatements } = subject;
  if (allowStatements.length === 0) return allowsNobodyOnPurpose(subject);
  const isEachDead = deadStatements(subject).length === allowStatements.length;
  return isEachDead && !allowStatements.some((statement) => isReportedElsewhere(subject, statement));
}

/** Only Denies: no Allow was left out because IAM rejects it, and every statement could be read. */
function allowsNobodyOnPurpose({ wholeReading }: RuleSubject): boolean {
  return wholeReading.variants.every(({ problems }) => problems.every(({ kind }) => kind === 'needs-quota'));
}
