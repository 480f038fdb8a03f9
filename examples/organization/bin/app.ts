#!/usr/bin/env node
/** The hook and the rule that check every trust policy of an organization, whoever writes it, and the policy that keeps strangers out. */
import { App, Aspects } from 'aws-cdk-lib';
import { TrustPolicyGuard } from 'cdk-secure-trust';
import { BoundaryStack } from '../lib/boundary-stack';
import { EvaluationStack } from '../lib/evaluation-stack';
import { HookStack } from '../lib/hook-stack';
import { HOOKED_ACCOUNTS, MANAGEMENT_ACCOUNT, REGION, SECURITY_ACCOUNT } from '../lib/organization';

const app = new App();
Aspects.of(app).add(new TrustPolicyGuard());

new EvaluationStack(app, 'Evaluation', { env: { account: SECURITY_ACCOUNT, region: REGION } });
new BoundaryStack(app, 'Boundary', { env: { account: MANAGEMENT_ACCOUNT, region: REGION } });
for (const [name, account] of Object.entries(HOOKED_ACCOUNTS)) new HookStack(app, `Hook-${name}`, { env: { account, region: REGION } });
