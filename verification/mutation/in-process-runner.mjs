/**
 * A test runner for Stryker that runs the engine's tests in its own process. They are pure functions of a few microseconds to milliseconds;
 * a test framework takes a second to restart, for each of ten thousand mutants.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';

const require = createRequire(import.meta.url);
const { ModuleLoader } = require('./module-loader.js');
const { ReachedAtLoading } = require('./reached-at-loading.js');
const { testsDeclaredBy } = require('./tests-of-file.js');

class InProcessRunner {
  #context;
  #tests;
  #loader;
  #words;
  #sources = [];
  #files = [];

  constructor(options) {
    this.#context = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.#tests = options.inProcess;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    const root = process.cwd();
    const requireOfProject = createRequire(path.join(root, 'package.json'));
    const requireOfJest = createRequire(requireOfProject.resolve('jest'));
    const requireOfRuntime = createRequire(requireOfJest.resolve('@jest/core'));
    const { ModuleMocker } = requireOfRuntime('jest-mock');
    this.#words = { expect: requireOfRuntime('expect').expect, jest: new ModuleMocker(globalThis) };
    this.#loader = new ModuleLoader(root, { 'fast-check': fewCases(requireOfProject('fast-check'), this.#tests.shareOfCases) });
    this.#sources = this.#tests.sources.flatMap((folder) => filesBelow(path.join(root, folder), /\.js$/));
    this.#files = this.#tests.tests
      .flatMap((folder) => filesBelow(path.join(root, folder), /\.test\.js$/))
      .filter((file) => !this.#isExcepted(nameOf(file)));
  }

  async dryRun() {
    const coverage = { static: {}, perTest: {} };
    Object.assign(this.#context, { mutantCoverage: coverage, currentTestId: undefined });
    const tests = [];
    this.#loader.forget();
    const reached = new ReachedAtLoading(coverage);
    reached.by('the sources', () => this.#sources.forEach((file) => this.#loader.load(file)));
    for (const file of this.#files) {
      for (const test of reached.by(nameOf(file), () => this.#declare(file))) {
        this.#context.currentTestId = test.name;
        tests.push(await run(test, file));
        this.#context.currentTestId = undefined;
      }
    }
    reached.write(coverage.perTest);
    return { status: DryRunStatus.Complete, tests, mutantCoverage: coverage };
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, hitLimit, disableBail }) {
    Object.assign(this.#context, {
      activeMutant: mutantActivation === 'static' ? activeMutant.id : undefined,
      hitLimit,
      hitCount: hitLimit === undefined ? undefined : 0,
      mutantCoverage: undefined,
      currentTestId: undefined,
    });
    try {
      const selected = testFilter ? new Set(testFilter) : ReachedAtLoading.testsFor(activeMutant.id);
      return toMutantRunResult(await this.#runUntilOneFails(activeMutant.id, selected, hitLimit), disableBail);
    } finally {
      this.#context.activeMutant = undefined;
    }
  }

  async #runUntilOneFails(mutant, selected, hitLimit) {
    this.#loader.forget();
    const atLoading = this.#context.activeMutant;
    const tests = [];
    for (const file of this.#filesWith(selected)) {
      this.#context.activeMutant = atLoading;
      let declared;
      try {
        declared = this.#declare(file);
      } catch (error) {
        return { status: DryRunStatus.Complete, tests: [failed({ name: `${file} loads` }, file, 0, error)] };
      }
      this.#context.activeMutant = mutant;
      for (const test of declared) {
        if (selected !== undefined && !selected.has(test.name) && !selected.has(nameOf(file))) continue;
        const result = await run(test, file);
        const endless = determineHitLimitReached(this.#context.hitCount, hitLimit);
        if (endless !== undefined) return endless;
        tests.push(result);
        if (result.status === TestStatus.Failed) return { status: DryRunStatus.Complete, tests };
      }
    }
    return { status: DryRunStatus.Complete, tests };
  }

  #filesWith(selected) {
    if (selected === undefined) return this.#files;
    const known = new Set([...selected].map((name) => name.split(' > ', 1)[0]));
    return this.#files.filter((file) => known.has(nameOf(file)));
  }

  #declare(file) {
    return testsDeclaredBy(() => this.#loader.load(file), nameOf(file), this.#words).filter(({ name }) => !this.#isExcepted(name));
  }

  #isExcepted(name) {
    return this.#tests.except.some((pattern) => new RegExp(pattern).test(name));
  }
}

async function run(test, file) {
  const started = performance.now();
  try {
    await test.body();
    return {
      id: test.name,
      name: test.name,
      fileName: sourceOf(file),
      timeSpentMs: performance.now() - started,
      status: TestStatus.Success,
    };
  } catch (error) {
    return failed(test, file, performance.now() - started, error);
  }
}

function failed({ name }, file, timeSpentMs, error) {
  return {
    id: name,
    name,
    fileName: sourceOf(file),
    timeSpentMs,
    status: TestStatus.Failed,
    failureMessage: String(error?.message ?? error),
  };
}

function sourceOf(file) {
  return file.replace(/\.js$/, '.ts');
}

function nameOf(file) {
  return path.relative(process.cwd(), file);
}

/** Always the same few cases. */
function fewCases(fastCheck, share) {
  const assert = (property, { numRuns = 100, ...parameters } = {}) =>
    fastCheck.assert(property, { seed: 1, ...parameters, numRuns: Math.ceil(numRuns * share) });
  const few = { ...fastCheck, ...fastCheck.default, assert };
  return { ...few, default: few, __esModule: true };
}

function filesBelow(folder, name) {
  return fs
    .readdirSync(folder, { recursive: true })
    .filter((file) => name.test(file))
    .sort()
    .map((file) => path.join(folder, file));
}

function inProcessRunner(options) {
  return new InProcessRunner(options);
}
inProcessRunner.inject = [commonTokens.options];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', inProcessRunner)];
/** So that Stryker knows the option. */
export const strykerValidationSchema = {
  properties: { inProcess: { type: 'object', required: ['sources', 'tests', 'except', 'shareOfCases'] } },
};
