'use strict';
/**
 * node check.js [--pairs 100000] [--seed 1] [--conjunctions 300] [--policy N] [--show 40]
 *
 * Policies and requests, all made from the seed: the package's evaluator against the simulator, its verdicts against both, and its string
 * constraints against Z3. Ends with one line, and with status 1 if anything disagrees. `--policy` repeats a single policy.
 */
// AWS reads a date without a zone as UTC; the simulator uses the zone of the machine.
process.env.TZ = 'UTC';
const { parseArgs } = require('node:util');
const { readTrustPolicy } = require('./package-under-test');
const { askOracle, compare } = require('./compare');
const { generatePolicy } = require('./generate-policy');
const { distort, generateRequest } = require('./generate-request');
const { THEMES } = require('./pointed-statements');
const { Random } = require('./random');
const { checkStringConstraints } = require('./string-constraints');
const { checkTenants } = require('./tenants');
const { checkVerdicts } = require('./verdicts');

const REQUESTS_PER_POLICY = 20;
/** For similar failures. */
const MOST_SHOWN_OF_KIND = 2;

class Tally {
  counts = new Map();

  add(name) {
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    return count;
  }

  print(title) {
    console.log(`\n${title}`);
    for (const [name, count] of [...this.counts].sort(([one], [other]) => (one < other ? -1 : 1))) console.log(`  ${name}: ${count}`);
  }
}

/** The request that the policy is made around, some similar ones, some of any caller, and distorted ones. */
function requestsAround(random, base, kind) {
  const times = (count, make) => Array.from({ length: count }, make);
  const cousin = () => generateRequest(random, kind);
  return [
    base,
    ...times(6, cousin),
    ...times(2, () => generateRequest(random)),
    ...times(8, () => distort(random, base)),
    ...times(3, () => distort(random, cousin())),
  ];
}

function outcomeInWords(ours, oracle) {
  if (oracle === undefined) return 'undecided: AWS does not document it';
  return ours === oracle ? `both ${ours}` : `evaluator ${ours}, simulator ${oracle}`;
}

function checkPolicy(number, seed, tallies, fail) {
  const random = new Random(seed, number);
  // Half of the policies are arbitrary; each of the others is about one fact that is easy to get wrong.
  const theme = random.chance(0.5) ? random.pick(Object.keys(THEMES)) : undefined;
  const kind = theme && random.pick(THEMES[theme].kinds);
  const base = generateRequest(random, kind);
  const document = generatePolicy(random, base, THEMES[theme]);
  const requests = requestsAround(random, base, kind ?? base.caller.kind);
  const failed = (what, request, details) => fail({ what, theme: theme ?? 'any', ...details, seed, policy: number, document, request });
  try {
    const reading = readTrustPolicy(document);
    const answered = comparePairs(reading, document, requests, tallies, failed);
    checkAnswers(reading, document, answered, tallies, failed);
  } catch (error) {
    failed('the package does not answer', undefined, { error: String(error) });
  }
}

/** @returns the requests that AWS can produce, each with the simulator's answer */
function comparePairs(reading, document, requests, tallies, failed) {
  const answered = [];
  for (const request of requests) {
    const { ours, oracle, by } = compare(reading.variants[0], document, request);
    tallies.pairs.add(outcomeInWords(ours, oracle));
    for (const name of by) tallies.deviations.add(name);
    if (oracle !== undefined && ours !== oracle) {
      failed('the evaluator and the simulator disagree', request, { evaluator: ours, simulator: oracle });
    }
    if (request.possible) answered.push({ request, answer: oracle ?? askOracle(document, request).answer });
  }
  return answered;
}

function checkAnswers(reading, document, answered, tallies, failed) {
  for (const { name, kind, wrong, request, reasons, by } of checkVerdicts(reading, document, answered)) {
    tallies.verdicts.add(`${name}: ${kind}`);
    for (const deviation of by ?? []) tallies.witnessDeviations.add(deviation);
    for (const reason of reasons ?? []) tallies.reasons.add(reason.replace(/".*?"|\[.*\]|\$\{.*?\}/g, '…'));
    if (wrong !== undefined) failed(wrong, request, { question: name });
  }
  const tenants = checkTenants(document, answered);
  if (tenants === undefined) return;
  tallies.tenants.add(tenants.kind);
  if (tenants.wrong !== undefined) failed(tenants.wrong, tenants.request);
}

async function main() {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      conjunctions: { type: 'string', default: '300' },
      policy: { type: 'string' },
      show: { type: 'string', default: '40' },
    },
  });
  const [pairs, seed, conjunctions, mostShown] = [values.pairs, values.seed, values.conjunctions, values.show].map(wholeNumber);
  const started = Date.now();
  const tallies = {
    pairs: new Tally(),
    deviations: new Tally(),
    verdicts: new Tally(),
    witnessDeviations: new Tally(),
    reasons: new Tally(),
    tenants: new Tally(),
  };
  let failures = 0;
  let shown = 0;
  const kinds = new Tally();
  const fail = (failure) => {
    failures += 1;
    const kind = kinds.add([failure.what, failure.question, failure.theme].filter((part) => part !== undefined).join(' / '));
    if (kind > MOST_SHOWN_OF_KIND || shown >= mostShown) return;
    shown += 1;
    console.log(`${JSON.stringify(failure, null, 1)}\n`);
  };

  const first = values.policy === undefined ? 0 : wholeNumber(values.policy);
  const policies = values.policy === undefined ? Math.ceil(pairs / REQUESTS_PER_POLICY) : 1;
  for (let number = first; number < first + policies; number += 1) checkPolicy(number, seed, tallies, fail);

  tallies.pairs.print(`${policies * REQUESTS_PER_POLICY} pairs of a policy and a request, seed ${seed}`);
  tallies.deviations.print('pairs whose answer depends on a known deviation of the simulator');
  tallies.verdicts.print(`verdicts on ${policies} policies`);
  tallies.witnessDeviations.print('witnesses that the simulator admits only without a known deviation');
  tallies.reasons.print('reasons of undecided verdicts');
  tallies.tenants.print('documents about tokens of shared issuers');
  const strings = new Tally();
  if (values.policy === undefined) await checkStringConstraints(conjunctions, seed, strings, fail);
  strings.print(`${conjunctions} conjunctions of string constraints`);
  if (failures > 0) kinds.print('failures, by question and by what the policy is about');
  console.log(`\ntook ${Math.round((Date.now() - started) / 1000)} s`);
  console.log(`oracle: ${Math.max(0, policies * REQUESTS_PER_POLICY - failures)} passed, ${failures} failed`);
  process.exit(failures === 0 ? 0 : 1);
}

function wholeNumber(text) {
  if (!/^\d+$/.test(text)) throw new Error(`"${text}" is no whole number`);
  return Number(text);
}

main();
