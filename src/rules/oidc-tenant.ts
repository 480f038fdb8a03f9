/** Can another tenant of an issuer that many share get in? */
import { Problem, Rule, RuleSubject } from './rule';
import { isSoft } from './support/condition-intent';
import { changeTo, conditionOn, useHardened } from './support/fixes';
import { admissionInSpiteOf, checkEachAllow } from './support/openings';
import { alsoInOtherForm, operatorFor, withOwnParts, withTellingSubject } from './support/subject-breadth';
import { issuerOf, issuersAskedAbout, issuersInQuestion, takesNoTokens, trustedIssuers } from './support/trusted-issuers';
import { SUBJECT_GRAMMARS, SubjectGrammar } from './tables/subject-grammars';
import { isSharedIssuer, namesSessionsByTenant, pinsTenant } from '../analysis/questions/other-tenants';
import { sessionsOfOtherTenants, tokensOfOtherTenants } from '../analysis/questions/questions';
import { isSubjectOfAnyRepository, keyOfClaim, SharedIssuer, sharedIssuerOf } from '../analysis/tables/shared-issuers';
import { Open, Verdict } from '../analysis/verdict';
import { showClause } from '../evaluation/match-condition';
import { ConditionClause } from '../policy/condition';
import { isKnown, showText } from '../policy/partly-known-text';
import { isBuiltInWebIdentity } from '../policy/read-principal';
import { Statement } from '../policy/trust-policy';

const ID = 'oidc-tenant';

export const oidcTenant: Rule = {
  id: ID,
  title: 'Only your own tenant of a shared token issuer may assume the role',
  defersTo: ['public-principal'],
  check: checkEachAllow(otherTenantsVerdict, problemOf, { question: 'whether other tenants of a shared token issuer get in', callers: 'token' }),
};

function problemOf(subject: RuleSubject, found: Open, statement: Statement): Problem {
  const issuer = issuerOf(found);
  const shared = sharedIssuerOf(issuer)!;
  const grammar = SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(shared.issuer));
  const telling = grammar ? withTellingSubject(subject, statement, found, { grammar, fillings: grammar.ofOtherTenants, pins: pinsTenant }) : found;
  const keys = shared.claims.map(({ claim }) => keyOfClaim(issuer, claim).toLowerCase());
  const admitted = admissionInSpiteOf(subject, telling, statement, keys);
  return {
    ...admitted,
    because: admitted.because + whyAnyTenant(telling, shared),
    message: `other tenants of ${shared.name} can assume this role`,
    fix: fixOf(statement, shared, issuer, grammar),
  };
}

/** A subject without a wildcard may be a stranger's all the same, which people do not expect. */
function whyAnyTenant(found: Open, { claims: [{ claim, composed }] }: SharedIssuer): string {
  const value = found.request.context.get(keyOfClaim(issuerOf(found), claim).toLowerCase());
  const isComposed = typeof value === 'string' && composed?.test(value) && !value.startsWith('repo:');
  return isComposed ? '; every organization chooses for itself of which claims its subjects are composed' : '';
}

/** Tokens of tenants that nobody named. */
export function otherTenantsVerdict(subject: RuleSubject, statement: Statement): Verdict {
  if (takesNoTokens(subject, statement)) return { kind: 'closed' };
  const verdict = tokensVerdict(subject, statement);
  const asksForSessions = () => subject.variantsOf(statement).flatMap(issuersInQuestion).some(namesSessionsByTenant);
  return verdict.kind === 'closed' && asksForSessions() ? subject.ask(`${ID}:sessions`, sessionsOfOtherTenants, statement) : verdict;
}

function tokensVerdict(subject: RuleSubject, statement: Statement): Verdict {
  const hidden = hiddenIssuers(subject, statement);
  const verdict = subject.ask(ID, tokensOfOtherTenants((issuer) => isSharedIssuer(issuer) || hidden(issuer)), statement);
  // Nothing is known of an issuer that happens to fit a wildcard beside the one that deployment names.
  if (verdict.kind !== 'open' || isSharedIssuer(issuerOf(verdict))) return verdict;
  return { kind: 'undecided', reasons: [`which issuer statement ${statement.index} trusts`] };
}

/** Is the issuer spoken of nowhere? Where deployment names one, that may be a shared one for all we know. */
function hiddenIssuers(subject: RuleSubject, asked: Statement): (issuer: string | undefined) => boolean {
  const variants = subject.variantsOf(asked);
  if (!variants.some((statement) => trustedIssuers(statement).sharedUnknown && !asksForWholeSubject(statement))) return () => false;
  const spokenOf = new Set(variants.flatMap((statement) => [...trustedIssuers(statement).named, ...issuersAskedAbout(statement)]));
  return (issuer) => issuer !== undefined && !spokenOf.has(issuer);
}

/** A subject that is written out belongs to one tenant, whichever issuer it turns out to be that has it. */
function asksForWholeSubject({ conditions }: Statement): boolean {
  return conditions.some(({ operator, key, values }) => {
    if (!operator || operator.negated || isSoft(operator) || !/:sub$/.test(showText(key))) return false;
    if (values.length === 0 || values.some((value) => isKnown(value) && isSubjectOfAnyRepository(value))) return false;
    if (operator.family === 'string-equals') return true;
    return operator.family === 'string-like' && values.every((value) => isKnown(value) && !/[*?]|\$\{/.test(value));
  });
}

function fixOf(statement: Statement, { claims }: SharedIssuer, issuer: string, grammar: SubjectGrammar | undefined): string {
  const [{ claim, example }] = claims;
  const key = keyOfClaim(issuer, claim);
  const weak = conditionOn(statement, ...claims.map((other) => keyOfClaim(issuer, other.claim).toLowerCase()));
  const value = grammar ? withOwnParts(withOwnEvent(example, weak), grammar, weak) : example;
  const operator = operatorFor(value);
  const otherForm = grammar && claim === 'sub' ? alsoInOtherForm(value, grammar) : '';
  const change = `pin your own tenant: ${changeTo(`"${operator}": { "${key}": "${value}" }`, statement, weak)}`;
  if (!weak) {
    const principal = isBuiltInWebIdentity(issuer) ? `WebIdentityPrincipal('${issuer}'` : 'OpenIdConnectPrincipal(provider';
    return `${change} (in the CDK: new iam.${principal}, { ${operator}: { '${key}': '${value}' } }))${otherForm}`;
  }
  const hard = useHardened(weak);
  return hard && !showClause(weak).includes('*') ? `${hard}: a token need not have that claim` : change + otherForm;
}

/** A subject of GitHub that is composed of an environment or a branch alone says already what comes behind the repository. */
function withOwnEvent(example: string, weak: ConditionClause | undefined): string {
  const events = (weak?.values ?? []).filter(isKnown).filter((value) => /^(environment|ref):[^*?:]+$/.test(value));
  return events.length === 0 ? example : example.replace(/:ref:refs\/heads\/main$/, `:${events[0]}`);
}
