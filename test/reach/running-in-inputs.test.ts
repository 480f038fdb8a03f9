/** Resources that run with a role are found in every kind of input that shows them, and lead to the role that they run with. */
import { ScratchFolder, runCommand, OWN } from '../cli/run-command';

const scratch = new ScratchFolder();

interface Report {
  readonly nodes: readonly { readonly name: string; readonly power: { readonly level: string; readonly because: string } | null }[];
}

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const arnOfRole = (name: string) => `arn:aws:iam::${OWN}:role/${name}`;
const arnOfProfile = (role: string) => `arn:aws:iam::${OWN}:instance-profile/team/of-${role}`;
const trusts = (service: string) => JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }],
});
const allows = (action: string, resource: string) => JSON.stringify({
  Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
});

/** What the role `Runner`, an administrator, runs; `Subject` may take one action on one resource. */
interface World {
  readonly runs: 'function' | 'instance' | 'project' | 'notebook' | 'stack' | 'service';
  readonly action: string;
  readonly on: string;
  /** Default: the resource runs with `Runner`. */
  readonly with?: 'Runner' | 'Reader';
}

const NAMES = { function: 'deploy', instance: 'i-0a', project: 'build', notebook: 'lab', stack: 'net', service: 'web' } as const;
const regional = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${OWN}:${rest}`;
const ARNS: Readonly<Record<World['runs'], string>> = {
  function: regional('lambda', 'function:deploy'),
  instance: regional('ec2', 'instance/i-0a'),
  project: regional('codebuild', 'project/build'),
  notebook: regional('sagemaker', 'notebook-instance/lab'),
  stack: regional('cloudformation', 'stack/net/5d1'),
  service: regional('apprunner', 'service/web/8fe'),
};

/** A resource of Terraform: its attributes once it exists, and what its configuration refers to. */
interface Terraform {
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly refers?: Readonly<Record<string, unknown>>;
}

const refersTo = (address: string, attribute: string) => ({ references: [`${address}.${attribute}`, address] });

function runningOfTerraform({ runs, with: role = 'Runner' }: World): readonly Terraform[] {
  const byArn = (attribute: string) => ({
    values: { arn: ARNS[runs], name: NAMES[runs], [attribute]: arnOfRole(role) },
    refers: { [attribute]: refersTo(`aws_iam_role.${role}`, 'arn') },
  });
  switch (runs) {
    case 'function':
      return [{
        type: 'aws_lambda_function',
        name: 'it',
        values: { arn: ARNS.function, function_name: 'deploy', role: arnOfRole(role) },
        refers: { role: refersTo(`aws_iam_role.${role}`, 'arn') },
      }];
    case 'instance':
      return [
        {
          type: 'aws_instance',
          name: 'it',
          values: { arn: ARNS.instance, id: 'i-0a', iam_instance_profile: 'profile' },
          refers: { iam_instance_profile: refersTo('aws_iam_instance_profile.p', 'name') },
        },
        {
          type: 'aws_iam_instance_profile',
          name: 'p',
          values: { name: 'profile', arn: `arn:aws:iam::${OWN}:instance-profile/team/profile`, role },
          refers: { role: refersTo(`aws_iam_role.${role}`, 'name') },
        },
      ];
    case 'project': return [{ type: 'aws_codebuild_project', name: 'it', ...byArn('service_role') }];
    case 'notebook': return [{ type: 'aws_sagemaker_notebook_instance', name: 'it', ...byArn('role_arn') }];
    case 'stack': {
      const { values, refers } = byArn('iam_role_arn');
      return [{ type: 'aws_cloudformation_stack', name: 'it', values: { ...values, arn: undefined, id: ARNS.stack }, refers }];
    }
    case 'service':
      return [{
        type: 'aws_apprunner_service',
        name: 'it',
        values: { arn: ARNS.service, service_name: 'web', instance_configuration: [{ cpu: '1024', instance_role_arn: arnOfRole(role) }] },
        refers: { instance_configuration: [{ instance_role_arn: refersTo(`aws_iam_role.${role}`, 'arn') }] },
      }];
  }
}

function terraform(world: World): readonly Terraform[] {
  const role = (name: string, service: string): Terraform => (
    { type: 'aws_iam_role', name, values: { name, arn: arnOfRole(name), assume_role_policy: trusts(service) } }
  );
  return [
    // The role comes last: a plan is sorted by address.
    ...runningOfTerraform(world),
    { type: 'aws_iam_role_policy', name: 'subject', values: { name: 'one', role: 'Subject', policy: allows(world.action, world.on) } },
    { type: 'aws_iam_role_policy_attachment', name: 'runner', values: { role: 'Runner', policy_arn: ADMINISTRATOR } },
    role('Subject', 'states'),
    role('Runner', 'lambda'),
    role('Reader', 'lambda'),
  ];
}

const addressed = ({ type, name, values }: Terraform) => ({ address: `${type}.${name}`, mode: 'managed', type, name, values });

/** Everything is created: the ARNs and the ids of all resources, and what refers to them, are known after apply only. */
function planned(world: World, later: readonly string[]): object {
  const resources = terraform(world);
  const isLater = (key: string, refers: Terraform['refers'] = {}) => later.includes(key) || Object.hasOwn(refers, key);
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: {} },
    resource_changes: resources.map((resource) => {
      const { values, ...rest } = addressed(resource);
      const entries = Object.entries(values);
      const known = entries.filter(([key]) => !isLater(key, resource.refers));
      return {
        ...rest,
        change: {
          actions: ['create'],
          before: null,
          after: Object.fromEntries(known),
          after_unknown: Object.fromEntries(entries.filter((entry) => !known.includes(entry)).map(([key]) => [key, true])),
        },
      };
    }),
    configuration: {
      root_module: { resources: resources.map(({ type, name, refers }) => ({ address: `${type}.${name}`, expressions: refers ?? {} })) },
    },
  };
}

/** Where the configuration of AWS Config has the role. */
const CONFIG: Readonly<Record<World['runs'], { readonly type: string; readonly configuration: (role: string) => object }>> = {
  function: { type: 'AWS::Lambda::Function', configuration: (role) => ({ functionName: 'deploy', role: arnOfRole(role) }) },
  instance: {
    type: 'AWS::EC2::Instance',
    configuration: (role) => ({ instanceId: 'i-0a', iamInstanceProfile: { arn: arnOfProfile(role), id: 'AIPA' } }),
  },
  project: { type: 'AWS::CodeBuild::Project', configuration: (role) => ({ name: 'build', serviceRole: arnOfRole(role) }) },
  notebook: {
    type: 'AWS::SageMaker::NotebookInstance',
    configuration: (role) => ({ NotebookInstanceName: 'lab', RoleArn: arnOfRole(role) }),
  },
  stack: { type: 'AWS::CloudFormation::Stack', configuration: (role) => ({ stackName: 'net', roleARN: arnOfRole(role) }) },
  service: {
    type: 'AWS::AppRunner::Service',
    configuration: (role) => ({ ServiceName: 'web', InstanceConfiguration: { InstanceRoleArn: arnOfRole(role) } }),
  },
};

interface Item {
  readonly resourceType: string;
  readonly resourceName: string;
  readonly arn: string;
  readonly configuration: object;
  readonly [more: string]: unknown;
}

function itemOfRole(name: string, policies: object): Item {
  return {
    resourceType: 'AWS::IAM::Role',
    resourceName: name,
    arn: arnOfRole(name),
    configuration: {
      assumeRolePolicyDocument: encodeURIComponent(trusts('lambda')),
      rolePolicyList: [],
      attachedManagedPolicies: [],
      instanceProfileList: [{ instanceProfileName: `of-${name}`, arn: arnOfProfile(name) }],
      ...policies,
    },
  };
}

function itemsOf({ runs, action, on, with: role = 'Runner' }: World): readonly Item[] {
  const { type, configuration } = CONFIG[runs];
  return [
    { resourceType: type, resourceName: NAMES[runs], arn: ARNS[runs], configuration: configuration(role) },
    itemOfRole('Subject', { rolePolicyList: [{ policyName: 'one', policyDocument: encodeURIComponent(allows(action, on)) }] }),
    itemOfRole('Runner', { attachedManagedPolicies: [{ policyName: 'AdministratorAccess', policyArn: ADMINISTRATOR }] }),
    itemOfRole('Reader', {}),
  ];
}

const SINCE_APPLY = ['arn', 'id'];

const WRITTEN: Readonly<Record<string, (world: World) => object>> = {
  'a plan of Terraform that creates everything': (world) => planned(world, SINCE_APPLY),
  'a state of Terraform': (world) => ({
    format_version: '1.0', terraform_version: '1.11.4', values: { root_module: { resources: terraform(world).map(addressed) } },
  }),
  'a state file of Terraform': (world) => ({
    version: 4,
    terraform_version: '1.11.4',
    resources: terraform(world).map(({ type, name, values }) => ({ mode: 'managed', type, name, instances: [{ attributes: values }] })),
  }),
  'a snapshot of AWS Config': (world) => ({
    configurationItems: itemsOf(world).map(({ arn, ...item }) => ({ ...item, ARN: arn, awsAccountId: OWN, awsRegion: 'eu-west-1' })),
  }),
  'batch-get-resource-config': (world) => ({
    baseConfigurationItems: itemsOf(world).map((item) => (
      { ...item, accountId: OWN, awsRegion: 'eu-west-1', configuration: JSON.stringify(item.configuration) }
    )),
    unprocessedResourceKeys: [],
  }),
  'a query of AWS Config': (world) => ({ Results: itemsOf(world).map((item) => JSON.stringify({ ...item, accountId: OWN })) }),
};

function powerIn(...documents: readonly object[]) {
  const files = documents.map((document, index) => scratch.file(`${index}.json`, document));
  const { stdout, stderr } = runCommand(['reach', ...files, '--account', OWN, '--format', 'json']);
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as Report).nodes.find(({ name }) => /\bSubject$/.test(name))!.power!;
}

describe.each(Object.entries(WRITTEN))('in %s', (kind, written) => {
  const isPlan = kind.startsWith('a plan');
  const isTerraform = kind.includes('Terraform');
  const onAny = (arn: string) => (isPlan ? arn.replace(/:eu-west-1:/, ':*:').replace(/\/i-0a$|\/5d1$|\/8fe$/, '/*') : arn);

  test.each<[World['runs'], string, string]>([
    ['function', 'lambda:UpdateFunctionCode', 'aws_lambda_function'],
    ['instance', 'ssm:StartSession', 'aws_instance'],
    ['project', 'codebuild:StartBuild', 'aws_codebuild_project'],
    ['notebook', 'sagemaker:CreatePresignedNotebookInstanceUrl', 'aws_sagemaker_notebook_instance'],
    ['stack', 'cloudformation:UpdateStack', 'aws_cloudformation_stack'],
    ['service', 'apprunner:UpdateService', 'aws_apprunner_service'],
  ])('a %s with the role of an administrator', (runs, action, type) => {
    const { level, because } = powerIn(written({ runs, action, on: onAny(ARNS[runs]) }));
    expect(level).toBe('can-become-administrator');
    const name = isTerraform ? `${type}.it` : NAMES[runs];
    expect(because).toBe(`its policies allow ${action} on ${runs} ${name}, which runs with the role Runner`);
  });

  test.each<[string, World]>([
    ['another function', { runs: 'function', action: 'lambda:UpdateFunctionCode', on: regional('lambda', 'function:other') }],
    ['another instance', { runs: 'instance', action: 'ssm:StartSession', on: regional('ec2', 'instance/i-0b') }],
    ['a function that runs with another role', {
      runs: 'function', action: 'lambda:UpdateFunctionCode', on: onAny(ARNS.function), with: 'Reader',
    }],
    ['an instance that runs with another role', { runs: 'instance', action: 'ssm:StartSession', on: ARNS.instance, with: 'Reader' }],
    ['an action that does not change the function', { runs: 'function', action: 'lambda:InvokeFunction', on: onAny(ARNS.function) }],
  ])('not %s', (_, world) => {
    expect(powerIn(written(world)).level).toBe('writes');
  });
});

const UPDATE: World = { runs: 'function', action: 'lambda:UpdateFunctionCode', on: ARNS.function };
const UPDATE_ANYWHERE: World = { ...UPDATE, on: `arn:aws:lambda:*:${OWN}:function:deploy` };
/** The text of the plan, so that a case can change a part of it. */
const textOfPlan = (world: World) => JSON.stringify(planned(world, SINCE_APPLY));
const powerInText = (text: string) => powerIn(JSON.parse(text) as object);

describe('a plan of Terraform', () => {
  test('a policy that names a region, where the region of the function is not known', () => {
    const { level, because } = powerIn(planned(UPDATE, SINCE_APPLY));
    expect(level).toBe('not-known');
    expect(because).toBe('its policies allow lambda:UpdateFunctionCode, and perhaps lambda:UpdateFunctionCode on function '
      + 'aws_lambda_function.it, which runs with the role Runner; what is not known may allow more');
  });

  test.each([['eu-west-1', 'can-become-administrator'], ['us-east-1', 'writes']])('a function in %s: %s', (region, level) => {
    const text = textOfPlan(UPDATE).replace('"function_name":', `"region":"${region}","function_name":`);
    expect(powerInText(text).level).toBe(level);
  });

  test('a function that names the ARN of a role that is not there yet', () => {
    const text = textOfPlan(UPDATE_ANYWHERE).replace('"function_name":', `"role":"${arnOfRole('Runner')}","function_name":`);
    expect(powerInText(text).level).toBe('can-become-administrator');
  });

  test('a function that the plan deletes', () => {
    expect(powerInText(textOfPlan(UPDATE_ANYWHERE).replace('["create"]', '["delete"]')).level).toBe('writes');
  });

  test('a function and a role of count', () => {
    const [changes, configuration] = textOfPlan(UPDATE_ANYWHERE).split('"configuration"');
    const counted = changes.replace('"aws_lambda_function.it"', '"aws_lambda_function.it[1]"')
      .replace('"aws_iam_role.Runner"', '"aws_iam_role.Runner[1]"');
    expect(powerInText(`${counted}"configuration"${configuration}`).because)
      .toContain('on function aws_lambda_function.it[1], which runs with the role Runner');
  });
});

describe('AWS Config', () => {
  const history = (...states: readonly (readonly [time: string, role: string | undefined])[]) => {
    const [item, ...roles] = itemsOf(UPDATE);
    return {
      configurationItems: [
        ...roles.map((role) => ({ ...role, accountId: OWN })),
        ...states.map(([configurationItemCaptureTime, role]) => ({
          ...item,
          accountId: OWN,
          awsRegion: 'eu-west-1',
          resourceId: 'deploy',
          configurationItemCaptureTime,
          configurationItemStatus: role === undefined ? 'ResourceDeleted' : 'OK',
          configuration: role === undefined ? null : { role: arnOfRole(role) },
        })),
      ],
    };
  };

  test.each<[string, object, string]>([
    ['another role before', history(['2026-11-26T10:00:00Z', 'Reader'], ['2026-11-27T10:00:00Z', 'Runner']), 'can-become-administrator'],
    ['the role before', history(['2026-11-26T10:00:00Z', 'Runner'], ['2026-11-27T10:00:00Z', 'Reader']), 'writes'],
    ['the role before, in the order of AWS', history(['2026-11-27T10:00:00Z', 'Reader'], ['2026-11-26T10:00:00Z', 'Runner']), 'writes'],
    ['deleted since', history(['2026-11-26T10:00:00Z', 'Runner'], ['2026-11-27T10:00:00Z', undefined]), 'writes'],
  ])('of several states the newest counts: %s', (_, document, level) => expect(powerIn(document).level).toBe(level));

  test('functions of the same name in two regions are two functions', () => {
    const [item, ...roles] = itemsOf({ ...UPDATE, on: ARNS.function });
    const inRegion = (awsRegion: string, role: string, time: string) => ({
      ...item,
      accountId: OWN,
      awsRegion,
      resourceId: 'deploy',
      arn: ARNS.function.replace('eu-west-1', awsRegion),
      configurationItemCaptureTime: time,
      configuration: { role: arnOfRole(role) },
    });
    const functions = [inRegion('eu-west-1', 'Runner', '2026-11-26T10:00:00Z'), inRegion('us-east-1', 'Reader', '2026-11-27T10:00:00Z')];
    expect(powerIn({ configurationItems: [...roles, ...functions] }).level).toBe('can-become-administrator');
  });

  test('a query that does not select the ARN', () => {
    const [{ arn: _, ...item }, ...roles] = itemsOf(UPDATE);
    const results = [...roles, { ...item, awsRegion: 'eu-west-1' }].map((each) => JSON.stringify({ ...each, accountId: OWN }));
    expect(powerIn({ Results: results }).level).toBe('can-become-administrator');
  });

  test('functions in a file of their own', () => {
    const [item, ...roles] = itemsOf(UPDATE).map((each) => ({ ...each, accountId: OWN }));
    expect(powerIn({ configurationItems: [item] }, { configurationItems: roles }).level).toBe('can-become-administrator');
  });

  test('an instance, and its role in what IAM prints', () => {
    const instance = itemsOf({ runs: 'instance', action: 'ssm:StartSession', on: ARNS.instance })[0];
    const role = (RoleName: string, more: object) => ({
      RoleName,
      Arn: arnOfRole(RoleName),
      AssumeRolePolicyDocument: JSON.parse(trusts('ec2')) as object,
      RolePolicyList: [],
      AttachedManagedPolicies: [],
      InstanceProfileList: [],
      ...more,
    });
    const document = JSON.parse(allows('ssm:StartSession', ARNS.instance)) as object;
    const subject = { RolePolicyList: [{ PolicyName: 'one', PolicyDocument: document }] };
    const runner = {
      AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: ADMINISTRATOR }],
      InstanceProfileList: [{ InstanceProfileName: 'of-Runner', Arn: arnOfProfile('Runner') }],
    };
    const roles = [role('Subject', subject), role('Runner', runner)];
    const account = { UserDetailList: [], GroupDetailList: [], RoleDetailList: roles, Policies: [] };
    expect(powerIn(account, { configurationItems: [{ ...instance, accountId: OWN }] }).level).toBe('can-become-administrator');
  });
});
