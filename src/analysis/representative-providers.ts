/** The identity providers that policies name or describe, and one of each type that they do not. */
import { Budget, DEFAULT_LIMITS } from './budget';
import { Provider } from './caller-class';
import { RoleAccount } from './fill-deploy-time-values';
import { GlobAutomaton } from './key-constraints/glob-automaton';
import { exactReaderOf, representativeTexts, Representatives } from './key-constraints/representatives';
import { Alphabet, GIVEN_UP, shortestText } from './key-constraints/shortest-text';
import { VersionedClause } from './parts-of-policies';
import { unusedName } from './unused-name';
import { iamArn } from '../evaluation/assume-role-request';
import { intendedPattern } from '../evaluation/match-principal';
import { oidcKeyParts } from '../evaluation/request-keys';
import { matchPattern, readPattern, ValuePattern, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { isBuiltInWebIdentity } from '../policy/read-principal';

type ProviderType = 'saml-provider' | 'oidc-provider';

const NAME_ALPHABETS: Readonly<Record<ProviderType, Alphabet>> = {
  'saml-provider': Alphabet.of('\\w.-'),
  'oidc-provider': Alphabet.of('!-~'),
};
const LONGEST_PROVIDER_NAME = 256;
const LIMITS = { ...DEFAULT_LIMITS, steps: 10_000 };
const BUILT_IN = ['accounts.google.com', 'graph.facebook.com', 'www.amazon.com', 'cognito-identity.amazonaws.com'];

/**
 * A provider that a principal or a condition describes without naming it: by a pattern, or by text with a part that is known only at
 * deploy time.
 */
interface ProviderDescription {
  readonly partition: string;
  /** The pattern of its whole ARN. */
  readonly pattern: ValuePattern;
}

/** The role's own account has the providers for which no other account is given. */
export function representativeSamlProviders(principals: readonly Principal[], role: RoleAccount): Representatives<Provider> {
  const descriptions = principals.flatMap((principal) => descriptionsIn('saml-provider', principal, role));
  return representativeProviders('saml-provider', principals, [], descriptions, role, 'example');
}

/** The same for OIDC providers. */
export function representativeIssuers(
  principals: readonly Principal[], conditions: readonly VersionedClause[], role: RoleAccount,
): Representatives<Provider> {
  // The issuers in condition keys distinguish tokens, whether a principal names that issuer or not. Keys are case-insensitive.
  const keys = conditions.flatMap(({ clause }) => [clause.key, clause.keyWritten]).filter(isKnown);
  const namesInConditions = keys.flatMap((key) => oidcKeyParts(key)?.issuer ?? []);
  // So do conditions on the provider: the name of a built-in one, or an ARN.
  const providerValues = conditions.filter(({ clause }) => clause.key === 'aws:federatedprovider').flatMap(({ clause }) => clause.values);
  const descriptions = [
    ...principals.flatMap((principal) => descriptionsIn('oidc-provider', principal, role)),
    ...providerValues.map((value) => ({ partition: role.partition, pattern: readPattern(value, WILDCARDS_ONLY) })),
  ];
  const builtIn = providerValues.length > 0 ? BUILT_IN : [];
  return representativeProviders('oidc-provider', principals, [...namesInConditions, ...builtIn], descriptions, role, 'issuer.example.com');
}

/** `namesInConditions`: issuers in conditions, whichever account has such a provider. */
function representativeProviders(
  type: ProviderType, principals: readonly Principal[], namesInConditions: readonly string[], described: readonly ProviderDescription[],
  role: RoleAccount, example: string,
): Representatives<Provider> {
  const owners = { account: role.ownAccount, partition: role.partition };
  const known = [
    ...principals.flatMap((principal) => namedProviders(type, principal, role)),
    ...namesInConditions.map((name) => (isBuiltInWebIdentity(name) ? { ...owners, account: '', name } : { ...owners, name })),
  ];
  const found = described.map((one) => fittingProviders(type, one, known, namesInConditions, role.ownAccount));
  const other = { ...owners, name: unusedName(example, known.map(({ name }) => name)) };
  return {
    all: unique([...known, ...found.flatMap((providers) => providers ?? []), other]),
    incompleteBecause: found.includes(undefined) ? ['more patterns for identity providers than can be checked'] : [],
  };
}

function namedProviders(type: ProviderType, principal: Principal, { partition }: RoleAccount): Provider[] {
  if (type === 'oidc-provider' && principal.kind === 'web-identity') return [{ account: '', partition, name: principal.provider }];
  if (type === 'oidc-provider' && principal.kind === 'malformed' && principal.key === 'Federated') {
    const pattern = intendedPattern(principal);
    return BUILT_IN.filter((name) => matchPattern(pattern, name) !== 'no').map((name) => ({ account: '', partition, name }));
  }
  if (principal.kind !== type) return [];
  const name = principal.kind === 'saml-provider' ? principal.name : principal.issuer;
  return isKnown(principal.account) && isKnown(principal.partition) && isKnown(name)
    ? [{ account: principal.account, partition: principal.partition, name }]
    : [];
}

function descriptionsIn(type: ProviderType, principal: Principal, { partition }: RoleAccount): ProviderDescription[] {
  if (principal.kind === 'malformed') return principal.key === 'Federated' ? [{ partition, pattern: intendedPattern(principal) }] : [];
  if (principal.kind !== type || isKnown(principal.written)) return [];
  return [{ partition: isKnown(principal.partition) ? principal.partition : partition, pattern: intendedPattern(principal) }];
}

/**
 * For each account that the description distinguishes: the providers in conditions, and another one. Undefined where that is too much
 * work.
 */
function fittingProviders(
  type: ProviderType, { partition, pattern }: ProviderDescription, known: readonly Provider[], namesInConditions: readonly string[],
  ownAccount: string,
): Provider[] | undefined {
  const accounts = representativeTexts(
    [exactReaderOf(pattern, `arn:${partition}:iam::`)],
    { alphabet: Alphabet.of('0-9'), length: 12, named: new Set() },
  );
  if (!accounts) return undefined;
  const found: Provider[] = [];
  for (const account of new Set([ownAccount, ...accounts.values()])) {
    const others = known.filter((one) => one.account === account && one.partition === partition).map((one) => one.name);
    const name = fittingName(pattern, iamArn({ partition, account }, `${type}/`), NAME_ALPHABETS[type], others);
    if (name === GIVEN_UP) return undefined;
    found.push(...[...namesInConditions, ...(name === undefined ? [] : [name])].map((each) => ({ account, partition, name: each })));
  }
  return found;
}

/** A name with which the whole ARN matches the pattern, and which is none of the others. */
function fittingName(
  pattern: ValuePattern, prefix: string, alphabet: Alphabet, others: readonly string[],
): string | undefined | typeof GIVEN_UP {
  const automata = [
    { automaton: GlobAutomaton.ofText(pattern, false), prefix },
    ...others.map((text) => ({ automaton: GlobAutomaton.ofText([{ kind: 'literal', text }], false) })),
  ];
  return shortestText({
    automata,
    alphabet,
    min: 1,
    max: LONGEST_PROVIDER_NAME,
    accept: ([fits, ...taken]) => fits && !taken.includes(true),
    viable: ([hopeless]) => !hopeless,
  }, new Budget(LIMITS));
}

/** Without duplicates. */
function unique(providers: readonly Provider[]): Provider[] {
  return [...new Map(providers.map((provider) => [`${provider.partition}:${provider.account}:${provider.name}`, provider])).values()];
}
