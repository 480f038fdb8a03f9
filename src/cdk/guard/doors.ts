/**
 * What the guard loads when it is needed: its work, when the CDK asks it to validate; the engine and the words of findings, when a role
 * is not plain; the settings file, if there is one; the report, when a file is named for it. An app pays for what it uses, and most
 * apps have no finding.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

export const guardRun = () => require('./guard-run') as typeof import('./guard-run');

export const settingsFile = () => require('./read-settings-file') as typeof import('./read-settings-file');

export const reportFile = () => require('./report-file') as typeof import('./report-file');

export const judging = () => require('./judging') as typeof import('./judging');
