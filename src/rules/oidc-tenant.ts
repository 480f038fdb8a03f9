/** Can another tenant of an issuer that many share get in? */
import { hardened } from './fixes';
import { anyKindVerdict } from './public-principal';
import { Problem, Rule, RuleOutcome, RuleSubject } from './rule';
import { withOwnParts, withTellingSubject } from './subject-breadth';
import { SUBJECT_GRAMMARS, SubjectGrammar } from './tables/subject-grammars';
import { issuersAskedAbout, takesNoTokens, trustedIssuers } from './trusted-issuers';
import { isSharedIssuer, pinsTenant } from '../analysis/questions/other-tenants';
import { tokensOfOtherTenants } from '../analysis/questions/questions';
import { SharedIssuer, sharedIssuerOf } from '../analysis/tables/shared-issuers';
import { Verdict } from '../analysis/verdict';
import { Caller } from '../evaluation/assume-role-request';
import { showClause } from '../evaluation/match-condition';
import { describeStatement, placeOf, whyNotKeptOut } from '../findings/wording';
import { isKnown, showText } from '../policy/partly-known-text';
import { isBuiltInWebIdentity } from '../policy/read-principal';
import { Statement } from '../policy/trust-policy';

const ID = 'oidc-tenant';

export const oidcTenant: Rule = {
  id: ID,
  title: 'Only your own tenant of a shared token issuer may assume the role',
  level: 'error',
  check: (subject) => subject.allowStatements.flatMap((statement) => checkStatement(subject, statement)),
};

function checkStatement(subject: RuleSubject, asked: Statement): RuleOutcome[] {
  const verdict = otherTenantsVerdict(subject, asked);
  if (verdict.kind === 'closed') return [];
  // Whoever takes the tokens of every issuer has been told so already.
  if (anyKindVerdict(subject, asked).kind === 'open') return [];
  if (verdict.kind === 'undecided') {
    return [{ kind: 'undecided', question: 'whether other tenants of a shared token issuer get in', reasons: verdict.reasons }];
  }
  return [problemOf(subject, subject.statementIn(verdict, asked), verdict)];
}

function problemOf(subject: RuleSubject, statement: Statement, found: Verdict & { kind: 'open' }): Problem {
  const issuer = issuerOf(found.request.caller);
  const shared = sharedIssuerOf(issuer)!;
  const grammar = SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(shared.issuer));
  const verdict = grammar ? withTellingSubject(subject, statement, found, { grammar, fillings: grammar.ofOtherTenants, pins: pinsTenant }) : found;
  const keys = shared.claims.map(({ claim }) => `${shared.issuer}:${claim}`);
  return {
    kind: 'problem',
    message: `other tenants of ${shared.name} can assume this role`,
    because: whyNotKeptOut(subject.matchOf(verdict, statement), keys),
    statement: placeOf(statement),
    witness: subject.witnessOf(verdict),
    fix: fixOf(statement, shared, issuer, grammar),
    blames: keys,
  };
}

/** Tokens of tenants that nobody named. Other rules ask too, so as not to say it twice. */
export function otherTenantsVerdict(subject: RuleSubject, statement: Statement): Verdict {
  if (takesNoTokens(subject, statement)) return { kind: 'closed' };
  const hidden = hiddenIssuers(subject, statement);
  const verdict = subject.ask(ID, tokensOfOtherTenants((issuer) => isSharedIssuer(issuer) || hidden(issuer)), statement);
  // Nothing is known of an issuer that happens to fit a wildcard beside the one that deployment names.
  if (verdict.kind !== 'open' || isSharedIssuer(issuerOf(verdict.request.caller))) return verdict;
  return { kind: 'undecided', reasons: [`which issuer statement ${statement.index} trusts`] };
}

/** Is the issuer spoken of nowhere? Where deployment names one, that may be a shared one for all we know. */
function hiddenIssuers({ reading }: RuleSubject, { index }: Statement): (issuer: string | undefined) => boolean {
  const variants = reading.variants.flatMap(({ statements }) => statements.filter((statement) => statement.index === index));
  if (!variants.some((statement) => trustedIssuers(statement).sharedUnknown && !asksForWholeSubject(statement))) return () => false;
  const spokenOf = new Set(variants.flatMap((statement) => [...trustedIssuers(statement).named, ...issuersAskedAbout(statement)]));
  return (issuer) => issuer !== undefined && !spokenOf.has(issuer);
}

/** A subject that is written out belongs to one tenant, whichever issuer it turns out to be that has it. */
function asksForWholeSubject({ conditions }: Statement): boolean {
  return conditions.some(({ operator, key, values }) => {
    if (!operator || operator.negated || operator.ifExists || operator.qualifier === 'for-all-values' || !/:sub$/.test(showText(key))) return false;
    if (operator.family === 'string-equals') return values.length > 0;
    return operator.family === 'string-like' && values.length > 0 && values.every((value) => isKnown(value) && !/[*?]|\$\{/.test(value));
  });
}

function issuerOf(caller: Caller): string {
  return caller.kind === 'oidc' ? caller.issuer : '';
}

function fixOf(statement: Statement, { claims }: SharedIssuer, issuer: string, grammar: SubjectGrammar | undefined): string {
  const [{ claim, example }] = claims;
  const weak = statement.conditions.find(({ key }) => claims.some((other) => key === `${issuer.toLowerCase()}:${other.claim}`));
  const value = grammar ? withOwnParts(example, grammar, weak) : example;
  const operator = value.includes('*') ? 'StringLike' : 'StringEquals';
  const pin = `"${operator}": { "${issuer}:${claim}": "${value}" }`;
  if (!weak) {
    const principal = isBuiltInWebIdentity(issuer) ? `WebIdentityPrincipal('${issuer}'` : 'OpenIdConnectPrincipal(provider';
    return (
      `pin your own tenant: add the condition ${pin} to ${describeStatement(statement)} ` +
      `(in the CDK: new iam.${principal}, { ${operator}: { '${issuer}:${claim}': '${value}' } }))`
    );
  }
  const plain = hardened(weak);
  return plain !== weak.operatorWritten && !showClause(weak).includes('*')
    ? `use ${plain} instead of ${weak.operatorWritten}: a token need not have that claim`
    : `pin your own tenant: replace ${showClause(weak)} by ${pin}`;
}
