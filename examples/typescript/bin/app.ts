#!/usr/bin/env node
/** A role for a caller of another account, and a guard for every other role. `-c unsafe=true` makes one of those unsafe. */
import { App, Aspects } from 'aws-cdk-lib';
import { TrustPolicyGuard } from 'cdk-secure-trust';
import { WorkloadStack } from '../lib/workload-stack';

const app = new App();
Aspects.of(app).add(new TrustPolicyGuard());

new WorkloadStack(app, 'Workload', {
  env: { account: '444455556666', region: 'eu-west-1' },
  unsafe: app.node.tryGetContext('unsafe') === 'true',
});
