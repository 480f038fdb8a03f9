/** The types that TypeScript tests need from `cdk-cli.js`. */
import { Consumer } from './packed-package';

export interface CdkRun {
  readonly status: number;
  /** Both streams, in order. */
  readonly output: string;
}

/** Copies an app of `examples/` into a new folder of the consumer; the caller removes the folder. */
export function placeExample(consumer: Consumer, name: string): string;
/** Runs `cdk <args>` in that folder, without network, account or credentials. */
export function runCdk(consumer: Consumer, folder: string, args: readonly string[], environment?: Readonly<Record<string, string>>): CdkRun;
/** The environment of this process, without its AWS and network settings. */
export function environmentWithoutAws(): Record<string, string | undefined>;
