/** Deploys the policies of an `OrganizationTrustBoundary`. */
import { Token } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import { boundaryName, boundaryTargets, boundaryTerms } from './boundary-terms';
import { OrganizationTrustBoundaryProps } from './organization-trust-boundary';
import {
  BoundaryDocument, BoundaryPolicy, BoundaryTerms, charactersIn, MOST_PARTS_OF_A_TARGET, POLICY_NAME, StatementTooLong, writeBoundary,
} from '../../boundary/boundary-policy';
import { ValidationError } from '../constructs/validation-error';

const LONGEST_ORGANIZATION_ID = 34;

export function deployBoundary(scope: Construct, props: OrganizationTrustBoundaryProps): string[] {
  const where = scope.node.path;
  const parts = partsOf(where, boundaryTerms(where, props), props.policyName ?? POLICY_NAME);
  boundaryName(where, props.policyName ?? POLICY_NAME, parts.length === 1 ? '' : `-${parts.length}`);
  const targetIds = boundaryTargets(where, props.targetIds);
  if (targetIds !== undefined && parts.length > MOST_PARTS_OF_A_TARGET) {
    throw new ValidationError(
      where,
      `The policy has to be divided into ${parts.length} parts, but a target takes ${MOST_PARTS_OF_A_TARGET} besides RCPFullAWSAccess. `
      + 'Leave out targetIds, and attach some of policyIds to the root and the others to each organizational unit below it.',
    );
  }
  const policies = parts.map(({ name, document }, index) => new CfnPolicy(scope, parts.length === 1 ? 'Policy' : `Policy${index + 1}`, {
    type: 'RESOURCE_CONTROL_POLICY',
    name,
    description: 'Keeps strangers out of IAM roles (cdk-secure-trust)',
    content: document,
    targetIds,
  }));
  // AWS Organizations makes one change at a time.
  policies.slice(1).forEach((policy, index) => policy.node.addDependency(policies[index]));
  return policies.map(({ attrId }) => attrId);
}

function partsOf(where: string, terms: BoundaryTerms, name: string): readonly BoundaryPolicy[] {
  const missing = Token.isUnresolved(terms.organization) ? Math.max(0, LONGEST_ORGANIZATION_ID - terms.organization.length) : 0;
  const charactersOf = (document: BoundaryDocument) => charactersIn(document) + missing;
  try {
    return writeBoundary(terms, name, charactersOf);
  } catch (error) {
    if (!(error instanceof StatementTooLong)) throw error;
    throw new ValidationError(where, `${error.message}. Create a boundary for each organizational unit, with what its own roles trust.`);
  }
}
