/** The handler decides as the command does: the same documents, given to both. */
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';
import { ACCOUNT, answer, judgeWith, resourceEvent } from './events';
import { Acceptances } from '../../src/assessment/acceptances';
import { RoleJudge } from '../../src/cli/judge-roles';
import { Progress } from '../../src/cli/progress';
import { buildReport, isUnsafe, RoleReport, TrustReport } from '../../src/findings/renderers/report';
import { readConfig } from '../../src/input/read-config';
import { InputReader } from '../../src/input/read-roles';
import { Evaluation } from '../../src/organization/config-service';
import { evaluateRoles } from '../../src/organization/evaluate-roles';
import { runCommand, ScratchFolder } from '../cli/run-command';
import { arbitraryDocument } from '../properties/arbitrary-policies';
import { propertyRuns, shareOf } from '../property-runs';

const SETTINGS = {
  accounts: [{ id: '111122223333', standing: 'own' }, { id: '444455556666', standing: 'vendor' }],
  levels: { 'confused-deputy': 'error', 'ineffective-condition': 'warning' },
};

const scratch = new ScratchFolder();
const config = scratch.file('secure-trust.json', SETTINGS);

interface Verdict {
  readonly status: number;
  /** The rules of the findings at level error. */
  readonly errors: readonly string[];
}

function template(document: unknown): string {
  const resource = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } };
  return scratch.file('template.json', { Resources: { Audit: resource } });
}

/** `check`, from the arguments to the exit status. It works out fixes, which takes most of its time. */
function byCommand(document: unknown): Verdict {
  const { status, stdout } = runCommand(['check', template(document), '--account', ACCOUNT, '--config', config, '--format', 'json']);
  return { status, errors: errorsIn((JSON.parse(stdout) as Pick<TrustReport, 'roles'>).roles) };
}

/** What `check` does without fixes and output. */
function byCommandWithoutFixes(document: unknown): Verdict {
  const settings = readConfig(config);
  const progress = new Progress({ isTerminal: false, write: () => undefined });
  const judge = new RoleJudge(settings, new Acceptances(settings.accept, '2026-11-27'), progress);
  new InputReader([template(document)], { account: ACCOUNT }).readAll(judge);
  const { reports } = judge.finish();
  return { status: isUnsafe(buildReport(reports, '0.0.0')) ? 1 : 0, errors: errorsIn(reports) };
}

function errorsIn([{ findings }]: readonly RoleReport[]): readonly string[] {
  return findings.filter(({ level }) => level === 'error').map(({ ruleId }) => ruleId);
}

async function byHook(document: unknown): Promise<{ readonly status: number; readonly leader: string | undefined }> {
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

/** The template does not say in which partition the role is, so the events do not either. */
async function expectSame(document: unknown, command: Verdict): Promise<void> {
  const hook = await byHook(document);
  const { ComplianceType: compliance } = await byRule(document);
  expect({ document, hook: hook.status, compliance }).toEqual({
    document, hook: command.status, compliance: command.status === 0 ? 'COMPLIANT' : 'NON_COMPLIANT',
  });
  if (hook.leader !== undefined) expect(command.errors).toContain(hook.leader);
}

test('about random policies', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDocument, (document) => expectSame(document, byCommandWithoutFixes(document))),
    propertyRuns(250, 21),
  );
}, 600_000);

test('about random policies, with the exit status of the command', async () => {
  await fc.assert(fc.asyncProperty(arbitraryDocument, (document) => expectSame(document, byCommand(document))), propertyRuns(20, 22));
}, 600_000);

const CORPUS = process.env.CDK_SECURE_TRUST_CORPUS ?? join(__dirname, '..', '..', '..', 'shared', 'corpus', 'trust-policies.jsonl');
const documents = existsSync(CORPUS)
  ? readFileSync(CORPUS, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { document: unknown }).document)
  : [];

(documents.length > 0 ? test : test.skip)('about published policies', async () => {
  for (const document of shareOf(documents, 250)) await expectSame(document, byCommandWithoutFixes(document));
}, 600_000);
