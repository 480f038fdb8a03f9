/** A project of the strictest kind compiles against the packed declarations: the well-made example, as a user would write it. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { placeExample } from '../../tools/cdk-cli';
import { Consumer, CONSUMERS } from '../../tools/packed-package';

// Compilers and generators of a whole language, on a machine that may be busy.
jest.setTimeout(180_000);

const STRICTEST = {
  extends: './tsconfig.json',
  compilerOptions: { strict: true, skipLibCheck: false, noUncheckedIndexedAccess: true },
};

test.each(CONSUMERS)('examples/two-accounts compiles with aws-cdk-lib $cdkVersion', (consumer) => {
  expect(compile(consumer, 'two-accounts')).toEqual({ status: 0, output: '' });
});

function compile(consumer: Consumer, example: string): { status: number | null; output: string } {
  const folder = placeExample(consumer, example);
  try {
    fs.writeFileSync(path.join(folder, 'tsconfig.strictest.json'), JSON.stringify(STRICTEST));
    const tsc = path.join(consumer.folder, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.strictest.json'], { cwd: folder, encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
