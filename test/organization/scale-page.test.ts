/** `docs/scale.md` has the tables that `tools/scale.js` computes, and what they compute was worked out by hand. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { OrganizationTrustPolicyRule } from '../../src/cdk/organization/organization-trust-policy-rule';
import { estimate, priceOfEvaluations, withTables } from '../../tools/scale';
import { pageAt } from '../pages';

const page = pageAt('docs/scale.md');

test('the page has the tables that are computed: `node tools/scale.js --write` writes them', () => {
  expect(page).toBe(withTables(page));
});

test.each([
  [0, 0],
  [1_000, 1],
  [100_000, 100],
  [500_000, 100 + 320],
  [1_000_000, 100 + 320 + 250],
  [30_000_000, 100 + 320 + 14_750],
])('%d evaluations in a month cost $%d', (count, price) => {
  expect(priceOfEvaluations(count)).toBeCloseTo(price, 6);
});

test('a million roles, each of which changes once', () => {
  const { changes, recording, hook, query, firstEvaluation, schedule } = estimate({ accounts: 10_000, roles: 1_000_000 });
  expect({ changes, recording, evaluations: schedule.evaluations }).toEqual({ changes: 1e6, recording: 3_000, evaluations: 30e6 });
  // 0.22 s of CPU with 512 of 1,769 MB.
  expect(hook.seconds).toBeCloseTo(0.76, 2);
  // Requests, half a GB for 0.76 s each, and 1 GB of log.
  expect(hook.price).toBeCloseTo(0.2 + 500_000 * 0.76 / 60_000 + 0.5, 1);
  expect(firstEvaluation.minutesOfAssumeRole).toBeCloseTo(27.8, 1);
  expect(query).toMatchObject({ requests: 10_000, mb: 500 });
  expect(query.minutes).toBeCloseTo(83.3, 1);
});

test('the memory and the timeout are those that the construct sets', () => {
  const stack = new Stack(new App(), 'Stack');
  new OrganizationTrustPolicyRule(stack, 'Rule');
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { MemorySize: 512, Timeout: 600 });
  expect(page).toMatch(/the memory that the constructs give the function \| 512 \|/);
  expect(page).toMatch(/of those that its function has \| 418 of 600 \|/);
});
