/**
 * What the guard loads when it is needed: its work, when the CDK asks it to validate; the engine and the words of findings, when a role
 * is not plain. An app pays for what it uses, and most apps have nothing to report.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

export const guardRun = () => require('./guard-run') as typeof import('./guard-run');

export const judging = () => require('./judging') as typeof import('./judging');
