/** Compares JSON whose keys can be in another order. */

/** Properties that are undefined are not part of the JSON. */
export function isSameJson(one: unknown, other: unknown): boolean {
  return sortedJson(one) === sortedJson(other);
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (
    typeof item !== 'object' || item === null || Array.isArray(item)
      ? item
      : Object.fromEntries(Object.entries(item).sort(([one], [another]) => (one < another ? -1 : 1)))
  ));
}
