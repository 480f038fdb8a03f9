/** A project with the strictest settings compiles against the packed declarations: the secure example, as a user would write it. */
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

test.each(CONSUMERS)('examples/two-accounts and examples/organization compile with aws-cdk-lib $cdkVersion', (consumer) => {
  expect(compile(consumer, 'two-accounts')).toEqual({ status: 0, output: '' });
  expect(compile(consumer, 'organization')).toEqual({ status: 0, output: '' });
});

// Their members are internal, and internal types are not in the package: this must not make the classes interchangeable.
test('one kind of requirement cannot be passed instead of another', () => {
  const right = {
    externalId: 'ExternalId.of("agreed-4711")',
    mfa: 'MfaRequirement.required()',
    sourceIdentity: 'SourceIdentityRequirement.required()',
  };
  const wrong = { externalId: right.mfa, mfa: right.sourceIdentity, sourceIdentity: right.externalId };
  const { status, output } = compile(CONSUMERS[0], 'two-accounts', [
    'import { ExternalId, MfaRequirement, SecureCrossAccountRoleProps, SourceIdentityRequirement, ' +
      'TrustedPrincipal } from "cdk-secure-trust";',
    'export const trustedPrincipals = [TrustedPrincipal.user("111122223333", "alice")];',
    ...[right, wrong].map(
      (given, index) =>
        `export const props${index}: SecureCrossAccountRoleProps = { trustedPrincipals,\n${Object.entries(given)
          .map((one) => one.join(': '))
          .join(',\n')}\n};`,
    ),
  ].join('\n'));
  expect(status).not.toBe(0);
  // The first three are correct; the others are in lines 9 to 11.
  expect([...output.matchAll(/mistaken\.ts\((\d+),.* error (\w+)/g)].map(([, line, code]) => `${line} ${code}`)).toEqual([
    '9 TS2322',
    '10 TS2322',
    '11 TS2322',
  ]);
});

function compile(consumer: Consumer, example: string, mistaken?: string): { status: number | null; output: string } {
  const folder = placeExample(consumer, example);
  try {
    if (mistaken !== undefined) fs.writeFileSync(path.join(folder, 'lib', 'mistaken.ts'), mistaken);
    fs.writeFileSync(path.join(folder, 'tsconfig.strictest.json'), JSON.stringify(STRICTEST));
    const tsc = path.join(consumer.folder, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.strictest.json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, output: `${stdout}${stderr}` };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
