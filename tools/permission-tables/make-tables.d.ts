/** The types that TypeScript tests need from `make-tables.js`. */

/** The file with the tables. */
export const TABLE: string;

/** By service, the actions that read secrets or data. */
export const SECRETS: Readonly<Record<string, readonly string[]>>;

/** The tables as the pinned packages say. */
export function tables(): object;
