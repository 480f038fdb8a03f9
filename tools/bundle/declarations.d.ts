/** What TypeScript tests need to know of `declarations.js`. */

/** The declarations that a TypeScript compiler may open when it reads this one: absolute paths. */
export function reachableDeclarations(entry: string): Set<string>;
