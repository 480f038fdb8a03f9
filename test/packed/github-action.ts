/** Runs the steps of action.yml as a runner does: the script of each in bash, with the environment that GitHub sets. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { parse } from 'yaml';

const REPOSITORY = path.resolve(__dirname, '..', '..');

export interface ActionStep {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

export interface ActionMetadata {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

export const ACTION = parse(fs.readFileSync(path.join(REPOSITORY, 'action.yml'), 'utf8')) as ActionMetadata;

export interface Job {
  /** The checkout. */
  readonly workspace: string;
  /** A folder that is empty at the beginning of the job. */
  readonly temporary: string;
  /** A folder with the programs that come first. */
  readonly programs: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** How the workflow names the action. */
  readonly actionRef: string;
  /** The base of the pull request. */
  readonly base?: string;
}

export interface ActionRun {
  /** Of each step that ran, in their order. */
  readonly statuses: readonly (number | null)[];
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Up to the first step that fails. Steps with `uses` need the host, and are left out. */
export function runAction(job: Job): ActionRun {
  const [output, summary] = ['output', 'summary'].map((name) => path.join(job.temporary, name));
  [output, summary].forEach((file) => fs.writeFileSync(file, ''));
  const statuses: (number | null)[] = [];
  let log = '';
  for (const step of ACTION.runs.steps.filter(({ run }) => run !== undefined)) {
    const outputs = readOutputs(output);
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(value, job, outputs)]));
    const { NODE_OPTIONS, ...environment } = process.env;
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run!], {
      cwd: job.workspace,
      encoding: 'utf8',
      env: {
        ...environment,
        PATH: `${job.programs}${path.delimiter}${process.env.PATH}`,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: REPOSITORY,
        GITHUB_WORKSPACE: job.workspace,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: job.temporary,
        ...env,
      },
    });
    statuses.push(status);
    log += stdout + stderr;
    if (status !== 0) break;
  }
  return { statuses, log, summary: fs.readFileSync(summary, 'utf8'), outputs: readOutputs(output) };
}

function readOutputs(file: string): Readonly<Record<string, string>> {
  return Object.fromEntries(fs.readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => line.split(/=(.*)/s, 2)));
}

/** The few kinds of expressions in action.yml. */
function evaluate(value: string, { inputs, actionRef, base = '' }: Job, outputs: Readonly<Record<string, string>>): string {
  return value.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
    if (input !== undefined) return inputs[input] ?? ACTION.inputs[input].default ?? '';
    const [, output] = /^steps\.run\.outputs\.(\w+)$/.exec(expression) ?? [];
    if (output !== undefined) return outputs[output] ?? '';
    if (expression === 'github.action_ref') return actionRef;
    if (expression === 'github.event.pull_request.base.sha || github.event.before') return base;
    throw new Error(`action.yml has an expression that this test does not know: ${expression}`);
  });
}
