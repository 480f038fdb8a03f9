/** Reads the ARN of a principal that can be trusted by name: a user, a role or a role session. Every other ARN is rejected. */
import { Token } from 'aws-cdk-lib';
import { nameWithoutPath, requireAccount, requireKnownText, requireNameWithPath, requireSessionName, wildcard } from './iam-names';
import { RoleForm, SessionForm, UserForm } from './principal-form';
import { show, ValidationError } from './validation-error';

const FOR_EXAMPLE = 'Write, for example, arn:aws:iam::111122223333:role/Deploy.';

/**
 * The partition and the account may be tokens (`arn:${Aws.PARTITION}:iam::…`): they are checked when the role is created. The
 * name must be known.
 */
export function parsePrincipalArn(where: string, arn: unknown): UserForm | RoleForm | SessionForm {
  if (typeof arn !== 'string' || !arn.includes(':')) throw noArn(where, arn);
  const [prefix, partition, service, region, account, ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (prefix !== 'arn' || rest.length === 0) throw noArn(where, arn);
  if (/[*?]/.test(withoutTokens(arn))) throw wildcard(where, 'ARN', arn);
  if (!Token.isUnresolved(partition) && !/^aws(-[a-z]+)*$/.test(partition)) {
    throw new ValidationError(
      where,
      `${show(arn)} names the partition ${show(partition)}, which does not exist. ` +
        "Write 'aws', 'aws-cn' or 'aws-us-gov', or use Aws.PARTITION.",
    );
  }
  if (region !== '') {
    throw new ValidationError(where, `${show(arn)} names a region, which IAM ARNs do not have. Write two colons before the account.`);
  }
  const kind = resource.split('/', 1)[0];
  const name = resource.slice(kind.length + 1);
  if (service === 'iam' && resource === 'root') {
    throw new ValidationError(where, `${show(arn)} stands for the whole account, not only for its root user. ${insteadOfAccount(account)}`);
  }
  const place = { partition, account: requireAccount(where, account) };
  if (service === 'iam' && kind === 'user') return { kind, ...place, name: requireNameWithPath(where, 'user', name) };
  if (service === 'iam' && kind === 'role') return { kind, ...place, name: requireRoleName(where, name) };
  if (service === 'sts' && kind === 'assumed-role') return { kind: 'session', ...place, ...sessionOf(where, arn, name) };
  throw new ValidationError(where, `${show(arn)} ${whyNot(service, kind)}`);
}

/** The name of a role. The roles of Identity Center always have a path, so a name without one would never match. */
export function requireRoleName(where: string, name: unknown): string {
  const text = requireNameWithPath(where, 'role', name);
  if (text.startsWith('AWSReservedSSO_')) {
    throw new ValidationError(
      where,
      `${show(text)} is a role of IAM Identity Center, which has a path and a random suffix. ` +
        'Use TrustedPrincipal.identityCenterPermissionSet(account, name).',
    );
  }
  return text;
}

/** The name of a role as it appears in the ARN of a session: without its path. */
export function requireRoleNameOfSession(where: string, name: unknown): string {
  const text = requireNameWithPath(where, 'role', name);
  if (text.includes('/')) {
    throw new ValidationError(
      where,
      `the role name ${show(text)} has a path, which the ARN of a role session does not include. Write '${nameWithoutPath(text)}'.`,
    );
  }
  return text;
}

function sessionOf(where: string, arn: string, name: string): { roleName: string; sessionName: string } {
  const parts = name.split('/');
  if (parts.length !== 2) {
    throw new ValidationError(
      where,
      `${show(arn)} is not the ARN of a role session. ` +
        'Write arn:aws:sts::111122223333:assumed-role/RoleName/session-name, without the path of the role.',
    );
  }
  return { roleName: requireRoleNameOfSession(where, parts[0]), sessionName: requireSessionName(where, 'session name', parts[1]) };
}

function whyNot(service: string, kind: string): string {
  if (service === 'sts' && kind === 'federated-user') {
    return 'is a federated user session (GetFederationToken), which cannot call AssumeRole. Trust the IAM user that created it.';
  }
  if (service === 'iam' && kind === 'group') return 'is a group, and groups cannot be principals. Name its users.';
  if (kind === 'saml-provider' || kind === 'oidc-provider') {
    return 'is an identity provider, whose users can send neither MFA nor an ExternalId. ' +
      'Use iam.Role with iam.SamlPrincipal or iam.WebIdentityPrincipal.';
  }
  return `is not the ARN of a user, a role or a role session. ${FOR_EXAMPLE}`;
}

function insteadOfAccount(account: string): string {
  return `Name the user or role. To trust the whole account, use TrustedPrincipal.wholeAccount(${show(account)}, reason).`;
}

function noArn(where: string, arn: unknown): ValidationError {
  if (Token.isUnresolved(arn)) {
    return new ValidationError(
      where,
      'the ARN is a token, which is known only at deployment and could name a whole account. ' +
        'Use TrustedPrincipal.fromPrincipal() with the role or user of your app, or write the ARN.',
    );
  }
  const text = requireKnownText(where, 'ARN', arn, FOR_EXAMPLE);
  if (text === '*') return wildcard(where, 'ARN', text);
  if (/^\d{12}$/.test(text)) {
    return new ValidationError(where, `${show(text)} is an account id, which would trust the whole account. ${insteadOfAccount(text)}`);
  }
  if (/^A(IDA|ROA)[A-Z0-9]+$/.test(text)) {
    return new ValidationError(
      where,
      `${show(text)} is the unique id of a user or role, which remains in a policy when the user or role is deleted. ${FOR_EXAMPLE}`,
    );
  }
  if (/^[\w.-]+\.amazonaws\.com(\.cn)?$/.test(text)) {
    return new ValidationError(
      where,
      `${show(text)} is an AWS service, which can send neither MFA nor an ExternalId. Use iam.Role with iam.ServicePrincipal.`,
    );
  }
  return new ValidationError(where, `${show(text)} is not an ARN. ${FOR_EXAMPLE}`);
}

/** The text that the user wrote, without the markers of tokens, which may contain any character. */
function withoutTokens(text: string): string {
  return text.replace(/\$\{Token\[[^\]]*\]\}/g, '');
}
