/** Reads the ARN of a principal that may be trusted by name: a user, a role or a role session. Everything else is refused. */
import { Token } from 'aws-cdk-lib';
import { lastSegment, requireAccount, requireKnownText, requireNameWithPath, requireSessionName, wildcard } from './iam-names';
import { RoleForm, SessionForm, UserForm } from './principal-form';
import { show, ValidationError } from './validation-error';

const FOR_EXAMPLE = 'Write e.g. arn:aws:iam::111122223333:role/Deploy.';

/**
 * Partition and account may be tokens inside the ARN (`arn:${Aws.PARTITION}:iam::…`); they are checked when the role is
 * built. The name may not.
 */
export function parsePrincipalArn(where: string, arn: unknown): UserForm | RoleForm | SessionForm {
  if (typeof arn !== 'string' || !arn.includes(':')) throw noArn(where, arn);
  const [prefix, partition, service, region, account, ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (prefix !== 'arn' || rest.length === 0) throw noArn(where, arn);
  if (/[*?]/.test(withoutTokens(arn))) throw wildcard(where, 'ARN', arn);
  if (!Token.isUnresolved(partition) && !/^aws(-[a-z]+)*$/.test(partition)) {
    throw new ValidationError(where, `${show(arn)} names the partition ${show(partition)}, which AWS does not have. Write 'aws', 'aws-cn' or 'aws-us-gov', or use Aws.PARTITION.`);
  }
  if (region !== '') throw new ValidationError(where, `${show(arn)} names a region. The ARNs of IAM have none: write two colons before the account.`);
  const kind = resource.split('/', 1)[0];
  const name = resource.slice(kind.length + 1);
  if (service === 'iam' && resource === 'root') {
    throw new ValidationError(where, `${show(arn)} stands for the whole account, not for its root user. ${insteadOfAccount(account)}`);
  }
  const place = { partition, account: requireAccount(where, account) };
  if (service === 'iam' && kind === 'user') return { kind, ...place, name: requireNameWithPath(where, 'user', name) };
  if (service === 'iam' && kind === 'role') return { kind, ...place, name: requireRoleName(where, name) };
  if (service === 'sts' && kind === 'assumed-role') return { kind: 'session', ...place, ...sessionOf(where, arn, name) };
  throw new ValidationError(where, `${show(arn)} ${whyNot(service, kind)}`);
}

/** The name of a role, and not of one of Identity Center's roles without the path that these always have. */
export function requireRoleName(where: string, name: unknown): string {
  const text = requireNameWithPath(where, 'role', name);
  if (text.startsWith('AWSReservedSSO_')) {
    throw new ValidationError(where, `${show(text)} is a role of IAM Identity Center, which has a path and a random suffix. Use TrustedPrincipal.identityCenterPermissionSet(account, name).`);
  }
  return text;
}

/** The name of a role as the ARN of a session has it. */
export function requireRoleNameOfSession(where: string, name: unknown): string {
  const text = requireNameWithPath(where, 'role', name);
  if (text.includes('/')) {
    throw new ValidationError(where, `the role name ${show(text)} has a path. The ARN of a session has none: write '${lastSegment(text)}'.`);
  }
  return text;
}

function sessionOf(where: string, arn: string, name: string): { roleName: string; sessionName: string } {
  const parts = name.split('/');
  if (parts.length !== 2) {
    throw new ValidationError(where, `${show(arn)} is not the ARN of a role session. Write arn:aws:sts::111122223333:assumed-role/RoleName/session-name; it has no path.`);
  }
  return { roleName: requireRoleNameOfSession(where, parts[0]), sessionName: requireSessionName(where, 'session name', parts[1]) };
}

function whyNot(service: string, kind: string): string {
  if (service === 'sts' && kind === 'federated-user') return 'is a federated user session (GetFederationToken), which may not call AssumeRole. Trust the IAM user behind it.';
  if (service === 'iam' && kind === 'group') return 'is a group, and groups cannot be principals. Name its users.';
  if (kind === 'saml-provider' || kind === 'oidc-provider') {
    return 'is an identity provider, whose callers show neither MFA nor an ExternalId. Use iam.Role with iam.SamlPrincipal or iam.WebIdentityPrincipal.';
  }
  return `is not the ARN of a user, a role or a role session. ${FOR_EXAMPLE}`;
}

function insteadOfAccount(account: string): string {
  return `Name the user or role; to trust the whole account use TrustedPrincipal.wholeAccount(${show(account)}, reason).`;
}

function noArn(where: string, arn: unknown): ValidationError {
  if (Token.isUnresolved(arn)) {
    return new ValidationError(where, 'the ARN is a token, known at deployment only: it could name a whole account. Use TrustedPrincipal.fromPrincipal() with the role or user of your app, or write the ARN.');
  }
  const text = requireKnownText(where, 'ARN', arn, FOR_EXAMPLE);
  if (text === '*') return wildcard(where, 'ARN', text);
  if (/^\d{12}$/.test(text)) {
    return new ValidationError(where, `${show(text)} is an account id, which would trust everybody there. ${insteadOfAccount(text)}`);
  }
  if (/^A(IDA|ROA)[A-Z0-9]+$/.test(text)) {
    return new ValidationError(where, `${show(text)} is the unique id of a user or role, which IAM leaves behind when that is deleted. ${FOR_EXAMPLE}`);
  }
  if (/^[\w.-]+\.amazonaws\.com(\.cn)?$/.test(text)) {
    return new ValidationError(where, `${show(text)} is an AWS service, which shows neither MFA nor an ExternalId. Use iam.Role with iam.ServicePrincipal.`);
  }
  return new ValidationError(where, `${show(text)} is not an ARN. ${FOR_EXAMPLE}`);
}

/** Token markers may hold any character; what is left is what the user wrote. */
function withoutTokens(text: string): string {
  return text.replace(/\$\{Token\[[^\]]*\]\}/g, '');
}
