/**
 * Known ways from a set of permissions to those of another principal. Made from https://github.com/DataDog/pathfinding.cloud (commit
 * 84dd65c97fc21dee54f4587be6dfd5b7b5fe320c, Apache-2.0); what each action has to be allowed on was read from the pages of the paths.
 * A test compares the ids and the actions with the published list.
 */

/** Whose permissions the path leads to. */
export type EscalationTarget =
  /** A role that is passed to a service, which then runs what the principal gives it. */
  | 'passed-role'
  /** The role that a resource has which exists already. */
  | 'role-of-resource'
  /** The principal itself, with more permissions: through its own policies, a managed policy that it has, or a group that it is in. */
  | 'own-role' | 'own-user' | 'own-policy' | 'own-group'
  /** The principal itself, in another group. */
  | 'any-group'
  /** A user whose credentials the principal makes, or a role whose trust policy it changes. */
  | 'user' | 'role'
  /** The same, after the principal gave it more permissions. */
  | 'changed-user' | 'changed-role'
  /** A role that the principal can assume, as it is or after the principal gave it more permissions. */
  | 'assumable-role' | 'changed-assumable-role';

export interface EscalationStep {
  readonly action: string;
  /**
   * `some`: something that the principal creates, so on any resource at all. `existing`: something that is there already. `role`: the
   * passed role. `target`: the user, role or group. `policy`: a managed policy of the target. `assumed`: a role that can be assumed.
   */
  readonly on: 'some' | 'existing' | 'role' | 'target' | 'policy' | 'assumed';
}

export interface EscalationPath {
  readonly id: string;
  readonly leadsTo: EscalationTarget;
  /** For a passed role: the services, one of which its trust policy has to name. */
  readonly services?: readonly string[];
  readonly steps: readonly EscalationStep[];
}

export const ESCALATION_PATHS: readonly EscalationPath[] = [
  {
    id: 'apprunner-001',
    leadsTo: 'passed-role',
    services: ['tasks.apprunner.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'apprunner:CreateService', on: 'some' },
    ],
  },
  { id: 'apprunner-002', leadsTo: 'role-of-resource', steps: [{ action: 'apprunner:UpdateService', on: 'existing' }] },
  {
    id: 'bedrock-001',
    leadsTo: 'passed-role',
    services: ['bedrock-agentcore.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'bedrock-agentcore:CreateCodeInterpreter', on: 'some' },
      { action: 'bedrock-agentcore:StartCodeInterpreterSession', on: 'some' },
      { action: 'bedrock-agentcore:InvokeCodeInterpreter', on: 'some' },
    ],
  },
  {
    id: 'bedrock-002',
    leadsTo: 'role-of-resource',
    steps: [
      { action: 'bedrock-agentcore:StartCodeInterpreterSession', on: 'existing' },
      { action: 'bedrock-agentcore:InvokeCodeInterpreter', on: 'existing' },
    ],
  },
  {
    id: 'cloudformation-001',
    leadsTo: 'passed-role',
    services: ['cloudformation.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'cloudformation:CreateStack', on: 'some' },
    ],
  },
  { id: 'cloudformation-002', leadsTo: 'role-of-resource', steps: [{ action: 'cloudformation:UpdateStack', on: 'existing' }] },
  {
    id: 'cloudformation-003',
    leadsTo: 'passed-role',
    services: ['cloudformation.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'cloudformation:CreateStackSet', on: 'some' },
      { action: 'cloudformation:CreateStackInstances', on: 'some' },
    ],
  },
  {
    id: 'cloudformation-004',
    leadsTo: 'passed-role',
    services: ['cloudformation.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'cloudformation:UpdateStackSet', on: 'existing' },
    ],
  },
  {
    id: 'cloudformation-005',
    leadsTo: 'role-of-resource',
    steps: [
      { action: 'cloudformation:CreateChangeSet', on: 'existing' },
      { action: 'cloudformation:ExecuteChangeSet', on: 'existing' },
    ],
  },
  {
    id: 'codebuild-001',
    leadsTo: 'passed-role',
    services: ['codebuild.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'codebuild:CreateProject', on: 'some' },
      { action: 'codebuild:StartBuild', on: 'some' },
    ],
  },
  { id: 'codebuild-002', leadsTo: 'role-of-resource', steps: [{ action: 'codebuild:StartBuild', on: 'existing' }] },
  { id: 'codebuild-003', leadsTo: 'role-of-resource', steps: [{ action: 'codebuild:StartBuildBatch', on: 'existing' }] },
  {
    id: 'codebuild-004',
    leadsTo: 'passed-role',
    services: ['codebuild.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'codebuild:CreateProject', on: 'some' },
      { action: 'codebuild:StartBuildBatch', on: 'some' },
    ],
  },
  {
    id: 'datapipeline-001',
    leadsTo: 'passed-role',
    services: ['datapipeline.amazonaws.com', 'ec2.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'datapipeline:CreatePipeline', on: 'some' },
      { action: 'datapipeline:PutPipelineDefinition', on: 'some' },
      { action: 'datapipeline:ActivatePipeline', on: 'some' },
    ],
  },
  {
    id: 'ec2-001',
    leadsTo: 'passed-role',
    services: ['ec2.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'ec2:RunInstances', on: 'some' },
    ],
  },
  {
    id: 'ec2-002',
    leadsTo: 'role-of-resource',
    steps: [
      { action: 'ec2:ModifyInstanceAttribute', on: 'existing' },
      { action: 'ec2:StopInstances', on: 'existing' },
      { action: 'ec2:StartInstances', on: 'existing' },
    ],
  },
  {
    id: 'ec2-003',
    leadsTo: 'passed-role',
    services: ['ec2.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'ec2:RequestSpotInstances', on: 'some' },
    ],
  },
  {
    id: 'ec2-004',
    leadsTo: 'role-of-resource',
    steps: [
      { action: 'ec2:CreateLaunchTemplateVersion', on: 'existing' },
      { action: 'ec2:ModifyLaunchTemplate', on: 'existing' },
    ],
  },
  {
    id: 'ec2instanceconnect-003',
    leadsTo: 'role-of-resource',
    steps: [
      { action: 'ec2-instance-connect:SendSSHPublicKey', on: 'existing' },
      { action: 'ec2:DescribeInstances', on: 'existing' },
    ],
  },
  {
    id: 'ecs-001',
    leadsTo: 'passed-role',
    services: ['ecs-tasks.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'ecs:CreateCluster', on: 'some' },
      { action: 'ecs:RegisterTaskDefinition', on: 'some' },
      { action: 'ecs:CreateService', on: 'some' },
    ],
  },
  {
    id: 'ecs-002',
    leadsTo: 'passed-role',
    services: ['ecs-tasks.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'ecs:CreateCluster', on: 'some' },
      { action: 'ecs:RegisterTaskDefinition', on: 'some' },
      { action: 'ecs:RunTask', on: 'some' },
    ],
  },
  {
    id: 'ecs-003',
    leadsTo: 'passed-role',
    services: ['ecs-tasks.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'ecs:RegisterTaskDefinition', on: 'some' },
      { action: 'ecs:CreateService', on: 'some' },
    ],
  },
  {
    id: 'ecs-004',
    leadsTo: 'passed-role',
    services: ['ecs-tasks.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'ecs:RegisterTaskDefinition', on: 'some' },
      { action: 'ecs:RunTask', on: 'some' },
    ],
  },
  {
    id: 'ecs-005',
    leadsTo: 'passed-role',
    services: ['ecs-tasks.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'ecs:RegisterTaskDefinition', on: 'some' },
      { action: 'ecs:StartTask', on: 'some' },
    ],
  },
  {
    id: 'glue-001',
    leadsTo: 'passed-role',
    services: ['glue.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'glue:CreateDevEndpoint', on: 'some' },
    ],
  },
  { id: 'glue-002', leadsTo: 'role-of-resource', steps: [{ action: 'glue:UpdateDevEndpoint', on: 'existing' }] },
  {
    id: 'glue-003',
    leadsTo: 'passed-role',
    services: ['glue.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'glue:CreateJob', on: 'some' },
      { action: 'glue:StartJobRun', on: 'some' },
    ],
  },
  {
    id: 'glue-004',
    leadsTo: 'passed-role',
    services: ['glue.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'glue:CreateJob', on: 'some' },
      { action: 'glue:CreateTrigger', on: 'some' },
    ],
  },
  {
    id: 'glue-005',
    leadsTo: 'passed-role',
    services: ['glue.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'glue:UpdateJob', on: 'existing' },
      { action: 'glue:StartJobRun', on: 'some' },
    ],
  },
  {
    id: 'glue-006',
    leadsTo: 'passed-role',
    services: ['glue.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'glue:UpdateJob', on: 'existing' },
      { action: 'glue:CreateTrigger', on: 'some' },
    ],
  },
  { id: 'iam-001', leadsTo: 'own-policy', steps: [{ action: 'iam:CreatePolicyVersion', on: 'policy' }] },
  { id: 'iam-002', leadsTo: 'user', steps: [{ action: 'iam:CreateAccessKey', on: 'target' }] },
  {
    id: 'iam-003',
    leadsTo: 'user',
    steps: [
      { action: 'iam:CreateAccessKey', on: 'target' },
      { action: 'iam:DeleteAccessKey', on: 'target' },
    ],
  },
  { id: 'iam-004', leadsTo: 'user', steps: [{ action: 'iam:CreateLoginProfile', on: 'target' }] },
  { id: 'iam-005', leadsTo: 'own-role', steps: [{ action: 'iam:PutRolePolicy', on: 'target' }] },
  { id: 'iam-006', leadsTo: 'user', steps: [{ action: 'iam:UpdateLoginProfile', on: 'target' }] },
  { id: 'iam-007', leadsTo: 'own-user', steps: [{ action: 'iam:PutUserPolicy', on: 'target' }] },
  { id: 'iam-008', leadsTo: 'own-user', steps: [{ action: 'iam:AttachUserPolicy', on: 'target' }] },
  { id: 'iam-009', leadsTo: 'own-role', steps: [{ action: 'iam:AttachRolePolicy', on: 'target' }] },
  { id: 'iam-010', leadsTo: 'own-group', steps: [{ action: 'iam:AttachGroupPolicy', on: 'target' }] },
  { id: 'iam-011', leadsTo: 'own-group', steps: [{ action: 'iam:PutGroupPolicy', on: 'target' }] },
  { id: 'iam-012', leadsTo: 'role', steps: [{ action: 'iam:UpdateAssumeRolePolicy', on: 'target' }] },
  { id: 'iam-013', leadsTo: 'any-group', steps: [{ action: 'iam:AddUserToGroup', on: 'target' }] },
  {
    id: 'iam-014',
    leadsTo: 'changed-assumable-role',
    steps: [
      { action: 'iam:AttachRolePolicy', on: 'target' },
      { action: 'sts:AssumeRole', on: 'assumed' },
    ],
  },
  {
    id: 'iam-015',
    leadsTo: 'changed-user',
    steps: [
      { action: 'iam:AttachUserPolicy', on: 'target' },
      { action: 'iam:CreateAccessKey', on: 'target' },
    ],
  },
  {
    id: 'iam-016',
    leadsTo: 'changed-assumable-role',
    steps: [
      { action: 'iam:CreatePolicyVersion', on: 'policy' },
      { action: 'sts:AssumeRole', on: 'assumed' },
    ],
  },
  {
    id: 'iam-017',
    leadsTo: 'changed-assumable-role',
    steps: [
      { action: 'iam:PutRolePolicy', on: 'target' },
      { action: 'sts:AssumeRole', on: 'assumed' },
    ],
  },
  {
    id: 'iam-018',
    leadsTo: 'changed-user',
    steps: [
      { action: 'iam:PutUserPolicy', on: 'target' },
      { action: 'iam:CreateAccessKey', on: 'target' },
    ],
  },
  {
    id: 'iam-019',
    leadsTo: 'changed-role',
    steps: [
      { action: 'iam:AttachRolePolicy', on: 'target' },
      { action: 'iam:UpdateAssumeRolePolicy', on: 'target' },
    ],
  },
  {
    id: 'iam-020',
    leadsTo: 'changed-role',
    steps: [
      { action: 'iam:CreatePolicyVersion', on: 'policy' },
      { action: 'iam:UpdateAssumeRolePolicy', on: 'target' },
    ],
  },
  {
    id: 'iam-021',
    leadsTo: 'changed-role',
    steps: [
      { action: 'iam:PutRolePolicy', on: 'target' },
      { action: 'iam:UpdateAssumeRolePolicy', on: 'target' },
    ],
  },
  {
    id: 'lambda-001',
    leadsTo: 'passed-role',
    services: ['lambda.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'lambda:CreateFunction', on: 'some' },
      { action: 'lambda:InvokeFunction', on: 'some' },
    ],
  },
  {
    id: 'lambda-002',
    leadsTo: 'passed-role',
    services: ['lambda.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'lambda:CreateFunction', on: 'some' },
      { action: 'lambda:CreateEventSourceMapping', on: 'some' },
    ],
  },
  { id: 'lambda-003', leadsTo: 'role-of-resource', steps: [{ action: 'lambda:UpdateFunctionCode', on: 'existing' }] },
  {
    id: 'lambda-004',
    leadsTo: 'role-of-resource',
    steps: [
      { action: 'lambda:UpdateFunctionCode', on: 'existing' },
      { action: 'lambda:InvokeFunction', on: 'existing' },
    ],
  },
  {
    id: 'lambda-005',
    leadsTo: 'role-of-resource',
    steps: [
      { action: 'lambda:UpdateFunctionCode', on: 'existing' },
      { action: 'lambda:AddPermission', on: 'existing' },
    ],
  },
  {
    id: 'lambda-006',
    leadsTo: 'passed-role',
    services: ['lambda.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'lambda:CreateFunction', on: 'some' },
      { action: 'lambda:AddPermission', on: 'some' },
    ],
  },
  {
    id: 'sagemaker-001',
    leadsTo: 'passed-role',
    services: ['sagemaker.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'sagemaker:CreateNotebookInstance', on: 'some' },
    ],
  },
  {
    id: 'sagemaker-002',
    leadsTo: 'passed-role',
    services: ['sagemaker.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'sagemaker:CreateTrainingJob', on: 'some' },
    ],
  },
  {
    id: 'sagemaker-003',
    leadsTo: 'passed-role',
    services: ['sagemaker.amazonaws.com'],
    steps: [
      { action: 'iam:PassRole', on: 'role' },
      { action: 'sagemaker:CreateProcessingJob', on: 'some' },
    ],
  },
  { id: 'sagemaker-004', leadsTo: 'role-of-resource', steps: [{ action: 'sagemaker:CreatePresignedNotebookInstanceUrl', on: 'existing' }] },
  {
    id: 'sagemaker-005',
    leadsTo: 'role-of-resource',
    steps: [
      { action: 'sagemaker:CreateNotebookInstanceLifecycleConfig', on: 'some' },
      { action: 'sagemaker:StopNotebookInstance', on: 'existing' },
      { action: 'sagemaker:UpdateNotebookInstance', on: 'existing' },
      { action: 'sagemaker:StartNotebookInstance', on: 'existing' },
    ],
  },
  { id: 'ssm-001', leadsTo: 'role-of-resource', steps: [{ action: 'ssm:StartSession', on: 'existing' }] },
  { id: 'ssm-002', leadsTo: 'role-of-resource', steps: [{ action: 'ssm:SendCommand', on: 'existing' }] },
  { id: 'sts-001', leadsTo: 'assumable-role', steps: [{ action: 'sts:AssumeRole', on: 'assumed' }] },
];

/** Not in the published list: a version of the policy that allows more has to be there already (`IAM-SetExistingDefaultPolicyVersion`). */
export const SET_DEFAULT_VERSION: EscalationPath = {
  id: 'iam-set-default-policy-version', leadsTo: 'own-policy', steps: [{ action: 'iam:SetDefaultPolicyVersion', on: 'policy' }],
};

/** Where the resource that a path is about is not the first one that AWS documents for the action. */
export const EXISTING_RESOURCES: Readonly<Record<string, readonly string[]>> = {
  'apprunner:UpdateService': ['arn:${Partition}:apprunner:${Region}:${Account}:service/${ServiceName}/${ServiceId}'],
  'bedrock-agentcore:StartCodeInterpreterSession': [
    'arn:${Partition}:bedrock-agentcore:${Region}:${Account}:code-interpreter-custom/${CodeInterpreterId}',
  ],
  'bedrock-agentcore:InvokeCodeInterpreter': [
    'arn:${Partition}:bedrock-agentcore:${Region}:${Account}:code-interpreter-custom/${CodeInterpreterId}',
  ],
  'ec2:StartInstances': ['arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}'],
  'ssm:SendCommand': ['arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}'],
  'ssm:StartSession': ['arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}'],
};
