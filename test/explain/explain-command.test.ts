/** What `explain` decides and prints: allowed calls, undecided calls, and every kind of invalid argument. */
import { execFileSync } from 'node:child_process';
import {
  ALICE, allow, ask, DEPLOY, DEPLOY_ROLE, deny, EXTERNAL_ID, getRole, GITHUB, MFA, OWN, PARTNER, permits, policy, PORTAL,
  Question, ROLE, run, SECRET,
} from './explaining';

const SUBJECT = 'token.actions.githubusercontent.com:sub';
const FROM_OFFICE = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };

describe('an allowed call', () => {
  test.each<[string, Question, command: string | undefined, profile: string | undefined]>([
    [
      'with nothing', { trust: policy(allow(ALICE)) }, `aws sts assume-role --role-arn ${ROLE} --role-session-name alice`,
      `[profile Audit]\nrole_arn = ${ROLE}\nsource_profile = default\nrole_session_name = alice\n`,
    ],
    ['with MFA and ExternalId', { trust: policy(allow(ALICE, { ...MFA, ...EXTERNAL_ID })), args: ['--mfa', '--external-id', SECRET] },
      `aws sts assume-role --role-arn ${ROLE} --role-session-name alice --external-id ${SECRET} ` +
        '--serial-number "${MFA_SERIAL:?set it to the ARN of your MFA device}" ' +
        '--token-code "${TOKEN_CODE:?set it to the 6 digits that your MFA device shows}"',
      `[profile Audit]\nrole_arn = ${ROLE}\nsource_profile = default\nmfa_serial = arn:aws:iam::${PARTNER}:mfa/alice\n` +
        `external_id = ${SECRET}\nrole_session_name = alice\n`],
    [
      'with a session name and a duration',
      { trust: policy(allow(DEPLOY_ROLE)), caller: DEPLOY, args: ['--session-name', 'ci-7', '--duration', '900'] },
      `aws sts assume-role --role-arn ${ROLE} --role-session-name ci-7 --duration-seconds 900`,
      `[profile Audit]\nrole_arn = ${ROLE}\nsource_profile = default\nrole_session_name = ci-7\nduration_seconds = 900\n`,
    ],
    [
      'with tags, for which a profile has no setting',
      { trust: policy(allow(ALICE, undefined, 'sts:*')), args: ['--session-tag', "Team=It's blue"].map((arg) => arg.replace("'", '')) },
      `aws sts assume-role --role-arn ${ROLE} --role-session-name alice --tags '[{"Key":"Team","Value":"Its blue"}]'`, undefined,
    ],
    [
      'with a token',
      {
        trust: policy(allow({ Federated: GITHUB }, { StringEquals: { [SUBJECT]: 'repo:acme/app' } }, 'sts:AssumeRoleWithWebIdentity')),
        caller: GITHUB,
        args: ['--context', `${SUBJECT}=repo:acme/app`],
      },
      `aws sts assume-role-with-web-identity --role-arn ${ROLE} --role-session-name cli-session --web-identity-token file://token.txt`,
      `[profile Audit]\nrole_arn = ${ROLE}\nweb_identity_token_file = token.txt\nrole_session_name = cli-session\n`,
    ],
    [
      'with an assertion',
      {
        trust: policy(allow({ Federated: `arn:aws:iam::${OWN}:saml-provider/Okta` }, undefined, 'sts:AssumeRoleWithSAML')),
        caller: `arn:aws:iam::${OWN}:saml-provider/Okta`,
      },
      `aws sts assume-role-with-saml --role-arn ${ROLE} --principal-arn arn:aws:iam::${OWN}:saml-provider/Okta ` +
        '--saml-assertion file://assertion.txt',
      undefined,
    ],
    ['of a service', { trust: policy(allow({ Service: 'lambda.amazonaws.com' })), caller: 'lambda.amazonaws.com' }, undefined, undefined],
    [
      'of a role whose name is default', { trust: policy(allow(ALICE)), role: `arn:aws:iam::${OWN}:role/default` },
      `aws sts assume-role --role-arn arn:aws:iam::${OWN}:role/default --role-session-name alice`,
      `[profile default-role]\nrole_arn = arn:aws:iam::${OWN}:role/default\nsource_profile = default\nrole_session_name = alice\n`,
    ],
    [
      'for as long as get-role allows', { trust: getRole(ROLE, policy(allow(ALICE)), 43200), args: ['--duration', '43200'] },
      `aws sts assume-role --role-arn ${ROLE} --role-session-name alice --duration-seconds 43200`,
      `[profile Audit]\nrole_arn = ${ROLE}\nsource_profile = default\nrole_session_name = alice\nduration_seconds = 43200\n`,
    ],
  ])('%s', (_title, question, command, profile) => {
    const explanation = ask(question);
    expect(explanation).toMatchObject({ schemaVersion: '2', decision: 'allowed', causes: [] });
    expect(explanation.command).toBe(command);
    expect(explanation.profile).toBe(profile);
  });
});

test.each<[string, Question]>([
  [
    'a condition as a context key is the same as its option',
    { trust: policy(allow(ALICE, EXTERNAL_ID)), args: ['--context', `sts:ExternalId=${SECRET}`] },
  ],
  [
    'MFA as a context key is the same as --mfa',
    { trust: policy(allow(ALICE, MFA)), args: ['--context', 'aws:MultiFactorAuthPresent=true'] },
  ],
  [
    'a tag as a context key is the same as --session-tag',
    {
      trust: policy(allow(ALICE, { StringEquals: { 'aws:RequestTag/project': 'Alpha' } }, 'sts:*')),
      args: ['--context', 'aws:RequestTag/project=Alpha'],
    },
  ],
  ['an address that is given', { trust: policy(allow(ALICE, FROM_OFFICE)), args: ['--context', 'aws:SourceIp=203.0.113.7'] }],
  [
    'a key with several values',
    {
      trust: policy(allow(ALICE, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } })),
      args: ['--context', 'aws:PrincipalOrgPaths=o-a1b2c3d4e5/r-ab12/'],
    },
  ],
  [
    'a key that is given several times',
    {
      trust: policy(allow(ALICE, { 'ForAnyValue:StringEquals': { 'aws:Example': 'a' } })),
      args: ['--context', 'aws:Example=a', '--context', 'aws:Example=b'],
    },
  ],
  [
    'a role by its ARN, with its path',
    {
      trust: policy(allow(PARTNER, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/team/Deploy` } })),
      caller: `arn:aws:iam::${PARTNER}:role/team/Deploy`,
    },
  ],
  [
    'a session whose role is given with its path',
    {
      trust: policy(allow(PARTNER, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/team/Deploy` } })),
      caller: DEPLOY,
      args: ['--context', `aws:PrincipalArn=arn:aws:iam::${PARTNER}:role/team/Deploy`],
    },
  ],
  [
    'Identity Center, by a pattern that holds in every region',
    {
      trust: policy(
        allow(
          PARTNER,
          { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Admin_*` } },
        ),
      ),
      caller: PORTAL,
    },
  ],
  [
    'keys that every call has',
    {
      trust: policy(
        allow(
          ALICE,
          {
            Bool: { 'aws:SecureTransport': 'true' },
            DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
            StringEquals: { 'aws:ResourceAccount': OWN },
          },
        ),
      ),
    },
  ],
  ['a trust policy as JSON text, URL-encoded', { trust: getRole(ROLE, encodeURIComponent(JSON.stringify(policy(allow(ALICE))))) }],
  [
    'a role of get-account-authorization-details',
    { trust: { RoleName: 'Audit', Arn: ROLE, AssumeRolePolicyDocument: policy(allow(ALICE)) } },
  ],
  [
    'a role whose own account is known only at deployment',
    {
      trust: policy(
        allow({ AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] } }),
      ),
      caller: `arn:aws:iam::${OWN}:user/carol`,
    },
  ],
])('passes: %s', (_title, question) => {
  expect(ask(question).decision).toBe('allowed');
});

test.each<[string, Question, codes: readonly string[], words: string]>([
  [
    'the address is not given', { trust: policy(allow(ALICE, FROM_OFFICE)) }, ['condition-not-met'],
    'the value of aws:SourceIp in the request is not known',
  ],
  [
    'the organization is not given', { trust: policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })) },
    ['condition-not-met'], 'the value of aws:PrincipalOrgID in the request is not known',
  ],
  [
    'the session name is not given', { trust: policy(allow(ALICE, { StringEquals: { 'sts:RoleSessionName': 'alice' } })) },
    ['session-name-mismatch'], 'the session name in the call is not known',
  ],
  [
    'the claims of the token are not given',
    {
      trust: policy(allow({ Federated: GITHUB }, { StringLike: { [SUBJECT]: 'repo:acme/*' } }, 'sts:AssumeRoleWithWebIdentity')),
      caller: GITHUB,
    },
    ['token-claim-mismatch'], `the value of ${SUBJECT} in the request is not known`,
  ],
  [
    'the MFA key of a role session is false or missing',
    { trust: policy(allow(PARTNER, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } })), caller: DEPLOY },
    ['mfa-impossible'], 'never carries MFA',
  ],
  [
    'the path of the role behind a session',
    { trust: policy(allow(PARTNER, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/team/Deploy` } })), caller: DEPLOY },
    ['condition-not-met'], 'aws:PrincipalArn',
  ],
  [
    'the region of Identity Center',
    {
      trust: policy(
        allow(
          PARTNER,
          { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*` } },
        ),
      ),
      caller: PORTAL,
    },
    ['condition-not-met'], 'aws:PrincipalArn',
  ],
  [
    'a Deny by an address that is not given',
    { trust: policy(allow(ALICE), deny('*', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })) }, ['explicit-deny'],
    'the value of aws:SourceIp in the request is not known',
  ],
  [
    'a multivalued key in a condition for a single value',
    {
      trust: policy(allow(ALICE, { StringEquals: { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/' } })),
      args: ['--context', 'aws:PrincipalOrgPaths=o-a1b2c3d4e5/'],
    },
    ['condition-not-met'], 'whether a condition matches is not known',
  ],
  [
    'how the session of a role was obtained',
    { trust: policy(allow(PARTNER, { Null: { 'aws:FederatedProvider': 'true' } })), caller: DEPLOY }, ['condition-not-met'],
    'Null aws:FederatedProvider "true"',
  ],
  [
    'a statement that may allow the call comes before one that certainly does not',
    { trust: policy(allow(ALICE, EXTERNAL_ID), allow({ AWS: { Ref: 'Caller' } })) }, ['principal-not-trusted'],
    'the principals of statement 1 are not known',
  ],
  [
    'a principal that is known only at deployment', { trust: policy(allow({ AWS: { Ref: 'Caller' } })) },
    ['principal-not-trusted'], 'the principals of statement 0 are not known',
  ],
  [
    'a document that is known only at deployment', { trust: { AssumeRolePolicyDocument: { Ref: 'Policy' } } },
    ['principal-not-trusted'], 'the principals of statement 0 are not known: the document is known at deployment only',
  ],
  [
    'an operator that IAM does not know', { trust: policy(allow(ALICE, { StringMatches: { 'aws:username': 'alice' } })) },
    ['condition-not-met'], 'cannot be read',
  ],
])('undecided: %s', (_title, question, codes, words) => {
  const explanation = ask(question);
  expect(explanation.decision).toBe('undecided');
  expect(explanation.causes.map(({ code }) => code)).toEqual(codes);
  expect(explanation.causes[0].message).toContain(words);
  expect(explanation.command).toBeUndefined();
});

const TRUST = { 't.json': policy(allow(ALICE)) };
const BASE = ['--trust-policy', 'file:t.json'];
const WHO = [...BASE, '--role-arn', ROLE, '--caller-arn', ALICE];

test.each<[string, readonly string[], problem: string]>([
  ['a role ARN that is a name', [...BASE, '--role-arn', 'Audit', '--caller-arn', ALICE], '--role-arn: "Audit" is not the ARN of a role'],
  ['a role ARN of a session', [...BASE, '--role-arn', DEPLOY, '--caller-arn', ALICE], 'is not the ARN of a role'],
  ['a role ARN with a line break', [...BASE, '--role-arn', `${ROLE}\nx`, '--caller-arn', ALICE], 'is not the ARN of a role'],
  ['a role ARN with an escape', [...BASE, '--role-arn', `${ROLE}\u001b[2J`, '--caller-arn', ALICE], '\\u001b[2J'],
  ['no role ARN', [...BASE, '--caller-arn', ALICE], '--role-arn: is missing'],
  ['no caller ARN', [...BASE, '--role-arn', ROLE], '--caller-arn: is missing'],
  ['no trust policy', ['--role-arn', ROLE, '--caller-arn', ALICE], '--trust-policy'],
  ['a caller that is an account', [...BASE, '--role-arn', ROLE, '--caller-arn', PARTNER], 'is not the ARN of a user'],
  ['a caller that is a group', [...BASE, '--role-arn', ROLE, '--caller-arn', `arn:aws:iam::${PARTNER}:group/devs`],
    'is not the ARN of a user'],
  ['the root user', [...BASE, '--role-arn', ROLE, '--caller-arn', `arn:aws:iam::${PARTNER}:root`], 'root user'],
  ['a GetFederationToken ' +
    'session', [...BASE, '--role-arn', ROLE, '--caller-arn', `arn:aws:sts::${PARTNER}:federated-user/bob`], 'cannot call AssumeRole'],
  ['a caller with a wildcard', [...BASE, '--role-arn', ROLE, '--caller-arn', `arn:aws:iam::${PARTNER}:user/*`], 'is not the ARN of a user'],
  ['a provider with a wildcard', [...BASE, '--role-arn', ROLE, '--caller-arn', `arn:aws:iam::${OWN}:oidc-provider/*`],
    'is not the ARN of a user'],
  ['a session with an escape in its name', [...BASE, '--role-arn', ROLE, '--caller-arn', `${DEPLOY}\u001b]0;x\u0007`], '\\u001b'],
  ['a caller ARN that is too long', [...BASE, '--role-arn', ROLE, '--caller-arn', 'x'.repeat(100_000)], '...'],
  ['an ExternalId with a space', [...WHO, '--external-id', 'two words'], '--external-id: "two words"'],
  ['an ExternalId of one character', [...WHO, '--external-id', 'x'], '2 to 1224'],
  ['an ExternalId given twice, and ' +
    'different', [...WHO, '--external-id', 'one-id', '--context', 'sts:ExternalId=other'], 'is specified twice'],
  ['an ExternalId with a token', [...BASE, '--role-arn', ROLE, '--caller-arn', GITHUB, '--external-id', SECRET],
    'cannot be sent with a token'],
  ['a source identity with a ' +
    'token', [...BASE, '--role-arn', ROLE, '--caller-arn', GITHUB, '--source-identity', 'bob'], 'cannot be sent with a token'],
  ['policies of a token', [...BASE, '--role-arn', ROLE, '--caller-arn', GITHUB, '--caller-policy', 'file:t.json'], 'this kind of ' +
    'caller has no policies'],
  ['a session name with a slash', [...WHO, '--session-name', 'a/b'], '--session-name'],
  ['a source identity with an escape', [...WHO, '--source-identity', '\u001b[31mx'], '--source-identity'],
  ['a tag without a value', [...WHO, '--session-tag', 'Project'], '--session-tag: "Project" is not a key=value pair'],
  ['a tag without a key', [...WHO, '--session-tag', '=Alpha'], 'is not a key=value pair'],
  ['a tag with a control character', [...WHO, '--session-tag', 'Project=a\u0007b'], 'is not a valid tag value'],
  ['a tag twice, in different case', [...WHO, '--session-tag', 'Project=a', '--session-tag', 'project=b'], 'is specified twice'],
  ['too many tags', [...WHO, ...Array.from({ length: 51 }, (_, index) => ['--session-tag', `k${index}=v`]).flat()], '51 tags'],
  ['a duration that is not a number', [...WHO, '--duration', '1h'], '--duration: "1h" is not a number of seconds'],
  ['a duration below the minimum', [...WHO, '--duration', '60'], 'the minimum is 900 seconds'],
  ['an MFA age that is not a number', [...WHO, '--mfa-age', '-5'], '--mfa-age'],
  ['both --mfa and its absence', [...WHO, '--mfa', '--context', 'aws:MultiFactorAuthPresent=false'], 'omit one of them'],
  ['MFA that is neither true nor false', [...WHO, '--context', 'aws:MultiFactorAuthPresent=yes'], 'must be true or false'],
  ['a context that is not a key=value pair', [...WHO, '--context', 'aws:SourceIp'], '--context: "aws:SourceIp" is not a key=value pair'],
  ['an invalid context key', [...WHO, '--context', 'SourceIp=1.2.3.4'], 'is not a condition key'],
  ['a context key that follows from the caller', [...WHO, '--context', 'aws:username=bob'], 'follows from --caller-arn'],
  ['the principal ARN of another caller', [...BASE, '--role-arn', ROLE, '--caller-arn', DEPLOY, '--context',
    `aws:PrincipalArn=arn:aws:iam::${PARTNER}:role/Other`], 'is not the ARN of the role of --caller-arn'],
  ['an unknown format', [...WHO, '--format', 'xml'], 'xml'],
  ['an unknown option', [...WHO, '--colour', 'red'], '--colour'],
  ['standard input twice', ['--trust-policy', '-', '--role-arn', ROLE, '--caller-arn', ALICE, '--caller-policy', '-'],
    'can be read only once'],
  ['a file that does not exist', ['--trust-policy', 'file:missing.json', '--role-arn', ROLE, '--caller-arn', ALICE], 'missing.json'],
])('%s is rejected with a one-line error', (_title, args, problem) => {
  const said = run(args, TRUST);
  expect(said).toMatchObject({ status: 2, stdout: '' });
  expect(said.stderr).toContain(problem);
  expect(said.stderr).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(said.stderr.length).toBeLessThan(500);
});

test.each<[string, unknown, string]>([
  ['a list', [], 'does not contain a trust policy'],
  ['a number', 7, 'does not contain a trust policy'],
  ['a template without a role', { Resources: {} }, 'contains no role'],
  ['many roles', { Roles: [] }, 'contains a list of roles'],
  [
    'a role whose ARN is something else', { Role: { Arn: ALICE, AssumeRolePolicyDocument: policy(allow(ALICE)) } },
    'its Arn is not the ARN of a role',
  ],
])('a trust policy that is %s is rejected with a one-line error', (_title, content, problem) => {
  const said = run(WHO, { 't.json': content });
  expect(said).toMatchObject({ status: 2, stdout: '' });
  expect(said.stderr).toContain(problem);
});

describe('as text', () => {
  const text = (trust: unknown, ...args: readonly string[]) => run([...WHO, ...args], { 't.json': trust }).stdout;

  test('every cause has its location, its fix and its command', () => {
    expect(text(policy({ ...allow(ALICE, { ...MFA, ...EXTERNAL_ID }), Sid: 'AllowPartner' }))).toMatch(new RegExp([
      `^denied: ${ALICE} cannot assume ${ROLE}\n`,
      '\n1. mfa-missing: MFA is required, .*\n   where    trust policy, statement 0 "AllowPartner"\n   fix      .*\n   command  aws ' +
        'sts assume-role .*\n',
      '\n2. external-id-missing: .*\n   where    .*\n   fix      .*\n   command  aws sts assume-role .*\n',
      '\nEach command contains all changes of its kind.*\n',
      '\nnote: the policies of the caller were not checked',
    ].join('')));
  });

  test('an allowed call comes with the command and the profile', () => {
    expect(text(policy(allow(ALICE)))).toContain(
      `\nAssume it with\n\n  aws sts assume-role --role-arn ${ROLE} --role-session-name alice\n`,
    );
    expect(text(policy(allow(ALICE)))).toContain(`\n  [profile Audit]\n  role_arn = ${ROLE}\n`);
  });

  test('control characters are escaped, never sent to the terminal', () => {
    const hostile = policy(
      {
        ...allow('arn:aws:iam::111122223333:user/\u001b]0;x\u0007', { StringEquals: { 'sts:ExternalId': '\u001b[2J\u009b31m\u202e' } }),
        Sid: 'x\u001b[31m',
      },
    );
    for (const format of ['text', 'json']) {
      expect(text(hostile, '--format', format)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  test('a value that STS would reject is never put on a command line', () => {
    const { causes } = ask({ trust: policy(allow(ALICE, { StringEquals: { 'sts:ExternalId': 'x; rm -rf ~\n' } })) });
    expect(causes.map(({ code }) => code)).toEqual(['external-id-missing']);
    expect(causes[0].commands[0].run).not.toContain('rm -rf');
  });

  test('the policy is a single shell word, whatever it contains', () => {
    const trust = policy(
      allow(`arn:aws:iam::${PARTNER}:user/bob`, { StringEquals: { 'aws:PrincipalTag/who': "it's `id` $(id) é\u0007" } }),
    );
    const [{ run: command }] = ask({ trust, args: ['--context', "aws:PrincipalTag/who=it's `id` $(id) é\u0007"] }).causes[0].commands;
    expect(command).toMatch(/^[\x20-\x7e]*$/);
    const printed = execFileSync('sh', ['-c', command.replace('aws iam update-assume-role-policy', "printf '%s|'")], { encoding: 'utf8' });
    const [, name, , document] = printed.split('|');
    expect(name).toBe('Audit');
    expect((JSON.parse(document) as { Statement: { Condition: unknown }[] }).Statement[0].Condition).toEqual(
      { StringEquals: { 'aws:PrincipalTag/who': "it's `id` $(id) é\u0007" } },
    );
  });
});

test('JSON has the fields of the contract and no others', () => {
  const { causes, ...rest } = ask({ trust: policy(allow(ALICE, MFA)), callerPolicies: [permits()] });
  expect(rest).toEqual({ schemaVersion: '2', decision: 'denied', callerSide: 'allows', afterwards: 'allowed' });
  expect(Object.keys(causes[0])).toEqual(['code', 'certain', 'message', 'where', 'fix', 'commands']);
});

test('the example of --help works when pasted', () => {
  const help = run(['--help']).stdout;
  const [, document, args] = /echo '(.+)' \|\n\s+cdk-secure-trust explain --trust-policy - (.+)\n/.exec(help)!;
  expect(run(['--trust-policy', 'file:t.json', ...args.split(' ')], { 't.json': document }).stdout).toMatch(/^allowed: /);
});
