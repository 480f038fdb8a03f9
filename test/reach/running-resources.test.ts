/** Resources of a template that run with a role are found, however the template refers to the role and its policies to the resource. */
import { ScratchFolder, runCommand, OWN } from '../cli/run-command';

const scratch = new ScratchFolder();

interface Report {
  readonly nodes: readonly { readonly name: string; readonly power: { readonly level: string; readonly because: string } | null }[];
}

const trusts = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }],
});

function role(service: string, more: object = {}): object {
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trusts(service), ...more } };
}

const administrator = (service: string) => role(service, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
const allows = (action: string | readonly string[], resource: unknown) => role('states', {
  RoleName: 'subject',
  Policies: [{
    PolicyName: 'inline',
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] },
  }],
});

const attribute = (logicalId: string, name = 'Arn') => ({ 'Fn::GetAtt': [logicalId, name] });

function powerOfSubject(resources: object) {
  const file = scratch.file('template.json', { Resources: resources });
  const report = JSON.parse(runCommand(['reach', file, '--account', OWN, '--format', 'json']).stdout) as Report;
  return report.nodes.find(({ name }) => name === 'subject')!.power!;
}

const lambda = (more: object = {}) => ({
  Runner: administrator('lambda'),
  Function: { Type: 'AWS::Lambda::Function', Properties: { Role: attribute('Runner'), ...more } },
});

test.each<[string, object, string]>([
  [
    'a function, by its attribute',
    { ...lambda(), Subject: allows('lambda:UpdateFunctionCode', attribute('Function')) },
    'lambda:UpdateFunctionCode on function Function, which runs with the role Runner',
  ],
  [
    'a function, by its name',
    { ...lambda({ FunctionName: 'deploy' }), Subject: allows('lambda:UpdateFunctionCode', `arn:aws:lambda:*:${OWN}:function:deploy`) },
    'lambda:UpdateFunctionCode on function Function, which runs with the role Runner',
  ],
  [
    'an instance, by its profile',
    {
      Runner: administrator('ec2'),
      Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'Runner' }] } },
      Instance: { Type: 'AWS::EC2::Instance', Properties: { IamInstanceProfile: { Ref: 'Profile' } } },
      Subject: allows('ssm:StartSession', { 'Fn::Sub': 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:instance/${Instance}' }),
    },
    'ssm:StartSession on instance Instance, which runs with the role Runner',
  ],
  [
    'a build project',
    {
      Runner: administrator('codebuild'),
      Project: { Type: 'AWS::CodeBuild::Project', Properties: { ServiceRole: attribute('Runner') } },
      Subject: allows('codebuild:StartBuild', attribute('Project')),
    },
    'codebuild:StartBuild on project Project, which runs with the role Runner',
  ],
])('%s', (_, resources, way) => {
  const { level, because } = powerOfSubject(resources);
  expect(level).toBe('can-become-administrator');
  expect(because).toBe(`its policies allow ${way}`);
});

test.each<[string, object]>([
  ['another function', { ...lambda(), Subject: allows('lambda:UpdateFunctionCode', `arn:aws:lambda:*:${OWN}:function:other`) }],
  [
    'a function whose role can do nothing',
    {
      Runner: role('lambda'),
      Function: { Type: 'AWS::Lambda::Function', Properties: { Role: attribute('Runner') } },
      Subject: allows('lambda:UpdateFunctionCode', attribute('Function')),
    },
  ],
  ['an action that does not change the function', { ...lambda(), Subject: allows('lambda:InvokeFunction', attribute('Function')) }],
  ['no function', { Runner: administrator('lambda'), Subject: allows('lambda:UpdateFunctionCode', `arn:aws:lambda:*:${OWN}:function:x`) }],
])('not %s', (_, resources) => expect(powerOfSubject(resources).level).not.toBe('can-become-administrator'));

test('a policy that names a region, where the region of the function is not known', () => {
  const subject = allows('lambda:UpdateFunctionCode', `arn:aws:lambda:eu-west-1:${OWN}:function:deploy`);
  expect(powerOfSubject({ ...lambda({ FunctionName: 'deploy' }), Subject: subject }).level).toBe('not-known');
});

test('a service of App Runner, by its attribute', () => {
  const resources = {
    Runner: administrator('tasks.apprunner'),
    Web: { Type: 'AWS::AppRunner::Service', Properties: { InstanceConfiguration: { InstanceRoleArn: attribute('Runner') } } },
    Subject: allows('apprunner:UpdateService', attribute('Web', 'ServiceArn')),
  };
  expect(powerOfSubject(resources).because)
    .toBe('its policies allow apprunner:UpdateService on service Web, which runs with the role Runner');
});
