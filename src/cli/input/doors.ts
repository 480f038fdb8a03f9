/** What the command loads when it is needed: what few inputs need, for most are JSON, and what only one subcommand needs. */
/* eslint-disable @typescript-eslint/no-require-imports */

export const yaml = () => require('./read-yaml') as typeof import('./read-yaml');

export const gunzip = () => require('./gunzip') as typeof import('./gunzip');

export const yamlTree = () => require('../fix/yaml-tree') as typeof import('../fix/yaml-tree');

/** Loaded by what prints a diff of two texts. */
export const textDiff = () => require('diff') as typeof import('diff');
