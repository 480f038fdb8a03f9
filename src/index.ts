/** The public names, one by one. jsii knows classes, structs, enums and interfaces only: a function or constant here would exist in TypeScript alone. */
export { AssumableRole, type AssumableRoleAttributes } from './constructs/assumable-role';
export { type AssumeRoleRequest } from './constructs/assume-role-request';
export { type AssumeRoleCommandOptions, type AssumeRoleOptions, type CliProfileOptions } from './constructs/assume-role-options';
export { ExternalId } from './constructs/external-id';
export { MfaRequirement, type RequiredMfaOptions } from './constructs/mfa-requirement';
export { SecureCrossAccountRole, type SecureCrossAccountRoleProps } from './constructs/secure-cross-account-role';
export { SessionNameRequirement } from './constructs/session-name-requirement';
export { SessionTagRequirement } from './constructs/session-tag-requirement';
export { SourceIdentityRequirement } from './constructs/source-identity-requirement';
export { TrustPolicy, type TrustFindingsOptions, type TrustPolicyOptions } from './constructs/trust-policy';
export {
  type AssumeRoleDecision, AssumeRoleOutcome, TrustAnswer, type TrustFinding, type TrustPolicyComparison, type TrustPolicySummary,
} from './constructs/trust-policy-answers';
export { TrustedPrincipal } from './constructs/trusted-principal';
export { FindingLevel } from './guard/finding-level';
export { KnownAccount } from './guard/known-account';
export { TrustPolicyGuard } from './guard/trust-policy-guard';
export { type TrustPolicyGuardProps } from './guard/trust-policy-guard-props';
