/**
 * The platforms that issue tokens to workloads: their issuers, and the subjects of one tenant. The form of their subjects and the audience
 * of their tokens are in `rules/tables/subject-grammars.ts`.
 */
import { PlatformName } from './oidc-subject-form';
import { sharedIssuerOf } from '../../analysis/tables/shared-issuers';
import {
  BITBUCKET, BUILDKITE, CIRCLECI, GITHUB, GITLAB, KUBERNETES, SUBJECT_GRAMMARS, SubjectGrammar, TERRAFORM,
} from '../../rules/tables/subject-grammars';

export interface TokenPlatform {
  readonly name: PlatformName;
  readonly grammar: SubjectGrammar;
  /** Issuers for messages: `token.actions.githubusercontent.com`. */
  readonly exampleIssuer: string;
  /** Whether people run it themselves, so that its issuer can have any name. */
  readonly isSelfHosted: boolean;
  /** What the author of the app writes as audience if there is no default. */
  readonly audienceHint?: string;
  /** Absent: the tenants of the platform cannot be recognised by the beginning of a subject. */
  readonly tenant?: {
    readonly form: RegExp;
    readonly instead: string;
    subjectsOf(tenant: string): readonly string[];
  };
}

const SLUG = { form: /^[A-Za-z0-9][\w-]*$/, instead: "Write the name of the organization, for example 'acme'." };

export const PLATFORMS: Readonly<Record<PlatformName, TokenPlatform>> = {
  github: {
    name: 'github',
    grammar: GITHUB,
    exampleIssuer: 'token.actions.githubusercontent.com',
    isSelfHosted: false,
    tenant: {
      form: /^[A-Za-z0-9][\w-]*(@[1-9]\d*)?$/,
      instead: "Write the name of the organization, for example 'acme', or 'acme@123456' with its id.",
      // Repositories have either form of subject, whichever the organization has.
      subjectsOf: (tenant) => [...new Set([tenant.replace(/@.*/, ''), tenant])].map((owner) => `repo:${owner}/*`),
    },
  },
  gitlab: {
    name: 'gitlab',
    grammar: GITLAB,
    exampleIssuer: 'gitlab.com',
    isSelfHosted: true,
    tenant: {
      form: /^\w[\w.-]*(\/\w[\w.-]*)*$/,
      instead: "Write the group, for example 'acme' or 'acme/platform'.",
      subjectsOf: (tenant) => [`project_path:${tenant}/*`],
    },
  },
  bitbucket: {
    name: 'bitbucket',
    grammar: BITBUCKET,
    exampleIssuer: 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc',
    isSelfHosted: false,
    audienceHint: "the settings of the repository show it (OpenID Connect), for example 'ari:cloud:bitbucket::workspace/<workspace UUID>'",
  },
  circleci: {
    name: 'circleci',
    grammar: CIRCLECI,
    exampleIssuer: 'oidc.circleci.com/org/<organization id>',
    isSelfHosted: false,
    tenant: {
      form: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      instead: 'Write the UUID of the organization.',
      subjectsOf: (tenant) => [`org/${tenant}/project/*`],
    },
  },
  terraform: {
    name: 'terraform',
    grammar: TERRAFORM,
    exampleIssuer: 'app.terraform.io',
    isSelfHosted: true,
    tenant: { ...SLUG, subjectsOf: (tenant) => [`organization:${tenant}:project:*`] },
  },
  buildkite: {
    name: 'buildkite',
    grammar: BUILDKITE,
    exampleIssuer: 'agent.buildkite.com',
    isSelfHosted: false,
    tenant: { ...SLUG, subjectsOf: (tenant) => [`organization:${tenant}:pipeline:*`] },
  },
  kubernetes: {
    name: 'kubernetes',
    grammar: KUBERNETES,
    exampleIssuer: 'oidc.eks.eu-west-1.amazonaws.com/id/<cluster id>',
    isSelfHosted: true,
  },
};

/** The platform that owns the issuer. Undefined: it is not known what issues these tokens. */
export function platformOf(issuer: string): TokenPlatform | undefined {
  return Object.values(PLATFORMS).find(({ grammar }) => grammar.issuers.test(issuer.toLowerCase()));
}

/** Can the issuer be one of this platform? */
export function fitsPlatform(issuer: string, { grammar, isSelfHosted }: TokenPlatform): boolean {
  const name = issuer.toLowerCase();
  if (grammar.issuers.test(name)) return true;
  return isSelfHosted && sharedIssuerOf(name) === undefined && !SUBJECT_GRAMMARS.some(({ issuers }) => issuers.test(name));
}
