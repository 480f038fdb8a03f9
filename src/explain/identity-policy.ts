/** Reads a policy of the caller: a policy document, or the output of `get-user-policy`, `get-role-policy` or `get-policy-version`. */
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { readJsonText } from '../policy/json-text';
import { PartlyKnownText } from '../policy/partly-known-text';
import { isPlainMap, textFrom } from '../policy/resolved-value';
import { TrustPolicy } from '../policy/trust-policy';

/** `Resource`, or `NotResource` if `others` is set. */
export interface PolicyResources {
  readonly written: readonly PartlyKnownText[];
  readonly others: boolean;
}

export interface IdentityPolicy {
  readonly file: string;
  /** The statements as the engine reads them. Each has `*` as its principal, because it is attached to the caller. */
  readonly policy: TrustPolicy;
  /** The resources of each statement. Undefined if they cannot be read. */
  readonly resources: readonly (PolicyResources | undefined)[];
}

type JsonObject = Readonly<Record<string, unknown>>;

/** @returns a text if the file does not contain a policy of a caller: what is wrong, and what to give instead */
export function readIdentityPolicy(file: string, content: unknown): IdentityPolicy | string {
  const document = documentIn(content);
  if (typeof document === 'string') return document;
  const items: readonly unknown[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  if (items.length === 0 || !items.every(isPlainMap)) {
    return 'its Statement is not a list of statements: give a policy with Version and Statement';
  }
  if (items.some((item) => 'Principal' in item || 'NotPrincipal' in item)) {
    return 'has a Principal, so it is a trust policy or another resource-based policy: give the policies that are attached to the caller';
  }
  const statements = items.map(({ Resource, NotResource, ...rest }) => ({ ...rest, Principal: { AWS: '*' } }));
  const [policy] = readTrustPolicy({ Version: document.Version ?? '2008-10-17', Statement: statements }).variants;
  return { file, policy, resources: items.map(resourcesOf) };
}

function documentIn(content: unknown): JsonObject | string {
  const value: unknown = typeof content === 'string' ? readJsonText(content) : content;
  if (!isPlainMap(value)) return 'does not contain a policy: give an object with Version and Statement';
  if ('Statement' in value) return value;
  if ('PolicyDocument' in value) return documentIn(value.PolicyDocument);
  if (isPlainMap(value.PolicyVersion) && 'Document' in value.PolicyVersion) return documentIn(value.PolicyVersion.Document);
  if (isPlainMap(value.Policy)) {
    return 'is the output of get-policy, which has no policy document: give the output of aws iam get-policy-version';
  }
  if ('AttachedPolicies' in value || 'PolicyNames' in value) {
    return 'only lists the names of policies: ' +
      'give the output of aws iam get-policy-version, get-user-policy or get-role-policy for each of them';
  }
  return 'has no Statement: give a policy with Version and Statement';
}

function resourcesOf(statement: JsonObject): PolicyResources | undefined {
  const others = !('Resource' in statement);
  const value = others ? statement.NotResource : statement.Resource;
  const written = (Array.isArray(value) ? value : [value]).map(textFrom);
  if (written.length === 0 || written.includes(undefined)) return undefined;
  return { written: written as PartlyKnownText[], others };
}
