/** The account in which people sign in and pipelines run. */
import { Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { WORKLOAD_ACCOUNT } from './accounts';

export class IdentityStack extends Stack {
  public readonly auditor: iam.User;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    this.auditor = new iam.User(this, 'Auditor', { userName: 'alice' });

    const pipeline = new iam.Role(this, 'WebsitePipeline', {
      roleName: 'website-pipeline',
      assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': this.account },
      }),
    });
    pipeline.addToPolicy(new iam.PolicyStatement({
      actions: ['sts:AssumeRole'],
      resources: [`arn:${this.partition}:iam::${WORKLOAD_ACCOUNT}:role/website-deploy`],
    }));
  }
}
