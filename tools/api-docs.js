'use strict';
/**
 * Writes API.md from the compiled package, or compares it: `node tools/api-docs.js [--check]`.
 *
 * jsii-docgen takes the first package of this name that it finds below its folder, which may be an older one that a test or a benchmark has
 * installed. So it runs in a folder that holds nothing but the package that was just compiled, and what that depends on.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const REPOSITORY = path.resolve(__dirname, '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'api-docs-'));
try {
  for (const file of ['package.json', '.jsii', '.jsii.gz']) {
    if (fs.existsSync(path.join(REPOSITORY, file))) fs.copyFileSync(path.join(REPOSITORY, file), path.join(folder, file));
  }
  fs.mkdirSync(path.join(folder, 'node_modules'));
  for (const name of ['aws-cdk-lib', 'constructs', '@aws-cdk']) {
    fs.symlinkSync(path.join(REPOSITORY, 'node_modules', name), path.join(folder, 'node_modules', name));
  }
  const docgen = require.resolve('jsii-docgen/bin/jsii-docgen');
  const { status } = spawnSync(process.execPath, [docgen, '-o', 'API.md'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  const written = fs.readFileSync(path.join(folder, 'API.md'), 'utf8');
  const file = path.join(REPOSITORY, 'API.md');
  if (!process.argv.includes('--check')) fs.writeFileSync(file, written);
  else if (fs.readFileSync(file, 'utf8') !== written) {
    spawnSync('diff', ['-u', file, path.join(folder, 'API.md')], { stdio: 'inherit' });
    console.error('API.md is not what the sources say: run npx projen docgen');
    process.exitCode = 1;
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
