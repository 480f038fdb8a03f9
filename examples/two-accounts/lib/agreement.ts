/** What both accounts must agree on. An ExternalId is not a secret, but each is used for only one role and cannot be guessed. */
import { ExternalId } from 'cdk-secure-trust';

export const IDENTITY_ACCOUNT = '111122223333';
export const WORKLOAD_ACCOUNT = '444455556666';
export const REGION = 'eu-west-1';

/** The pipeline of the identity account, and the role that it assumes in the workload account. */
export const PIPELINE_ROLE_NAME = 'website-pipeline';
export const DEPLOY_ROLE_NAME = 'website-deploy';

/** The user who is on call. The role requires this name as the source identity, too. */
export const ON_CALL_USER_NAME = 'bob';

export const AUDIT_EXTERNAL_ID = ExternalId.of('9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55');
export const DEPLOY_EXTERNAL_ID = ExternalId.of('c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364');
export const ON_CALL_EXTERNAL_ID = ExternalId.of('4f1d2c8a-6e95-4a07-b3c4-d80f7a21e95b');
