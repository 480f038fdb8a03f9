/** Can a service be made to use this role on behalf of someone else? */
import { deny, expectClosed, expectOpen, judge, ORGANIZATION, OWN, PARTNER, policy } from './trust-policy-cases';
import { CONFUSABLE_SERVICES } from '../../src/rules/tables/confusable-services';

const RULE = 'confused-deputy';
const SERVICE = 'personalize.amazonaws.com';
const account = (operator: string, value: unknown) => ({ [operator]: { 'aws:SourceAccount': value } });
const arn = (operator: string, value: unknown) => ({ [operator]: { 'aws:SourceArn': value } });
const organization = (operator: string, value: unknown) => ({ [operator]: { 'aws:SourceOrgID': value } });
const paths = (operator: string, value: unknown) => ({ [operator]: { 'aws:SourceOrgPaths': value } });
const service = (condition?: object, Service: unknown = SERVICE) => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service },
  ...(condition && { Condition: condition }),
});
const denyService = (condition: object) => ({ ...deny('*', condition), Principal: { Service: SERVICE } });
const parameter = (definition: object) => ({ parameters: { Source: { Type: 'String', ...definition } } });

describe('closed: the service has to send its source account, ARN or organization', () => {
  test.each<[string, object]>([
    ['the account', policy(service(account('StringEquals', OWN)))],
    ['the account as AWS::AccountId', policy(service(account('StringEquals', { Ref: 'AWS::AccountId' })))],
    ['the key in another spelling', policy(service({ StringEquals: { 'AWS:SOURCEACCOUNT': OWN } }))],
    ['the account as a policy variable', policy(service(account('StringEquals', '${aws:ResourceAccount}')))],
    ['the account as a policy variable under StringLike', policy(service(account('StringLike', '${aws:ResourceAccount}')))],
    ['the account under StringLike', policy(service(account('StringLike', OWN)))],
    ['two accounts', policy(service(account('StringEquals', [OWN, PARTNER])))],
    ['one resource', policy(service(arn('ArnEquals', `arn:aws:personalize:eu-west-1:${OWN}:dataset/x`)))],
    ['one bucket, whose ARN has no account', policy(service(arn('ArnEquals', 'arn:aws:s3:::acme-data')))],
    ['one bucket, compared as it is', policy(service(arn('StringEquals', 'arn:aws:s3:::acme-data')))],
    ['the resources of an account', policy(service(arn('ArnLike', `arn:aws:personalize:*:${OWN}:*`)))],
    [
      'the resources of the role\'s own account',
      policy(service(arn('ArnLike', { 'Fn::Sub': 'arn:${AWS::Partition}:personalize:*:${AWS::AccountId}:*' }))),
    ],
    [
      'the resources of the role\'s own account by a policy variable',
      policy(service(arn('ArnLike', 'arn:aws:personalize:*:${aws:ResourceAccount}:*'))),
    ],
    [
      'the resources of an account in one region, compared as text',
      policy(service(arn('StringLike', `arn:aws:personalize:eu-west-1:${OWN}:*`))),
    ],
    [
      'a region with one wildcard character, which cannot match a colon',
      policy(service(arn('StringLike', `arn:aws:personalize:eu-west-?:${OWN}:*`))),
    ],
    ['the objects of one bucket', policy(service(arn('ArnLike', 'arn:aws:s3:::acme-data/*')))],
    ['a Deny of every resource of other accounts', policy(service(), denyService(arn('ArnNotLike', `arn:aws:personalize:*:${OWN}:*`)))],
    ['an organization', policy(service(organization('StringEquals', ORGANIZATION)))],
    ['the role\'s own organization', policy(service(organization('StringEquals', '${aws:ResourceOrgID}')))],
    ['a part of an organization', policy(service(paths('ForAnyValue:StringLike', `${ORGANIZATION}/r-ab12/*`)))],
    ['a part of the role\'s own organization', policy(service(paths('ForAnyValue:StringLike', '${aws:ResourceOrgID}/r-ab12/*')))],
    ['IfExists made strict by Null false', policy(service({ ...account('StringEqualsIfExists', OWN), ...account('Null', 'false') }))],
    ['a Deny of every other account, and of requests without the key', policy(service(), denyService(account('StringNotEquals', OWN)))],
    ['a Deny of every principal', policy(service(), denyService({}))],
    ['an account from a parameter', policy(service(account('StringEquals', { Ref: 'Source' })))],
    ['an account from a parameter inside an ARN', policy(service(arn('ArnLike', { 'Fn::Sub': 'arn:aws:personalize:*:${Source}:*' })))],
    ['an ARN from a parameter, which the deployer supplies', policy(service(arn('ArnLike', { Ref: 'Source' })))],
    ['the wrong API for a service', policy({ ...service(), Action: 'sts:TagSession' })],
    ['every service, reported by public-principal', policy(service(undefined, '*'))],
    ['a service known only at deployment', policy(service(undefined, { Ref: 'Source' }))],
    ['an account', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: PARTNER } })],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));

  test.each([
    'ec2', 'lambda', 'ecs-tasks', 'codebuild', 'codepipeline', 'iot', 'rolesanywhere', 'cloudtrail', 'eks', 'states', 'scheduler',
    'firehose', 'backup',
    'sagemaker', 'vpc-flow-logs', 'monitoring.rds', 'events', 'apigateway', 'logs', 'pods.eks', 'glue', 'cloudformation',
  ])('%s is not reported: it does not send the keys, AWS does not document that it does, or the CDK itself creates its role', (name) => {
    expectClosed(RULE, { document: policy(service(undefined, `${name}.amazonaws.com`)) });
  });
});

describe('open: the service can act on behalf of any account', () => {
  test.each<[string, object]>([
    ['weakness 32: no condition', policy(service())],
    ['weakness 33: any resource', policy(service(arn('ArnLike', '*')))],
    ['weakness 33: any resource of the service', policy(service(arn('ArnLike', 'arn:aws:personalize:*:*:*')))],
    ['weakness 33: any account', policy(service(account('StringLike', '*')))],
    ['weakness 33: any organization', policy(service(organization('StringLike', 'o-*')))],
    ['any part of any organization', policy(service(paths('ForAnyValue:StringLike', '*/r-ab12/*')))],
    ['organizations whose ids begin like the role\'s own', policy(service(paths('ForAnyValue:StringLike', '${aws:ResourceOrgID}*')))],
    [
      'the account inside the name of a resource, which anyone can choose',
      policy(service(arn('ArnLike', `arn:aws:personalize:*:*:dataset/${OWN}-*`))),
    ],
    ['a bucket by the beginning of its name, which anyone can register', policy(service(arn('ArnLike', 'arn:aws:s3:::acme-*')))],
    ['accounts by a pattern', policy(service(account('StringLike', '1111*')))],
    [
      'the account after a wildcard region, with an operator whose wildcards match colons',
      policy(service(arn('StringLike', `arn:aws:personalize:*:${OWN}:*`))),
    ],
    ['the account after a wildcard partition', policy(service(arn('StringLike', `arn:*:personalize:eu-west-1:${OWN}:*`)))],
    [
      'the same beside a statement that compares part by part',
      policy(service(arn('ArnLike', `arn:aws:personalize:*:${OWN}:*`)), service(arn('StringLike', `arn:aws:personalize:*:${OWN}:*`))),
    ],
    ['a Deny whose wildcards match colons', policy(service(), denyService(arn('StringNotLike', `arn:aws:personalize:*:${OWN}:*`)))],
    ['IfExists matches requests without the key', policy(service(account('StringEqualsIfExists', OWN)))],
    ['ForAllValues matches requests without the key', policy(service(account('ForAllValues:StringEquals', OWN)))],
    ['ForAllValues matches requests without paths', policy(service(paths('ForAllValues:StringLike', `${ORGANIZATION}/*`)))],
    ['every account except one', policy(service(account('StringNotEquals', PARTNER)))],
    ['presence', policy(service(account('Null', 'false')))],
    ['a second statement without it', policy(service(account('StringEquals', OWN)), service())],
    ['a Deny of one account', policy(service(), denyService(account('StringEquals', PARTNER)))],
    [
      'a Deny that does not cover requests without the key',
      policy(service(), { ...denyService(account('ForAnyValue:StringNotEquals', OWN)) }),
    ],
    ['a condition on something else', policy(service({ StringEquals: { 'sts:RoleSessionName': 'personalize' } }))],
    ['beside another service', policy(service(undefined, ['lambda.amazonaws.com', SERVICE]))],
    ['every action', policy({ ...service(), Action: 'sts:*' })],
    [
      'a variable in version 2008-10-17, which is plain text',
      { Version: '2008-10-17', Statement: service(account('StringNotEquals', '${aws:ResourceAccount}')) },
    ],
    ['weakness 36: JSON text', JSON.stringify(policy(service())) as unknown as object],
  ])('%s', (_, document) => {
    const { witness, level, message } = expectOpen(RULE, { document });
    expect(witness).toMatchObject({ action: 'sts:AssumeRole', caller: { kind: 'service', arn: SERVICE } });
    expect(witness.context['aws:SourceAccount']).not.toBe(OWN);
    expect([level, message]).toEqual(['warning', `${SERVICE} can assume this role on behalf of any account`]);
  });

  test.each([...CONFUSABLE_SERVICES.keys()])('%s', (name) => expect(expectOpen(
    RULE,
    { document: policy(service(undefined, name)) },
  ).message).toContain(name));

  test('each service has a finding of its own', () => {
    const document = policy(service(undefined, [SERVICE, 'appstream.amazonaws.com']));
    expect(judge(RULE, { document }).findings).toHaveLength(2);
  });

  test('weakness 37: one branch of Fn::If drops the condition', () => {
    const document = policy(service({ 'Fn::If': ['Strict', account('StringEquals', OWN), { Ref: 'AWS::NoValue' }] }));
    expectOpen(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });

  test('a parameter that can have any value', () => {
    expectOpen(
      RULE,
      { document: policy(service(account('StringLike', { Ref: 'Source' }))), context: parameter({ AllowedValues: [OWN, '*'] }) },
    );
  });
});

describe('a service that is reported only where another statement of the document restricts it', () => {
  const STATES = 'states.amazonaws.com';
  const guarded = service(account('StringEquals', OWN), STATES);

  test.each<[string, object]>([
    ['both statements', policy(guarded, service(arn('ArnLike', `arn:aws:states:*:${OWN}:*`), STATES))],
    ['another service without a condition', policy(guarded, service(undefined, 'lambda.amazonaws.com'))],
    ['a statement that no request satisfies', policy(guarded, { ...service(undefined, STATES), Action: 'sts:TagSession' })],
    [
      'a Deny that closes the gap',
      policy(guarded, service(undefined, STATES), { ...denyService(account('StringNotEquals', OWN)), Principal: { Service: STATES } }),
    ],
    [
      'no statement with a condition that requires the key',
      policy(service(account('StringEqualsIfExists', OWN), STATES), service(undefined, STATES)),
    ],
    ['one statement', policy(service(account('StringEqualsIfExists', OWN), STATES))],
    [
      'a pattern that restricts nothing, reported by ineffective-condition',
      policy(guarded, service(arn('ArnLike', 'arn:aws:states:*:*:*'), STATES)),
    ],
    [
      'a restriction without effect, reported by ineffective-condition',
      policy(service(arn('ArnLike', 'arn:aws:states:*:*:*'), STATES), service(undefined, STATES)),
    ],
    [
      'Roles Anywhere, which has its own rule',
      policy(service(account('StringEquals', OWN), 'rolesanywhere.amazonaws.com'), service(undefined, 'rolesanywhere.amazonaws.com')),
    ],
  ])('closed: %s', (_, document) => expectClosed(RULE, { document }));

  test.each<[string, object, number]>([
    ['the restriction missing', policy(guarded, service(undefined, STATES)), 1],
    ['the restriction missing in the first statement', policy(service(undefined, STATES), guarded), 0],
    ['a restriction that matches requests without the key', policy(guarded, service(account('StringEqualsIfExists', OWN), STATES)), 1],
    [
      'in lists',
      policy(service(account('StringEquals', OWN), [STATES, 'sns.amazonaws.com']), service(undefined, ['lambda.amazonaws.com', STATES])),
      1,
    ],
  ])('open: %s', (_, document, index) => {
    const { level, message, statement } = expectOpen(RULE, { document });
    expect([level, statement]).toEqual(['warning', { index }]);
    expect(message).toBe(`${STATES} can assume this role on behalf of any account, although statement ${1 - index} restricts it`);
  });

  test('only information where a CDK construct creates the role this way', () => {
    const GATEWAY = 'bedrock-agentcore.amazonaws.com';
    expect(expectOpen(
      RULE,
      { document: policy(service(undefined, GATEWAY), service(account('StringEquals', OWN), GATEWAY)) },
    ).level).toBe('info');
  });
});

describe('the fix and the reason', () => {
  test.each<[string, object, string, string]>([
    [
      'no condition',
      policy(service()),
      `add the condition "StringEquals": { "aws:SourceAccount": "${OWN}" } to statement 0`,
      'statement 0 has no condition on aws:SourceAccount',
    ],
    [
      'the fix as CDK code',
      policy(service()),
      `new iam.ServicePrincipal('${SERVICE}', { conditions: { StringEquals: { 'aws:SourceAccount': this.account } } })`,
      'statement 0',
    ],
    [
      'an IfExists operator',
      policy(service(account('StringEqualsIfExists', OWN))),
      'use StringEquals instead of StringEqualsIfExists',
      'matches when aws:SourceAccount is missing',
    ],
    [
      'an operator whose wildcards match colons',
      policy(service(arn('StringLike', `arn:aws:personalize:*:${OWN}:*`))),
      'use ArnLike instead of StringLike, whose wildcards also match colons',
      'matches "arn:aws:personalize:us-east-1:999999999999:',
    ],
    [
      'a wide pattern',
      policy(service(arn('ArnLike', 'arn:aws:personalize:*:*:*'))),
      'replace ArnLike aws:SourceArn "arn:aws:personalize:*:*:*" with "StringEquals"',
      'matches "arn:aws:personalize:',
    ],
  ])('%s', (_, document, fix, because) => {
    const finding = expectOpen(RULE, { document });
    expect(finding.fix).toContain(fix);
    expect(finding.because).toContain(because);
  });

  test('the fix invents no account when none is known', () => {
    expect(expectOpen(RULE, { document: policy(service()), account: null }).fix).toContain('"aws:SourceAccount": "<your account>"');
  });
});
