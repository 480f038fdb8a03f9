/** The types that TypeScript tests need from `public-surface.js`. */

/** One line for each name, with members indented below their type. */
export function publicSurface(folder: string): string[];
