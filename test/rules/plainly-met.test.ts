/** The quick check of conditions is sound: where it says that a caller can satisfy them, the engine finds one. */
import fc from 'fast-check';
import { allow, allowFederated, allowService, OWN, PARTNER, policy, role, root, session, user } from './trust-policy-cases';
import { findRequest } from '../../src/analysis/find-request';
import { ANYBODY } from '../../src/analysis/questions/questions';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { someCallerMeets } from '../../src/rules/support/plainly-met';
import { propertyRuns } from '../property-runs';

const GITHUB = 'token.actions.githubusercontent.com';
const COGNITO = 'cognito-identity.amazonaws.com';
const FUNCTION = 'arn:aws:lambda:us-east-1:222222222222:function:x';
const OWNER = { account: OWN };
type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const STATEMENTS: readonly ((condition: Condition) => object)[] = [
  (condition) => allow(root(PARTNER), condition),
  (condition) => allow(root(PARTNER, 'aws-cn'), condition),
  (condition) => allow(user(PARTNER, 'alice'), condition),
  (condition) => allow(role(PARTNER, 'deploy'), condition),
  (condition) => allow(session(PARTNER, 'deploy', 'ci'), condition),
  (condition) => allowService('lambda.amazonaws.com', condition),
  (condition) => allowFederated(`arn:aws:iam::${OWN}:oidc-provider/${GITHUB}`, condition),
  (condition) => allowFederated(COGNITO, condition),
  (condition) => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithSAML',
    Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/idp` },
    Condition: condition,
  }),
];

const OPERATORS = [
  'StringEquals',
  'StringLike',
  'ArnLike',
  'Bool',
  'NumericLessThan',
  'NumericGreaterThanEquals',
  'NumericEquals',
  'StringNotEquals',
  'ForAllValues:StringLike',
  'Null',
];
const KEYS = [
  'aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:userid', 'aws:username', 'aws:PrincipalOrgID', 'aws:PrincipalOrgPaths',
  'aws:PrincipalTag/x', 'aws:MultiFactorAuthPresent',
  'aws:MultiFactorAuthAge', 'sts:ExternalId', 'sts:RoleSessionName', 'sts:SourceIdentity', 'aws:RequestTag/x', 'aws:SourceArn',
  'aws:SourceAccount', 'aws:SourceIp', 'aws:FederatedProvider',
  'aws:ResourceAccount', 'saml:sub_type', 'sts:DurationSeconds', `${GITHUB}:sub`, `${COGNITO}:amr`, 'lambda:SourceFunctionArn',
  'aws:SomethingNew',
];
const VALUES = [
  'true', 'false', '*', 'a', 'ab', 'x y', '?', '', '${aws:username}', PARTNER, 'o-a1b2c3d4e5', 'o-a1b2c3d4e5*', role(PARTNER, 'deploy'),
  role(PARTNER, 'team/deploy'), role(OWN, 'deploy'),
  user(PARTNER, 'alice'), `arn:aws-cn:iam::${PARTNER}:user/alice`, root(PARTNER), session(PARTNER, 'deploy', 'ci'),
  'AIDAABCDEFGHIJKLMNOPQ', 'AROAABCDEFGHIJKLMNOPQ:ci', FUNCTION, '0', '900', '3600', '43200', '129601',
  'a'.repeat(70), 'persistent',
];
const oneKey = fc
  .tuple(fc.constantFrom(...OPERATORS), fc.constantFrom(...KEYS), fc.constantFrom(...VALUES))
  .map(([operator, key, value]): Condition => ({ [operator]: { [key]: value } }));

/** Each can be satisfied; no two have to be satisfiable together. */
const MET: readonly Condition[] = [
  { ArnLike: { 'aws:PrincipalArn': user(PARTNER, 'alice') } },
  { ArnEquals: { 'aws:PrincipalArn': role(PARTNER, 'deploy') } },
  { StringLike: { 'aws:userid': 'AIDAABCDEFGHIJKLMNOPQ' } },
  { StringEquals: { 'aws:userid': 'AROAABCDEFGHIJKLMNOPQ:ci' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
  { StringEquals: { 'aws:FederatedProvider': COGNITO } },
  { StringEquals: { [`${GITHUB}:ref`]: 'refs/heads/main' } },
  { ArnLike: { 'lambda:SourceFunctionArn': FUNCTION } },
  { StringEquals: { 'aws:SourceAccount': OWN } },
  { ArnLike: { 'aws:SourceArn': FUNCTION } },
  { StringLike: { 'sts:ExternalId': 'abcdef' } },
  { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
  { NumericGreaterThan: { 'sts:DurationSeconds': '3600' } },
];
const twoKeys = fc.tuple(fc.constantFrom(...MET), fc.constantFrom(...MET)).map(([one, other]): Condition =>
  Object.fromEntries([...Object.keys(one), ...Object.keys(other)].map((operator) => [operator, { ...one[operator], ...other[operator] }])),
);

test('the engine finds a caller for every condition that the quick check accepts', () => {
  fc.assert(
    fc.property(fc.constantFrom(...STATEMENTS), fc.oneof(oneKey, twoKeys), (statementWith, condition) => {
      const reading = readTrustPolicy(policy(statementWith(condition)), OWNER);
      const [{ principals, conditions }] = reading.variants[0].statements;
      fc.pre(someCallerMeets(conditions, principals[0]));
      expect(findRequest(reading, OWNER, ANYBODY).kind).toBe('open');
    }),
    propertyRuns(150, 1),
  );
});
