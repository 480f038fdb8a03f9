/** What the command loads when it is needed: the parser of YAML, for most inputs are JSON. */
/* eslint-disable @typescript-eslint/no-require-imports */

export const yaml = () => require('./read-yaml') as typeof import('./read-yaml');
