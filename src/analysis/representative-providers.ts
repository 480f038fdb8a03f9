/** The identity providers that policies speak of, and of each kind one that they do not. */
import { Budget, DEFAULT_LIMITS } from './budget';
import { Provider } from './caller-class';
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

/** Of the role: its own account holds the providers that nobody places elsewhere. */
interface RoleAccount {
  readonly partition: string;
  readonly ownAccount: string;
}

type ProviderType = 'saml-provider' | 'oidc-provider';

const NAMES: Readonly<Record<ProviderType, Alphabet>> = { 'saml-provider': Alphabet.of('\\w.-'), 'oidc-provider': Alphabet.of('!-~') };
const LONGEST_NAME = 256;
const LIMITS = { ...DEFAULT_LIMITS, steps: 10_000 };
const BUILT_IN = ['accounts.google.com', 'graph.facebook.com', 'www.amazon.com', 'cognito-identity.amazonaws.com'];

/** A provider that a principal or a condition describes and does not name: by a pattern, or by text of which a part is known at deployment only. */
interface Description {
  readonly partition: string;
  /** Of its whole ARN. */
  readonly pattern: ValuePattern;
}

export function representativeSamlProviders(principals: readonly Principal[], settings: RoleAccount): Representatives<Provider> {
  const descriptions = principals.flatMap((principal) => description('saml-provider', principal, settings));
  return representativeProviders('saml-provider', principals, [], descriptions, settings, 'example');
}

export function representativeIssuers(
  principals: readonly Principal[], conditions: readonly VersionedClause[], settings: RoleAccount,
): Representatives<Provider> {
  // A token is told apart by whom a condition key says it is from, whether a principal names that issuer or not. Keys have no case of their own.
  const keys = conditions.flatMap(({ clause }) => [clause.key, clause.keyWritten]).filter(isKnown);
  const askedAbout = keys.flatMap((key) => oidcKeyParts(key)?.issuer ?? []);
  // Or by what a condition says of the provider: the name of a built-in one, or an ARN.
  const asked = conditions.filter(({ clause }) => clause.key === 'aws:federatedprovider').flatMap(({ clause }) => clause.values);
  const descriptions = [
    ...principals.flatMap((principal) => description('oidc-provider', principal, settings)),
    ...asked.map((value) => ({ partition: settings.partition, pattern: readPattern(value, WILDCARDS_ONLY) })),
  ];
  const builtIn = asked.length > 0 ? BUILT_IN : [];
  return representativeProviders('oidc-provider', principals, [...askedAbout, ...builtIn], descriptions, settings, 'issuer.example.com');
}

/** `askedAbout`: names that conditions speak of, wherever such a provider may be. */
function representativeProviders(
  type: ProviderType, principals: readonly Principal[], askedAbout: readonly string[], described: readonly Description[],
  settings: RoleAccount, example: string,
): Representatives<Provider> {
  const owners = { account: settings.ownAccount, partition: settings.partition };
  const known = [
    ...principals.flatMap((principal) => named(type, principal, settings)),
    ...askedAbout.map((name) => (isBuiltInWebIdentity(name) ? { ...owners, account: '', name } : { ...owners, name })),
  ];
  const found = described.map((one) => fittingProviders(type, one, known, askedAbout, settings.ownAccount));
  const other = { ...owners, name: unusedName(example, known.map(({ name }) => name)) };
  return {
    all: unique([...known, ...found.flatMap((providers) => providers ?? []), other]),
    incompleteBecause: found.includes(undefined) ? ['the policy describes identity providers in too many ways'] : [],
  };
}

function named(type: ProviderType, principal: Principal, { partition }: RoleAccount): Provider[] {
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

function description(type: ProviderType, principal: Principal, { partition }: RoleAccount): Description[] {
  if (principal.kind === 'malformed') return principal.key === 'Federated' ? [{ partition, pattern: intendedPattern(principal) }] : [];
  if (principal.kind !== type || isKnown(principal.written)) return [];
  return [{ partition: isKnown(principal.partition) ? principal.partition : partition, pattern: intendedPattern(principal) }];
}

/** Of each account that the description tells apart: the providers that conditions speak of, and another one. Undefined where that is too much. */
function fittingProviders(
  type: ProviderType, { partition, pattern }: Description, known: readonly Provider[], askedAbout: readonly string[], ownAccount: string,
): Provider[] | undefined {
  const accounts = representativeTexts(
    [exactReaderOf(pattern, `arn:${partition}:iam::`)],
    { alphabet: Alphabet.of('0-9'), length: 12, named: new Set() },
  );
  if (!accounts) return undefined;
  const found: Provider[] = [];
  for (const account of new Set([ownAccount, ...accounts.values()])) {
    const others = known.filter((one) => one.account === account && one.partition === partition).map((one) => one.name);
    const name = fittingName(pattern, iamArn({ partition, account }, `${type}/`), NAMES[type], others);
    if (name === GIVEN_UP) return undefined;
    found.push(...[...askedAbout, ...(name === undefined ? [] : [name])].map((each) => ({ account, partition, name: each })));
  }
  return found;
}

/** A name with which the whole ARN fits the pattern, and which is none of the others. */
function fittingName(pattern: ValuePattern, prefix: string, alphabet: Alphabet, others: readonly string[]): string | undefined | typeof GIVEN_UP {
  const automata = [
    { automaton: GlobAutomaton.ofText(pattern, false), prefix },
    ...others.map((text) => ({ automaton: GlobAutomaton.ofText([{ kind: 'literal', text }], false) })),
  ];
  return shortestText({
    automata, alphabet, min: 1, max: LONGEST_NAME, accept: ([fits, ...taken]) => fits && !taken.includes(true), viable: ([hopeless]) => !hopeless,
  }, new Budget(LIMITS));
}

/** Those that are spoken of twice once. */
function unique(providers: readonly Provider[]): Provider[] {
  return [...new Map(providers.map((provider) => [`${provider.partition}:${provider.account}:${provider.name}`, provider])).values()];
}
