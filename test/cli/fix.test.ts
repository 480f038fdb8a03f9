/** `fix`: what it changes, prints and writes, and its exit status. */
import * as fs from 'fs';
import * as path from 'path';
import { OWN, PARTNER, runCommand, SAFE, ScratchFolder, template, trustPolicy, UNSAFE } from './run-command';

const scratch = new ScratchFolder();

const APP = { AWS: `arn:aws:iam::${PARTNER}:role/app` };
const OWN_ROLE = { AWS: `arn:aws:iam::${OWN}:role/app` };
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
/** Its only finding is that no ExternalId is required. */
const WITHOUT_ID = trustPolicy(APP);
const ID = 'b3c1f7a2-5d8e-4f0a-9c6b-1e2d3f4a5b6c';
const WITH_ID = trustPolicy(APP, { StringEquals: { 'sts:ExternalId': ID } });

function lines(...each: string[]): string {
  return each.join('\n');
}

function fix(...args: string[]) {
  return runCommand(['fix', ...args]);
}

/** The JSON that the command prints; the command prints nothing else. */
function fixAsJson(...args: string[]) {
  const { stdout, stderr } = fix(...args, '--format', 'json');
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const POLICY = lines(
  '{', '    "Version": "2012-10-17",', '    "Statement": [', '        {', '            "Effect": "Allow",',
  `            "Principal": { "AWS": "arn:aws:iam::${PARTNER}:role/app" },`, '            "Action": "sts:AssumeRole"', '        }',
  '    ]', '}', '',
);

describe('a trust policy', () => {
  test('is shown as a unified diff, with the placeholder and an example', () => {
    const file = scratch.file('policy.json', POLICY);
    const { status, stdout, stderr } = fix(file);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toContain(lines(
      `--- ${file}`, `+++ ${file}`, '@@ -4,7 +4,12 @@', '         {', '             "Effect": "Allow",',
      `             "Principal": { "AWS": "arn:aws:iam::${PARTNER}:role/app" },`,
      '-            "Action": "sts:AssumeRole"', '+            "Action": "sts:AssumeRole",', '+            "Condition": {',
      '+                "StringEquals": {',
      '+                    "sts:ExternalId": "<external-id>"', '+                }', '+            }', '         }', '     ]', ' }',
    ));
    expect(stdout).toContain('--set external-id=9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55  external-id');
    expect(stdout).toContain('proved   nobody can assume the role who could not before');
    expect(fs.readFileSync(file, 'utf8')).toBe(POLICY);
  });

  test('with the value, no finding is left, and check agrees', () => {
    const file = scratch.file('policy.json', POLICY);
    const { status, stdout } = fix(file, '--set', `external-id=${ID}`, '--write');
    expect(status).toBe(0);
    expect(stdout).toContain(`Written: ${file}`);
    expect(fs.readFileSync(file, 'utf8')).toBe(POLICY.replace(
      '"sts:AssumeRole"\n',
      lines('"sts:AssumeRole",', '            "Condition": {', '                "StringEquals": {',
        `                    "sts:ExternalId": "${ID}"`,
        '                }', '            }', ''),
    ));
    expect(runCommand(['check', file]).status).toBe(0);
    expect(fix(file)).toEqual({ status: 0, stdout: 'nothing to fix\n', stderr: '' });
  });

  test('without the value, nothing is written, and the missing value is named', () => {
    const file = scratch.file('policy.json', POLICY);
    const { status, stdout } = fix(file, '--write');
    expect(status).toBe(1);
    expect(stdout).toMatch(/Not written, because values are missing .*:\n {2}--set external-id=/);
    expect(fs.readFileSync(file, 'utf8')).toBe(POLICY);
  });

  test('several findings are fixed one after the other', () => {
    const both = { ...UNSAFE, Statement: [UNSAFE, WITHOUT_ID].flatMap((policy) => (policy as { Statement: object[] }).Statement) };
    const [role] = fixAsJson(scratch.file('both.json', both), '--account', OWN).roles;
    expect(role.fixes).toHaveLength(2);
    expect(role.placeholders.map(({ name }: { name: string }) => name)).toEqual(['role', 'external-id', 'external-id-2']);
    expect(role.remaining).toEqual([]);
    expect(role.trustPolicy.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${PARTNER}:role/<role>` },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': '<external-id>' } },
      },
      { Effect: 'Allow', Principal: APP, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': '<external-id-2>' } } },
    ]);
  });

  test('values of an alternative choose it', () => {
    const file = scratch.file('unsafe.json', UNSAFE);
    const [role] = fixAsJson(file, '--set', 'user=alice', '--set', `external-id=${ID}`).roles;
    expect(role.trustPolicy.Statement[0]).toEqual({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${PARTNER}:user/alice` },
      Action: 'sts:AssumeRole',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringEquals: { 'sts:ExternalId': ID } },
    });
    expect(role.fixes[0].placeholders).toEqual([]);
    expect(role.remaining).toEqual([]);
  });

  test.each<[what: string, principal: object, args: string[], condition: object]>([
    ['needs no value', OWN_ROLE, [], MFA],
    ['needs one of the two values', APP, ['--set', `external-id=${ID}`], { ...MFA, StringEquals: { 'sts:ExternalId': ID } }],
  ])('values of an alternative choose it, where the fix that comes first %s', (_, principal, args, condition) => {
    const file = scratch.file('role-with-mfa.json', trustPolicy(principal, MFA));
    const [role] = fixAsJson(file, '--account', OWN, '--set', 'user=alice', ...args).roles;
    const user = { AWS: (principal as typeof APP).AWS.replace('role/app', 'user/alice') };
    expect(role.trustPolicy).toEqual(trustPolicy(user, condition));
    expect(role.remaining).toEqual([]);
  });

  test('values of the fix that comes first do not choose an alternative', () => {
    const file = scratch.file('role-with-mfa.json', trustPolicy(APP, MFA));
    const [role] = fixAsJson(file, '--account', OWN, '--set', `external-id=${ID}`).roles;
    expect(role.trustPolicy).toEqual(WITH_ID);
  });

  test('declarations are printed as the lines of the config file, and are not a change', () => {
    const file = scratch.file('made.json', template({ Audit: { 'Fn::Sub': JSON.stringify(WITHOUT_ID) } }));
    const { status, stdout } = fix(file);
    expect(status).toBe(1);
    expect(stdout).toContain(JSON.stringify({ accounts: [{ id: PARTNER, standing: 'own' }] }, undefined, 2));
    expect(stdout).not.toContain('+++');
  });
});

const YAML = lines(
  '# Roles of the partner', 'Parameters:', '  Partner: { Type: String,   Default: x } # wide', 'Resources:', '  Audit: &audit',
  '    Type: AWS::IAM::Role',
  '    Properties:', "      RoleName: !Sub 'audit-${AWS::Region}'", '      AssumeRolePolicyDocument:', '        Version: "2012-10-17"',
  '        Statement:',
  '          # the partner', '          - Effect: Allow   # for now',
  `            Principal: { AWS: "arn:aws:iam::${PARTNER}:role/app" }`,
  '            Action: [ sts:AssumeRole ]', '', '          - Effect: Allow', '            Principal:',
  '              Service: lambda.amazonaws.com',
  '            Action: sts:AssumeRole', '  Policy:', '    Type: AWS::IAM::Policy',
  '    Properties: { Roles: [ !Ref Audit ], PolicyName: !GetAtt Audit.Arn }', '',
);

const AFTER = YAML.replace('[ sts:AssumeRole ]\n', lines(
  '[ sts:AssumeRole ]', '            Condition:', '              StringEquals:', `                sts:ExternalId: ${ID}`, '',
));

describe('a template', () => {
  test('in YAML keeps its comments, anchors and short forms', () => {
    const file = scratch.file('template.yaml', YAML);
    expect(fix(file, '--set', `external-id=${ID}`, '--write').status).toBe(0);
    expect(fs.readFileSync(file, 'utf8')).toBe(AFTER);
  });

  test('with two roles: only the chosen one is changed and counts', () => {
    const content = template({ One: WITHOUT_ID, Two: UNSAFE });
    const file = scratch.file('two.json', content);
    const { status } = fix(file, '--role', 'One', '--set', `external-id=${ID}`, '--write');
    expect(status).toBe(0);
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual(template({
      One: WITH_ID,
      Two: UNSAFE,
    }));
    expect(fix(file, '--set', 'role=app', '--set', `external-id=${ID}`).status).toBe(0);
  });

  test('with a policy in a string: the string is replaced', () => {
    const file = scratch.file('string.json', template({ Audit: JSON.stringify(WITHOUT_ID) }));
    expect(fix(file, '--set', `external-id=${ID}`, '--write').status).toBe(0);
    const { Resources } = JSON.parse(fs.readFileSync(file, 'utf8'));
    expect(Resources.Audit.Properties.AssumeRolePolicyDocument).toBe(JSON.stringify(WITH_ID));
  });

  test('--rule chooses what is fixed', () => {
    const file = scratch.file('rule.json', UNSAFE);
    expect(fix(file, '--rule', 'confused-deputy')).toEqual({ status: 0, stdout: 'nothing to fix\n', stderr: '' });
    expect(fixAsJson(file, '--rule', 'mfa-required').roles[0].fixes).toHaveLength(1);
  });

  test('a trust policy that a merge key repeats has to be changed by hand', () => {
    const text = lines(
      'Shared: &shared', '  AssumeRolePolicyDocument:', '    Version: "2012-10-17"', '    Statement:', '      - Effect: Allow',
      `        Principal: { AWS: "arn:aws:iam::${PARTNER}:role/app" }`, '        Action: sts:AssumeRole', 'Resources:', '  Audit:',
      '    Type: AWS::IAM::Role',
      '    Properties:', '      <<: *shared', '',
    );
    const file = scratch.file('merged.yaml', text);
    const { status, stdout } = fix(file, '--set', `external-id=${ID}`, '--write');
    expect(status).toBe(1);
    expect(stdout).toContain([
      'The trust policy of Audit cannot be changed at its place: it is not written out there, or an alias repeats a part of it.',
      'Change it by hand',
    ].join('\n'));
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('what terraform show prints', () => {
  const state = (type: string, attributes: object) => ({
    format_version: '1.0',
    values: {
      root_module: {
        resources: [{ address: `module.ci.${type}.audit["eu"]`, mode: 'managed', type, name: 'audit', values: attributes }],
      },
    },
  });
  const document = JSON.stringify(trustPolicy(APP, { StringEquals: { 'aws:PrincipalAccount': [PARTNER, '${aws:ResourceAccount}'] } }));

  test.each<[string, string, object]>([
    ['aws_iam_role', 'assume_role_policy', { name: 'audit', assume_role_policy: document }],
    ['awscc_iam_role', 'assume_role_policy_document', { role_name: 'audit', assume_role_policy_document: document }],
  ])('%s: the argument to write, because Terraform would undo a change that is made without it', (type, argument, attributes) => {
    const { status, stdout } = fix(scratch.file('state.json', state(type, attributes)), '--account', OWN, '--set', `external-id=${ID}`);
    expect(status).toBe(0);
    expect(stdout).toContain([
      '',
      `# module.ci.${type}.audit["eu"]`,
      `${argument} = jsonencode({`,
      '  Version = "2012-10-17"',
      '  Statement = [',
      '    {',
    ].join('\n'));
    expect(stdout).toContain(`"sts:ExternalId"       = "${ID}"`);
    expect(stdout).toContain(`"aws:PrincipalAccount" = ["${PARTNER}", "$\${aws:ResourceAccount}"]`);
    expect(stdout).not.toContain('aws iam');
  });

  test('check writes the values of the edits in HCL, too', () => {
    const attributes = { name: 'audit', assume_role_policy: JSON.stringify(WITHOUT_ID) };
    const { stdout } = runCommand(['check', scratch.file('state.json', state('aws_iam_role', attributes))]);
    expect(stdout).toContain('add Statement[0].Condition: { StringEquals = { "sts:ExternalId" = "<external-id>" } }');
  });
});

describe('what aws iam prints', () => {
  const role = (name: string, document: unknown) => (
    { RoleName: name, Arn: `arn:aws:iam::${OWN}:role/${name}`, AssumeRolePolicyDocument: document }
  );
  const command = (name: string) => (
    `aws iam update-assume-role-policy --role-name ${name} --policy-document '${JSON.stringify(WITH_ID)}'`
  );

  test.each<[string, unknown]>([
    ['get-role', { Role: role('Audit', WITHOUT_ID) }],
    [
      'list-roles, with the document encoded for URLs',
      { Roles: [role('Audit', encodeURIComponent(JSON.stringify(WITHOUT_ID))), role('Safe', SAFE)] },
    ],
    ['get-account-authorization-details', { RoleDetailList: [role('Audit', WITHOUT_ID)] }],
  ])('%s: the commands that update the roles', (_, content) => {
    const { status, stdout } = fix(scratch.file('dump.json', content), '--set', `external-id=${ID}`);
    expect(status).toBe(0);
    expect(stdout).toContain(`\n${command('Audit')}\n`);
    expect(stdout).not.toMatch(/^(---|\+\+\+)/m);
  });

  test('a name with quotes stays one word, and control characters are not printed', () => {
    const { stdout } = fix(scratch.file('names.json', { Roles: [role("it's $(x)\u001b[2J", WITHOUT_ID)] }));
    expect(stdout).toContain("--role-name 'it'\\''s $(x)\\u001b[2J' ");
    expect(stdout).not.toContain('\u001b');
  });
});

describe('is rejected with a one-line error', () => {
  const cloudAssembly = () => scratch.folder('cdk.out', {
    'manifest.json': {
      version: '36.0.0',
      artifacts: { Stack: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Stack.template.json' } } },
    },
    'Stack.template.json': template({ Audit: WITHOUT_ID }),
  });
  const policy = () => scratch.file('policy.json', WITHOUT_ID);
  const unsafe = () => scratch.file('unsafe.json', UNSAFE);

  test.each<[string, () => string[], RegExp]>([
    ['--write on cdk.out', () => [cloudAssembly(), '--write'], /is written by cdk synth, .*omit --write/],
    ['--write on a template in cdk.out', () => [path.join(cloudAssembly(), 'Stack.template.json'), '--write'], /is written by cdk synth/],
    [
      '--write on a dump',
      () => [scratch.file('dump.json', { AssumeRolePolicyDocument: SAFE }), '--write'],
      /is the output of AWS or Terraform: omit/,
    ],
    ['--write on standard input', () => ['-', '--write'], /^cdk-secure-trust: standard input: cannot be changed: omit --write/],
    ['a value of the wrong kind', () => [policy(), '--set', 'external-id=a b'], /external-id is "a b": expected 2 to 1224 letters/],
    [
      'a value that is not proved',
      () => [policy(), '--set', 'external-id=password'],
      /with external-id=password, the fix "require an ExternalId" is not proved: external-id-guessable: /,
    ],
    ['a name that no fix uses', () => [policy(), '--set', 'role=app'], /no fix uses role: expected external-id$/],
    [
      'a name of an alternative, beside all names of the fix that comes first',
      () => [unsafe(), '--set', 'user=alice', '--set', 'role=app', '--set', `external-id=${ID}`],
      /--set: user belongs to the alternative "name the IAM user .* require MFA and an ExternalId": to choose it, omit role$/,
    ],
    [
      'one name of an alternative that has two',
      () => [unsafe(), '--set', 'user=alice'],
      /--set: user belongs to the alternative "name the IAM user .*": to choose it, also specify external-id$/,
    ],
    [
      'one name of an alternative, beside one of the fix that comes first',
      () => [unsafe(), '--set', 'user=alice', '--set', 'role=app'],
      /: to choose it, also specify external-id and omit role$/,
    ],
    ['a name without a value', () => [policy(), '--set', 'role'], /"role" is not NAME=VALUE/],
    ['a name with two values', () => [policy(), '--set', 'a=1', '--set', 'a=2'], /a is specified twice/],
    ['a value that is a placeholder', () => [policy(), '--set', 'external-id=<external-id>'], /is a placeholder itself/],
    ['an unknown rule', () => [policy(), '--rule', 'mfa-requird'], /--rule: "mfa-requird" is not a rule: did you mean mfa-required\?/],
    ['an unknown role', () => [policy(), '--role', 'No\u001bbody'], /contains no role "No\\u001bbody"/],
    ['a file that does not exist', () => [path.join(scratch.path, 'nowhere.json')], /does not exist/],
    ['a file that is something else', () => [scratch.file('other.json', { a: 1 })], /is not a supported input/],
  ])('%s', (_, args, expected) => {
    const { status, stdout, stderr } = fix(...args());
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^cdk-secure-trust: [^\n]+\n$/);
    expect(stderr.trim()).toMatch(expected);
  });

  test('cdk.out without --write is shown, with the note that the app generates it', () => {
    const { status, stdout } = fix(cloudAssembly(), '--set', `external-id=${ID}`);
    expect(status).toBe(0);
    expect(stdout).toContain('Make the change in the app.');
    expect(stdout).toContain('+++');
  });
});

describe('--write', () => {
  test('keeps the permissions of the file and the target of a link, and leaves no other file', () => {
    const folder = scratch.folder('write', { 'real.json': WITHOUT_ID });
    const link = path.join(folder, 'link.json');
    fs.symlinkSync('real.json', link);
    fs.chmodSync(path.join(folder, 'real.json'), 0o640);
    expect(fix(link, '--set', `external-id=${ID}`, '--write').status).toBe(0);
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
    expect(fs.statSync(path.join(folder, 'real.json')).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(folder).sort()).toEqual(['link.json', 'real.json']);
    expect(fs.readFileSync(link, 'utf8')).toContain(ID);
  });

  test.each<[string, Buffer, BufferEncoding]>([
    ['UTF-8 with a byte-order mark', Buffer.from([0xef, 0xbb, 0xbf]), 'utf8'],
    ['UTF-16', Buffer.from([0xff, 0xfe]), 'utf16le'],
  ])('keeps %s', (_, mark, encoding) => {
    const file = scratch.file('encoded.json', Buffer.concat([mark, Buffer.from(JSON.stringify(WITHOUT_ID), encoding)]));
    expect(fix(file, '--set', `external-id=${ID}`, '--write').status).toBe(0);
    const bytes = fs.readFileSync(file);
    expect(bytes.subarray(0, mark.length)).toEqual(mark);
    expect(JSON.parse(bytes.subarray(mark.length).toString(encoding))).toEqual(WITH_ID);
  });
});
