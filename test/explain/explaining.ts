/**
 * Shared by the tables of `explain`: short ways to write documents, and the sub-command, run in-process on files in a temporary folder.
 * Account 444455556666 owns the role; alice and Deploy are of 111122223333.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Command, CommanderError } from 'commander';
import { CommandIo } from '../../src/cli/command-io';
import { addExplainCommand } from '../../src/cli/explain';
import { InputError } from '../../src/input/read-document';

export const OWN = '444455556666';
export const PARTNER = '111122223333';
export const ROLE = `arn:aws:iam::${OWN}:role/Audit`;
export const ALICE = `arn:aws:iam::${PARTNER}:user/alice`;
export const DEPLOY = `arn:aws:sts::${PARTNER}:assumed-role/Deploy/ci`;
export const DEPLOY_ROLE = `arn:aws:iam::${PARTNER}:role/Deploy`;
export const PORTAL = `arn:aws:sts::${PARTNER}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/bob@example.com`;
export const GITHUB = `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`;
export const SECRET = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';

export const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
export const EXTERNAL_ID = { StringEquals: { 'sts:ExternalId': SECRET } };

export type Json = Readonly<Record<string, unknown>>;

/** `principal` is the value of `AWS`, unless it is a whole map. */
export function allow(principal: unknown, condition?: Json, action: unknown = 'sts:AssumeRole'): Json {
  return statement('Allow', principal, condition, action);
}

export function deny(principal: unknown, condition?: Json, action: unknown = 'sts:AssumeRole'): Json {
  return statement('Deny', principal, condition, action);
}

function statement(effect: string, principal: unknown, condition: Json | undefined, action: unknown): Json {
  const named = typeof principal === 'object' && !Array.isArray(principal) ? principal : { AWS: principal };
  return { Effect: effect, Principal: named, Action: action, ...condition && { Condition: condition } };
}

export function policy(...statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

/** What `aws iam get-role` prints. */
export function getRole(arn: string, document: unknown, maxSessionSeconds = 3600): Json {
  return {
    Role: {
      Path: '/',
      RoleName: arn.split('/').pop(),
      Arn: arn,
      MaxSessionDuration: maxSessionSeconds,
      AssumeRolePolicyDocument: document,
    },
  };
}

/** A policy of the caller that allows the given actions on the role. */
export function permits(actions: unknown = 'sts:AssumeRole', resource: unknown = ROLE, condition?: Json): Json {
  return policy({ Effect: 'Allow', Action: actions, Resource: resource, ...condition && { Condition: condition } });
}

export interface CauseJson extends Readonly<Record<'code' | 'message' | 'where' | 'fix', string>> {
  readonly certain: boolean;
  readonly commands: readonly { readonly by: string; readonly run: string }[];
}

export interface ExplanationJson {
  readonly schemaVersion: string;
  readonly decision: string;
  readonly callerSide: string;
  readonly causes: readonly CauseJson[];
  readonly afterwards: string;
  readonly messageToOwner?: string;
  readonly command?: string;
  readonly profile?: string;
}

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `explain` in-process. Arguments that begin with `file:` name files of `files`; the config file of the AWS CLI is `config`. */
export function run(args: readonly string[], files: Readonly<Record<string, unknown>> = {}): Said {
  const folder = mkdtempSync(join(tmpdir(), 'explain-'));
  try {
    const textOf = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), textOf(content));
    const environment = { AWS_CONFIG_FILE: join(folder, 'config') };
    return runCommand(args.map((arg) => (arg.startsWith('file:') ? join(folder, arg.slice('file:'.length)) : arg)), environment);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runCommand(args: readonly string[], environment: CommandIo['environment']): Said {
  let stdout = '';
  let status = 0;
  const output = { isTerminal: false, write: (text: string) => { stdout += text; }, writePieces: () => undefined };
  const io: CommandIo = { stdout: output, stderr: output, environment, exitWith: (wanted) => { status = wanted; } };
  const program = new Command('cdk-secure-trust').exitOverride().configureOutput({ writeOut: output.write, writeErr: () => undefined });
  addExplainCommand(program, io);
  program.commands.forEach((command) => command.copyInheritedSettings(program));
  try {
    program.parse(['explain', ...args], { from: 'user' });
  } catch (error) {
    if (error instanceof InputError || error instanceof CommanderError) return { status: 2, stdout, stderr: error.message };
    throw error;
  }
  return { status, stdout, stderr: '' };
}

/** One question: the trust policy (or `get-role` output), the arguments, and the policies of the caller. */
export interface Question {
  readonly trust: unknown;
  readonly args?: readonly string[];
  readonly role?: string;
  readonly caller?: string;
  readonly callerPolicies?: readonly unknown[];
  readonly boundary?: unknown;
  readonly scps?: readonly unknown[];
  readonly rcps?: readonly unknown[];
  readonly sessionPolicies?: readonly unknown[];
  /** The claims of a token, which then identifies the caller. */
  readonly token?: unknown;
}

export function ask(question: Question): ExplanationJson {
  const { trust, args = [], role = ROLE, caller = ALICE, token } = question;
  const callerArgs = token === undefined ? ['--caller-arn', caller] : [];
  const named = args.includes('--error') ? [] : ['--role-arn', role, ...callerArgs];
  const files = filesOf(question);
  const said = run(
    [
      '--trust-policy', 'file:trust.json', ...named, ...files.flatMap(({ flag, name }) => [flag, `file:${name}`]),
      '--format', 'json', ...args,
    ],
    { 'trust.json': trust, ...Object.fromEntries(files.map(({ name, content }) => [name, content])) },
  );
  if (said.status === 2) throw new Error(said.stderr);
  const json = JSON.parse(said.stdout) as ExplanationJson;
  expect(said.status).toBe(json.decision === 'allowed' ? 0 : 1);
  return json;
}

interface PolicyFile {
  readonly flag: string;
  readonly name: string;
  readonly content: unknown;
}

function filesOf({ callerPolicies = [], boundary, scps = [], rcps = [], sessionPolicies = [], token }: Question): readonly PolicyFile[] {
  const all = (flag: string, contents: readonly unknown[]) =>
    contents.map((content,
      index): PolicyFile => ({ flag, name: `${flag.replace('--', '').replace('caller-policy', 'caller')}-${index}.json`, content }));
  return [
    ...all('--caller-policy', callerPolicies), ...all('--boundary', boundary === undefined ? [] : [boundary]), ...all('--scp', scps),
    ...all('--rcp', rcps), ...all('--token', token === undefined ? [] : [token]), ...all('--session-policy', sessionPolicies),
  ];
}

export function codesOf(question: Question): readonly string[] {
  return ask(question).causes.map(({ code }) => code);
}
