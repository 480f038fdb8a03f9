/**
 * The package as its users get it: packed by npm and installed into a small project ("consumer") for each supported CDK.
 * The tests of the package, of the guard and of the command, and the demo, run in these consumers and never on the sources.
 * Plain JavaScript, so that both jest and `node tools/demo.js` can use it as it is.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const REPOSITORY = path.resolve(__dirname, '..');
const PACKED = path.join(REPOSITORY, '.packed');
const PACKAGE_NAME = 'cdk-secure-trust';

/** The version that this repository itself has installed: already in npm's cache, and the same for every developer. */
const installedVersion = (name) => readJson(path.join(REPOSITORY, 'node_modules', name, 'package.json')).version;

/** Oldest first. The oldest is the CDK that the package is compiled against; the newest is set here. */
const CONSUMERS = [
  consumer({ cdk: installedVersion('aws-cdk-lib'), constructs: installedVersion('constructs') }),
  consumer({ cdk: '2.276.0', constructs: '10.8.1' }),
];

function consumer({ cdk, constructs }) {
  const tool = (name) => ({ [name]: installedVersion(name) });
  return {
    cdkVersion: cdk,
    folder: path.join(PACKED, `consumer-${cdk}`),
    dependencies: {
      'aws-cdk-lib': cdk,
      constructs,
      ...tool('aws-cdk'), ...tool('ts-node'), ...tool('typescript'), ...tool('@types/node'),
    },
  };
}

/**
 * Updates every consumer, or the given ones, to the package built from the current sources. Cheap if nothing has changed (one `npm pack`),
 * a few seconds if only our own code has. Throws a one-line error if the sources do not compile or npm cannot install.
 */
async function preparePackedPackage(consumers = CONSUMERS) {
  fs.mkdirSync(PACKED, { recursive: true });
  await holdingTheLock(async () => {
    compileIfStale();
    const tarball = pack();
    for (const each of consumers) {
      prepareConsumer(each, tarball);
    }
  });
}

// --- compile

function compileIfStale() {
  const lib = path.join(REPOSITORY, 'lib');
  const entry = path.join(lib, 'index.js');
  const compiledAt = modifiedAt(entry);
  const inputs = [path.join(REPOSITORY, 'package.json'), ...filesBelow(path.join(REPOSITORY, 'src'))];
  if (inputs.every((input) => modifiedAt(input) <= compiledAt)) {
    return;
  }
  const start = new Date();
  fs.rmSync(lib, { recursive: true, force: true }); // output of deleted sources is removed
  const jsii = path.join(REPOSITORY, 'node_modules', 'jsii', 'bin', 'jsii');
  const { status, output } = run(process.execPath, [jsii, '--silence-warnings=reserved-word', '--compress-assembly'], REPOSITORY);
  if (status !== 0) {
    fs.rmSync(entry, { force: true }); // jsii writes partial output, which the next run must not treat as compiled
    throw new Error(`lib/ is older than src/ and the sources do not compile; see \`npx projen compile\`: ${reasonIn(output)}`);
  }
  fs.utimesSync(entry, start, start); // a source that was saved while jsii ran is newer than its output
}

// --- pack

function pack() {
  const { status, output } = run('npm', ['pack', '--loglevel=error', '--ignore-scripts', '--pack-destination', PACKED], REPOSITORY);
  if (status !== 0) {
    throw new Error(`npm cannot pack this package: ${reasonIn(output)}`);
  }
  const file = packedTarball();
  return { file, hash: createHash('sha256').update(fs.readFileSync(file)).digest('hex') };
}

/** Where {@link preparePackedPackage} leaves the tarball that `npm publish` would upload. */
function packedTarball() {
  const { name, version } = readJson(path.join(REPOSITORY, 'package.json'));
  return path.join(PACKED, `${name}-${version}.tgz`);
}

// --- install

function prepareConsumer({ folder, dependencies }, tarball) {
  const stampFile = path.join(folder, 'installed.json');
  const wanted = { dependencies, manifest: partsThatNpmActsOn(), tarball: tarball.hash };
  const present = fs.existsSync(stampFile) ? readJson(stampFile) : {};
  if (JSON.stringify(present) === JSON.stringify(wanted)) {
    return;
  }
  fs.rmSync(stampFile, { force: true });
  if (JSON.stringify({ ...present, tarball: tarball.hash }) === JSON.stringify(wanted)) {
    replacePackage(folder, tarball);
  } else {
    installAfresh(folder, dependencies, tarball);
  }
  fs.writeFileSync(stampFile, JSON.stringify(wanted, undefined, 2));
}

/** The parts of our package.json that npm reads at installation; if they change, unpacking the tarball again is not enough. */
function partsThatNpmActsOn() {
  const { name, version, bin, dependencies, peerDependencies, bundledDependencies } = readJson(path.join(REPOSITORY, 'package.json'));
  return { name, version, bin, dependencies, peerDependencies, bundledDependencies };
}

function installAfresh(folder, dependencies, tarball) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const manifest = {
    name: path.basename(folder),
    private: true,
    dependencies: { ...dependencies, [PACKAGE_NAME]: `file:${tarball.file}` },
  };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--loglevel=error'];
  const { status, output } = run('npm', ['install', ...quiet], folder);
  if (status !== 0) {
    const where = path.relative(REPOSITORY, folder);
    throw new Error(
      `npm cannot install the packed package and aws-cdk-lib ${dependencies['aws-cdk-lib']} in ${where}: ${reasonIn(output)}`,
    );
  }
}

/** Unpacked beside the old one and swapped in by renaming, so that no process sees an incomplete package. */
function replacePackage(folder, tarball) {
  const installed = path.join(folder, 'node_modules', PACKAGE_NAME);
  const [fresh, old] = [path.join(folder, 'unpacked'), path.join(folder, 'replaced')];
  [fresh, old].forEach((each) => fs.rmSync(each, { recursive: true, force: true }));
  fs.mkdirSync(fresh);
  const { status, output } = run('tar', ['-xzf', tarball.file, '--strip-components=1', '-C', fresh], folder);
  if (status !== 0) {
    throw new Error(`tar cannot unpack ${path.relative(REPOSITORY, tarball.file)}: ${reasonIn(output)}`);
  }
  for (const command of Object.values(readJson(path.join(fresh, 'package.json')).bin ?? {})) {
    fs.chmodSync(path.join(fresh, command), 0o755);
  }
  fs.renameSync(installed, old);
  fs.renameSync(fresh, installed);
  fs.rmSync(old, { recursive: true, force: true });
}

// --- one at a time: two jest runs, or a test run and the demo, may start together

async function holdingTheLock(work) {
  const lock = path.join(PACKED, 'lock');
  for (const start = Date.now(); !take(lock);) {
    if (Date.now() - start > 600_000) {
      throw new Error(
        `another run has been preparing the packed package for ten minutes; if there is none, delete ${path.relative(REPOSITORY, lock)}`,
      );
    }
    await pause(200);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    fs.writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    releaseIfOwnerIsGone(lock);
    return false;
  }
}

function releaseIfOwnerIsGone(lock) {
  const owner = fs.existsSync(lock) ? Number(fs.readFileSync(lock, 'utf8')) : 0;
  if (!owner) {
    return;
  }
  try {
    process.kill(owner, 0);
  } catch (error) {
    if (error.code === 'ESRCH') {
      fs.rmSync(lock, { force: true });
    }
  }
}

// --- helpers

function run(command, args, cwd) {
  const result = spawnSync(command, args, {
    cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32' && command !== process.execPath,
  });
  const output = result.error ? `error: ${result.error.message}` : `${result.stdout}${result.stderr}`;
  return { status: result.status, output };
}

/** The line with the error and the one after it: npm prints a code first and the reason next. */
function reasonIn(output) {
  const lines = output.split('\n').map((line) => line.trim()).filter(Boolean);
  const telling = lines.filter((line) => /error/i.test(line));
  return (telling.length > 0 ? telling : lines).slice(0, 2).join(' | ') || 'it said nothing';
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function modifiedAt(file) {
  return fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0;
}

function filesBelow(folder) {
  if (!fs.existsSync(folder)) {
    return [];
  }
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

module.exports = { CONSUMERS, PACKAGE_NAME, compileIfStale, preparePackedPackage, packedTarball };
