/** A name for each role that people know it by, and that no other role of the comparison has. */
import { nameOf } from '../../findings/renderers/role-name';
import { InputRole } from '../input/input-role';

/** In the order of the roles. More than the name is told only where it is needed. */
export function idsOf(roles: readonly InputRole[]): string[] {
  const names = roles.map(({ source }) => nameOf(source));
  const withAccounts = whereRepeated(names, (index) => (roles[index].account === undefined ? '' : ` in account ${roles[index].account}`));
  const withFiles = whereRepeated(withAccounts, (index) => ` of ${roles[index].source.file}`);
  const numbers = new Map<string, number>();
  return withFiles.map((name) => {
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    return number === 1 ? name : `${name} #${number}`;
  });
}

function whereRepeated(names: readonly string[], more: (index: number) => string): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, index) => (counts.get(name) === 1 ? name : name + more(index)));
}
