/** What `npm publish` would upload: what users need, nothing else, and small. */
import * as fs from 'fs';
import * as path from 'path';
import { reachableDeclarations } from '../../tools/bundle/declarations';
import { CONSUMERS, PACKAGE_NAME, packedTarball } from '../../tools/packed-package';

const installed = path.join(CONSUMERS[0].folder, 'node_modules', PACKAGE_NAME);

function filesBelow(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(folder, name)).isFile())
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}

const all = filesBelow(installed);
const own = all.filter((file) => !file.startsWith('node_modules/'));
const read = (file: string) => fs.readFileSync(path.join(installed, file), 'utf8');
const kilobytes = (files: readonly string[]) => files.reduce((sum, file) => sum + fs.statSync(path.join(installed, file)).size, 0) / 1000;

test('the top level is what a user of a jsii library expects', () => {
  // The release adds the translated examples (`npx projen translate-examples`); here they may be there or not.
  const topLevel = [...new Set(own.map((file) => file.split('/')[0]))].filter((name) => name !== '.jsii.tabl.json.gz');
  expect(topLevel).toEqual(['.jsii', '.jsii.gz', 'LICENSE', 'README.md', 'bin', 'lib', 'package.json']);
});

test('the code is in seven files, beside the declarations that index.d.ts leads to; nothing else is in lib/', () => {
  const declarations = [...reachableDeclarations(path.join(installed, 'lib', 'index.d.ts'))].map((file) => path.relative(installed, file));
  expect(declarations.length).toBeGreaterThan(10);
  const code = ['cli', 'constructs', 'engine', 'guard', 'index', 'read-yaml', 'templates'].map((name) => `lib/${name}.js`);
  expect(own.filter((file) => file.startsWith('lib/'))).toEqual([...code, ...declarations.map((file) => file.split(path.sep).join('/'))].sort());
});

test('declarations keep their documentation, which editors show', () => {
  expect(read('lib/constructs/secure-cross-account-role.d.ts')).toMatch(/\/\*\*[^]*\*\/\s*readonly trustedPrincipals:/);
});

test('no file carries a source map: they hold the sources a second time, and every start of an app would read them', () => {
  expect(own.filter((file) => file.endsWith('.js') && read(file).includes('sourceMappingURL='))).toEqual([]);
});

test('functions and classes keep their names and lines stay short: a stack trace in a crash report says where', () => {
  const [guard, engine] = ['lib/guard.js', 'lib/engine.js'].map(read);
  expect(guard).toMatch(/class TrustPolicyGuard\b/);
  expect(engine).toMatch(/function auditTrustPolicy\(/);
  expect(Math.max(...engine.split('\n').map((line) => line.length))).toBeLessThan(1000);
});

test('the licenses of the bundled libraries are shipped with them', () => {
  const { bundledDependencies } = JSON.parse(read('package.json')) as { bundledDependencies: string[] };
  expect(bundledDependencies).toEqual(['commander', 'yaml']);
  expect(all).toEqual(expect.arrayContaining(bundledDependencies.map((name) => `node_modules/${name}/LICENSE`)));
});

// The figures and what they are made of: docs/decisions/package-size.md.
test('it is small to download and to keep', () => {
  expect(kilobytes(own)).toBeLessThan(620);
  expect(kilobytes(all)).toBeLessThan(1600);
  expect(fs.statSync(packedTarball()).size / 1000).toBeLessThan(420);
});
