/** What TypeScript tests need to know of `where.js`. */

/** For each `engine.js:31:207` a line: the position, and the place in the sources. */
export function whereInSources(positions: readonly string[]): Promise<string[]>;
