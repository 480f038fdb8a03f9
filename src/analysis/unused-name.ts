/** A name like the given one that is none of those that are spoken of. */
export function unusedName(name: string, named: readonly string[]): string {
  let free = name;
  for (let number = 2; named.includes(free); number += 1) free = `${number}-${name}`;
  return free;
}
