/** The types that TypeScript tests need from `generated-code.js`. */
import { CdkCode, CdkLanguage, Declarations, Placeholder } from '../../src/findings/fix';

/** The feature flag that makes the CDK merge statements. */
export const MINIMIZE: string;

/** The exports of `src/remedies/code`. */
export interface CodeGenerator {
  codeOfTrustPolicy(document: unknown, language: CdkLanguage): CdkCode | undefined;
  codeOfSecureRole(
    document: unknown, placeholders: readonly Placeholder[], language: CdkLanguage,
  ): { readonly construct: string; readonly code: CdkCode } | undefined;
  codeOfDeclarations(declarations: Declarations, language: CdkLanguage): CdkCode;
  codeOfAcknowledgement(ruleId: string, language: CdkLanguage): CdkCode;
}

export interface RenderedTrustPolicy {
  readonly Version: string;
  readonly Statement: readonly Record<string, unknown>[];
}

export function trustPolicies(): Record<string, RenderedTrustPolicy>;
export function secureRoles(): Record<string, RenderedTrustPolicy>;
export function programIn(language: CdkLanguage, code: CodeGenerator): string;
export function checkProgram(folder: string): void;
export function checkSecureRoles(folder: string): void;
export function permissionsIn(document: RenderedTrustPolicy): RenderedTrustPolicy;
