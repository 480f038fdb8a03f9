/** Whether a subject can be in tokens of an issuer, and whether it is narrow enough there. */
import { callOf, ExactSubject, OidcSubjectForm, PlatformSubjects, TenantSubjects } from './oidc-subject-form';
import { fitsPlatform, platformOf, PLATFORMS } from './token-platforms';
import { show, ValidationError } from './validation-error';
import { SharedIssuer, sharedIssuerOf } from '../../analysis/tables/shared-issuers';
import { claimOf } from '../../evaluation/token-claims';
import { isBuiltInWebIdentity } from '../../policy/read-principal';
import { SUBJECT_GRAMMARS } from '../../rules/tables/subject-grammars';

/** Throws if no token of the issuer has such a subject. */
export function requireSubjectFits(where: string, form: OidcSubjectForm, issuer: string): void {
  if (isBuiltInWebIdentity(issuer)) {
    throw new ValidationError(
      where, `${issuer} is built into IAM, and has no OIDC provider. Use iam.Role with iam.WebIdentityPrincipal('${issuer}', conditions).`,
    );
  }
  switch (form.kind) {
    case 'platform': return requirePlatform(where, form, issuer);
    case 'exact': return;
    case 'tenant': return requireTenant(where, form, issuer);
  }
}

function requirePlatform(where: string, form: PlatformSubjects, issuer: string): void {
  const platform = PLATFORMS[form.platform];
  if (!fitsPlatform(issuer, platform)) {
    throw new ValidationError(
      where,
      `${callOf(form)} is for tokens of ${platform.grammar.name}, and the issuer of the provider is ${show(issuer)}. ` +
        `Use the provider of ${show(platform.exampleIssuer)}, or a subject that fits the provider.`,
    );
  }
  if (form.workflow !== undefined && claimOf(issuer.toLowerCase(), 'job_workflow_ref') === undefined) {
    throw new ValidationError(
      where,
      `${callOf(form)} needs the condition key job_workflow_ref, which IAM does not have for the issuer ${show(issuer)}. ` +
        'Use OidcSubject.githubEnvironment().',
    );
  }
  if (form.platform === 'circleci') requireOwnIssuer(where, form, form.values[0].split('/')[1], issuer);
}

/** Each organization of CircleCI has an issuer of its own. */
function requireOwnIssuer(where: string, form: OidcSubjectForm, organization: string, issuer: string): void {
  if (issuer.toLowerCase().endsWith(`/org/${organization}`)) return;
  throw new ValidationError(
    where,
    `the organization of ${callOf(form)} is ${show(organization)}, and the issuer ${show(issuer)} belongs to another one. ` +
      'Write the id that the URL of the provider ends with.',
  );
}

function requireTenant(where: string, form: TenantSubjects, issuer: string): void {
  const platform = platformOf(issuer);
  const tenant = platform?.tenant;
  if (platform === undefined || tenant === undefined) {
    const known = Object.values(PLATFORMS).filter((each) => each.tenant).map(({ grammar }) => grammar.name);
    throw new ValidationError(
      where,
      `OidcSubject.wholeTenant is for ${known.join(', ')}, and the issuer of the provider is ${show(issuer)}. Name each subject instead.`,
    );
  }
  if (!tenant.form.test(form.tenant)) {
    throw new ValidationError(where, `${show(form.tenant)} is not the name of a tenant of ${platform.grammar.name}. ${tenant.instead}`);
  }
  if (platform.name === 'circleci') requireOwnIssuer(where, form, form.tenant, issuer);
}

/** Throws if other tenants can have tokens with this exact subject, or if everybody who proposes a change can. */
export function refuseWideSubject(where: string, form: OidcSubjectForm, issuer: string): void {
  if (form.kind !== 'exact') return;
  const shared = sharedIssuerOf(issuer);
  if (shared && !namesTenant(form, shared)) throw otherTenants(where, form, shared);
  const name = issuer.toLowerCase();
  const grammar = SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(name));
  const wide = grammar?.breadths.find(({ except }) => except?.subject.test(form.value));
  if (wide === undefined) return;
  throw new ValidationError(
    where,
    `the subject ${show(form.value)} is that of ${wide.except?.what}. Use OidcSubject.githubPullRequest(reason, { owner, repository }), ` +
      'which records why.',
  );
}

/** By the subject, or by the audience, which is always required. */
function namesTenant({ value }: ExactSubject, { claims }: SharedIssuer): boolean {
  return claims.some(({ claim, composed, pinnedBy }) => {
    if (claim === 'aud') return true;
    return claim === 'sub' && (pinnedBy.test(value) || !composed?.test(value));
  });
}

function otherTenants(where: string, { value }: ExactSubject, { name, claims }: SharedIssuer): ValidationError {
  const subject = claims.find(({ claim }) => claim === 'sub');
  const instead = subject === undefined
    ? `No subject of ${name} does: use iam.Role, and require ${claims.map(({ claim }) => claim).join(' or ')}.`
    : `Write a subject such as ${show(subject.example)}.`;
  return new ValidationError(
    where,
    `the subject ${show(value)} does not name a tenant of ${name}, so other tenants can have tokens with the same subject. ${instead}`,
  );
}
