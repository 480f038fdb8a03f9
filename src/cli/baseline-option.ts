/** The options of `check` that are about the baseline: reads the file, and writes it. */
import * as fs from 'fs';
import * as path from 'path';
import { Command } from 'commander';
import { CommandIo } from './command-io';
import { writeTextFile } from './fix/write-file';
import { Baseline, FoundInRole } from '../baseline/baseline';
import { BaselineProblem, baselineText, readBaseline } from '../baseline/baseline-file';
import { countStale, updatedBaseline } from '../baseline/updated-baseline';
import { textField } from '../cloudformation/template';
import { inOneLine } from '../findings/renderers/printable';
import { BaselineReport } from '../findings/renderers/report';
import { refuse } from '../input/input-error';
import { readDocument } from '../input/read-document';

export interface BaselineOptions {
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly acceptNew?: boolean;
  /** What `--level` and `--rule` select. A baseline is about all findings. */
  readonly level?: string;
  readonly rule?: readonly string[];
}

export function addBaselineOptions(command: Command): Command {
  return command
    .option('--baseline <FILE>', 'accept the findings in this file, until somebody new can assume the role')
    .option('--update-baseline', 'write the file; if it exists, only remove from it what is no longer found')
    .option('--accept-new', 'with --update-baseline: add the findings that are not in the file');
}

/** Undefined if no baseline is used. */
export function baselineOf({ baseline: file, updateBaseline, acceptNew, level, rule = [] }: BaselineOptions): Baseline | undefined {
  if (file === undefined && updateBaseline) refuse('--update-baseline', 'needs the file: specify it with --baseline FILE');
  if (acceptNew && !updateBaseline) refuse('--accept-new', 'has no effect without --update-baseline: specify both');
  if (updateBaseline && (level !== undefined || rule.length > 0)) {
    refuse('--update-baseline', 'writes all findings, whatever their level and rule: omit --level and --rule');
  }
  if (file === undefined) return undefined;
  if (file === '-') refuse('--baseline', 'is -: specify a file');
  const exists = fs.existsSync(file);
  if (!exists && !updateBaseline) refuse(file, 'does not exist: write the baseline first, with --update-baseline');
  const use = !updateBaseline ? 'check' : acceptNew || !exists ? 'accept-new' : 'update';
  return new Baseline(file, exists ? inFile(file, () => readBaseline(readDocument(file))) : [], use);
}

/**
 * What the report says about the baseline, once all roles were judged. If it is to be updated, it is written.
 *
 * @param isComplete whether all roles were checked: others would be removed
 */
export function concludeBaseline(baseline: Baseline, found: readonly FoundInRole[], isComplete: boolean, io: CommandIo): BaselineReport {
  const { file, use } = baseline;
  if (use !== 'check' && !isComplete) refuse(file, 'is not written, because some of the roles could not be checked');
  if (use === 'check') return { file, stale: inFile(file, () => countStale(baseline, found)) };
  const { roles, added, changed, removed } = inFile(file, () => updatedBaseline(baseline, found));
  const isNew = !fs.existsSync(file);
  if (isNew) createFile(file);
  if (isNew || added + changed + removed > 0) writeTextFile(file, baselineText(roles));
  const counts = isNew ? [] : [[added, 'added'], [changed, 'changed'], [removed, 'removed']].filter(([count]) => count !== 0);
  const all = `${roles.length} ${roles.length === 1 ? 'role' : 'roles'}`;
  const changes = isNew ? 'written' : counts.length === 0 ? 'unchanged' : counts.map((each) => each.join(' ')).join(', ');
  io.stderr.write(`cdk-secure-trust: ${inOneLine(file)}: ${all} (${changes})\n`);
  return { file, stale: 0 };
}

function createFile(file: string): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, '', { flag: 'wx' });
  } catch (error) {
    refuse(file, `cannot be written (${textField(error, 'code') ?? 'unknown reason'})`);
  }
}

function inFile<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof BaselineProblem) refuse(file, error.message);
    throw error;
  }
}
