/** Can a service be made to use this role for somebody else? */
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

describe('closed: the service says for whom it comes', () => {
  test.each<[string, object]>([
    ['the account', policy(service(account('StringEquals', OWN)))],
    ['the account as AWS::AccountId', policy(service(account('StringEquals', { Ref: 'AWS::AccountId' })))],
    ['the key in another spelling', policy(service({ StringEquals: { 'AWS:SOURCEACCOUNT': OWN } }))],
    ['the account as a policy variable', policy(service(account('StringEquals', '${aws:ResourceAccount}')))],
    ['the account as a policy variable under StringLike', policy(service(account('StringLike', '${aws:ResourceAccount}')))],
    ['the account under StringLike', policy(service(account('StringLike', OWN)))],
    ['two accounts', policy(service(account('StringEquals', [OWN, PARTNER])))],
    ['one resource', policy(service(arn('ArnEquals', `arn:aws:personalize:eu-west-1:${OWN}:dataset/x`)))],
    ['one bucket, whose ARN holds no account', policy(service(arn('ArnEquals', 'arn:aws:s3:::acme-data')))],
    ['one bucket, compared as it is', policy(service(arn('StringEquals', 'arn:aws:s3:::acme-data')))],
    ['the resources of an account', policy(service(arn('ArnLike', `arn:aws:personalize:*:${OWN}:*`)))],
    [
      'the resources of the own account',
      policy(service(arn('ArnLike', { 'Fn::Sub': 'arn:${AWS::Partition}:personalize:*:${AWS::AccountId}:*' }))),
    ],
    [
      'the resources of the own account by a policy variable',
      policy(service(arn('ArnLike', 'arn:aws:personalize:*:${aws:ResourceAccount}:*'))),
    ],
    [
      'the resources of an account in one region, compared as text',
      policy(service(arn('StringLike', `arn:aws:personalize:eu-west-1:${OWN}:*`))),
    ],
    [
      'a region with one letter left open: that is no place for a colon',
      policy(service(arn('StringLike', `arn:aws:personalize:eu-west-?:${OWN}:*`))),
    ],
    ['the objects of one bucket', policy(service(arn('ArnLike', 'arn:aws:s3:::acme-data/*')))],
    ['a Deny of every resource of other accounts', policy(service(), denyService(arn('ArnNotLike', `arn:aws:personalize:*:${OWN}:*`)))],
    ['an organization', policy(service(organization('StringEquals', ORGANIZATION)))],
    ['the own organization', policy(service(organization('StringEquals', '${aws:ResourceOrgID}')))],
    ['a part of an organization', policy(service(paths('ForAnyValue:StringLike', `${ORGANIZATION}/r-ab12/*`)))],
    ['a part of the own organization', policy(service(paths('ForAnyValue:StringLike', '${aws:ResourceOrgID}/r-ab12/*')))],
    ['IfExists made hard by Null false', policy(service({ ...account('StringEqualsIfExists', OWN), ...account('Null', 'false') }))],
    ['a Deny of every other account, and of none', policy(service(), denyService(account('StringNotEquals', OWN)))],
    ['a Deny of everybody', policy(service(), denyService({}))],
    ['an account from a parameter', policy(service(account('StringEquals', { Ref: 'Source' })))],
    ['an account from a parameter inside an ARN', policy(service(arn('ArnLike', { 'Fn::Sub': 'arn:aws:personalize:*:${Source}:*' })))],
    ['an ARN from a parameter: whoever deploys gives it', policy(service(arn('ArnLike', { Ref: 'Source' })))],
    ['the wrong API for a service', policy({ ...service(), Action: 'sts:TagSession' })],
    ['every service, of which public-principal speaks', policy(service(undefined, '*'))],
    ['a service that deployment names', policy(service(undefined, { Ref: 'Source' }))],
    ['an account', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: PARTNER } })],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));

  test.each([
    'ec2', 'lambda', 'ecs-tasks', 'codebuild', 'codepipeline', 'iot', 'rolesanywhere', 'cloudtrail', 'eks', 'states', 'scheduler',
    'firehose', 'backup',
    'sagemaker', 'vpc-flow-logs', 'monitoring.rds', 'events', 'apigateway', 'logs', 'pods.eks', 'glue', 'cloudformation',
  ])('%s is not asked: it does not send the keys, nobody says so, or a construct of the CDK makes its role', (name) => {
    expectClosed(RULE, { document: policy(service(undefined, `${name}.amazonaws.com`)) });
  });
});

describe('open: the service may come for anybody', () => {
  test.each<[string, object]>([
    ['weakness 32: no condition', policy(service())],
    ['weakness 33: any resource', policy(service(arn('ArnLike', '*')))],
    ['weakness 33: any resource of the service', policy(service(arn('ArnLike', 'arn:aws:personalize:*:*:*')))],
    ['weakness 33: any account', policy(service(account('StringLike', '*')))],
    ['weakness 33: any organization', policy(service(organization('StringLike', 'o-*')))],
    ['any part of any organization', policy(service(paths('ForAnyValue:StringLike', '*/r-ab12/*')))],
    ['organizations whose ids begin like the own one', policy(service(paths('ForAnyValue:StringLike', '${aws:ResourceOrgID}*')))],
    [
      'the account in the name of a resource, which everybody chooses',
      policy(service(arn('ArnLike', `arn:aws:personalize:*:*:dataset/${OWN}-*`))),
    ],
    ['a bucket by the beginning of its name, which anybody may take', policy(service(arn('ArnLike', 'arn:aws:s3:::acme-*')))],
    ['accounts by a pattern', policy(service(account('StringLike', '1111*')))],
    [
      'the account behind an open region, under an operator that runs over colons',
      policy(service(arn('StringLike', `arn:aws:personalize:*:${OWN}:*`))),
    ],
    ['the account behind an open partition', policy(service(arn('StringLike', `arn:*:personalize:eu-west-1:${OWN}:*`)))],
    [
      'the same beside a statement that compares part by part',
      policy(service(arn('ArnLike', `arn:aws:personalize:*:${OWN}:*`)), service(arn('StringLike', `arn:aws:personalize:*:${OWN}:*`))),
    ],
    ['a Deny that runs over colons', policy(service(), denyService(arn('StringNotLike', `arn:aws:personalize:*:${OWN}:*`)))],
    ['IfExists passes requests without the key', policy(service(account('StringEqualsIfExists', OWN)))],
    ['ForAllValues passes requests without the key', policy(service(account('ForAllValues:StringEquals', OWN)))],
    ['ForAllValues passes requests without paths', policy(service(paths('ForAllValues:StringLike', `${ORGANIZATION}/*`)))],
    ['every account but one', policy(service(account('StringNotEquals', PARTNER)))],
    ['presence', policy(service(account('Null', 'false')))],
    ['a second statement without it', policy(service(account('StringEquals', OWN)), service())],
    ['a Deny of one account', policy(service(), denyService(account('StringEquals', PARTNER)))],
    ['a Deny that passes requests without the key', policy(service(), { ...denyService(account('ForAnyValue:StringNotEquals', OWN)) })],
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

  test('each service is told by itself', () => {
    const document = policy(service(undefined, [SERVICE, 'appstream.amazonaws.com']));
    expect(judge(RULE, { document }).findings).toHaveLength(2);
  });

  test('weakness 37: one branch of Fn::If drops the condition', () => {
    const document = policy(service({ 'Fn::If': ['Strict', account('StringEquals', OWN), { Ref: 'AWS::NoValue' }] }));
    expectOpen(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });

  test('a parameter that may be anything', () => {
    expectOpen(
      RULE,
      { document: policy(service(account('StringLike', { Ref: 'Source' }))), context: parameter({ AllowedValues: [OWN, '*'] }) },
    );
  });
});

describe('a service that other documents need not restrict, restricted by one statement of this one', () => {
  const STATES = 'states.amazonaws.com';
  const guarded = service(account('StringEquals', OWN), STATES);

  test.each<[string, object]>([
    ['both statements', policy(guarded, service(arn('ArnLike', `arn:aws:states:*:${OWN}:*`), STATES))],
    ['another service without a condition', policy(guarded, service(undefined, 'lambda.amazonaws.com'))],
    ['a statement that lets nobody in', policy(guarded, { ...service(undefined, STATES), Action: 'sts:TagSession' })],
    [
      'a Deny that closes the gap',
      policy(guarded, service(undefined, STATES), { ...denyService(account('StringNotEquals', OWN)), Principal: { Service: STATES } }),
    ],
    [
      'no statement with a condition that asks for the key',
      policy(service(account('StringEqualsIfExists', OWN), STATES), service(undefined, STATES)),
    ],
    ['one statement', policy(service(account('StringEqualsIfExists', OWN), STATES))],
    [
      'a pattern that restricts nothing, of which ineffective-condition speaks',
      policy(guarded, service(arn('ArnLike', 'arn:aws:states:*:*:*'), STATES)),
    ],
    [
      'a guard that restricts nothing, of which ineffective-condition speaks',
      policy(service(arn('ArnLike', 'arn:aws:states:*:*:*'), STATES), service(undefined, STATES)),
    ],
    [
      'Roles Anywhere, which has a rule of its own',
      policy(service(account('StringEquals', OWN), 'rolesanywhere.amazonaws.com'), service(undefined, 'rolesanywhere.amazonaws.com')),
    ],
  ])('closed: %s', (_, document) => expectClosed(RULE, { document }));

  test.each<[string, object, number]>([
    ['the guard dropped', policy(guarded, service(undefined, STATES)), 1],
    ['the guard dropped in the first statement', policy(service(undefined, STATES), guarded), 0],
    ['a guard that passes requests without the key', policy(guarded, service(account('StringEqualsIfExists', OWN), STATES)), 1],
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

  test('no more than information where a construct of the CDK makes the role so', () => {
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
      'in the CDK',
      policy(service()),
      `new iam.ServicePrincipal('${SERVICE}', { conditions: { StringEquals: { 'aws:SourceAccount': this.account } } })`,
      'statement 0',
    ],
    [
      'a soft operator',
      policy(service(account('StringEqualsIfExists', OWN))),
      'use StringEquals instead of StringEqualsIfExists',
      'matches when aws:SourceAccount is missing',
    ],
    [
      'an operator that runs over colons',
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

  test('without a known account the fix does not invent one', () => {
    expect(expectOpen(RULE, { document: policy(service()), account: null }).fix).toContain('"aws:SourceAccount": "<your account>"');
  });
});
