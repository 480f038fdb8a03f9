#!/usr/bin/env node
/**
 * A role for a caller of another account, and a guard for every other role. `-c unsafe=true` makes one of those unsafe,
 * `-c accepted=true` accepts it.
 */
import { App, Aspects } from 'aws-cdk-lib';
import { TrustPolicyGuard } from 'cdk-secure-trust';
import { acceptAccessWithoutMfa } from '../lib/accepted-findings';
import { WorkloadStack } from '../lib/workload-stack';

const app = new App();
Aspects.of(app).add(new TrustPolicyGuard());

const workload = new WorkloadStack(app, 'Workload', {
  env: { account: '444455556666', region: 'eu-west-1' },
  unsafe: app.node.tryGetContext('unsafe') === 'true',
});
if (app.node.tryGetContext('accepted') === 'true') acceptAccessWithoutMfa(workload.support);
