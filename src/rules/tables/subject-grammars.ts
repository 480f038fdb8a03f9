/**
 * How token issuers build their subjects, and which forms of a condition leave nothing open within the tenant.
 *
 * Read on 2026-11-24, each from the page of the issuer:
 * - GitHub https://docs.github.com/en/actions/reference/security/oidc, with the subjects that hold ids (`repo:OWNER@ID/REPO@ID:…`) of
 *   https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/
 * - GitLab https://docs.gitlab.com/ci/secrets/id_token_authentication/
 * - HCP Terraform https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
 * - Buildkite https://buildkite.com/docs/pipelines/security/oidc/aws
 * - CircleCI https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
 * - Bitbucket https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
 * - Vercel https://vercel.com/docs/oidc/reference
 * - Kubernetes https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
 *
 * The audiences are those of the same pages. For GitHub, EKS and Buildkite it is the audience that their tools request for AWS; for GitLab,
 * the address of the instance; for CircleCI, the id of the organization.
 *
 * The claims besides `sub` are those that AWS makes available as condition keys (the list of AWS STS in the Service Authorization
 * Reference).
 */

/** One part that a condition can leave open. */
export interface Breadth {
  /** Whose tokens are then accepted, in the plural: `repositories`. */
  readonly what: string;
  /**
   * By claim, the values that pin it, with wildcards written as `*`. A value without wildcards pins it too, whatever its form; `sub` lists
   * those that do not.
   */
  readonly settledBy: Readonly<Record<string, RegExp>>;
  /** Literal subjects that nevertheless pin nothing, also in the plural, and what to do about them. */
  readonly except?: { readonly subject: RegExp; readonly what: string; readonly fix: string };
  /** What a wildcard in the subject can match, the most typical first. */
  readonly fillings: readonly string[];
  /** For a part that matters less than the others: the subjects that leave it open, and the message about them. */
  readonly information?: { readonly where: RegExp; readonly message: string; readonly fix: string };
}

export interface SubjectGrammar {
  readonly name: string;
  /** Host and path of the issuer, in lower case. */
  readonly issuers: RegExp;
  /** The beginning of subjects, for an issuer that is not listed and builds them in the same way. */
  readonly beginning?: RegExp;
  /** A whole subject. */
  readonly subject: RegExp;
  readonly breadths: readonly Breadth[];
  /** What a wildcard can match in the subject of another tenant; nothing where the issuer is not shared. */
  readonly ofOtherTenants: readonly string[];
  /** What to write; `read` takes the values for the angle brackets, in order, from the reader's current value. */
  readonly example: string;
  readonly read: RegExp;
  /** The CDK construct for it. */
  readonly inCdk?: string;
  /** The audience of its tokens for AWS if nobody asks for another one. Absent: the issuer does not tell. */
  audienceOf?(issuer: string): string | undefined;
  /** Another form of the same subject, which some tokens have. Undefined where the subject has it already. */
  otherForm?(subject: string): { readonly subject: string; readonly of: string } | undefined;
}

/** After the beginning of a tenant's name, in place of the whole subject, of all but its beginning, and of less than that. */
function ofStrangers(beginning: string, subject: string, ...shorter: readonly string[]): readonly string[] {
  return [`-${subject}`, beginning + subject, subject, ...shorter];
}

/** Names that a wildcard can match, each with and without what follows. */
function namesBefore(rest: string, ...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [name + rest, name]);
}

const NEVER = /^(?!)/;
const STS = () => 'sts.amazonaws.com';
const REF = /^refs\/(heads|tags)\/[^*?]/;
/** A called workflow, with one of its versions. */
const CALLED_WORKFLOW = /^[^*?/]+\/[^*?/]+\/[^*?@]+@(?![*?]|refs\/(heads|tags)\/[*?])/;

export const GITHUB: SubjectGrammar = {
  name: 'GitHub Actions',
  issuers: /^((vs)?token\.actions\.githubusercontent\.com(\/.*)?|token\.actions\.[^/]+\.ghe\.com|[^/]+\/_services\/token)$/,
  beginning: /^repo:/,
  subject: new RegExp([
    /^repo:[A-Za-z0-9][\w-]*(@\d+)?\/[A-Za-z0-9_.][\w.-]*(@\d+)?:(ref:refs\/(heads|tags)\/[\w./-]+|environment:[\w.-]+|pull_request)$/,
    /^(environment:production:)?workflow:deploy:./,
  ].map(({ source }) => source).join('|')),
  breadths: [
    {
      what: 'repositories',
      settledBy: {
        sub: /(^|:)repo:[^*?/@:]+(@(\d+|\*))?\/[^*?/@:]+(@(\d+|\*))?:|(^|:)(repository|repository_id|job_workflow_ref):[^*?:]+(:|$)/,
        repository: NEVER,
        repository_id: NEVER,
        job_workflow_ref: CALLED_WORKFLOW,
      },
      fillings: namesBefore(':ref:refs/heads/main', '-2', 'another-repository'),
    },
    {
      what: 'branches, tags or pull requests',
      settledBy: {
        sub: new RegExp([
          /(^|:)(ref:refs\/(heads|tags)\/|environment:)[^*?]/,
          /(^|:)job_workflow_ref:[^*?/]+\/[^*?/]+\/[^*?@]+@(?![*?]|refs\/(heads|tags)\/[*?])/,
        ].map(({ source }) => source).join('|')),
        ref: REF,
        environment: /^[^*?]/,
        job_workflow_ref: CALLED_WORKFLOW,
      },
      except: {
        subject: /:pull_request$/,
        what: 'all pull requests of the repository',
        fix:
          'let pull requests assume a separate, read-only role\n' +
          'or require an environment with reviewers: ' +
          '"repo:<organization>/<repository>:environment:<environment>"',
      },
      fillings: ['another', 'heads/another', 'refs/heads/another', 'pull_request', 'ref:refs/heads/another', ':pull_request'],
    },
    {
      what: 'later owners of the same names',
      settledBy: { sub: /^(?!.*@\*)/, repository_id: NEVER, repository_owner_id: NEVER },
      fillings: ['999999999'],
      information: {
        where: /@\*/,
        message: 'whoever takes over the name of the organization or repository can assume this role, because the condition accepts any ID',
        fix: 'write the IDs instead of the wildcards after "@": gh api repos/<organization>/<repository> --jq \'.owner.id, .id\'',
      },
    },
  ],
  // Anything can follow the name of a workflow.
  ofOtherTenants: [
    ...ofStrangers('repo:', 'stranger/repository:ref:refs/heads/main', 'stranger/repository', 'stranger'),
    'workflow:deploy', 'production:workflow:deploy',
  ],
  example: 'repo:<organization>/<repository>:ref:refs/heads/<branch>',
  read: /(?:^|:)repo:([^*?/@]+(?:@\d+(?=\/))?)(?:@\*)?(?:\/(?:([^*?:@]+(?:@\d+(?=:))?)(?:@\*)?:)?)?/,
  otherForm: (subject) => {
    const [names, owner, repository] = /^repo:([^@/]+)\/([^@:]+)(?=:)/.exec(subject) ?? [];
    return names === undefined ? undefined : {
      subject: subject.replace(names, `repo:${owner}@<organization ID>/${repository}@<repository ID>`),
      of: 'repositories created, renamed or transferred since 15 July 2026',
    };
  },
  audienceOf: STS,
};

export const GITLAB: SubjectGrammar = {
  name: 'GitLab',
  issuers: /^([^/]+\.)?gitlab\.[^/]+$/,
  beginning: /^project_path:/,
  subject: /^project_path:\w[\w.-]*(\/\w[\w.-]*)+:ref_type:(branch|tag):ref:[\w./-]+$/,
  breadths: [
    {
      what: 'projects',
      settledBy: { sub: /^project_path:[^*?:]+:/, project_id: NEVER },
      fillings: namesBefore(':ref_type:branch:ref:main', '-2', 'another-project'),
    },
    {
      what: 'branches or tags',
      settledBy: { sub: /:ref:[^*?]/, ref_protected: NEVER },
      fillings: ['another', 'branch:ref:another', 'ref_type:branch:ref:another', ':ref_type:branch:ref:another'],
    },
  ],
  ofOtherTenants: ofStrangers('project_path:', 'stranger/project:ref_type:branch:ref:main', 'stranger/project', 'stranger'),
  example: 'project_path:<group>/<project>:ref_type:branch:ref:<branch>',
  read: /^project_path:([^*?:]+)\/(?:([^*?/:]+):)?/,
  audienceOf: (issuer) => `https://${issuer}`,
};

/** The phase of a run stays open in HCP Terraform's own example, and so it does here. */
export const TERRAFORM: SubjectGrammar = {
  name: 'HCP Terraform',
  issuers: /^app\.(eu\.)?terraform\.io$/,
  beginning: /^organization:[^:]*:(project|workspace):/,
  subject: /^organization:\w[\w-]*:project:[\w -]+:workspace:[\w-]+:run_phase:(plan|apply)$/,
  breadths: [
    {
      what: 'workspaces',
      settledBy: { sub: /:workspace:[^*?:]+:/ },
      fillings: [
        'project:another-project:workspace:another-workspace:run_phase:apply',
        'another-project:workspace:another-workspace:run_phase:apply',
        'another-workspace:run_phase:apply', 'workspace:another-workspace:run_phase:apply', 'another-workspace', '-2:run_phase:apply', '-2',
      ],
    },
  ],
  ofOtherTenants: ofStrangers('organization:', 'stranger:project:project:workspace:workspace:run_phase:apply', 'stranger'),
  example: 'organization:<organization>:project:<project>:workspace:<workspace>:run_phase:*',
  read: /^organization:([^*?:]+)(?::(?:project:([^*?:]+):)?(?:workspace:([^*?:]+):)?)?/,
  audienceOf: () => 'aws.workload.identity',
};

/** The end of a Buildkite subject. */
const STEP = ':commit:0123abc:step:deploy';

export const BUILDKITE: SubjectGrammar = {
  name: 'Buildkite',
  issuers: /^agent\.buildkite\.com$/,
  beginning: /^organization:[^:]*:pipeline:/,
  subject: /^organization:\w[\w-]*:pipeline:[\w-]+:ref:refs\/(heads|tags)\/[\w./-]+:commit:\w+:step:\w*$/,
  breadths: [
    {
      what: 'pipelines',
      settledBy: { sub: /:pipeline:[^*?:]+:/, pipeline_id: NEVER },
      fillings: [`pipeline:another-pipeline:ref:refs/heads/main${STEP}`, ...namesBefore(`:ref:refs/heads/main${STEP}`, 'another-pipeline')],
    },
    {
      what: 'branches or tags',
      settledBy: { sub: /:ref:refs\/(heads|tags)\/[^*?]/ },
      fillings: [`ref:refs/heads/another${STEP}`, `refs/heads/another${STEP}`, ...namesBefore(STEP, 'another')],
    },
  ],
  ofOtherTenants: ofStrangers('organization:', `stranger:pipeline:pipeline:ref:refs/heads/main${STEP}`, 'stranger'),
  example: 'organization:<organization>:pipeline:<pipeline>:ref:refs/heads/<branch>:commit:*:step:*',
  read: /^organization:([^*?:]+)(?::(?:pipeline:([^*?:]+):)?)?/,
  audienceOf: STS,
};

/** Who started the job stays open in CircleCI's own example; its subjects do not contain the branch. */
export const CIRCLECI: SubjectGrammar = {
  name: 'CircleCI',
  issuers: /^oidc\.circleci\.com\/org\/[^/]+$/,
  subject: /^org\/[\w-]+\/project\/[\w-]+\/user\/[\w-]+$/,
  breadths: [
    {
      what: 'projects',
      settledBy: { 'sub': /\/project\/[^*?/]+\//, 'oidc.circleci.com/project-id': NEVER },
      fillings: ['project/another-project/user/somebody', 'another-project/user/somebody', 'another-project'],
    },
  ],
  ofOtherTenants: [],
  example: 'org/<organization ID>/project/<project ID>/user/*',
  read: /^org\/([^*?/]+)\/(?:project\/([^*?/]+)\/)?/,
  audienceOf: (issuer) => issuer.split('/').pop(),
};

/** Every run has its own step, so the end of a subject has to stay open. */
export const BITBUCKET: SubjectGrammar = {
  name: 'Bitbucket Pipelines',
  issuers: /^api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\/identity\/oidc$/,
  subject: /^\{[\w-]+\}(:\{[\w-]+\}){1,2}$/,
  breadths: [
    {
      what: 'repositories',
      settledBy: { sub: /^\{[^*?}]+\}:/ },
      fillings: ['{another-repository}:{step}'],
    },
  ],
  ofOtherTenants: [],
  example: '{<repository ID>}:*',
  read: /^\{([^*?}]+)\}/,
};

const VERCEL: SubjectGrammar = {
  name: 'Vercel',
  issuers: /^oidc\.vercel\.com(\/[^/]+)?$/,
  subject: /^owner:\w[\w-]*:project:[\w-]+:environment:\w+$/,
  breadths: [
    {
      what: 'projects',
      settledBy: { sub: /:project:[^*?:]+:/ },
      fillings: ['project:another-project:environment:production', 'another-project:environment:production', 'another-project'],
    },
    {
      what: 'environments, including branch previews,',
      settledBy: { sub: /:environment:[^*?]/ },
      fillings: ['environment:preview', 'preview'],
    },
  ],
  ofOtherTenants: ofStrangers('owner:', 'stranger:project:project:environment:production', 'stranger'),
  example: 'owner:<team>:project:<project>:environment:production',
  read: /^owner:([^*?:]+):(?:project:([^*?:]+):)?/,
};

export const KUBERNETES: SubjectGrammar = {
  name: 'Kubernetes',
  issuers: /^oidc\.eks\.[^/]+\/id\/[^/]+$/,
  beginning: /^system:serviceaccount:/,
  subject: /^system:serviceaccount:[a-z0-9-]+:[a-z0-9.-]+$/,
  breadths: [
    {
      what: 'service accounts in namespaces',
      settledBy: { sub: /^system:serviceaccount:[^*?:]+:/ },
      fillings: [
        'another-namespace:another-service-account', 'another-namespace',
        'system:serviceaccount:another-namespace:another-service-account', '-2', '2',
      ],
    },
    {
      what: 'service accounts',
      settledBy: { sub: /^system:serviceaccount:[^:]+:[^*?]+$/ },
      fillings: ['another-service-account', '-2', '2'],
    },
  ],
  ofOtherTenants: [],
  example: 'system:serviceaccount:<namespace>:<service account>',
  read: /^system:serviceaccount:([^*?:]+):(?:([^*?]+)$)?/,
  inCdk: "cluster.addServiceAccount('<id>', { namespace: '<namespace>', name: '<service account>' })",
  audienceOf: STS,
};

export const SUBJECT_GRAMMARS: readonly SubjectGrammar[] = [GITHUB, GITLAB, TERRAFORM, BUILDKITE, CIRCLECI, BITBUCKET, VERCEL, KUBERNETES];
