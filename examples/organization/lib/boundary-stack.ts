/** Keeps strangers out of every role of the organization. */
import { Stack, StackProps } from 'aws-cdk-lib';
import { OrganizationTrustBoundary } from 'cdk-secure-trust';
import { Construct } from 'constructs';
import { BOUNDED_TARGETS, ORGANIZATION, TRUSTED_TOKEN_SUBJECTS, VENDORS } from './organization';

export class BoundaryStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    new OrganizationTrustBoundary(this, 'Boundary', {
      organizationId: ORGANIZATION,
      targetIds: BOUNDED_TARGETS,
      trustedAccounts: VENDORS,
      trustedTokenSubjects: TRUSTED_TOKEN_SUBJECTS,
    });
  }
}
