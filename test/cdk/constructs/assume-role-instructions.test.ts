import { execFileSync } from 'node:child_process';
import { Aws, CfnOutput, CfnParameter, Duration, Fn, Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ALICE, EXTERNAL_ID, messageOf, OWN, PARTNER, roleIn, stackIn } from './roles-under-test';
import { AssumableRole, AssumableRoleAttributes } from '../../../src/cdk/constructs/assumable-role';
import { AssumeRoleCommandOptions, CliProfileOptions } from '../../../src/cdk/constructs/assume-role-options';
import { ExternalId } from '../../../src/cdk/constructs/external-id';
import { MfaRequirement } from '../../../src/cdk/constructs/mfa-requirement';
import { SecureCrossAccountRoleProps } from '../../../src/cdk/constructs/secure-cross-account-role';
import { SessionNameRequirement } from '../../../src/cdk/constructs/session-name-requirement';
import { SessionTagRequirement } from '../../../src/cdk/constructs/session-tag-requirement';
import { SourceIdentityRequirement } from '../../../src/cdk/constructs/source-identity-requirement';
import { TrustedPrincipal } from '../../../src/cdk/constructs/trusted-principal';

const ARN = `arn:aws:iam::${OWN}:role/team/Audit`;
const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';
const PROFILE = { profileName: 'partner', sourceProfile: 'base' };
const NO_MFA = { mfa: MfaRequirement.waived('a machine') };
const TWO_IDS = { trustedPrincipals: [ALICE(), TrustedPrincipal.user('444455556666', 'bob').withExternalId(ExternalId.of('bobs-own-id'))] };

/** The text with the role's ARN in it, as it appears in the output of the stack. */
function deployed(props: Partial<SecureCrossAccountRoleProps>, text: (role: ReturnType<typeof roleIn>) => string): string {
  const stack = stackIn();
  const role = roleIn(stack, props);
  const resolved: unknown = stack.resolve(text(role));
  const pieces = typeof resolved === 'string' ? [resolved] : (resolved as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  return pieces.map(
    (piece) => (typeof piece === 'string' ? piece : 'Fn::GetAtt' in (piece as object) ? ARN : `<${JSON.stringify(piece)}>`),
  ).join('');
}

type Props = Partial<SecureCrossAccountRoleProps>;

const profile = (props: Props, options: Partial<CliProfileOptions>) => deployed(
  props, (role) => role.cliProfile({ ...PROFILE, ...options }),
);
const command = (props: Props, options?: AssumeRoleCommandOptions) => deployed(props, (role) => role.assumeRoleCommand(options));

describe('cliProfile', () => {
  test('has every setting that the role requires', () => {
    expect(
      profile({ maxSessionDuration: Duration.hours(2) }, { mfaSerial: SERIAL, sessionName: 'alice', duration: Duration.minutes(90) }),
    ).toBe([
      '[profile partner]',
      `role_arn = ${ARN}`,
      'source_profile = base',
      `mfa_serial = ${SERIAL}`,
      `external_id = ${EXTERNAL_ID}`,
      'role_session_name = alice',
      'duration_seconds = 5400',
      '',
    ].join('\n'));
  });

  test('has no setting that the role does not require', () => {
    const props = {
      ...NO_MFA, externalId: ExternalId.waived('our own account'), trustedPrincipals: [TrustedPrincipal.role(PARTNER, 'Deploy')],
    };
    expect(profile(props, {})).toBe(`[profile partner]\nrole_arn = ${ARN}\nsource_profile = base\n`);
  });

  test.each<[string, Partial<SecureCrossAccountRoleProps>, Partial<CliProfileOptions>, string]>([
    ['the default profile has its own section', {}, { mfaSerial: SERIAL, profileName: 'default' }, '[default]\n'],
    ['the only trusted user gives the session its name', {}, { mfaSerial: SERIAL }, '\nrole_session_name = alice\n'],
    [
      'the path of the user is not part of the session name',
      { trustedPrincipals: [TrustedPrincipal.user(PARTNER, 'team/alice')] }, { mfaSerial: SERIAL },
      '\nrole_session_name = alice\n',
    ],
    [
      'the user name is the session name where the role requires it', { sessionName: SessionNameRequirement.callerUserName() },
      { mfaSerial: SERIAL }, '\nrole_session_name = alice\n',
    ],
    [
      'a session name that fits the pattern', { sessionName: SessionNameRequirement.matching('ops-*') },
      { mfaSerial: SERIAL, sessionName: 'ops-7' }, '\nrole_session_name = ops-7\n',
    ],
    ['the serial number of a hardware device', {}, { mfaSerial: 'GAHT12345678' }, '\nmfa_serial = GAHT12345678\n'],
    [
      'a device whose account is known only at deployment', {}, { mfaSerial: `arn:aws:iam::${Aws.ACCOUNT_ID}:mfa/alice` },
      '\nmfa_serial = arn:aws:iam::<{"Ref":"AWS::AccountId"}>:mfa/alice\n',
    ],
    [
      'the ExternalId of the principal it is for', TWO_IDS,
      { mfaSerial: SERIAL, forPrincipal: TrustedPrincipal.user('444455556666', 'bob') },
      '\nexternal_id = bobs-own-id\nrole_session_name = bob\n',
    ],
    [
      'session tags that are only allowed', { sessionTags: SessionTagRequirement.allowed('team') }, { mfaSerial: SERIAL },
      '\nexternal_id = ',
    ],
  ])('%s', (_what, props, options, fragment) => {
    expect(profile(props, options)).toContain(fragment);
  });

  test.each<[string, Partial<SecureCrossAccountRoleProps>, Partial<CliProfileOptions>, string]>([
    ['MFA without a device', {}, {}, "Pass mfaSerial, for example 'arn:aws:iam::111122223333:mfa/alice'"],
    ['a FIDO key', {}, { mfaSerial: 'arn:aws:iam::111122223333:u2f/user/alice/key' }, 'does not generate codes'],
    ['text that is not a device', {}, { mfaSerial: 'my phone' }, 'neither the ARN of an MFA device nor a serial number'],
    [
      'a device for a caller that cannot have one', { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.role(PARTNER, 'Deploy')] },
      { mfaSerial: SERIAL }, 'Leave mfaSerial out',
    ],
    ['a source identity', { sourceIdentity: SourceIdentityRequirement.required() }, { mfaSerial: SERIAL }, 'Use assumeRoleCommand()'],
    [
      'session tags that are required', { sessionTags: SessionTagRequirement.required({ team: '*' }) }, { mfaSerial: SERIAL },
      'Use assumeRoleCommand()',
    ],
    ['an unnamed profile', {}, { mfaSerial: SERIAL, profileName: '' }, 'the profileName is empty'],
    ['a profile name that ends the section', {}, { mfaSerial: SERIAL, profileName: 'x]\n[profile y' }, 'is not a valid profile name'],
    ['a source profile with a line break', {}, { mfaSerial: SERIAL, sourceProfile: 'base\nmfa_serial=x' }, 'is not a valid profile name'],
    ['a session name of one character', {}, { mfaSerial: SERIAL, sessionName: 'a' }, 'STS accepts 2 to 64'],
    ['a session name with a line break', {}, { mfaSerial: SERIAL, sessionName: 'alice\nx' }, 'is not a valid session name'],
    [
      'a session name that does not match the pattern', { sessionName: SessionNameRequirement.matching('ops-*') },
      { mfaSerial: SERIAL, sessionName: 'dev-7' }, 'does not match "ops-*"',
    ],
    [
      'no session name for the pattern', { sessionName: SessionNameRequirement.matching('ops-*') }, { mfaSerial: SERIAL },
      'Pass a matching sessionName',
    ],
    [
      'another name than the user name', { sessionName: SessionNameRequirement.callerUserName() },
      { mfaSerial: SERIAL, sessionName: 'bob' }, 'requires the caller\'s user name "alice"',
    ],
    [
      'one of several user names',
      { trustedPrincipals: [ALICE(), TrustedPrincipal.user(PARTNER, 'bob')], sessionName: SessionNameRequirement.callerUserName() },
      { mfaSerial: SERIAL }, 'or pass forPrincipal',
    ],
    ['a session below 15 minutes', {}, { mfaSerial: SERIAL, duration: Duration.minutes(14) }, 'duration is 840 seconds'],
    [
      'a session over the maximum of the role', {}, { mfaSerial: SERIAL, duration: Duration.hours(2) },
      'maxSessionDuration of the role (here 3600)',
    ],
    [
      'a session over an hour for a caller that is a role',
      { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.role(PARTNER, 'Deploy')], maxSessionDuration: Duration.hours(4) },
      { duration: Duration.hours(2) }, 'STS limits chained sessions to 3600 seconds',
    ],
    [
      'a session of a deploy-time length', {},
      { mfaSerial: SERIAL, duration: Duration.seconds(Lazy.number({ produce: () => 3600 })) }, 'duration is a token',
    ],
    ['principals with different ExternalIds', TWO_IDS, { mfaSerial: SERIAL }, 'Pass one of them as forPrincipal'],
    [
      'a principal that is not trusted', TWO_IDS, { mfaSerial: SERIAL, forPrincipal: TrustedPrincipal.user(PARTNER, 'mallory') },
      'user mallory of account 111122223333, which this role does not trust',
    ],
  ])('throws for %s', (_what, props, options, fragment) => {
    const message = messageOf(() => profile(props, options));
    expect(message).toContain(fragment);
    expect(message).toMatch(/^PartnerStack\/Audit, cliProfile: /);
  });

  test('contains tokens for deploy-time values', () => {
    const stack = stackIn();
    const role = roleIn(stack, { ...NO_MFA, externalId: ExternalId.fromParameter(new CfnParameter(stack, 'Id')) });
    new CfnOutput(stack, 'Profile', { value: role.cliProfile(PROFILE) });
    Template.fromStack(stack).hasOutput('Profile', {
      Value: {
        'Fn::Join': [
          '',
          [
            '[profile partner]\nrole_arn = ',
            { 'Fn::GetAtt': [stack.getLogicalId(role.node.defaultChild as iam.CfnRole), 'Arn'] },
            '\nsource_profile = base\nexternal_id = ', { Ref: 'Id' }, '\nrole_session_name = alice\n',
          ],
        ],
      },
    });
  });
});

/** The words that a shell splits a command into, with `TOKEN_CODE` and `MFA_SERIAL` set as given. */
function words(line: string, variables: NodeJS.ProcessEnv): string[] {
  const printed = execFileSync(
    'sh', ['-c', `aws() { for word in "$@"; do printf '%s\\n' "$word"; done; }\n${line}`],
    { env: { PATH: process.env.PATH, ...variables }, encoding: 'utf8', stdio: 'pipe' },
  );
  return printed.trimEnd().split('\n');
}

describe('assumeRoleCommand', () => {
  test('is split into the right words by a shell', () => {
    expect(
      words(
        command({ maxSessionDuration: Duration.hours(2) }, { mfaSerial: SERIAL, duration: Duration.minutes(90) }),
        { TOKEN_CODE: '123456' },
      ),
    ).toEqual([
      'sts', 'assume-role', '--role-arn', ARN, '--role-session-name', 'alice', '--external-id', EXTERNAL_ID,
      '--serial-number', SERIAL, '--token-code', '123456', '--duration-seconds', '5400',
    ]);
  });

  test('keeps spaces and every other character that a tag can contain', () => {
    const props = {
      ...NO_MFA,
      sourceIdentity: SourceIdentityRequirement.matching('al*'),
      sessionTags: SessionTagRequirement.required({ 'cost center': '*', 'team': 'bl*' }),
    };
    const given = words(command(props, { sourceIdentity: 'alice', sessionTags: { 'cost center': 'a = b + c: ä', 'team': 'blue' } }), {});
    expect(given.slice(8, 10)).toEqual(['--source-identity', 'alice']);
    expect(JSON.parse(given[11])).toEqual([{ Key: 'cost center', Value: 'a = b + c: ä' }, { Key: 'team', Value: 'blue' }]);
  });

  test('quotes values that are known only at deployment, so that each stays one word', () => {
    const stack = stackIn();
    const role = roleIn(stack, { ...NO_MFA, externalId: ExternalId.fromParameter(new CfnParameter(stack, 'Id')) });
    const pieces = (stack.resolve(role.assumeRoleCommand()) as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
    const line = pieces.map((piece) => (typeof piece === 'string' ? piece : 'two words')).join('');
    expect(words(line, {})).toEqual(
      ['sts', 'assume-role', '--role-arn', 'two words', '--role-session-name', 'alice', '--external-id', 'two words'],
    );
  });

  test.each([
    ['TOKEN_CODE', { MFA_SERIAL: SERIAL }, 'the 6 digits that your MFA device shows'],
    ['MFA_SERIAL', { TOKEN_CODE: '123456' }, 'the ARN of your MFA device'],
  ])('stops in the shell with a message when %s is not set', (_name, variables, fragment) => {
    expect(messageOf(() => words(command({}), variables))).toContain(fragment);
  });

  test('takes the device from the shell when none is given', () => {
    expect(words(command({}), { TOKEN_CODE: '123456', MFA_SERIAL: SERIAL }).slice(-4)).toEqual(
      ['--serial-number', SERIAL, '--token-code', '123456'],
    );
  });

  test.each<[string, Partial<SecureCrossAccountRoleProps>, AssumeRoleCommandOptions | undefined, string]>([
    [
      'for a role that trusts roles, the session name is cli-session',
      { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.role(PARTNER, 'Deploy')] }, undefined,
      `aws sts assume-role --role-arn '${ARN}' --role-session-name cli-session --external-id ${EXTERNAL_ID}`,
    ],
    [
      'a waived ExternalId is not sent', { ...NO_MFA, externalId: ExternalId.waived('our own account') }, undefined,
      `aws sts assume-role --role-arn '${ARN}' --role-session-name alice`,
    ],
    [
      'the only source identity is filled in', { ...NO_MFA, sourceIdentity: SourceIdentityRequirement.oneOf('alice') }, undefined,
      `aws sts assume-role --role-arn '${ARN}' --role-session-name alice --external-id ${EXTERNAL_ID} --source-identity alice`,
    ],
    [
      'tags that are only allowed may be left out', { ...NO_MFA, sessionTags: SessionTagRequirement.allowed('team') }, {},
      `aws sts assume-role --role-arn '${ARN}' --role-session-name alice --external-id ${EXTERNAL_ID}`,
    ],
    [
      'the ExternalId of the principal it is for', { ...NO_MFA, ...TWO_IDS }, { forPrincipal: TWO_IDS.trustedPrincipals[1] },
      `aws sts assume-role --role-arn '${ARN}' --role-session-name bob --external-id bobs-own-id`,
    ],
  ])('%s', (_what, props, options, line) => {
    expect(command(props, options)).toBe(line);
  });

  test.each<[string, Partial<SecureCrossAccountRoleProps>, AssumeRoleCommandOptions, string]>([
    ['a source identity that is required', { sourceIdentity: SourceIdentityRequirement.required() }, {}, 'Pass sourceIdentity'],
    [
      'one of two source identities', { sourceIdentity: SourceIdentityRequirement.oneOf('alice', 'bob') }, {},
      'one of the source identities alice, bob',
    ],
    [
      'another source identity', { sourceIdentity: SourceIdentityRequirement.oneOf('alice', 'bob') }, { sourceIdentity: 'carol' },
      'sourceIdentity is "carol"',
    ],
    [
      'a source identity that does not match the pattern', { sourceIdentity: SourceIdentityRequirement.matching('ops.*') },
      { sourceIdentity: 'opsx7' }, 'that matches "ops.*"',
    ],
    [
      'a source identity that STS rejects', { sourceIdentity: SourceIdentityRequirement.required() }, { sourceIdentity: 'a b' },
      'is not a valid source identity',
    ],
    ['a source identity that the role does not allow', {}, { sourceIdentity: 'alice' }, 'does not allow sts:SetSourceIdentity'],
    ['a tag that the role does not allow', {}, { sessionTags: { team: 'blue' } }, '(allowed: none)'],
    [
      'another tag than the role allows', { sessionTags: SessionTagRequirement.allowed('team') },
      { sessionTags: { Team: 'blue' } }, '(allowed: team)',
    ],
    [
      'a tag that is required', { sessionTags: SessionTagRequirement.required({ team: '*' }) }, {},
      'the role requires the session tag "team"',
    ],
    [
      'a tag that does not match the pattern', { sessionTags: SessionTagRequirement.required({ team: 'bl?e' }) },
      { sessionTags: { team: 'red' } }, 'requires a value that matches "bl?e"',
    ],
    [
      'a tag value that AWS rejects', { sessionTags: SessionTagRequirement.allowed('team') },
      { sessionTags: { team: "blue'; rm -rf ~" } }, 'is not a valid value for the session tag',
    ],
    ['principals with different ExternalIds', TWO_IDS, {}, 'Pass one of them as forPrincipal'],
  ])('throws for %s', (_what, props, options, fragment) => {
    const message = messageOf(() => command(props, options));
    expect(message).toContain(fragment);
    expect(message).toMatch(/^PartnerStack\/Audit, assumeRoleCommand: /);
  });

  test('the name of a user of the app is the session name where the role requires it', () => {
    const stack = stackIn();
    const user = new iam.User(stack, 'User');
    const trustedPrincipals = [TrustedPrincipal.fromPrincipal(user)];
    const role = roleIn(stack, { ...NO_MFA, trustedPrincipals, sessionName: SessionNameRequirement.callerUserName() });
    const ref = { Ref: stack.getLogicalId(user.node.defaultChild as iam.CfnUser) };
    expect(stack.resolve(role.assumeRoleCommand())).toEqual({ 'Fn::Join': ['', expect.arrayContaining(["' --role-session-name '", ref])] });
  });
});

describe('for a role that is known only by its ARN', () => {
  const from = (attributes: Partial<AssumableRoleAttributes>) => AssumableRole.fromAttributes(
    stackIn(), 'Audit', { roleArn: ARN, ...attributes },
  );

  test('the profile and the command contain the values of the attributes', () => {
    const audit = from({ externalId: ExternalId.of(EXTERNAL_ID), mfaRequired: true });
    expect(audit.roleArn).toBe(ARN);
    expect(audit.cliProfile({ ...PROFILE, mfaSerial: SERIAL })).toBe(
      `[profile partner]\nrole_arn = ${ARN}\nsource_profile = base\nmfa_serial = ${SERIAL}\nexternal_id = ${EXTERNAL_ID}\n`,
    );
    expect(words(audit.assumeRoleCommand({ mfaSerial: SERIAL }), { TOKEN_CODE: '123456' }).slice(2, 8)).toEqual(
      ['--role-arn', ARN, '--role-session-name', 'cli-session', '--external-id', EXTERNAL_ID],
    );
  });

  test('an ARN may be known only at deployment', () => {
    expect(from({ roleArn: Fn.importValue('AuditRoleArn') }).assumeRoleCommand()).toMatch(
      /^aws sts assume-role --role-arn '.*' --role-session-name cli-session$/,
    );
  });

  test.each<[string, () => unknown, string]>([
    ['the ARN of a user', () => from({ roleArn: 'arn:aws:iam::222222222222:user/alice' }), 'is not the ARN of a role'],
    ['the ARN of an account', () => from({ roleArn: 'arn:aws:iam::222222222222:root' }), 'stands for the whole account'],
    ['a pattern', () => from({ roleArn: 'arn:aws:iam::222222222222:role/*' }), 'contains a wildcard'],
    ['a name', () => from({ roleArn: 'Audit' }), 'is not an ARN'],
    ['an ExternalId that is text', () => from({ externalId: 'e1' as never }), 'Write ExternalId.of(value)'],
    ['no tag keys', () => from({ sessionTagKeys: [] }), 'no tag key is given'],
    ['MFA without a device', () => from({ mfaRequired: true }).cliProfile(PROFILE), 'Pass mfaSerial'],
    [
      'a role with MFA',
      () => from({ mfaRequired: true }).grantAssumeRole(new iam.Role(stackIn(), 'Caller', { assumedBy: new iam.AccountRootPrincipal() })),
      'whose sessions never carry MFA',
    ],
    ['a source identity in a profile', () => from({ sourceIdentityRequired: true }).cliProfile(PROFILE), 'Use assumeRoleCommand()'],
    ['tags in a profile', () => from({ sessionTagKeys: ['team'] }).cliProfile(PROFILE), 'Use assumeRoleCommand()'],
    [
      'a command without the tags', () => from({ sessionTagKeys: ['team'] }).assumeRoleCommand(),
      'the role requires the session tag "team"',
    ],
    ['a choice of principal', () => from({}).assumeRoleCommand({ forPrincipal: ALICE() }), 'Leave forPrincipal out'],
    ['a session over 12 hours', () => from({}).cliProfile({ ...PROFILE, duration: Duration.hours(13) }), 'duration is 46800 seconds'],
  ])('%s is rejected', (_what, call, fragment) => {
    const message = messageOf(call);
    expect(message).toContain(fragment);
    expect(message).toMatch(/^PartnerStack\/Audit/);
  });
});
