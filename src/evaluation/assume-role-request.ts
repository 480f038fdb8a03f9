/**
 * One STS call that asks for a role: who calls, which API, and every condition key that the call carries.
 *
 * The context is complete: a key that is not in it is absent from the request. What nobody documents about a caller is
 * listed in `undocumented`, and whatever a policy asks about such a key is unknown.
 */
import { sideActionsOfService } from './service-callers';

export const ASSUME_ACTIONS = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'] as const;

export type AssumeAction = typeof ASSUME_ACTIONS[number];

/** An action that a request needs besides the assume action, when it passes tags, a source identity or a context. */
export type SideAction = 'sts:TagSession' | 'sts:SetSourceIdentity' | 'sts:SetContext';

export type CallerKind = 'iam-user' | 'role-session' | 'federated-session' | 'service' | 'saml' | 'oidc';

/** The API by which such a caller asks for a role. */
export function actionOf({ kind }: { readonly kind: CallerKind }): AssumeAction {
  if (kind === 'saml') return 'sts:AssumeRoleWithSAML';
  return kind === 'oidc' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole';
}

/** An IAM user, by long-term key, `GetSessionToken` or the console: the context tells which. */
export interface UserCaller {
  readonly kind: 'iam-user';
  readonly partition: string;
  readonly account: string;
  /** With the path: `team/alice`. */ readonly name: string;
}

/**
 * A session of a role. `federated-session`: the session itself came from SAML, OIDC or Identity Center; `role-session`: from
 * AssumeRole or from a service such as EC2 or Lambda.
 */
export interface SessionCaller {
  readonly kind: 'role-session' | 'federated-session';
  readonly partition: string;
  readonly account: string;
  /** With the path: `team/Deploy`. */
  readonly roleName: string;
  /** Only the ARN of the session is known, which leaves out the path of its role. Default: `roleName` has the path, if there is one. */
  readonly pathIsUnknown?: boolean;
  readonly sessionName: string;
}

export interface ServiceCaller {
  readonly kind: 'service';
  /** `lambda.amazonaws.com` */ readonly service: string;
}

/** The holder of an assertion of a SAML provider, calling AssumeRoleWithSAML. */
export interface SamlCaller {
  readonly kind: 'saml';
  readonly partition: string;
  readonly account: string;
  readonly provider: string;
}

/** The holder of a token, calling AssumeRoleWithWebIdentity. */
export interface OidcCaller {
  readonly kind: 'oidc';
  /** Host and path of the issuer without `https://`, or the name of a built-in provider (`accounts.google.com`). */
  readonly issuer: string;
  /** Where the provider resource lives; undefined for a built-in provider. */
  readonly provider?: { readonly partition: string; readonly account: string };
}

export type Caller = UserCaller | SessionCaller | ServiceCaller | SamlCaller | OidcCaller;

export type ContextValue = string | readonly string[];

export interface AssumeRoleRequest {
  readonly action: AssumeAction;
  readonly caller: Caller;
  /** Condition keys in lower case. A list is a multi-valued key; an empty list counts as absent. */
  readonly context: ReadonlyMap<string, ContextValue>;
  /** Keys in lower case whose presence or value AWS does not document for this caller. */
  readonly undocumented?: ReadonlySet<string>;
}

/** The ARN (or service name, or provider) by which people know the caller. */
export function callerArn(caller: Caller): string {
  switch (caller.kind) {
    case 'iam-user':
      return iamArn(caller, `user/${caller.name}`);
    case 'role-session':
    case 'federated-session':
      return `arn:${caller.partition}:sts::${caller.account}:assumed-role/${lastSegment(caller.roleName)}/${caller.sessionName}`;
    case 'service':
      return caller.service;
    case 'saml':
      return iamArn(caller, `saml-provider/${caller.provider}`);
    case 'oidc':
      return caller.provider ? iamArn(caller.provider, `oidc-provider/${caller.issuer}`) : caller.issuer;
  }
}

/** The account of a caller that AWS knows; undefined for services and for tokens of outside providers. */
export function callerAccount(caller: Caller): string | undefined {
  return isAwsCaller(caller) ? caller.account : undefined;
}

/** Is the caller an AWS principal: a user or a session? */
export function isAwsCaller<C extends { readonly kind: CallerKind }>(caller: C): caller is C & { readonly kind: (UserCaller | SessionCaller)['kind'] } {
  return caller.kind === 'iam-user' || isSession(caller);
}

export function isSession<C extends { readonly kind: CallerKind }>(caller: C): caller is C & { readonly kind: SessionCaller['kind'] } {
  return caller.kind === 'role-session' || caller.kind === 'federated-session';
}

export function iamArn({ partition, account }: { readonly partition: string; readonly account: string }, resource: string): string {
  return `arn:${partition}:iam::${account}:${resource}`;
}

/** A name without its path: `Deploy` of `team/Deploy`. */
export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** What must be allowed for the request to pass: the assume action, and each side action that the request makes use of. */
export function requiredActions(request: AssumeRoleRequest): readonly (AssumeAction | SideAction)[] {
  const names = [...request.context.keys()];
  const { caller } = request;
  const always = caller.kind === 'service' ? sideActionsOfService(caller.service) : [];
  const sides = SIDE_ACTIONS.filter((side) => {
    const family = FAMILY_OF_SIDE[side];
    return (
      always.includes(side) || KEYS_OF_SIDE[side].some((key) => isPresent(request, key)) ||
      (family !== undefined && names.some((name) => name.startsWith(family)))
    );
  });
  return [request.action, ...sides];
}

/** The keys by which a request makes use of a side action. */
export const KEYS_OF_SIDE: Readonly<Record<SideAction, readonly string[]>> = {
  'sts:TagSession': ['aws:tagkeys', 'sts:transitivetagkeys'],
  // The second one came with the session that calls: to hand it on needs the permission as much as setting one does.
  'sts:SetSourceIdentity': ['sts:sourceidentity', 'aws:sourceidentity'],
  'sts:SetContext': ['sts:requestcontextproviders'],
};
const SIDE_ACTIONS = Object.keys(KEYS_OF_SIDE) as SideAction[];
/** Any key that begins like this does so, too. */
const FAMILY_OF_SIDE: Readonly<Partial<Record<SideAction, string>>> = { 'sts:TagSession': 'aws:requesttag/', 'sts:SetContext': 'sts:requestcontext/' };

/** Is the key in the request, with at least one value? */
export function isPresent(request: AssumeRoleRequest, key: string): boolean {
  const value = request.context.get(key);
  return value !== undefined && (typeof value === 'string' || value.length > 0);
}
