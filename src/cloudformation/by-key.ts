/** Things that templates name, by a name that several of them may have. */

type Entries<T> = Iterable<readonly [key: string, thing: T]>;

/** All things of each key, in their order. */
export function groupedByKey<T>(entries: Entries<T>): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, thing] of entries) {
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}

/** The thing of each key that belongs to one thing only; undefined for a key that several things have. */
export function uniqueByKey<T>(entries: Entries<T>): Map<string, T | undefined> {
  const found = new Map<string, T | undefined>();
  for (const [key, thing] of entries) found.set(key, found.has(key) ? undefined : thing);
  return found;
}
