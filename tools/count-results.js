/** Prints the last line of `.ci/run`: `N passed, N failed[, N skipped]`, from jest's JSON results and two exit statuses. */
'use strict';

const fs = require('node:fs');

const [resultsFile, testStatus, demoStatus] = process.argv.slice(2);
const written = fs.readFileSync(resultsFile, 'utf8');
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numRuntimeErrorTestSuites = 0 } = written ? JSON.parse(written) : {};

// A test command that fails without a failing test (it does not compile, say) is a failure of its own.
const testFailures = numFailedTests + numRuntimeErrorTestSuites;
const otherFailures = testStatus !== '0' && testFailures === 0 ? 1 : 0;
const demoRan = testStatus === '0';
const demoFailures = demoRan && demoStatus !== '0' ? 1 : 0;

const passed = numPassedTests + (demoRan ? 1 - demoFailures : 0);
const failed = testFailures + otherFailures + demoFailures;
console.log(`${passed} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`);
