/** The account of the website. Each of its three roles makes one of three common mistakes. */
import { Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BILLING_VENDOR_ACCOUNT } from './accounts';

export interface WorkloadStackProps extends StackProps {
  readonly auditor: iam.User;
}

export class WorkloadStack extends Stack {
  constructor(scope: Construct, id: string, props: WorkloadStackProps) {
    super(scope, id, props);

    const website = new s3.Bucket(this, 'Website', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
    });

    // "The pipeline moves between accounts, and whoever calls needs sts:AssumeRole in a policy anyway." Anyone can write that
    // permission, in an account of their own.
    const deploy = new iam.Role(this, 'Deploy', {
      roleName: 'website-deploy',
      assumedBy: new iam.ArnPrincipal('*'),
    });
    website.grantPut(deploy);

    // "The vendor's set-up page gives only an account id." Every principal of that account gets in, on behalf of any of
    // the vendor's other customers.
    new iam.Role(this, 'BillingScan', {
      assumedBy: new iam.AccountPrincipal(BILLING_VENDOR_ACCOUNT),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('job-function/Billing')],
    });

    // "MFA is required." Only if the request has the key: it is missing from requests with long-term access keys, which pass.
    new iam.Role(this, 'Audit', {
      assumedBy: new iam.ArnPrincipal(props.auditor.userArn).withConditions({
        BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
        StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')],
    });
  }
}
