/**
 * The parts of a fix that the reader has to fill in. They are written `<name>`; `placeholder-value` reports those that are never filled in.
 */
import { Placeholder, PlaceholderKind } from '../findings/fix';

export class NamedPlaceholders {
  private readonly byName = new Map<string, Placeholder>();

  public get all(): readonly Placeholder[] {
    return [...this.byName.values()];
  }

  /** The text in place of the value: `<role>`. The same name with another example becomes another placeholder: `<role-2>`. */
  public add(name: string, kind: PlaceholderKind, example: string): string {
    const base = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'value';
    let unused = base;
    for (let number = 2; this.byName.has(unused) && this.byName.get(unused)!.example !== example; number += 1) unused = `${base}-${number}`;
    this.byName.set(unused, { name: unused, kind, example });
    return `<${unused}>`;
  }
}

/** The document, or any part of it, with values in place of placeholders. Placeholders without a value stay. */
export function fillPlaceholders(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.replace(/<([a-z0-9-]+)>/g, (written, name: string) => values.get(name) ?? written);
  if (Array.isArray(value)) return value.map((item) => fillPlaceholders(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [String(fillPlaceholders(key, values)), fillPlaceholders(item, values)]),
  );
}

export function examplesOf(placeholders: readonly Placeholder[]): ReadonlyMap<string, string> {
  return new Map(placeholders.map(({ name, example }) => [name, example]));
}

/** A random UUID, as `cdk-secure-trust external-id` prints one. */
export const EXAMPLE_OF_EXTERNAL_ID = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';

const ACCOUNTS_OF_EXAMPLES = [
  '111122223333',
  '444455556666',
  '777788889999',
  '123456789012',
  '210987654321',
  '555566667777',
  '888899990000',
];

/** An account that AWS's documentation uses in examples, other than these. */
export function exampleOfAccount(others: { has(account: string): boolean }): string {
  return ACCOUNTS_OF_EXAMPLES.find((account) => !others.has(account)) ?? '999900001111';
}
