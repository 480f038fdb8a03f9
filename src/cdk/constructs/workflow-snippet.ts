/** The text that makes a workload assume a role with its token: each platform has its own way to ask for one. */
import type { PlatformName } from './oidc-subject-form';
import { OidcTrust } from './oidc-trust';
import { show, ValidationError } from './validation-error';

/** What a snippet is made of. Values that are known only at deployment are tokens. */
interface Workflow {
  readonly roleArn: string;
  readonly region: string;
  readonly audience: string;
  /** Whether the platform asks for this audience by itself. */
  readonly isUsualAudience: boolean;
  readonly trust: OidcTrust;
}

const TOKEN_FILE = '/tmp/aws-web-identity-token';

/** Throws if it is not known how the workloads of the issuer assume a role. */
export function workflowSnippetText(where: string, trust: OidcTrust, roleArn: string, region: string): string {
  const { platform, audience, provider } = trust;
  if (platform === undefined) {
    throw new ValidationError(
      where,
      `it is not known how workloads of ${show(provider.issuer)} assume a role. ` +
        `Give them the ARN of the role and the audience ${show(audience)}.`,
    );
  }
  const isUsualAudience = audience === platform.grammar.audienceOf?.(provider.issuer);
  return SNIPPETS[platform.name]({ roleArn, region, audience, isUsualAudience, trust }, where).join('\n');
}

const SNIPPETS: Readonly<Record<PlatformName, (workflow: Workflow, where: string) => readonly string[]>> = {
  github: ({ roleArn, region, audience, trust }) => [
    'permissions:',
    '  id-token: write',
    '  contents: read',
    ...environmentOf(trust).map((environment) => `environment: ${quoted(environment)}`),
    'steps:',
    '  - uses: aws-actions/configure-aws-credentials@v6',
    '    with:',
    `      role-to-assume: ${roleArn}`,
    `      aws-region: ${region}`,
    `      audience: ${quoted(audience)}`,
  ],
  gitlab: ({ roleArn, region, audience }) => [
    'id_tokens:',
    '  AWS_ID_TOKEN:',
    `    aud: ${quoted(audience)}`,
    'variables:',
    `  AWS_ROLE_ARN: ${roleArn}`,
    `  AWS_WEB_IDENTITY_TOKEN_FILE: ${TOKEN_FILE}`,
    `  AWS_REGION: ${region}`,
    'before_script:',
    '  - echo "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
  ],
  bitbucket: ({ roleArn, region }) => [
    'oidc: true',
    'script:',
    `  - export AWS_ROLE_ARN=${roleArn}`,
    `  - export AWS_WEB_IDENTITY_TOKEN_FILE=${TOKEN_FILE}`,
    `  - export AWS_REGION=${region}`,
    '  - echo "$BITBUCKET_STEP_OIDC_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
  ],
  circleci: ({ roleArn, region, audience, isUsualAudience }) => [
    'steps:',
    '  - run:',
    '      name: Assume the role',
    '      command: |',
    isUsualAudience
      ? `        echo "$CIRCLE_OIDC_TOKEN" > ${TOKEN_FILE}`
      : `        circleci run oidc get --claims '{"aud": "${audience}"}' > ${TOKEN_FILE}`,
    `        echo 'export AWS_ROLE_ARN=${roleArn}' >> "$BASH_ENV"`,
    `        echo 'export AWS_WEB_IDENTITY_TOKEN_FILE=${TOKEN_FILE}' >> "$BASH_ENV"`,
    `        echo 'export AWS_REGION=${region}' >> "$BASH_ENV"`,
  ],
  // Environment variables of the workspace.
  terraform: ({ roleArn, audience, isUsualAudience }) => [
    'TFC_AWS_PROVIDER_AUTH=true',
    `TFC_AWS_RUN_ROLE_ARN=${roleArn}`,
    ...isUsualAudience ? [] : [`TFC_AWS_WORKLOAD_IDENTITY_AUDIENCE=${audience}`],
  ],
  buildkite: ({ roleArn, region, audience, isUsualAudience }, where) => {
    if (!isUsualAudience) {
      throw new ValidationError(
        where,
        `the plugin of Buildkite requests tokens for sts.amazonaws.com only, and the audience is ${show(audience)}. Leave audience out.`,
      );
    }
    return [
      'plugins:',
      '  - aws-assume-role-with-web-identity#v1.4.0:',
      `      role-arn: ${roleArn}`,
      `      region: ${region}`,
    ];
  },
  kubernetes: ({ roleArn, audience, isUsualAudience, trust }) => serviceAccountsOf(trust).flatMap(([namespace, name], index) => [
    ...index === 0 ? [] : ['---'],
    'apiVersion: v1',
    'kind: ServiceAccount',
    'metadata:',
    `  name: ${quoted(name)}`,
    `  namespace: ${quoted(namespace)}`,
    '  annotations:',
    `    eks.amazonaws.com/role-arn: ${roleArn}`,
    ...isUsualAudience ? [] : [`    eks.amazonaws.com/audience: ${quoted(audience)}`],
  ]),
};

/** The environment that the job must name, if there is only one. */
function environmentOf({ subjects }: OidcTrust): readonly string[] {
  const environments = new Set(subjects.map((form) => (form.kind === 'platform' ? form.environment : undefined)));
  const [environment] = environments;
  return environments.size === 1 && environment !== undefined ? [environment] : [];
}

function serviceAccountsOf({ subjects }: OidcTrust): readonly (readonly [namespace: string, name: string])[] {
  const values = subjects.flatMap((form) => (form.kind === 'platform' ? form.values : form.kind === 'exact' ? [form.value] : []));
  return values.flatMap((value) => {
    const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(value) ?? [];
    return name === undefined ? [] : [[namespace, name] as const];
  });
}

/** YAML reads a plain `on`, `1.0` or `a: b` as something else than text. */
function quoted(name: string): string {
  return /^[a-z][\w./:-]*\w$/i.test(name) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(name) ? name : JSON.stringify(name);
}
