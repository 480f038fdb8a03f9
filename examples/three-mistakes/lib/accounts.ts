/** Our two accounts, and the account of the company that scans our bills. */
export const IDENTITY_ACCOUNT = '111122223333';
export const WORKLOAD_ACCOUNT = '444455556666';
export const BILLING_VENDOR_ACCOUNT = '777788889999';
export const REGION = 'eu-west-1';
