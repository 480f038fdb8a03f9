'use strict';
/**
 * The cost that the guard adds to `cdk synth`, as an aspect or as a plugin; that of a plugin that does nothing; and that of cdk-nag. In
 * each round every checker and the bare app run once, each as a separate process, and the order rotates from round to round, so that a
 * machine that slows down slows all of them. The output is the ratio to the bare app of the same round: the median and the interquartile
 * range. CloudFormation validation is off.
 *
 *     npm run compile; npm ci --prefix verification/bench; node verification/bench/synth.js [ROLES ...]
 *
 * RUNS=9 sets the number of rounds; CHECKERS=guard,nothing runs only these checkers.
 */
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { installPacked } = require('../../tools/install-packed');

const RUNS = Number(process.env.RUNS ?? 9);
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 10_000];
const checkers = process.env.CHECKERS?.split(',') ?? ['guard', 'plugin', 'nothing', 'cdk-nag'];

function run(roles, checker) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'roles-app.js'), String(roles), checker], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${roles} roles, ${checker}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').pop());
}

/** The figures of each checker in one round. */
function round(roles, turn) {
  const all = ['bare', ...checkers];
  const inTurn = all.map((_, index) => all[(index + turn) % all.length]);
  return Object.fromEntries(inTurn.map((checker) => [checker, run(roles, checker)]));
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)];
}

installPacked(__dirname);
for (const roles of sizes) {
  const rounds = Array.from({ length: RUNS + 1 }, (_, turn) => round(roles, turn)).slice(1); // the first one warms up the disk cache
  for (const checker of checkers) {
    const ratios = rounds.map((each) => each[checker].cpu / each.bare.cpu);
    const median = (figure) => quantile(rounds.map(figure), 0.5).toFixed(0);
    console.log([
      `${String(roles).padStart(6)} roles  ${checker.padEnd(8)}`,
      `CPU over bare ${quantile(ratios, 0.5).toFixed(3)} (half of ${RUNS} rounds: ${quantile(ratios, 0.25).toFixed(3)} to ` +
        `${quantile(ratios, 0.75).toFixed(3)})`,
      `CPU ${median((each) => each[checker].cpu)} and ${median((each) => each.bare.cpu)} ms`,
      `memory +${median((each) => each[checker].memory - each.bare.memory)} MiB on ${median((each) => each.bare.memory)}`,
    ].join('   '));
  }
}
