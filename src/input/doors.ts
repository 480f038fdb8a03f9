/** What few inputs need, loaded when one needs it: most are JSON, and not compressed. */
/* eslint-disable @typescript-eslint/no-require-imports */

export const yaml = () => require('./read-yaml') as typeof import('./read-yaml');

export const gunzip = () => require('./gunzip') as typeof import('./gunzip');
