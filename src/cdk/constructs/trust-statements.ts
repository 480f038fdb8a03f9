/** Writes the terms of a trust as statements of a trust policy: one Allow for each principal, with all conditions in it. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { MfaForm } from './mfa-requirement';
import { principalArn, principalArnPatterns } from './principal-form';
import { SessionNameForm } from './session-name-requirement';
import { SessionTagForm } from './session-tag-requirement';
import { SourceIdentityForm } from './source-identity-requirement';
import { actionsOf, TrustedCaller, TrustTerms } from './trust-terms';

/**
 * If there are several statements, each gets a `Sid`. With the feature flag `@aws-cdk/aws-iam:minimizePolicies`, the CDK merges
 * statements that differ only in their principal, but never statements with a `Sid`.
 */
export function statementsOf(terms: TrustTerms): iam.PolicyStatement[] {
  return terms.callers.map((caller, index) => new iam.PolicyStatement({
    sid: terms.callers.length > 1 ? `TrustedPrincipal${index + 1}` : undefined,
    actions: actionsOf(terms),
    principals: [new iam.ArnPrincipal(principalArn(caller.principal))],
    conditions: conditionBlock(terms, caller),
  }));
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly value: string | readonly string[];
}

function conditionBlock(terms: TrustTerms, caller: TrustedCaller): { [operator: string]: { [key: string]: string | readonly string[] } } {
  const conditions: { [operator: string]: { [key: string]: string | readonly string[] } } = {};
  const { externalId, principal } = caller;
  const { mfa, sourceIdentity, sessionName, sessionTags, organizationId, sourceIps } = terms;
  const arns = principalArnPatterns(principal);
  const all: readonly Condition[] = [
    ...mfaConditions(mfa),
    ...(externalId.kind === 'sent' ? [{ operator: 'StringEquals', key: 'sts:ExternalId', value: externalId.value }] : []),
    ...(arns ? [{ operator: 'ArnLike', key: 'aws:PrincipalArn', value: arns }] : []),
    ...(sourceIdentity ? [sourceIdentityCondition(sourceIdentity)] : []),
    ...(sessionName ? [sessionNameCondition(sessionName)] : []),
    ...(sessionTags ? sessionTagConditions(sessionTags) : []),
    ...(organizationId ? [{ operator: 'StringEquals', key: 'aws:PrincipalOrgID', value: organizationId }] : []),
    ...(sourceIps ? [{ operator: 'IpAddress', key: 'aws:SourceIp', value: oneOrMany(sourceIps) }] : []),
  ];
  for (const { operator, key, value } of all) conditions[operator] = { ...conditions[operator], [key]: value };
  return conditions;
}

/** `Bool`, never `BoolIfExists`: the key is missing from a request without MFA. */
function mfaConditions(mfa: MfaForm): Condition[] {
  if (mfa.kind === 'waived') return [];
  const present: Condition = { operator: 'Bool', key: 'aws:MultiFactorAuthPresent', value: 'true' };
  if (mfa.maxAgeSeconds === undefined) return [present];
  return [present, { operator: 'NumericLessThan', key: 'aws:MultiFactorAuthAge', value: String(mfa.maxAgeSeconds) }];
}

function sourceIdentityCondition(form: SourceIdentityForm): Condition {
  const key = 'sts:SourceIdentity';
  switch (form.kind) {
    case 'any': return { operator: 'StringLike', key, value: '*' };
    case 'one-of': return { operator: 'StringEquals', key, value: oneOrMany(form.values) };
    case 'matching': return { operator: 'StringLike', key, value: form.pattern };
  }
}

function sessionNameCondition(form: SessionNameForm): Condition {
  const key = 'sts:RoleSessionName';
  if (form.kind === 'matching') return { operator: 'StringLike', key, value: form.pattern };
  return { operator: 'StringEquals', key, value: '${aws:username}' };
}

/** `ForAllValues` also matches a request without tags, so a key that is required has a condition on its value. */
function sessionTagConditions(form: SessionTagForm): Condition[] {
  return [
    { operator: 'ForAllValues:StringEquals', key: 'aws:TagKeys', value: [...form.keys] },
    ...[...form.patterns].map(([key, pattern]) => ({ operator: 'StringLike', key: `aws:RequestTag/${key}`, value: pattern })),
  ];
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? values[0] : [...values];
}
