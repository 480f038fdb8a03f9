/**
 * One STS request to assume a role: who calls, which API, and every condition key of the request.
 *
 * The context is complete: a key that is not in it is absent from the request. Keys that AWS does not document for the caller are listed in
 * `undocumented`; a condition on such a key is unconfirmed.
 */
import { sideActionsOfService } from './service-callers';

export const ASSUME_ACTIONS = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'] as const;

export type AssumeAction = typeof ASSUME_ACTIONS[number];

/** An action that a request needs in addition to the assume action, when it passes session tags, a source identity or a context. */
export type SideAction = 'sts:TagSession' | 'sts:SetSourceIdentity' | 'sts:SetContext';

export type CallerKind = 'iam-user' | 'role-session' | 'federated-session' | 'service' | 'saml' | 'oidc';

/** The API that a caller of this kind uses to assume a role. */
export function actionOf({ kind }: { readonly kind: CallerKind }): AssumeAction {
  if (kind === 'saml') return 'sts:AssumeRoleWithSAML';
  return kind === 'oidc' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole';
}

/** An IAM user with a long-term access key, `GetSessionToken` credentials or a console session: the context shows which. */
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
  /**
   * Only the ARN of the session is known, which does not contain the path of its role. Default: `roleName` contains the path, if there is
   * one.
   */
  readonly pathIsUnknown?: boolean;
  readonly sessionName: string;
}

export interface ServiceCaller {
  readonly kind: 'service';
  /** `lambda.amazonaws.com` */ readonly service: string;
}

/** The holder of a SAML assertion, calling AssumeRoleWithSAML. */
export interface SamlCaller {
  readonly kind: 'saml';
  readonly partition: string;
  readonly account: string;
  readonly provider: string;
}

/** The holder of an OIDC token, calling AssumeRoleWithWebIdentity. */
export interface OidcCaller {
  readonly kind: 'oidc';
  /** Host and path of the issuer without `https://`, or the name of a built-in provider (`accounts.google.com`). */
  readonly issuer: string;
  /** The account of the provider resource; undefined for a built-in provider. */
  readonly provider?: { readonly partition: string; readonly account: string };
}

export type Caller = UserCaller | SessionCaller | ServiceCaller | SamlCaller | OidcCaller;

export type ContextValue = string | readonly string[];

/** The condition keys of a request. */
export interface RequestContext {
  /** Condition keys in lower case. A list is a multi-valued key; an empty list counts as absent. */
  readonly context: ReadonlyMap<string, ContextValue>;
  /** Keys in lower case whose presence or value AWS does not document for this caller. */
  readonly undocumented?: Pick<ReadonlySet<string>, 'has'>;
}

export interface EvaluatedRequest extends RequestContext {
  readonly action: AssumeAction;
  readonly caller: Caller;
  readonly undocumented?: ReadonlySet<string>;
}

/** The ARN of the caller; for a service its name, for a token without provider resource its issuer. */
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

/** The account of an AWS principal; undefined for services and for callers with a token or an assertion. */
export function callerAccount(caller: Caller): string | undefined {
  return isAwsCaller(caller) ? caller.account : undefined;
}

/** Is the caller an AWS principal: a user or a session? */
export function isAwsCaller<Candidate extends { readonly kind: CallerKind }>(
  caller: Candidate,
): caller is Candidate & { readonly kind: (UserCaller | SessionCaller)['kind'] } {
  return caller.kind === 'iam-user' || isSession(caller);
}

export function isSession<Candidate extends { readonly kind: CallerKind }>(
  caller: Candidate,
): caller is Candidate & { readonly kind: SessionCaller['kind'] } {
  return caller.kind === 'role-session' || caller.kind === 'federated-session';
}

export function iamArn({ partition, account }: { readonly partition: string; readonly account: string }, resource: string): string {
  return `arn:${partition}:iam::${account}:${resource}`;
}

/** A name without its path: `Deploy` of `team/Deploy`. */
export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The actions that must be allowed: the assume action, and each side action that the request uses. */
export function requiredActions(request: EvaluatedRequest): readonly (AssumeAction | SideAction)[] {
  const names = [...request.context.keys()];
  const { caller } = request;
  const always = caller.kind === 'service' ? sideActionsOfService(caller.service) : [];
  const sides = SIDE_ACTIONS.filter((side) => {
    const prefix = PREFIX_OF_SIDE[side];
    return (
      always.includes(side) || KEYS_OF_SIDE[side].some((key) => isPresent(request, key)) ||
      (prefix !== undefined && names.some((name) => name.startsWith(prefix)))
    );
  });
  return [request.action, ...sides];
}

/** The condition keys whose presence means that the request uses a side action. */
export const KEYS_OF_SIDE: Readonly<Record<SideAction, readonly string[]>> = {
  'sts:TagSession': ['aws:tagkeys', 'sts:transitivetagkeys'],
  // The second key is the identity of the calling session: passing it on needs the same permission as setting one.
  'sts:SetSourceIdentity': ['sts:sourceidentity', 'aws:sourceidentity'],
  'sts:SetContext': ['sts:requestcontextproviders'],
};
const SIDE_ACTIONS = Object.keys(KEYS_OF_SIDE) as SideAction[];
/** So does the presence of any key with this prefix. */
const PREFIX_OF_SIDE: Readonly<Partial<Record<SideAction, string>>> = {
  'sts:TagSession': 'aws:requesttag/',
  'sts:SetContext': 'sts:requestcontext/',
};

/** Is the key present in the request, with at least one value? */
export function isPresent(request: Pick<RequestContext, 'context'>, key: string): boolean {
  const value = request.context.get(key);
  return value !== undefined && (typeof value === 'string' || value.length > 0);
}
