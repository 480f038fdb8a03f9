/**
 * The fix that creates the role with a construct of this package, whose trust policy stays safe: for what one of the other fixes does. What
 * the construct renders is proved like any other change.
 */
import { codeOfSecureRole } from './code/secure-role-code';
import { editableDocument } from './draft-policy';
import { applyEdits, editsBetween } from './json-edit';
import { RemediesOfRoles } from './remedies-of-roles';
import { AuditSubject, JudgedFinding } from '../assessment/assess';
import { CdkLanguage, Fix } from '../findings/fix';

/** The rules about who can assume the role, which is what the constructs are about. */
const RULES: ReadonlySet<string> = new Set([
  'public-principal', 'specific-principal', 'mfa-required', 'external-id-required', 'ineffective-condition', 'oidc-tenant',
  'oidc-subject-wide',
]);

/** Undefined where the constructs cannot express what the other fixes do, or if it is not proved. */
export function secureRoleInstead(
  fixes: readonly Fix[], judged: JudgedFinding, subject: AuditSubject, remedies: RemediesOfRoles, language: CdkLanguage,
): Fix | undefined {
  if (!RULES.has(judged.finding.ruleId)) return undefined;
  const before = editableDocument(subject.document);
  for (const { edits, config, placeholders } of fixes) {
    if (config || edits.length === 0) continue;
    const role = codeOfSecureRole(applyEdits(before, edits), placeholders, language);
    if (!role) continue;
    const fix = {
      id: role.construct === 'SecureOidcRole' ? 'use-secure-oidc-role' : 'use-secure-cross-account-role',
      title: role.title,
      edits: editsBetween(before, role.document),
      placeholders,
      cdk: role.code,
    };
    const proved = remedies.proved(fix, judged, subject);
    if (proved) return proved;
  }
  return undefined;
}
