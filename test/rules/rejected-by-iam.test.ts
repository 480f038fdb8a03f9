/** Will IAM reject this document? */
import { COGNITO, conditionOn, EKS, GITHUB, provider, takes } from './tokens';
import {
  allow,
  allowFederated,
  deny,
  EXTERNAL_ID,
  expectClosed,
  judge,
  MFA,
  OWN,
  PARTNER,
  policy,
  renderedRoot,
  role,
  root,
  session,
  user,
} from './trust-policy-cases';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { summarize } from '../../src/assessment/summarize';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';

const RULE = 'rejected-by-iam';
const SENTINEL = 'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d';
const own = root(OWN);
const statement = (changes: object) => policy({ ...allow(own), ...changes });
const ofLength = (characters: number) => {
  const empty = JSON.stringify(policy(allow(own, { StringEquals: { 'sts:ExternalId': '' } }))).length;
  return policy(allow(own, { StringEquals: { 'sts:ExternalId': 'x'.repeat(characters - empty) } }));
};

describe('closed: IAM accepts it', () => {
  test.each<[string, unknown]>([
    ['an account', policy(allow(own))],
    ['an account by its number', policy(allow(PARTNER))],
    ['an account as the CDK renders it', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' })))],
    ['a user, a role and a session', policy(allow([user(OWN, 'team/alice'), role(OWN, 'team/deploy'), session(OWN, 'deploy', 'ci')]))],
    ['every principal under AWS: dangerous, but accepted', policy(allow('*'))],
    ['a service, and services in a list', policy({ ...allow(own), Principal: { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] } })],
    ['providers', policy(allowFederated(`arn:aws:iam::${OWN}:oidc-provider/issuer.example.org`), allowFederated('accounts.google.com'))],
    ['a repository of GitHub', takes(GITHUB, { sub: 'repo:acme/app:*' })],
    ['any repository of GitHub: dangerous, but accepted', takes(GITHUB, { sub: 'repo:*' })],
    ['a subject under StringEqualsIgnoreCase', takes(GITHUB, { sub: 'repo:acme/app:*' }, 'StringEqualsIgnoreCase')],
    ['a subject under IfExists, which AWS does not document', takes(GITHUB, { sub: 'repo:acme/app:*' }, 'StringLikeIfExists')],
    ['a subject under ForAnyValue, which AWS does not document', takes(GITHUB, { sub: 'repo:acme/app:*' }, 'ForAnyValue:StringLike')],
    ['a wildcard beside a subject, which AWS does not document', takes(GITHUB, { sub: ['repo:acme/app:*', '*'] })],
    ['a subject from a parameter', takes(GITHUB, { sub: { Ref: 'Who' } })],
    ['an audience of Vercel', takes('oidc.vercel.com', { aud: 'https://vercel.com/acme' }, 'StringEquals')],
    ['an identity pool', policy(allowFederated(COGNITO, conditionOn(COGNITO, { aud: 'eu-west-1:0a1b' }, 'StringEquals')))],
    ['an identity pool of China, which is not on the list', policy(allowFederated('cognito-identity.cn-north-1.amazonaws.com.cn'))],
    [
      'a workspace of Microsoft Sentinel',
      policy(allowFederated(provider(SENTINEL), { StringEquals: { 'sts:RoleSessionName': 'MicrosoftSentinel_0a1b' } })),
    ],
    [
      'a shared issuer that is not on the list',
      policy(allowFederated('accounts.google.com'), allowFederated(provider('app.eu.terraform.io'))),
    ],
    ['a private issuer', takes(EKS)],
    ['GitHub for an action that accepts no tokens', policy({ ...allowFederated(provider(GITHUB)), Action: 'sts:AssumeRole' })],
    ['a Deny', policy(allow(own), { ...allowFederated(provider(GITHUB)), Effect: 'Deny' })],
    [
      'conditions known only at deployment',
      policy(allowFederated(provider(GITHUB), { 'Fn::FindInMap': ['Blocks', { Ref: 'Who' }, 'Block'] })),
    ],
    ['values known only at deployment', policy(allowFederated(provider(GITHUB), { StringLike: { 'Fn::GetAtt': ['Json', 'Value'] } }))],
    ['several kinds of principal in one statement', statement({ Principal: { AWS: own, Service: 'ec2.amazonaws.com' } })],
    ['a single statement instead of a list', { Version: '2012-10-17', Statement: allow(own) }],
    ['version 2008-10-17, no version, and an Id', { Version: '2008-10-17', Id: 'trust', Statement: [allow(own)] }],
    ['a document as JSON text', JSON.stringify(policy(allow(own)))],
    ['a document as URL-encoded text', encodeURIComponent(JSON.stringify(policy(allow(own))))],
    ['a Deny', policy(allow(own), deny('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }))],
    [
      'conditions with numbers and booleans',
      policy(allow(own, { Bool: { 'aws:MultiFactorAuthPresent': true }, NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 } })),
    ],
    ['an empty condition', policy(allow(own, {}))],
    ['set operators and IfExists', policy(allow(own, { 'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }))],
    ['actions by pattern and in mixed case', statement({ Action: ['STS:Assume*', 'sts:TagSession', '*'] })],
    ['NotAction', policy({ Effect: 'Allow', NotAction: 'iam:*', Principal: { AWS: own } })],
    [
      'distinct Sids, and empty ones',
      policy({ ...allow(own), Sid: 'One1' }, { ...allow(own), Sid: '' }, { ...allow(own), Sid: '' }),
    ],
    ['a deleted user', policy(allow('AIDAABCDEFGHIJKLMNOPQ'))],
    ['2,048 characters', ofLength(2_048)],
    ['services of other partitions and regions, and internal ones of AWS', statement({
      Principal: {
        Service: [
          'ec2.amazonaws.com.cn', 'states.us-east-1.amazonaws.com', 's3.amazonaws.com', 'edgelambda.amazonaws.com',
          'delivery.logs.amazonaws.com',
          'ops.apigateway.amazonaws.com', 'lambda.amazonaws.eu', 'service.aws.internal', 'ec2.c2s.ic.gov', 'alexa-appkit.amazon.com',
        ],
      },
    })],
    ['a service whose domain is known only at deployment', statement({ Principal: { Service: { 'Fn::Sub': 'ec2.${AWS::URLSuffix}' } } })],
    ['sts:AssumeRoot, which AWS does not document as rejected', statement({ Action: ['sts:AssumeRole', 'sts:AssumeRoot'] })],
    ['side actions', statement({ Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'] })],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: { parameters: { Who: { Type: 'String' } } } }));
});

describe('open: IAM rejects it, and says so only at deployment', () => {
  test.each<[string, unknown, string, string]>([
    ['weakness 3: a bare "*"', statement({ Principal: '*' }), '`"Principal": "*"` is not accepted', 'name the principals'],
    [
      'weakness 9: a wildcard inside an ARN',
      policy(allow(role(PARTNER, 'app-*'))),
      'a principal cannot contain a wildcard',
      '"aws:PrincipalArn"',
    ],
    [
      'weakness 9: a wildcard for the account',
      policy(allow('arn:aws:iam::*:root')),
      'a principal cannot contain a wildcard',
      '"aws:PrincipalArn"',
    ],
    [
      'weakness 10: NotPrincipal',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole', NotPrincipal: { AWS: own } }),
      '`NotPrincipal` is not accepted',
      '`Principal`',
    ],
    [
      'NotPrincipal in a Deny',
      policy(allow(own), { Effect: 'Deny', Action: 'sts:*', NotPrincipal: { AWS: own } }),
      '`NotPrincipal` is not accepted',
      '`Principal`',
    ],
    [
      'a pattern of services',
      statement({ Principal: { Service: '*.amazonaws.com' } }),
      'a principal cannot contain a wildcard',
      'name each service',
    ],
    ['weakness 34: "*" as a service', statement({ Principal: { Service: '*' } }), '`"Service": "*"` is not accepted', 'name the service'],
    ['"*" as a provider', statement({ Principal: { Federated: '*' } }), '`"Federated": "*"` is not accepted', 'identity provider'],
    ['weakness 43: Resource', statement({ Resource: '*' }), '`Resource` is not accepted', 'leave it out'],
    [
      'weakness 43: an operator that does not exist',
      policy(allow(own, { StringEqual: { 'sts:ExternalId': 'x' } })),
      '`StringEqual` is not a condition operator',
      '`StringEquals`',
    ],
    [
      'Null with IfExists',
      policy(allow(own, { NullIfExists: { 'sts:ExternalId': 'true' } })),
      '`NullIfExists` is not a condition operator',
      'without `IfExists`',
    ],
    [
      'two set operators',
      policy(allow(own, { 'ForAnyValue:ForAllValues:StringLike': { 'aws:TagKeys': 'x' } })),
      'is not a condition operator',
      'not both',
    ],
    [
      'a key twice, in different case',
      policy(allow(own, { StringEquals: { 'sts:ExternalId': 'x', 'STS:ExternalId': 'y' } })),
      'is given twice',
      'keep one',
    ],
    [
      'a condition that is a list',
      policy({ ...allow(own), Condition: [EXTERNAL_ID, MFA] }),
      '`Condition` is',
      'operator, then key, then value',
    ],
    ['a Sid twice', policy({ ...allow(own), Sid: 'One' }, { ...allow(own), Sid: 'One' }), '`Sid` "One" is given twice', '`Sid` of its own'],
    ['a Sid with a space', statement({ Sid: 'Not so' }), 'characters other than letters and digits', 'A-Z'],
    ['an effect in lower case', statement({ Effect: 'allow' }), '`Effect` is "allow"', '`Allow`'],
    ['no effect', policy({ Action: 'sts:AssumeRole', Principal: { AWS: own } }), 'it has no `Effect`', '"Effect": "Allow"'],
    ['no action', policy({ Effect: 'Allow', Principal: { AWS: own } }), 'neither `Action` nor `NotAction`', 'sts:AssumeRole'],
    ['no principal', policy({ Effect: 'Allow', Action: 'sts:AssumeRole' }), 'neither `Principal` nor `NotPrincipal`', '"Principal"'],
    ['Principal and NotPrincipal', statement({ NotPrincipal: { AWS: own } }), 'both `Principal` and `NotPrincipal`', 'keep one'],
    ['an empty principal', statement({ Principal: {} }), '`Principal` is empty', 'name at least one'],
    [
      'elements in lower case',
      policy({ effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: own } }),
      '`effect` has to be spelled `Effect`',
      '`Effect`',
    ],
    ['an element that does not exist', statement({ Principals: own }), '`Principals` is not an element', 'Principal'],
    ['a key of Principal in another spelling', statement({ Principal: { Aws: own } }), 'the key `Aws`', '`AWS`'],
    [
      'a canonical user',
      statement({ Principal: { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' } }),
      'of S3 only',
      'ARN',
    ],
    ['an account of eleven digits', policy(allow('11111111111')), 'an account id has 12 digits, not 11', '12 digits'],
    ['a group', policy(allow(`arn:aws:iam::${OWN}:group/admins`)), 'a group cannot be a principal', 'users of the group'],
    [
      'a service under AWS',
      policy(allow('lambda.amazonaws.com')),
      'a service belongs under `Service`',
      '"Service": "lambda.amazonaws.com"',
    ],
    ['a policy variable', policy(allow(`arn:aws:iam::${OWN}:user/\${aws:username}`)), 'cannot contain a policy variable', '`Fn::Sub`'],
    ['an action without its service', statement({ Action: 'AssumeRole' }), '`AssumeRole` is not an action', '`sts:AssumeRole`'],
    ['a version that does not exist', { Version: '2012-10-18', Statement: [allow(own)] }, '`Version` is "2012-10-18"', '2012-10-17'],
    ['no statement', { Version: '2012-10-17' }, 'has no `Statement`', 'add a statement'],
    ['an empty list of statements', policy(), '`Statement` is empty', 'add a statement'],
    ['a statement that is text', policy('Allow'), 'not a statement', '`Effect`'],
    ['a document that is a number', 42, 'the document is', '`Version` and `Statement`'],
    ['no document', undefined, 'there is no trust policy', '`Version` and `Statement`'],
    ['8,193 characters', ofLength(8_193), 'has 8,193 characters; IAM takes at most 8,192', 'aws:PrincipalArn'],
    [
      'an action of another service',
      statement({ Action: 's3:GetObject' }),
      '`s3:GetObject` is not accepted in a trust policy',
      'permissions policies',
    ],
    [
      'an action of another service beside one of STS',
      statement({ Action: ['sts:AssumeRole', 'logs:*'] }),
      '`logs:*` is not accepted in a trust policy',
      'permissions policies',
    ],
    [
      'an action of STS that does not assume a role',
      statement({ Action: 'sts:GetCallerIdentity' }),
      '`sts:GetCallerIdentity` is not accepted',
      'sts:AssumeRole',
    ],
    [
      'a misspelled action of STS',
      statement({ Action: ['sts:AssumeRole', 'sts:TagSessions'] }),
      '`sts:TagSessions` is not accepted',
      '`sts:TagSession`',
    ],
    ['a pattern of such actions', statement({ Action: 'sts:Get*' }), '`sts:Get*` is not accepted', 'sts:AssumeRole'],
    ['such an action in a Deny', policy(allow(own), deny(own, undefined, 'iam:*')), '`iam:*` is not accepted', 'sts:AssumeRole'],
    [
      'a service of amazon.com',
      statement({ Principal: { Service: 'glue.amazon.com' } }),
      '`glue.amazon.com` is not the name of a service',
      '`glue.amazonaws.com`',
    ],
    [
      'a service of another top-level domain',
      statement({ Principal: { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.co'] } }),
      '`lambda.amazonaws.co` is not the name of a service',
      '`lambda.amazonaws.com`',
    ],
    [
      'a service without a name',
      statement({ Principal: { Service: 'amazonaws.com' } }),
      '`amazonaws.com` is not the name of a service',
      'as the documentation',
    ],
    [
      'a service in capitals',
      statement({ Principal: { Service: 'Lambda.amazonaws.com' } }),
      '`Lambda.amazonaws.com` is not the name of a service',
      'write `lambda.amazonaws.com`',
    ],
    [
      'a service without its domain',
      statement({ Principal: { Service: 'lambda' } }),
      'it is not the name of a service',
      '`lambda.amazonaws.com`',
    ],
  ])('%s', (_, document, why, fix) => {
    const { findings } = judge(RULE, { document });
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: expect.stringMatching(/^IAM will reject this trust policy: /),
        because: 'IAM rejects the role when it is created or updated, so the deployment fails and rolls back',
      }),
    );
    const found = findings.find(({ message }) => message.includes(why));
    expect(found?.fix).toContain(fix);
    expect(found?.witness).toBeUndefined();
  });

  const SUBJECT = '"token.actions.githubusercontent.com:sub": "repo:<organization>/<repository>:ref:refs/heads/main"';
  test.each<[string, unknown, string, string]>([
    ['GitHub by the id of the repository', takes(GITHUB, { repository_id: '1' }, 'StringEquals'), `no condition on ${GITHUB}:sub`, SUBJECT],
    ['GitHub by its audience', takes(GITHUB, { aud: 'sts.amazonaws.com' }, 'StringEquals'), `no condition on ${GITHUB}:sub`, SUBJECT],
    ['a subject of wildcards alone', takes(GITHUB, { sub: ['*', '?*'] }), `no condition on ${GITHUB}:sub`, SUBJECT],
    ['every subject except one', takes(GITHUB, { sub: 'repo:evil/*' }, 'StringNotLike'), `no condition on ${GITHUB}:sub`, SUBJECT],
    ['any subject', takes(GITHUB, { sub: 'false' }, 'Null'), `no condition on ${GITHUB}:sub`, SUBJECT],
    [
      'a subject in another statement',
      policy(allowFederated(provider(GITHUB)), allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: 'repo:acme/*' }))),
      'statement 0 has no condition on ',
      SUBJECT,
    ],
    [
      'the subject of another issuer',
      policy(allowFederated(provider(GITHUB), conditionOn('gitlab.com', { sub: 'project_path:acme/*' }))),
      `no condition on ${GITHUB}:sub`,
      SUBJECT,
    ],
    ['GitHub for every action', policy({ ...allowFederated(provider(GITHUB)), Action: '*' }), `no condition on ${GITHUB}:sub`, SUBJECT],
    [
      'HCP Terraform',
      takes('app.terraform.io'),
      'no condition on app.terraform.io:sub',
      '"StringLike": { "app.terraform.io:sub": "organization:<organization>:*" }',
    ],
    [
      'Vercel by its subject',
      takes('oidc.vercel.com', { sub: 'owner:acme:*' }),
      'no condition on oidc.vercel.com:aud',
      '"oidc.vercel.com:aud"',
    ],
    [
      'Cognito by its subject',
      policy(allowFederated(COGNITO, conditionOn(COGNITO, { sub: 'eu-west-1:0a1b' }, 'StringEquals'))),
      `no condition on ${COGNITO}:aud`,
      '<id of the identity pool>',
    ],
    [
      'Microsoft Sentinel by its audience',
      takes(SENTINEL, { aud: 'api://1462b192-27f7-4cb9-8523-0f4ecb54b47e' }, 'StringEquals'),
      'no condition on sts:RoleSessionName',
      '"sts:RoleSessionName": "MicrosoftSentinel_',
    ],
    ['IBM Turbonomic', takes('oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu'), 'which IAM requires', ':sub'],
    [
      'a second issuer',
      policy(allowFederated([provider(GITHUB), provider('gitlab.com')], conditionOn(GITHUB, { sub: 'repo:acme/*' }))),
      'the issuer of GitLab',
      'gitlab.com:sub',
    ],
  ])('a shared issuer without the claim that IAM requires: %s', (_, document, why, fix) => {
    const { findings } = judge(RULE, { document });
    expect(findings).toMatchObject([{
      level: 'error',
      message: expect.stringContaining(why),
      fix: expect.stringContaining(fix),
      statement: { index: 0 },
    }]);
  });

  test('a claim that one branch of Fn::If leaves out', () => {
    const conditions = { 'Fn::If': ['Strict', conditionOn(GITHUB, { sub: 'repo:acme/*' }), { Ref: 'AWS::NoValue' }] };
    const context = { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } };
    expect(judge(RULE, { document: policy(allowFederated(provider(GITHUB), conditions)), context }).findings).toHaveLength(1);
  });

  test.each([2_049, 8_192])('%d characters depend on the quota of the account: only a warning', (characters) => {
    expect(judge(RULE, { document: ofLength(characters) }).findings).toEqual([expect.objectContaining({
      level: 'warning',
      message:
        `IAM may reject this trust policy: the document has ${characters.toLocaleString('en')} characters; ` +
        'the default quota is 2,048, and can be raised to 8,192',
      fix: expect.stringContaining('have the quota "Role trust policy length" of the account raised'),
    })]);
  });

  test('a document that is too long is rejected, and nothing else is reported', () => {
    const document = ofLength(8_193);
    const findings = auditTrustPolicy({ document, context: { account: OWN } }, { accounts: new Map(), levels: {} });
    expect(findings.map(({ ruleId, level }) => [ruleId, level])).toEqual([[RULE, 'error']]);
    const { satisfiable, public: isPublic } = summarize(readTrustPolicy(document), { account: OWN });
    expect([satisfiable, isPublic]).toEqual(['undecided', 'undecided']);
  });

  test('each mistake is reported once, with its statement', () => {
    const document = policy(allow(own), { ...allow(own), Sid: 'Odd', Resource: '*', Effect: 'allow' });
    expect(judge(RULE, { document }).findings.map(({ statement: place }) => place)).toEqual([
      { index: 1, sid: 'Odd' },
      { index: 1, sid: 'Odd' },
    ]);
  });

  test('weakness 37: a mistake in one branch of Fn::If counts, and one in both is reported once', () => {
    const context = { conditions: { Prod: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } };
    const branches = (yes: unknown, no: unknown) => policy({ ...allow(own), Resource: '*', Principal: { 'Fn::If': ['Prod', yes, no] } });
    expect(judge(RULE, { document: branches({ AWS: own }, '*'), context }).findings).toHaveLength(2);
  });
});

describe('undecided: a deploy-time value is not a mistake', () => {
  test.each<[string, unknown]>([
    ['a principal', policy(allow({ Ref: 'Who' }))],
    ['an effect', statement({ Effect: { Ref: 'Who' } })],
    ['an action', statement({ Action: { Ref: 'Who' } })],
    ['a condition', policy(allow(own, { 'Fn::FindInMap': ['Blocks', { Ref: 'Who' }, 'Block'] }))],
    ['the document', { Ref: 'Who' }],
  ])('%s', (_, document) => expect(judge(RULE, { document, context: { parameters: { Who: { Type: 'String' } } } }).findings).toEqual([]));
});
