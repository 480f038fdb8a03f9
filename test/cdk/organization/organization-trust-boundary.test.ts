/** What an `OrganizationTrustBoundary` deploys, and what it refuses. */
import { App, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnOrganization } from 'aws-cdk-lib/aws-organizations';
import { OrganizationTrustBoundary, OrganizationTrustBoundaryProps } from '../../../src';
import { runCommand, ScratchFolder } from '../../cli/run-command';
import { quietSynthesis } from '../../quiet-synthesis';
import { MANAGEMENT, organization } from '../../reach/organization';

const outdir = quietSynthesis('boundary');
const scratch = new ScratchFolder();
const ORGANIZATION = 'o-a1b2c3d4e5';
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const GITHUB = 'token.actions.githubusercontent.com';
const EKS = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

function policiesOf(props: Partial<OrganizationTrustBoundaryProps>) {
  const stack = new Stack(new App({ outdir }), 'Organization');
  new OrganizationTrustBoundary(stack, 'Boundary', { organizationId: ORGANIZATION, ...props });
  return Object.values(Template.fromStack(stack).findResources('AWS::Organizations::Policy')).map(({ Properties, DependsOn }) => (
    { ...Properties as { Name: string; Type: string; Content: { Statement: { Sid: string }[] }; TargetIds?: string[] }, DependsOn }
  ));
}

test('one policy of type RESOURCE_CONTROL_POLICY, attached to the targets', () => {
  const policies = policiesOf({
    targetIds: ['ou-ab12-11111111', '111122223333', 'ou-ab12-11111111'],
    trustedAccounts: ['777788889999', '444455556666'],
    trustedTokenSubjects: { [GITHUB]: ['repo:acme/*'], [EKS]: ['*'] },
  });
  expect(policies).toEqual([{
    Type: 'RESOURCE_CONTROL_POLICY',
    Name: 'OrganizationTrustBoundary',
    Description: 'Keeps strangers out of IAM roles (cdk-secure-trust)',
    TargetIds: ['ou-ab12-11111111', '111122223333'],
    DependsOn: undefined,
    Content: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'DenyCallersFromOutside',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:AssumeRole',
          Resource: '*',
          Condition: {
            StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalAccount': ['444455556666', '777788889999'] },
            BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          },
        },
        {
          Sid: 'DenyTokensOfOtherIssuers',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Resource: '*',
          Condition: { Null: { [`${EKS}:sub`]: 'true', [`${GITHUB}:sub`]: 'true' } },
        },
        {
          Sid: 'DenyOtherTenantsOfGitHubActions',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Resource: '*',
          Condition: { Null: { [`${GITHUB}:sub`]: 'false' }, StringNotLikeIfExists: { [`${GITHUB}:sub`]: 'repo:acme/*' } },
        },
      ],
    },
  }]);
});

test('without targets, it is attached to nothing; without tokens, no token is let in', () => {
  const [{ TargetIds, Content }] = policiesOf({ policyName: 'Strangers' });
  expect(TargetIds).toBeUndefined();
  expect(Content.Statement[1]).toEqual(
    { Sid: 'DenyTokensOfOtherIssuers', Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity', Resource: '*' },
  );
});

test('the command writes the same policies, of the five accounts of the example and of many roles', () => {
  const config = scratch.file('config.json', { accounts: [{ id: '464622532012', standing: 'vendor' }] });
  const five = scratch.folder('five', organization());
  const pool = 'cognito-identity.amazonaws.com';
  const statements: readonly (readonly [string, object])[] = [
    [GITHUB, { [`${GITHUB}:sub`]: numbers(130).map((index) => `repo:acme-organization-${index}/shop:*`) }],
    ['gitlab.com', { 'gitlab.com:sub': numbers(130).map((index) => `project_path:acme-group-${index}/*`) }],
    [pool, { [`${pool}:aud`]: 'us-east-1:pool' }],
  ];
  const many = scratch.file('many.json', {
    RoleDetailList: statements.map(([issuer, values], index) => ({
      Arn: `arn:aws:iam::111122223333:role/Role${index}`,
      RoleName: `Role${index}`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow',
          Principal: { Federated: issuer === pool ? pool : `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringLike: values },
        }],
      },
    })),
  });
  for (const [inputs, parts] of [[five, 1], [many, 2]] as const) {
    const options = ['--organization', ORGANIZATION, '--config', config, '--management-account', MANAGEMENT, '--format', 'json'];
    const printed = JSON.parse(runCommand(['organization-policy', inputs, ...options]).stdout);
    const { trustedAccounts, trustedTokenSubjects } = printed as OrganizationTrustBoundaryProps;
    const deployed = policiesOf({ trustedAccounts, trustedTokenSubjects });
    expect(deployed).toHaveLength(parts);
    expect(deployed.map(({ Name, Content }) => ({ name: Name, document: Content }))).toEqual(
      printed.policies.map(({ name, document }: { name: string; document: object }) => ({ name, document })),
    );
  }
});

describe('divided by size', () => {
  const trustedTokenSubjects = {
    [GITHUB]: numbers(130).map((index) => `repo:acme-organization-${index}/*`),
    'gitlab.com': numbers(130).map((index) => `project_path:acme-group-${index}/*`),
  };

  test('each part is a policy, and AWS Organizations makes them one after the other', () => {
    const policies = policiesOf({ trustedTokenSubjects, targetIds: ['r-ab12'] });
    expect(policies.map(({ Name, TargetIds, DependsOn }) => ({ Name, TargetIds, DependsOn }))).toEqual([
      { Name: 'OrganizationTrustBoundary-1', TargetIds: ['r-ab12'], DependsOn: undefined },
      { Name: 'OrganizationTrustBoundary-2', TargetIds: ['r-ab12'], DependsOn: [expect.stringMatching(/^BoundaryPolicy1/)] },
    ]);
  });

  test('one target takes at most four parts', () => {
    const tenants = (first: string) => numbers(130).map((index) => `${first}acme-${index}-0123456789:*`);
    const others = {
      'app.terraform.io': tenants('organization:'), 'oidc.codefresh.io': tenants('account:'), 'scalr.io': tenants('account:'),
    };
    const many = { trustedTokenSubjects: { ...trustedTokenSubjects, ...others } };
    expect(policiesOf(many)).toHaveLength(5);
    expect(() => policiesOf({ ...many, targetIds: ['r-ab12'] })).toThrow(
      'Organization/Boundary: The policy has to be divided into 5 parts, but a target takes 4 besides RCPFullAWSAccess. '
      + 'Leave out targetIds, and attach some of policyIds to the root and the others to each organizational unit below it.',
    );
  });
});

describe('values that only the deployment knows', () => {
  test('the organization and the targets may be such values', () => {
    const stack = new Stack(new App({ outdir }), 'Organization');
    const own = new CfnOrganization(stack, 'Own');
    const target = new CfnParameter(stack, 'Target');
    const boundary = new OrganizationTrustBoundary(stack, 'Boundary', { organizationId: own.attrId, targetIds: [target.valueAsString] });
    new CfnOutput(stack, 'Id', { value: boundary.policyIds[0] });
    const template = Template.fromStack(stack);
    const [{ Properties: { Content, TargetIds } }] = Object.values(template.findResources('AWS::Organizations::Policy'));
    expect(Content.Statement[0].Condition.StringNotEqualsIfExists).toEqual({ 'aws:PrincipalOrgID': { 'Fn::GetAtt': ['Own', 'Id'] } });
    expect(TargetIds).toEqual([{ Ref: 'Target' }]);
    expect(boundary.policyIds).toHaveLength(1);
  });
});

test.each<[string, Partial<OrganizationTrustBoundaryProps>, string]>([
  ['an organization', { organizationId: 'acme' },
    'organizationId "acme" is not the ID of an organization. Write it as AWS Organizations shows it: \'o-a1b2c3d4e5\'.'],
  ['a target', { targetIds: ['acme'] },
    'targetIds contains "acme", which no policy can be attached to. Write the ID of a root (\'r-ab12\'), '
    + 'of an organizational unit (\'ou-ab12-11111111\') or of an account (12 digits).'],
  ['an account', { trustedAccounts: ['1234'] }, 'trustedAccounts contains "1234", which is not an account ID. Write 12 digits, as text.'],
  ['an issuer with https', { trustedTokenSubjects: { [`https://${GITHUB}`]: ['repo:acme/*'] } },
    `trustedTokenSubjects contains "https://${GITHUB}", which is not an issuer. Write it as in the ARN of its provider, `
    + `without 'https://': '${GITHUB}'.`],
  ['no subjects', { trustedTokenSubjects: { [GITHUB]: [] } },
    `trustedTokenSubjects['${GITHUB}'] is empty. Write the subjects to let in, where '*' stands for any text, or leave the issuer out.`],
  ['an empty subject', { trustedTokenSubjects: { [GITHUB]: [''] } },
    `trustedTokenSubjects['${GITHUB}'] contains "". Write the subjects to let in, where '*' stands for any text, or leave the issuer out.`],
  ['every tenant of a shared issuer', { trustedTokenSubjects: { [GITHUB]: ['*'] } },
    `trustedTokenSubjects['${GITHUB}'] contains "*", which lets in other tenants: many share ${GITHUB}. Name yours, as in `
    + '\'repo:<organization>/<repository>:ref:refs/heads/main\'.'],
  ['the beginning of a name', { trustedTokenSubjects: { [GITHUB]: ['repo:acme*'] } },
    `trustedTokenSubjects['${GITHUB}'] contains "repo:acme*", which lets in other tenants: many share ${GITHUB}. Name yours, as in `
    + '\'repo:<organization>/<repository>:ref:refs/heads/main\'.'],
  ['the audience of a shared issuer', { trustedTokenSubjects: { [`${GITHUB}:aud`]: ['sts.amazonaws.com'] } },
    `trustedTokenSubjects['${GITHUB}:aud'] is about a claim that does not say whose token it is: many tenants share ${GITHUB}. `
    + 'Use one of sub, repository, repository_id, repository_owner_id, enterprise_id.'],
  ['a claim that is no condition key', { trustedTokenSubjects: { 'idp.example.com:team': ['blue'] } },
    'trustedTokenSubjects[\'idp.example.com:team\'] is about a claim for which AWS has no condition key. '
    + 'Use one of sub, aud, amr, azp, email.'],
  ['a name that is too long', { policyName: 'x'.repeat(129) },
    `policyName "${'x'.repeat(129)}" is not the name of a policy. Write 1 to 128 characters.`],
  ['too many accounts', { trustedAccounts: Array.from({ length: 400 }, (_, index) => String(200_000_000_000 + index)) },
    '400 trusted accounts need a policy of 6,300 characters, and AWS takes at most 5,120. Create a boundary for each organizational unit, '
    + 'with what its own roles trust.'],
])('it refuses %s', (_, props, message) => {
  expect(() => policiesOf(props)).toThrow(`Organization/Boundary: ${message}`);
});

test('it refuses accounts and subjects that only the deployment knows, because they decide how long the policy is', () => {
  const stack = new Stack(new App({ outdir }), 'Organization');
  const parameter = new CfnParameter(stack, 'Vendor');
  const list = new CfnParameter(stack, 'Vendors', { type: 'CommaDelimitedList' });
  const refused = (id: string, props: Partial<OrganizationTrustBoundaryProps>) => () => (
    new OrganizationTrustBoundary(stack, id, { organizationId: ORGANIZATION, ...props })
  );
  expect(refused('Accounts', { trustedAccounts: [parameter.valueAsString] })).toThrow(
    'Organization/Accounts: trustedAccounts contains a value that is known only at deployment. '
    + 'Write it out: it decides how long the policy is.',
  );
  expect(refused('Subjects', { trustedTokenSubjects: { [GITHUB]: list.valueAsList } })).toThrow('is known only at deployment');
});
