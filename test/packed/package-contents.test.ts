/** What `npm publish` would upload: what users need and nothing else, in readable form. */
import * as fs from 'fs';
import * as path from 'path';
import { loadAssemblyFromPath } from '@jsii/spec';
import { CONSUMERS, PACKAGE_NAME, packedTarball } from '../../tools/packed-package';

const REPOSITORY = path.resolve(__dirname, '..', '..');
const installed = path.join(CONSUMERS[0].folder, 'node_modules', PACKAGE_NAME);

function filesBelow(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(folder, name)).isFile())
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}

const all = filesBelow(installed);
const own = all.filter((file) => !file.startsWith('node_modules/'));
const code = own.filter((file) => file.startsWith('lib/') && file.endsWith('.js'));
const declarations = own.filter((file) => file.startsWith('lib/') && file.endsWith('.d.ts'));
const sources = filesBelow(path.join(REPOSITORY, 'src'));
const read = (file: string) => fs.readFileSync(path.join(installed, file), 'utf8');
const readSource = (file: string) => fs.readFileSync(path.join(REPOSITORY, 'src', file), 'utf8');
const kilobytes = (files: readonly string[]) => files.reduce((sum, file) => sum + fs.statSync(path.join(installed, file)).size, 0) / 1000;

test('the top level is what a user of a jsii library expects', () => {
  // The release adds the translated examples (`npx projen translate-examples`); here they may be there or not.
  const topLevel = [...new Set(own.map((file) => file.split('/')[0]))].filter((name) => name !== '.jsii.tabl.json.gz');
  expect(topLevel).toEqual([
    '.jsii', '.jsii.gz', 'API.md', 'LICENSE', 'NOTICE', 'README.md', 'bin', 'data', 'docs', 'lib', 'package.json', 'page', 'schema',
  ]);
});

test('the code is one file for each source, and nothing else: no tests, examples or tools', () => {
  expect(code).toEqual(sources.map((file) => `lib/${file.replace(/\.ts$/, '.js')}`));
  expect(own.filter((file) => file.startsWith('lib/') && !code.includes(file) && !declarations.includes(file))).toEqual([]);
});

test('of the documentation, the pages of the rules are included', () => {
  const pages = filesBelow(path.join(REPOSITORY, 'docs', 'rules')).map((file) => `docs/rules/${file}`);
  expect(own.filter((file) => file.startsWith('docs/'))).toEqual(pages);
});

const inOneLine = (text: string) => text.replace(/\s+/g, ' ');
const declaredNames = (text: string) => [...text.matchAll(/^(?:export )?(?:function|(?:abstract )?class) (\w+)/gm)].map(([, name]) => name);
/** The comment above a function, a class or a constant. (Comments above types go into the declarations.) */
const commentsOnCode = (text: string) =>
  [...text.matchAll(/(\/\*\*(?:(?!\*\/)[^])*?\*\/)\n(?:export )?(?:function|abstract class|class|const) /g)].map(([, comment]) =>
    inOneLine(comment),
  );

test('functions and classes have the names of the sources, in the same order, and every comment on them is included', () => {
  const files = sources.map((file) => ({ file, source: readSource(file), published: read(`lib/${file.replace(/\.ts$/, '.js')}`) }));
  const renamed = files.filter(({ source, published }) => declaredNames(source).join() !== declaredNames(published).join());
  const lost = files.flatMap(({ file, source, published }) => {
    const text = inOneLine(published);
    return commentsOnCode(source).filter((comment) => !text.includes(comment)).map((comment) => `${file}: ${comment}`);
  });
  expect({ renamed: renamed.map(({ file }) => file), lost }).toEqual({ renamed: [], lost: [] });
  const [search] = files.filter(({ file }) => file === 'analysis/find-request.ts');
  expect(declaredNames(search.published)).toContain('findRequest');
  expect(commentsOnCode(search.source).length).toBeGreaterThan(3);
});

test('declarations keep their documentation, which editors show', () => {
  expect(read('lib/cdk/constructs/secure-cross-account-role.d.ts')).toMatch(/\/\*\*[^]*\*\/\s*readonly trustedPrincipals:/);
});

test('every declaration that the public names refer to is included', () => {
  const missing: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    if (!declarations.includes(file)) {
      missing.push(file);
      return;
    }
    for (const [, target] of read(file).matchAll(/(?:from|import\() ?'(\.[^']*)'/g)) {
      visit(path.posix.join(path.posix.dirname(file), `${target}.d.ts`));
    }
  };
  visit('lib/index.d.ts');
  expect(missing).toEqual([]);
  expect(seen.size).toBeGreaterThan(10);
});

test('the index names what the jsii assembly declares, and nothing else', () => {
  const publicNames = Object.values(loadAssemblyFromPath(installed).types!).map(({ name }) => name);
  const named = [...read('lib/index.d.ts').matchAll(/export \{([^}]*)\}/g)]
    .flatMap(([, names]) => names.split(','))
    .map((name) => name.replace(/\btype\b/, '').trim())
    .filter(Boolean);
  expect(named.sort()).toEqual(publicNames.sort());
});

test('no file has a source map: source maps contain the sources a second time, and every start of an app would read them', () => {
  expect(code.filter((file) => /^\/\/# sourceMappingURL=/m.test(read(file)))).toEqual([]);
});

test('the licenses of the bundled libraries are shipped with them', () => {
  const { bundledDependencies } = JSON.parse(read('package.json')) as { bundledDependencies: string[] };
  expect(bundledDependencies).toEqual(['@dagrejs/dagre', 'commander', 'diff', 'minizlib', 'yaml']);
  expect(all).toEqual(expect.arrayContaining(bundledDependencies.map((name) => `node_modules/${name}/LICENSE`)));
});

// The figures and what they are made of: docs/decisions/published-code.md.
test('our own part, without the pages that go with it, is at most 3 MB', () => {
  // The release adds the translated examples.
  const examples = own.includes('.jsii.tabl.json.gz') ? 0 : 8;
  const pages = own.filter((file) => file === 'API.md' || file.startsWith('docs/'));
  expect(kilobytes(own) - kilobytes(pages) + examples).toBeLessThan(3000);
  expect(kilobytes(pages)).toBeLessThan(450);
  expect(kilobytes(all)).toBeLessThan(7300);
  expect(fs.statSync(packedTarball()).size / 1000).toBeLessThan(1_980);
});
