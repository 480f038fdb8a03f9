/**
 * What the guard loads on demand: its work, when the CDK asks it to validate; the engine and the wording of findings, when a role is not
 * plain; the graph of all roles, when a finding names a caller from outside; the settings file and the baseline, if there is one; the
 * report, when a report file is configured. An app pays for what it uses, and most apps have no finding.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

export const guardRun = () => require('./guard-run') as typeof import('./guard-run');

export const settingsFile = () => require('./read-settings-file') as typeof import('./read-settings-file');

export const baselineOfApp = () => require('./baseline-of-app') as typeof import('./baseline-of-app');

export const administratorsOfApp = () => require('./administrators-of-app') as typeof import('./administrators-of-app');

export const reportFile = () => require('./report-file') as typeof import('./report-file');

export const judging = () => require('./judging') as typeof import('./judging');
