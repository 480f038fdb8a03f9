/** What only one subcommand needs, loaded when it runs. */
/* eslint-disable @typescript-eslint/no-require-imports */

export const yamlTree = () => require('./fix/yaml-tree') as typeof import('./fix/yaml-tree');

/** Loaded by what prints a diff of two texts. */
export const textDiff = () => require('diff') as typeof import('diff');
