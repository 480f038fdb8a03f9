'use strict';
/**
 * AWS's Lambda runtime interface emulator, built here from its Go module, around a function that a construct deploys.
 *
 * The function runs on the Node.js of AWS Lambda's runtime, finds the AWS SDK where AWS Lambda has it (in `NODE_PATH`), and nothing else.
 */
const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { freePort } = require('../deployment/server');

const MODULE = 'github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie';
const VERSION = 'v0.0.0-20261030222936-bef5c4ba774d';
const BIN = path.join(__dirname, '.bin', VERSION);
const EMULATOR = path.join(BIN, 'aws-lambda-rie');
const NODE = path.join(__dirname, 'node_modules', `node-22-${process.platform}-${process.arch}`, 'bin', 'node');

/** What is needed and not there; undefined if nothing is missing. */
function missing() {
  if (!fs.existsSync(NODE)) return 'Node 22 (npm ci --prefix verification/organization, on Linux)';
  if (fs.existsSync(EMULATOR)) return undefined;
  return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0 ? undefined : 'Go';
}

/** Builds the emulator, unless this version of it is there. */
function build() {
  if (fs.existsSync(EMULATOR)) return;
  const { status, stderr } = spawnSync('go', ['install', `${MODULE}@${VERSION}`], { env: { ...process.env, GOBIN: BIN }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`go install failed: ${stderr.trim().split('\n').pop()}`);
}

/**
 * Runs the work with a cold function.
 *
 * @param deployed `folder`: the root of the function; `handler`: `lib/organization/handler.hook`
 * @param env the environment of the function
 * @param work gets `invoke(event)`, and `measured()` for how long the function took to start, and its memory
 */
async function withFunction({ folder, handler }, env, work) {
  const [port, runtimePort] = [await freePort(), await freePort()];
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'emulator-'));
  const measurements = path.join(scratch, 'measured.json');
  const emulator = spawn(EMULATOR, [
    '--runtime-interface-emulator-address', `127.0.0.1:${port}`, '--runtime-api-address', `127.0.0.1:${runtimePort}`, '--log-level', 'error',
    NODE, path.join(__dirname, 'runtime.js'), handler,
  ], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_PATH: path.join(__dirname, 'node_modules'),
      AWS_LAMBDA_FUNCTION_NAME: 'TrustPolicies',
      AWS_LAMBDA_FUNCTION_TIMEOUT: '30',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_REGION: 'us-east-1',
      MEASUREMENTS: measurements,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [emulator.stdout, emulator.stderr]) stream.setEncoding('utf8').on('data', (text) => { log = (log + text).slice(-100_000); });
  const stopAtOnce = () => emulator.kill('SIGKILL');
  process.once('exit', stopAtOnce);
  try {
    await listening(port, () => log);
    const invoke = async (event) => {
      const body = typeof event === 'string' ? event : JSON.stringify(event);
      const response = await fetch(`http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`, { method: 'POST', body });
      return JSON.parse(await response.text());
    };
    return await work({ invoke, measured: () => JSON.parse(fs.readFileSync(measurements, 'utf8')), log: () => log });
  } finally {
    emulator.kill('SIGTERM');
    await Promise.race([once(emulator, 'close'), pause(5_000, undefined, { ref: false }).then(stopAtOnce)]);
    process.off('exit', stopAtOnce);
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function listening(port, log) {
  for (const start = Date.now(); Date.now() - start < 30_000; await pause(50)) {
    const socket = net.connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      // Not yet.
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`the emulator does not listen: ${log().trim().split('\n').pop()}`);
}

module.exports = { build, missing, withFunction };
