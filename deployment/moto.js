'use strict';
/**
 * An AWS on loopback that somebody else wrote: moto's server, in a virtual environment made here, on a free port. It is stopped when the
 * work is done, whatever comes of it.
 */
const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { environmentWithoutAws } = require('../tools/cdk-cli');

const VENV = path.join(__dirname, '.venv');
const REQUIREMENTS = path.join(__dirname, 'python', 'requirements.txt');
const LONGEST_START = 60_000;

// Whoever ends this process ends the server with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/** What moto needs and this machine does not have; undefined when all is there. */
function missing() {
  const isEnough = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  return spawnSync('python3', ['-c', isEnough], { stdio: 'ignore' }).status === 0 ? undefined : 'Python, 3.10 or later and with venv,';
}

/** Makes the virtual environment with exactly the versions of requirements.txt, unless it is there. */
function install() {
  const stamp = path.join(VENV, 'installed.txt');
  const wanted = fs.readFileSync(REQUIREMENTS, 'utf8');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  run('python3', ['-m', 'venv', '--clear', VENV]);
  run(path.join(VENV, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  fs.writeFileSync(stamp, wanted);
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status === 0) return;
  throw new Error(`${path.basename(command)} ${args.slice(0, 3).join(' ')} failed: ${error?.message ?? stderr.trim().split('\n').pop()}`);
}

/** Does the work with the address of a server that knows nothing yet. */
async function withMoto(work) {
  const port = await freePort();
  const server = spawn(path.join(VENV, 'bin', 'moto_server'), ['-H', '127.0.0.1', '-p', String(port)], {
    env: environment(), stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-4000); });
  const isOver = new Promise((resolve) => server.once('close', resolve).once('error', (error) => resolve((said += error.message))));
  const stopAtOnce = () => server.kill('SIGKILL');
  process.once('exit', stopAtOnce);
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    const answers = await Promise.race([answersAt(endpoint), isOver.then(() => false)]);
    if (!answers) throw new Error(`moto's server did not start: ${said.trim().split('\n').pop() || `no answer within ${LONGEST_START / 1000} s`}`);
    return await work(endpoint);
  } finally {
    server.kill('SIGTERM');
    await Promise.race([isOver, pause(5000, undefined, { ref: false }).then(stopAtOnce)]);
    process.off('exit', stopAtOnce);
  }
}

/** Nothing of this machine decides which account or which policies moto takes. */
function environment() {
  return Object.fromEntries(Object.entries(environmentWithoutAws()).filter(([name]) => !/^(MOTO_|PYTHON)/.test(name)));
}

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answersAt(endpoint) {
  for (const start = Date.now(); Date.now() - start < LONGEST_START; await pause(100)) {
    try {
      await fetch(`${endpoint}/moto-api/`);
      return true;
    } catch {
      // Nobody listens yet.
    }
  }
  return false;
}

module.exports = { install, missing, withMoto };
