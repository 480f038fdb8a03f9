'use strict';
/**
 * The cost of loading the guard in an app, after the CDK: CPU, in a fresh process each time.
 *
 *     npm run compile; npm ci --prefix verification/bench; node verification/bench/require.js        RUNS=15
 */
const { spawnSync } = require('node:child_process');
const { installPacked } = require('../../tools/install-packed');

const RUNS = Number(process.env.RUNS ?? 15);
const FIRST_ROLE = "const { App, Stack, Aspects, Validations } = require('aws-cdk-lib'); const iam = require('aws-cdk-lib/aws-iam');"
  + "new iam.Role(new Stack(new App(), 'Stack'), 'Role', { assumedBy: new iam.AccountRootPrincipal() }); void [Aspects, Validations];";
const CASES = [
  "require('cdk-secure-trust').TrustPolicyGuard",
  "new (require('cdk-secure-trust').TrustPolicyGuard)()",
  "require('cdk-secure-trust').SecureCrossAccountRole",
];

function cpuOf(code) {
  const script =
    `{${FIRST_ROLE}} const before = process.cpuUsage(); ${code}; const { user, system } = process.cpuUsage(before); ` +
    'console.log((user + system) / 1000)';
  return Number(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: __dirname }).stdout);
}

installPacked(__dirname);
for (const code of CASES) {
  const costs = Array.from({ length: RUNS }, () => cpuOf(code)).sort((a, b) => a - b);
  console.log(
    `${code.padEnd(54)} ${costs[Math.floor(RUNS / 2)].toFixed(1)} ms of CPU (${costs[0].toFixed(1)} to ${costs[RUNS - 1].toFixed(1)})`,
  );
}
