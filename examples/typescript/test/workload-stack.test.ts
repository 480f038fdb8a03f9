/** Unit tests of who can assume the roles of the stack. */
import assert from 'node:assert';
import { test } from 'node:test';
import { App } from 'aws-cdk-lib';
import { AssumeRoleOutcome, TrustAnswer, TrustPolicy } from 'cdk-secure-trust';
import { WorkloadStack } from '../lib/workload-stack';

const ALICE = 'arn:aws:iam::111122223333:user/alice';
const EXTERNAL_ID = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';

function workload(unsafe = false): WorkloadStack {
  return new WorkloadStack(new App(), 'Workload', { env: { account: '444455556666', region: 'eu-west-1' }, unsafe });
}

test('alice gets in with MFA and the ExternalId', () => {
  const trust = TrustPolicy.fromRole(workload().audit);
  const decision = trust.evaluate({ callerArn: ALICE, mfa: true, externalId: EXTERNAL_ID });
  assert.strictEqual(decision.outcome, AssumeRoleOutcome.ALLOWED, decision.reasons.join('\n'));
});

test('alice does not get in without MFA', () => {
  const trust = TrustPolicy.fromRole(workload().audit);
  const decision = trust.evaluate({ callerArn: ALICE, externalId: EXTERNAL_ID });
  assert.strictEqual(decision.outcome, AssumeRoleOutcome.DENIED);
});

test('nobody gets in without MFA, nor without an ExternalId', () => {
  const stack = workload();
  for (const role of [stack.audit, stack.support]) {
    const { mfaEnforced, externalIdEnforced } = TrustPolicy.fromRole(role).summary;
    assert.deepStrictEqual([mfaEnforced, externalIdEnforced], [TrustAnswer.YES, TrustAnswer.YES]);
  }
});

test('only the branch main deploys', () => {
  const issuer = 'token.actions.githubusercontent.com';
  const trust = TrustPolicy.fromRole(workload().deploy);
  const outcomeOf = (subject: string) => trust.evaluate({
    federatedProvider: `arn:aws:iam::444455556666:oidc-provider/${issuer}`,
    context: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: subject },
  }).outcome;
  assert.strictEqual(outcomeOf('repo:acme/app:ref:refs/heads/main'), AssumeRoleOutcome.ALLOWED);
  assert.strictEqual(outcomeOf('repo:acme/app:pull_request'), AssumeRoleOutcome.DENIED);
});

test('BoolIfExists would let somebody in who is refused now', () => {
  const change = TrustPolicy.fromRole(workload().support).compareWith(TrustPolicy.fromRole(workload(true).support));
  assert.strictEqual(change.widens, TrustAnswer.YES);
  assert.match(change.newlyAllowed ?? '', /user\/bob, without MFA/);
});
