'use strict';
/**
 * CPU that the engine takes for one role: reading its document and asking every rule. Warm, over many documents that all differ, so that
 * nothing is answered from memory. Prints the cost at each size, and what writing and reading such a document as JSON costs here: machines
 * differ by more than any change to the engine, and that is a yardstick for them.
 *
 *     npx tsc -p tsconfig.json, or npm run compile; then node bench/engine.js [sizes, such as 1000 10000]
 */
const { auditTrustPolicy } = require('../lib/audit/audit-trust-policy');
const { roleDocument } = require('./role-documents');

const SETTINGS = { accounts: new Map(), levels: {} };
const CONTEXT = { account: '111111111111', region: 'eu-west-1', resources: {}, parameters: {} };
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000, 10_000];
const ROUNDS = 7;

function microsecondsPerRole(documents) {
  const before = process.cpuUsage();
  for (const document of documents) auditTrustPolicy({ document, context: CONTEXT }, SETTINGS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / documents.length;
}

function microsecondsOfJson(documents) {
  const before = process.cpuUsage();
  for (const document of documents) JSON.parse(JSON.stringify(document));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / documents.length;
}

function documentsOf(size, round) {
  return Array.from({ length: size }, (_, index) => roleDocument(index + round * size));
}

microsecondsPerRole(documentsOf(3_000, 1_000));
for (const size of sizes) {
  const costs = Array.from({ length: ROUNDS }, (_, round) => microsecondsPerRole(documentsOf(size, round))).sort((a, b) => a - b);
  const shown = [costs[0], costs[Math.floor(ROUNDS / 2)], costs[ROUNDS - 1]].map((cost) => cost.toFixed(1)).join(' / ');
  console.log(`${String(size).padStart(6)} roles, all documents different: ${shown} us of CPU a role (least / median / most of ${ROUNDS} rounds)`);
}

const yardsticks = Array.from({ length: ROUNDS }, (_, round) => microsecondsOfJson(documentsOf(10_000, round))).sort((a, b) => a - b);
console.log(`       for comparison: such a document written and read as JSON: ${yardsticks[0].toFixed(1)} / ${yardsticks[Math.floor(ROUNDS / 2)].toFixed(1)} us`);
