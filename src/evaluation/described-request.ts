/** Turns the description of an STS call - who calls, with which parameters - into the request that the evaluator needs. */
import { actionOf, EvaluatedRequest, Caller, ContextValue } from './assume-role-request';
import { callerKeys } from './caller-keys';
import { keysOfVariables, readPattern } from './value-pattern';
import { isNameWithPath } from '../policy/iam-name';
import { isKnown } from '../policy/partly-known-text';
import { isBuiltInWebIdentity } from '../policy/read-principal';
import { Statement } from '../policy/trust-policy';

export interface DescribedRequest {
  readonly caller: Caller;
  readonly externalId?: string;
  /** Undefined: the key `aws:MultiFactorAuthPresent` is absent. */
  readonly mfa?: boolean;
  /** Used when `mfa` is true. */
  readonly mfaAgeSeconds?: number;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly sessionTags?: ReadonlyMap<string, string>;
  /** Further condition keys, in any case. They override what follows from the other fields. */
  readonly context?: ReadonlyMap<string, ContextValue>;
}

/** @param leftOpen keys in lower case whose values are not given: conditions on them stay undecided */
export function requestOf(described: DescribedRequest, leftOpen: ReadonlySet<string> = new Set()): EvaluatedRequest {
  const { caller, externalId, mfa, mfaAgeSeconds = 0, sessionName, sourceIdentity, sessionTags = new Map<string, string>() } = described;
  const context = callerKeys(caller);
  const set = (key: string, value: ContextValue | undefined) => {
    if (value !== undefined) context.set(key, value);
  };
  set('aws:multifactorauthpresent', mfa === undefined ? undefined : String(mfa));
  set('aws:multifactorauthage', mfa === true ? String(mfaAgeSeconds) : undefined);
  set('sts:rolesessionname', sessionName);
  set('sts:externalid', externalId);
  set('sts:sourceidentity', sourceIdentity);
  for (const [key, value] of sessionTags) set(`aws:requesttag/${key.toLowerCase()}`, value);
  if (sessionTags.size > 0) set('aws:tagkeys', [...sessionTags.keys()]);
  for (const [key, value] of described.context ?? []) set(key.toLowerCase(), value);
  return { action: actionOf(caller), caller, context, undocumented: leftOpen };
}

/** The session name for a role ARN: some session of that role. */
const SOME_SESSION = 'example-session';

/** The caller with the ARN of a user, a session or a role; undefined for any other text. */
export function callerWithArn(arn: string): Caller | undefined {
  const found = /^arn:(aws[a-z-]*):(iam|sts)::(\d{12}):(user|role|assumed-role)\/(.+)$/.exec(arn);
  if (!found) return undefined;
  const [, partition, service, account, type, rest] = found;
  const place = { partition, account };
  switch (`${service}:${type}`) {
    case 'iam:user':
      return isNameWithPath(rest) ? { kind: 'iam-user', ...place, name: rest } : undefined;
    case 'iam:role':
      return isNameWithPath(rest) ? { kind: 'role-session', ...place, roleName: rest, sessionName: SOME_SESSION } : undefined;
    case 'sts:assumed-role': {
      const [roleName, sessionName, ...more] = rest.split('/');
      return sessionName && more.length === 0 && isNameWithPath(roleName)
        ? { kind: 'role-session', ...place, roleName, pathIsUnknown: true, sessionName }
        : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * The caller with a token or an assertion of a provider, given by its ARN or, if it is built in, its name; undefined for any other text.
 */
export function callerWithProvider(provider: string): Caller | undefined {
  if (isBuiltInWebIdentity(provider)) return { kind: 'oidc', issuer: provider };
  const found = /^arn:(aws[a-z-]*):iam::(\d{12}):(oidc|saml)-provider\/(.+)$/.exec(provider);
  if (!found) return undefined;
  const [, partition, account, type, name] = found;
  return type === 'oidc'
    ? { kind: 'oidc', issuer: name, provider: { partition, account } }
    : { kind: 'saml', partition, account, provider: name };
}

/** The condition keys of these statements, in lower case. */
export function conditionKeysOf(statements: readonly Statement[]): ReadonlySet<string> {
  return new Set(statements.flatMap(({ conditions }) => conditions.map(({ key }) => key).filter(isKnown)));
}

/** The keys, in lower case, that the values of their conditions contain as policy variables. */
export function variableKeysOf(statements: readonly Statement[]): ReadonlySet<string> {
  const values = statements.flatMap(({ conditions }) => conditions.flatMap((clause) => clause.values));
  return new Set(values.flatMap((value) => keysOfVariables(readPattern(value, { wildcards: false, variables: true }))));
}
