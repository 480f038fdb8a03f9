/** Runs the command in this process, and captures its output. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { run } from '../../src/cli/main';

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly isTerminal?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

export function runCommand(args: readonly string[], { isTerminal = false, environment = {} }: Surroundings = {}): CommandResult {
  const said = { stdout: '', stderr: '' };
  const status = run(args, {
    stdout: { isTerminal, write: (text) => { said.stdout += text; } },
    stderr: { isTerminal, write: (text) => { said.stderr += text; } },
    environment,
  });
  return { status, ...said };
}

/** A folder that is removed after the tests of the file. */
export class ScratchFolder {
  public readonly path = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-secure-trust-'));

  constructor() {
    afterAll(() => fs.rmSync(this.path, { recursive: true, force: true }));
  }

  /** Writes a file, JSON unless it is text or bytes, and returns its path. */
  public file(name: string, content: unknown): string {
    const file = path.join(this.path, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
    return file;
  }

  /** Writes several files into a folder, and returns its path. */
  public folder(name: string, files: Readonly<Record<string, unknown>>): string {
    for (const [file, content] of Object.entries(files)) this.file(path.join(name, file), content);
    return path.join(this.path, name);
  }
}

/** A trust policy with one statement. */
export function trustPolicy(principal: unknown, condition?: unknown, action: string = 'sts:AssumeRole'): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: action, ...(condition === undefined ? {} : { Condition: condition }) }],
  };
}

export const PARTNER = '444455556666';
export const OWN = '111122223333';

/** Every principal of the partner account can assume the role, without MFA and without ExternalId. */
export const UNSAFE = trustPolicy({ AWS: `arn:aws:iam::${PARTNER}:root` });
export const SAFE = trustPolicy({ Service: 'ec2.amazonaws.com' });

export function template(roles: Readonly<Record<string, unknown>>): object {
  const resources = Object.entries(roles).map(([id, document]) => [
    id,
    { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } },
  ]);
  return { Resources: Object.fromEntries(resources) };
}
