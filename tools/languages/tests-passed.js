/** The number of unit tests that a runner reports: a runner that finds none often succeeds. */
'use strict';

/** The tests of each example: the same facts in every language. */
const TESTS = 5;

/** Those that `generated-code.js` adds to an app. */
const TESTS_OF_GENERATED_CODE = 3;

/** Throws unless the runner reported as many passed tests as the example has, plus those of the generated code if the app runs it. */
function requireTests(runner, passed, { withGeneratedCode = false } = {}) {
  const tests = withGeneratedCode ? TESTS + TESTS_OF_GENERATED_CODE : TESTS;
  if (passed !== tests) throw new Error(`${runner} passed ${passed} tests, not ${tests}`);
  return `${runner}: ${passed} tests pass`;
}

module.exports = { requireTests };
