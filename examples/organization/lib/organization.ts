/** The accounts of the organization. What trust policies may do is in `secure-trust.json`. */

/** IAM is global, and AWS Config records it in one region of each account: evaluate it where it is recorded. */
export const REGION = 'us-east-1';

/** A delegated administrator of AWS Config and of AWS CloudFormation StackSets. */
export const SECURITY_ACCOUNT = '111122223333';

/** The root of the organization, or the organizational units whose roles are evaluated. */
export const ORGANIZATIONAL_UNITS = ['r-ab12'];

/** The accounts in which CloudFormation is hooked. */
export const HOOKED_ACCOUNTS = { Workload: '444455556666', Data: '777788889999' };

export const ORGANIZATION = 'o-a1b2c3d4e5';

/** Policies of the organization are created here. They do not apply to its own roles. */
export const MANAGEMENT_ACCOUNT = '101010101010';

/** Start with an account for tests. At the end, this is the root of the organization. */
export const BOUNDED_TARGETS = ['ou-ab12-11111111'];

/** Outside the organization. `secure-trust.json` names them, too. */
export const VENDORS = ['222233334444'];

/** What `cdk-secure-trust organization-policy --format json` prints about the roles of all accounts. */
export const TRUSTED_TOKEN_SUBJECTS = {
  'token.actions.githubusercontent.com': ['repo:acme/*'],
  'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE': ['*'],
};
