#!/usr/bin/env node
/** The app of `examples/two-accounts`, with trust policies as they are often written. The guard fails the synthesis. */
import { App, Aspects } from 'aws-cdk-lib';
import { TrustPolicyGuard } from 'cdk-secure-trust';
import { IDENTITY_ACCOUNT, REGION, WORKLOAD_ACCOUNT } from '../lib/accounts';
import { IdentityStack } from '../lib/identity-stack';
import { WorkloadStack } from '../lib/workload-stack';

const app = new App();
Aspects.of(app).add(new TrustPolicyGuard());

const identity = new IdentityStack(app, 'Identity', { env: { account: IDENTITY_ACCOUNT, region: REGION } });
const workload = new WorkloadStack(app, 'Workload', { env: { account: WORKLOAD_ACCOUNT, region: REGION }, auditor: identity.auditor });
workload.addStackDependency(identity);
