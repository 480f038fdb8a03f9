/** The role of the call to explain: its trust policy, and its ARN. */
import { ExplainFlags, shown } from './explain-flags';
import { usable } from './explain-policies';
import { field, isObject } from '../cloudformation/template';
import { readRoleArn, RoleArn } from '../explain/attempt';
import { readRole, RoleRead } from '../explain/read-role';
import { nameOfRole } from '../findings/role-source';
import { isFolder } from '../input/folder';
import { refuse } from '../input/input-error';
import { InputRole } from '../input/input-role';
import { readDocument } from '../input/read-document';
import { readRoles } from '../input/read-roles';

/** Undefined if no trust policy is given. */
export function readTrustOf({ trustPolicy, role }: ExplainFlags): RoleRead | undefined {
  if (trustPolicy === undefined) {
    if (role !== undefined) refuse('--role', 'is specified without --trust-policy: specify the file or folder that contains the role');
    return undefined;
  }
  // Standard input can be read only once, and it usually contains the output of get-role.
  if (role === undefined && !isFolder(trustPolicy)) {
    const document = readDocument(trustPolicy);
    if (!isObject(field(document, 'Resources'))) return usable(trustPolicy, readRole(document));
  }
  return roleNamed(trustPolicy, role);
}

function roleNamed(path: string, wanted: string | undefined): RoleRead {
  const { roles } = readRoles([path]);
  if (roles.length === 0) refuse(path, 'contains no role');
  const found = wanted === undefined ? roles : roles.filter((role) => isNamed(role, wanted));
  if (found.length === 1) return asRead(found[0]);
  const names = shown((found.length === 0 ? roles : found).slice(0, 10).map(({ source }) => nameOfRole(source)).join(', '));
  if (wanted === undefined) refuse(path, `contains ${roles.length} roles: choose one with --role, for example ${names}`);
  const problem = found.length === 0 ? `is not in ${path}: it contains` : 'is the name of several roles:';
  refuse('--role', `${shown(wanted)} ${problem} ${names}`);
}

function isNamed({ source }: InputRole, wanted: string): boolean {
  const { logicalId, roleName, constructPath, address } = source;
  return [logicalId, roleName, constructPath, address, nameOfRole(source)].includes(wanted);
}

/** The ARN is known if the input says the account and the name. */
function asRead({ source, document, context, role }: InputRole): RoleRead {
  const { account, roleName } = source;
  const partition = typeof context?.partition === 'string' ? context.partition : 'aws';
  const arn = account && roleName ? readRoleArn(`arn:${partition}:iam::${account}:role/${roleName}`) : undefined;
  const { maxSessionDuration } = role ?? {};
  return { document, context, real: arn, maxSessionSeconds: typeof maxSessionDuration === 'number' ? maxSessionDuration : undefined };
}

/** The ARN in what `aws iam get-role` prints, as JSON. Any other text is returned as it is. */
function arnInGetRole(given: string): string {
  return /^\s*\{/.test(given) ? /"Arn"\s*:\s*"([^"]+:role\/[^"]+)"/.exec(given)?.[1] ?? given : given;
}

export interface PlacesOfArn {
  readonly flags: ExplainFlags;
  readonly error?: string;
  readonly profile?: string;
  readonly trust?: RoleRead;
}

/** Undefined if the ARN is not given anywhere. */
export function requestedArnIn({ flags, error, profile, trust }: PlacesOfArn): RoleArn | undefined {
  const places: readonly (readonly [flag: string, written: string | undefined])[] = [
    ['--role-arn', flags.roleArn && arnInGetRole(flags.roleArn)], ['--error', error], ['--profile', profile],
    ['--trust-policy', trust?.real?.written],
  ];
  const [flag, written] = places.find(([, text]) => text !== undefined) ?? [];
  if (flag === undefined || written === undefined) return undefined;
  const arn = readRoleArn(written);
  if (!arn) refuse(flag, `${shown(written)} is not the ARN of a role: specify, for example, arn:aws:iam::111122223333:role/Audit`);
  return arn;
}
