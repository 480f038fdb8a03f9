'use strict';
/** moto's server, in a virtual environment made here. */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { withServer } = require('./server');
const { environmentWithoutAws } = require('../../tools/cdk-cli');

const VENV = path.join(__dirname, '.venv');
const REQUIREMENTS = path.join(__dirname, 'python', 'requirements.txt');

/** What moto needs and this machine does not have; undefined if nothing is missing. */
function missing() {
  const isEnough = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  return spawnSync('python3', ['-c', isEnough], { stdio: 'ignore' }).status === 0 ? undefined : 'Python, 3.10 or later and with venv,';
}

/** Creates the virtual environment with exactly the versions of requirements.txt, unless it exists. */
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

/** Runs the work with the address of a fresh server. */
function withMoto(work) {
  const args = (port) => ['-H', '127.0.0.1', '-p', String(port)];
  return withServer(
    { name: "moto's server", command: path.join(VENV, 'bin', 'moto_server'), args, env: environment(), health: '/moto-api/' },
    work,
  );
}

/** No setting of this machine affects which account or policies moto uses. */
function environment() {
  return Object.fromEntries(Object.entries(environmentWithoutAws()).filter(([name]) => !/^(MOTO_|PYTHON)/.test(name)));
}

module.exports = { install, missing, withMoto };
