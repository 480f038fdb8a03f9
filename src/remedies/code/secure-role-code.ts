/**
 * The code that creates a role as `SecureCrossAccountRole` or `SecureOidcRole` instead of `iam.Role`: the props in place of its principals.
 * Undefined where the construct has no prop for a part of the trust policy.
 */
import { crossAccountRole } from './cross-account-role';
import { StructField } from './expression';
import { propName } from './notations';
import { oidcRole } from './oidc-role';
import { codeOfProps } from './write-expression';
import { CdkCode, CdkLanguage, Placeholder } from '../../findings/fix';

/** Props of a construct, and the trust policy that it renders from them. */
export interface SecureRole {
  readonly construct: 'SecureCrossAccountRole' | 'SecureOidcRole';
  readonly props: readonly StructField[];
  readonly document: unknown;
  /** What the code calls something that the app already has. */
  readonly variable?: { readonly name: string; readonly standsFor: string };
}

export interface SecureRoleCode {
  readonly construct: SecureRole['construct'];
  /** What to do with the code. */
  readonly title: string;
  readonly code: CdkCode;
  readonly document: unknown;
}

/** @param placeholders of the document: a principal may be one as a whole, and its example then says what it is */
export function codeOfSecureRole(
  document: unknown, placeholders: readonly Placeholder[], language: CdkLanguage,
): SecureRoleCode | undefined {
  const role = crossAccountRole(document, placeholders) ?? oidcRole(document);
  if (!role) return undefined;
  const { construct, props, variable } = role;
  const replaced = (construct === 'SecureOidcRole' ? ['assumedBy'] : ['assumedBy', 'externalIds']).map((name) => propName(name, language));
  const title = [
    `create the role with ${construct}: keep its ID and other props, with these in place of ${replaced.join(' and ')}`,
    ...variable ? [`${variable.name} is ${variable.standsFor}`] : [],
  ].join('; ');
  return { construct, title, code: { ...codeOfProps(props, language), construct }, document: role.document };
}
