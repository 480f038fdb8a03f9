/** Can another tenant of a shared token issuer assume the role? */
import { Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { Admission, admission, askEachAllow, whyLetIn } from './support/admissions';
import { changeTo, conditionOn, useHardened } from './support/fixes';
import { otherTenantsVerdict } from './support/other-tenants';
import { alsoInOtherForm, operatorFor, withOwnParts, withTypicalSubject } from './support/subject-breadth';
import { issuerOf } from './support/trusted-issuers';
import { SUBJECT_GRAMMARS, SubjectGrammar } from './tables/subject-grammars';
import { pinsTenant } from '../analysis/questions/other-tenants';
import { keyOfClaim, SharedIssuer, sharedIssuerOf } from '../analysis/tables/shared-issuers';
import { Open } from '../analysis/verdict';
import { showClause } from '../evaluation/match-condition';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { isBuiltInWebIdentity } from '../policy/read-principal';
import { Statement } from '../policy/trust-policy';

export const oidcTenant: Rule<Admission> = {
  id: 'oidc-tenant',
  level: 'error',
  title: 'Only your own tenant of a shared OIDC provider can assume the role',
  defersTo: ['public-principal'],
  ask: askEachAllow({
    verdictOf: otherTenantsVerdict,
    foundBy: showingTypicalSubject,
    undecided: { question: 'whether other tenants of a shared OIDC provider get access', callers: 'token' },
  }),
  describe: (found, subject) => {
    const shared = sharedIssuer(found.verdict);
    return {
      message: `other tenants of ${shared.name} can assume this role`,
      because: whyLetIn(found, subject) + whyAnyTenant(found.verdict, shared),
      fix: pinTenant(found.verdict, found.statement),
    };
  },
};

/** Shows a token whose subject has the issuer's format, where such a token is accepted. */
function showingTypicalSubject(subject: RuleSubject, verdict: Open, statement: Statement): Admission {
  const keys = sharedIssuer(verdict).claims.map(({ claim }) => keyOfClaim(issuerOf(verdict), claim).toLowerCase());
  const grammar = grammarOf(verdict);
  if (!grammar) return admission(verdict, statement, keys);
  const typical = withTypicalSubject(subject, statement, verdict, { grammar, fillings: grammar.ofOtherTenants, pins: pinsTenant });
  return admission(typical, statement, keys);
}

function sharedIssuer(verdict: Open): SharedIssuer {
  return sharedIssuerOf(issuerOf(verdict))!;
}

function grammarOf(verdict: Open): SubjectGrammar | undefined {
  const { issuer } = sharedIssuer(verdict);
  return SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(issuer));
}

/** A subject without wildcards can also be that of another tenant, which most people do not expect. */
function whyAnyTenant(found: Open, { claims: [{ claim, composed }] }: SharedIssuer): string {
  const value = found.request.context.get(keyOfClaim(issuerOf(found), claim).toLowerCase());
  const isComposed = typeof value === 'string' && composed?.test(value) && !value.startsWith('repo:');
  return isComposed ? '\nevery organization can choose which claims its subjects are built from' : '';
}

function pinTenant(verdict: Open, statement: Statement): string {
  const issuer = issuerOf(verdict);
  const { claims } = sharedIssuer(verdict);
  const grammar = grammarOf(verdict);
  const [{ claim, example }] = claims;
  const key = keyOfClaim(issuer, claim);
  const weak = conditionOn(statement, ...claims.map((other) => keyOfClaim(issuer, other.claim).toLowerCase()));
  const value = grammar ? withOwnParts(withOwnEvent(example, weak), grammar, weak) : example;
  const operator = operatorFor(value);
  const otherForm = grammar && claim === 'sub' ? alsoInOtherForm(value, grammar) : '';
  const change = `require your own tenant: ${changeTo(`"${operator}": { "${key}": "${value}" }`, statement, weak)}`;
  if (!weak) {
    const principal = isBuiltInWebIdentity(issuer) ? `WebIdentityPrincipal('${issuer}'` : 'OpenIdConnectPrincipal(provider';
    return `${change} (in the CDK: new iam.${principal}, { ${operator}: { '${key}': '${value}' } }))${otherForm}`;
  }
  const hard = useHardened(weak);
  return hard && !showClause(weak).includes('*') ? `${hard}, which also matches tokens without that claim` : change + otherForm;
}

/** A GitHub subject that consists of an environment or a branch alone already says what follows the repository. */
function withOwnEvent(example: string, weak: ConditionClause | undefined): string {
  const events = (weak?.values ?? []).filter(isKnown).filter((value) => /^(environment|ref):[^*?:]+$/.test(value));
  return events.length === 0 ? example : example.replace(/:ref:refs\/heads\/main$/, `:${events[0]}`);
}
