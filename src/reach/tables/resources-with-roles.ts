/**
 * Resources that run with a role, as far as a known way leads to the role of such a resource: what an input shows of them makes the way
 * certain, where otherwise it counts only if there is one. How each kind of input writes them was read from the references of AWS
 * CloudFormation and of Terraform's AWS provider, and from the schemas of AWS Config: see
 * https://github.com/awslabs/aws-config-resource-schema
 */

/** Members that lead to a value, each inside the one before. */
export type MemberPath = readonly string[];

export interface ResourceWithRole {
  /** The ARN, between the service and the name: `function:` of `arn:aws:lambda:eu-west-1:111122223333:function:app`. */
  readonly service: string;
  readonly prefix: string;
  /** After the name, the ARN has an id that AWS chooses. */
  readonly hasId?: true;
  /** Instead of a role, the resource has an instance profile. */
  readonly isProfile?: true;
  /** As messages name it. */
  readonly what: string;
  /** Where a template has the name or ARN of the role. Absent: CloudFormation has no such resource. */
  readonly template?: PlaceOfRole & {
    /** The attribute with the ARN. Default: `Arn`. */
    readonly arn?: string;
  };
  readonly terraform: PlaceOfRole & { readonly type: string };
  /** Where the configuration of AWS Config has the ARN of the role. Absent: AWS Config does not record such resources. */
  readonly config?: MemberPath;
}

interface PlaceOfRole {
  readonly role: MemberPath;
  /** The property with the name of the resource. Absent: AWS chooses the name. */
  readonly name?: string;
}

/** By the type of AWS, which AWS Config uses as well. */
export const RESOURCES_WITH_ROLES: Readonly<Record<string, ResourceWithRole>> = {
  'AWS::Lambda::Function': {
    service: 'lambda',
    prefix: 'function:',
    what: 'function',
    template: { role: ['Role'], name: 'FunctionName' },
    terraform: { type: 'aws_lambda_function', role: ['role'], name: 'function_name' },
    config: ['role'],
  },
  'AWS::CodeBuild::Project': {
    service: 'codebuild',
    prefix: 'project/',
    what: 'project',
    template: { role: ['ServiceRole'], name: 'Name' },
    terraform: { type: 'aws_codebuild_project', role: ['service_role'], name: 'name' },
    config: ['serviceRole'],
  },
  'AWS::EC2::Instance': {
    service: 'ec2',
    prefix: 'instance/',
    isProfile: true,
    what: 'instance',
    template: { role: ['IamInstanceProfile'] },
    terraform: { type: 'aws_instance', role: ['iam_instance_profile'] },
    config: ['iamInstanceProfile', 'arn'],
  },
  'AWS::Glue::DevEndpoint': {
    service: 'glue',
    prefix: 'devEndpoint/',
    what: 'endpoint',
    template: { role: ['RoleArn'], name: 'EndpointName' },
    terraform: { type: 'aws_glue_dev_endpoint', role: ['role_arn'], name: 'name' },
  },
  'AWS::SageMaker::NotebookInstance': {
    service: 'sagemaker',
    prefix: 'notebook-instance/',
    what: 'notebook',
    template: { role: ['RoleArn'], name: 'NotebookInstanceName' },
    terraform: { type: 'aws_sagemaker_notebook_instance', role: ['role_arn'], name: 'name' },
    config: ['RoleArn'],
  },
  'AWS::AppRunner::Service': {
    service: 'apprunner',
    prefix: 'service/',
    hasId: true,
    what: 'service',
    template: { role: ['InstanceConfiguration', 'InstanceRoleArn'], name: 'ServiceName', arn: 'ServiceArn' },
    terraform: { type: 'aws_apprunner_service', role: ['instance_configuration', 'instance_role_arn'], name: 'service_name' },
    config: ['InstanceConfiguration', 'InstanceRoleArn'],
  },
  // A nested stack of a template is deployed with the role of the stack around it.
  'AWS::CloudFormation::Stack': {
    service: 'cloudformation',
    prefix: 'stack/',
    hasId: true,
    what: 'stack',
    terraform: { type: 'aws_cloudformation_stack', role: ['iam_role_arn'], name: 'name' },
    config: ['roleARN'],
  },
};
