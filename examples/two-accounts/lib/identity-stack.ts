/** The account in which people sign in and pipelines run. */
import { Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AssumableRole } from 'cdk-secure-trust';
import { Construct } from 'constructs';
import { DEPLOY_EXTERNAL_ID, DEPLOY_ROLE_NAME, ON_CALL_USER_NAME, PIPELINE_ROLE_NAME, WORKLOAD_ACCOUNT } from './agreement';

export class IdentityStack extends Stack {
  /** Audits the workload account. The role there adds the permission to assume it to her policies. */
  public readonly auditor: iam.User;
  /** Repairs the website when the pipeline cannot. Gets the permission in the same way. */
  public readonly onCall: iam.User;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    this.auditor = new iam.User(this, 'Auditor', { userName: 'alice' });
    this.onCall = new iam.User(this, 'OnCall', { userName: ON_CALL_USER_NAME });

    const pipeline = new iam.Role(this, 'WebsitePipeline', {
      roleName: PIPELINE_ROLE_NAME,
      assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': this.account },
      }),
    });

    // The stack of the role can be in another repository: its ARN and what it requires of callers are enough.
    const deployRole = AssumableRole.fromAttributes(this, 'WebsiteDeployRole', {
      roleArn: `arn:${this.partition}:iam::${WORKLOAD_ACCOUNT}:role/${DEPLOY_ROLE_NAME}`,
      externalId: DEPLOY_EXTERNAL_ID,
    });
    deployRole.grantAssumeRole(pipeline);
  }
}
