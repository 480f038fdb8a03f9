'use strict';
/**
 * A runtime of AWS Lambda for Node.js: loads the handler, and answers one event after the other through the runtime API.
 *
 * It does what AWS's own client (`aws-lambda-ric`) does for a handler that returns a promise, in a page. The client itself is not used
 * because it has to be compiled with a C++ library where it is installed. See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const { AWS_LAMBDA_RUNTIME_API: api, MEASUREMENTS: measurements } = process.env;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

async function run() {
  const handle = await loadHandler();
  const start = { startMs: performance.now(), startCpuMs: cpuMs() };
  let laterAnswers = 0;
  let laterAnswersCpuMs = 0;
  for (let first = true; ; first = false) {
    const { headers, body } = await request('GET', '/invocation/next');
    const id = headers['lambda-runtime-aws-request-id'];
    const received = cpuMs();
    await answer(id, handle, body, { awsRequestId: id, invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'] });
    const answerCpuMs = cpuMs() - received;
    if (first) {
      measure({ ...start, firstAnswerCpuMs: answerCpuMs });
    } else {
      laterAnswers += 1;
      laterAnswersCpuMs += answerCpuMs;
      measure({ laterAnswerCpuMs: laterAnswersCpuMs / laterAnswers });
    }
    measure({ maxRssMb: process.resourceUsage().maxRSS / 1024 });
  }
}

/** `folder/file.function`, relative to the root of the function. */
async function loadHandler() {
  try {
    const [, file, name] = /^(.+)\.([^./]+)$/.exec(process.argv[2]);
    return require(path.resolve(file))[name];
  } catch (error) {
    await request('POST', '/init/error', errorOf(error));
    throw error;
  }
}

async function answer(id, handle, body, context) {
  let result;
  try {
    result = JSON.stringify(await handle(JSON.parse(body), context)) ?? 'null';
  } catch (error) {
    await request('POST', `/invocation/${id}/error`, errorOf(error));
    return;
  }
  await request('POST', `/invocation/${id}/response`, result);
}

function errorOf({ name, message, stack }) {
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack?.split('\n') });
}

/** CPU time of this process: what else the machine does adds little to it. */
function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const measured = {};
function measure(values) {
  fs.writeFileSync(measurements, JSON.stringify(Object.assign(measured, values)));
}

function request(method, at, body) {
  return new Promise((resolve, reject) => {
    const sent = http.request(`http://${api}/2018-06-01/runtime${at}`, { method, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

run();
