/** Intrinsic functions in the short form of YAML (`!Sub text`): what was written in it is written in it again. */
import { TextPart } from './text-tree';

export interface ShortForm {
  /** From the tag, up to the end of the value. */
  readonly start: number;
  readonly written: string;
}

/**
 * The new value in the short form of the old one. Undefined if the old value has none, or the new one is not of the same function.
 *
 * @param renderText a text, with quotes where they are needed
 */
export function inShortForm(text: string, part: TextPart, value: unknown, renderText: (text: string) => string): ShortForm | undefined {
  const tag = /![A-Za-z]\w*(?=\s+$)/.exec(text.slice(part.start, part.value.start));
  const call = tag && callOf(value);
  if (!call || call.tag !== tag[0] || !isArgument(call.argument)) return undefined;
  const { argument } = call;
  const written = typeof argument === 'string' ? renderText(argument) : inOneLine(argument);
  return written.includes('\n') ? undefined : { start: part.start + tag.index, written: `${tag[0]} ${written}` };
}

interface Call {
  readonly tag: string;
  readonly argument: unknown;
}

/** `{ "Fn::Sub": … }` and `{ "Ref": … }`. */
function callOf(value: unknown): Call | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [entry, another] = Object.entries(value);
  const [, name] = /^(?:Fn::)?(\w+)$/.exec(entry?.[0] ?? '') ?? [];
  if (name === undefined || another !== undefined || !entry[0].startsWith('Fn::') && name !== 'Ref') return undefined;
  return { tag: `!${name}`, argument: entry[1] };
}

/** CloudFormation does not accept one short form directly after another. */
function isArgument(argument: unknown): boolean {
  return typeof argument === 'string' || Array.isArray(argument) && argument.length > 0;
}

function inOneLine(value: unknown): string {
  const call = callOf(value);
  if (call && isArgument(call.argument)) return `${call.tag} ${inOneLine(call.argument)}`;
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inOneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
