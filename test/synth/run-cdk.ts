/**
 * Runs the fixture apps of this folder as a user would: with the packed package, a supported CDK, and the real CDK CLI.
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { CONSUMERS } from '../../tools/packed-package';

/** Oldest first. */
export const CDK_VERSIONS = CONSUMERS.map(({ cdkVersion }) => cdkVersion);

/** The two ways to add the guard to an app. */
export const DOORS = ['aspect', 'plugin'] as const;
export type Door = typeof DOORS[number];

export interface Run {
  readonly exitCode: number | null;
  /** Standard output and standard error together: the CDK uses both. */
  readonly output: string;
  readonly report?: ValidationReport;
  /** The folder in which the app ran. */
  readonly folder: string;
}

/** The part of the CDK's `validation-report.json` that the tests look at. */
export interface ValidationReport {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly ReportedViolation[];
    readonly suppressedViolations?: readonly (ReportedViolation & { readonly reason?: string })[];
  }[];
}

export interface ReportedViolation {
  readonly ruleName: string;
  readonly description: string;
  readonly severity: string;
  readonly suggestedFix?: string;
  readonly violatingConstructs: readonly ViolatingConstruct[];
}

export interface ViolatingConstruct {
  readonly constructPath: string;
  readonly cloudFormationResource?: { readonly logicalId: string; readonly templatePath: string };
}

export interface AppRun {
  /** A file of `apps/`, without its extension. */
  readonly app: string;
  readonly cdkVersion: string;
  readonly door?: Door;
  /** Says which variant of a fixture is meant. */
  readonly variant?: string;
  /** More files of the folder: name to content. */
  readonly files?: Readonly<Record<string, string>>;
}

const APPS = path.join(__dirname, 'apps');

const madeFolders: string[] = [];

/** `cdk synth` with the given arguments. */
export function cdkSynth(run: AppRun, args: readonly string[] = []): Run {
  const app = `${JSON.stringify(process.execPath)} ${run.app}.js`;
  return inConsumer(run, (consumer) => [
    path.join(consumer, 'node_modules', 'aws-cdk', 'bin', 'cdk'),
    'synth',
    '--quiet',
    '--no-notices',
    '--app',
    app,
    ...args,
  ]);
}

/** `node app.js`, without the CDK CLI. */
export function plainNode(run: AppRun, environment: Readonly<Record<string, string>> = {}): Run {
  return inConsumer(run, () => [`${run.app}.js`], { CDK_OUTDIR: 'cdk.out', ...environment });
}

/** To be called after all tests of a file. */
export function removeRuns(): void {
  madeFolders.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true, force: true }));
}

function inConsumer(
  { cdkVersion, door, variant, files = {} }: AppRun,
  command: (consumer: string) => readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Run {
  const consumer = CONSUMERS.find((each) => each.cdkVersion === cdkVersion)!.folder;
  const folder = fs.mkdtempSync(path.join(consumer, 'synth-'));
  madeFolders.push(folder);
  fs.cpSync(APPS, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), content);
  const { status, stdout, stderr } = spawnSync(process.execPath, command(consumer), {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: folder, // no credentials, no settings of the user who runs the tests
      CI: 'true',
      NO_COLOR: '1',
      CDK_VALIDATION: 'false', // the CDK's own check of the templates, which takes seconds; it leaves plugins alone
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      AWS_EC2_METADATA_DISABLED: 'true',
      DOOR: door ?? 'aspect',
      VARIANT: variant ?? '',
      ...environment,
    },
  });
  const reportFile = path.join(folder, 'cdk.out', 'validation-report.json');
  const report = fs.existsSync(reportFile) ? JSON.parse(fs.readFileSync(reportFile, 'utf8')) as ValidationReport : undefined;
  return { exitCode: status, output: `${stdout}${stderr}`, report, folder };
}

/** What the guard reported: `<construct path> <rule>`, sorted; a finding without a path is its rule alone. */
export function reportedFindings({ report }: Run): string[] {
  return guardReports(report).flatMap(({ violations }) => violations.flatMap(placesOf)).sort();
}

/** The acknowledged findings: `<construct path> <rule>: <reason>`, sorted. */
export function acknowledgedFindings({ report }: Run): string[] {
  return guardReports(report)
    .flatMap(({ suppressedViolations }) =>
      (suppressedViolations ?? []).flatMap((each) => placesOf(each).map((place) => `${place}: ${each.reason}`)))
    .sort();
}

function guardReports(report: ValidationReport | undefined): ValidationReport['pluginReports'] {
  return (report?.pluginReports ?? []).filter(({ pluginName }) => pluginName === 'SecureTrust');
}

function placesOf({ ruleName, violatingConstructs }: ReportedViolation): string[] {
  return violatingConstructs.map(({ constructPath }) => `${constructPath} ${ruleName}`.trim());
}
