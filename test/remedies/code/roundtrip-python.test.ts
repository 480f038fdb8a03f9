/**
 * The Python that is printed, run by the CDK: all of it in one process, in the virtual environment that `npx projen languages` leaves
 * behind, or with any other Python that has the CDK.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { codeOfAcknowledgement, codeOfDeclarations } from '../../../src/remedies/code/declarations-code';
import { codeOfSecureRole } from '../../../src/remedies/code/secure-role-code';
import { codeOfTrustPolicy } from '../../../src/remedies/code/trust-policy-code';
import { checkProgram, programIn } from '../../../tools/languages/generated-code';

const VENV = path.resolve(__dirname, '..', '..', '..', '.packed', 'languages', 'python', 'app', '.venv', 'bin', 'python');

const python = [VENV, 'python3'].find((command) => spawnSync(command, ['-c', 'import aws_cdk.aws_iam']).status === 0);
if (python === undefined) console.info('skipped: no Python with aws_cdk is on this machine; `npx projen languages python` installs one');

jest.setTimeout(120_000);

(python === undefined ? test.skip : test)('each role has the very trust policy that its code was made from', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'generated-code-'));
  try {
    const program = programIn('python', { codeOfTrustPolicy, codeOfSecureRole, codeOfDeclarations, codeOfAcknowledgement });
    fs.writeFileSync(path.join(folder, 'program.py'), program);
    const env = { ...process.env, CDK_VALIDATION: 'false' };
    const { status, stderr } = spawnSync(python!, ['program.py'], { cwd: folder, env, encoding: 'utf8' });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    checkProgram(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
