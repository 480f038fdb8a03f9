#!/usr/bin/env node
/** People and pipelines are in the identity account. The resources that they use are in the workload account. */
import { App, Aspects } from 'aws-cdk-lib';
import { TrustPolicyGuard } from 'cdk-secure-trust';
import { IDENTITY_ACCOUNT, REGION, WORKLOAD_ACCOUNT } from '../lib/agreement';
import { IdentityStack } from '../lib/identity-stack';
import { WorkloadStack } from '../lib/workload-stack';

const app = new App();
Aspects.of(app).add(new TrustPolicyGuard());

const identity = new IdentityStack(app, 'Identity', { env: { account: IDENTITY_ACCOUNT, region: REGION } });
const { auditor, onCall } = identity;
const workload = new WorkloadStack(app, 'Workload', { env: { account: WORKLOAD_ACCOUNT, region: REGION }, auditor, onCall });

// IAM refuses a trust policy that names a user or role which does not exist yet.
workload.addStackDependency(identity);
