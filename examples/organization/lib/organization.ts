/** The accounts of the organization. What trust policies may do is in `secure-trust.json`. */

/** IAM is global, and AWS Config records it in one region of each account: evaluate it where it is recorded. */
export const REGION = 'us-east-1';

/** A delegated administrator of AWS Config and of AWS CloudFormation StackSets. */
export const SECURITY_ACCOUNT = '111122223333';

/** The root of the organization, or the organizational units whose roles are evaluated. */
export const ORGANIZATIONAL_UNITS = ['r-ab12'];

/** The accounts in which CloudFormation is hooked. */
export const HOOKED_ACCOUNTS = { Workload: '444455556666', Data: '777788889999' };
