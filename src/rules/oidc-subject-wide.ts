/** Within the right tenant, is the subject wider than one repository, workspace or service account - or than one branch of it? */
import { otherTenantsVerdict } from './oidc-tenant';
import { anyKindVerdict } from './public-principal';
import { Problem, Rule, RuleOutcome, RuleSubject } from './rule';
import { settles, withOwnParts, withTellingSubject } from './subject-breadth';
import { Breadth, KUBERNETES, SUBJECT_GRAMMARS, SubjectGrammar } from './tables/subject-grammars';
import { issuersAskedAbout, takesNoTokens, trustedIssuers } from './trusted-issuers';
import { tokensWithoutClaims } from '../analysis/questions/questions';
import { literalsOf, ValueOnKey } from '../analysis/questions/values-asked-for';
import { Verdict } from '../analysis/verdict';
import { showClause } from '../evaluation/match-condition';
import { oidcKeyParts } from '../evaluation/request-keys';
import { describeStatement, placeOf, whyNotKeptOut } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { piecesOf } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

const ID = 'oidc-subject-wide';

export const oidcSubjectWide: Rule = {
  id: ID,
  title: 'A token must be for one repository, workspace or service account, and where there are branches for one of them',
  level: 'warning',
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
  for (const { statements } of subject.reading.variants) {
    const statement = statements.find(({ index }) => index === asked.index);
    const problem = statement && problemOf(subject, statement);
    if (problem) return [problem];
  }
  return [];
}

/**
 * The first thing that is left open. What stays undecided is passed over: the rule is no more than a warning, and `oidc-tenant` asks about the
 * same values.
 */
function problemOf(subject: RuleSubject, statement: Statement): Problem | undefined {
  // Whoever trusts other tenants, or every issuer, has been told so already.
  if (otherTenantsVerdict(subject, statement).kind === 'open' || anyKindVerdict(subject, statement).kind === 'open') return undefined;
  for (const tokens of tokensTaken(subject, statement)) {
    if (!tokens.grammar) {
      const verdict = askFor(subject, statement, tokens, 'anything', asksSomething);
      if (verdict.kind === 'open') return problemWithoutGrammar(subject, subject.statementIn(verdict, statement), verdict);
      continue;
    }
    for (const breadth of tokens.grammar.breadths) {
      const pins = (value: ValueOnKey) => settles(value, breadth);
      const verdict = askFor(subject, statement, tokens, breadth.what, pins);
      if (verdict.kind === 'open') return wideProblem(subject, subject.statementIn(verdict, statement), tokens.grammar, breadth, verdict, pins);
    }
  }
  return undefined;
}

function askFor(subject: RuleSubject, statement: Statement, { of, isTheirs }: Tokens, what: string, pins: (value: ValueOnKey) => boolean): Verdict {
  return subject.ask(`${ID}:${what} of ${of}`, tokensWithoutClaims(isTheirs, pins), statement);
}

function tokensTaken(subject: RuleSubject, statement: Statement): Tokens[] {
  const trusted = trustedIssuers(statement);
  const named = new Set(trusted.unknown ? [...trusted.named, ...issuersAskedAbout(statement)] : trusted.named);
  const taken = [...named].map((name): Tokens => ({
    of: name,
    grammar: grammarOf(subject, name),
    isTheirs: (issuer) => issuer.toLowerCase() === name.toLowerCase(),
  }));
  if (trusted.ofCluster) taken.push({ of: 'clusters', grammar: KUBERNETES, isTheirs: (issuer) => KUBERNETES.issuers.test(issuer.toLowerCase()) });
  return taken;
}

/** By the issuer's name, else by how the subjects begin that the document asks of it. */
function grammarOf(subject: RuleSubject, issuer: string): SubjectGrammar | undefined {
  const name = issuer.toLowerCase();
  const known = SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(name));
  if (known) return known;
  const beginnings = subject.reading.variants.flatMap(({ statements }) =>
    statements.flatMap(({ conditions }) =>
      conditions.filter(({ key }) => key === `${name}:sub`).flatMap(({ values }) => values.map((value) => String(piecesOf(value)[0]))),
    ),
  );
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
  found: Verdict & { kind: 'open' },
  pins: (value: ValueOnKey) => boolean,
): Problem {
  const issuer = issuerOf(found);
  const verdict = withTellingSubject(subject, statement, found, { grammar, fillings: breadth.fillings, pins });
  const keys = Object.keys(breadth.settledBy).map((claim) => `${issuer.toLowerCase()}:${claim}`);
  const subjectKey = `${issuer.toLowerCase()}:sub`;
  const sub = verdict.request.context.get(subjectKey);
  const weak = statement.conditions.find(({ key }) => key === subjectKey);
  const except = weak?.values.some((value) => value === sub) ? breadth.except : undefined;
  const example = sub === undefined ? '' : `, for example ${String(sub)}`;
  return {
    kind: 'problem',
    message: except ? `${except.what} can assume this role` : `${breadth.what} that nobody named can assume this role${example}`,
    because: whyNotKeptOut(subject.matchOf(verdict, statement), keys),
    statement: placeOf(statement),
    witness: subject.witnessOf(verdict),
    fix: except ? withOwnParts(except.fix, grammar, weak) : fixOf(statement, grammar, issuer, weak),
    blames: keys,
  };
}

function fixOf(statement: Statement, grammar: SubjectGrammar, issuer: string, weak: ConditionClause | undefined): string {
  const example = withOwnParts(grammar.example, grammar, weak);
  const pin = `"${example.includes('*') ? 'StringLike' : 'StringEquals'}": { "${issuer}:sub": "${example}" }`;
  const change = weak ? `replace ${showClause(weak)} by ${pin}` : `add the condition ${pin} to ${describeStatement(statement)}`;
  return `name the one that needs it: ${change}${grammar.inCdk === undefined ? '' : ` (in the CDK, ${grammar.inCdk} writes it)`}`;
}

function problemWithoutGrammar(subject: RuleSubject, statement: Statement, verdict: Verdict & { kind: 'open' }): Problem {
  const issuer = issuerOf(verdict);
  const where = describeStatement(statement);
  const keys = statement.conditions.map(({ key }) => String(key)).filter((key) => oidcKeyParts(key)?.issuer === issuer.toLowerCase());
  return {
    kind: 'problem',
    message: `whoever holds a token of ${issuer} can assume this role`,
    because: keys.length === 0 ? `${where} asks for no claim of the token` : whyNotKeptOut(subject.matchOf(verdict, statement), keys),
    statement: placeOf(statement),
    witness: subject.witnessOf(verdict),
    fix: `say whose tokens count: add the condition "StringEquals": { "${issuer}:sub": "<subject>" } to ${where}`,
    blames: keys,
  };
}

function issuerOf({ request: { caller } }: Verdict & { kind: 'open' }): string {
  return caller.kind === 'oidc' ? caller.issuer : '';
}
