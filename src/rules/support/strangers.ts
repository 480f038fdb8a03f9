/**
 * Does a statement allow callers that neither the policy nor the user named? Asked for the rule about public roles and for the summary.
 */
import { issuersInQuestion, takesNoTokens } from './trusted-issuers';
import { guestsOfIdentityPools, strangers, strangersOfAnyKind } from '../../analysis/questions/questions';
import { isIdentityPool } from '../../analysis/tables/shared-issuers';
import { CLOSED, undecided, Verdict } from '../../analysis/verdict';
import { CALLER_KEYS } from '../../evaluation/caller-keys';
import { mayBeAnyAwsPrincipal } from '../../evaluation/match-principal';
import { Principal } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';
import { RuleSubject } from '../rule-subject';

/** One verdict about all such callers: AWS principals, guests of identity pools, and callers that `"*"` may match. */
export function publicVerdict(subject: RuleSubject, statement: Statement): Verdict {
  const verdicts = publicVerdicts(subject, statement);
  const open = verdicts.find(({ kind }) => kind === 'open');
  if (open) return open;
  const reasons = verdicts.flatMap((verdict) => (verdict.kind === 'undecided' ? verdict.reasons : []));
  return reasons.length === 0 ? CLOSED : undecided([...new Set(reasons)]);
}

/** The verdict for each kind of such callers. */
export function publicVerdicts(subject: RuleSubject, statement: Statement): readonly Verdict[] {
  return [strangersVerdict(subject, statement), ...guestVerdicts(subject, statement), anyKindVerdict(subject, statement)];
}

/** AWS principals of accounts that neither the policy nor the user named. */
export function strangersVerdict(subject: RuleSubject, statement: Statement): Verdict {
  if (subject.inEveryVariant(statement, namesItsAccounts)) return CLOSED;
  const isForeign = subject.callersOfOtherAccounts();
  return subject.ask('strangers', strangers((caller, world) => isForeign(caller, world) && !subject.isNamed(caller.account)), statement);
}

/** Each account is literal, or chosen by the deployer of the template: IAM accepts no wildcard there. */
function namesItsAccounts({ principals, notPrincipal }: Statement): boolean {
  const isNamed = ({ kind }: Principal) => kind !== 'anyone' && kind !== 'malformed' && kind !== 'unknown';
  return !notPrincipal && principals.length > 0 && principals.every(isNamed);
}

/** Identities of a Cognito identity pool that have not signed in: anyone who knows the id of the pool can get one. */
function guestVerdicts(subject: RuleSubject, asked: Statement): readonly Verdict[] {
  if (takesNoTokens(subject, asked)) return [];
  const pools = new Set(subject.variantsOf(asked).flatMap(issuersInQuestion).filter(isIdentityPool));
  return [...pools].map((pool) => subject.ask(`guests of ${pool}`, guestsOfIdentityPools(pool), asked));
}

/** Callers other than AWS principals, where `"*"` may match them. */
function anyKindVerdict(subject: RuleSubject, statement: Statement): Verdict {
  if (!trustsAnyKind(statement)) return CLOSED;
  const namesServices = statement.principals.some((principal) => principal.kind === 'anyone' && principal.key === 'Service');
  const question = strangersOfAnyKind(({ name, kind }) => (
    !subject.namesProvider(name) && (kind === 'service' ? namesServices : kind === 'saml' || kind === 'oidc')
  ));
  return subject.ask('strangers of any kind', question, statement);
}

/**
 * `"*"` where it means services or callers with a token. IAM rejects it under `Service` and `Federated`, and NotPrincipal. Whether `"AWS":
 * "*"` matches callers that are not AWS principals is not documented, unless a condition requires a certain AWS principal.
 */
function trustsAnyKind({ principals, notPrincipal, conditions }: Statement): boolean {
  const asksWhichAwsPrincipal = conditions.some(({ key }) => CALLER_KEYS.has(String(key)));
  if (notPrincipal) return !asksWhichAwsPrincipal;
  return principals.some(
    (principal) =>
      (principal.kind === 'anyone' || (principal.kind === 'unknown' && mayBeAnyAwsPrincipal(principal))) &&
      (principal.key === 'Service' || principal.key === 'Federated' || !asksWhichAwsPrincipal),
  );
}
