/** What TypeScript tests need to know of `public-surface.js`. */

/** One line a name, members indented below their type. */
export function publicSurface(folder: string): string[];
