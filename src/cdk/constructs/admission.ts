/** Would a trust policy admit this user or role? Three answers: what nobody can tell before deployment is neither yes nor no. */
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { lastSegment } from './iam-names';
import { parsePrincipalArn } from './principal-arn';
import { IamIdentity, PrincipalForm } from './principal-form';
import { describeCallers, TrustTerms } from './trust-terms';
import { ValidationError } from './validation-error';

type Answer = 'yes' | 'no' | 'unknown';

/** What is known of an identity: undefined parts are known at deployment only. */
interface KnownIdentity extends IamIdentity {
  readonly account?: string;
  /** Created in a stack that names no account, as the role's own may be. */
  readonly inUnnamedAccount: boolean;
  /** With its path. */
  readonly name?: string;
}

/** Throws unless the terms surely let this identity in. */
export function requireAdmission(where: string, terms: TrustTerms, identity: IamIdentity, name: string): void {
  const known = knownOf(identity);
  const answers = terms.callers.map(({ principal }) => named(principal, known));
  if (answers.includes('yes')) return requireMeetsTerms(where, terms, identity, name);
  const trusted = describeCallers(terms.callers);
  if (answers.includes('unknown')) {
    throw new ValidationError(where, `nobody can tell before deployment whether ${name} is one of those trusted: ${trusted}. Trust it with TrustedPrincipal.fromPrincipal(), or give its stack an explicit account and it an explicit name.`);
  }
  throw new ValidationError(where, `the trust policy does not admit ${name}, so the permission would be of no use. Trusted: ${trusted}. Add TrustedPrincipal.fromPrincipal() with it to trustedPrincipals.`);
}

/** A whole account may be trusted and yet only its users can meet the terms. */
function requireMeetsTerms(where: string, terms: TrustTerms, identity: IamIdentity, name: string): void {
  if (identity.of === 'user') return;
  if (terms.mfa.kind === 'required') {
    throw new ValidationError(where, `${name} is a role and can never show MFA, which this role demands. Grant it to an IAM user, or build a role for it with mfa: MfaRequirement.waived(reason).`);
  }
  if (terms.sessionName?.kind === 'caller-user-name') {
    throw new ValidationError(where, `${name} is a role and has no user name, which this role demands as session name. Grant it to an IAM user, or use SessionNameRequirement.matching(pattern).`);
  }
}

function named(principal: PrincipalForm, identity: KnownIdentity): Answer {
  if (principal.kind === 'resource') {
    if (identity.resource) return principal.resource === identity.resource ? 'yes' : 'no';
    return principal.of === identity.of ? matches(knownOf(principal), identity) : 'no';
  }
  const account = sameAccount(principal.account, identity);
  if (principal.kind === 'account' || account === 'no') return account;
  if (principal.kind === 'session') return identity.of === 'role' ? both(account, sameText(principal.roleName, identity.name && lastSegment(identity.name))) : 'no';
  // A permission set is neither: nobody but Identity Center may change the policies of its roles.
  return principal.kind === identity.of ? both(account, sameText(principal.name, identity.name)) : 'no';
}

function matches(one: KnownIdentity, other: KnownIdentity): Answer {
  const account = one.account === undefined ? (one.inUnnamedAccount && other.inUnnamedAccount ? 'yes' : 'unknown') : sameAccount(one.account, other);
  return both(account, sameText(one.name, other.name));
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
    return {}; // An ARN that cannot be read now: nothing is known of it.
  }
}

/** `team/Deploy`, where the resource has an explicit name. */
function nameWithPath(resource: CfnResource): string | undefined {
  const written = resource as iam.CfnRole | iam.CfnUser;
  const stack = Stack.of(resource);
  const name: unknown = stack.resolve('userName' in written ? written.userName : (written as iam.CfnRole).roleName);
  const path: unknown = stack.resolve(written.path ?? '/');
  if (typeof name !== 'string' || typeof path !== 'string') return undefined;
  return `${path.replace(/^\//, '')}${name}`;
}

/** `account` is 12 digits, or the token of a role whose own stack names no account. */
function sameAccount(account: string, identity: KnownIdentity): Answer {
  if (Token.isUnresolved(account)) return identity.inUnnamedAccount ? 'yes' : 'unknown';
  return sameText(account, identity.account);
}

function sameText(one: string | undefined, other: string | undefined): Answer {
  if (one === undefined || other === undefined) return 'unknown';
  return one === other ? 'yes' : 'no';
}

function both(one: Answer, other: Answer): Answer {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' && other === 'yes' ? 'yes' : 'unknown';
}
