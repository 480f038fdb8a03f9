/** Reads what is known of the role from a file: a bare trust policy, or what `aws iam get-role` prints. */
import { readRoleArn, RoleArn } from './attempt';
import { readJsonText } from '../policy/json-text';
import { isPlainMap } from '../policy/resolved-value';

export interface RoleRead {
  readonly document: unknown;
  readonly real?: RoleArn;
  readonly maxSessionSeconds?: number;
}

/** @returns a text when the file holds no trust policy: what is wrong, and what to give instead */
export function readRole(content: unknown): RoleRead | string {
  const value = typeof content === 'string' ? readJsonText(content) : content;
  if (!isPlainMap(value)) return 'holds no trust policy: give an object with Version and Statement, or what aws iam get-role prints';
  const role = isPlainMap(value.Role) ? value.Role : value;
  if ('AssumeRolePolicyDocument' in role) return roleIn(role);
  if (Array.isArray(value.Roles) || Array.isArray(value.RoleDetailList)) return 'holds many roles: give what aws iam get-role prints for the one that is asked about';
  if (Object.keys(value).some((name) => name.toLowerCase() === 'statement')) return { document: value };
  return 'has neither a Statement nor an AssumeRolePolicyDocument: give a trust policy, or what aws iam get-role prints';
}

function roleIn(role: Readonly<Record<string, unknown>>): RoleRead | string {
  const { Arn, MaxSessionDuration, AssumeRolePolicyDocument: document } = role;
  const real = typeof Arn === 'string' ? readRoleArn(Arn) : undefined;
  if (Arn !== undefined && !real) return 'its Arn is no ARN of a role: give what aws iam get-role prints, unchanged';
  const maxSessionSeconds = typeof MaxSessionDuration === 'number' && Number.isInteger(MaxSessionDuration) ? MaxSessionDuration : undefined;
  return { document, real, maxSessionSeconds };
}
