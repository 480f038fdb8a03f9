/** Is a value still a placeholder that somebody meant to fill in? IAM takes it for the text that it is. */
import { Problem, Rule } from './rule';
import { mayHoldPlaceholder, placeholdersIn, TextKind } from './support/placeholders';
import { showClause } from '../evaluation/match-condition';
import { spellKey } from '../findings/key-names';
import { describeStatement, listOf, placeOf } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown, PartlyKnownText, showText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

export const placeholderValue: Rule = {
  id: 'placeholder-value',
  title: 'Every value has been filled in',
  check: ({ wholeReading }) => {
    const problems = new Map<number, Problem>();
    for (const statement of wholeReading.variants.flatMap(({ statements }) => statements)) {
      const found = placesWithOne(statement);
      if (found.length > 0 && !problems.has(statement.index)) problems.set(statement.index, problemOf(statement, found));
    }
    return [...problems.values()];
  },
};

interface Place {
  readonly placeholders: readonly string[];
  /** What IAM makes of it, after *IAM reads it as text:*. */
  readonly effect: string;
  /** What to write instead. */
  readonly wanted: string;
}

function placesWithOne(statement: Statement): readonly Place[] {
  const { principals, actions, conditions } = statement;
  const texts = [...principals.map(({ written }) => written), ...actions, ...conditions.flatMap(({ keyWritten, values }) => [keyWritten, ...values])];
  if (!mayHoldPlaceholder(texts)) return [];
  return [
    ...principals.map((principal) => placeOfPrincipal(principal, statement)),
    ...actions.map(placeOfAction),
    ...conditions.flatMap((clause) => [placeOfKey(clause), placeOfValues(clause)]),
  ].filter((place) => place !== undefined);
}

function placeOfAction(action: PartlyKnownText): Place | undefined {
  const placeholders = placeholdersIn(action);
  if (placeholders.length === 0) return undefined;
  return { placeholders, effect: `no action is called "${showText(action)}"`, wanted: 'the action, such as sts:AssumeRole' };
}

function placeOfPrincipal(principal: Principal, { principals, notPrincipal }: Statement): Place | undefined {
  const placeholders = placeholdersIn(principal.written);
  if (placeholders.length === 0) return undefined;
  const key = keyOf(principal);
  const beside = principals.filter((other) => keyOf(other) === key);
  const element = notPrincipal ? 'NotPrincipal' : 'Principal';
  const place = beside.length > 1 ? `[${beside.indexOf(principal)}]` : '';
  const written = `${element}${key === undefined ? '' : `.${key}`}${place} "${showText(principal.written)}"`;
  const isRefused = principal.kind === 'malformed';
  return {
    placeholders,
    effect: `${written} ${isRefused ? 'is not a principal, so IAM refuses the policy' : 'trusts whoever has exactly this name'}`,
    wanted: WANTED_PRINCIPAL[key ?? 'AWS'],
  };
}

type Key = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

function keyOf(principal: Principal): Key | undefined {
  switch (principal.kind) {
    case 'anyone':
    case 'malformed':
    case 'unknown':
      return principal.key;
    case 'service':
      return 'Service';
    case 'saml-provider':
    case 'oidc-provider':
    case 'web-identity':
      return 'Federated';
    default:
      return 'AWS';
  }
}

const WANTED_PRINCIPAL: Readonly<Record<Key, string>> = {
  AWS: 'the ARN of the role or user that should have access, with the 12 digits of its account',
  Service: 'the host name of the service, such as lambda.amazonaws.com',
  Federated: 'the ARN of the identity provider, as IAM shows it',
  CanonicalUser: 'the ARN of the role or user that should have access',
};

function placeOfKey({ keyWritten }: ConditionClause): Place | undefined {
  const isOfTags = isKnown(keyWritten) && TAG.test(keyWritten);
  const placeholders = placeholdersIn(keyWritten, isOfTags ? 'label' : 'value');
  if (placeholders.length === 0) return undefined;
  return {
    placeholders,
    effect: `no request has the condition key ${showText(keyWritten)}`,
    wanted: isOfTags ? 'the name of the tag' : WANTED_KEY,
  };
}

const WANTED_KEY = "the provider's address without https:// and the claim, such as token.actions.githubusercontent.com:sub";
const TAG = /^(?:aws|iam|sts|s3):(?:[a-z]*tag\/|tagkeys$|transitivetagkeys$|requestcontext\/)/i;

function placeOfValues(clause: ConditionClause): Place | undefined {
  const { key, operator } = clause;
  const kind: TextKind = isKnown(key) && TAG.test(key) ? 'label' : 'value';
  const placeholders = [...new Set(clause.values.flatMap((value) => placeholdersIn(value, kind)))];
  if (placeholders.length === 0) return undefined;
  const texts = placeholders.length === 1 ? 'this very text' : 'these very texts';
  return { placeholders, effect: `${showClause(clause)} ${operator?.negated ? 'excludes only' : 'asks for'} ${texts}`, wanted: wantedValue(key) };
}

function wantedValue(key: PartlyKnownText): string {
  if (!isKnown(key)) return 'the value that is meant';
  const wanted = WANTED_VALUES.find(([pattern]) => pattern.test(key));
  return wanted ? wanted[1] : `the value of ${spellKey(key)} that is meant`;
}

const WANTED_VALUES: readonly (readonly [RegExp, string])[] = [
  [/^sts:externalid$/, 'the ExternalId that was agreed with the other side (`cdk-secure-trust external-id` prints a random one)'],
  [/^aws:(?:principal|source|resource|vpce)org(?:id|paths)$/, 'the id of the organization (o-…), as `aws organizations describe-organization` prints it'],
  [/^aws:(?:principal|source|resource|vpce)account$/, 'the 12 digits of the account'],
  [/arn$/, 'the whole ARN, with the 12 digits of its account'],
  [/:sub$/, 'the subject as the provider writes it into its tokens, such as repo:<owner>/<repository>:ref:refs/heads/<branch> of GitHub'],
];

function problemOf(statement: Statement, places: readonly Place[]): Problem {
  const placeholders = [...new Set(places.flatMap((place) => place.placeholders))];
  const where = describeStatement(statement);
  const it = placeholders.length === 1 ? 'it' : 'them';
  const effects = [...new Set(places.map(({ effect }) => effect))].join('; ');
  const useless = statement.effect === 'Deny' ? `; as it is, ${where} denies nobody who is meant` : '';
  return {
    kind: 'problem',
    message: `${where} still holds the placeholder${placeholders.length === 1 ? '' : 's'} ${listOf(placeholders.map(quoted))}`,
    because: `IAM reads ${it} as text: ${effects}${useless}`,
    statement: placeOf(statement),
    fix: places.map((place) => `replace ${listOf(place.placeholders.map(quoted))} by ${place.wanted}`).join('; '),
  };
}

function quoted(text: string): string {
  return `"${text}"`;
}
