/**
 * Fixes for openings to callers with a token: pin the subject, and whatever else names the tenant of a shared issuer. The parts that the
 * document already specifies are kept.
 */
import { clausesOn, hardenClauses, placeOfClause, requireInstead, valueOfClause } from './conditions';
import { DraftPolicy, DraftStatement, listOf, NotEditable } from './draft-policy';
import { namedBy } from './name-principals';
import { exampleOfAccount, NamedPlaceholders } from './placeholders';
import { FixAttempt, Candidate, draftOf, Situation } from './situation';
import { isIdentityPool, keyOfClaim, sharedIssuerOf } from '../analysis/tables/shared-issuers';
import { PlaceholderKind } from '../findings/fix';
import { spellKey } from '../findings/key-names';
import { listOf as inWords } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';
import { RuleSubject } from '../rules/rule-subject';
import { hardened } from '../rules/support/fixes';
import { operatorFor } from '../rules/support/subject-breadth';
import { issuersAskedAbout, issuersInQuestion } from '../rules/support/trusted-issuers';
import { SUBJECT_GRAMMARS, SubjectGrammar } from '../rules/tables/subject-grammars';

export const RULES_ABOUT_TOKENS: readonly string[] = ['public-principal', 'oidc-tenant', 'oidc-subject-wide', 'rejected-by-iam'];

export function candidatesForTokens(situation: Situation): readonly Candidate[] {
  const { statement } = situation;
  if (!statement) return [];
  return [
    ...issuersInQuestion(statement).flatMap((issuer) => candidatesForIssuer(statement, issuer)),
    ...statement.principals.some(isAnyProvider) ? [nameProvider(statement, situation.before.rules)] : [],
  ];
}

/** `"Federated": "*"`, which IAM rejects. */
function isAnyProvider(principal: Principal): boolean {
  return principal.kind === 'anyone' && principal.key === 'Federated';
}

/** The provider of the issuer whose claims the statement requires, if it requires any. */
function nameProvider(statement: Statement, rules: RuleSubject): Candidate {
  const { partition = 'aws', account = exampleOfAccount(namedBy(rules)) } = rules.owner;
  const [issuer = 'oidc.example.com'] = issuersAskedAbout(statement);
  const isSaml = statement.actions.some((action) => /saml$/i.test(String(action)));
  const kind = isSaml ? 'saml-provider' : 'oidc-provider';
  const example = `arn:${partition}:iam::${account}:${kind}/${isSaml ? 'example' : issuer}`;
  const name: TokenChange = (draft, _, placeholders) => {
    draft.principals = draft.principals.map(({ key, value }) => (
      key === 'Federated' && value === '*' ? { key, value: placeholders.add('identity-provider', `${kind}-arn`, example) } : { key, value }
    ));
  };
  return { id: 'name-the-provider', attempts: [attempt('name the identity provider', statement, name)] };
}

function candidatesForIssuer(statement: Statement, issuer: string): readonly Candidate[] {
  const grammar = SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(issuer.toLowerCase()));
  const subjectKey = `${issuer}:sub`;
  const about = [subjectKey.toLowerCase()];
  const pinWhole = grammar === undefined ? [] : [
    attempt('accept tokens of one subject only', statement, pinSubject(issuer, grammar)),
    attempt('accept tokens of one subject only, instead of the subjects that are listed', statement, pinSubjectAlone(issuer, grammar)),
  ];
  const fillIn = attempt('write out what the wildcards of the subject stand for', statement, fillWildcards(issuer, grammar));
  const anySubject = grammar !== undefined ? [] : [attempt('accept tokens of one subject only', statement, pinAnySubject(issuer))];
  return [
    { id: 'pin-the-subject', about, attempts: [...pinWhole, fillIn, ...anySubject] },
    ...grammar === undefined ? [] : [pinBesideWeakClaims(statement, issuer, grammar)],
    ...candidatesForClaims(statement, issuer),
    ...isIdentityPool(issuer) ? [askForSignIn(statement, issuer)] : [],
  ];
}

function attempt(title: string, statement: Statement, change: TokenChange): FixAttempt {
  return { title, change: (draft: DraftPolicy, placeholders) => change(draftOf(draft, statement), statement, placeholders) };
}

type TokenChange = (draft: DraftStatement, statement: Statement, placeholders: NamedPlaceholders) => void;

/** Typical values of the parts of subjects. */
const EXAMPLES_OF_PARTS: Readonly<Record<string, string>> = {
  'organization': 'acme',
  'repository': 'app',
  'branch': 'main',
  'environment': 'production',
  'group': 'acme',
  'project': 'app',
  'workspace': 'production',
  'pipeline': 'deploy',
  'team': 'acme',
  'namespace': 'default',
  'service account': 'app',
  'id of the organization': '1a2b3c4d-5e6f-4a1b-9c2d-3e4f5a6b7c8d',
  'id of the project': '2b3c4d5e-6f1a-4b2c-8d3e-4f5a6b7c8d9e',
  'id of the repository': '3c4d5e6f-1a2b-4c3d-9e4f-5a6b7c8d9e1f',
  'region': 'us-east-1',
  'id of the identity pool': '9c2d3e4f-5a6b-4c8d-9e1f-1a2b3c4d5e6f',
};

/** The text with each placeholder of the grammar replaced by one of this fix. */
function withPlaceholders(text: string, kind: PlaceholderKind, placeholders: NamedPlaceholders): string {
  return text.replace(/<([^<>]*)>/g, (_, part: string) => placeholders.add(part, kind, EXAMPLES_OF_PARTS[part] ?? 'example'));
}

/** The grammar's example, with the parts that this value already names. */
function subjectLike(value: string | undefined, { example, read }: SubjectGrammar): string {
  const own = value === undefined ? null : read.exec(value);
  if (!own) return example;
  let at = 0;
  return example.replace(/<[^>]*>/g, (part) => {
    at += 1;
    return own[at] === undefined || own[at].includes('<') ? part : own[at];
  });
}

/** Other claims of the token, in conditions that match without them, would be found to restrict nothing beside the subject. */
function pinBesideWeakClaims(statement: Statement, issuer: string, grammar: SubjectGrammar): Candidate {
  const subject = `${issuer}:sub`.toLowerCase();
  const weak = statement.conditions.filter((clause) => (
    String(clause.key).startsWith(`${issuer.toLowerCase()}:`) && clause.key !== subject && hardened(clause) !== clause.operatorWritten
  ));
  const keys = weak.map(({ key }) => String(key));
  const change: TokenChange = (draft, _, placeholders) => {
    hardenClauses(keys)(draft, statement, placeholders);
    pinSubject(issuer, grammar)(draft, statement, placeholders);
  };
  const operators = inWords([...new Set(weak.map(hardened))]);
  const title = `accept tokens of one subject only, and use ${operators} for ${inWords(keys.map(spellKey))}`;
  return { id: 'pin-the-subject', about: [subject, ...keys], attempts: weak.length === 0 ? [] : [attempt(title, statement, change)] };
}

/** Each value that names more than one subject is replaced; the others stay. */
function pinSubject(issuer: string, grammar: SubjectGrammar): TokenChange {
  return (draft, statement, placeholders) => {
    const clause = subjectClause(statement, issuer);
    if (!clause) {
      addSubject(draft, issuer, grammar.example, placeholders);
      return;
    }
    const place = placeOfClause(clause);
    const written = valueOfClause(draft, clause);
    const values = listOf(written).map((value) =>
      typeof value === 'string' && isWide(value, grammar)
        ? withPlaceholders(subjectLike(value, grammar), 'oidc-subject', placeholders)
        : value,
    );
    const operator = values.some((value) => typeof value === 'string' && value.includes('*')) ? 'StringLike' : 'StringEquals';
    const unique = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
    draft.replaceCondition(place, { operator, key: place.key, value: Array.isArray(written) ? unique : unique[0] });
  };
}

function isWide(value: string, { breadths }: SubjectGrammar): boolean {
  return /[*?]/.test(value) || breadths.some(({ except }) => except?.subject.test(value));
}

/** Whatever the statement required of the subject, it now requires a single one. */
function pinSubjectAlone(issuer: string, grammar: SubjectGrammar): TokenChange {
  return (draft, statement, placeholders) => {
    const clause = subjectClause(statement, issuer);
    const value = clause?.values.find((each): each is string => isKnown(each));
    for (const each of clausesOn(statement, [`${issuer}:sub`.toLowerCase()])) draft.removeCondition(placeOfClause(each));
    addSubject(draft, issuer, subjectLike(value, grammar), placeholders);
  };
}

function addSubject(draft: DraftStatement, issuer: string, subject: string, placeholders: NamedPlaceholders): void {
  const value = withPlaceholders(subject, 'oidc-subject', placeholders);
  draft.addCondition({ operator: operatorFor(value), key: `${issuer}:sub`, value });
}

/** For issuers whose subjects have no known form. */
function pinAnySubject(issuer: string): TokenChange {
  return requireInstead([`${issuer}:sub`.toLowerCase()], (placeholders) => (
    { operator: 'StringEquals', key: `${issuer}:sub`, value: placeholders.add('subject', 'oidc-subject', 'example-subject') }
  ));
}

/** The subject as it is, with one placeholder for each wildcard. */
function fillWildcards(issuer: string, grammar: SubjectGrammar | undefined): TokenChange {
  return (draft, statement, placeholders) => {
    const clause = subjectClause(statement, issuer);
    if (!clause) throw new NotEditable('no condition on the subject');
    const place = placeOfClause(clause);
    const written = valueOfClause(draft, clause);
    const example = grammar?.breadths.at(-1)?.fillings[0] ?? 'example';
    const values = listOf(written).map((value) =>
      typeof value === 'string'
        ? value.replace(/\*+/g, () => placeholders.add('name', 'oidc-subject', exampleOfWildcard(value, example)))
        : value,
    );
    draft.replaceCondition(place, { operator: 'StringEquals', key: place.key, value: Array.isArray(written) ? values : values[0] });
  };
}

function exampleOfWildcard(value: string, example: string): string {
  return /environment:\*$/.test(value) ? 'production' : /refs\/(heads|tags)\/\*$/.test(value) ? 'main' : example;
}

/** The positive condition on the subject, if there is one: a negated one excludes, it does not name. */
function subjectClause(statement: Statement, issuer: string): ConditionClause | undefined {
  return clausesOn(statement, [`${issuer}:sub`.toLowerCase()]).find(({ operator }) => operator !== undefined && !operator.negated);
}

/** Guests of an identity pool have not signed in. */
function askForSignIn(statement: Statement, pool: string): Candidate {
  const key = `${pool}:amr`;
  const wanted = { operator: 'ForAnyValue:StringLike', key, value: 'authenticated' };
  return {
    id: 'require-sign-in',
    about: [key],
    attempts: [requireInstead([key], () => wanted), requireInstead([], () => wanted)].map((change) => (
      attempt('require that users of the identity pool have signed in', statement, change)
    )),
  };
}

/** Claims other than the subject that name the tenants of a shared issuer, and the audience. */
function candidatesForClaims(statement: Statement, issuer: string): readonly Candidate[] {
  const shared = sharedIssuerOf(issuer);
  const claims = (shared?.claims ?? []).filter(({ claim }) => claim !== 'sub');
  return claims.map(({ claim, example }): Candidate => {
    const key = keyOfClaim(issuer, claim);
    const pin = requireInstead([key.toLowerCase()], (placeholders) => {
      const value = /<[^>]+>/.test(example) ? withPlaceholders(example, 'claim', placeholders) : placeholders.add(claim, 'claim', example);
      return { operator: operatorFor(value), key, value };
    });
    return {
      id: `pin-${claim.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}`,
      about: [key.toLowerCase()],
      attempts: [attempt(`name your tenant of ${shared?.name ?? issuer} by ${claim}`, statement, pin)],
    };
  });
}
