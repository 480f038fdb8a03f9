/** What `npm publish` would upload: what users need, nothing else, and small. */
import * as fs from 'fs';
import * as path from 'path';
import { loadAssemblyFromPath } from '@jsii/spec';
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
  expect(topLevel).toEqual(['.jsii', '.jsii.gz', 'LICENSE', 'NOTICE', 'README.md', 'bin', 'lib', 'package.json']);
});

test('the code is in seven files, the declarations in one; nothing else is in lib/', () => {
  const code = ['cli', 'constructs', 'engine', 'guard', 'index', 'read-yaml', 'templates'].map((name) => `lib/${name}.js`);
  expect(own.filter((file) => file.startsWith('lib/'))).toEqual([...code, 'lib/index.d.ts'].sort());
});

test('declarations keep their documentation, which editors show', () => {
  expect(read('lib/index.d.ts')).toMatch(/\/\*\*[^]*\*\/\s*readonly trustedPrincipals:/);
});

test('declarations contain only the public names: no internal type, and internal members only as private ones', () => {
  const { types } = loadAssemblyFromPath(installed);
  const publicNames = Object.values(types!).map(({ name }) => name).sort();
  const declared = [...read('lib/index.d.ts').matchAll(/^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|enum|type|function|const) (\w+)/gm)].map(([, name]) => name);
  expect(declared.sort()).toEqual(publicNames);
  expect(read('lib/index.d.ts')).not.toMatch(/@internal|^\s*(?!private )(?:\w+ )*_\w+\b/m);
});

test('no file has a source map, which would contain the sources again and be read at every start of an app', () => {
  expect(own.filter((file) => file.endsWith('.js') && read(file).includes('sourceMappingURL='))).toEqual([]);
});

test('public classes keep their names, which messages show, and no line is endless', () => {
  const [guard, constructs, engine] = ['lib/guard.js', 'lib/constructs.js', 'lib/engine.js'].map(read);
  expect(guard).toMatch(/class TrustPolicyGuard\b/);
  expect(constructs).toMatch(/class SecureCrossAccountRole\b/);
  expect(Math.max(...engine.split('\n').map((line) => line.length))).toBeLessThan(2000);
});

test('the licenses of the bundled libraries are shipped with them', () => {
  const { bundledDependencies } = JSON.parse(read('package.json')) as { bundledDependencies: string[] };
  expect(bundledDependencies).toEqual(['commander', 'yaml']);
  expect(all).toEqual(expect.arrayContaining(bundledDependencies.map((name) => `node_modules/${name}/LICENSE`)));
});

// The figures and what they are made of: docs/decisions/package-size.md.
test('it is small to download and to install', () => {
  // The release adds the translated examples.
  const examples = own.includes('.jsii.tabl.json.gz') ? 0 : 8;
  expect(kilobytes(own) + examples).toBeLessThan(2000);
  expect(kilobytes(all)).toBeLessThan(3000);
  expect(fs.statSync(packedTarball()).size / 1000).toBeLessThan(800);
});
