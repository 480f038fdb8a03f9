/**
 * The public names, one by one. jsii supports only classes, structs, enums and interfaces: a function or constant exported here
 * would exist in TypeScript only.
 */
export { AssumableRole, type AssumableRoleAttributes } from './cdk/constructs/assumable-role';
export { type AssumeRoleRequest } from './cdk/constructs/assume-role-request';
export { type AssumeRoleCommandOptions, type AssumeRoleOptions, type CliProfileOptions } from './cdk/constructs/assume-role-options';
export { ExternalId } from './cdk/constructs/external-id';
export { MfaRequirement, type RequiredMfaOptions } from './cdk/constructs/mfa-requirement';
export { GitlabDeploymentTier, OidcSubject, TerraformRunPhase } from './cdk/constructs/oidc-subject';
export {
  type BitbucketStepOptions, type BuildkitePipelineOptions, type CircleCiProjectOptions, type GithubBranchOptions,
  type GithubEnvironmentOptions, type GithubRepositoryOptions, type GithubReusableWorkflowOptions, type GithubTagOptions,
  type GitlabBranchOptions, type GitlabEnvironmentOptions, type KubernetesServiceAccountOptions, type TerraformCloudRunOptions,
} from './cdk/constructs/oidc-subject-options';
export { SecureCrossAccountRole, type SecureCrossAccountRoleProps } from './cdk/constructs/secure-cross-account-role';
export { SecureOidcRole, type SecureOidcRoleProps } from './cdk/constructs/secure-oidc-role';
export { type SecureRoleProps } from './cdk/constructs/secure-role-props';
export { SessionNameRequirement } from './cdk/constructs/session-name-requirement';
export { SessionTagRequirement } from './cdk/constructs/session-tag-requirement';
export { SourceIdentityRequirement } from './cdk/constructs/source-identity-requirement';
export { TrustPolicy, type TrustFindingsOptions, type TrustPolicyOptions } from './cdk/constructs/trust-policy';
export {
  type AssumeRoleDecision, AssumeRoleOutcome, TrustAnswer, type TrustFinding, type TrustPolicyComparison, type TrustPolicySummary,
} from './cdk/constructs/trust-policy-answers';
export { TrustedPrincipal } from './cdk/constructs/trusted-principal';
export { FindingLevel } from './cdk/guard/finding-level';
export { KnownAccount } from './cdk/guard/known-account';
export { RuleId } from './cdk/guard/rule-id';
export { TrustPolicyGuard } from './cdk/guard/trust-policy-guard';
export { type TrustPolicyGuardProps } from './cdk/guard/trust-policy-guard-props';
export { OrganizationTrustBoundary, type OrganizationTrustBoundaryProps } from './cdk/organization/organization-trust-boundary';
export {
  OrganizationTrustPolicyRule, type OrganizationTrustPolicyRuleProps,
} from './cdk/organization/organization-trust-policy-rule';
export { TrustPolicyConfigRule, type TrustPolicyConfigRuleProps } from './cdk/organization/trust-policy-config-rule';
export { type TrustPolicyFunctionProps } from './cdk/organization/trust-policy-function-props';
export {
  TrustPolicyHook, TrustPolicyHookFailureMode, type TrustPolicyHookProps, TrustPolicyHookTarget,
} from './cdk/organization/trust-policy-hook';
