/** Are tokens of other tenants of a shared issuer accepted? Asked for the rules about tokens and for the summary. */
import { matchesWhenAbsent } from './condition-intent';
import { issuerOf, issuersAskedAbout, issuersInQuestion, takesNoTokens, trustedIssuers } from './trusted-issuers';
import { isSharedIssuer, namesSessionsByTenant } from '../../analysis/questions/other-tenants';
import { sessionsOfOtherTenants, tokensOfOtherTenants } from '../../analysis/questions/questions';
import { isSubjectOfAnyRepository } from '../../analysis/tables/shared-issuers';
import { CLOSED, undecided, Verdict } from '../../analysis/verdict';
import { isKnown, showText } from '../../policy/partly-known-text';
import { Statement } from '../../policy/trust-policy';
import { RuleSubject } from '../rule-subject';

/** Is a token of a tenant that the policy does not name accepted? */
export function otherTenantsVerdict(subject: RuleSubject, statement: Statement): Verdict {
  if (takesNoTokens(subject, statement)) return CLOSED;
  const verdict = tokensVerdict(subject, statement);
  if (verdict.kind !== 'closed') return verdict;
  const asksForSessions = subject.variantsOf(statement).flatMap(issuersInQuestion).some(namesSessionsByTenant);
  return asksForSessions ? subject.ask('sessions of other tenants', sessionsOfOtherTenants, statement) : verdict;
}

function tokensVerdict(subject: RuleSubject, statement: Statement): Verdict {
  const isUnmentioned = unmentionedIssuers(subject, statement);
  const question = tokensOfOtherTenants((issuer) => isSharedIssuer(issuer) || isUnmentioned(issuer));
  const verdict = subject.ask('tokens of other tenants', question, statement);
  // The invented issuer only happens to match a wildcard: nothing is known about the issuer that deployment will name.
  if (verdict.kind !== 'open' || isSharedIssuer(issuerOf(verdict))) return verdict;
  return undecided([`which issuer statement ${statement.index} trusts`]);
}

/** Issuers that the policy does not mention. If the issuer is known only at deployment, it may be any of them, and may be shared. */
function unmentionedIssuers(subject: RuleSubject, asked: Statement): (issuer: string | undefined) => boolean {
  const variants = subject.variantsOf(asked);
  if (!variants.some((statement) => trustedIssuers(statement).sharedUnknown && !requiresWholeSubject(statement))) return () => false;
  const mentioned = new Set(variants.flatMap((statement) => [...trustedIssuers(statement).named, ...issuersAskedAbout(statement)]));
  return (issuer) => issuer !== undefined && !mentioned.has(issuer);
}

/** A literal subject belongs to one tenant, whichever issuer the deployment names. */
function requiresWholeSubject({ conditions }: Statement): boolean {
  return conditions.some(({ operator, key, values }) => {
    if (!operator || operator.negated || matchesWhenAbsent(operator) || !/:sub$/.test(showText(key))) return false;
    if (values.length === 0 || values.some((value) => isKnown(value) && isSubjectOfAnyRepository(value))) return false;
    if (operator.family === 'string-equals') return true;
    return operator.family === 'string-like' && values.every((value) => isKnown(value) && !/[*?]|\$\{/.test(value));
  });
}
