/** The given name, or one derived from it, that is not among the names in use. */
export function unusedName(name: string, used: readonly string[]): string {
  let free = name;
  for (let number = 2; used.includes(free); number += 1) free = `${number}-${name}`;
  return free;
}
