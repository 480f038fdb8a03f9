/** Is a value still a placeholder that was meant to be replaced? IAM takes it literally. */
import { Description, Found, Rule } from './rule';
import { mayHoldPlaceholder, placeholdersIn, TextKind } from './support/placeholders';
import { showClause } from '../evaluation/match-condition';
import { spellKey } from '../findings/key-names';
import { describeStatement, listOf } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown, PartlyKnownText, showText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

interface StatementWithPlaceholders extends Found {
  readonly statement: Statement;
  readonly places: readonly PlaceholderPlace[];
}

/** A part of a statement, and the placeholders in it. */
type PlaceholderPlace = { readonly placeholders: readonly string[] } & (
  | { readonly kind: 'principal'; readonly principal: Principal }
  | { readonly kind: 'action'; readonly action: PartlyKnownText }
  | { readonly kind: 'key'; readonly clause: ConditionClause }
  | { readonly kind: 'values'; readonly clause: ConditionClause }
);

export const placeholderValue: Rule<StatementWithPlaceholders> = {
  id: 'placeholder-value',
  level: 'error',
  title: 'Every placeholder has been replaced with a value',
  ask: ({ wholeReading }) => {
    const found = new Map<number, StatementWithPlaceholders>();
    for (const statement of wholeReading.variants.flatMap(({ statements }) => statements)) {
      const places = placesWithPlaceholders(statement);
      if (places.length > 0 && !found.has(statement.index)) found.set(statement.index, { kind: 'found', statement, places });
    }
    return [...found.values()];
  },
  describe,
};

function placesWithPlaceholders({ principals, actions, conditions }: Statement): readonly PlaceholderPlace[] {
  const textsOfConditions = conditions.flatMap(({ keyWritten, values }) => [keyWritten, ...values]);
  const texts = [...principals.map(({ written }) => written), ...actions, ...textsOfConditions];
  if (!mayHoldPlaceholder(texts)) return [];
  const places: readonly PlaceholderPlace[] = [
    ...principals.map((principal) => ({ kind: 'principal', principal, placeholders: placeholdersIn(principal.written) }) as const),
    ...actions.map((action) => ({ kind: 'action', action, placeholders: placeholdersIn(action) }) as const),
    ...conditions.flatMap((clause) => [
      { kind: 'key', clause, placeholders: placeholdersIn(clause.keyWritten, textKindOf(clause.keyWritten)) } as const,
      { kind: 'values', clause, placeholders: placeholdersInValues(clause) } as const,
    ]),
  ];
  return places.filter(({ placeholders }) => placeholders.length > 0);
}

function placeholdersInValues({ key, values }: ConditionClause): readonly string[] {
  return [...new Set(values.flatMap((value) => placeholdersIn(value, textKindOf(key))))];
}

const TAG = /^(?:aws|iam|sts|s3):(?:[a-z]*tag\/|tagkeys$|transitivetagkeys$|requestcontext\/)/i;

/** For a condition key and its values: those about tags are labels. */
function textKindOf(key: PartlyKnownText): TextKind {
  return isKnown(key) && TAG.test(key) ? 'label' : 'value';
}

function describe({ statement, places }: StatementWithPlaceholders): Description {
  const placeholders = [...new Set(places.flatMap((place) => place.placeholders))];
  const where = describeStatement(statement);
  const it = placeholders.length === 1 ? 'it' : 'them';
  const described = places.map((place) => ({ place, ...describePlace(place, statement) }));
  const effects = [...new Set(described.map(({ effect }) => effect))];
  const useless = statement.effect === 'Deny' ? [`${where} does not deny the intended callers`] : [];
  return {
    message: `${where} still contains the placeholder${placeholders.length === 1 ? '' : 's'} ${listOf(placeholders.map(quoted))}`,
    because: [`IAM takes ${it} literally: ${effects[0]}`, ...effects.slice(1), ...useless].join('\n'),
    fix: described.map(({ place, wanted }) => `replace ${listOf(place.placeholders.map(quoted))} with ${wanted}`).join('\n'),
  };
}

interface PlaceInWords {
  /** What the placeholder does, after *IAM takes it literally:*. */
  readonly effect: string;
  /** What to write instead. */
  readonly wanted: string;
}

function describePlace(place: PlaceholderPlace, statement: Statement): PlaceInWords {
  switch (place.kind) {
    case 'principal':
      return describePrincipal(place.principal, statement);
    case 'action':
      return { effect: `there is no action "${showText(place.action)}"`, wanted: 'the action, such as sts:AssumeRole' };
    case 'key': {
      const { keyWritten } = place.clause;
      return {
        effect: `no request contains the condition key ${showText(keyWritten)}`,
        wanted: textKindOf(keyWritten) === 'label' ? 'the name of the tag' : WANTED_KEY,
      };
    }
    case 'values': {
      const { key, operator } = place.clause;
      const texts = place.placeholders.length === 1 ? 'this exact text' : 'these exact texts';
      const compares = operator?.negated ? 'excludes only' : 'matches only';
      return { effect: `${showClause(place.clause)} ${compares} ${texts}`, wanted: wantedValue(key) };
    }
  }
}

function describePrincipal(principal: Principal, { principals, notPrincipal }: Statement): PlaceInWords {
  const key = keyOf(principal);
  const beside = principals.filter((other) => keyOf(other) === key);
  const element = notPrincipal ? 'NotPrincipal' : 'Principal';
  const place = beside.length > 1 ? `[${beside.indexOf(principal)}]` : '';
  const written = `${element}${key === undefined ? '' : `.${key}`}${place} "${showText(principal.written)}"`;
  const isRefused = principal.kind === 'malformed';
  return {
    effect: `${written} ${isRefused ? 'is not a principal, so IAM rejects the policy' : 'trusts only a principal with exactly this name'}`,
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

const WANTED_KEY = "the provider's address without https:// and the claim, such as token.actions.githubusercontent.com:sub";

function wantedValue(key: PartlyKnownText): string {
  if (!isKnown(key)) return 'the intended value';
  return WANTED_VALUES.find(({ keys }) => keys.test(key))?.wanted ?? `the intended value of ${spellKey(key)}`;
}

const WANTED_VALUES: readonly { readonly keys: RegExp; readonly wanted: string }[] = [
  {
    keys: /^sts:externalid$/,
    wanted: 'the ExternalId agreed with the other party (`npx cdk-secure-trust external-id` prints a random one)',
  },
  {
    keys: /^aws:(?:principal|source|resource|vpce)org(?:id|paths)$/,
    wanted: 'the ID of the organization (o-…), as `aws organizations describe-organization` prints it',
  },
  { keys: /^aws:(?:principal|source|resource|vpce)account$/, wanted: 'the 12 digits of the account' },
  { keys: /arn$/, wanted: 'the whole ARN, with the 12 digits of its account' },
  { keys: /:sub$/, wanted: 'the subject of the tokens, such as repo:<owner>/<repository>:ref:refs/heads/<branch> for GitHub' },
];

function quoted(text: string): string {
  return `"${text}"`;
}
