/** What `docs/oidc-role.md` shows: the conditions with IDs, the workflow, and the error about an audience that is not listed. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { messageOf } from './roles-under-test';
import { OidcSubject } from '../../../src/cdk/constructs/oidc-subject';
import { SecureOidcRole } from '../../../src/cdk/constructs/secure-oidc-role';
import { blocksOf, pageAt } from '../../pages';

const page = pageAt('docs/oidc-role.md');

function roleOf(subject: OidcSubject, clientIds?: string[]): { readonly stack: Stack; readonly role: SecureOidcRole } {
  const stack = new Stack(new App(), 'Workload', { env: { account: '444455556666', region: 'eu-west-1' } });
  const provider = new iam.OidcProviderNative(stack, 'GitHub', { url: 'https://token.actions.githubusercontent.com', clientIds });
  return { stack, role: new SecureOidcRole(stack, 'Deploy', { provider, subjects: [subject] }) };
}

const APP = { owner: 'acme', repository: 'app' };

test('the conditions with IDs', () => {
  const subject = OidcSubject.githubBranch({ ...APP, ownerId: '123456', repositoryId: '456789', branch: 'main' });
  const { stack } = roleOf(subject, ['sts.amazonaws.com']);
  const [{ AssumeRolePolicyDocument: document }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'))
    .map(({ Properties }) => Properties as { AssumeRolePolicyDocument: { Statement: { Condition: unknown }[] } });
  expect(document.Statement.map(({ Condition }) => Condition)).toEqual([JSON.parse(`{${blocksOf(page, 'json')[0]}}`)]);
});

test('the workflow', () => {
  const { stack, role } = roleOf(OidcSubject.githubEnvironment({ ...APP, environment: 'production' }), ['sts.amazonaws.com']);
  const [snippet] = blocksOf(page, 'yaml');
  const shown = snippet.trim().replace('arn:aws:iam::444455556666:role/Workload-Deploy', '<role>');
  expect(role.workflowSnippet().replace(role.roleArn, '<role>').replace(stack.region, 'eu-west-1')).toBe(shown);
});

test('the error about the audience', () => {
  const { stack } = roleOf(OidcSubject.githubBranch({ ...APP, branch: 'main' }));
  expect(messageOf(() => Template.fromStack(stack))).toContain(blocksOf(page, 'text')[0].trim());
});
