/** The tests that docs/testing.md shows are run as they are. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { ModuleKind, transpileModule } from 'typescript';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'testing.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, block]) => block);

/** The package is the sources. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = (name: string): unknown => require(name === 'cdk-secure-trust' ? '../../src' : name);

test('the page shows two ways', () => expect(blocks).toHaveLength(2));

describe.each(blocks.map((block, index) => [index + 1, block] as const))('the code of block %i', (_, block) => {
  const { outputText } = transpileModule(block, { compilerOptions: { module: ModuleKind.CommonJS } });
  // Declares the tests of the page here.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  (new Function('require', 'exports', 'test', 'expect', outputText) as (...args: unknown[]) => void)(load, {}, test, expect);
});
