/** How the release workflow publishes to npm, read from the workflow itself, so that the tested commands are those that it runs. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');

const REPOSITORY = path.resolve(__dirname, '..', '..');

/** The expected publication to npm. A change in `.projenrc.ts` has to be made here too, deliberately. */
const WANTED = {
  permissions: { 'id-token': 'write', 'contents': 'read' },
  environment: {
    NPM_DIST_TAG: 'latest',
    NPM_REGISTRY: 'registry.npmjs.org',
    NPM_CONFIG_PROVENANCE: 'true',
    NPM_TOKEN: '${{ secrets.NPM_TOKEN }}',
    PUBLIB_DRYRUN: '${{ inputs.dry_run }}',
  },
  publishConfig: { access: 'public' },
};

function releaseStep() {
  const { jobs } = parse(fs.readFileSync(path.join(REPOSITORY, '.github', 'workflows', 'release.yml'), 'utf8'));
  const step = (name) => jobs.release_npm.steps.find((each) => each.name === name);
  const { run: command, env: environment } = step('Release');
  return {
    command,
    environment,
    permissions: jobs.release_npm.permissions,
    publishConfig: readJson('package.json').publishConfig,
    /** `npx projen package:js`, with the folder for the tarball. */
    packageCommand: (folder) => `${packageTask(step('Create js artifact').run)} --outdir "${folder}"`,
  };
}

function packageTask(command) {
  const [, task] = command.match(/npx projen (\S+)$/);
  const { steps } = readJson('.projen/tasks.json').tasks[task];
  if (steps.length !== 1) throw new Error(`the task ${task} has ${steps.length} steps; this proof knows how to run one`);
  const [{ exec, execArgs = [] }] = steps;
  return exec ?? execArgs.join(' ');
}

const readJson = (file) => JSON.parse(fs.readFileSync(path.join(REPOSITORY, file), 'utf8'));

module.exports = { REPOSITORY, WANTED, releaseStep };
