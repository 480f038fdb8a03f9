'use strict';
/**
 * What the guard adds to `cdk synth`, through either door; what a plugin adds that does nothing; and what cdk-nag does, where it is installed. Whole processes, a checker and the bare app in
 * turn, so that a machine which slows down slows both; the ratio is that of each pair, and its median is printed. CloudFormation
 * validation is off.
 *
 *     npm run compile; node bench/synth.js [ROLES ...]        RUNS=7 pairs each
 */
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const RUNS = Number(process.env.RUNS ?? 7);
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 10_000];
const checkers = ['guard', 'plugin', 'nothing', ...(isInstalled('cdk-nag') ? ['cdk-nag'] : [])];

function isInstalled(name) {
  try {
    return Boolean(require.resolve(name));
  } catch {
    return false;
  }
}

function run(roles, checker) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'roles-app.js'), String(roles), checker], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${roles} roles, ${checker}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').pop());
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

for (const roles of sizes) {
  for (const checker of checkers) {
    const pairs = Array.from({ length: RUNS + 1 }, () => [run(roles, checker), run(roles, 'bare')]).slice(1); // the first warms the disk up
    const ratios = pairs.map(([checked, bare]) => checked.cpu / bare.cpu);
    const of = (which, figure) => median(pairs.map((pair) => pair[which][figure])).toFixed(0);
    console.log([
      `${String(roles).padStart(6)} roles  ${checker.padEnd(8)}`,
      `CPU over bare ${median(ratios).toFixed(3)} (${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)})`,
      `CPU ${of(0, 'cpu')} and ${of(1, 'cpu')} ms`,
      `memory +${median(pairs.map(([checked, bare]) => checked.memory - bare.memory)).toFixed(0)} MiB on ${of(1, 'memory')}`,
    ].join('   '));
  }
}
