/** Within the right tenant, is the subject wider than one repository, workspace or service account - or than one branch of it? */
import { otherTenantsVerdict } from './oidc-tenant';
import { Problem, Rule, RuleOutcome, RuleSubject } from './rule';
import { changeTo, conditionOn } from './support/fixes';
import { admission, admissionInSpiteOf } from './support/openings';
import { alsoInOtherForm, operatorFor, settles, withOwnParts, withTellingSubject } from './support/subject-breadth';
import { issuerOf, issuersInQuestion, takesNoTokens, trustedIssuers } from './support/trusted-issuers';
import { Breadth, KUBERNETES, SUBJECT_GRAMMARS, SubjectGrammar } from './tables/subject-grammars';
import { holdsInventedName } from '../analysis/fill-deploy-time-values';
import { tokensWithoutClaims } from '../analysis/questions/questions';
import { literalsOf, ValueOnKey } from '../analysis/questions/values-asked-for';
import { Open, Verdict } from '../analysis/verdict';
import { oidcKeyParts } from '../evaluation/request-keys';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { piecesOf, showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

const ID = 'oidc-subject-wide';

export const oidcSubjectWide: Rule = {
  id: ID,
  title: 'A token must be for one repository, workspace or service account, and where there are branches for one of them',
  defersTo: ['public-principal', 'oidc-tenant'],
  check: (subject) => subject.allowStatements.flatMap((statement) => checkStatement(subject, statement)),
};

/** The tokens of one issuer, or of all clusters of the template, that a statement takes. */
interface Tokens {
  readonly of: string;
  readonly grammar: SubjectGrammar | undefined;
  isTheirs(issuer: string): boolean;
}

function checkStatement(subject: RuleSubject, asked: Statement): RuleOutcome[] {
  if (takesNoTokens(subject, asked)) return [];
  for (const statement of subject.variantsOf(asked)) {
    const problem = problemOf(subject, statement);
    if (problem) return [problem];
  }
  return [];
}

/**
 * The first thing that is left open. What stays undecided is passed over: the rule is no more than a warning, and `oidc-tenant` asks about the
 * same values.
 */
function problemOf(subject: RuleSubject, statement: Statement): Problem | undefined {
  for (const tokens of tokensTaken(subject, statement)) {
    if (!tokens.grammar) {
      const verdict = askFor(subject, statement, tokens, 'anything', asksSomething);
      if (verdict.kind === 'open') return problemWithoutGrammar(subject, subject.statementIn(verdict, statement), verdict);
      continue;
    }
    for (const breadth of tokens.grammar.breadths) {
      if (breadth.information && !asksForSubject(statement, breadth.information.where)) continue;
      const pins = (value: ValueOnKey) => settles(value, breadth);
      const verdict = askFor(subject, statement, tokens, breadth.what, pins);
      if (verdict.kind !== 'open' || (isMadeUp(verdict) && otherTenantsVerdict(subject, statement).kind === 'undecided')) continue;
      return wideProblem(subject, subject.statementIn(verdict, statement), tokens.grammar, breadth, verdict, pins);
    }
  }
  return undefined;
}

/** Who the token is from was made up for the trial: it shows nothing while nobody knows whose tokens get in. */
function isMadeUp(found: Open): boolean {
  return holdsInventedName(String(found.request.context.get(`${issuerOf(found).toLowerCase()}:sub`)));
}

function asksForSubject({ conditions }: Statement, like: RegExp): boolean {
  const onSubject = conditions.filter(({ key }) => oidcKeyParts(showText(key))?.claim === 'sub');
  return onSubject.some(({ values }) => values.some((value) => like.test(showText(value))));
}

function askFor(subject: RuleSubject, statement: Statement, { of, isTheirs }: Tokens, what: string, pins: (value: ValueOnKey) => boolean): Verdict {
  return subject.ask(`${ID}:${what} of ${of}`, tokensWithoutClaims(isTheirs, pins), statement);
}

function tokensTaken(subject: RuleSubject, statement: Statement): Tokens[] {
  const taken = [...new Set(issuersInQuestion(statement))].map((name): Tokens => ({
    of: name,
    grammar: grammarOf(subject, name),
    isTheirs: (issuer) => issuer.toLowerCase() === name.toLowerCase(),
  }));
  if (trustedIssuers(statement).ofCluster) taken.push({ of: 'clusters', grammar: KUBERNETES, isTheirs: (issuer) => KUBERNETES.issuers.test(issuer.toLowerCase()) });
  return taken;
}

/** By the issuer's name, else by how the subjects begin that the document asks of it. */
function grammarOf(subject: RuleSubject, issuer: string): SubjectGrammar | undefined {
  const name = issuer.toLowerCase();
  const known = SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(name));
  if (known) return known;
  const asking = subject.statements.flatMap(({ conditions }) => conditions).filter(({ key }) => key === `${name}:sub`);
  const beginnings = asking.flatMap(({ values }) => values.map((value) => String(piecesOf(value)[0])));
  return SUBJECT_GRAMMARS.find(({ beginning }) => beginning && beginnings.some((text) => beginning.test(text)));
}

/** `*` asks for nothing; nor does the audience that tokens for AWS have by default. */
function asksSomething({ key, pattern, exact }: ValueOnKey): boolean {
  const parts = oidcKeyParts(key);
  if (!parts || (!exact && pattern.every(({ kind }) => kind === 'any-run'))) return false;
  return parts.claim !== 'aud' || literalsOf(pattern) !== 'sts.amazonaws.com';
}

function wideProblem(
  subject: RuleSubject,
  statement: Statement,
  grammar: SubjectGrammar,
  breadth: Breadth,
  found: Open,
  pins: (value: ValueOnKey) => boolean,
): Problem {
  const issuer = issuerOf(found);
  const verdict = withTellingSubject(subject, statement, found, { grammar, fillings: breadth.fillings, pins });
  const keys = Object.keys(breadth.settledBy).map((claim) => `${issuer.toLowerCase()}:${claim}`);
  const subjectKey = `${issuer.toLowerCase()}:sub`;
  const sub = verdict.request.context.get(subjectKey);
  const weak = conditionOn(statement, subjectKey);
  const except = weak?.values.some((value) => value === sub) ? breadth.except : undefined;
  // A name that a trial has made up is nobody's.
  const example = sub === undefined || holdsInventedName(String(sub)) ? '' : `, for example ${String(sub)}`;
  if (breadth.information) {
    const { message, fix } = breadth.information;
    return { ...admissionInSpiteOf(subject, verdict, statement, [subjectKey]), level: 'info', message, fix };
  }
  return {
    ...admissionInSpiteOf(subject, verdict, statement, keys),
    message: except ? `${except.what} can assume this role` : `${breadth.what} that nobody named can assume this role${example}`,
    fix: except ? withOwnParts(except.fix, grammar, weak) : fixOf(statement, grammar, issuer, weak),
  };
}

function fixOf(statement: Statement, grammar: SubjectGrammar, issuer: string, weak: ConditionClause | undefined): string {
  const example = withOwnParts(grammar.example, grammar, weak);
  const change = changeTo(`"${operatorFor(example)}": { "${issuer}:sub": "${example}" }`, statement, weak);
  return `name the one that needs it: ${change}${alsoInOtherForm(example, grammar)}${grammar.inCdk === undefined ? '' : ` (in the CDK, ${grammar.inCdk} writes it)`}`;
}

function problemWithoutGrammar(subject: RuleSubject, statement: Statement, found: Open): Problem {
  const issuer = issuerOf(found);
  const keys = statement.conditions.map(({ key }) => String(key)).filter((key) => oidcKeyParts(key)?.issuer === issuer.toLowerCase());
  return {
    ...(keys.length > 0
      ? admissionInSpiteOf(subject, found, statement, keys)
      : { ...admission(subject, found, statement), because: `${describeStatement(statement)} asks for no claim of the token` }),
    message: `whoever holds a token of ${issuer} can assume this role`,
    fix: `say whose tokens count: ${changeTo(`"StringEquals": { "${issuer}:sub": "<subject>" }`, statement, undefined)}`,
  };
}
