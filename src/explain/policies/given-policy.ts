/**
 * Reads a policy that takes part in the decision beside the trust policy: a policy document, or what the AWS CLI prints about it
 * (`get-user-policy`, `get-role-policy`, `get-policy-version`, `organizations describe-policy`).
 */
import { readTrustPolicy } from '../../cloudformation/read-trust-policy';
import type { JsonObject } from '../../cloudformation/template';
import { readJsonText } from '../../policy/json-text';
import { PartlyKnownText } from '../../policy/partly-known-text';
import { isPlainMap, textFrom } from '../../policy/resolved-value';
import { PolicyVariant } from '../../policy/trust-policy';

/** `Resource`, or `NotResource` if `others` is set. */
export interface PolicyResources {
  readonly written: readonly PartlyKnownText[];
  readonly others: boolean;
}

export interface GivenPolicy {
  readonly file: string;
  /** The statements as the engine reads them, each with `*` as its principal: the policy applies to whatever it is attached to. */
  readonly policy: PolicyVariant;
  /** The resources of each statement. Undefined if they cannot be read. */
  readonly resources: readonly (PolicyResources | undefined)[];
  /** As it was written. */
  readonly document: JsonObject;
}

/** What a policy is given as. Only an RCP has a principal, which is `*`. */
export type PolicyUse = 'caller-policy' | 'boundary' | 'session-policy' | 'scp' | 'rcp';

/** The policies that are given, by use. Undefined: not given, so that part of the decision is not checked. */
export interface GivenPolicies {
  /** The identity-based policies of the caller: one of them has to allow the call. */
  readonly identity?: readonly GivenPolicy[];
  readonly boundary?: readonly GivenPolicy[];
  readonly session?: readonly GivenPolicy[];
  /** The SCPs of the caller's account, level by level: root, organizational units, account. On each level one has to allow the call. */
  readonly scpLevels?: readonly (readonly GivenPolicy[])[];
  /** The RCPs of the account of the role. AWS attaches one that allows everything to each level, so only a Deny counts. */
  readonly rcps?: readonly GivenPolicy[];
}

/** @returns a text if the file does not contain such a policy: what is wrong, and what to give instead */
export function readGivenPolicy(file: string, content: unknown, use: PolicyUse): GivenPolicy | string {
  const document = documentIn(content);
  if (typeof document === 'string') return document;
  const items: readonly unknown[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  if (items.length === 0 || !items.every(isPlainMap)) {
    return 'its Statement is not a list of statements: give a policy with Version and Statement';
  }
  const problem = problemOfPrincipals(items, use);
  if (problem !== undefined) return problem;
  const statements = items.map(({ Resource, NotResource, Principal, ...rest }) => ({ ...rest, Principal: '*' }));
  const [policy] = readTrustPolicy({ Version: document.Version ?? '2008-10-17', Statement: statements }).variants;
  return { file, policy, resources: items.map(resourcesOf), document };
}

function problemOfPrincipals(items: readonly JsonObject[], use: PolicyUse): string | undefined {
  if (use !== 'rcp') {
    const hasPrincipal = items.some((item) => 'Principal' in item || 'NotPrincipal' in item);
    return hasPrincipal ? `has a Principal, so it is a trust policy or another resource-based policy: give ${EXPECTED[use]}` : undefined;
  }
  const isEveryone = ({ Principal: principal }: JsonObject) =>
    principal === '*' || isPlainMap(principal) && [principal.AWS].flat().includes('*') && Object.keys(principal).length === 1;
  return items.every(isEveryone) ? undefined : 'is not a resource control policy: each of its statements has to have "Principal": "*"';
}

const EXPECTED: Readonly<Record<Exclude<PolicyUse, 'rcp'>, string>> = {
  'caller-policy': 'the policies that are attached to the caller',
  'boundary': 'the policy that is the permissions boundary of the caller',
  'session-policy': 'the policy that was passed when the session of the caller was created',
  'scp': 'the service control policies of the account of the caller',
};

/** The policies of a file: one, or several levels of them (`{ "levels": [[…], …] }`). */
export function readPolicyLevels(file: string, content: unknown, use: 'scp' | 'rcp'): readonly (readonly GivenPolicy[])[] | string {
  const value: unknown = typeof content === 'string' ? readJsonText(content) : content;
  if (!isPlainMap(value) || !('levels' in value)) {
    const single = readGivenPolicy(file, content, use);
    return typeof single === 'string' ? single : [[single]];
  }
  const { levels } = value;
  if (!Array.isArray(levels) || levels.length === 0 || !levels.every((level) => Array.isArray(level) && level.length > 0)) {
    return 'its levels are not lists of policies: give { "levels": [[policy, ...], ...] }';
  }
  const read = (levels as readonly (readonly unknown[])[]).map((level) => level.map((item) => readGivenPolicy(file, item, use)));
  const problem = read.flat().find((policy) => typeof policy === 'string');
  return typeof problem === 'string' ? problem : read as GivenPolicy[][];
}

function documentIn(content: unknown): JsonObject | string {
  const value: unknown = typeof content === 'string' ? readJsonText(content) : content;
  if (!isPlainMap(value)) return 'does not contain a policy: give an object with Version and Statement';
  if ('Statement' in value) return value;
  if ('PolicyDocument' in value) return documentIn(value.PolicyDocument);
  if (isPlainMap(value.PolicyVersion) && 'Document' in value.PolicyVersion) return documentIn(value.PolicyVersion.Document);
  if (isPlainMap(value.Policy) && 'Content' in value.Policy) return documentIn(value.Policy.Content);
  if (isPlainMap(value.Policy)) {
    return 'is the output of get-policy, which has no policy document: give the output of aws iam get-policy-version';
  }
  if ('AttachedPolicies' in value || 'PolicyNames' in value || 'Policies' in value) {
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
