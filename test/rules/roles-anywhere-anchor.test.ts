/** Can a certificate be used that the intended trust anchor did not issue? */
import { deny, expectClosed, expectOpen, expectUndecided, OWN, PARTNER, policy } from './trust-policy-cases';

const RULE = 'roles-anywhere-anchor';
const SERVICE = 'rolesanywhere.amazonaws.com';
const ANCHOR = `arn:aws:rolesanywhere:eu-west-1:${OWN}:trust-anchor/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9`;
const arn = (operator: string, value: unknown) => ({ [operator]: { 'aws:SourceArn': value } });
const account = (operator: string, value: unknown) => ({ [operator]: { 'aws:SourceAccount': value } });
const anywhere = (condition?: object, Service: unknown = SERVICE) => ({
  Effect: 'Allow',
  Action: [
    'sts:AssumeRole',
    'sts:TagSession',
    'sts:SetSourceIdentity',
  ],
  Principal: { Service },
  ...(condition && { Condition: condition }),
});
const denyAnywhere = (condition: object) => ({ ...deny('*', condition), Principal: { Service: SERVICE } });
const anchor = { resources: { Anchor: { Type: 'AWS::RolesAnywhere::TrustAnchor', Properties: { Name: 'a' } } } };
const parameter = (definition: object) => ({ parameters: { Anchor: { Type: 'String', ...definition } } });

describe('closed: one trust anchor', () => {
  test.each<[string, object]>([
    ['ArnEquals', policy(anywhere(arn('ArnEquals', ANCHOR)))],
    ['StringEquals', policy(anywhere(arn('StringEquals', ANCHOR)))],
    ['ArnLike on the whole ARN', policy(anywhere(arn('ArnLike', ANCHOR)))],
    ['two anchors', policy(anywhere(arn('ArnEquals', [ANCHOR, ANCHOR.replace('0a1b', '1b2c')])))],
    ['the anchor in any region', policy(anywhere(arn('ArnLike', ANCHOR.replace('eu-west-1', '*'))))],
    ['the key in another spelling', policy(anywhere({ ArnEquals: { 'AWS:sourcearn': ANCHOR } }))],
    ['IfExists made strict by Null false', policy(anywhere({ ...arn('ArnEqualsIfExists', ANCHOR), ...arn('Null', 'false') }))],
    ['a Deny of every other anchor, and of requests without one', policy(anywhere(), denyAnywhere(arn('ArnNotEquals', ANCHOR)))],
    ['a Deny of every principal', policy(anywhere(), denyAnywhere({}))],
    [
      'the anchor and a name on the certificate',
      policy(anywhere({ ...arn('ArnEquals', ANCHOR), StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'app' } })),
    ],
    ['the ARN of an anchor from a parameter, compared as it is', policy(anywhere(arn('StringEquals', { Ref: 'Anchor' })))],
    ['another service', policy(anywhere(undefined, 'lambda.amazonaws.com'))],
    ['the wrong API for a service', policy({ ...anywhere(), Action: 'sts:AssumeRoleWithWebIdentity' })],
    ['every service, reported by public-principal', policy(anywhere(undefined, '*'))],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));

  test.each([
    ['GetAtt', arn('ArnEquals', { 'Fn::GetAtt': ['Anchor', 'TrustAnchorArn'] })],
    ['Ref', arn('ArnLike', { 'Fn::Sub': 'arn:aws:rolesanywhere:eu-west-1:${AWS::AccountId}:trust-anchor/${Anchor}' })],
  ])('an anchor of the same template, by %s', (_, condition) => expectClosed(
    RULE,
    { document: policy(anywhere(condition)), context: anchor, account: null },
  ));
});

describe('open: any trust anchor', () => {
  test.each<[string, object]>([
    ['no condition', policy(anywhere())],
    ['the account only: any anchor in it', policy(anywhere(account('StringEquals', OWN)))],
    [
      'a name on the certificate, which any authority can issue',
      policy(anywhere({ StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'app' } })),
    ],
    ['weakness 33: any ARN', policy(anywhere(arn('ArnLike', '*')))],
    ['any anchor of the account', policy(anywhere(arn('ArnLike', `arn:aws:rolesanywhere:eu-west-1:${OWN}:trust-anchor/*`)))],
    ['anything of the account', policy(anywhere(arn('ArnLike', `arn:aws:rolesanywhere:*:${OWN}:*`)))],
    ['the beginning of an ARN', policy(anywhere(arn('StringLike', 'arn:aws:rolesanywhere:*')))],
    ['any anchor whose id begins like this', policy(anywhere(arn('StringLike', ANCHOR.replace(/-4e5f.*/, '*'))))],
    ['any service before the id', policy(anywhere(arn('StringLike', `*:trust-anchor/${ANCHOR.split('/')[1]}*`)))],
    ['IfExists matches requests without the key', policy(anywhere(arn('ArnEqualsIfExists', ANCHOR)))],
    ['ForAllValues matches requests without the key', policy(anywhere(arn('ForAllValues:ArnEquals', ANCHOR)))],
    ['every anchor but one', policy(anywhere(arn('ArnNotEquals', ANCHOR)))],
    ['presence', policy(anywhere(arn('Null', 'false')))],
    ['absence', policy(anywhere(arn('Null', 'true')))],
    ['one specific and one wide value', policy(anywhere(arn('ArnLike', [ANCHOR, 'arn:aws:rolesanywhere:*:*:trust-anchor/*'])))],
    ['a second statement without it', policy(anywhere(arn('ArnEquals', ANCHOR)), anywhere())],
    ['a Deny that does not cover requests without the key', policy(anywhere(), denyAnywhere(arn('ForAnyValue:ArnNotEquals', ANCHOR)))],
    ['beside another service', policy(anywhere(undefined, ['ec2.amazonaws.com', SERVICE]))],
    ['every action', policy({ ...anywhere(), Action: '*' })],
    ['weakness 36: JSON text', JSON.stringify(policy(anywhere())) as unknown as object],
  ])('%s', (_, document) => {
    const { witness, level } = expectOpen(RULE, { document });
    expect(witness).toMatchObject({ action: 'sts:AssumeRole', caller: { kind: 'service', arn: SERVICE } });
    expect(witness.context['aws:SourceArn']).not.toBe(ANCHOR);
    expect(level).toBe('error');
  });

  test('weakness 37: one branch of Fn::If drops the condition', () => {
    const document = policy(anywhere({ 'Fn::If': ['Strict', arn('ArnEquals', ANCHOR), { Ref: 'AWS::NoValue' }] }));
    expectOpen(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });

  test('a parameter that may hold any anchor', () => {
    const document = policy(anywhere(arn('ArnLike', { Ref: 'Anchor' })));
    expectOpen(RULE, { document, context: parameter({ AllowedValues: [ANCHOR, `arn:aws:rolesanywhere:*:${PARTNER}:trust-anchor/*`] }) });
    expectClosed(RULE, { document, context: parameter({ AllowedValues: [ANCHOR] }) });
  });
});

describe('undecided: a deploy-time value decides', () => {
  test.each<[string, object]>([
    ['an ARN that is used as a pattern', policy(anywhere(arn('ArnLike', { Ref: 'Anchor' })))],
    [
      'the id, used as a pattern',
      policy(anywhere(arn('ArnLike', { 'Fn::Sub': 'arn:aws:rolesanywhere:eu-west-1:${AWS::AccountId}:trust-anchor/${Anchor}' }))),
    ],
    ['the condition block', policy(anywhere({ 'Fn::FindInMap': ['Blocks', { Ref: 'Anchor' }, 'Block'] }))],
    ['a list of ARNs', policy(anywhere(arn('ArnEquals', { 'Fn::Split': [',', { Ref: 'Anchor' }] })))],
  ])('%s', (_, document) => {
    expect(
      expectUndecided(RULE, { document, context: parameter({}) }).message,
    ).toContain('whether certificates of other trust anchors get access');
  });
});

describe('the fix and the reason', () => {
  test.each<[string, object, string, string]>([
    [
      'no condition',
      policy(anywhere()),
      `"ArnEquals": { "aws:SourceArn": "arn:aws:rolesanywhere:<region>:${OWN}:trust-anchor/<id>" } to statement 0`,
      'statement 0 has no condition on aws:SourceArn',
    ],
    [
      'an IfExists operator',
      policy(anywhere(arn('ArnEqualsIfExists', ANCHOR))),
      'use ArnEquals instead of ArnEqualsIfExists',
      'matches when aws:SourceArn is missing',
    ],
    [
      'a wide pattern',
      policy(anywhere(arn('ArnLike', 'arn:aws:rolesanywhere:*:*:*'))),
      'replace ArnLike aws:SourceArn "arn:aws:rolesanywhere:*:*:*" with "ArnEquals"',
      'matches "arn:aws:rolesanywhere:',
    ],
  ])('%s', (_, document, fix, because) => {
    const finding = expectOpen(RULE, { document });
    expect(finding.fix).toContain(fix);
    expect(finding.because).toContain(because);
  });
});
