/**
 * Resources of CloudFormation that run with a role, as far as a known way leads to the role of such a resource: what a template shows of
 * them makes the way certain, where otherwise it counts only if there is one.
 */

export interface ResourceWithRole {
  /** The property with the name or ARN of the role. */
  readonly role: string;
  /** Instead of a role, the property names an instance profile. */
  readonly isProfile?: true;
  /** The property with the name of the resource. Absent: AWS chooses the name. */
  readonly name?: string;
  /** The ARN, between the service and the name: `function:` of `arn:aws:lambda:eu-west-1:111122223333:function:app`. */
  readonly service: string;
  readonly prefix: string;
  /** As messages name it. */
  readonly what: string;
}

export const RESOURCES_WITH_ROLES: Readonly<Record<string, ResourceWithRole>> = {
  'AWS::Lambda::Function': { role: 'Role', name: 'FunctionName', service: 'lambda', prefix: 'function:', what: 'function' },
  'AWS::CodeBuild::Project': { role: 'ServiceRole', name: 'Name', service: 'codebuild', prefix: 'project/', what: 'project' },
  'AWS::EC2::Instance': { role: 'IamInstanceProfile', isProfile: true, service: 'ec2', prefix: 'instance/', what: 'instance' },
  'AWS::Glue::DevEndpoint': { role: 'RoleArn', name: 'EndpointName', service: 'glue', prefix: 'devEndpoint/', what: 'endpoint' },
  'AWS::SageMaker::NotebookInstance': {
    role: 'RoleArn', name: 'NotebookInstanceName', service: 'sagemaker', prefix: 'notebook-instance/', what: 'notebook',
  },
};
