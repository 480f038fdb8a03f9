'use strict';
/** The example apps, synthesized with the packed package and the real CDK CLI: their stacks, in the order in which they are deployed. */
const fs = require('node:fs');
const path = require('node:path');
const { placeExample, runCdk } = require('../../tools/cdk-cli');
const { CONSUMERS, preparePackedPackage } = require('../../tools/packed-package');

const CONSUMER = CONSUMERS[CONSUMERS.length - 1];

/** @returns the folder in which the packed package is installed, as for a user */
async function installPackage() {
  await preparePackedPackage();
  return CONSUMER.folder;
}

/** @param status the expected exit status of `cdk synth`: the templates are written even if the guard fails it */
function synthesize(example, status) {
  const folder = placeExample(CONSUMER, example);
  try {
    const run = runCdk(CONSUMER, folder, ['synth', '--quiet'], { TS_NODE_TRANSPILE_ONLY: 'true', CDK_VALIDATION: 'false' });
    if (run.status !== status) {
      throw new Error(`cdk synth of ${example} must end with exit status ${status}, not ${run.status}:\n${run.output}`);
    }
    return stacksIn(path.join(folder, 'cdk.out'));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function stacksIn(assembly) {
  const { artifacts } = readJson(path.join(assembly, 'manifest.json'));
  return inOrder(artifacts).map((id) => {
    const { environment, properties } = artifacts[id];
    const [, account, region] = /^aws:\/\/(\d{12})\/([a-z0-9-]+)$/.exec(environment);
    const { stackName = id, templateFile, requiresBootstrapStackVersion } = properties;
    const template = fs.readFileSync(path.join(assembly, templateFile), 'utf8');
    return {
      name: stackName,
      account,
      region,
      bootstrapVersion: requiresBootstrapStackVersion,
      body: template,
      template: JSON.parse(template),
    };
  });
}

/** The ids of the stacks, each after its dependencies. */
function inOrder(artifacts) {
  const ordered = new Set();
  const add = (id) => {
    artifacts[id].dependencies?.forEach(add);
    if (artifacts[id].type === 'aws:cloudformation:stack') ordered.add(id);
  };
  Object.keys(artifacts).forEach(add);
  return [...ordered];
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

module.exports = { installPackage, synthesize };
