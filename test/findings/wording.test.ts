/** The wording of findings, and which keys of a request a witness keeps. */
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { EvaluatedRequest, Caller } from '../../src/evaluation/assume-role-request';
import { matchStatement } from '../../src/evaluation/match-statement';
import { spellKey } from '../../src/findings/key-names';
import { Witness, witnessOf } from '../../src/findings/witness';
import { describeStatement, describeWitness, listOf, pageOf, placeOf, whyHeld, whyNotKeptOut } from '../../src/findings/wording';

const USER: Witness['caller'] = { kind: 'iam-user', arn: 'arn:aws:iam::222222222222:user/example', account: '222222222222' };
const SESSION: Witness['caller'] = {
  kind: 'role-session',
  arn: 'arn:aws:sts::222222222222:assumed-role/deploy/ci',
  account: '222222222222',
};

describe('a witness in words', () => {
  test.each<[Witness, string]>([
    [
      { action: 'sts:AssumeRole', caller: USER, context: {} },
      `sts:AssumeRole by ${USER.arn}, without MFA (long-term access key), without ExternalId`,
    ],
    [
      { action: 'sts:AssumeRole', caller: USER, context: { 'aws:MultiFactorAuthPresent': 'false' } },
      `sts:AssumeRole by ${USER.arn}, with aws:MultiFactorAuthPresent "false", without ExternalId`,
    ],
    [
      { action: 'sts:AssumeRole', caller: USER, context: { 'aws:MultiFactorAuthPresent': 'true', 'sts:ExternalId': 'any' } },
      `sts:AssumeRole by ${USER.arn}, with MFA, with ExternalId "any"`,
    ],
    [
      { action: 'sts:AssumeRole', caller: USER, context: { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '60' } },
      `sts:AssumeRole by ${USER.arn}, with MFA 60 seconds ago, without ExternalId`,
    ],
    [{ action: 'sts:AssumeRole', caller: SESSION, context: {} }, `sts:AssumeRole by ${SESSION.arn}, without ExternalId`],
    [
      {
        action: 'sts:AssumeRole',
        caller: SESSION,
        context: { 'sts:ExternalId': 'any', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:TagKeys': ['a', 'b'] },
      },
      `sts:AssumeRole by ${SESSION.arn}, with ExternalId "any", aws:PrincipalOrgID "o-a1b2c3d4e5", aws:TagKeys ["a", "b"]`,
    ],
    [
      { action: 'sts:AssumeRole', caller: { kind: 'service', arn: 'lambda.amazonaws.com' }, context: {} },
      'sts:AssumeRole by lambda.amazonaws.com',
    ],
    [
      {
        action: 'sts:AssumeRoleWithWebIdentity',
        caller: { kind: 'oidc', arn: 'accounts.google.com' },
        context: { 'accounts.google.com:aud': 'x' },
      },
      'sts:AssumeRoleWithWebIdentity with a token of accounts.google.com, accounts.google.com:aud "x"',
    ],
    [
      { action: 'sts:AssumeRoleWithSAML', caller: { kind: 'saml', arn: 'arn:aws:iam::111111111111:saml-provider/idp' }, context: {} },
      'sts:AssumeRoleWithSAML with an assertion of arn:aws:iam::111111111111:saml-provider/idp',
    ],
  ])('%#', (witness, words) => expect(describeWitness(witness)).toBe(words));
});

test.each([
  [{ index: 0 }, 'statement 0'],
  [{ index: 1, sid: 'AllowPartner' }, 'statement 1 "AllowPartner"'],
  [{ index: 2, sid: '' }, 'statement 2'],
])('the statement %j is "%s"', (place, words) => expect(describeStatement(place)).toBe(words));

test.each<[readonly string[], string]>([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('the list %j is "%s"', (words, text) => expect(listOf(words)).toBe(text));

test.each([
  ['aws:multifactorauthpresent', 'aws:MultiFactorAuthPresent'],
  ['sts:externalid', 'sts:ExternalId'],
  ['aws:principaltag/team', 'aws:PrincipalTag/team'],
  ['token.actions.githubusercontent.com:sub', 'token.actions.githubusercontent.com:sub'],
])('the key %s is spelled %s', (key, spelling) => expect(spellKey(key)).toBe(spelling));

test('the page of a rule contains its id', () => expect(pageOf('mfa-required')).toMatch(/^https:\/\/.+\/docs\/rules\/mfa-required\.md$/));

const CALLER: Caller = { kind: 'iam-user', partition: 'aws', account: '222222222222', name: 'example' };
const requestWith = (
  context: Readonly<Record<string, string | readonly string[]>>, undocumented: readonly string[] = [],
): EvaluatedRequest => ({
  action: 'sts:AssumeRole', caller: CALLER, context: new Map(Object.entries(context)), undocumented: new Set(undocumented),
});
const statementWith = (Condition?: object) => ({
  Sid: 'One',
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { AWS: '222222222222' },
  ...(Condition && { Condition }),
});
const readingOf = (Condition?: object) => readTrustPolicy({ Version: '2012-10-17', Statement: statementWith(Condition) });
const matchOf = (Condition: object | undefined, request: EvaluatedRequest) =>
  matchStatement(readingOf(Condition).variants[0].statements[0], '2012-10-17', request, ['sts:AssumeRole']);

describe('why a request was not denied', () => {
  const MFA = ['aws:multifactorauthpresent', 'aws:multifactorauthage'];

  test.each<[string, object | undefined, EvaluatedRequest, string]>([
    [
      'no condition on the key',
      { StringEquals: { 'sts:ExternalId': 'x' } },
      requestWith({}),
      'statement 0 "One" has no condition on aws:MultiFactorAuthPresent',
    ],
    ['no condition at all', undefined, requestWith({}), 'statement 0 "One" has no condition on aws:MultiFactorAuthPresent'],
    [
      'the key is missing', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, requestWith({}),
      'BoolIfExists aws:MultiFactorAuthPresent "true" matches when aws:MultiFactorAuthPresent is missing from the request',
    ],
    [
      'the key is present', { Null: { 'AWS:multifactorauthpresent': 'false' } }, requestWith({ 'aws:multifactorauthpresent': 'false' }),
      'Null AWS:multifactorauthpresent "false" only requires aws:MultiFactorAuthPresent to be in the request',
    ],
    [
      'the value matches', { Bool: { 'aws:MultiFactorAuthPresent': ['true', 'false'] } },
      requestWith({ 'aws:multifactorauthpresent': 'false' }),
      'Bool aws:MultiFactorAuthPresent ["true", "false"] matches "false"',
    ],
    [
      'several conditions', {
        BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': '60' },
      }, requestWith({}),
      'BoolIfExists aws:MultiFactorAuthPresent "true" matches when aws:MultiFactorAuthPresent is missing from the request\n'
      + 'NumericLessThanIfExists aws:MultiFactorAuthAge "60" matches when aws:MultiFactorAuthAge is missing from the request',
    ],
  ])('%s', (_, condition, request, words) => expect(whyNotKeptOut(matchOf(condition, request), MFA)).toBe(words));

  test('all conditions of a statement, including one that AWS does not document', () => {
    const condition = { 'StringEquals': { 'aws:Unheard': 'x' }, 'ForAnyValue:StringLike': { 'aws:TagKeys': '*' } };
    expect(whyHeld(matchOf(condition, requestWith({ 'aws:tagkeys': ['a'] }, ['aws:unheard'])))).toBe(
      'AWS does not document aws:unheard for such callers, so StringEquals aws:Unheard "x" may match\nForAnyValue:StringLike ' +
      'aws:TagKeys "*" matches ["a"]',
    );
  });
});

describe('a witness keeps the keys of a request that the document uses', () => {
  const kept = (request: EvaluatedRequest, condition?: object) => witnessOf(request, readingOf(condition)).context;

  test.each<[string, object | undefined, EvaluatedRequest, object]>([
    [
      'MFA and ExternalId always',
      undefined,
      requestWith({ 'sts:externalid': 'x', 'aws:multifactorauthpresent': 'false' }),
      { 'aws:MultiFactorAuthPresent': 'false', 'sts:ExternalId': 'x' },
    ],
    ['no other key that the document does not use', undefined, requestWith({ 'aws:sourceip': '203.0.113.1' }), {}],
    [
      'a key in a condition',
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      requestWith({ 'aws:sourceip': '203.0.113.1' }),
      { 'aws:SourceIp': '203.0.113.1' },
    ],
    [
      'a key in a variable',
      { StringEquals: { 'sts:ExternalId': '${sts:RoleSessionName}' } },
      requestWith({ 'sts:rolesessionname': 'me' }),
      { 'sts:RoleSessionName': 'me' },
    ],
    [
      'the organization of the role, which is not in the policy',
      { StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } },
      requestWith({
        'aws:principalorgid': 'o-a1b2c3d4e5',
        'aws:resourceorgid': 'o-a1b2c3d4e5',
      }), { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:ResourceOrgID': 'o-a1b2c3d4e5' },
    ],
    [
      'nothing that follows from the ARN of the caller',
      { StringEquals: { 'aws:PrincipalAccount': '222222222222' } },
      requestWith({ 'aws:principalaccount': '222222222222' }),
      {},
    ],
  ])('%s', (_, condition, request, context) => expect(kept(request, condition)).toEqual(context));

  test.each([
    ['deploy', {}],
    ['team/deploy', { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/team/deploy' }],
  ])('of the role "%s" the path that the ARN of its session does not have', (roleName, context) => {
    const caller: Caller = { kind: 'role-session', partition: 'aws', account: '222222222222', roleName, sessionName: 'ci' };
    const request = { ...requestWith({ 'aws:principalarn': `arn:aws:iam::222222222222:role/${roleName}` }), caller };
    expect(kept(request, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/*' } })).toEqual(context);
  });
});

test('the location of a statement leaves out a missing Sid', () => {
  const [statement] = readingOf().variants[0].statements;
  expect(placeOf(statement)).toEqual({ index: 0, sid: 'One' });
  expect(placeOf({ ...statement, sid: undefined })).toEqual({ index: 0 });
});
