/**
 * A fix as data: the edits to a trust policy, the parts that the reader has to fill in, and what the engine proved about it. Every output
 * renders this data; no code parses a sentence.
 */
import { Witness } from './witness';

export interface Fix {
  /** The same for the same kind of change: `use-bool`, `name-the-role`. */
  readonly id: string;
  /** What the change does, as an instruction: `require MFA`. */
  readonly title: string;
  /** RFC 6902, on the trust policy as it was read. Empty if the fix is a declaration (`config`). */
  readonly edits: readonly JsonEdit[];
  /** What to declare in the config file, or as a property of the guard. Default: nothing. */
  readonly config?: Declarations;
  /** The same change in the code of the app, where a suitable construct of the app creates the role. */
  readonly cdk?: CdkCode;
  /** The language in which the edits are shown to the reader: that of the file in which the role is written. Default: JSON. */
  readonly language?: 'hcl';
  /** Written `<name>` in the edits and in the declarations. */
  readonly placeholders: readonly Placeholder[];
  readonly proof: FixProof;
}

/** See https://www.rfc-editor.org/rfc/rfc6902 */
export type JsonEdit =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** What the reader declares about the accounts and organizations that the trust policy names. */
export interface Declarations {
  readonly accounts?: readonly DeclaredAccount[];
  readonly organizations?: readonly string[];
}

export interface DeclaredAccount {
  readonly id: string;
  readonly standing: 'own' | 'vendor';
  readonly name?: string;
}

export type CdkLanguage = 'typescript' | 'python' | 'java' | 'csharp' | 'go';

/** Code to paste into the app. It is the whole fix: it keeps every principal and every condition that the fix is not about. */
export interface CdkCode {
  readonly language: CdkLanguage;
  /** The class of this package to create the role with instead of `iam.Role`: the code is its props. Default: the class stays. */
  readonly construct?: string;
  readonly code: string;
}

export interface Placeholder {
  readonly name: string;
  readonly kind: PlaceholderKind;
  /** A value that it can have. The fix was proved with it. */
  readonly example: string;
}

export type PlaceholderKind =
  | 'account' | 'user-arn' | 'user-name' | 'role-arn' | 'role-name' | 'external-id' | 'organization' | 'service' | 'source-arn'
  | 'oidc-provider-arn' | 'saml-provider-arn' | 'claim' | 'oidc-subject' | 'tag-key' | 'value';

/** What the engine showed with the placeholders filled by their examples. */
export interface FixProof {
  /** The rules whose findings are gone. */
  readonly closes: readonly string[];
  /** The rules that still find something about the role, at error or warning level. */
  readonly remaining: readonly string[];
  /** A request that was allowed and no longer is; null if the fix only declares something, or corrects what nobody could use. */
  readonly shutsOut: Witness | null;
  readonly admitsNobodyNew: boolean;
  /**
   * A request that becomes possible, if `admitsNobodyNew` is false: the fix repairs an unusable statement, or replaces one value by
   * another.
   */
  readonly admits?: Witness;
}

/** The fixes for one finding, the best first. */
export interface Remedies {
  readonly fixes: readonly Fix[];
  /** Why there is none; absent if there is one. */
  readonly noFix?: string;
}
