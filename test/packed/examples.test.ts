/**
 * The example apps, synthesized by the real CDK CLI with its own checks on: the templates of the secure one are what a reviewer would
 * approve, and each classic mistake in the other one fails the build with an allowed request.
 */
import * as fs from 'fs';
import * as path from 'path';
import { CdkRun, placeExample, runCdk } from '../../tools/cdk-cli';
import { Consumer, CONSUMERS } from '../../tools/packed-package';

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly AssumeRolePolicyDocument: unknown; readonly PolicyDocument: { readonly Statement: unknown } };
  readonly Metadata: Record<string, unknown>;
}

interface Synthesis extends CdkRun {
  /** The resources of a type in all templates, by the path of the construct. */
  resources(type: string): Map<string, Resource>;
}

function synthesize(consumer: Consumer, example: string): Synthesis {
  const folder = placeExample(consumer, example);
  try {
    // Their types are checked by typescript-consumer.test.ts and by the demo.
    const run = runCdk(consumer, folder, ['synth', '--quiet'], { TS_NODE_TRANSPILE_ONLY: 'true' });
    const assembly = path.join(folder, 'cdk.out');
    const templates = fs.readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
    const all = templates.flatMap((file) => {
      const { Resources } = JSON.parse(fs.readFileSync(path.join(assembly, file), 'utf8')) as { Resources: Record<string, Resource> };
      return Object.values(Resources).map((resource) => [String(resource.Metadata['aws:cdk:path']), resource] as const);
    });
    return { ...run, resources: (type) => new Map(all.filter(([, resource]) => resource.Type === type)) };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const inPartition = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
const trust = (principal: object, conditions: object, actions: string | string[] = 'sts:AssumeRole') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Principal: principal, Condition: conditions }],
});

describe.each(CONSUMERS)('with aws-cdk-lib $cdkVersion, examples/two-accounts', (consumer) => {
  const synthesis = synthesize(consumer, 'two-accounts');
  const roles = synthesis.resources('AWS::IAM::Role');

  test('passes, without any output from the guard', () => {
    expect({ status: synthesis.status, complaints: synthesis.output.match(/^(FATAL|ERROR|WARNING|INFO).*/gm) }).toEqual({
      status: 0,
      complaints: null,
    });
  });

  test('has these four roles, and each requires exactly this', () => {
    expect(Object.fromEntries([...roles].map(([at, role]) => [at, role.Properties.AssumeRolePolicyDocument]))).toEqual({
      'Identity/WebsitePipeline/Resource': trust(
        { Service: 'codebuild.amazonaws.com' },
        { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      ),
      'Workload/Audit/Resource': trust(
        { AWS: inPartition(':iam::111122223333:user/alice') },
        {
          Bool: { 'aws:MultiFactorAuthPresent': 'true' },
          NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
          StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' },
        },
      ),
      'Workload/Deploy/Resource': trust(
        { AWS: inPartition(':iam::111122223333:role/website-pipeline') },
        { StringEquals: { 'sts:ExternalId': 'c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364' } },
      ),
      'Workload/OnCall/Resource': trust(
        { AWS: inPartition(':iam::111122223333:user/bob') },
        {
          Bool: { 'aws:MultiFactorAuthPresent': 'true' },
          StringEquals: { 'sts:ExternalId': '4f1d2c8a-6e95-4a07-b3c4-d80f7a21e95b', 'sts:SourceIdentity': 'bob' },
        },
        ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      ),
    });
  });

  test('records in the template why the pipeline needs no MFA', () => {
    expect(JSON.stringify(roles.get('Workload/Deploy/Resource')?.Metadata)).toContain('role sessions never carry MFA');
  });

  test('gives each caller AssumeRole on exactly one role, and lets the pipeline upload and nothing else', () => {
    const write = ['s3:PutObject', 's3:PutObjectLegalHold', 's3:PutObjectRetention', 's3:PutObjectTagging', 's3:PutObjectVersionTagging'];
    const website = { 'Fn::GetAtt': [expect.stringContaining('Website'), 'Arn'] };
    const objects = { 'Fn::Join': ['', [website, '/*']] };
    const roleNamed = (pattern: RegExp) => inPartition(expect.stringMatching(pattern) as unknown as string);
    const allowed = [...synthesis.resources('AWS::IAM::Policy')].map(([at, policy]) => [at, policy.Properties.PolicyDocument.Statement]);
    expect(Object.fromEntries(allowed)).toEqual({
      'Identity/Auditor/DefaultPolicy/Resource': [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleNamed(/^:iam::444455556666:role\/[^*]*audit[^*]*$/) },
      ],
      'Identity/OnCall/DefaultPolicy/Resource': [
        {
          Effect: 'Allow',
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
          Resource: roleNamed(/^:iam::444455556666:role\/[^*]*oncall[^*]*$/),
        },
      ],
      'Identity/WebsitePipeline/DefaultPolicy/Resource': [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: inPartition(':iam::444455556666:role/website-deploy') },
      ],
      'Workload/Deploy/DefaultPolicy/Resource': [{ Effect: 'Allow', Action: ['s3:Abort*', ...write], Resource: objects }],
      'Workload/OnCall/DefaultPolicy/Resource': [
        {
          Effect: 'Allow',
          Action: ['s3:Abort*', 's3:DeleteObject*', 's3:GetBucket*', 's3:GetObject*', 's3:List*', ...write],
          Resource: [website, objects],
        },
      ],
    });
  });
});

describe.each(CONSUMERS)('with aws-cdk-lib $cdkVersion, examples/organization', (consumer) => {
  const synthesis = synthesize(consumer, 'organization');

  test('passes, without any output from the guard', () => {
    expect({ status: synthesis.status, complaints: synthesis.output.match(/^(FATAL|ERROR|WARNING|INFO).*/gm) }).toEqual({
      status: 0,
      complaints: null,
    });
  });

  test('has a rule and a boundary for all accounts, and hooks in two of them', () => {
    expect([...synthesis.resources('AWS::Organizations::Policy').keys()]).toEqual(['Boundary/Boundary/Policy']);
    expect([...synthesis.resources('AWS::Config::OrganizationConfigRule').keys()]).toEqual(['Evaluation/TrustPolicies/Rule']);
    expect([...synthesis.resources('AWS::CloudFormation::LambdaHook').keys()].sort()).toEqual([
      'Hook-Data/TrustPolicies/Hook', 'Hook-Data/TrustPolicies/StackHook',
      'Hook-Workload/TrustPolicies/Hook', 'Hook-Workload/TrustPolicies/StackHook',
    ]);
  });
});

describe.each(CONSUMERS)('with aws-cdk-lib $cdkVersion, examples/three-mistakes', (consumer) => {
  const { status, output } = synthesize(consumer, 'three-mistakes');
  const findings = output.split(/^(?=(?:FATAL|ERROR|WARNING|INFO) )/m).slice(1);

  test('fails', () => expect(status).toBe(1));

  test.each([
    ['AWS "*"', 'Deploy', 'public-principal', /by arn:aws:iam::(?!111122223333|444455556666|777788889999)\d{12}:/],
    ['a foreign account root without conditions', 'BillingScan', 'specific-principal', /by arn:aws:iam::777788889999:/],
    ['MFA by BoolIfExists', 'Audit', 'mfa-required', /by arn:aws:iam::111122223333:user\/alice, without MFA/],
  ])('%s: the role %s has the finding %s, with a witness %s', (_mistake, role, rule, request) => {
    const finding = findings.find((each) => each.startsWith(`ERROR ${rule}: `) && each.includes(`Workload/${role}/Resource`));
    expect(finding?.match(/^ +witness +sts:AssumeRole (.*)/m)?.[1]).toMatch(request);
  });

  test('reports nothing about the safe role', () => {
    expect(findings.filter((each) => each.includes('WebsitePipeline'))).toEqual([]);
  });
});
