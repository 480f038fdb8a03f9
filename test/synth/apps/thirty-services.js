// An ordinary app: thirty services through their L2 constructs, as the documentation of each shows it. No role in it has a finding.
const fs = require('fs');
const cdk = require('aws-cdk-lib');
const {
  aws_apigateway: apigateway, aws_applicationautoscaling: appscaling, aws_appsync: appsync, aws_autoscaling: autoscaling,
  aws_backup: backup, aws_batch: batch, aws_cloudtrail: cloudtrail, aws_codebuild: codebuild, aws_codedeploy: codedeploy,
  aws_codepipeline: codepipeline, aws_codepipeline_actions: actions, aws_cognito: cognito, aws_config: config,
  aws_dynamodb: dynamodb, aws_ec2: ec2, aws_ecs: ecs, aws_ecs_patterns: patterns, aws_eks: eks,
  aws_events: events, aws_events_targets: targets,
  aws_kinesisfirehose: kinesisfirehose, aws_glue: glue, aws_iam: iam, aws_iot: iot, aws_kinesis: kinesis, aws_lambda: lambda,
  aws_logs: logs, aws_logs_destinations: destinations, aws_neptune: neptune, aws_pipes: pipes, aws_rds: rds, aws_s3: s3,
  aws_s3_deployment: s3deployment, aws_sagemaker: sagemaker, aws_scheduler: scheduler, aws_scheduler_targets: schedulertargets,
  aws_servicecatalog: servicecatalog, aws_sns: sns, aws_sns_subscriptions: subscriptions, aws_sqs: sqs, aws_stepfunctions: sfn,
  aws_stepfunctions_tasks: tasks, aws_synthetics: synthetics, custom_resources: custom,
} = cdk;
const { addGuard } = require('./add-guard');

const app = new cdk.App({
  context: {
    '@aws-cdk/aws-iam:minimizePolicies': process.env.VARIANT === 'minimized policies',
    // What the CDK CLI would look up in the account.
    'availability-zones:account=111122223333:region=eu-west-1': ['eu-west-1a', 'eu-west-1b'],
  },
});
addGuard(app, { reportFile: 'report.json' });
const env = process.env.VARIANT === 'explicit account' ? { account: '111122223333', region: 'eu-west-1' } : undefined;
const stack = (id) => new cdk.Stack(app, id, { env });
fs.mkdirSync('site', { recursive: true });
fs.writeFileSync('site/index.html', '<p>hello</p>');
const code = lambda.Code.fromInline('exports.handler = async () => ({})');
const newFunction = (scope, id) => new lambda.Function(scope, id, { code, handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });

const network = stack('Network');
const vpc = new ec2.Vpc(network, 'Vpc', { maxAzs: 2 });
vpc.addFlowLog('FlowLog', { destination: ec2.FlowLogDestination.toCloudWatchLogs() });

const compute = stack('Compute');
const worker = newFunction(compute, 'Lambda');
new lambda.Function(compute, 'Retention', {
  code,
  handler: 'index.handler',
  runtime: lambda.Runtime.NODEJS_22_X,
  logRetention: logs.RetentionDays.ONE_WEEK,
});
const cluster = new ecs.Cluster(compute, 'Ecs', { vpc });
const fargate = new patterns.ApplicationLoadBalancedFargateService(compute, 'Fargate', {
  cluster,
  taskImageOptions: { image: ecs.ContainerImage.fromRegistry('nginx') },
});
fargate.service.autoScaleTaskCount({ maxCapacity: 4 }).scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
new ec2.Instance(compute, 'Ec2', {
  vpc,
  instanceType: new ec2.InstanceType('t3.micro'),
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
});
const group = new autoscaling.AutoScalingGroup(compute, 'AutoScaling', {
  vpc,
  instanceType: new ec2.InstanceType('t3.micro'),
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
});
new batch.FargateComputeEnvironment(compute, 'BatchFargate', { vpc });
new batch.ManagedEc2EcsComputeEnvironment(compute, 'BatchEc2', { vpc, spot: true });

const data = stack('Data');
const bucket = new s3.Bucket(data, 'Bucket', { autoDeleteObjects: true, removalPolicy: cdk.RemovalPolicy.DESTROY, versioned: true });
new s3.Bucket(data, 'Replicated', { versioned: true, replicationRules: [{ destination: bucket, priority: 1 }] });
new s3deployment.BucketDeployment(data, 'Deployment', { destinationBucket: bucket, sources: [s3deployment.Source.asset('site')] });
new rds.DatabaseInstance(data, 'Rds', { vpc, engine: rds.DatabaseInstanceEngine.POSTGRES, monitoringInterval: cdk.Duration.minutes(1) });
const table = new dynamodb.Table(data, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  billingMode: dynamodb.BillingMode.PROVISIONED,
});
table.autoScaleReadCapacity({ minCapacity: 1, maxCapacity: 5 }).scaleOnUtilization({ targetUtilizationPercent: 60 });
backup.BackupPlan.dailyWeeklyMonthly5YearRetention(data, 'Backup').addSelection('Selection', {
  resources: [backup.BackupResource.fromDynamoDbTable(table)],
});
const stream = new kinesis.Stream(data, 'Kinesis');
const firehose = new kinesisfirehose.DeliveryStream(data, 'Firehose', {
  destination: new kinesisfirehose.S3Bucket(bucket),
  source: new kinesisfirehose.KinesisStreamSource(stream),
});
new glue.CfnJob(data, 'Glue', {
  command: { name: 'glueetl' },
  role: new iam.Role(data, 'GlueRole', { assumedBy: new iam.ServicePrincipal('glue.amazonaws.com') }).roleArn,
});
new neptune.CfnDBCluster(data, 'Neptune', {
  associatedRoles: [{ roleArn: new iam.Role(data, 'NeptuneRole', { assumedBy: new iam.ServicePrincipal('rds.amazonaws.com') }).roleArn }],
});

const messaging = stack('Messaging');
const topic = new sns.Topic(messaging, 'Topic');
topic.addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(messaging, 'Queue')));
new events.Rule(messaging, 'Events', {
  schedule: events.Schedule.rate(cdk.Duration.days(1)),
  targets: [new targets.KinesisStream(stream), new targets.EcsTask({ cluster, taskDefinition: fargate.taskDefinition })],
});
new scheduler.Schedule(messaging, 'Scheduler', {
  schedule: scheduler.ScheduleExpression.rate(cdk.Duration.hours(1)),
  target: new schedulertargets.LambdaInvoke(worker),
});
const task = new tasks.LambdaInvoke(messaging, 'Invoke', { lambdaFunction: worker });
new sfn.StateMachine(messaging, 'StepFunctions', { definitionBody: sfn.DefinitionBody.fromChainable(task) });
const log = new logs.LogGroup(messaging, 'Logs');
new logs.SubscriptionFilter(messaging, 'LogsToKinesis', {
  logGroup: log,
  destination: new destinations.KinesisDestination(stream),
  filterPattern: logs.FilterPattern.allEvents(),
});
new logs.SubscriptionFilter(messaging, 'LogsToFirehose', {
  logGroup: log,
  destination: new destinations.FirehoseDestination(firehose),
  filterPattern: logs.FilterPattern.allEvents(),
});
new pipes.CfnPipe(messaging, 'Pipes', {
  source: stream.streamArn,
  target: worker.functionArn,
  roleArn: new iam.Role(messaging, 'PipesRole', { assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com') }).roleArn,
});
new cloudtrail.Trail(messaging, 'CloudTrail', { sendToCloudWatchLogs: true });

const web = stack('Web');
new apigateway.LambdaRestApi(web, 'ApiGateway', { handler: newFunction(web, 'Handler'), cloudWatchRole: true });
const graphql = new appsync.GraphqlApi(web, 'AppSync', {
  name: 'api',
  definition: appsync.Definition.fromSchema(appsync.SchemaFile.fromAsset('schema.graphql')),
  logConfig: {},
});
graphql.addDynamoDbDataSource('Table', table);
const users = new cognito.UserPool(web, 'Cognito', { mfa: cognito.Mfa.REQUIRED, mfaSecondFactor: { sms: true, otp: true } });
users.addTrigger(cognito.UserPoolOperation.PRE_SIGN_UP, newFunction(web, 'PreSignUp'));
new synthetics.Canary(web, 'Synthetics', {
  runtime: synthetics.Runtime.SYNTHETICS_NODEJS_PUPPETEER_10_0,
  test: synthetics.Test.custom({ code: synthetics.Code.fromInline('exports.handler = async () => {}'), handler: 'index.handler' }),
});

const delivery = stack('Delivery');
const source = new codepipeline.Artifact();
new codepipeline.Pipeline(delivery, 'CodePipeline', {
  stages: [
    { stageName: 'Source', actions: [new actions.S3SourceAction({ actionName: 'S3', bucket, bucketKey: 'source.zip', output: source })] },
    {
      stageName: 'Build',
      actions: [new actions.CodeBuildAction({
        actionName: 'Build',
        project: new codebuild.PipelineProject(delivery, 'CodeBuild'),
        input: source,
      })],
    },
    {
      stageName: 'Deploy',
      actions: [new actions.CloudFormationCreateUpdateStackAction({
        actionName: 'Deploy',
        stackName: 'app',
        adminPermissions: true,
        templatePath: source.atPath('template.json'),
      })],
    },
  ],
});
new codepipeline.Pipeline(delivery, 'StackSets', {
  stages: [
    { stageName: 'Source', actions: [new actions.S3SourceAction({ actionName: 'S3', bucket, bucketKey: 'sets.zip', output: source })] },
    {
      stageName: 'Deploy',
      actions: [new actions.CloudFormationDeployStackSetAction({
        actionName: 'StackSet',
        stackSetName: 'set',
        template: actions.StackSetTemplate.fromArtifactPath(source.atPath('set.yaml')),
        stackInstances: actions.StackInstances.inAccounts(['222233334444'], ['eu-west-1']),
      })],
    },
  ],
});
if (env !== undefined) {
  // The pipeline of one account deploys into another, with the roles that the CDK creates for it there.
  const acrossAccounts = new codepipeline.Pipeline(delivery, 'AcrossAccounts', { crossAccountKeys: true });
  const sourceBucket = new s3.Bucket(delivery, 'SourceBucket', { versioned: true });
  acrossAccounts.addStage({
    stageName: 'Source',
    actions: [new actions.S3SourceAction({ actionName: 'S3', bucket: sourceBucket, bucketKey: 'source.zip', output: source })],
  });
  acrossAccounts.addStage({
    stageName: 'Deploy',
    actions: [new actions.CloudFormationCreateUpdateStackAction({
      actionName: 'Deploy',
      stackName: 'app',
      adminPermissions: true,
      templatePath: source.atPath('template.json'),
      account: '222233334444',
      region: 'eu-west-1',
    })],
  });
  new cdk.Stack(app, 'OtherAccount', { env: { account: '222233334444', region: 'eu-west-1' } });
}
new codedeploy.ServerDeploymentGroup(delivery, 'CodeDeploy', { autoScalingGroups: [group] });
new servicecatalog.Portfolio(delivery, 'ServiceCatalog', { displayName: 'p', providerName: 'us' });

const operations = stack('Operations');
new custom.AwsCustomResource(operations, 'AwsCustomResource', {
  onUpdate: { service: 'sts', action: 'GetCallerIdentity', physicalResourceId: custom.PhysicalResourceId.of('x') },
  policy: custom.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
});
new cdk.CustomResource(operations, 'CustomResource', {
  serviceToken: new custom.Provider(operations, 'Provider', {
    onEventHandler: newFunction(operations, 'OnEvent'),
    isCompleteHandler: newFunction(operations, 'IsComplete'),
  }).serviceToken,
});
new config.ManagedRule(operations, 'Config', { identifier: config.ManagedRuleIdentifiers.CLOUD_TRAIL_ENABLED });
new appscaling.ScalableTarget(operations, 'Scaling', {
  minCapacity: 1,
  maxCapacity: 2,
  resourceId: 'service/a/b',
  scalableDimension: 'ecs:service:DesiredCount',
  serviceNamespace: appscaling.ServiceNamespace.ECS,
});
const administration = new iam.Role(operations, 'StackSetAdministration', {
  assumedBy: new iam.ServicePrincipal('cloudformation.amazonaws.com'),
});
new cdk.CfnStackSet(operations, 'StackSet', {
  stackSetName: 'set', permissionModel: 'SELF_MANAGED', administrationRoleArn: administration.roleArn,
  templateBody: operations.toJsonString({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }),
});
new iot.CfnTopicRule(operations, 'Iot', {
  topicRulePayload: {
    sql: "SELECT * FROM 't'",
    actions: [{
      sns: {
        targetArn: topic.topicArn,
        roleArn: new iam.Role(operations, 'IotRole', { assumedBy: new iam.ServicePrincipal('iot.amazonaws.com') }).roleArn,
      },
    }],
  },
});
new sagemaker.CfnModel(operations, 'SageMaker', {
  executionRoleArn: new iam.Role(operations, 'SageMakerRole', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') }).roleArn,
});

const kubernetes = stack('Kubernetes');
const kubectlLayer = new lambda.LayerVersion(kubernetes, 'Kubectl', { code: lambda.Code.fromAsset('site') });
const eksCluster = new eks.Cluster(kubernetes, 'Eks', { version: eks.KubernetesVersion.V1_31, kubectlLayer, vpc });
eksCluster.addServiceAccount('ServiceAccount', { name: 'app', namespace: 'default' });
eksCluster.addFargateProfile('Fargate', { selectors: [{ namespace: 'jobs' }] });

app.synth();
