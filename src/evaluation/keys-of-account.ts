/**
 * Condition keys whose value is a resource in the caller's own account: the function, the instance or the provider that a session belongs
 * to.
 */
import { CallerKind, iamArn, isAwsCaller, OidcCaller } from './assume-role-request';
import { KeyDomain, TextDomain } from './key-domains';
import { readPattern, WILDCARDS_ONLY } from './value-pattern';

/** The account of the caller. */
interface CallerAccount {
  readonly kind: CallerKind;
  readonly partition: string;
  readonly account: string;
}

/** The service with its region, and the resource part of the ARN. */
interface Resource {
  readonly service: string;
  readonly resource: string;
}

const RESOURCES: Readonly<Record<string, Resource | undefined>> = {
  'lambda:sourcefunctionarn': { service: 'lambda:?*', resource: 'function:*' },
  'ec2:sourceinstancearn': { service: 'ec2:?*', resource: 'instance/*' },
  'ssm:sourceinstancearn': { service: '*:?*', resource: '*instance/*' },
  'codebuild:buildarn': { service: 'codebuild:?*', resource: 'build/*:*' },
  'codebuild:projectarn': { service: 'codebuild:?*', resource: 'project/*' },
  'aws:signinsessionarn': { service: 'signin:?*', resource: 'session/*' },
  'aws:chatbotsourcearn': { service: 'chatbot:', resource: 'chat-configuration/*' },
};

export const FEDERATED_PROVIDER = 'aws:federatedprovider';
const PROVIDER: Resource = { service: 'iam:', resource: '*-provider/*' };

/** The value for a built-in provider, which is not a resource of an account, is its name. */
const BUILT_IN_PROVIDER: TextDomain = {
  type: 'text',
  alphabet: 'a-z.-',
  min: 14,
  max: 64,
  example: 'accounts.google.com',
  shape: readPattern('*.*.co?*', WILDCARDS_ONLY),
};

function resourceOf(lowerCaseKey: string): Resource | undefined {
  return lowerCaseKey === FEDERATED_PROVIDER ? PROVIDER : RESOURCES[lowerCaseKey];
}

/** The service in the ARN that is the value of the key; undefined for a key whose value is not in an account. */
export function resourceOfAccount(lowerCaseKey: string): string | undefined {
  return resourceOf(lowerCaseKey)?.service.split(':')[0].replace('*', 'ec2');
}

/** The domains of the values that such a caller can have for one of these keys; undefined for other keys and callers. */
export function domainsOfAccount(lowerCaseKey: string, caller: CallerAccount): readonly KeyDomain[] | undefined {
  const resource = isAwsCaller(caller) ? resourceOf(lowerCaseKey) : undefined;
  if (!resource) return undefined;
  return resource === PROVIDER ? [arnsOf(resource, caller), BUILT_IN_PROVIDER] : [arnsOf(resource, caller)];
}

/** The parts of these ARNs contain no further colons. */
function arnsOf({ service, resource }: Resource, { partition, account }: CallerAccount): TextDomain {
  const shape = `arn:${partition}:${service}:${account}:${resource}`;
  const serviceInRegion = service.replace('*:', 'ec2:').replace('?*', 'us-east-1');
  const example = `arn:${partition}:${serviceInRegion}:${account}:${resource.replace(/\*/g, 'example')}`;
  const moreColons = '*:'.repeat(shape.split(':').length) + '*';
  return {
    type: 'text',
    alphabet: '^*?',
    min: shape.replace(/[*?]/g, '').length,
    max: 2048,
    example,
    shape: readPattern(shape, WILDCARDS_ONLY),
    never: readPattern(moreColons, WILDCARDS_ONLY),
  };
}

/** The value of `aws:FederatedProvider` in the call itself: the ARN of the provider, or the name of a built-in one. */
export function federatedProvider({ issuer, provider }: Omit<OidcCaller, 'kind'>): string {
  return provider === undefined ? issuer : iamArn(provider, `oidc-provider/${issuer}`);
}
