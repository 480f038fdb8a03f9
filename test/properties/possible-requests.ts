/**
 * Which requests AWS can produce, stated a second time, independently of the tables of the package: keys that occur together, names that
 * IAM accepts, callers that cannot exist. The requests of the property tests follow it, and witnesses are checked against it.
 */
import { GITHUB, KEYS, KeyWords, OWNER } from './vocabulary';
import {
  EvaluatedRequest,
  Caller,
  ContextValue,
  iamArn,
  isAwsCaller,
  isSession,
  lastSegment,
} from '../../src/evaluation/assume-role-request';

type Context = ReadonlyMap<string, ContextValue>;

const MFA_PRESENT = 'aws:multifactorauthpresent';
const ISSUED = 'aws:tokenissuetime';
const DIRECT_KEYS = ['aws:sourceip'];
/** AWS sends both of these or neither. */
const EVERY_ENDPOINT_KEYS = ['aws:sourcevpc', 'aws:sourcevpce'];
/** Not every service sends the account of the endpoint: that key never occurs without these two, but they can occur without it. */
const ENDPOINT_KEYS = [...EVERY_ENDPOINT_KEYS, 'aws:vpceaccount'];
/** The account in the value is that of the caller. */
const KEYS_WITH_ACCOUNT_OF_CALLER = ['lambda:sourcefunctionarn', 'ec2:sourceinstancearn', 'aws:federatedprovider'];
/** Their configuration has no field for an ExternalId, so these services never send one. `example.amazonaws.com` may. */
const SERVICES_WITHOUT_EXTERNAL_ID = ['lambda.amazonaws.com', 'ec2.amazonaws.com'];
/** AWS does not pass on any other claim of GitHub. */
const CLAIMS_OF_GITHUB = [
  'aud', 'sub', 'actor', 'actor_id', 'enterprise_id', 'environment', 'job_workflow_ref', 'ref', 'repository', 'repository_id',
  'repository_owner_id', 'workflow',
];
const CLAIMS_OF_GOOGLE = ['aud', 'oaud', 'sub', 'google/organization_number', 'azp', 'email', 'amr'];

/** The context with the keys that always accompany its keys, and without those that cannot accompany them. */
export function withKeysTogether(
  context: Map<string, ContextValue>, caller: Caller, keys: readonly KeyWords[],
): Map<string, ContextValue> {
  if (context.get(MFA_PRESENT) === 'false' && !context.has(ISSUED)) context.set(ISSUED, '2029-12-31T23:59:59Z');
  if (DIRECT_KEYS.some((key) => context.has(key))) ENDPOINT_KEYS.forEach((key) => context.delete(key));
  if (ENDPOINT_KEYS.some((key) => context.has(key))) {
    for (const { key, sent } of keys) {
      const name = key.toLowerCase();
      if (EVERY_ENDPOINT_KEYS.includes(name) && !context.has(name)) context.set(name, sent[0]);
    }
  }
  if (sendsNoExternalId(caller)) context.delete('sts:externalid');
  for (const key of KEYS_WITH_ACCOUNT_OF_CALLER) {
    const value = context.get(key);
    if (typeof value === 'string' && isAwsCaller(caller)) {
      context.set(key, value.replace(/^(arn:[^:]*:[^:]*:[^:]*:)\d{12}:/, `$1${caller.account}:`));
    }
  }
  return context;
}

function sendsNoExternalId(caller: Caller): boolean {
  return caller.kind === 'service' && SERVICES_WITHOUT_EXTERNAL_ID.includes(caller.service);
}

/** Why AWS would not produce the request, as far as this file knows. Missing keys are handled by `completions`. */
export function whyImpossible(request: EvaluatedRequest): string | undefined {
  const { caller, context } = request;
  const has = (key: string) => context.has(key);
  if (ENDPOINT_KEYS.some(has) && DIRECT_KEYS.some(has)) return 'a public address and an endpoint';
  return whyNoCaller(caller) ?? whyNoKey(request) ?? (isAwsCaller(caller) ? whyOtherAccount(caller.account, context) : undefined);
}

const SOME_DATES = ['2001-01-01T00:00:00Z', '2029-12-31T23:59:59Z', '2030-01-01T00:00:00Z', '2040-01-01T00:00:00Z'];

/**
 * A witness leaves out what does not matter. Returns the requests that it can represent: with the keys that AWS sends together with those
 * it has, as far as the documents use them.
 */
export function completions(request: EvaluatedRequest, ...documents: readonly unknown[]): readonly EvaluatedRequest[] {
  const missing = missingKeys(request, JSON.stringify(documents).toLowerCase());
  if (missing.length === 0) return [request];
  const valuesOf = (key: string) => (key === ISSUED ? SOME_DATES : KEYS.find((words) => words.key.toLowerCase() === key)!.sent);
  return Array.from({ length: 4 }, (_, turn) => {
    const added = missing.map((key): readonly [string, string] => [key, valuesOf(key)[turn % valuesOf(key).length]]);
    return { ...request, context: new Map([...request.context, ...added]) };
  });
}

function missingKeys({ caller, context, undocumented }: EvaluatedRequest, written: string): readonly string[] {
  const lacks = (key: string) => written.includes(`${key}"`) && !context.has(key) && undocumented?.has(key) !== true;
  const ofEndpoint = ENDPOINT_KEYS.some((key) => context.has(key)) ? EVERY_ENDPOINT_KEYS.filter(lacks) : [];
  return (context.get(MFA_PRESENT) === 'false' || isSession(caller)) && lacks(ISSUED) ? [ISSUED, ...ofEndpoint] : ofEndpoint;
}

function whyNoCaller(caller: Caller): string | undefined {
  const provider = caller.kind === 'oidc' ? caller.provider : caller.kind === 'saml' ? caller : undefined;
  if (provider && provider.account !== OWNER.account) return 'a provider of another account';
  if (caller.kind !== 'iam-user' && !isSession(caller)) return undefined;
  const name = caller.kind === 'iam-user' ? caller.name : caller.roleName;
  const path = name.slice(0, name.lastIndexOf('/') + 1);
  return /^[\w+=,.@-]{1,64}$/.test(lastSegment(name)) && /^([!-~]+\/)?$/.test(path) ? undefined : `nobody is called ${name}`;
}

function whyNoKey({ caller, context, undocumented }: EvaluatedRequest): string | undefined {
  if (caller.kind === 'saml' || caller.kind === 'oidc') {
    const ofPrincipal = [...context.keys(), ...(undocumented ?? [])].find((key) =>
      /^aws:principal(arn|account|orgid|orgpaths|tag\/)/.test(key),
    );
    if (ofPrincipal) return `the holder of a token or an assertion has no ${ofPrincipal}`;
  }
  if (sendsNoExternalId(caller) && context.has('sts:externalid')) return 'an ExternalId of a service that sends none';
  const passed =
    caller.kind === 'oidc' ? { [GITHUB]: CLAIMS_OF_GITHUB, 'accounts.google.com': CLAIMS_OF_GOOGLE }[caller.issuer] : undefined;
  const prefix = caller.kind === 'oidc' ? `${caller.issuer}:` : '';
  return passed && [...context.keys()].find((key) => key.startsWith(prefix) && !passed.includes(key.slice(prefix.length)));
}

function whyOtherAccount(account: string, context: Context): string | undefined {
  return KEYS_WITH_ACCOUNT_OF_CALLER.find((key) => {
    const found = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(String(context.get(key)));
    return found && found[1] !== account;
  });
}

/**
 * Can the caller exist together with the roles that the documents name as principals? Each of these exists, and in an account no two roles
 * have the same name, whatever their paths are.
 */
export function canExist(caller: Caller, ...documents: readonly { readonly Statement: readonly object[] }[]): boolean {
  if (whyNoCaller(caller) !== undefined) return false;
  if (!isSession(caller)) return true;
  const own = iamArn(caller, `role/${caller.roleName}`);
  const principals = documents.flatMap(({ Statement }) => Statement.map((statement) => ({ ...statement, Condition: undefined })));
  const named = JSON.stringify(principals).match(/arn:[^"]*:role\/[^"]*/g) ?? [];
  return named.every((arn) => arn === own || !arn.startsWith(iamArn(caller, 'role/')) || lastSegment(arn) !== lastSegment(own));
}
