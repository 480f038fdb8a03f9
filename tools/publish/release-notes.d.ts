/** @param listed the titles of the commits, which are the notes of a version that has no section in the changelog */
export function releaseNotes(changelog: string, version: string, listed: string): string;
