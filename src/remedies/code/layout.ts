/** Breaks code into lines: what fits stays on one line, anything else is broken up from the outside in. */

/** Text that is never broken, a sequence, or a bracket that may be broken up. */
export type Layout = string | LayoutSequence | LayoutGroup;

export interface LayoutSequence {
  readonly kind: 'sequence';
  readonly parts: readonly Layout[];
}

export interface LayoutGroup {
  readonly kind: 'group';
  readonly open: string;
  readonly items: readonly Layout[];
  readonly close: string;
  /** Between the items: a comma, or nothing in a chain of calls. */
  readonly separator: ',' | '';
  /** Whether a separator follows the last item where each item has a line of its own. */
  readonly trailing: boolean;
  /** Whether a space is put inside the brackets on one line: `{ a: 1 }`. */
  readonly padded: boolean;
  /** Whether a line that is somewhat too long is better than breaking up a bracket around a single text. */
  readonly reluctant: boolean;
}

const LONGEST_LINE = 100;
const LONGEST_RELUCTANT_LINE = 140;

export function sequence(...parts: Layout[]): LayoutSequence {
  return { kind: 'sequence', parts };
}

/** `indent` is one step of indentation. The first line starts at the margin. */
export function writeLines(layout: Layout, indent: string): string {
  return new LinePrinter(indent).print(layout, { indentation: '', column: 0, following: 0 });
}

interface Place {
  /** Of the line that the layout starts on. */
  readonly indentation: string;
  /** Where in that line the layout starts. */
  readonly column: number;
  /** How much must follow on the line that the layout ends on. */
  readonly following: number;
}

class LinePrinter {
  constructor(private readonly indent: string) {}

  print(layout: Layout, place: Place): string {
    if (typeof layout === 'string') return layout;
    return layout.kind === 'sequence' ? this.printSequence(layout, place) : this.printGroup(layout, place);
  }

  private printSequence({ parts }: LayoutSequence, { indentation, column, following }: Place): string {
    let printed = '';
    parts.forEach((part, index) => {
      const lastLine = printed.slice(printed.lastIndexOf('\n') + 1);
      printed += this.print(part, {
        indentation,
        column: printed.includes('\n') ? lastLine.length : column + printed.length,
        following: widthBeforeBreak(parts.slice(index + 1), following),
      });
    });
    return printed;
  }

  private printGroup(group: LayoutGroup, { indentation, column, following }: Place): string {
    const oneLine = onOneLine(group);
    const longest = group.reluctant ? LONGEST_RELUCTANT_LINE : LONGEST_LINE;
    if (group.items.length === 0 || column + oneLine.length + following <= longest) return oneLine;
    const inner = indentation + this.indent;
    const lines = group.items.map((item, index) => {
      const end = index < group.items.length - 1 || group.trailing ? group.separator : '';
      return inner + this.print(item, { indentation: inner, column: inner.length, following: end.length }) + end;
    });
    const close = group.close === '' ? [] : [indentation + group.close];
    return [group.open, ...lines, ...close].join('\n');
  }
}

export function onOneLine(layout: Layout): string {
  if (typeof layout === 'string') return layout;
  if (layout.kind === 'sequence') return layout.parts.map(onOneLine).join('');
  const padding = layout.padded && layout.items.length > 0 ? ' ' : '';
  const items = layout.items.map(onOneLine).join(layout.separator === ',' ? ', ' : '');
  return layout.open + padding + items + padding + layout.close;
}

/** The width of what cannot be moved to another line: up to the next bracket that can be broken up. */
function widthBeforeBreak(parts: readonly Layout[], following: number): number {
  let width = 0;
  for (const part of parts.flatMap(flattened)) {
    if (typeof part !== 'string') return width + part.open.length;
    width += part.length;
  }
  return width + following;
}

function flattened(layout: Layout): (string | LayoutGroup)[] {
  return typeof layout === 'string' || layout.kind === 'group' ? [layout] : layout.parts.flatMap(flattened);
}
