/** Where the package is built and tested for one language: a folder below `.packed/`, and commands that write nothing outside it. */
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { environmentWithoutAws } = require('../cdk-cli');
const { PACKAGE_NAME } = require('../packed-package');

const REPOSITORY = path.resolve(__dirname, '..', '..');
const LANGUAGES = path.join(REPOSITORY, '.packed', 'languages');
/** Downloads and compiled files: kept between runs, and deleted with `.packed`. */
const CACHE = path.join(LANGUAGES, 'cache');
const LONGEST_COMMAND = 15 * 60_000;

/** Creates the folder of a language from scratch. `consumer` is the project in which the packed package is installed. */
function openWorkplace(language, consumer) {
  const folder = path.join(LANGUAGES, language);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const log = path.join(folder, 'log');
  const run = (what, command, args, options = {}) => runLogged(log, what, command, args, options);

  return {
    folder,
    consumer,
    /** Runs a command to its end; throws a one-line error if it fails, unless `mayFail`. Resolves to its status and its output. */
    run,
    /** Runs jsii-pacmak on the packed package; returns the folder with the result. */
    async pacmak(target, ...options) {
      const pacmak = path.join(REPOSITORY, 'node_modules', 'jsii-pacmak', 'bin', 'jsii-pacmak');
      const installed = path.join(consumer.folder, 'node_modules', PACKAGE_NAME);
      const args = [pacmak, '--no-npmignore', '--target', target, '--outdir', path.join(folder, 'package'), ...options, installed];
      await run('jsii-pacmak', process.execPath, args);
      return path.join(folder, 'package', target);
    },
    /** A copy of the example of this language. */
    placeApp() {
      const app = path.join(folder, 'app');
      fs.cpSync(path.join(REPOSITORY, 'examples', language), app, { recursive: true });
      return app;
    },
  };
}

function runLogged(log, what, command, args, { cwd = REPOSITORY, env = {}, mayFail = false }) {
  fs.appendFileSync(log, `\n$ ${[command, ...args].join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...environment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LONGEST_COMMAND,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        fs.appendFileSync(log, text);
      });
    }
    child.on('error', reject);
    child.on('close', (status, signal) => {
      fs.appendFileSync(log, `[${signal ?? `exit status ${status}`}]\n`);
      if (status === 0 || mayFail) resolve({ status, output });
      else reject(new Error(`${what} ended with ${signal ?? `exit status ${status}`}; see ${path.relative(REPOSITORY, log)}`));
    });
  });
}

function environment() {
  const below = (name) => path.join(CACHE, name);
  return {
    ...environmentWithoutAws(),
    // Validation by CloudFormation's own rules is not needed here.
    CDK_VALIDATION: 'false',
    JSII_RUNTIME_PACKAGE_CACHE_ROOT: below('jsii'),
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
    PIP_CACHE_DIR: below('pip'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    GOCACHE: below('go-build'),
    GOMODCACHE: below('go-modules'),
    GOFLAGS: '-modcacherw', // so that `.packed` can be deleted
    GOTOOLCHAIN: 'local',
  };
}

/** The local repository of Maven. */
const MAVEN_REPOSITORY = path.join(CACHE, 'maven');

/** Whether a command with this name can be run. */
function isOnMachine(command, ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

module.exports = { isOnMachine, MAVEN_REPOSITORY, openWorkplace };
