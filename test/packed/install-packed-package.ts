/**
 * Before the first test: the package as its users get it, in one consumer project for each supported CDK (`.packed/`).
 * A run that selects only tests which do not need it (`npx jest test/policy`) starts at once.
 */
import * as fs from 'fs';
import * as path from 'path';
import { preparePackedPackage } from '../../tools/packed-package';

/** The folders whose tests run on the packed package. */
const FOLDERS = ['test/packed', 'test/synth', 'test/cli'];

interface JestSelection {
  /** The patterns on jest's command line; none means every test. */
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}

export default async function installPackedPackage(jest: JestSelection): Promise<void> {
  if (needsPackedPackage(jest.testPathPatterns.patterns)) {
    await preparePackedPackage();
  }
}

function needsPackedPackage(patterns: readonly string[]): boolean {
  const selected = patterns.map((pattern) => new RegExp(pattern, 'i'));
  return patterns.length === 0 || testsOnThePackedPackage().some((test) => selected.some((pattern) => pattern.test(test)));
}

function testsOnThePackedPackage(): string[] {
  const repository = path.resolve(__dirname, '..', '..');
  return FOLDERS
    .map((folder) => path.join(repository, folder))
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)));
}
