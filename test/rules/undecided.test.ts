/** Which questions do deploy-time values leave open? */
import { allow, deny, EXTERNAL_ID, MFA, OWN, PARTNER, policy, renderedRoot, role, root } from './trust-policy-cases';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { Finding } from '../../src/findings/finding';
import { Level } from '../../src/findings/level';

const STRANGERS = 'whether this role is public';
const UNNAMED = 'whether principals that are not named get access';
const WITHOUT_MFA = 'whether IAM users get access without MFA';
const WITHOUT_EXTERNAL_ID = 'whether callers get access without an ExternalId';
const IN_GENERAL = 'who gets access';
const QUESTIONS = [STRANGERS, UNNAMED, WITHOUT_MFA, WITHOUT_EXTERNAL_ID];

const partner = root(PARTNER);
const safe = (extra: object) => allow(role(PARTNER, 'deploy'), { ...EXTERNAL_ID, ...extra });
const TEXT = { parameters: { Value: { Type: 'String' } } };

function audit(document: unknown, context: DeployTimeContext = TEXT): Finding[] {
  return auditTrustPolicy({ document, context: { account: OWN, ...context } }, { accounts: new Map(), levels: {} });
}

describe('closed: every question has an answer', () => {
  test.each<[title: string, document: unknown, context: DeployTimeContext]>([
    ['no deploy-time values at all', policy(safe({})), TEXT],
    [
      'the role\'s own account, partition and region',
      policy(allow(renderedRoot({ Ref: 'AWS::AccountId' }), { StringEquals: { 'aws:RequestedRegion': { Ref: 'AWS::Region' } } })),
      TEXT,
    ],
    [
      'an ExternalId from a parameter',
      policy(allow(role(PARTNER, 'deploy'), { StringEquals: { 'sts:ExternalId': { Ref: 'Value' } } })),
      TEXT,
    ],
    [
      'the account of a role from a parameter',
      policy(allow({ 'Fn::Sub': 'arn:aws:iam::${Value}:role/deploy' }, EXTERNAL_ID)),
      TEXT,
    ],
    ['the name of a role from a parameter', policy(allow({ 'Fn::Sub': `arn:aws:iam::${PARTNER}:role/\${Value}` }, EXTERNAL_ID)), TEXT],
    [
      'a role of the same template',
      policy(allow({ 'Fn::GetAtt': ['Deploy', 'Arn'] })),
      { resources: { Deploy: { Type: 'AWS::IAM::Role' } } },
    ],
    [
      'a parameter with AllowedValues that are all safe', policy(allow({ Ref: 'Value' }, EXTERNAL_ID)),
      { parameters: { Value: { Type: 'String', AllowedValues: [role(PARTNER, 'blue'), role(PARTNER, 'green')] } } },
    ],
    [
      'an import that leads to a role of the app',
      policy(allow({ 'Fn::ImportValue': 'Role' })),
      { follow: () => ({ value: role(OWN, 'deploy'), context: {} }) },
    ],
    [
      'a tag that nothing requires',
      policy(safe({ StringEquals: { 'sts:ExternalId': 'an-agreed-value', 'aws:PrincipalTag/team': { Ref: 'Value' } } })),
      TEXT,
    ],
    [
      'a pattern of services, which IAM rejects and which matches no user, whatever the name',
      policy({ Effect: 'Allow', Principal: { Service: '*.amazonaws.com' }, Action: 'sts:AssumeRole' }),
      TEXT,
    ],
    ['a statement that IAM rejects', policy({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }), TEXT],
  ])('%s', (_, document, context) => expect(audit(document, context).filter(({ ruleId }) => ruleId === 'undecided')).toEqual([]));
});

describe('undecided: the finding names the questions, and what they depend on', () => {
  test.each<[string, unknown, readonly string[], string, Level?]>([
    ['the principal', policy(allow({ Ref: 'Value' })), QUESTIONS, 'the principal <parameter "Value">'],
    [
      'the account, which the deployer names',
      policy(allow(renderedRoot({ Ref: 'Value' }))),
      [UNNAMED, WITHOUT_MFA, WITHOUT_EXTERNAL_ID],
      '<parameter "Value">',
    ],
    ['an import', policy(allow({ 'Fn::ImportValue': 'Partner:Arn' })), QUESTIONS, 'import of "Partner:Arn"'],
    ['an attribute', policy(allow({ 'Fn::GetAtt': ['Lookup', 'Arn'] })), QUESTIONS, 'attribute "Arn" of "Lookup"'],
    [
      'MFA',
      policy(allow(`arn:aws:iam::${PARTNER}:user/alice`, { ...EXTERNAL_ID, Bool: { 'aws:MultiFactorAuthPresent': { Ref: 'Value' } } })),
      [WITHOUT_MFA],
      'Bool aws:MultiFactorAuthPresent',
    ],
    [
      'whether the addresses of a named user exclude callers without MFA, which cannot be worked out',
      policy(allow(
        `arn:aws:iam::${PARTNER}:user/alice`,
        { ...EXTERNAL_ID, StringLike: { 'aws:SourceIp': '203.0.113.?' } },
      )), [WITHOUT_MFA], 'aws:sourceip',
    ],
    [
      'an ExternalId that is used as a pattern',
      policy(allow(role(PARTNER, 'deploy'), { StringLike: { 'sts:ExternalId': { Ref: 'Value' } } })),
      [WITHOUT_EXTERNAL_ID],
      'StringLike sts:ExternalId',
      'warning',
    ],
    [
      'the account of a named user, which may be the reader\'s own',
      policy(allow({ 'Fn::Sub': 'arn:aws:iam::${Value}:user/alice' })),
      [WITHOUT_MFA, WITHOUT_EXTERNAL_ID],
      '<parameter "Value">',
      'warning',
    ],
    [
      'the account of a named role, which may be the reader\'s own',
      policy(allow({ 'Fn::Sub': 'arn:aws:iam::${Value}:role/deploy' })),
      [WITHOUT_EXTERNAL_ID],
      '<parameter "Value">',
      'warning',
    ],
    [
      'the account of a named user, and whether MFA is required',
      policy(allow(
        { 'Fn::Sub': 'arn:aws:iam::${Value}:user/alice' },
        { ...EXTERNAL_ID, Bool: { 'aws:MultiFactorAuthPresent': { Ref: 'Value' } } },
      )),
      [WITHOUT_MFA],
      'Bool aws:MultiFactorAuthPresent',
    ],
    [
      'the account of a user among others that are not named',
      policy(allow([{ 'Fn::Sub': 'arn:aws:iam::${Value}:user/alice' }, { Ref: 'Value' }], EXTERNAL_ID)),
      [STRANGERS, UNNAMED, WITHOUT_MFA],
      '<parameter "Value">',
    ],
    [
      'an ARN that is used as a pattern',
      policy(allow(partner, { ...EXTERNAL_ID, ...MFA, ArnLike: { 'aws:PrincipalArn': { Ref: 'Value' } } })),
      [UNNAMED],
      'ArnLike aws:PrincipalArn',
    ],
    [
      'an organization that is used as a pattern',
      policy(allow('*', { StringLike: { 'aws:PrincipalOrgID': { Ref: 'Value' } } })),
      QUESTIONS,
      'StringLike aws:PrincipalOrgID',
    ],
    ['an effect, which may be Allow', policy({ ...deny('*'), Effect: { Ref: 'Value' } }), QUESTIONS, 'effect'],
    ['the document', { Ref: 'Value' }, [IN_GENERAL], 'the document is known at deployment only'],
    ['too many combinations', tooManyCombinations(), [IN_GENERAL], 'combinations'],
  ])('%s', (_, document, questions, reason, expected = 'error') => {
    const undecided = audit(document).filter(({ ruleId }) => ruleId === 'undecided');
    expect(undecided).toHaveLength(1);
    const [{ message, because, level }] = undecided;
    expect(level).toBe(expected);
    expect(message).toMatch(/^deploy-time values decide /);
    for (const question of questions) expect(message).toContain(question);
    for (const question of QUESTIONS) {
      if (!questions.includes(question)
      && !questions.includes(IN_GENERAL)) expect(message).not.toContain(question);
    }
    expect(because).toContain(reason);
  });

  test('an unknown principal is reported once, without findings of the rules it leaves open', () => {
    expect(audit(policy(allow({ Ref: 'Value' }))).map(({ ruleId }) => ruleId)).toEqual(['undecided']);
  });

  test.each<[Level, Level, Level]>([
    ['error', 'error', 'warning'],
    ['warning', 'warning', 'warning'],
    ['info', 'info', 'info'],
  ])('with the rule at %s an error becomes %s, and a warning becomes %s', (setting, error, warning) => {
    const settings = { accounts: new Map(), levels: { undecided: setting } };
    const levelsOf = (document: unknown) => auditTrustPolicy(
      { document, context: { account: OWN, ...TEXT } },
      settings,
    ).map(({ level }) => level);
    expect(levelsOf(policy(allow({ Ref: 'Value' })))).toEqual([error]);
    expect(levelsOf(policy(allow({ 'Fn::Sub': 'arn:aws:iam::${Value}:role/deploy' })))).toEqual([warning]);
  });

  test('what is proved open is not reported as undecided as well', () => {
    const document = policy(allow('*'), allow({ Ref: 'Value' }));
    const ids = audit(document).map(({ ruleId }) => ruleId);
    expect(ids).toContain('public-principal');
    expect(ids.filter((id) => id === 'undecided')).toHaveLength(1);
  });
});

/** More branches than can be gone through one by one. */
function tooManyCombinations(): object {
  const branch = (number: number) => ({ 'Fn::If': [`Condition${number}`, role(PARTNER, `a${number}`), role(PARTNER, `b${number}`)] });
  return policy(allow(Array.from({ length: 12 }, (_, number) => branch(number)), EXTERNAL_ID));
}
