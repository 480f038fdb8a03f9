/**
 * Prints the last line of `.ci/run`: `N passed, N failed[, N skipped]`, from the jest results of the test commands, and from the exit
 * statuses of further commands, each of which counts as one (`-`: it did not run).
 *
 *     node tools/count-results.js [RESULTS-FILE STATUS ...] -- [STATUS ...]
 */
'use strict';

const fs = require('node:fs');

/** A test command that fails without a failing test (for example, because it does not compile) counts as one failure. */
function countTests(resultsFile, status) {
  const written = fs.existsSync(resultsFile) ? fs.readFileSync(resultsFile, 'utf8') : '';
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numRuntimeErrorTestSuites = 0 } = written ? JSON.parse(written) : {};
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  const failedWithoutTest = failed === 0 && status !== '0' && status !== '-';
  return { passed: numPassedTests, failed: failedWithoutTest ? 1 : failed, skipped: numPendingTests };
}

function countCommand(status) {
  return { passed: status === '0' ? 1 : 0, failed: status !== '0' && status !== '-' ? 1 : 0, skipped: 0 };
}

function main(args) {
  const tests = args.slice(0, args.indexOf('--'));
  const counts = args.slice(args.indexOf('--') + 1).map(countCommand);
  for (let at = 0; at < tests.length; at += 2) counts.push(countTests(tests[at], tests[at + 1]));

  const sum = (outcome) => counts.reduce((total, each) => total + each[outcome], 0);
  const skipped = sum('skipped');
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}

main(process.argv.slice(2));
