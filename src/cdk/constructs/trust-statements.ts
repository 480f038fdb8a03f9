/** From the terms of a trust to the statements of the trust policy: one Allow for each principal, with every condition in it. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { MfaForm } from './mfa-requirement';
import { principalArn, principalArnPatterns } from './principal-form';
import { SessionNameForm } from './session-name-requirement';
import { SessionTagForm } from './session-tag-requirement';
import { SourceIdentityForm } from './source-identity-requirement';
import { actionsOf, TrustedCaller, TrustTerms } from './trust-terms';

/**
 * Several statements get a `Sid` each: the CDK merges statements that differ only in their principal (feature flag
 * `@aws-cdk/aws-iam:minimizePolicies`), but never those with a `Sid`.
 */
export function trustStatements(terms: TrustTerms): iam.PolicyStatement[] {
  return terms.callers.map((caller, index) => new iam.PolicyStatement({
    sid: terms.callers.length > 1 ? `TrustedPrincipal${index + 1}` : undefined,
    actions: actionsOf(terms),
    principals: [new iam.ArnPrincipal(principalArn(caller.principal))],
    conditions: conditionsOf(terms, caller),
  }));
}

/** The principal that `iam.Role` asks for: it writes exactly these statements, whatever feature flags are on. */
export class TrustStatementsPrincipal extends iam.PrincipalBase {
  public constructor(private readonly statements: readonly iam.PolicyStatement[]) {
    super();
  }

  public get policyFragment(): iam.PrincipalPolicyFragment {
    const arns = this.statements.flatMap((statement) => statement.principals.map((principal) => (principal as iam.ArnPrincipal).arn));
    return new iam.PrincipalPolicyFragment({ AWS: arns });
  }

  public addToAssumeRolePolicy(document: iam.PolicyDocument): void {
    document.addStatements(...this.statements);
  }

  public dedupeString(): string | undefined {
    return undefined;
  }
}

type Condition = readonly [operator: string, key: string, value: string | readonly string[]];

function conditionsOf(terms: TrustTerms, caller: TrustedCaller): { [operator: string]: { [key: string]: string | readonly string[] } } {
  const conditions: { [operator: string]: { [key: string]: string | readonly string[] } } = {};
  const { externalId, principal } = caller;
  const { mfa, sourceIdentity, sessionName, sessionTags, organizationId, sourceIps } = terms;
  const arns = principalArnPatterns(principal);
  const all: (Condition | undefined | '')[] = [
    ...mfaConditions(mfa),
    externalId.kind === 'sent' ? ['StringEquals', 'sts:ExternalId', externalId.value] : undefined,
    arns && ['ArnLike', 'aws:PrincipalArn', arns],
    sourceIdentity && sourceIdentityCondition(sourceIdentity),
    sessionName && sessionNameCondition(sessionName),
    ...(sessionTags ? sessionTagConditions(sessionTags) : []),
    organizationId && ['StringEquals', 'aws:PrincipalOrgID', organizationId],
    sourceIps && ['IpAddress', 'aws:SourceIp', oneOrMany(sourceIps)],
  ];
  for (const condition of all) {
    if (!condition) continue;
    const [operator, key, value] = condition;
    conditions[operator] = { ...conditions[operator], [key]: value };
  }
  return conditions;
}

/** `Bool`, never `BoolIfExists`: a request without MFA does not carry the key at all. */
function mfaConditions(mfa: MfaForm): Condition[] {
  if (mfa.kind === 'waived') return [];
  const present: Condition = ['Bool', 'aws:MultiFactorAuthPresent', 'true'];
  return mfa.maxAgeSeconds === undefined ? [present] : [present, ['NumericLessThan', 'aws:MultiFactorAuthAge', String(mfa.maxAgeSeconds)]];
}

function sourceIdentityCondition(form: SourceIdentityForm): Condition {
  switch (form.kind) {
    case 'any': return ['StringLike', 'sts:SourceIdentity', '*'];
    case 'one-of': return ['StringEquals', 'sts:SourceIdentity', oneOrMany(form.values)];
    case 'matching': return ['StringLike', 'sts:SourceIdentity', form.pattern];
  }
}

function sessionNameCondition(form: SessionNameForm): Condition {
  return form.kind === 'matching'
    ? ['StringLike', 'sts:RoleSessionName', form.pattern]
    : ['StringEquals', 'sts:RoleSessionName', '${aws:username}'];
}

/** `ForAllValues` is met by a request without tags; a key that must be there has its own condition on its value. */
function sessionTagConditions(form: SessionTagForm): Condition[] {
  return [
    ['ForAllValues:StringEquals', 'aws:TagKeys', [...form.keys]],
    ...[...form.patterns].map(([key, pattern]) => ['StringLike', `aws:RequestTag/${key}`, pattern] as const),
  ];
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? values[0] : [...values];
}
