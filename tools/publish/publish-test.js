/**
 * `npx projen publish-test`: shows that publishing to npm works, on a registry on loopback. The package is built and published by the
 * commands of the release workflow, installed from there into an app of `cdk init`, and synthesized. Prints one line for each fact; the
 * first one that is false ends it with exit status 1. Everything it writes is below `.packed/publish`.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { isDeepStrictEqual } = require('node:util');
const { compileIfStale, PACKAGE_NAME } = require('../packed-package');
const { startRegistry } = require('./registry');
const { releaseStep, REPOSITORY, WANTED } = require('./release-step');
const { initApp, synthWith } = require('./user-app');

const FOLDER = path.join(REPOSITORY, '.packed', 'publish');
const APP = path.join(FOLDER, 'app');
const QUIET = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
/** The lock file shows where each package came from, whatever the settings of the machine. */
const RECORDED = ['--omit-lockfile-registry-resolved=false'];
let facts = 0;

async function main() {
  const step = releaseStep();
  settingsAreTheWanted(step);
  installTools(step);
  const tarball = await makePackage(step);
  const registry = await startRegistry(PACKAGE_NAME, FOLDER);
  try {
    const token = await registry.token();
    await publish(step, registry, token, tarball);
    await secondPublicationChangesNothing(step, registry, token, tarball);
    await installAndUse(registry);
  } finally {
    registry.stop();
  }
  console.log(
    `\n${facts} facts shown: published by the steps of the release workflow, installed from the registry, good app passes, bad app fails.`,
  );
}

// --- the settings of the workflow

function settingsAreTheWanted({ environment, permissions, publishConfig }) {
  holds('the release step publishes as latest to registry.npmjs.org, with provenance, by a token that is a secret',
    isDeepStrictEqual(environment, WANTED.environment), () => JSON.stringify(environment));
  holds('its job may write an identity token, which provenance needs, and nothing else', isDeepStrictEqual(permissions, WANTED.permissions),
    () => JSON.stringify(permissions));
  holds('package.json says access public', isDeepStrictEqual(publishConfig, WANTED.publishConfig), () => JSON.stringify(publishConfig));
}

function installTools({ command }) {
  fs.rmSync(FOLDER, { recursive: true, force: true });
  fs.mkdirSync(FOLDER, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(__dirname, file), path.join(FOLDER, file));
  must(run('npm', ['ci', '--prefer-offline', ...QUIET], FOLDER), 'npm cannot install the tools of this proof');
  const installed = version(path.join(FOLDER, 'node_modules', 'publib'));
  holds(
    `the workflow publishes with publib ${installed}, a version that is named, and so does this proof`,
    command.includes(`publib@${installed}'`),
    () => command,
  );
}

async function makePackage({ packageCommand }) {
  compileIfStale();
  const tools = path.join(REPOSITORY, 'node_modules', '.bin');
  const environment = { ...process.env, PATH: `${tools}${path.delimiter}${process.env.PATH}` };
  must(shell(packageCommand(path.join(FOLDER, 'dist')), REPOSITORY, environment), 'the package cannot be made');
  const tarballs = fs.readdirSync(path.join(FOLDER, 'dist', 'js'));
  holds('the workflow\'s `npx projen package:js` makes one tarball', tarballs.length === 1 && tarballs[0].endsWith('.tgz'),
    () => tarballs.join(', '));
  return path.join(FOLDER, 'dist', 'js', tarballs[0]);
}

// --- publishing

async function publish(step, registry, token, tarball) {
  const nothingThere = async () => await registry.describe(PACKAGE_NAME) === undefined;
  holds('the registry does not know the package', await nothingThere());

  const asInWorkflow = runReleaseStep(step, registry, token, {});
  holds('with the workflow\'s settings npm insists on provenance, and publishes nothing outside of a CI that can vouch for it',
    asInWorkflow.status !== 0 && /provenance/i.test(asInWorkflow.output) && await nothingThere(), () => asInWorkflow.output);

  const anonymous = runReleaseStep(step, registry, 'not-the-token', { NPM_CONFIG_PROVENANCE: 'false' });
  holds('without the token nothing is published', anonymous.status !== 0 && await nothingThere(), () => anonymous.output);

  const dryRun = runReleaseStep(step, registry, token, { NPM_CONFIG_PROVENANCE: 'false', PUBLIB_DRYRUN: 'true' });
  holds('a dry run of the workflow names the tarball and publishes nothing',
    dryRun.status === 0 && dryRun.output.includes(path.basename(tarball)) && await nothingThere(), () => dryRun.output);

  const published = runReleaseStep(step, registry, token, { NPM_CONFIG_PROVENANCE: 'false' });
  holds('the release step publishes', published.status === 0 && published.output.includes('SUCCESS'), () => published.output);
  holds(
    'npm says: with tag latest and public access',
    published.output.includes('with tag latest and public access'),
    () => published.output,
  );
  const { 'dist-tags': tags, versions } = await registry.describe(PACKAGE_NAME);
  holds(`the registry holds ${PACKAGE_NAME}@${tags.latest}, and that is the tarball of the workflow`,
    versions[tags.latest].dist.integrity === integrityOf(tarball), () => JSON.stringify(versions[tags.latest].dist));
}

async function secondPublicationChangesNothing(step, registry, token, tarball) {
  const before = await registry.describe(PACKAGE_NAME);
  replaceByAnother(tarball);

  const plain = runIn('npm publish "$TARBALL"', registry, token, { TARBALL: tarball, NPM_CONFIG_REGISTRY: registry.url });
  holds('`npm publish` of other content under the same version is refused',
    plain.status !== 0 && /cannot publish over/i.test(plain.output), () => plain.output);

  const put = await uploadOver(registry, token, before);
  holds(
    `so is an upload that asks no npm first (HTTP ${put.status})`,
    put.status === 409 || put.status === 403,
    () => `HTTP ${put.status}`,
  );

  const again = runReleaseStep(step, registry, token, { NPM_CONFIG_PROVENANCE: 'false' });
  holds('the release step, run again, says "SKIPPING: already published" and succeeds, so that a failed release can be retried',
    again.status === 0 && again.output.includes('SKIPPING: already published'), () => again.output);
  holds('the registry holds what it held', isDeepStrictEqual(await registry.describe(PACKAGE_NAME), before));
}

/** The document of the registry, sent back under the same version as a new publication. */
async function uploadOver({ url }, token, { _id, name, versions, 'dist-tags': tags }) {
  const content = Buffer.from('not the package');
  const file = `${name}-${tags.latest}.tgz`;
  return fetch(`${url}${name}`, {
    method: 'PUT',
    headers: { 'connection': 'close', 'content-type': 'application/json', 'authorization': `Bearer ${token}` },
    body: JSON.stringify({
      _id: _id ?? name, name, 'dist-tags': tags, versions,
      '_attachments': { [file]: { content_type: 'application/octet-stream', data: content.toString('base64'), length: content.length } },
    }),
  });
}

/** The same name and version with one additional file. */
function replaceByAnother(tarball) {
  const unpacked = path.join(FOLDER, 'other');
  fs.mkdirSync(unpacked);
  must(run('tar', ['-xzf', tarball, '-C', unpacked], FOLDER), 'the tarball cannot be unpacked');
  fs.writeFileSync(path.join(unpacked, 'package', 'other.txt'), 'content that was never published\n');
  must(run('tar', ['-czf', tarball, '-C', unpacked, 'package'], FOLDER), 'the tarball cannot be made anew');
}

/** The `Release` step of the workflow, with the registry and the token of this test. */
function runReleaseStep({ command, environment }, registry, token, changes) {
  const own = { NPM_REGISTRY: registry.host, NPM_TOKEN: token, DISABLE_HTTPS: 'true', PUBLIB_DRYRUN: '' };
  return runIn(command, registry, token, { ...environment, ...own, ...changes });
}

/** In the folder that contains `dist`, with a separate home (publib writes `~/.npmrc`) and without the environment variables of a CI. */
function runIn(command, { host }, token, environment) {
  const home = path.join(FOLDER, 'home');
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(path.join(home, '.npmrc'), `//${host}/:_authToken=${token}\n`);
  const { PATH, TMPDIR } = process.env;
  return shell(command, FOLDER, { PATH, ...(TMPDIR && { TMPDIR }), HOME: home, npm_config_update_notifier: 'false', ...environment });
}

// --- using

async function installAndUse(registry) {
  const init = initApp(APP, REPOSITORY);
  holds(`\`cdk init app --language typescript\` makes an app (aws-cdk-lib ${init.cdkVersion})`,
    init.status === 0 && init.cdkVersion !== undefined, () => init.output);
  must(run('npm', ['install', '--prefer-offline', ...RECORDED, ...QUIET], APP), 'npm cannot install what cdk init asks for');

  const { 'dist-tags': tags, versions } = await registry.describe(PACKAGE_NAME);
  const install = run('npm', ['install', PACKAGE_NAME, '--registry', registry.url, ...RECORDED, ...QUIET], APP);
  const packages = Object.entries(JSON.parse(fs.readFileSync(path.join(APP, 'package-lock.json'), 'utf8')).packages);
  const [, locked] = packages.find(([name]) => name === `node_modules/${PACKAGE_NAME}`) ?? [];
  holds(`\`npm install ${PACKAGE_NAME}\` takes ${tags.latest} from the registry: ${locked?.resolved?.replace(registry.host, '<registry>')}`,
    install.status === 0 && locked.version === tags.latest && locked.resolved.startsWith(registry.url), () => install.output);
  holds('its integrity is that of what was published', locked.integrity === versions[tags.latest].dist.integrity, () => locked.integrity);

  const elsewhere = packages.filter(([name, { resolved }]) => name !== '' && resolved?.startsWith(registry.url)).map(([name]) => name);
  holds('nothing else was taken from it', isDeepStrictEqual(elsewhere, [`node_modules/${PACKAGE_NAME}`]), () => elsewhere.join(', '));

  const good = synthWith(APP, 'Bool');
  holds('`cdk synth` of the good app exits 0', good.status === 0, () => good.output);
  const bad = synthWith(APP, 'BoolIfExists');
  holds('`cdk synth` of the bad app exits 1 with `ERROR mfa-required` on AppStack/Audit',
    bad.status === 1 && /^ERROR mfa-required: /m.test(bad.output) && bad.output.includes('AppStack/Audit/Resource'), () => bad.output);
  const command = run('npx', [PACKAGE_NAME, '--version'], APP, { ...process.env, npm_config_offline: 'true' });
  holds(`\`npx ${PACKAGE_NAME} --version\` says ${tags.latest}`, command.output.trim() === tags.latest, () => command.output);
}

// --- helpers

function holds(fact, held, evidence = () => '') {
  if (!held) throw new Error(`${fact}\n${evidence()}`);
  facts += 1;
  console.log(`ok   ${fact}`);
}

function must({ status, output }, otherwise) {
  if (status !== 0) throw new Error(`${otherwise}\n${output}`);
}

const shell = (command, cwd, env) => run('bash', ['-c', command], cwd, env);

function run(command, args, cwd, env = process.env) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { status, output: error ? error.message : `${stdout}${stderr}` };
}

const version = (folder) => JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;

const integrityOf = (file) => `sha512-${createHash('sha512').update(fs.readFileSync(file)).digest('base64')}`;

main().catch((error) => {
  console.error(`FAIL ${error.message}`);
  process.exitCode = 1;
});
