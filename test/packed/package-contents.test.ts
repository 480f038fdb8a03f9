/** What `npm publish` would upload: what users need, nothing else, and small. */
import * as fs from 'fs';
import * as path from 'path';
import { CONSUMERS, PACKAGE_NAME, packedTarball } from '../../tools/packed-package';

const repository = path.resolve(__dirname, '..', '..');
const installed = path.join(CONSUMERS[0].folder, 'node_modules', PACKAGE_NAME);

function filesBelow(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(folder, name)).isFile())
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}

const own = filesBelow(installed).filter((file) => !file.startsWith('node_modules/'));

test('the top level is what a user of a jsii library expects', () => {
  const topLevel = [...new Set(own.map((file) => file.split('/')[0]))];
  expect(topLevel).toEqual(['.jsii', 'API.md', 'LICENSE', 'README.md', 'bin', 'lib', 'package.json']);
});

test('every source file is there as JavaScript and as a declaration, and nothing else is in lib/', () => {
  const sources = filesBelow(path.join(repository, 'src')).filter((file) => file.endsWith('.ts'));
  const expected = sources.map((file) => `lib/${file.slice(0, -'.ts'.length)}`).flatMap((name) => [`${name}.d.ts`, `${name}.js`]);
  expect(own.filter((file) => file.startsWith('lib/'))).toEqual(expected.sort());
});

test('no file carries a source map: they hold the sources a second time, and every start of an app would read them', () => {
  const withMap = own.filter((file) => file.endsWith('.js') && fs.readFileSync(path.join(installed, file), 'utf8').includes('sourceMappingURL='));
  expect(withMap).toEqual([]);
});

test('it is small to download and to keep', () => {
  const ownKilobytes = own.reduce((sum, file) => sum + fs.statSync(path.join(installed, file)).size, 0) / 1000;
  expect(ownKilobytes).toBeLessThan(1500);
  expect(fs.statSync(packedTarball()).size / 1000).toBeLessThan(400);
});
