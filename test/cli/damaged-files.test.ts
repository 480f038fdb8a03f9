/**
 * Whatever a file contains, the result is a verdict, or exit status 2 and one line on standard error; never a stack trace, an escape
 * sequence, or any content of a file outside the given folder.
 */
import * as fs from 'fs';
import * as path from 'path';
import * as fc from 'fast-check';
import { CommandResult, OWN, runCommand, ScratchFolder, template, trustPolicy, UNSAFE } from './run-command';
import { propertyRuns } from '../property-runs';

const scratch = new ScratchFolder();

const SECRET = 'nobody-may-read-this';
scratch.file('outside.json', template({ [SECRET]: UNSAFE }));

/** Runs every command that reads the file, in every format. */
function runEverything(file: string): CommandResult[] {
  const check = ['text', 'json', 'sarif'].map((format) => runCommand(['check', file, '--format', format]));
  const explain = runCommand([
    'explain',
    '--trust-policy',
    file,
    '--role-arn',
    `arn:aws:iam::${OWN}:role/Audit`,
    '--caller-arn',
    'arn:aws:iam::444455556666:user/alice',
  ]);
  const intact = scratch.file('good.json', UNSAFE);
  const diff = [['diff', intact, file], ['diff', file, intact, '--format', 'json'], ['diff', file, file]].map((args) => runCommand(args));
  return [...check, explain, ...diff, runCommand(['check', intact, '--config', file])];
}

function expectGoodManners({ status, stdout, stderr }: CommandResult): void {
  expect([0, 1, 2]).toContain(status);
  expect(stdout + stderr).not.toMatch(/[^\x0a\x20-\x7e\u00a0-\uffff]|[\u200b-\u200f\u2028-\u202e\ufeff]/);
  expect(stdout + stderr).not.toMatch(/\n\s+at .+:\d+:\d+|internal error/);
  expect(stdout + stderr).not.toContain(SECRET);
  if (status === 2) {
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^cdk-secure-trust: [^\n]+\n$/);
  } else {
    expect(stdout).not.toBe('');
    expect(stderr).toBe('');
  }
}

const ESCAPES = ['\u001b[31m', '\u009b2J', '\u001b]0;x\u0007', '\r', '\u202e', '\u2028', '\u0000', '\ud800'];
const KEYS = [
  'Resources', 'Type', 'Properties', 'AssumeRolePolicyDocument', 'Metadata', 'Statement', 'Effect', 'Principal', 'NotPrincipal', 'Action',
  'Condition', 'Version', 'Sid',
  'AWS', 'Service', 'Federated', 'StringEquals', 'Bool', 'sts:ExternalId', 'aws:MultiFactorAuthPresent', 'Ref', 'Fn::Sub', 'Fn::Join',
  'Fn::GetAtt', 'Fn::If', 'Fn::ForEach::X',
  'Fn::ImportValue', 'Parameters', 'Outputs', 'Mappings', 'Conditions', 'Transform', 'Role', 'Roles', 'RoleDetailList', 'RoleName', 'Arn',
  'aws:cdk:path', 'TemplateURL', 'TemplateBody',
  'accounts', 'levels', 'undecided', 'version', 'artifacts', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ...ESCAPES,
];
const TEXTS = [
  'AWS::IAM::Role', 'AWS::CloudFormation::Stack', 'AWS::CloudFormation::StackSet', 'Allow', 'Deny', 'sts:AssumeRole', '*',
  'arn:aws:iam::444455556666:root', OWN, 'true', '${x}', '{{resolve:ssm:x}}',
  'Outside', '%7B%22Statement%22', '%', '%E0%A4%A', '{"Statement":[]}', ...ESCAPES,
];

/** JSON of any shape, with the keys and values of templates and policies. */
const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(fc.constantFrom<unknown>(...TEXTS, 0, -1, 1e300, true, null), fc.string(), fc.double()),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('value')), { maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

const good: unknown[] = [
  UNSAFE,
  template({
    Audit: UNSAFE,
    Worker: trustPolicy({ AWS: { 'Fn::GetAtt': ['Audit', 'Arn'] } }, { StringEquals: { 'sts:ExternalId': { Ref: 'Id' } } }),
  }),
  {
    Role: {
      RoleName: 'Audit',
      Arn: `arn:aws:iam::${OWN}:role/Audit`,
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(UNSAFE)),
    },
  },
  { RoleDetailList: [{ RoleName: 'Audit', Arn: `arn:aws:iam::${OWN}:role/Audit`, AssumeRolePolicyDocument: UNSAFE }], IsTruncated: false },
  { accounts: [{ id: OWN, standing: 'own' }], levels: { 'mfa-required': 'off' }, undecided: 'warning' },
];

const YAML = [
  'Resources:',
  '  Audit: &role',
  '    Type: AWS::IAM::Role',
  '    Properties: &properties',
  '      AssumeRolePolicyDocument:',
  '        Statement: { Effect: Allow, Principal: { AWS: !Sub "arn:aws:iam::${Partner}:root" }, Action: !If [A, "sts:*", !Ref B] }',
  '  Other: *role',
  '  Third: { Type: AWS::IAM::Role, Properties: { <<: *properties, RoleName: !GetAtt A.B } }',
].join('\n');

/** The value with some part of it replaced by something random. */
const damagedValue = fc.tuple(fc.constantFrom(...good), fc.infiniteStream(fc.nat()), anyValue).map(([value, choices, damage]) => {
  const replaceIn = (at: unknown): unknown => {
    const { value: choice } = choices.next() as { value: number };
    const keys = typeof at === 'object' && at !== null ? Object.keys(at) : [];
    if (keys.length === 0 || choice % 5 === 0) return damage;
    const chosen = keys[choice % keys.length];
    const entries = Object.entries(at as object).map(([key, item]): [string, unknown] => [key, key === chosen ? replaceIn(item) : item]);
    return Array.isArray(at) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
  };
  return replaceIn(value);
});

/** The bytes truncated, changed, repeated or mixed with others. */
const damagedBytes = fc.tuple(
  fc.constantFrom(...good.map((value) => JSON.stringify(value)), YAML),
  fc.array(
    fc.tuple(
      fc.constantFrom('cut', 'flip', 'insert', 'repeat'),
      fc.nat(),
      fc.nat({ max: 255 }),
      fc.constantFrom(...ESCAPES, ...KEYS, '{', '[', '"', '*role', '&x', ': ', '\n', '!Foo ', '- '),
    ),
    { minLength: 1, maxLength: 4 },
  ),
).map(([text, damages]) => damages.reduce((bytes, [kind, position, byte, word]) => {
  const at = position % (bytes.length + 1);
  switch (kind) {
    case 'cut': return bytes.subarray(0, at);
    case 'flip': return Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)]);
    case 'insert': return Buffer.concat([bytes.subarray(0, at), Buffer.from(word), bytes.subarray(at)]);
    default: return Buffer.concat([bytes.subarray(0, at), ...Array<Buffer>(byte).fill(bytes.subarray(at, at + 20)), bytes.subarray(at)]);
  }
}, Buffer.from(text)));

const anyFile = fc.oneof(
  { weight: 3, arbitrary: damagedValue.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 3, arbitrary: damagedBytes },
  { weight: 1, arbitrary: anyValue.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);

test('a damaged file results in a verdict, or in exit status 2 and one line', () => {
  fc.assert(fc.property(anyFile, (bytes) => {
    runEverything(scratch.file('damaged', bytes)).forEach(expectGoodManners);
  }), propertyRuns(400, 1));
});

/** File names for the manifest of an assembly: correct, wrong, and leading out of the folder. */
const anyName = fc.oneof(
  fc.constantFrom(
    'stack.json',
    'nested.json',
    'assets.json',
    'inner',
    '.',
    '..',
    '../outside.json',
    '/etc/passwd',
    'link.json',
    'circle',
    'away',
    'away/outside.json',
    'manifest.json',
    '',
    '\u0000',
    'x'.repeat(300),
    ...ESCAPES,
  ),
  anyValue,
);

const anyArtifact = fc.record({
  type: fc.constantFrom('aws:cloudformation:stack', 'cdk:cloud-assembly', 'cdk:asset-manifest', 7),
  environment: fc.constantFrom(`aws://${OWN}/eu-west-1`, 'aws://unknown-account/unknown-region', 'aws://../..', { a: 1 }),
  properties: fc.record({ templateFile: anyName, directoryName: anyName, file: anyName, stackName: anyValue }, { requiredKeys: [] }),
  additionalMetadataFile: anyName,
  metadata: fc.oneof(
    anyValue,
    fc.constant({ '/Stack/Audit': [{ type: 'aws:cdk:acknowledged-rules', data: { 'SecureTrust::mfa-required': 7 } }] }),
  ),
  displayName: anyValue,
}, { requiredKeys: ['type', 'properties'] });

test('a damaged cloud assembly results in a verdict, or in exit status 2 and one line, and nothing outside it is read', () => {
  const nested = (name: unknown) => ({
    Type: 'AWS::CloudFormation::Stack',
    Metadata: { 'aws:asset:path': name },
    Properties: { TemplateURL: { 'Fn::Sub': 'https://x/key.json' } },
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('Stack', 'Prod', 'Assets', ...ESCAPES), anyArtifact), { maxLength: 4 }),
      anyName,
      anyName,
      (artifacts, file, asset) => {
        fs.rmSync(path.join(scratch.path, 'assembly'), { recursive: true, force: true });
        const folder = scratch.folder('assembly', {
          'manifest.json': { version: '36.0.0', artifacts: Object.fromEntries(artifacts) },
          'stack.json': {
            Resources: { Audit: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: UNSAFE } }, Child: nested(file) },
          },
          'nested.json': template({ Audit: UNSAFE }),
          'assets.json': {
            files: { key: { source: { path: asset, packaging: 'file' }, destinations: { there: { objectKey: 'key.json' } } } },
          },
          'inner/manifest.json': { version: '36.0.0', artifacts: {} },
        });
        fs.symlinkSync('../outside.json', path.join(folder, 'link.json'));
        fs.symlinkSync('..', path.join(folder, 'away'));
        fs.symlinkSync('circle', path.join(folder, 'circle'));
        [
          ['check', folder],
          ['check', folder, '--format', 'json'],
          ['diff', folder, folder],
        ]
          .map((args) => runCommand(args))
          .forEach(expectGoodManners);
      },
    ),
    propertyRuns(300, 1),
  );
});
