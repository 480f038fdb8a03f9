'use strict';
/**
 * The function of an organization rule, with moto as IAM, AWS Config and AWS STS.
 *
 * moto validates the calls, and knows the configuration items of the roles that it has. It stores no evaluations, and accepts them as a test
 * only, so the token of the events is that of a test. Its answer to a query is empty.
 */
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { IAMClient, CreateRoleCommand } = require('@aws-sdk/client-iam');
const { AssumeRoleCommand, STSClient } = require('@aws-sdk/client-sts');
const emulator = require('./emulator');
const moto = require('../deployment/moto');

const EVENTS = path.join(__dirname, '..', '..', 'test', 'organization', 'events');
/** The emulator says that the function is in this account. */
const OWN = '012345678912';
const MEMBER = '111122223333';

const trusting = (principal) => ({
  Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal } }],
});

/** @returns a remark; undefined if everything was tried */
async function checkConfigRule(deployed, expectSame) {
  const lacking = moto.missing();
  if (lacking !== undefined) {
    expectSame(`${lacking} is on this machine`, process.env.CI === undefined, true);
    return `AWS Config not tried: ${lacking} is not on this machine`;
  }
  moto.install();
  await moto.withMoto((address) => withTimesAsNumbers(address, async (endpoint) => {
    const environment = {
      ...deployed.environment, AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_SESSION_TOKEN: 'test',
    };
    const roles = await createRoles(endpoint);
    await emulator.withFunction(deployed, environment, async ({ invoke }) => {
      const counts = (compliant, nonCompliant, notApplicable) => ({ compliant, nonCompliant, notApplicable });
      const cases = [
        ['an open role, too large for the event', oversized(MEMBER, roles.open), counts(0, 1, 0)],
        ['a safe role, too large for the event', oversized(MEMBER, roles.safe), counts(1, 0, 0)],
        ['all roles on schedule', scheduled(OWN), counts(0, 0, 0)],
        ['all roles of a member account on schedule', scheduled(MEMBER), counts(0, 0, 0)],
        ['the documented event of an instance', { ...documented('config-change'), accountId: OWN, resultToken: 'TESTMODE' }, counts(0, 0, 1)],
      ];
      for (const [title, event, expected] of cases) expectSame(title, await invoke(event), expected);
      const { errorType } = await invoke(oversized(MEMBER, 'AROAUNKNOWN'));
      expectSame('a role that AWS Config does not know', errorType, 'ResourceNotDiscoveredException');
      const stored = await invoke({ ...oversized(MEMBER, roles.safe), resultToken: '' });
      expectSame('a result token that is not valid', stored.errorType, 'InvalidResultTokenException');
    });
  }));
  return undefined;
}

/**
 * Runs the work with the address of a server that passes everything on to moto. AWS Config answers with times as numbers of seconds, and
 * moto with text, which the AWS SDK for JavaScript rejects.
 */
async function withTimesAsNumbers(address, work) {
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host, connection, 'content-length': length, ...headers } = request.headers;
    const answer = await fetch(`${address}${request.url}`, { method: request.method, headers, body: Buffer.concat(chunks) });
    const text = await answer.text();
    const seconds = (_, name, time) => `"${name}": ${Date.parse(time) / 1000}`;
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(text.replace(/"(configurationItemCaptureTime|resourceCreationTime)": "([^"]+)"/g, seconds));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** In the member account, where a function of another account has to assume a role. @returns their IDs */
async function createRoles(endpoint) {
  const settings = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const role = { RoleArn: `arn:aws:iam::${MEMBER}:role/setup`, RoleSessionName: 'setup' };
  const { Credentials: given } = await new STSClient(settings).send(new AssumeRoleCommand(role));
  const credentials = { accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretAccessKey, sessionToken: given.SessionToken };
  const iam = new IAMClient({ ...settings, credentials });
  const create = async (name, document) => {
    const { Role: created } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(document) }));
    return created.RoleId;
  };
  return { open: await create('Open', trusting('*')), safe: await create('Safe', trusting(`arn:aws:iam::${MEMBER}:root`)) };
}

const documented = (name) => JSON.parse(fs.readFileSync(path.join(EVENTS, `${name}.json`), 'utf8'));

function oversized(accountId, resourceId) {
  const event = documented('config-oversized');
  const invoking = JSON.parse(event.invokingEvent);
  const summary = { ...invoking.configurationItemSummary, awsAccountId: accountId, resourceType: 'AWS::IAM::Role', resourceId };
  return { ...event, accountId, resultToken: 'TESTMODE', invokingEvent: JSON.stringify({ ...invoking, configurationItemSummary: summary }) };
}

function scheduled(accountId) {
  return { ...documented('config-scheduled'), accountId, resultToken: 'TESTMODE' };
}

module.exports = { checkConfigRule };
