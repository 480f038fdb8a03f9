/** What CloudFormation's intrinsics come to, with more and less known of the template around them. */
import { LAMBDA, readConditions, readOne, readPrincipals, readText, shown, describePrincipal } from './reading';
import { DeployTimeContext, OutsideReference } from '../../src/policy/deploy-time-context';

const join = (...pieces: unknown[]) => ({ 'Fn::Join': ['', pieces] });
const ref = (name: string) => ({ Ref: name });
const getAtt = (...argument: string[]) => ({ 'Fn::GetAtt': argument });

function check(title: string, context: DeployTimeContext, rows: [value: unknown, expected: string][]) {
  test.each(rows)(`${title}: %j is %s`, (value, expected) => expect(readText(value, context)).toBe(expected));
}

describe('pseudo parameters', () => {
  check('with nothing known', {}, [
    [ref('AWS::AccountId'), '<own-account AWS::AccountId>'],
    [ref('AWS::Region'), '<region AWS::Region>'],
    [ref('AWS::Partition'), '<partition AWS::Partition>'],
    [ref('AWS::URLSuffix'), '<url-suffix AWS::URLSuffix>'],
    [ref('AWS::StackName'), '<own-name AWS::StackName>'],
    [ref('AWS::StackId'), '<unknown AWS::StackId>'],
  ]);
  check('in a known account and region', { account: '111122223333', region: 'eu-west-1', scope: 'S' }, [
    [ref('AWS::AccountId'), '111122223333'],
    [ref('AWS::Region'), 'eu-west-1'],
    [ref('AWS::Partition'), 'aws'],
    [ref('AWS::URLSuffix'), 'amazonaws.com'],
    [ref('AWS::StackName'), '<own-name S AWS::StackName>'],
  ]);
  check('in China', { region: 'cn-north-1' }, [[ref('AWS::Partition'), 'aws-cn'], [ref('AWS::URLSuffix'), 'amazonaws.com.cn']]);
  check('in GovCloud', { partition: 'aws-us-gov' }, [[ref('AWS::Partition'), 'aws-us-gov'], [ref('AWS::URLSuffix'), 'amazonaws.com']]);
});

describe('parameters', () => {
  check('one stands for its value', {
    scope: 'S',
    parameters: {
      Plain: { Type: 'String', Default: 'x' },
      Fixed: { Type: 'String', AllowedValues: ['only'] },
      Ssm: { Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: ['/a'], Default: '/a' },
      List: { Type: 'CommaDelimitedList', AllowedValues: ['a'] },
      Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' },
    },
  }, [
    [ref('Plain'), '<unknown S parameter "Plain">'],
    [ref('Fixed'), 'only'],
    [ref('Ssm'), '<unknown S parameter "Ssm">'],
    [ref('Nobody'), '<unknown S reference to "Nobody">'],
    [ref('constructor'), '<unknown S reference to "constructor">'],
    [ref('List'), 'the values of `sts:ExternalId` hold a list known at deployment only (parameter "List")'],
    [ref('Subnets'), 'the values of `sts:ExternalId` hold a list known at deployment only (parameter "Subnets")'],
    [{ 'Fn::Select': [0, ref('List')] }, '<unknown S Fn::Select [0 {"Ref":"List" }]>'],
  ]);
});

describe('functions', () => {
  check('text is put together', { scope: 'S' }, [
    [join('a', 'b', 1, true), 'ab1true'],
    [{ 'Fn::Join': ['-', ['a', ref('AWS::NoValue'), ref('X'), 'b']] }, 'a-<unknown S reference to "X">-b'],
    [join('a', { Ref: ['X'] }), 'a<unknown S Ref ["X" ]>'],
    [{ 'Fn::Sub': 'a-${X}-${!X}-$X-${Y.Z}' }, 'a-<unknown S reference to "X">-${X}-$X-<unknown S attribute "Z" of "Y">'],
    [{ 'Fn::Sub': ['${A}${AWS::Region}${A}', { A: 'x' }] }, 'x<region AWS::Region>x'],
    [{ 'Fn::Sub': ['${__proto__}', {}] }, '<unknown S reference to "__proto__">'],
    [{ 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [{ 'Fn::Select': [7, ['a']] }, '<unknown S Fn::Select [7 ["a" ]]>'],
    [{ 'Fn::Base64': 'x' }, '<unknown S Fn::Base64 "x" >'],
    [{ 'Fn::Nonsense': 'x' }, '<unknown S Fn::Nonsense "x" >'],
    [{ 'Fn::Join': 'x' }, '<unknown S Fn::Join "x" >'],
  ]);

  check('text is split where no hole can hold the separator', { resources: { R: { Type: 'AWS::IAM::Role' }, P: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: ref('U') } } } }, [
    [{ 'Fn::Select': [5, { 'Fn::Split': [':', getAtt('R', 'Arn')] }] }, 'role/<own-name name of role "R">'],
    [{ 'Fn::Select': [4, { 'Fn::Split': [':', getAtt('R', 'Arn')] }] }, '<own-account AWS::AccountId>'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':oidc-provider/', ref('P')] }] }, '<unknown issuer: reference to "U">'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', join('a:', ref('X'))] }] }, '<unknown Fn::Select [1 {"Fn::Split":[":" {"Fn::Join":["" ["a:" {"Ref":"X" }]]}]}]>'],
    // The region may go on with what the known text begins: `x:` + `eu-west-1`.
    [{ 'Fn::Select': [0, { 'Fn::Split': [':eu', join('x:', ref('AWS::Region'))] }] }, '<unknown Fn::Select [0 {"Fn::Split":[":eu" {"Fn::Join":["" ["x:" {"Ref":"AWS::Region" }]]}]}]>'],
    [{ 'Fn::Select': [0, { 'Fn::Split': [':EU', join('x:', ref('AWS::Region'))] }] }, 'x:<region AWS::Region>'],
  ]);

  check('mappings are looked up', {
    mappings: { M: { dev: { id: '1', list: ['a', 'b'] } } },
    parameters: { P: {} },
  }, [
    [{ 'Fn::FindInMap': ['M', 'dev', 'id'] }, '1'],
    [{ 'Fn::Select': [1, { 'Fn::FindInMap': ['M', 'dev', 'list'] }] }, 'b'],
    [{ 'Fn::FindInMap': ['M', 'prod', 'id', { DefaultValue: 'd' }] }, 'd'],
    [{ 'Fn::FindInMap': ['M', 'prod', 'id'] }, '<unknown Fn::FindInMap ["M" "prod" "id" ]>'],
    [{ 'Fn::FindInMap': ['M', '__proto__', 'id'] }, '<unknown Fn::FindInMap ["M" "__proto__" "id" ]>'],
    [{ 'Fn::FindInMap': ['N', 'dev', 'id'] }, '<unknown Fn::FindInMap ["N" "dev" "id" ]>'],
    [{ 'Fn::FindInMap': ['M', ref('P'), 'id'] }, '1'],
  ]);

  check('dynamic references are holes, whatever puts them together', { scope: 'S' }, [
    ['{{resolve:ssm:/x/extid:1}}', '<unknown {{resolve:ssm:/x/extid:1}}>'],
    ['a{{resolve:secretsmanager:e:SecretString:::}}b', 'a<unknown {{resolve:secretsmanager:e:SecretString:::}}>b'],
    ['{{resolve:ssm:/a}}{{resolve:ssm:/b}}', '<unknown {{resolve:ssm:/a}}><unknown {{resolve:ssm:/b}}>'],
    [{ 'Fn::Sub': '{{resolve:ssm:/${X}/id}}!' }, '<unknown {{resolve:ssm:/<S reference to "X">/id}}>!'],
    ['{{resolve:ssm:/x', '{{resolve:ssm:/x'],
  ]);
});

describe('resources of the same template', () => {
  const context: DeployTimeContext = {
    scope: 'S',
    resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      Named: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Deploy', Path: '/team/' } },
      Prefixed: { Type: 'AWS::IAM::Role', Properties: { RoleName: join('x-', ref('AWS::Region')) } },
      User: { Type: 'AWS::IAM::User' },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Saml: { Type: 'AWS::IAM::SAMLProvider', Properties: { Name: 'Corp' } },
      GitHub: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: 'https://token.actions.githubusercontent.com' } },
      Custom: { Type: 'Custom::AWSCDKOpenIdConnectProvider', Properties: { Url: getAtt('Cluster', 'OpenIdConnectIssuerUrl') } },
      Cluster: { Type: 'AWS::EKS::Cluster' },
      NoUrl: { Type: 'AWS::IAM::OIDCProvider' },
      Anchor: { Type: 'AWS::RolesAnywhere::TrustAnchor' },
      Loop: { Type: 'AWS::IAM::Role', Properties: { RoleName: getAtt('Loop', 'Arn') } },
    },
  };
  const own = 'arn:<partition AWS::Partition>:iam::<own-account AWS::AccountId>';
  check('a reference', context, [
    [getAtt('Role', 'Arn'), `${own}:role/<own-name S name of role "Role">`],
    [{ 'Fn::GetAtt': 'Named.Arn' }, `${own}:role/team/Deploy`],
    [{ 'Fn::Sub': '${Named.Arn}' }, `${own}:role/team/Deploy`],
    [getAtt('Prefixed', 'Arn'), `${own}:role/x-<region AWS::Region>`],
    [getAtt('User', 'Arn'), `${own}:user/<own-name S name of user "User">`],
    [getAtt('Saml', 'Arn'), `${own}:saml-provider/Corp`],
    [
      getAtt('Anchor', 'TrustAnchorArn'),
      'arn:<partition AWS::Partition>:rolesanywhere:<region AWS::Region>:<own-account AWS::AccountId>:trust-anchor/<own-name S id of trust anchor "Anchor">',
    ],
    [ref('Anchor'), '<own-name S id of trust anchor "Anchor">'],
    [getAtt('Anchor', 'TrustAnchorId'), '<unknown S attribute "TrustAnchorId" of "Anchor">'],
    [ref('Role'), '<own-name S name of role "Role">'],
    [ref('Named'), 'Deploy'],
    [ref('Saml'), `${own}:saml-provider/Corp`],
    [ref('GitHub'), `${own}:oidc-provider/token.actions.githubusercontent.com`],
    [ref('Custom'), `${own}:oidc-provider/<own-name issuer: S Cluster>`],
    [ref('NoUrl'), `${own}:oidc-provider/<unknown issuer: S NoUrl>`],
    [getAtt('Cluster', 'OpenIdConnectIssuerUrl'), 'https://<own-name issuer: S Cluster>'],
    [ref('Bucket'), '<unknown S reference to "Bucket">'],
    [getAtt('Bucket', 'Arn'), '<unknown S attribute "Arn" of "Bucket">'],
    [getAtt('Nobody', 'Arn'), '<unknown S attribute "Arn" of "Nobody">'],
    [getAtt('Loop', 'Arn'), `${own}:role/<unknown S attribute "Arn" of "Loop">`],
  ]);

  test('the condition block of an EKS service account is read through its CfnJson', () => {
    const issuer = { 'Fn::Select': [1, { 'Fn::Split': [':oidc-provider/', ref('Custom')] }] };
    const value = join('{"', issuer, ':aud":"sts.amazonaws.com","', issuer, ':sub":"system:serviceaccount:ns:sa"}');
    const resources = { ...context.resources, Json: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: value } } };
    const clauses = readConditions({ StringEquals: getAtt('Json', 'Value') }, { ...context, resources });
    expect(clauses.map(({ key, values, unreadable }) => [shown(key), values.map(shown), unreadable])).toEqual([
      ['<own-name issuer: S Cluster>:aud', ['sts.amazonaws.com'], undefined],
      ['<own-name issuer: S Cluster>:sub', ['system:serviceaccount:ns:sa'], undefined],
    ]);
    expect(readPrincipals({ Federated: ref('Custom') }, { ...context, resources }).map(describePrincipal)).toEqual([
      'oidc-provider partition=<partition AWS::Partition> account=<own-account AWS::AccountId> issuer=<own-name issuer: S Cluster>',
    ]);
  });

  test.each([['{"a:b":'], ['7'], [undefined]])('a CfnJson that holds %j makes a clause of unknown keys', (value) => {
    const resources = { Json: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: value } } };
    expect(readConditions({ StringEquals: getAtt('Json', 'Value') }, { resources })).toMatchObject([{ values: [], unreadable: expect.any(String) as string }]);
  });
});

describe('references out of the template', () => {
  const producer: DeployTimeContext = { scope: 'Producer', resources: { Role: { Type: 'AWS::IAM::Role' } } };
  const follow = (reference: OutsideReference) => {
    const found: Record<string, unknown> = {
      'import Trust:RoleArn': getAtt('Role', 'Arn'),
      'nested-output Nested Outputs': 'never',
      'nested-output Nested RoleArn': getAtt('Role', 'Arn'),
      'parameter ExternalId': 'from-the-parent',
      'parameter Names': 'a, b',
      'parameter Self': ref('Self'),
    };
    const key = [reference.kind, 'resource' in reference ? reference.resource : '', 'output' in reference ? reference.output : reference.name].filter(Boolean).join(' ');
    return Object.hasOwn(found, key) ? { value: found[key], context: key === 'parameter Self' ? consumer : producer } : undefined;
  };
  const consumer: DeployTimeContext = {
    scope: 'Consumer',
    follow,
    parameters: { ExternalId: { Type: 'String', AllowedValues: ['x', 'y'] }, Names: { Type: 'CommaDelimitedList' }, Self: { Type: 'String' }, Stack: { Type: 'String', AllowedValues: ['Trust'] } },
  };
  check('followed', consumer, [
    [{ 'Fn::ImportValue': 'Trust:RoleArn' }, 'arn:<partition AWS::Partition>:iam::<own-account AWS::AccountId>:role/<own-name Producer name of role "Role">'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': '${Stack}:RoleArn' } }, 'arn:<partition AWS::Partition>:iam::<own-account AWS::AccountId>:role/<own-name Producer name of role "Role">'],
    [getAtt('Nested', 'Outputs.RoleArn'), 'arn:<partition AWS::Partition>:iam::<own-account AWS::AccountId>:role/<own-name Producer name of role "Role">'],
    [ref('ExternalId'), 'from-the-parent'],
    [{ 'Fn::Select': [1, ref('Names')] }, 'b'],
    [{ 'Fn::ImportValue': 'Other' }, '<unknown import of "Other">'],
    [getAtt('Nested', 'Outputs.Other'), '<unknown Consumer attribute "Outputs.Other" of "Nested">'],
    [ref('Self'), '<unknown Consumer parameter "Self">'],
  ]);
});

test('references that double with each step end', () => {
  const parameters = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`P${index}`, { Type: 'String' }]));
  const context: DeployTimeContext = {
    parameters,
    follow: (reference) => (reference.kind === 'parameter' ? { value: { 'Fn::Sub': `\${P${Number(reference.name.slice(1)) + 1}}`.repeat(2) }, context } : undefined),
  };
  const policy = readOne({ Version: '2012-10-17', Statement: [{ ...LAMBDA, Sid: ref('P0') }] }, context);
  expect(policy.problems[0]).toMatchObject({ kind: 'unreadable', message: 'the document cannot be read: it has more than 200,000 values' });
});
