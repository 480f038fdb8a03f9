/** Does a trust policy admit this user or role? What is decided only at deployment is neither yes nor no: a third answer. */
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { parsePrincipalArn } from './principal-arn';
import { IamIdentity, PrincipalForm } from './principal-form';
import { describeCallers, TrustTerms } from './trust-terms';
import { ValidationError } from './validation-error';
import { lastSegment } from '../../evaluation/assume-role-request';

type AdmissionAnswer = 'yes' | 'no' | 'unknown';

/** What is known about an identity. Parts that are undefined are known only at deployment. */
interface KnownIdentity extends IamIdentity {
  readonly account?: string;
  /** Created in a stack without an explicit account. The stack of the role may be one, too. */
  readonly inUnnamedAccount: boolean;
  /** With its path. */
  readonly name?: string;
}

/** Throws unless it is certain that the terms admit this identity. */
export function requireAdmission(where: string, terms: TrustTerms, identity: IamIdentity, name: string): void {
  const known = knownOf(identity);
  const answers = terms.callers.map(({ principal }) => namesIdentity(principal, known));
  if (answers.includes('yes')) return requireMeetsTerms(where, terms, identity, name);
  const trusted = describeCallers(terms.callers);
  if (answers.includes('unknown')) {
    throw new ValidationError(
      where,
      `whether ${name} is a trusted principal cannot be determined before deployment. Trusted principals: ${trusted}. ` +
        'Trust it with TrustedPrincipal.fromPrincipal(), or give it an explicit name and its stack an explicit account.',
    );
  }
  throw new ValidationError(
    where,
    `the trust policy does not admit ${name}, so the permission would have no effect. Trusted principals: ${trusted}. ` +
      'Add it to trustedPrincipals with TrustedPrincipal.fromPrincipal().',
  );
}

/** A whole account can be trusted with terms that only its users can meet. */
function requireMeetsTerms(where: string, terms: TrustTerms, identity: IamIdentity, name: string): void {
  if (identity.of === 'user') return;
  if (terms.mfa.kind === 'required') {
    throw new ValidationError(
      where,
      `this role requires MFA, and ${name} is a role, whose sessions never carry MFA. ` +
        'Grant the permission to an IAM user, or create another role for it with mfa: MfaRequirement.waived(reason).',
    );
  }
  if (terms.sessionName?.kind === 'caller-user-name') {
    throw new ValidationError(
      where,
      `this role requires the caller's user name as the session name, and ${name} is a role, which has no user name. ` +
        'Grant the permission to an IAM user, or use SessionNameRequirement.matching(pattern).',
    );
  }
}

function namesIdentity(principal: PrincipalForm, identity: KnownIdentity): AdmissionAnswer {
  if (principal.kind === 'resource') {
    if (identity.resource) return principal.resource === identity.resource ? 'yes' : 'no';
    return principal.of === identity.of ? matches(knownOf(principal), identity) : 'no';
  }
  const account = sameAccount(principal.account, identity);
  if (principal.kind === 'account' || account === 'no') return account;
  if (principal.kind === 'session') {
    return identity.of === 'role' ? both(account, sameKnownText(principal.roleName, identity.name && lastSegment(identity.name))) : 'no';
  }
  // A permission set is neither: only Identity Center can change the policies of its roles.
  return principal.kind === identity.of ? both(account, sameKnownText(principal.name, identity.name)) : 'no';
}

function matches(one: KnownIdentity, other: KnownIdentity): AdmissionAnswer {
  const unnamed = one.inUnnamedAccount && other.inUnnamedAccount ? 'yes' : 'unknown';
  return both(one.account === undefined ? unnamed : sameAccount(one.account, other), sameKnownText(one.name, other.name));
}

function knownOf(identity: IamIdentity): KnownIdentity {
  const { resource } = identity;
  const { account, name } = resource ? { account: Stack.of(resource).account, name: nameWithPath(resource) } : readArn(identity.arn);
  const inUnnamedAccount = Token.isUnresolved(account);
  return { ...identity, account: inUnnamedAccount ? undefined : account, inUnnamedAccount, name };
}

function readArn(arn: string): Pick<KnownIdentity, 'account' | 'name'> {
  try {
    const form = parsePrincipalArn('ARN', arn);
    return { account: form.account, name: form.kind === 'session' ? undefined : form.name };
  } catch {
    return {}; // The ARN cannot be read before deployment, so nothing is known about it.
  }
}

/** `team/Deploy`, if the resource has an explicit name. */
function nameWithPath(resource: CfnResource): string | undefined {
  const written = resource as iam.CfnRole | iam.CfnUser;
  const stack = Stack.of(resource);
  const name: unknown = stack.resolve('userName' in written ? written.userName : (written as iam.CfnRole).roleName);
  const path: unknown = stack.resolve(written.path ?? '/');
  if (typeof name !== 'string' || typeof path !== 'string') return undefined;
  return `${path.replace(/^\//, '')}${name}`;
}

/** `account` is 12 digits, or a token if the stack of the role has no explicit account. */
function sameAccount(account: string, identity: KnownIdentity): AdmissionAnswer {
  if (Token.isUnresolved(account)) return identity.inUnnamedAccount ? 'yes' : 'unknown';
  return sameKnownText(account, identity.account);
}

function sameKnownText(one: string | undefined, other: string | undefined): AdmissionAnswer {
  if (one === undefined || other === undefined) return 'unknown';
  return one === other ? 'yes' : 'no';
}

function both(one: AdmissionAnswer, other: AdmissionAnswer): AdmissionAnswer {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' && other === 'yes' ? 'yes' : 'unknown';
}
