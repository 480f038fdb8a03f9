/** The handler decides as the command does: the same documents, given to both. */
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';
import { ACCOUNT, answer, judgeWith, resourceEvent } from './events';
import { Evaluation } from '../../src/organization/config-service';
import { evaluateRoles } from '../../src/organization/evaluate-roles';
import { runCommand, ScratchFolder } from '../cli/run-command';
import { arbitraryDocument } from '../properties/arbitrary-policies';
import { propertyRuns } from '../property-runs';

const SETTINGS = {
  accounts: [{ id: '111122223333', standing: 'own' }, { id: '444455556666', standing: 'vendor' }],
  levels: { 'confused-deputy': 'error', 'ineffective-condition': 'warning' },
};

const scratch = new ScratchFolder();
const config = scratch.file('secure-trust.json', SETTINGS);

/** The exit status of `check`, and the worst of its open findings. */
function byCommand(document: unknown): { readonly status: number; readonly errors: readonly string[] } {
  const file = scratch.file('template.json', {
    Resources: { Audit: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } } },
  });
  const { status, stdout } = runCommand(['check', file, '--account', ACCOUNT, '--config', config, '--format', 'json']);
  const { roles: [{ findings }] } = JSON.parse(stdout) as { roles: { findings: { ruleId: string; level: string }[] }[] };
  return { status, errors: findings.filter(({ level }) => level === 'error').map(({ ruleId }) => ruleId) };
}

async function byHook(document: unknown): Promise<{ readonly status: number; readonly leader: string | undefined }> {
  // The event of a stack says the region too, and so the partition, which a template does not.
  const event = { ...resourceEvent(document), stackId: '' };
  const { hookStatus, errorCode, message } = await answer(event, { settings: SETTINGS });
  expect(errorCode).not.toBe('InternalFailure');
  return { status: hookStatus === 'SUCCESS' ? 0 : 1, leader: hookStatus === 'SUCCESS' ? undefined : message.split(' ')[0] };
}

async function byRule(document: unknown): Promise<Evaluation> {
  const put: Evaluation[] = [];
  const configurationItem = {
    resourceType: 'AWS::IAM::Role',
    resourceId: 'AROA',
    resourceName: 'Audit',
    awsAccountId: ACCOUNT,
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: '2026-11-27T12:00:00Z',
    ARN: `arn:aws:iam::${ACCOUNT}:role/Audit`,
    configuration: { assumeRolePolicyDocument: encodeURIComponent(JSON.stringify(document)) },
  };
  const invokingEvent = JSON.stringify({ configurationItem, messageType: 'ConfigurationItemChangeNotification' });
  await evaluateRoles({ invokingEvent, resultToken: 'token', accountId: ACCOUNT }, {
    judge: judgeWith(SETTINGS),
    config: async () => ({
      putEvaluations: async ({ Evaluations: evaluations }) => {
        put.push(...evaluations);
        return {};
      },
      getResourceConfigHistory: () => { throw new Error('not asked'); },
      selectResourceConfig: () => { throw new Error('not asked'); },
    }),
    log: () => undefined,
  });
  return put[0];
}

async function expectSame(document: unknown): Promise<void> {
  const command = byCommand(document);
  const hook = await byHook(document);
  expect({ document, status: hook.status }).toEqual({ document, status: command.status });
  if (hook.leader !== undefined) expect(command.errors).toContain(hook.leader);
}

/** A template can hold intrinsic functions, and the name of the role; AWS Config records the document alone, as text. */
async function expectSameRule(document: unknown): Promise<void> {
  const file = scratch.file('document.json', document);
  const { status } = runCommand(['check', file, '--account', ACCOUNT, '--config', config]);
  expect({ document, type: (await byRule(document)).ComplianceType })
    .toEqual({ document, type: status === 0 ? 'COMPLIANT' : 'NON_COMPLIANT' });
}

test('about random policies', async () => {
  await fc.assert(fc.asyncProperty(arbitraryDocument, expectSame), propertyRuns(500, 21));
}, 300_000);

test('about random policies that AWS Config recorded', async () => {
  await fc.assert(fc.asyncProperty(arbitraryDocument, expectSameRule), propertyRuns(200, 22));
}, 300_000);

const CORPUS = process.env.CDK_SECURE_TRUST_CORPUS ?? join(__dirname, '..', '..', '..', 'shared', 'corpus', 'trust-policies.jsonl');
const documents = existsSync(CORPUS)
  ? readFileSync(CORPUS, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { document: unknown }).document)
  : [];

(documents.length > 0 ? test : test.skip)('about published policies', async () => {
  // Evenly spread.
  const step = Math.max(1, Math.floor(documents.length / 250));
  for (const document of documents.filter((_, index) => index % step === 0)) await expectSame(document);
}, 600_000);
