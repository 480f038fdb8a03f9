/** Subjects of tokens as the methods of `OidcSubject` that write them. */
import { CodeExpression, objectFrom, ofPackage, text } from './expression';
import {
  BITBUCKET, BUILDKITE, CIRCLECI, GITHUB, GITLAB, KUBERNETES, SubjectGrammar, TERRAFORM,
} from '../../rules/tables/subject-grammars';

export interface Subject {
  /** As the construct writes it. */
  readonly values: readonly string[];
  readonly isPattern: boolean;
  readonly expression: CodeExpression;
}

export function isLiteral(value: unknown): boolean {
  return typeof value === 'string' && !/[*?]/.test(value);
}

const SUBJECT = ofPackage('OidcSubject');

/** A method of `OidcSubject`, and the subjects that it writes. */
interface SubjectMethod {
  readonly grammar: SubjectGrammar;
  readonly method: string;
  readonly options: string;
  readonly form: RegExp;
  /** The options, in the order of the groups. */
  readonly names: readonly string[];
  /** What the method writes, if that is something else. */
  written?(subject: string): readonly string[];
}

const SUBJECT_METHODS: readonly SubjectMethod[] = [
  {
    grammar: GITHUB,
    method: 'githubBranch',
    options: 'GithubBranchOptions',
    form: /^repo:([^/@:]+)\/([^/@:]+):ref:refs\/heads\/(.+)$/,
    names: ['owner', 'repository', 'branch'],
  },
  {
    grammar: GITHUB,
    method: 'githubTag',
    options: 'GithubTagOptions',
    form: /^repo:([^/@:]+)\/([^/@:]+):ref:refs\/tags\/(.+)$/,
    names: ['owner', 'repository', 'tag'],
  },
  {
    grammar: GITHUB,
    method: 'githubEnvironment',
    options: 'GithubEnvironmentOptions',
    form: /^repo:([^/@:]+)\/([^/@:]+):environment:([^:%]+)$/,
    names: ['owner', 'repository', 'environment'],
  },
  {
    grammar: GITLAB,
    method: 'gitlabBranch',
    options: 'GitlabBranchOptions',
    form: /^project_path:([^:]+):ref_type:branch:ref:(.+)$/,
    names: ['project', 'branch'],
  },
  {
    grammar: BITBUCKET,
    method: 'bitbucketStep',
    options: 'BitbucketStepOptions',
    form: /^\{([^{}]+)\}:\*$/,
    names: ['repositoryId'],
  },
  {
    grammar: CIRCLECI,
    method: 'circleCiProject',
    options: 'CircleCiProjectOptions',
    form: /^org\/([^/]+)\/project\/([^/]+)\/user\/\*$/,
    names: ['organizationId', 'projectId'],
  },
  {
    grammar: BUILDKITE,
    method: 'buildkitePipeline',
    options: 'BuildkitePipelineOptions',
    form: /^organization:([^:]+):pipeline:([^:]+):ref:refs\/heads\/([^:]+):commit:\*:step:\*$/,
    names: ['organization', 'pipeline', 'branch'],
  },
  {
    grammar: TERRAFORM,
    method: 'terraformCloudRun',
    options: 'TerraformCloudRunOptions',
    form: /^organization:([^:]+):project:([^:]+):workspace:([^:]+):run_phase:[*]$/,
    names: ['organization', 'project', 'workspace'],
    written: (subject) => ['plan', 'apply'].map((phase) => subject.replace(/[*]$/, phase)),
  },
  {
    grammar: KUBERNETES,
    method: 'kubernetesServiceAccount',
    options: 'KubernetesServiceAccountOptions',
    form: /^system:serviceaccount:([^:]+):([^:]+)$/,
    names: ['namespaceName', 'serviceAccountName'],
  },
];

/** Both phases of a run of HCP Terraform are one subject of `terraformCloudRun`. */
export function withoutPhases(subjects: readonly string[]): readonly string[] {
  const runs = subjects.filter((subject) => subject.endsWith(':run_phase:plan')).map((subject) => subject.slice(0, -'plan'.length));
  const whole = runs.filter((run) => subjects.includes(`${run}apply`));
  const isPhase = (subject: string) => whole.some((run) => subject === `${run}plan` || subject === `${run}apply`);
  return [...subjects.filter((subject) => !isPhase(subject)), ...whole.map((run) => `${run}*`)];
}

/** Undefined for a pattern that no method writes, and for pull requests, which need a reason that only the author of the app knows. */
export function subjectOf(value: string, issuer: string): Subject | undefined {
  for (const { grammar, method, options, form, names, written } of SUBJECT_METHODS) {
    const parts = grammar.issuers.test(issuer.toLowerCase()) ? form.exec(value)?.slice(1) : undefined;
    if (!parts || !parts.every(isLiteral)) continue;
    const fields = parts.map((part, index) => ({ name: names[index], value: text(part) }));
    const argument: CodeExpression = { kind: 'struct', type: ofPackage(options), fields, asKeywords: true };
    const values = written?.(value) ?? [value];
    return { values, isPattern: !values.every(isLiteral), expression: objectFrom(SUBJECT, method, argument) };
  }
  if (!isLiteral(value) || /:pull_request$/.test(value)) return undefined;
  return { values: [value], isPattern: false, expression: objectFrom(SUBJECT, 'exact', text(value)) };
}
