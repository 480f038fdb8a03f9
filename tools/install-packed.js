'use strict';
/** For the private workspaces that use this package as its users do: packs the current `lib` and installs it beside their own CDK. */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const REPOSITORY = path.resolve(__dirname, '..');

function npm(args, cwd) {
  const { status, stdout, stderr, error } = spawnSync('npm', args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`npm ${args[0]} failed: ${error?.message ?? stderr.trim().split('\n').pop()}`);
  return stdout;
}

/** @returns the folder of the installed package */
function installPacked(folder) {
  if (!fs.existsSync(path.join(REPOSITORY, 'lib', 'index.js'))) throw new Error('lib/ is not there: run `npx projen compile` first');
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'packed-'));
  try {
    const [{ filename }] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', work], REPOSITORY));
    npm(['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', path.join(work, filename)], folder);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return path.join(folder, 'node_modules', 'cdk-secure-trust');
}

module.exports = { installPacked };
