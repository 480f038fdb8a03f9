/** What `SecureOidcRole.workflowSnippet` prints for each platform. */
import { CfnOutput } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parse, parseAllDocuments } from 'yaml';
import { APP, oidcRoleIn, oidcRoleOf, SubjectCase, SUBJECTS } from './oidc-roles-under-test';
import { messageOf, stackIn } from './roles-under-test';
import { OidcSubject } from '../../../src/cdk/constructs/oidc-subject';
import { SecureOidcRole, SecureOidcRoleProps } from '../../../src/cdk/constructs/secure-oidc-role';

const ARN = 'arn:aws:iam::222222222222:role/Deploy';
const FILE = '/tmp/aws-web-identity-token';

/** As CloudFormation prints it: the ARN of the role is the only value that is not known. */
function printed(role: SecureOidcRole): string {
  new CfnOutput(role.stack, 'Workflow', { value: role.workflowSnippet() });
  const { Value: value } = Template.fromStack(role.stack).toJSON().Outputs.Workflow as { Value: { 'Fn::Join': [string, unknown[]] } };
  return value['Fn::Join'][1].map((piece) => (typeof piece === 'string' ? piece : ARN)).join('');
}

const caseOf = (name: string): SubjectCase => SUBJECTS.find((each) => each.name === name)!;
const snippet = (props: Partial<SecureOidcRoleProps>) => printed(oidcRoleIn(stackIn(), props));

test('a job of GitHub Actions', () => {
  expect(parse(printed(oidcRoleOf(caseOf('a branch of GitHub'))))).toEqual({
    permissions: { 'id-token': 'write', 'contents': 'read' },
    steps: [{
      uses: 'aws-actions/configure-aws-credentials@v6',
      with: { 'role-to-assume': ARN, 'aws-region': 'eu-west-1', 'audience': 'sts.amazonaws.com' },
    }],
  });
});

test('a job of GitHub Actions names its environment, if there is one', () => {
  const environment = (name: string) => OidcSubject.githubEnvironment({ ...APP, environment: name });
  expect(parse(snippet({ subjects: [environment('on')] }))).toMatchObject({ environment: 'on' });
  expect(parse(snippet({ subjects: [environment('EU: production')] }))).toMatchObject({ environment: 'EU: production' });
  expect(parse(snippet({ subjects: [environment('blue'), environment('green')] })).environment).toBeUndefined();
});

test('a job of GitLab', () => {
  expect(parse(printed(oidcRoleOf(caseOf('a branch of GitLab'))))).toEqual({
    id_tokens: { AWS_ID_TOKEN: { aud: 'https://gitlab.com' } },
    variables: { AWS_ROLE_ARN: ARN, AWS_WEB_IDENTITY_TOKEN_FILE: FILE, AWS_REGION: 'eu-west-1' },
    before_script: ['echo "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"'],
  });
});

test('a step of Bitbucket', () => {
  expect(parse(printed(oidcRoleOf(caseOf('steps of Bitbucket'))))).toEqual({
    oidc: true,
    script: [
      `export AWS_ROLE_ARN=${ARN}`, `export AWS_WEB_IDENTITY_TOKEN_FILE=${FILE}`, 'export AWS_REGION=eu-west-1',
      'echo "$BITBUCKET_STEP_OIDC_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
    ],
  });
});

test.each([
  [undefined, `echo "$CIRCLE_OIDC_TOKEN" > ${FILE}`],
  ['aws', `circleci run oidc get --claims '{"aud": "aws"}' > ${FILE}`],
])('a job of CircleCI with the audience %s', (audience, line) => {
  const { steps: [{ run }] } = parse(printed(oidcRoleOf({ ...caseOf('a project of CircleCI'), audience })));
  expect(run.command.split('\n').slice(0, 2)).toEqual([line, `echo 'export AWS_ROLE_ARN=${ARN}' >> "$BASH_ENV"`]);
});

test('the variables of a workspace of HCP Terraform', () => {
  const lines = ['TFC_AWS_PROVIDER_AUTH=true', `TFC_AWS_RUN_ROLE_ARN=${ARN}`];
  expect(printed(oidcRoleOf(caseOf('runs of HCP Terraform'))).split('\n')).toEqual(lines);
  expect(printed(oidcRoleOf({ ...caseOf('runs of HCP Terraform'), audience: 'aws' })).split('\n')).toEqual([
    ...lines, 'TFC_AWS_WORKLOAD_IDENTITY_AUDIENCE=aws',
  ]);
});

test('a step of Buildkite', () => {
  const each = caseOf('a pipeline of Buildkite');
  expect(parse(printed(oidcRoleOf(each)))).toEqual({
    plugins: [{ 'aws-assume-role-with-web-identity#v1.4.0': { 'role-arn': ARN, 'region': 'eu-west-1' } }],
  });
  expect(messageOf(() => oidcRoleOf({ ...each, audience: 'aws' }).workflowSnippet())).toContain('Leave audience out');
});

test('the service accounts of a cluster', () => {
  const each = caseOf('a service account of EKS');
  const account = (annotations: object) => ({
    apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app', namespace: 'default', annotations },
  });
  const read = (text: string) => parseAllDocuments(text).map((document) => document.toJSON() as unknown);
  expect(read(printed(oidcRoleOf(each)))).toEqual([account({ 'eks.amazonaws.com/role-arn': ARN })]);
  expect(read(printed(oidcRoleOf({ ...each, audience: 'aws' })))).toEqual([
    account({ 'eks.amazonaws.com/role-arn': ARN, 'eks.amazonaws.com/audience': 'aws' }),
  ]);
});

test('of an unknown issuer it throws', () => {
  expect(messageOf(() => oidcRoleOf(caseOf('an exact subject')).workflowSnippet())).toContain(
    'it is not known how workloads of "oidc.example.com/acme" assume a role',
  );
});
