/** The folder that `cdk synth` writes: what is found in it, and that nothing outside it is read. */
import * as fs from 'fs';
import * as path from 'path';
import { App, aws_iam as iam, CfnParameter, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { OWN, PARTNER, SAFE, ScratchFolder, template, UNSAFE } from './run-command';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { Inputs, readRoles } from '../../src/input/read-roles';

const scratch = new ScratchFolder();

describe('what the CDK synthesizes', () => {
  let inputs: Inputs;
  const role = (constructPath: string) => inputs.roles.find(({ source }) => source.constructPath === constructPath)!;
  const principalsOf = (constructPath: string) => {
    const { document, context } = role(constructPath);
    return readTrustPolicy(document, context).variants[0].statements[0].principals.map(({ written }) => written);
  };

  beforeAll(() => {
    const outdir = path.join(scratch.path, 'cdk.out');
    const app = new App({ outdir });
    const env = { account: OWN, region: 'eu-west-1' };
    const one = new Stack(app, 'One', { env });
    const caller = new iam.Role(one, 'Caller', { assumedBy: new iam.AccountPrincipal(PARTNER), roleName: 'caller' });
    Validations.of(caller).acknowledge({ id: 'SecureTrust::mfa-required', reason: 'at the role' });
    Validations.of(one).acknowledge(
      { id: 'SecureTrust::mfa-required', reason: 'at the stack' },
      { id: 'SecureTrust::external-id-required', reason: 'at the stack' },
    );
    const two = new Stack(app, 'Two', { env, stackName: 'second' });
    new iam.Role(two, 'Importing', { assumedBy: new iam.ArnPrincipal(caller.roleArn) });
    const nested = new NestedStack(two, 'Nested');
    const parameter = new CfnParameter(two, 'Partner', { allowedValues: [PARTNER] });
    new iam.Role(nested, 'Same', { assumedBy: new iam.AccountPrincipal(parameter.valueAsString) });
    new iam.Role(two, 'Same', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const deeper = new NestedStack(nested, 'Deeper');
    const inner = new iam.Role(deeper, 'Inner', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'inner' });
    new iam.Role(two, 'FromNested', { assumedBy: inner });
    const stage = new Stage(app, 'Prod', { env: { account: PARTNER, region: 'cn-north-1' } });
    new iam.Role(new Stack(stage, 'Stack'), 'Staged', { assumedBy: new iam.AccountRootPrincipal() });
    new iam.Role(new Stack(new Stage(stage, 'Inner'), 'Stack'), 'Staged', { assumedBy: new iam.AccountRootPrincipal() });
    new iam.Role(new Stack(app, 'Agnostic'), 'Anywhere', { assumedBy: new iam.AccountRootPrincipal() });
    app.synth();
    inputs = readRoles([outdir], {});
  });

  test('every role is found, in nested stacks, Stages and Stages of Stages, with its construct path', () => {
    expect(inputs.roles.map(({ source }) => source.constructPath).sort()).toEqual([
      'Agnostic/Anywhere/Resource', 'One/Caller/Resource', 'Prod/Inner/Stack/Staged/Resource', 'Prod/Stack/Staged/Resource',
      'Two/FromNested/Resource', 'Two/Importing/Resource', 'Two/Nested/Deeper/Inner/Resource', 'Two/Nested/Same/Resource',
      'Two/Same/Resource',
    ]);
    expect(inputs.unseen).toEqual([]);
  });

  test('a role is located in the file that contains it', () => {
    const { source } = role('One/Caller/Resource');
    expect(source).toEqual({
      file: path.join(scratch.path, 'cdk.out', 'One.template.json'),
      logicalId: expect.stringMatching(/^Caller/),
      constructPath: 'One/Caller/Resource',
      stackPath: 'One',
      roleName: 'caller',
      account: OWN,
    });
    expect(fs.existsSync(role('Two/Nested/Deeper/Inner/Resource').source.file)).toBe(true);
  });

  test('account, region and partition are those of the stack', () => {
    expect(role('Two/Nested/Deeper/Inner/Resource')).toMatchObject({
      source: { account: OWN },
      context: { account: OWN, region: 'eu-west-1', partition: 'aws' },
    });
    expect(role('Prod/Inner/Stack/Staged/Resource')).toMatchObject({
      source: { account: PARTNER },
      context: { region: 'cn-north-1', partition: 'aws-cn' },
    });
    expect(role('Agnostic/Anywhere/Resource').source.account).toBeUndefined();
    expect(inputs.deployedAccounts).toEqual(new Set([OWN, PARTNER]));
  });

  test('--account is the account of a stack that names none, and of no other', () => {
    const roles = readRoles([path.join(scratch.path, 'cdk.out')], { account: '777788889999' }).roles;
    expect(new Set(roles.map(({ source }) => `${source.constructPath!.split('/')[0]} ${source.account}`))).toEqual(
      new Set([`One ${OWN}`, `Two ${OWN}`, `Prod ${PARTNER}`, 'Agnostic 777788889999']),
    );
  });

  test.each([
    ['an import', 'Two/Importing/Resource', `arn:aws:iam::${OWN}:role/caller`],
    ['an output of a nested stack', 'Two/FromNested/Resource', `arn:aws:iam::${OWN}:role/inner`],
    ['a parameter of a nested stack', 'Two/Nested/Same/Resource', `arn:aws:iam::${PARTNER}:root`],
  ])('%s is followed', (_, constructPath, principal) => {
    expect(principalsOf(constructPath)).toEqual([principal]);
  });

  test('acknowledgements at the role and at its stack are found, the nearest first', () => {
    expect(role('One/Caller/Resource').waivers).toEqual([
      { rule: 'mfa-required', reason: 'at the role' },
      { rule: 'mfa-required', reason: 'at the stack' },
      { rule: 'external-id-required', reason: 'at the stack' },
    ]);
    expect(role('Two/Importing/Resource').waivers).toEqual([]);
  });
});

const stack = (templateFile: unknown, more: object = {}) => ({
  type: 'aws:cloudformation:stack',
  environment: `aws://${OWN}/eu-west-1`,
  properties: { templateFile },
  ...more,
});
const manifest = (artifacts: object) => ({ version: '36.0.0', artifacts });
const read = (name: string, files: Readonly<Record<string, unknown>>) =>
  readRoles([scratch.folder(name, files)]).roles.map(({ source }) => source);

describe('a folder with a manifest', () => {
  test('the path in the template takes precedence over that in the metadata', () => {
    const unsafe = {
      Type: 'AWS::IAM::Role',
      Metadata: { 'aws:cdk:path': 'Stack/Written/Resource' },
      Properties: { AssumeRolePolicyDocument: UNSAFE },
    };
    const files = { 'manifest.json': manifest({ Stack: stack('t.json') }), 't.json': { Resources: { Audit: unsafe } } };
    expect(read('path', files)).toMatchObject([{ constructPath: 'Stack/Written/Resource' }]);
  });

  test('metadata inside the manifest, as older versions of the CDK wrote it, is read', () => {
    const metadata = {
      '/Stack/Audit/Resource': [{ type: 'aws:cdk:logicalId', data: 'Audit' }],
      '/Stack/Audit': [
        { type: 'aws:cdk:acknowledged-rules', data: { 'SecureTrust::mfa-required': 'agreed', 'Other::mfa-required': 'no' } },
      ],
    };
    const folder = scratch.folder('old', {
      'manifest.json': manifest({ Stack: stack('t.json', { metadata }) }),
      't.json': template({ Audit: UNSAFE }),
    });
    expect(readRoles([folder]).roles).toMatchObject([
      { source: { constructPath: 'Stack/Audit/Resource' }, waivers: [{ rule: 'mfa-required', reason: 'agreed' }] },
    ]);
  });

  test('an environment, a name and metadata of the wrong type are ignored', () => {
    const odd = {
      environment: [{ toString: 0 }],
      displayName: 7,
      metadata: { '/Stack': 7, '/Stack/Audit': [7, { type: 'aws:cdk:acknowledged-rules', data: [7] }] },
    };
    const folder = scratch.folder('odd', {
      'manifest.json': manifest({ Stack: stack('t.json', odd) }),
      't.json': template({ Audit: UNSAFE }),
    });
    const { roles, deployedAccounts } = readRoles([folder]);
    expect(roles).toMatchObject([{ source: { logicalId: 'Audit' }, waivers: [] }]);
    expect([roles[0].source.account, [...deployedAccounts]]).toEqual([undefined, []]);
  });

  test('the template of a stack set is found among the assets', () => {
    const url = { 'Fn::Sub': 'https://s3.${AWS::URLSuffix}/assets/123.json' };
    const files = {
      'manifest.json': manifest({ Stack: stack('t.json'), Assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } } }),
      'assets.json': {
        files: {
          23: { source: { path: 'other.json', packaging: 'file' }, destinations: { there: { objectKey: '23.json' } } },
          123: { source: { path: 'inner.json', packaging: 'file' }, destinations: { there: { objectKey: '123.json' } } },
        },
      },
      't.json': { Resources: { Fleet: { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateURL: url } } } },
      'inner.json': template({ Audit: UNSAFE }),
    };
    expect(read('stack-set', files)).toMatchObject([{ logicalId: 'Fleet', inside: 'Audit' }]);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['a manifest that is none', { 'manifest.json': { files: {} } }, /: is a folder without a supported input: see check --help$/],
    ['a manifest that is no JSON', { 'manifest.json': '{"version":' }, /manifest\.json: is not valid JSON/],
    [
      'a stack without template file',
      { 'manifest.json': manifest({ Stack: stack(undefined) }) },
      /manifest\.json: the artifact "Stack" has no templateFile$/,
    ],
    ['a template file that is a number', { 'manifest.json': manifest({ Stack: stack(7) }) }, /the artifact "Stack" has no templateFile$/],
    [
      'a template that does not exist',
      { 'manifest.json': manifest({ Stack: stack('t.json') }) },
      /t\.json: does not exist: check the path$/,
    ],
    ['a template that is a folder', { 'manifest.json': manifest({ Stack: stack('t') }), 't/x': '' }, /\/t: is not a file$/],
    [
      'a template that is a list',
      { 'manifest.json': manifest({ Stack: stack('t.json') }), 't.json': [] },
      /t\.json: is not a template: expected an object$/,
    ],
    [
      'a template above the folder',
      { 'manifest.json': manifest({ Stack: stack('../outside.json') }) },
      /outside\.json: is outside \S+, so it is not read$/,
    ],
    [
      'a template by an absolute path, which is read as a path inside the folder',
      { 'manifest.json': manifest({ Stack: stack('/etc/passwd') }) },
      /etc\/passwd: does not exist: check the path$/,
    ],
    [
      'a Stage above the folder',
      { 'manifest.json': manifest({ Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: '..' } } }) },
      /is outside/,
    ],
    [
      'a Stage that is its own folder',
      { 'manifest.json': manifest({ Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } } }) },
      /refers to itself/,
    ],
    [
      'a Stage that is a file',
      { 'manifest.json': manifest({ Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'x' } } }), 'x': '' },
      /\/x: is not a folder$/,
    ],
    [
      'metadata outside the folder',
      { 'manifest.json': manifest({ Stack: stack('t.json', { additionalMetadataFile: '../outside.json' }) }), 't.json': template({}) },
      /is outside/,
    ],
    [
      'assets outside the folder',
      { 'manifest.json': manifest({ Assets: { type: 'cdk:asset-manifest', properties: { file: '../outside.json' } } }) },
      /is outside/,
    ],
    ['a nested stack outside the folder', {
      'manifest.json': manifest({ Stack: stack('t.json') }),
      't.json': { Resources: { Child: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': '../outside.json' } } } },
    }, /is outside/],
    ['a stack nested in itself', {
      'manifest.json': manifest({ Stack: stack('t.json') }),
      't.json': { Resources: { Child: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 't.json' } } } },
    }, /t\.json: contains the nested stack "Child", which contains this template itself$/],
  ])('%s is rejected', (title, files, expected) => {
    scratch.file('outside.json', template({ Secret: SAFE }));
    expect(() => read(title.replace(/\W+/g, '-'), files)).toThrow(expected);
  });

  describe('a missing file is reported, and the others are checked', () => {
    const all = (name: string, files: Readonly<Record<string, unknown>>) => readRoles([scratch.folder(name, files)]);
    const assets = { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } };
    const url = { 'Fn::Sub': 'https://s3.${AWS::URLSuffix}/assets/123.json' };
    const child = (properties: object, metadata?: object) => ({
      Resources: {
        Audit: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: UNSAFE } },
        Child: { Type: 'AWS::CloudFormation::Stack', Properties: properties, Metadata: metadata },
      },
    });
    test.each<[string, Record<string, unknown>, string, RegExp]>([
      [
        'the metadata of a stack', {
          'manifest.json': manifest({ Stack: stack('t.json', { additionalMetadataFile: 'Stack.metadata.json' }) }),
          't.json': template({ Audit: UNSAFE }),
        },
        'the metadata of the constructs, including acknowledgements', /refers to this file, but the file is missing/,
      ],
      [
        'the list of assets',
        { 'manifest.json': manifest({ Stack: stack('t.json'), Assets: assets }), 't.json': template({ Audit: UNSAFE }) },
        'the templates that are assets',
        /the file is missing/,
      ],
      [
        'the template of a nested stack, by its metadata',
        { 'manifest.json': manifest({ Stack: stack('t.json') }), 't.json': child({ TemplateURL: url }, { 'aws:asset:path': 'gone.json' }) },
        'the template of the nested stack "Child"',
        /123\.json/,
      ],
      ['the template of a nested stack, by its address', {
        'manifest.json': manifest({ Stack: stack('t.json'), Assets: assets }),
        'assets.json': {
          files: { a: { source: { path: 'gone.json', packaging: 'file' }, destinations: { d: { objectKey: 'assets/123.json' } } } },
        },
        't.json': child({ TemplateURL: url }),
      }, 'the template of the nested stack "Child"', /123\.json/],
    ])('%s', (title, files, what, because) => {
      const { roles, unseen } = all(`lacking-${title.replace(/\W+/g, '-')}`, files);
      expect(roles.map(({ source }) => source.logicalId)).toEqual(['Audit']);
      expect(unseen).toEqual([expect.objectContaining({ what, because: expect.stringMatching(because) as string })]);
    });
  });

  test('stacks nested in each other many times over are rejected before they fill the memory', () => {
    const twice = (file: string) => ({
      Resources: Object.fromEntries(
        ['A', 'B'].map((id) => [id, { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': file } }]),
      ),
    });
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, level) => [`${level}.json`, twice(`${level + 1}.json`)]));
    expect(() => read('bomb', { 'manifest.json': manifest({ Stack: stack('0.json') }), ...files, '20.json': template({}) })).toThrow(
      /one of more than 5000 templates/,
    );
  });

  test('symbolic links that lead out of the folder, or in a circle, are rejected', () => {
    scratch.file('outside.json', template({ Secret: SAFE }));
    const folder = scratch.folder('links', { 'manifest.json': manifest({ Stack: stack('link.json') }) });
    fs.symlinkSync('../outside.json', path.join(folder, 'link.json'));
    expect(() => readRoles([folder])).toThrow(/link\.json: is outside/);
    fs.rmSync(path.join(folder, 'link.json'));
    fs.symlinkSync('link.json', path.join(folder, 'link.json'));
    expect(() => readRoles([folder])).toThrow(/link\.json: cannot be read: its symbolic links form a loop$/);
  });

  test('a symbolic link inside the folder, and one to the folder itself, are followed', () => {
    const folder = scratch.folder('inside', {
      'manifest.json': manifest({ Stack: stack('link.json') }),
      't.json': template({ Audit: UNSAFE }),
    });
    fs.symlinkSync('t.json', path.join(folder, 'link.json'));
    fs.symlinkSync('inside', path.join(scratch.path, 'to-inside'));
    expect(readRoles([path.join(scratch.path, 'to-inside')]).roles).toHaveLength(1);
  });
});
