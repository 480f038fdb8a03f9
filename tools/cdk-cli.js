/**
 * The real CDK CLI, run on an app inside a consumer (see `packed-package.js`) as a user runs it, but without an AWS account, credentials or
 * network access.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const EXAMPLES = path.resolve(__dirname, '..', 'examples');

/** Copies an app of `examples/` into a new folder of the consumer, where `cdk-secure-trust` is the packed package. */
function placeExample(consumer, name) {
  const apps = path.join(consumer.folder, 'apps');
  fs.mkdirSync(apps, { recursive: true });
  const folder = fs.mkdtempSync(path.join(apps, `${name}-`));
  const leaveOut = ['node_modules', 'cdk.out'];
  fs.cpSync(path.join(EXAMPLES, name), folder, { recursive: true, filter: (file) => !leaveOut.includes(path.basename(file)) });
  return folder;
}

/** Runs `cdk <args>` in the folder of an app. `output` is the text that a terminal would show: both streams, in order. */
function runCdk(consumer, folder, args, environment = {}) {
  const cli = path.join(consumer.folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const logFile = path.join(folder, 'cdk.log');
  const log = fs.openSync(logFile, 'w');
  try {
    const { status, error } = spawnSync(process.execPath, [cli, ...args, '--no-notices', '--no-color'], {
      cwd: folder, stdio: ['ignore', log, log], env: { ...environmentWithoutAws(), ...environment }, timeout: 300_000,
    });
    if (error) {
      throw error;
    }
    return { status, output: fs.readFileSync(logFile, 'utf8') };
  } finally {
    fs.closeSync(log);
  }
}

/** The environment of this process, without its AWS and network settings. */
function environmentWithoutAws() {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|FORCE_COLOR$|NODE_OPTIONS$)/.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    npm_config_offline: 'true', // `npx ts-node` in cdk.json must find the installed one
    npm_config_update_notifier: 'false',
  };
}

module.exports = { environmentWithoutAws, placeExample, runCdk };
