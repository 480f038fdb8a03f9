'use strict';
/** What became of a changed piece of code, in the words of the table. */

const OUTCOMES = ['seen by a test', 'endless', 'means the same', 'no test runs it', 'survived'];

const SEEN = { Killed: 'seen by a test', RuntimeError: 'seen by a test', Timeout: 'endless', NoCoverage: 'no test runs it', Survived: 'survived' };

/** @returns undefined for what Stryker was told to leave out */
function outcomeOf(status, whyEquivalent) {
  const outcome = SEEN[status];
  return (outcome === 'survived' || outcome === 'no test runs it') && whyEquivalent !== undefined ? 'means the same' : outcome;
}

/** Of the changes that mean something else, how many a test sees: per cent. */
function score(mutants) {
  const count = (...outcomes) => mutants.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const seen = count('seen by a test', 'endless');
  return ((100 * seen) / (seen + count('no test runs it', 'survived'))).toFixed(1);
}

module.exports = { OUTCOMES, outcomeOf, score };
