/** Reads what is known about the role from a file: a trust policy, or the output of `aws iam get-role`. */
import { readRoleArn, RoleArn } from './attempt';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { readJsonText } from '../policy/json-text';
import { isPlainMap } from '../policy/resolved-value';

export interface RoleRead {
  readonly document: unknown;
  readonly real?: RoleArn;
  readonly maxSessionSeconds?: number;
  /** What the template says about the document. */
  readonly context?: DeployTimeContext;
}

/** @returns a text if the file does not contain a trust policy: what is wrong, and what to give instead */
export function readRole(content: unknown): RoleRead | string {
  const value = typeof content === 'string' ? readJsonText(content) : content;
  if (!isPlainMap(value)) {
    return 'does not contain a trust policy: give an object with Version and Statement, or the output of aws iam get-role';
  }
  const role = isPlainMap(value.Role) ? value.Role : value;
  if ('AssumeRolePolicyDocument' in role) return roleIn(role);
  if (Array.isArray(value.Roles) || Array.isArray(value.RoleDetailList)) {
    return 'contains a list of roles: give the output of aws iam get-role for the role in question';
  }
  if (Object.keys(value).some((name) => name.toLowerCase() === 'statement')) return { document: value };
  return 'has neither a Statement nor an AssumeRolePolicyDocument: give a trust policy, or the output of aws iam get-role';
}

function roleIn(role: Readonly<Record<string, unknown>>): RoleRead | string {
  const { Arn, MaxSessionDuration, AssumeRolePolicyDocument: document } = role;
  const real = typeof Arn === 'string' ? readRoleArn(Arn) : undefined;
  if (Arn !== undefined && !real) return 'its Arn is not the ARN of a role: give the output of aws iam get-role, unchanged';
  const maxSessionSeconds = typeof MaxSessionDuration === 'number' && Number.isInteger(MaxSessionDuration) ? MaxSessionDuration : undefined;
  return { document, real, maxSessionSeconds };
}
