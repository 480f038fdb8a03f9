/** The public names, one by one. jsii knows classes, structs, enums and interfaces only: a function or constant here would exist in TypeScript alone. */
export { AssumableRole, type AssumableRoleAttributes } from './constructs/assumable-role';
export { type AssumeRoleCommandOptions, type AssumeRoleOptions, type CliProfileOptions } from './constructs/assume-role-options';
export { ExternalId } from './constructs/external-id';
export { MfaRequirement, type RequiredMfaOptions } from './constructs/mfa-requirement';
export { SecureCrossAccountRole, type SecureCrossAccountRoleProps } from './constructs/secure-cross-account-role';
export { SessionNameRequirement } from './constructs/session-name-requirement';
export { SessionTagRequirement } from './constructs/session-tag-requirement';
export { SourceIdentityRequirement } from './constructs/source-identity-requirement';
export { TrustedPrincipal } from './constructs/trusted-principal';
export { FindingLevel } from './guard/finding-level';
export { KnownAccount } from './guard/known-account';
export { TrustPolicyGuard } from './guard/trust-policy-guard';
export { type TrustPolicyGuardProps } from './guard/trust-policy-guard-props';
