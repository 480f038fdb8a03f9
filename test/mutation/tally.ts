/** Counts the outcomes of mutants, by kind and by shape, and writes the tables of `docs/evidence.md`. */

/**
 * `refused`: the guard reports that IAM rejects it. `narrower`: some request is newly denied, and none is newly allowed. `same`: nothing
 * changes.
 */
export interface Fate {
  readonly selfCheck: boolean;
  readonly guard: boolean;
  readonly refused: boolean;
  readonly equivalent?: 'narrower' | 'same';
}

const COLUMNS = [
  'mutants',
  'caught by the role',
  'caught by the guard',
  'of these rejected by IAM',
  'caught',
  'allows fewer',
  'means the same',
  'missed',
] as const;
type Counts = Record<(typeof COLUMNS)[number], number>;

export class Tally {
  private readonly rows = new Map<string, Counts>();

  /** @param isNew false: it is already counted in the sum */
  public count(row: string, { selfCheck, guard, refused, equivalent }: Fate, isNew: boolean = true): void {
    for (const name of isNew ? [row, 'all'] : [row]) {
      const counts = this.rows.get(name) ?? Object.fromEntries(COLUMNS.map((column) => [column, 0])) as Counts;
      this.rows.set(name, counts);
      counts.mutants += 1;
      if (selfCheck) counts['caught by the role'] += 1;
      if (guard) counts['caught by the guard'] += 1;
      if (refused) counts['of these rejected by IAM'] += 1;
      if (selfCheck || guard) counts.caught += 1;
      else if (equivalent === 'narrower') counts['allows fewer'] += 1;
      else if (equivalent === 'same') counts['means the same'] += 1;
      else counts.missed += 1;
    }
  }

  public table(title: string, rows: readonly string[]): string {
    const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
    const rowOf = (name: string) => line([name, ...COLUMNS.map((column) => this.rows.get(name)?.[column].toLocaleString('en-US') ?? 0)]);
    return [
      line([title, ...COLUMNS]),
      `| --- |${COLUMNS.map(() => ' ---: |').join('')}`,
      ...rows.map(rowOf),
      rowOf('all').replace('| all |', '| **all** |'),
    ].join('\n');
  }
}
