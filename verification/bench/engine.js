'use strict';
/**
 * CPU for one role: reading its document and asking every rule, warm, at each size. `different`: no two documents are equal, so nothing
 * comes from memory; `with findings`: the same without the conditions that make them safe; `same`: a few documents repeated, as the guard
 * usually sees them. Also prints the cost of writing and reading such a document as JSON on this machine, as a yardstick: machines differ
 * more than any change to the engine.
 *
 *     node verification/bench/engine.js [sizes, such as 1000 10000] [--plot FILE.svg]
 */
const fs = require('node:fs');
const { plot } = require('./plot');
const { roleDocument } = require('./role-documents');
require('ts-node').register({ transpileOnly: true, dir: __dirname });
const { auditRole, auditTrustPolicy } = require('../../src/assessment/assess');
const { AuditMemory } = require('../../src/assessment/audit-memory');

const SETTINGS = { accounts: new Map(), levels: {} };
const CONTEXT = { account: '111111111111', region: 'eu-west-1', resources: {}, parameters: {} };
const ROUNDS = 7;
const plotAt = process.argv.indexOf('--plot');
const picture = plotAt < 0 ? undefined : process.argv[plotAt + 1];
const asked = process.argv.slice(2, plotAt < 0 ? undefined : plotAt).map(Number);
const sizes = asked.length > 0 ? asked : [100, 1_000, 10_000];

/** The principals stay the same; their conditions are removed. */
function withoutConditions(document) {
  const statements = document.Statement.map(({ Condition, ...rest }) =>
    rest.Principal.AWS || rest.Principal.Federated ? rest : { ...rest, Condition },
  );
  return { ...document, Statement: statements };
}

const different = (document) => auditTrustPolicy({ document, context: CONTEXT }, SETTINGS);
const numbered =
  (change = (document) => document) =>
  (size, round) =>
    Array.from({ length: size }, (_, index) => change(roleDocument(index + round * size)));

const SERIES = {
  'different': { documents: numbered(), judgeWith: () => different },
  'different, with findings': { documents: numbered(withoutConditions), judgeWith: () => different },
  'same': {
    documents: (size) => Array.from({ length: size }, (_, index) => structuredClone(roleDocument(index % 8))),
    judgeWith: () => {
      const memory = new AuditMemory((subject) => auditRole(subject, SETTINGS));
      return (document) => memory.resultOf({ document, context: CONTEXT });
    },
  },
};

/** Microseconds for each document; the minimum, the median and the maximum of the rounds. */
function costs(documents, judgeWith) {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const all = documents(round);
    const judge = judgeWith();
    const before = process.cpuUsage();
    for (const document of all) judge(document);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / all.length;
  }).sort((a, b) => a - b);
  return [rounds[0], rounds[Math.floor(ROUNDS / 2)], rounds[ROUNDS - 1]];
}

const shown = (figures) => figures.map((figure) => figure.toFixed(1)).join(' / ');

for (const document of numbered()(3_000, 1_000)) different(document);
const measured = Object.entries(SERIES).map(([name, { documents, judgeWith }]) => ({
  name,
  points: sizes.map((size) => {
    const figures = costs((round) => documents(size, round), judgeWith);
    console.log(
      `${String(size).padStart(6)} roles, ${name}: ${shown(figures)} us of CPU a role (least / median / most of ${ROUNDS} rounds)`,
    );
    return { size, least: figures[0], most: figures[2] };
  }),
}));
const yardstick = costs((round) => numbered()(10_000, round), () => (document) => JSON.parse(JSON.stringify(document)));
console.log(`yardstick: such a document written and read as JSON: ${shown(yardstick)} us`);
if (picture !== undefined) fs.writeFileSync(picture, plot(measured));
