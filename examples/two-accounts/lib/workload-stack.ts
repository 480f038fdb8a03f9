/** The account of the website, and the three roles through which principals of the identity account access it. */
import { CfnOutput, Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { MfaRequirement, SecureCrossAccountRole, SourceIdentityRequirement, TrustedPrincipal } from 'cdk-secure-trust';
import { Construct } from 'constructs';
import {
  AUDIT_EXTERNAL_ID,
  DEPLOY_EXTERNAL_ID,
  DEPLOY_ROLE_NAME,
  IDENTITY_ACCOUNT,
  ON_CALL_EXTERNAL_ID,
  ON_CALL_USER_NAME,
  PIPELINE_ROLE_NAME,
} from './agreement';

export interface WorkloadStackProps extends StackProps {
  readonly auditor: iam.User;
  readonly onCall: iam.User;
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

    const audit = new SecureCrossAccountRole(this, 'Audit', {
      description: 'Read-only audit by named people of the identity account',
      trustedPrincipals: [TrustedPrincipal.fromPrincipal(props.auditor)],
      externalId: AUDIT_EXTERNAL_ID,
      mfa: MfaRequirement.required({ maxAge: Duration.hours(1) }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')],
    });
    audit.grantAssumeRole(props.auditor);

    const deploy = new SecureCrossAccountRole(this, 'Deploy', {
      roleName: DEPLOY_ROLE_NAME,
      description: 'Upload of the website by its pipeline in the identity account',
      trustedPrincipals: [TrustedPrincipal.role(IDENTITY_ACCOUNT, PIPELINE_ROLE_NAME)],
      externalId: DEPLOY_EXTERNAL_ID,
      mfa: MfaRequirement.waived('the caller is a pipeline, and role sessions never carry MFA'),
    });
    website.grantPut(deploy);

    // CloudTrail shows the source identity for everything that is done with this role, also through further roles.
    const onCall = new SecureCrossAccountRole(this, 'OnCall', {
      description: 'Repair of the website by whoever of the identity account is on call',
      trustedPrincipals: [TrustedPrincipal.fromPrincipal(props.onCall)],
      externalId: ON_CALL_EXTERNAL_ID,
      sourceIdentity: SourceIdentityRequirement.oneOf(ON_CALL_USER_NAME),
    });
    onCall.grantAssumeRole(props.onCall);
    website.grantReadWrite(onCall);

    new CfnOutput(this, 'AuditCliProfile', {
      description: 'For ~/.aws/config of the auditor',
      value: audit.cliProfile({
        profileName: 'workload-audit',
        sourceProfile: 'identity',
        mfaSerial: `arn:aws:iam::${IDENTITY_ACCOUNT}:mfa/alice`,
      }),
    });
    new CfnOutput(this, 'OnCallCommand', {
      description: 'For the shell of whoever is on call: a profile cannot set a source identity',
      value: onCall.assumeRoleCommand({
        mfaSerial: `arn:aws:iam::${IDENTITY_ACCOUNT}:mfa/${ON_CALL_USER_NAME}`,
        sessionName: ON_CALL_USER_NAME,
      }),
    });
  }
}
