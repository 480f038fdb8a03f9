/** What an `OidcSubject` stands for, as data. */

/** The platforms whose subjects have methods of their own. */
export type PlatformName = 'github' | 'gitlab' | 'bitbucket' | 'circleci' | 'terraform' | 'buildkite' | 'kubernetes';

export interface GithubIds {
  readonly owner: string;
  readonly repository: string;
}

/** Subjects as one platform writes them. */
export interface PlatformSubjects {
  readonly kind: 'platform';
  readonly platform: PlatformName;
  /** The method that made it, for messages: `OidcSubject.githubBranch`. */
  readonly call: string;
  /** Values of the claim `sub`: any of them is accepted. */
  readonly values: readonly string[];
  /** Whether the values end in a wildcard, because the platform ends each subject differently. */
  readonly arePatterns: boolean;
  /** The reusable workflow of GitHub that the job must be part of. */
  readonly workflow?: string;
  /** The IDs of the GitHub repository and its owner, which stay the same when either is renamed. */
  readonly ids?: GithubIds;
  /** The deployment environment of GitHub that the job must name. */
  readonly environment?: string;
  /** Why it is acceptable that the subject is wide. */
  readonly reason?: string;
}

/** One subject, written out by the author of the app. */
export interface ExactSubject {
  readonly kind: 'exact';
  readonly value: string;
}

/** All tokens of one tenant. How its subjects begin depends on the issuer. */
export interface TenantSubjects {
  readonly kind: 'tenant';
  readonly tenant: string;
  readonly reason: string;
}

export type OidcSubjectForm = PlatformSubjects | ExactSubject | TenantSubjects;

/** The method that made it. */
export function callOf(form: OidcSubjectForm): string {
  switch (form.kind) {
    case 'platform': return form.call;
    case 'exact': return 'OidcSubject.exact';
    case 'tenant': return 'OidcSubject.wholeTenant';
  }
}
