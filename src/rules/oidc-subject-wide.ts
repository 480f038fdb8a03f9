/** Within the right tenant, is the subject wider than one repository, workspace or service account - or than one branch of it? */
import { Description, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { Admission, admission, whyLetIn } from './support/admissions';
import { changeTo, conditionOn } from './support/fixes';
import { otherTenantsVerdict } from './support/other-tenants';
import { alsoInOtherForm, operatorFor, settles, withOwnParts, withTypicalSubject } from './support/subject-breadth';
import { issuerOf, issuersInQuestion, takesNoTokens, trustedIssuers } from './support/trusted-issuers';
import { Breadth, KUBERNETES, SUBJECT_GRAMMARS, SubjectGrammar } from './tables/subject-grammars';
import { containsPlaceholder } from '../analysis/fill-deploy-time-values';
import { literalsOf, ConditionValue } from '../analysis/questions/condition-values';
import { tokensWithoutClaims } from '../analysis/questions/questions';
import { Open, Verdict } from '../analysis/verdict';
import { oidcKeyParts } from '../evaluation/request-keys';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { piecesOf, showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

const ID = 'oidc-subject-wide';

interface WideSubject extends Admission {
  /** How the issuer builds its subjects, and which part of them is left open. Undefined: it is not known how the issuer builds them. */
  readonly open?: { readonly grammar: SubjectGrammar; readonly breadth: Breadth };
}

export const oidcSubjectWide: Rule<WideSubject> = {
  id: ID,
  level: 'warning',
  title: 'Only tokens of one repository and branch, workspace or service account can assume the role',
  defersTo: ['public-principal', 'oidc-tenant'],
  ask: (subject) => subject.allowStatements.flatMap((statement) => wideSubjectOf(subject, statement) ?? []),
  describe,
};

/** The tokens of one issuer, or of all clusters of the template, that a statement accepts. */
interface Tokens {
  readonly of: string;
  readonly grammar: SubjectGrammar | undefined;
  isTheirs(issuer: string): boolean;
}

/**
 * The first part that is left open. Undecided parts are skipped: the rule is no more than a warning, and `oidc-tenant` asks about the same
 * values.
 */
function wideSubjectOf(subject: RuleSubject, asked: Statement): WideSubject | undefined {
  if (takesNoTokens(subject, asked)) return undefined;
  for (const statement of subject.variantsOf(asked)) {
    for (const tokens of tokensAccepted(subject, statement)) {
      const { grammar } = tokens;
      const found = grammar ? wideSubject(subject, statement, tokens, grammar) : unrestrictedTokens(subject, statement, tokens);
      if (found) return found;
    }
  }
  return undefined;
}

function unrestrictedTokens(subject: RuleSubject, statement: Statement, tokens: Tokens): WideSubject | undefined {
  const verdict = askFor(subject, statement, tokens, 'anything', restrictsTokens);
  if (verdict.kind !== 'open') return undefined;
  const admitting = subject.statementIn(verdict, statement);
  const isOfIssuer = (key: string) => oidcKeyParts(key)?.issuer === issuerOf(verdict).toLowerCase();
  const keys = admitting.conditions.map(({ key }) => String(key)).filter(isOfIssuer);
  return admission(verdict, admitting, keys.length === 0 ? undefined : keys);
}

function wideSubject(subject: RuleSubject, statement: Statement, tokens: Tokens, grammar: SubjectGrammar): WideSubject | undefined {
  for (const breadth of grammar.breadths) {
    if (breadth.information && !mentionsSubject(statement, breadth.information.where)) continue;
    const pins = (value: ConditionValue) => settles(value, breadth);
    const verdict = askFor(subject, statement, tokens, breadth.what, pins);
    if (verdict.kind !== 'open' || (isInvented(verdict) && otherTenantsVerdict(subject, statement).kind === 'undecided')) continue;
    const admitting = subject.statementIn(verdict, statement);
    const typical = withTypicalSubject(subject, admitting, verdict, { grammar, fillings: breadth.fillings, pins });
    const claims = breadth.information ? ['sub'] : Object.keys(breadth.settledBy);
    const keys = claims.map((claim) => `${issuerOf(verdict).toLowerCase()}:${claim}`);
    return { ...admission(typical, admitting, keys), ...breadth.information && { level: 'info' }, open: { grammar, breadth } };
  }
  return undefined;
}

/** The subject was invented for the search: it shows nothing as long as it is undecided whose tokens are accepted. */
function isInvented(found: Open): boolean {
  return containsPlaceholder(String(found.request.context.get(`${issuerOf(found).toLowerCase()}:sub`)));
}

function mentionsSubject({ conditions }: Statement, like: RegExp): boolean {
  const onSubject = conditions.filter(({ key }) => oidcKeyParts(showText(key))?.claim === 'sub');
  return onSubject.some(({ values }) => values.some((value) => like.test(showText(value))));
}

function askFor(
  subject: RuleSubject, statement: Statement, { of, isTheirs }: Tokens, what: string, pins: (value: ConditionValue) => boolean,
): Verdict {
  return subject.ask(`${ID}:${what} of ${of}`, tokensWithoutClaims(isTheirs, pins), statement);
}

function tokensAccepted(subject: RuleSubject, statement: Statement): Tokens[] {
  const taken = [...new Set(issuersInQuestion(statement))].map((name): Tokens => ({
    of: name,
    grammar: grammarOf(subject, name),
    isTheirs: (issuer) => issuer.toLowerCase() === name.toLowerCase(),
  }));
  if (!trustedIssuers(statement).ofCluster) return taken;
  return [...taken, { of: 'clusters', grammar: KUBERNETES, isTheirs: (issuer) => KUBERNETES.issuers.test(issuer.toLowerCase()) }];
}

/** By the name of the issuer, or else by the beginning of the subjects in the conditions of the document. */
function grammarOf(subject: RuleSubject, issuer: string): SubjectGrammar | undefined {
  const name = issuer.toLowerCase();
  const known = SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(name));
  if (known) return known;
  const asking = subject.statements.flatMap(({ conditions }) => conditions).filter(({ key }) => key === `${name}:sub`);
  const beginnings = asking.flatMap(({ values }) => values.map((value) => String(piecesOf(value)[0])));
  return SUBJECT_GRAMMARS.find(({ beginning }) => beginning && beginnings.some((text) => beginning.test(text)));
}

/** `*` restricts nothing, and neither does the audience that tokens for AWS have by default. */
function restrictsTokens({ key, pattern, exact }: ConditionValue): boolean {
  const parts = oidcKeyParts(key);
  if (!parts || (!exact && pattern.every(({ kind }) => kind === 'any-run'))) return false;
  return parts.claim !== 'aud' || literalsOf(pattern) !== 'sts.amazonaws.com';
}

function describe(found: WideSubject, subject: RuleSubject): Description {
  const { statement, verdict, open } = found;
  if (!open) return describeUnrestricted(found, subject);
  const { grammar, breadth } = open;
  const because = whyLetIn(found, subject);
  if (breadth.information) return { message: breadth.information.message, because, fix: breadth.information.fix };
  const subjectKey = `${issuerOf(verdict).toLowerCase()}:sub`;
  const sub = verdict.request.context.get(subjectKey);
  const condition = conditionOn(statement, subjectKey);
  const except = condition?.values.some((value) => value === sub) ? breadth.except : undefined;
  if (except) return { message: `${except.what} can assume this role`, because, fix: withOwnParts(except.fix, grammar, condition) };
  // An invented name is not an example of anything.
  const example = sub === undefined || containsPlaceholder(String(sub)) ? '' : `, for example ${String(sub)}`;
  return {
    message: `${breadth.what} that the policy does not name can assume this role${example}`,
    because,
    fix: pinSubject(statement, grammar, issuerOf(verdict), condition),
  };
}

function describeUnrestricted(found: WideSubject, subject: RuleSubject): Description {
  const { statement, verdict, conditionKeys } = found;
  const issuer = issuerOf(verdict);
  return {
    message: `anyone with a token from ${issuer} can assume this role`,
    because: conditionKeys ? whyLetIn(found, subject) : `${describeStatement(statement)} has no condition on a claim of the token`,
    fix: `require a subject: ${changeTo(`"StringEquals": { "${issuer}:sub": "<subject>" }`, statement, undefined)}`,
  };
}

function pinSubject(statement: Statement, grammar: SubjectGrammar, issuer: string, weak: ConditionClause | undefined): string {
  const example = withOwnParts(grammar.example, grammar, weak);
  const change = changeTo(`"${operatorFor(example)}": { "${issuer}:sub": "${example}" }`, statement, weak);
  const inCdk = grammar.inCdk === undefined ? '' : ` (in the CDK: ${grammar.inCdk})`;
  return `name the one that needs access: ${change}${inCdk}${alsoInOtherForm(example, grammar)}`;
}
