/** How many unit tests a runner says it ran: a runner that finds none often succeeds. */
'use strict';

/** The tests of each example: the same facts in every language. */
const TESTS = 4;

/** Throws unless the runner counted as many passed tests as the example has. */
function requireTests(runner, passed) {
  if (passed !== TESTS) throw new Error(`${runner} passed ${passed} tests, not ${TESTS}`);
  return `${runner}: ${passed} tests pass`;
}

module.exports = { requireTests };
