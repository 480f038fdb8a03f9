/** What `Ref`, `Fn::GetAtt` and `Fn::ImportValue` lead to: resources of the template, other templates, and their values. */
import { DeployTimeContext, OutsideReference } from '../../src/cloudformation/deploy-time-context';
import {
  checkTexts,
  describePrincipal,
  getAtt,
  join,
  laterList,
  readConditions,
  readPrincipals,
  readText,
  ref,
  select,
  shown,
} from '../policy/reading';

describe('resources of the same template', () => {
  const context: DeployTimeContext = {
    scope: 'S',
    resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      Named: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Deploy', Path: '/team/' } },
      Prefixed: { Type: 'AWS::IAM::Role', Properties: { RoleName: join('x-', ref('AWS::Region')) } },
      Twin: { Type: 'AWS::IAM::Role', Properties: { RoleName: ref('Named') } },
      User: { Type: 'AWS::IAM::User' },
      Alice: { Type: 'AWS::IAM::User', Properties: { UserName: 'alice' } },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Saml: { Type: 'AWS::IAM::SAMLProvider', Properties: { Name: 'Corp' } },
      AnySaml: { Type: 'AWS::IAM::SAMLProvider' },
      GitHub: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: 'https://token.actions.githubusercontent.com' } },
      Custom: { Type: 'Custom::AWSCDKOpenIdConnectProvider', Properties: { Url: getAtt('Cluster', 'OpenIdConnectIssuerUrl') } },
      Cluster: { Type: 'AWS::EKS::Cluster' },
      CdkCluster: { Type: 'Custom::AWSCDK-EKS-Cluster' },
      Json: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: '{"a":"b"}' } },
      NoUrl: { Type: 'AWS::IAM::OIDCProvider' },
      Anchor: { Type: 'AWS::RolesAnywhere::TrustAnchor' },
      Loop: { Type: 'AWS::IAM::Role', Properties: { RoleName: getAtt('Loop', 'Arn') } },
    },
  };
  const own = 'arn:<partition AWS::Partition>:iam::<own-account AWS::AccountId>';
  checkTexts('a reference', context, [
    [getAtt('Role', 'Arn'), `${own}:role/<own-name S name of role "Role">`],
    [{ 'Fn::GetAtt': 'Named.Arn' }, `${own}:role/team/Deploy`],
    [{ 'Fn::Sub': '${Named.Arn}' }, `${own}:role/team/Deploy`],
    [getAtt('Prefixed', 'Arn'), `${own}:role/x-<region AWS::Region>`],
    [getAtt('Role', 'RoleId'), '<own-name S attribute "RoleId" of "Role">'],
    [ref('Twin'), 'Deploy'],
    [getAtt('User', 'Arn'), `${own}:user/<own-name S name of user "User">`],
    [ref('User'), '<own-name S name of user "User">'],
    [getAtt('Alice', 'Arn'), `${own}:user/alice`],
    [ref('Alice'), 'alice'],
    [getAtt('Saml', 'Arn'), `${own}:saml-provider/Corp`],
    [
      getAtt('Anchor', 'TrustAnchorArn'),
      'arn:<partition AWS::Partition>:rolesanywhere:<region AWS::Region>:<own-account AWS::AccountId>:trust-anchor/<own-name ' +
        'S id of trust anchor "Anchor">',
    ],
    [ref('Anchor'), '<own-name S id of trust anchor "Anchor">'],
    [getAtt('Anchor', 'TrustAnchorId'), '<unknown S attribute "TrustAnchorId" of "Anchor">'],
    [ref('Role'), '<own-name S name of role "Role">'],
    [ref('Named'), 'Deploy'],
    [ref('Saml'), `${own}:saml-provider/Corp`],
    [getAtt('Saml', 'SamlProviderUUID'), '<unknown S attribute "SamlProviderUUID" of "Saml">'],
    [ref('AnySaml'), `${own}:saml-provider/<own-name S name of SAML provider "AnySaml">`],
    [getAtt('GitHub', 'Url'), '<unknown S attribute "Url" of "GitHub">'],
    [ref('GitHub'), `${own}:oidc-provider/token.actions.githubusercontent.com`],
    [ref('Custom'), `${own}:oidc-provider/<own-name issuer: S Cluster>`],
    [ref('NoUrl'), `${own}:oidc-provider/<unknown issuer: S NoUrl>`],
    [getAtt('Cluster', 'OpenIdConnectIssuerUrl'), 'https://<own-name issuer: S Cluster>'],
    [getAtt('Cluster', 'Arn'), '<unknown S attribute "Arn" of "Cluster">'],
    [getAtt('CdkCluster', 'OpenIdConnectIssuer'), '<own-name issuer: S CdkCluster>'],
    [getAtt('Json', 'Other'), '<unknown S attribute "Other" of "Json">'],
    [getAtt('Nested', 'Outputs.RoleArn'), '<unknown S attribute "Outputs.RoleArn" of "Nested">'],
    [ref('Bucket'), '<unknown S reference to "Bucket">'],
    [getAtt('Bucket', 'Arn'), '<unknown S attribute "Arn" of "Bucket">'],
    [getAtt('Nobody', 'Arn'), '<unknown S attribute "Arn" of "Nobody">'],
    [getAtt('Loop', 'Arn'), `${own}:role/<unknown S attribute "Arn" of "Loop">`],
  ]);

  /** `https://` is not part of the issuer; where an unknown part may contain it, the rest is unknown. */
  test.each<[url: unknown, issuer: string]>([
    ['https://a.example', 'a.example'],
    ['a.example', 'a.example'],
    [join('https://', ref('Host'), '/x'), '<unknown S reference to "Host">/x'],
    [join('https://login.', ref('Host')), 'login.<unknown S reference to "Host">'],
    [ref('Url'), '<unknown issuer: S reference to "Url">'],
    [join(ref('Url'), '.a.example'), '<unknown issuer: S reference to "Url">.a.example'],
    [join(ref('Scheme'), '://a.example'), '<unknown issuer: <S reference to "Scheme">://a.example>'],
    [join(ref('Scheme'), '/', ref('Host')), '<unknown issuer: <S reference to "Scheme">/<S reference to "Host">>'],
    [join(ref('Scheme'), 'tp', ref('Rest')), '<unknown issuer: <S reference to "Scheme">tp<S reference to "Rest">>'],
    [join(ref('Scheme'), ref('Host')), '<unknown issuer: <S reference to "Scheme"><S reference to "Host">>'],
    [join(ref('Nothing'), 'https://a.example'), '<unknown issuer: <S reference to "Nothing">https://a.example>'],
    [join('htt', ref('Url')), '<unknown issuer: htt<S reference to "Url">>'],
  ])('the issuer of the URL %j is %s', (Url, issuer) => {
    expect(
      readText(ref('Provider'), { scope: 'S', resources: { Provider: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url } } } }),
    ).toBe(`${own}:oidc-provider/${issuer}`);
  });

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

  test.each([['{"a:b":'], ['7'], [undefined]])('a CfnJson that contains %j makes a clause of unknown keys', (value) => {
    const resources = { Json: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: value } } };
    expect(readConditions({ StringEquals: getAtt('Json', 'Value') }, { resources })).toMatchObject([
      { values: [], unreadable: expect.any(String) as string },
    ]);
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
      'parameter Path': '/trust/principal',
      'parameter Later': ref('Names'),
      'parameter Custom': getAtt('Maker', 'Names'),
      'parameter Nothing': ref('AWS::NoValue'),
      'import Nothing': ref('AWS::NoValue'),
      'nested-output Nested Nothing': ref('AWS::NoValue'),
      'import {"Ref":"Later"}': 'by the reference itself',
    };
    const name = 'output' in reference ? reference.output : reference.name;
    const key = [reference.kind, 'resource' in reference ? reference.resource : '', typeof name === 'string' ? name : JSON.stringify(name)]
      .filter(Boolean)
      .join(' ');
    return Object.hasOwn(found, key) ? { value: found[key], context: key === 'parameter Self' ? consumer : producer } : undefined;
  };
  const consumer: DeployTimeContext = {
    scope: 'Consumer',
    follow,
    parameters: {
      ExternalId: { Type: 'String', AllowedValues: ['x', 'y'] },
      Self: { Type: 'String' },
      Stack: { Type: 'String', AllowedValues: ['Trust'] },
      Nothing: { Type: 'String' },
      Names: { Type: 'CommaDelimitedList' },
      Later: { Type: 'CommaDelimitedList' },
      Custom: { Type: 'List<String>' },
      Path: { Type: 'AWS::SSM::Parameter::Value<String>' },
    },
  };
  checkTexts('followed', consumer, [
    [
      { 'Fn::ImportValue': 'Trust:RoleArn' },
      'arn:<partition AWS::Partition>:iam::<own-account AWS::AccountId>:role/<own-name Producer name of role "Role">',
    ],
    [
      { 'Fn::ImportValue': { 'Fn::Sub': '${Stack}:RoleArn' } },
      'arn:<partition AWS::Partition>:iam::<own-account AWS::AccountId>:role/<own-name Producer name of role "Role">',
    ],
    [
      getAtt('Nested', 'Outputs.RoleArn'),
      'arn:<partition AWS::Partition>:iam::<own-account AWS::AccountId>:role/<own-name Producer name of role "Role">',
    ],
    [
      getAtt('Nested', 'Outputs', 'RoleArn'),
      'arn:<partition AWS::Partition>:iam::<own-account AWS::AccountId>:role/<own-name Producer name of role "Role">',
    ],
    [ref('ExternalId'), 'from-the-parent'],
    [select(1, ref('Names')), 'b'],
    [{ 'Fn::ImportValue': 'Other' }, '<unknown import of "Other">'],
    [getAtt('Nested', 'Outputs.Other'), '<unknown Consumer attribute "Outputs.Other" of "Nested">'],
    [ref('Self'), '<unknown Consumer parameter "Self">'],
    // The parent gives the name of an SSM parameter, whose value is unknown.
    [ref('Path'), '<unknown Consumer parameter "Path">'],
    [ref('Later'), laterList('a list')],
    [ref('Custom'), laterList('attribute "Names" of "Maker"')],
    [ref('Nothing'), '<unknown Consumer parameter "Nothing">'],
    [{ 'Fn::ImportValue': 'Nothing' }, '<unknown import of "Nothing">'],
    [getAtt('Nested', 'Outputs.Nothing'), '<unknown Consumer attribute "Outputs.Nothing" of "Nested">'],
    [{ 'Fn::ImportValue': join('x-', ref('Host')) }, '<unknown import of "x-<Consumer reference to "Host">">'],
    [{ 'Fn::ImportValue': ref('Later') }, 'by the reference itself'],
  ]);
});
