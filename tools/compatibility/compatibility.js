/**
 * `npx projen compatibility`: the packed package on each supported Node with each supported CDK. It checks what `require` returns, what an
 * ES module imports by name, that the secure example passes the real `cdk synth` and the one with mistakes fails it, and that the command
 * starts. (Strict TypeScript consumers: `test/packed/typescript-consumer.test.ts`; that does not depend on Node.)
 *
 * The Node versions are npm packages, installed below `.packed/compatibility`. Each of them runs this file again, with `--on-this-node`.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { placeExample, runCdk } = require('../cdk-cli');
const { CONSUMERS, PACKAGE_NAME, preparePackedPackage } = require('../packed-package');

const FOLDER = path.resolve(__dirname, '..', '..', '.packed', 'compatibility');

async function main() {
  await preparePackedPackage();
  const nodes = installNodes();
  const failed = nodes.filter((node) => {
    const environment = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
    return spawnSync(node, [__filename, '--on-this-node'], { stdio: 'inherit', env: environment }).status !== 0;
  });
  console.log(`\n${nodes.length} Nodes with ${CONSUMERS.length} CDKs: ${failed.length === 0 ? 'all hold' : `${failed.length} Nodes fail`}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** The binaries: the oldest Node of package.json's `engines`, and the one that the workflows use. */
function installNodes() {
  fs.rmSync(FOLDER, { recursive: true, force: true });
  fs.mkdirSync(FOLDER, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(__dirname, file), path.join(FOLDER, file));
  const install = ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stdout, stderr } = spawnSync('npm', install, { cwd: FOLDER, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm cannot install the Nodes: ${stdout}${stderr}`);
  const { optionalDependencies } = JSON.parse(fs.readFileSync(path.join(FOLDER, 'package.json'), 'utf8'));
  const nodes = Object.keys(optionalDependencies)
    .map((name) => path.join(FOLDER, 'node_modules', name, 'bin', 'node'))
    .filter((file) => fs.existsSync(file));
  if (nodes.length === 0) throw new Error(`no Node for ${process.platform} on ${process.arch}: see tools/compatibility/package.json`);
  return nodes;
}

function onThisNode() {
  for (const consumer of CONSUMERS) {
    for (const [fact, check] of Object.entries(FACTS)) {
      const problem = check(consumer);
      if (problem !== undefined) process.exitCode = 1;
      const where = `node ${process.versions.node}, aws-cdk-lib ${consumer.cdkVersion}`;
      console.log(problem === undefined ? `ok   ${where}: ${fact}` : `FAIL ${where}: ${fact}\n${problem}`);
    }
  }
}

const NAMES =
  `const names = Object.keys(require('${PACKAGE_NAME}')).sort(); if (!names.includes('TrustPolicyGuard')) throw new Error(names.join());`;
const IMPORT = `
  import { SecureCrossAccountRole, TrustPolicy, TrustPolicyGuard } from '${PACKAGE_NAME}';
  for (const each of [SecureCrossAccountRole, TrustPolicy, TrustPolicyGuard]) {
    if (typeof each !== 'function') throw new Error(String(each));
  }`;

/** Each returns the problem, or undefined. */
const FACTS = {
  'require': (consumer) => problemOf(node(consumer, ['-e', NAMES])),
  'import by name': (consumer) => problemOf(node(consumer, ['--input-type=module', '-e', IMPORT])),
  'cdk-secure-trust --version': (consumer) =>
    problemOf(node(consumer, [path.join('node_modules', PACKAGE_NAME, 'bin', PACKAGE_NAME), '--version'])),
  'examples/two-accounts passes cdk synth': (consumer) => problemOf(synthesize(consumer, 'two-accounts')),
  'examples/three-mistakes fails it': (consumer) => problemOf(synthesize(consumer, 'three-mistakes'), 1, 'ERROR mfa-required: '),
};

function problemOf({ status, output }, wanted = 0, said = '') {
  return status === wanted && output.includes(said) ? undefined : `exit status ${status}\n${output}`;
}

function node({ folder }, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

function synthesize(consumer, example) {
  const folder = placeExample(consumer, example);
  try {
    return runCdk(consumer, folder, ['synth', '--quiet'], { TS_NODE_TRANSPILE_ONLY: 'true', CDK_VALIDATION: 'false' });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--on-this-node') {
  onThisNode();
} else {
  main().catch((error) => {
    console.error(`compatibility: ${error.message}`);
    process.exitCode = 1;
  });
}
