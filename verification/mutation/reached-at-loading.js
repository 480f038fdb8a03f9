'use strict';
/**
 * Which mutated places are reached while files are loaded, and by which file. Stryker runs every test for a mutant that is reached outside
 * a test. Most of those are reached by a table of one test file that reads policies while it is loaded; then the tests of that file, and
 * those that reach the place themselves, are enough. The dry run records this in a file for the workers, which make none.
 */
const fs = require('node:fs');

const NOTED_IN = 'reached-at-loading.json';
const SOURCES = 'the sources';
let noted;

class ReachedAtLoading {
  #coverage;
  #byFile = {};

  constructor(coverage) {
    this.#coverage = coverage;
  }

  /** @returns what `load` returns */
  by(file, load) {
    const before = this.#coverage.static;
    this.#coverage.static = {};
    try {
      return load();
    } finally {
      this.#byFile[file] = Object.keys(this.#coverage.static);
      for (const [mutant, hits] of Object.entries(this.#coverage.static)) before[mutant] = (before[mutant] ?? 0) + hits;
      this.#coverage.static = before;
    }
  }

  write(perTest) {
    const testsOf = {};
    for (const [test, mutants] of Object.entries(perTest)) for (const mutant of Object.keys(mutants)) (testsOf[mutant] ??= []).push(test);
    const { [SOURCES]: everywhere, ...files } = this.#byFile;
    for (const [file, mutants] of Object.entries(files)) for (const mutant of mutants) (testsOf[mutant] ??= []).push(file);
    fs.writeFileSync(NOTED_IN, JSON.stringify({ everywhere, testsOf }));
  }

  /** @returns names of tests and of whole files; undefined for all */
  static testsFor(mutant) {
    noted ??= JSON.parse(fs.readFileSync(NOTED_IN, 'utf8'));
    return noted.everywhere.includes(mutant) ? undefined : new Set(noted.testsOf[mutant] ?? []);
  }
}

module.exports = { ReachedAtLoading };
