/**
 * What Stryker changes (`ROOM`: one folder of `src`, or several with commas; `--mutate` narrows it further), and which tests run for the
 * mutants.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const rooms = (process.env.ROOM ?? 'policy,cloudformation,evaluation,analysis,rules').split(',');

/** In another time zone than UTC, tests detect a time without a zone that is read as local time. */
process.env.TZ = 'America/New_York';

/** The tests that run for the mutants, those of the same folder first: the first failure ends the run. */
const TESTS = {
  policy: ['test/policy', 'test/cloudformation', 'test/evaluation', 'test/rules'],
  cloudformation: ['test/cloudformation', 'test/policy', 'test/rules'],
  evaluation: ['test/evaluation', 'test/policy', 'test/rules'],
  analysis: ['test/analysis', 'test/rules', 'test/assessment'],
  rules: ['test/rules', 'test/findings', 'test/assessment'],
};

export default {
  mutate: rooms.map((room) => `src/${room}/**/*.ts`),
  ignorePatterns: [
    '/lib', '/dist', '/docs/*.svg', '/verification/oracle', '/verification/comparison', '/verification/deployment', '/verification/bench',
    '/verification/mutation/reports', '/rosetta', '.venv', '/.packed', '/.projen', '/coverage',
  ],
  // By its path in the repository: the copy that Stryker works in has no libraries yet when this runs.
  buildCommand:
    `node ${path.join(here, '..', '..', 'node_modules', 'typescript', 'bin', 'tsc').replaceAll(' ', '\\ ')} -p ` +
    'verification/mutation/tsconfig.json',
  plugins: [path.join(here, 'in-process-runner.mjs')],
  testRunner: 'in-process',
  inProcess: {
    sources: rooms.map((room) => `src/${room}`),
    tests: rooms.flatMap((room) => TESTS[room]),
    // Policies and patterns made to be slow say nothing about verdicts, and would run for each mutant. The tests of plain policies count
    // their cases. A cluster writes 24 MB of assets for each mutant.
    except: ['^test/analysis/hostile-policies', 'made to be slow', '^test/assessment/plain-policies', '^test/rules/eks-service-account'],
    // A property runs with a twentieth of its cases.
    shareOfCases: 0.05,
  },
  // Texts of rules are not verdicts: they are tested where they are shown (test/findings/renderers, docs/messages.md).
  mutator: { excludedMutations: rooms.join() === 'rules' ? ['StringLiteral'] : [] },
  checkers: [],
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.WORKERS ?? 2),
  // Even on a busy machine, only an endless mutant may time out.
  timeoutMS: 15_000,
  reporters: ['progress-append-only', 'clear-text', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: `verification/mutation/reports/${rooms.join('-')}.html` },
  tempDirName: '.stryker-tmp',
  cleanTempDir: 'always',
  allowConsoleColors: false,
  disableTypeChecks: false,
};
