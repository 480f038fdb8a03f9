/**
 * The callers worth trying against one principal of a statement: every kind that AWS can produce, in every account that the policy can
 * tell apart, with everything fixed but the name - which the conditions on `aws:PrincipalArn` and `aws:username` then decide.
 */
import { Caller, CallerKind, iamArn } from '../evaluation/assume-role-request';
import { MfaState, mfaStates } from '../evaluation/request-keys';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

export interface CallerClass {
  readonly kind: CallerKind;
  readonly mfa: MfaState;
  /** Of an AWS caller, or of the provider resource; empty for a service or a built-in provider. */
  readonly account: string;
  readonly partition: string;
  /** The user's or role's name where it is settled (with path), the service, the SAML provider or the issuer. */
  readonly name?: string;
  /** For sessions. */
  readonly sessionName?: string;
  /** The statement names this very user, role or session; not just an account, a pattern or everybody. */
  readonly named?: boolean;
}

/** The accounts and partition among which callers are looked for. */
export interface CallerWorld {
  readonly partition: string;
  /** The account that owns the role; one that collides with nothing where nobody says which it is. */
  readonly ownAccount: string;
  readonly ownAccountIsKnown: boolean;
  /** Every account that can be told apart: those the policies name, the known ones, the own one, and strangers. */
  readonly accounts: readonly string[];
  /** Every service, SAML provider and issuer that the policies speak of, and an unnamed one of each. */
  readonly services: readonly string[];
  readonly samlProviders: readonly Provider[];
  readonly issuers: readonly Provider[];
  /** Those that the policies name, and first of all one that they do not. */
  readonly sessionNames: readonly string[];
  /** What could not be told apart; then nothing is proved by not finding a request. */
  readonly incompleteBecause: readonly string[];
}

export interface Provider {
  readonly account: string;
  readonly partition: string;
  readonly name: string;
}

/** The callers that `principal` could admit. For `Anyone` and the unknown that is everybody. */
export function callersOf(principal: Principal, world: CallerWorld): CallerClass[] {
  switch (principal.kind) {
    case 'account':
      return inAccounts(principal, world, (account, partition) => awsCallers(account, partition, world));
    case 'user':
      return inAccounts(principal, world, (account, partition) => users(account, partition, principal.name));
    case 'role':
      return inAccounts(principal, world, (account, partition) => sessions(account, partition, world.sessionNames, principal.name));
    case 'session': {
      const sessionNames = isKnown(principal.sessionName) ? [principal.sessionName] : world.sessionNames;
      // The ARN of a session leaves out the path of its role, which conditions on `aws:PrincipalArn` may ask for.
      const callers = inAccounts(principal, world, (account, partition) => sessions(account, partition, sessionNames));
      return callers.map((caller) => ({ ...caller, named: true }));
    }
    case 'service':
      return isKnown(principal.service) ? services([principal.service]) : services(world.services);
    case 'saml-provider':
      return tokenHolders('saml', providerNamed(principal, principal.name, world) ?? world.samlProviders, world);
    case 'oidc-provider':
      return tokenHolders('oidc', providerNamed(principal, principal.issuer, world) ?? world.issuers, world);
    case 'web-identity':
      return nonAwsCallers('oidc', [{ account: '', partition: world.partition, name: principal.provider }]);
    case 'federated-user':
    case 'unique-id':
      return [];
    case 'anyone':
    case 'malformed':
    case 'unknown':
      return everyCaller(world);
  }
}

/** Every caller there is, as far as the policies can tell callers apart. */
export function everyCaller(world: CallerWorld): CallerClass[] {
  return [
    ...world.accounts.flatMap((account) => awsCallers(account, world.partition, world)),
    ...services(world.services),
    ...tokenHolders('saml', world.samlProviders, world),
    ...tokenHolders('oidc', world.issuers, world),
  ];
}

/** For an Allow, the callers of its principals; for NotPrincipal, and where nobody can read whom it names, everybody. */
export function callersOfStatement({ notPrincipal, principals }: Statement, world: CallerWorld): CallerClass[] {
  return notPrincipal || principals.length === 0 ? everyCaller(world) : principals.flatMap((principal) => callersOf(principal, world));
}

interface AccountReference {
  readonly account: PartlyKnownText;
  readonly partition?: PartlyKnownText;
}

/** Those of the account of the principal, or of all that it may turn out to be. */
function inAccounts(
  { account, partition }: AccountReference, world: CallerWorld, callers: (account: string, partition: string) => CallerClass[],
): CallerClass[] {
  const accounts = isKnown(account) ? [account] : world.accounts;
  return accounts.flatMap((each) => callers(each, partitionOf(partition, world)));
}

/** Undefined: which provider it is will be known at deployment only. */
function providerNamed({ account, partition }: AccountReference, name: PartlyKnownText, world: CallerWorld): Provider[] | undefined {
  return isKnown(name) && isKnown(account) ? [{ account, partition: partitionOf(partition, world), name }] : undefined;
}

function partitionOf(partition: PartlyKnownText | undefined, world: CallerWorld): string {
  return known(partition) ?? world.partition;
}

function known(text: PartlyKnownText | undefined): string | undefined {
  return typeof text === 'string' ? text : undefined;
}

function awsCallers(account: string, partition: string, world: CallerWorld): CallerClass[] {
  return [...users(account, partition), ...sessions(account, partition, world.sessionNames)];
}

/** What users and sessions can be told apart by besides their names. */
const USER_VARIANTS = mfaStates('iam-user').map((mfa) => ({ kind: 'iam-user', mfa }) as const);
const SESSION_VARIANTS = (['role-session', 'federated-session'] as const).flatMap((kind) => mfaStates(kind).map((mfa) => ({ kind, mfa })));

/** `name` undefined: any user of the account. */
function users(account: string, partition: string, name?: PartlyKnownText): CallerClass[] {
  const named = name !== undefined;
  return USER_VARIANTS.map(({ kind, mfa }) => ({ kind, mfa, account, partition, name: known(name), named, sessionName: undefined }));
}

function sessions(account: string, partition: string, sessionNames: readonly string[], name?: PartlyKnownText): CallerClass[] {
  const callers: CallerClass[] = [];
  const named = name !== undefined;
  for (const sessionName of sessionNames) {
    for (const { kind, mfa } of SESSION_VARIANTS) callers.push({ kind, mfa, account, partition, name: known(name), named, sessionName });
  }
  return callers;
}

function services(names: readonly string[]): CallerClass[] {
  return nonAwsCallers('service', names.map((name) => ({ account: '', partition: '', name })));
}

/** STS takes tokens and assertions only of providers in the account of the role, and of those that AWS knows by name. */
function tokenHolders(kind: 'saml' | 'oidc', providers: readonly Provider[], { ownAccount, ownAccountIsKnown }: CallerWorld): CallerClass[] {
  return nonAwsCallers(kind, ownAccountIsKnown ? providers.filter(({ account }) => account === '' || account === ownAccount) : providers);
}

/** Those that are no AWS principals. */
function nonAwsCallers(kind: 'saml' | 'oidc' | 'service', all: readonly Provider[]): CallerClass[] {
  return all.map(({ account, partition, name }) => ({ kind, mfa: 'absent', account, partition, name, named: undefined, sessionName: undefined }));
}

/** The caller with everything settled. */
export function nameCaller(caller: CallerClass, name: string): Caller {
  const { kind, partition, account, sessionName = 'example-session' } = caller;
  switch (kind) {
    case 'iam-user':
      return { kind, partition, account, name };
    case 'role-session':
    case 'federated-session':
      return { kind, partition, account, roleName: name, sessionName };
    case 'service':
      return { kind, service: name };
    case 'saml':
      return { kind, partition, account, provider: name };
    case 'oidc':
      return { kind, issuer: name, provider: account === '' ? undefined : { partition, account } };
  }
}

/** The part of the caller's ARN before the name: every test of the ARN has read it before the name begins. */
export function arnPrefix(caller: CallerClass): string {
  return iamArn(caller, caller.kind === 'iam-user' ? 'user/' : 'role/');
}
