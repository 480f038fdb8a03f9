/** A trust policy as the props of `SecureOidcRole`: tokens of one provider, with one audience, by their subjects. */
import { AllowStatement, allowStatements, documentOf, oneOrMany } from './allow-statements';
import { ListLiteral, ofPackage, StructField, text } from './expression';
import { isLiteral, Subject, subjectOf, withoutPhases } from './oidc-subject-code';
import { readText } from './read-value';
import type { SecureRole } from './secure-role-code';
import { SUBJECT_GRAMMARS } from '../../rules/tables/subject-grammars';

const ACTION = 'sts:AssumeRoleWithWebIdentity';

export function oidcRole(document: unknown): SecureRole | undefined {
  const parts = allowStatements(document, 'Federated')?.map(readTokens);
  if (!parts || parts.some((part) => part === undefined)) return undefined;
  const [first, ...others] = parts as readonly Tokens[];
  const { provider, issuer, audience } = first;
  const areAlike = others.every((other) => (
    JSON.stringify(other.provider) === JSON.stringify(provider) && other.issuer === issuer && other.audience === audience
  ));
  const values = withoutPhases([...new Set((parts as readonly Tokens[]).flatMap(({ subjects }) => subjects))]);
  const subjects = values.map((value) => subjectOf(value, issuer));
  if (!areAlike || subjects.some((subject) => subject === undefined)) return undefined;
  return roleOf(first, subjects as readonly Subject[]);
}

/** What a statement requires of a token. */
interface Tokens {
  /** As written in the document. */
  readonly provider: unknown;
  readonly issuer: string;
  /** Undefined: the audience is not asked for. */
  readonly audience?: string;
  readonly subjects: readonly string[];
}

function readTokens({ principals, actions, conditions }: AllowStatement): Tokens | undefined {
  const [issuer] = conditions.flatMap(({ key }) => /^(.*):sub$/.exec(key)?.[1] ?? []);
  if (issuer === undefined || principals.length !== 1 || actions.length !== 1 || actions[0] !== ACTION) return undefined;
  const subject = conditions.filter(({ operator, key }) => key === `${issuer}:sub` && /^String(Equals|Like)$/.test(operator));
  const audience = conditions.filter(({ operator, key, values }) => (
    key === `${issuer}:aud` && values.length === 1 && (operator === 'StringEquals' || operator === 'StringLike' && isLiteral(values[0]))
  ));
  if (subject.length !== 1 || subject.length + audience.length !== conditions.length || audience.length > 1) return undefined;
  const texts = [...subject[0].values, ...audience.flatMap(({ values }) => values)];
  if (!texts.every((each) => typeof each === 'string' && !each.includes('${'))) return undefined;
  // With StringEquals, a wildcard is an ordinary character, which no subject has.
  if (subject[0].operator === 'StringEquals' && !subject[0].values.every(isLiteral)) return undefined;
  return {
    provider: principals[0],
    issuer,
    audience: audience[0]?.values[0] as string | undefined,
    subjects: subject[0].values as string[],
  };
}

function roleOf({ provider, issuer, audience }: Tokens, subjects: readonly Subject[]): SecureRole | undefined {
  const usual = SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(issuer.toLowerCase()))?.audienceOf?.(issuer);
  const required = audience ?? usual;
  const named = providerProp(provider);
  if (required === undefined || !/^[\w.:/~@+,=%-]{1,255}$/.test(required) || !named) return undefined;
  const list: ListLiteral = { kind: 'list', of: ofPackage('OidcSubject'), items: subjects.map(({ expression }) => expression) };
  return {
    construct: 'SecureOidcRole',
    props: [
      named,
      { name: 'subjects', value: list },
      ...required === usual ? [] : [{ name: 'audience', value: text(required) }],
    ],
    document: documentOf(statementsOf(provider, issuer, required, subjects), 'TrustedSubjects'),
    ...named.value.kind === 'variable' && { variable: { name: named.value.name, standsFor: 'the OIDC provider that the role trusts' } },
  };
}

/** One statement for whole subjects, one for patterns. */
function statementsOf(
  provider: unknown, issuer: string, audience: string, subjects: readonly Subject[],
): readonly Record<string, unknown>[] {
  return [...new Set(subjects.map(({ isPattern }) => isPattern))].map((isPattern) => {
    const values = subjects.filter((each) => each.isPattern === isPattern).flatMap((each) => each.values);
    const subject = { [`${issuer}:sub`]: oneOrMany(values) };
    const equals = { [`${issuer}:aud`]: audience };
    return {
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: ACTION,
      Condition: isPattern ? { StringEquals: equals, StringLike: subject } : { StringEquals: { ...equals, ...subject } },
    };
  });
}

/** A reference to a resource is the construct of the app, whose name only its author knows. */
function providerProp(provider: unknown): StructField | undefined {
  const arn = readText(provider);
  if (arn === undefined) return undefined;
  const isWritten = (arn.kind === 'text' || arn.kind === 'concatenation') && JSON.stringify(provider).includes(':oidc-provider/');
  return isWritten ? { name: 'providerArn', value: arn } : { name: 'provider', value: { kind: 'variable', name: 'provider' } };
}
