'use strict';
/** One policy, one request: does the package's evaluator agree with the simulator? */
const { evaluate } = require('./package-under-test');
const { deviations, withoutDeviations } = require('./known-deviations');
const { simulate } = require('./simulator');

/** The request in the format of the package. */
function asPackageRequest(request) {
  const undocumented = new Set(request.undocumented.map((key) => key.toLowerCase()));
  const context = new Map(
    Object.entries(request.context)
      .map(([key, value]) => [key.toLowerCase(), value])
      .filter(([key]) => !undocumented.has(key)),
  );
  return { action: request.action, caller: request.caller, context, undocumented };
}

/**
 * The answer of the simulator, and the known deviations without which it would have been different.
 *
 * @returns {{ answer: 'allowed' | 'denied', by: string[] }}
 */
function askOracle(policy, request) {
  const plain = withoutDeviations(policy, request);
  const answer = simulate(plain.policy, plain.request);
  if (plain.rewritten.length === 0 || simulate(policy, request) === answer) return { answer, by: [] };
  return { answer, by: needed(policy, request, answer).map(({ name }) => name) };
}

/** The smallest set of rewrites that still leads to the answer; the others are dropped one after the other. */
function needed(policy, request, answer) {
  let list = [...deviations];
  for (const deviation of deviations) {
    const without = list.filter((other) => other !== deviation);
    const plain = withoutDeviations(policy, request, without);
    if (simulate(plain.policy, plain.request) === answer) list = without;
  }
  return list;
}

/** @returns `ours` may be `undecided`: AWS does not document the behaviour, and there is nothing to compare. */
function compare(policy, document, request) {
  const ours = evaluate(policy, asPackageRequest(request)).outcome;
  if (ours === 'undecided') return { ours, oracle: undefined, by: [] };
  const { answer, by } = askOracle(document, request);
  return { ours, oracle: answer, by };
}

module.exports = { asPackageRequest, askOracle, compare };
