/**
 * The callers to try against the principals of a statement: every kind of caller that AWS can produce, in every account that the policy
 * can distinguish. Everything about them is fixed except the name, which the conditions on `aws:PrincipalArn` and `aws:username` decide.
 */
import { Caller, CallerKind, iamArn } from '../evaluation/assume-role-request';
import { MfaState, mfaStates } from '../evaluation/request-keys';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

export interface CallerClass {
  readonly kind: CallerKind;
  readonly mfa: MfaState;
  /** The account of an AWS principal, or of the provider resource; empty for a service or a built-in provider. */
  readonly account: string;
  readonly partition: string;
  /** The name of the user or role (with its path) where it is fixed, the service, the SAML provider or the issuer. */
  readonly name?: string;
  /** For sessions. */
  readonly sessionName?: string;
  /** The statement names this very user, role or session, not just an account, a pattern or `*`. */
  readonly named?: boolean;
}

/** Where callers are looked for: accounts, services, identity providers and session names. */
export interface CallerWorld {
  readonly partition: string;
  /** The account that owns the role; where it is not known, one that the policy does not name. */
  readonly ownAccount: string;
  readonly ownAccountIsKnown: boolean;
  /** The accounts that the policies name, the known accounts, the role's own account, and representative accounts for all others. */
  readonly accounts: readonly string[];
  /** Every service, SAML provider and issuer that the policies name, and one of each that they do not. */
  readonly services: readonly string[];
  readonly samlProviders: readonly Provider[];
  readonly issuers: readonly Provider[];
  /** One that the policies do not name, followed by those that they do. */
  readonly sessionNames: readonly string[];
  /** Why the lists may be incomplete. Where there is a reason, not finding a request proves nothing. */
  readonly incompleteBecause: readonly string[];
}

export interface Provider {
  readonly account: string;
  readonly partition: string;
  readonly name: string;
}

/** The callers that `principal` may match. For `Anyone` and unknown principals that is every caller. */
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
      // The ARN of a session does not contain the path of its role, which conditions on `aws:PrincipalArn` may compare.
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

/** Every caller, as far as the policies can distinguish callers. */
export function everyCaller(world: CallerWorld): CallerClass[] {
  return [
    ...world.accounts.flatMap((account) => awsCallers(account, world.partition, world)),
    ...services(world.services),
    ...tokenHolders('saml', world.samlProviders, world),
    ...tokenHolders('oidc', world.issuers, world),
  ];
}

/**
 * The callers that the principals of a statement may match; for `NotPrincipal`, and for principals that could not be read, every caller.
 */
export function callersOfStatement({ notPrincipal, principals }: Statement, world: CallerWorld): CallerClass[] {
  return notPrincipal || principals.length === 0 ? everyCaller(world) : principals.flatMap((principal) => callersOf(principal, world));
}

interface AccountReference {
  readonly account: PartlyKnownText;
  readonly partition?: PartlyKnownText;
}

/** The callers of the principal's account, or of every account that it may turn out to be. */
function inAccounts(
  { account, partition }: AccountReference, world: CallerWorld, callers: (account: string, partition: string) => CallerClass[],
): CallerClass[] {
  const accounts = isKnown(account) ? [account] : world.accounts;
  return accounts.flatMap((each) => callers(each, knownPartition(partition, world)));
}

/** Undefined: which provider it is will be known only at deploy time. */
function providerNamed({ account, partition }: AccountReference, name: PartlyKnownText, world: CallerWorld): Provider[] | undefined {
  return isKnown(name) && isKnown(account) ? [{ account, partition: knownPartition(partition, world), name }] : undefined;
}

function knownPartition(partition: PartlyKnownText | undefined, world: CallerWorld): string {
  return knownText(partition) ?? world.partition;
}

function knownText(text: PartlyKnownText | undefined): string | undefined {
  return typeof text === 'string' ? text : undefined;
}

function awsCallers(account: string, partition: string, world: CallerWorld): CallerClass[] {
  return [...users(account, partition), ...sessions(account, partition, world.sessionNames)];
}

/** How users and sessions can differ, apart from their names. */
const USER_VARIANTS = mfaStates('iam-user').map((mfa) => ({ kind: 'iam-user', mfa }) as const);
const SESSION_VARIANTS = (['role-session', 'federated-session'] as const).flatMap((kind) => mfaStates(kind).map((mfa) => ({ kind, mfa })));

/** `name` undefined: any user of the account. */
function users(account: string, partition: string, name?: PartlyKnownText): CallerClass[] {
  const named = name !== undefined;
  return USER_VARIANTS.map(({ kind, mfa }) => ({ kind, mfa, account, partition, name: knownText(name), named, sessionName: undefined }));
}

function sessions(account: string, partition: string, sessionNames: readonly string[], name?: PartlyKnownText): CallerClass[] {
  const callers: CallerClass[] = [];
  const named = name !== undefined;
  for (const sessionName of sessionNames) {
    for (const { kind, mfa } of SESSION_VARIANTS) {
      callers.push({ kind, mfa, account, partition, name: knownText(name), named, sessionName });
    }
  }
  return callers;
}

function services(names: readonly string[]): CallerClass[] {
  return nonAwsCallers('service', names.map((name) => ({ account: '', partition: '', name })));
}

/** STS accepts tokens and assertions only from providers in the account of the role, and from built-in providers. */
function tokenHolders(
  kind: 'saml' | 'oidc', providers: readonly Provider[], { ownAccount, ownAccountIsKnown }: CallerWorld,
): CallerClass[] {
  return nonAwsCallers(kind, ownAccountIsKnown ? providers.filter(({ account }) => account === '' || account === ownAccount) : providers);
}

/** Callers that are not AWS principals. */
function nonAwsCallers(kind: 'saml' | 'oidc' | 'service', all: readonly Provider[]): CallerClass[] {
  return all.map(({ account, partition, name }) => ({
    kind,
    mfa: 'absent',
    account,
    partition,
    name,
    named: undefined,
    sessionName: undefined,
  }));
}

/** The caller with its name. */
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

/** The part of the caller's ARN before the name: every automaton over the ARN has read it before the name begins. */
export function arnPrefix(caller: CallerClass): string {
  return iamArn(caller, caller.kind === 'iam-user' ? 'user/' : 'role/');
}
