/**
 * Prints the last line of `.ci/run`: `N passed, N failed[, N skipped]`, from jest's JSON results and exit statuses: that of the test
 * command, and those of further commands, each of which counts as one (`-`: it did not run).
 */
'use strict';

const fs = require('node:fs');

const [resultsFile, testStatus, ...otherStatuses] = process.argv.slice(2);
const written = fs.readFileSync(resultsFile, 'utf8');
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numRuntimeErrorTestSuites = 0 } = written ? JSON.parse(written) : {};

// A test command that fails without a failing test (it does not compile, say) is a failure of its own.
const testFailures = numFailedTests + numRuntimeErrorTestSuites;
const otherFailures = testStatus !== '0' && testFailures === 0 ? 1 : 0;
const ran = otherStatuses.filter((status) => status !== '-');
const commandFailures = ran.filter((status) => status !== '0').length;

const passed = numPassedTests + ran.length - commandFailures;
const failed = testFailures + otherFailures + commandFailures;
console.log(`${passed} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`);
