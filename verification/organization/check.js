'use strict';
/**
 * node check.js
 *
 * Runs the function that the constructs deploy inside AWS's Lambda runtime interface emulator: the events of AWS's documentation, the same
 * 500 documents as the command, what is damaged, and AWS Config as moto implements it; and gives the policies of a boundary to moto. Ends with
 * one line, and with status 1 if an answer is not as it should be.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { isDeepStrictEqual } = require('node:util');
const { checkBoundary } = require('./boundary');
const { checkConfigRule } = require('./config-rule');
const emulator = require('./emulator');
const { generatePolicy } = require('../oracle/generate-policy');
const { generateRequest } = require('../oracle/generate-request');
const { Random } = require('../oracle/random');

const REPOSITORY = path.join(__dirname, '..', '..');
const EVENTS = path.join(REPOSITORY, 'test', 'organization', 'events');
const ACCOUNT = '123456789012';
const DOCUMENTS = 500;
const COLD_STARTS = 5;
/** CPU time until the function waits for its first event, and until that is answered; of each later answer; the memory after all events. */
const LIMITS = { startCpuMs: 500, firstAnswerCpuMs: 500, laterAnswerCpuMs: 50, maxRssMb: 128 };

const counted = { passed: 0, failed: 0 };

function expectSame(what, actual, expected) {
  const isSame = isDeepStrictEqual(actual, expected);
  counted[isSame ? 'passed' : 'failed'] += 1;
  if (!isSame) console.log(`FAILED ${what}\n  expected ${JSON.stringify(expected)}\n  but was  ${JSON.stringify(actual)}`);
}

async function main() {
  const lacking = emulator.missing();
  if (lacking !== undefined) {
    console.log(`organization: ${process.env.CI ? 'FAILED' : 'skipped'}: ${lacking} is not on this machine`);
    return process.env.CI ? 1 : 0;
  }
  emulator.build();
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'organization-'));
  process.once('exit', () => fs.rmSync(work, { recursive: true, force: true }));
  const deployed = synthesize(work);
  const { laterAnswerCpuMs, maxRssMb } = await emulator.withFunction(deployed.hook, {}, async (lambda) => {
    await checkDocumentedEvents(lambda);
    await checkDamagedEvents(lambda);
    await checkSameAsCommand(lambda, work);
    return lambda.measured();
  });
  const measured = { ...await coldStart(deployed.hook), laterAnswerCpuMs, maxRssMb };
  for (const [name, limit] of Object.entries(LIMITS)) {
    expectSame(`${name} ${measured[name].toFixed(0)} is below ${limit}`, measured[name] < limit, true);
  }
  const moto = await checkConfigRule(deployed.rule, expectSame) ?? await checkBoundary(work, expectSame);
  const figures = Object.entries(measured).map(([name, value]) => `${name} ${value.toFixed(value < 10 ? 1 : 0)}`).join(', ');
  console.log(`organization: ${counted.passed} passed, ${counted.failed} failed (${figures}${moto === undefined ? '' : `; ${moto}`})`);
  return counted.failed > 0 ? 1 : 0;
}

/** The fastest of several: other work of this machine only adds to it. */
async function coldStart(deployed) {
  const starts = [];
  for (let start = 0; start < COLD_STARTS; start += 1) {
    starts.push(await emulator.withFunction(deployed, {}, async ({ invoke, measured }) => {
      await invoke(resourceEvent(trustingAnyone));
      return measured();
    }));
  }
  starts.sort((one, other) => one.startCpuMs + one.firstAnswerCpuMs - other.startCpuMs - other.firstAnswerCpuMs);
  const [{ startMs, startCpuMs, firstAnswerCpuMs }] = starts;
  return { startMs, startCpuMs, firstAnswerCpuMs };
}

const trustingAnyone = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }] };

/** The folders of the functions, as an app stages them. */
function synthesize(work) {
  process.env.CDK_VALIDATION = 'false';
  const { App, Stack } = require('aws-cdk-lib');
  const { OrganizationTrustPolicyRule, TrustPolicyHook } = require(REPOSITORY);
  const stage = (name, define) => {
    const app = new App({ outdir: path.join(work, name) });
    define(new Stack(app, 'Security'));
    const { directory } = app.synth();
    const [asset] = fs.readdirSync(directory).filter((file) => file.startsWith('asset.'));
    const resources = Object.values(JSON.parse(fs.readFileSync(path.join(directory, 'Security.template.json'), 'utf8')).Resources);
    const { Properties: properties } = resources.find(({ Type: type }) => type === 'AWS::Lambda::Function');
    return { folder: path.join(directory, asset), handler: properties.Handler, environment: properties.Environment?.Variables ?? {} };
  };
  return {
    hook: stage('hook', (stack) => new TrustPolicyHook(stack, 'TrustPolicies')),
    rule: stage('rule', (stack) => new OrganizationTrustPolicyRule(stack, 'TrustPolicies')),
  };
}

const documented = (name) => JSON.parse(fs.readFileSync(path.join(EVENTS, `${name}.json`), 'utf8'));

/** CloudFormation updates a role; of a stack that the event does not name, so that the region is not known, as the command does not know it. */
function resourceEvent(document) {
  const event = documented('hook-resource');
  const targetModel = { resourceProperties: { AssumeRolePolicyDocument: document }, previousResourceProperties: {} };
  const requestData = { ...event.requestData, targetName: 'AWS::IAM::Role', targetType: 'AWS::IAM::Role', targetLogicalId: 'Audit', targetModel };
  return { ...event, stackId: '', clientRequestToken: 'token', requestData };
}

async function checkDocumentedEvents({ invoke }) {
  expectSame('the documented event of a resource', await invoke(documented('hook-resource')), {
    hookStatus: 'SUCCESS', message: 'No trust policies to check.', clientRequestToken: '',
  });
  for (const name of ['hook-stack', 'hook-change-set']) {
    // Their payload is behind a URL that the documentation abbreviates.
    const { hookStatus, errorCode, clientRequestToken } = await invoke(documented(name));
    expectSame(`the documented event ${name}`, { hookStatus, errorCode, clientRequestToken }, {
      hookStatus: 'FAILED', errorCode: 'InternalFailure', clientRequestToken: 'f8da6d11-b23f-48f4-814c-0fb6a667f50e',
    });
  }
}

async function checkDamagedEvents({ invoke }) {
  const deep = `{"requestData":{"targetName":"AWS::IAM::Role","targetModel":{"resourceProperties":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_003)}`;
  for (const event of ['null', '[]', '"text"', '{}', '{"requestData":{"targetName":"STACK"}}', deep]) {
    const { hookStatus, errorCode } = await invoke(event);
    expectSame(`the event ${event.slice(0, 60)}`, { hookStatus, errorCode }, { hookStatus: 'FAILED', errorCode: 'InternalFailure' });
  }
}

/** The exit status of a check of each document is that of a check of all. */
async function checkSameAsCommand({ invoke }, work) {
  const random = new Random(21, 0);
  const documents = Array.from({ length: DOCUMENTS }, () => generatePolicy(random, generateRequest(random)));
  const folder = path.join(work, 'documents');
  fs.mkdirSync(folder);
  documents.forEach((document, index) => {
    const template = { Resources: { Audit: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } } } };
    fs.writeFileSync(path.join(folder, `${String(index).padStart(3, '0')}.json`), JSON.stringify(template));
  });
  const command = path.join(REPOSITORY, 'bin', 'cdk-secure-trust');
  const { stdout, stderr } = spawnSync(process.execPath, [command, 'check', folder, '--account', ACCOUNT, '--format', 'json'], {
    encoding: 'utf8', maxBuffer: 1e9,
  });
  if (stderr !== '') throw new Error(stderr);
  const isUnsafe = JSON.parse(stdout).roles.map(({ findings }) => findings.some(({ level }) => level === 'error'));
  const statuses = { SUCCESS: 0, FAILED: 0 };
  for (const [index, document] of documents.entries()) {
    const { hookStatus, errorCode } = await invoke(resourceEvent(document));
    statuses[hookStatus] += 1;
    const expected = isUnsafe[index] ? { hookStatus: 'FAILED', errorCode: 'NonCompliant' } : { hookStatus: 'SUCCESS', errorCode: undefined };
    expectSame(`the document ${JSON.stringify(document)}`, { hookStatus, errorCode }, expected);
  }
  expectSame('documents are safe and unsafe', Math.min(statuses.SUCCESS, statuses.FAILED) > 20, true);
}

main().then((status) => { process.exitCode = status; }, (error) => {
  console.error(error);
  process.exitCode = 1;
});
