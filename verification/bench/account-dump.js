/**
 * How long `check` takes for the roles of a whole account, and how much memory.
 *
 *   node verification/bench/account-dump.js [roles] (default: 10,000; compile first: npx projen compile)
 *
 * Writes what `aws iam get-account-authorization-details --filter Role` would print of a large account (`estate.js`).
 */
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { iamRole } = require('./estate');

function main(count) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'account-dump-'));
  const file = path.join(folder, 'account.json');
  fs.writeFileSync(
    file,
    JSON.stringify(
      { UserDetailList: [], GroupDetailList: [], RoleDetailList: Array.from({ length: count }, (_, n) => iamRole(n)), Policies: [] },
      undefined,
      4,
    ),
  );
  const command = process.argv[3] ?? path.resolve(__dirname, '..', '..', 'bin', 'cdk-secure-trust');
  const measured =
    `process.on('exit', () => console.error('peak ' + Math.round(process.resourceUsage().maxRSS / 1000) + ' MB')); ` +
    `process.argv.splice(1, 0, ''); require(${JSON.stringify(command)})`;
  console.log(`${count} roles, ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
  for (const format of ['text', 'json', 'sarif']) {
    const start = process.hrtime.bigint();
    const { status, stderr, stdout } = spawnSync(process.execPath, ['-e', measured, '--', 'check', file, '--format', format], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    console.log(
      `${format.padEnd(5)} ${seconds.toFixed(2)} s, ${stderr.trim()}, exit status ${status}, ` +
        `${(stdout.length / 1e6).toFixed(1)} MB of output`,
    );
  }
  fs.rmSync(folder, { recursive: true });
}

main(Number(process.argv[2] ?? 10_000));
