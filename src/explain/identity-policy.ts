/** Reads a policy of the caller: a bare document, or what `get-user-policy`, `get-role-policy` or `get-policy-version` print. */
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { readJsonText } from '../policy/json-text';
import { PartlyKnownText } from '../policy/partly-known-text';
import { isPlainMap, textFrom } from '../policy/resolved-value';
import { TrustPolicy } from '../policy/trust-policy';

/** `Resource`, or `NotResource` when `others` is set. */
export interface Resources {
  readonly written: readonly PartlyKnownText[];
  readonly others: boolean;
}

export interface IdentityPolicy {
  readonly file: string;
  /** The statements as the engine reads them; each is for anybody, since it is attached to the caller. */
  readonly policy: TrustPolicy;
  /** By statement; undefined where none can be read. */
  readonly resources: readonly (Resources | undefined)[];
}

type Json = Readonly<Record<string, unknown>>;

/** @returns a text when the file holds no policy of a caller: what is wrong, and what to give instead */
export function readIdentityPolicy(file: string, content: unknown): IdentityPolicy | string {
  const document = documentIn(content);
  if (typeof document === 'string') return document;
  const items: readonly unknown[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  if (items.length === 0 || !items.every(isPlainMap)) return 'its Statement is no list of statements: give a policy with Version and Statement';
  if (items.some((item) => 'Principal' in item || 'NotPrincipal' in item)) {
    return 'has a Principal, so it is a trust policy or another policy of a resource: give the policies that are attached to the caller';
  }
  const statements = items.map(({ Resource, NotResource, ...rest }) => ({ ...rest, Principal: { AWS: '*' } }));
  const [policy] = readTrustPolicy({ Version: document.Version ?? '2008-10-17', Statement: statements }).variants;
  return { file, policy, resources: items.map(resourcesOf) };
}

function documentIn(content: unknown): Json | string {
  const value: unknown = typeof content === 'string' ? readJsonText(content) : content;
  if (!isPlainMap(value)) return 'holds no policy: give an object with Version and Statement';
  if ('Statement' in value) return value;
  if ('PolicyDocument' in value) return documentIn(value.PolicyDocument);
  if (isPlainMap(value.PolicyVersion) && 'Document' in value.PolicyVersion) return documentIn(value.PolicyVersion.Document);
  if (isPlainMap(value.Policy)) return 'is what get-policy prints, which has no document: give what aws iam get-policy-version prints';
  if ('AttachedPolicies' in value || 'PolicyNames' in value) return 'only lists the names of policies: give what aws iam get-policy-version, get-user-policy or get-role-policy prints for each of them';
  return 'has no Statement: give a policy with Version and Statement';
}

function resourcesOf(statement: Json): Resources | undefined {
  const others = !('Resource' in statement);
  const value = others ? statement.NotResource : statement.Resource;
  const written = (Array.isArray(value) ? value : [value]).map(textFrom);
  if (written.length === 0 || written.includes(undefined)) return undefined;
  return { written: written as PartlyKnownText[], others };
}
