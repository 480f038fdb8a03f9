/**
 * The trust of a role in the tokens of an OIDC provider: read from its props, checked once, and written as statements. The operators are
 * positive, and each statement has all its conditions in it.
 */
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ProviderProps, readProvider, TrustedProvider } from './oidc-issuer';
import { OidcSubject } from './oidc-subject';
import { refuseWideSubject, requireSubjectFits } from './oidc-subject-fit';
import { callOf, OidcSubjectForm, PlatformSubjects } from './oidc-subject-form';
import { AUDIENCE, requirePart } from './oidc-subject-parts';
import { platformOf, PLATFORMS, TokenPlatform } from './token-platforms';
import { show, ValidationError } from './validation-error';
import { Waiver } from '../../cloudformation/waivers';
import { claimOf } from '../../evaluation/token-claims';

export interface OidcTrustProps extends ProviderProps {
  readonly subjects: OidcSubject[];
  readonly audience?: string;
}

export interface OidcTrust {
  readonly provider: TrustedProvider;
  readonly audience: string;
  /** What issues the tokens. Undefined: it is not known. */
  readonly platform?: TokenPlatform;
  readonly subjects: readonly OidcSubjectForm[];
}

/** Throws a `ValidationError` if a prop is malformed, or if the trust would be wider than its props say. */
export function readOidcTrust(scope: Construct, where: string, props: OidcTrustProps): OidcTrust {
  const subjects = readSubjects(where, props.subjects);
  const provider = readProvider(scope, where, props);
  const platform = platformOfSubjects(where, subjects) ?? platformOf(provider.issuer);
  for (const form of subjects) {
    requireSubjectFits(where, form, provider.issuer);
    refuseWideSubject(where, form, provider.issuer);
  }
  return { provider, audience: readAudience(where, props.audience, provider.issuer, platform), platform, subjects };
}

function readSubjects(where: string, subjects: unknown): OidcSubjectForm[] {
  const example = "OidcSubject.githubBranch({ owner: 'acme', repository: 'app', branch: 'main' })";
  if (!Array.isArray(subjects) || subjects.length === 0) {
    throw new ValidationError(where, `subjects is empty, so nobody could assume the role. Name the workloads, for example ${example}.`);
  }
  const forms = subjects.map((subject: unknown) => {
    if (subject instanceof OidcSubject) return subject._form;
    throw new ValidationError(where, `subjects contains ${show(subject)}, which is not an OidcSubject. Write, for example, ${example}.`);
  });
  const texts = forms.map((form) => JSON.stringify({ ...form, reason: undefined }));
  const twice = forms.find((_, index) => texts.indexOf(texts[index]) !== index);
  if (twice) throw new ValidationError(where, `subjects names ${describeSubject(twice)} twice. Name each subject once.`);
  return forms;
}

function describeSubject(form: OidcSubjectForm): string {
  switch (form.kind) {
    case 'platform': return show(form.values[0]);
    case 'exact': return show(form.value);
    case 'tenant': return `the tenant ${show(form.tenant)}`;
  }
}

/** One provider issues tokens of one platform. */
function platformOfSubjects(where: string, subjects: readonly OidcSubjectForm[]): TokenPlatform | undefined {
  const named = subjects.flatMap((form) => (form.kind === 'platform' ? [form] : []));
  const [first] = named;
  const other = named.find(({ platform }) => platform !== first.platform);
  if (other === undefined) return first && PLATFORMS[first.platform];
  throw new ValidationError(
    where,
    `subjects mixes ${callOf(first)} and ${callOf(other)}, but all tokens of an OIDC provider come from one platform. ` +
      'Use one role for each provider.',
  );
}

function readAudience(where: string, audience: unknown, issuer: string, platform: TokenPlatform | undefined): string {
  if (audience !== undefined) {
    return requirePart(where, audience, AUDIENCE);
  }
  const known = platform?.grammar.audienceOf?.(issuer);
  if (known !== undefined) return known;
  const hint = platform?.audienceHint ?? "it is the claim aud of the tokens, for example 'sts.amazonaws.com'";
  throw new ValidationError(where, `audience is missing, and there is no default for the issuer ${show(issuer)}. Write it: ${hint}.`);
}

/** The requirements that are waived, each by the id of the rule that would report it. */
export function waiversOfOidcTrust({ subjects }: OidcTrust): Waiver[] {
  const reasons = subjects.flatMap((form) => (form.kind !== 'exact' && form.reason !== undefined ? [form.reason] : []));
  return [...new Set(reasons)].map((reason) => ({ rule: 'oidc-subject-wide', reason }));
}

/** Subjects that can stand in one statement, because all its other conditions are the same for them. */
interface SubjectGroup {
  readonly operator: 'StringEquals' | 'StringLike';
  /** Claims besides the audience and the subject. */
  readonly claims: Readonly<Record<string, string>>;
  readonly values: readonly string[];
}

/** If there are several statements, each gets a `Sid`: the CDK never merges those. */
export function oidcStatementsOf(trust: OidcTrust): iam.PolicyStatement[] {
  const { provider, audience } = trust;
  const groups = groupsOf(trust);
  return groups.map(({ operator, claims, values }, index) => {
    const equals = Object.fromEntries(
      Object.entries({ aud: audience, ...claims }).map(([claim, value]) => [`${provider.issuer}:${claim}`, value]),
    );
    const subject = { [`${provider.issuer}:sub`]: values.length === 1 ? values[0] : values };
    const action = 'sts:AssumeRoleWithWebIdentity';
    return new iam.PolicyStatement({
      sid: groups.length > 1 ? `TrustedSubjects${index + 1}` : undefined,
      actions: [action],
      principals: [new iam.FederatedPrincipal(provider.arn, {}, action)],
      conditions: operator === 'StringEquals' ? { StringEquals: { ...equals, ...subject } } : { StringEquals: equals, StringLike: subject },
    });
  });
}

function groupsOf(trust: OidcTrust): SubjectGroup[] {
  const groups = new Map<string, SubjectGroup>();
  for (const form of trust.subjects) {
    const found = groupOf(form, trust);
    const key = JSON.stringify([found.operator, found.claims]);
    const { values = [] } = groups.get(key) ?? {};
    groups.set(key, { ...found, values: [...new Set([...values, ...found.values])] });
  }
  return [...groups.values()];
}

function groupOf(form: OidcSubjectForm, { platform, provider }: OidcTrust): SubjectGroup {
  switch (form.kind) {
    case 'platform': {
      const { values, arePatterns } = form;
      return { operator: arePatterns ? 'StringLike' : 'StringEquals', claims: claimsOf(form, provider.issuer), values };
    }
    case 'exact': return { operator: 'StringEquals', claims: {}, values: [form.value] };
    case 'tenant': return { operator: 'StringLike', claims: {}, values: platform?.tenant?.subjectsOf(form.tenant) ?? [] };
  }
}

/**
 * A subject without IDs would also be that of a stranger who takes the name after the repository was renamed. The claims with the IDs are
 * not condition keys for every issuer: GitHub Enterprise Server has none of them.
 */
function claimsOf({ workflow, ids }: PlatformSubjects, issuer: string): Readonly<Record<string, string>> {
  const isKey = (claim: string) => claimOf(issuer.toLowerCase(), claim) !== undefined;
  return {
    ...ids !== undefined && isKey('repository_id') && { repository_id: ids.repository },
    ...ids !== undefined && isKey('repository_owner_id') && { repository_owner_id: ids.owner },
    ...workflow !== undefined && { job_workflow_ref: workflow },
  };
}
