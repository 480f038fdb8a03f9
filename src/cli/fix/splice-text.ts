/** Replaces, inserts and removes one part of a collection in its text. */
import { inShortForm } from './short-form';
import { partsOf, TextList, MapInText, TextPart } from './text-tree';

type Collection = MapInText | TextList;

/** How new values are written. */
export interface TextStyle {
  /** One level of indentation of JSON. */
  readonly indentation: string;
  /** The value in lines of YAML. */
  renderBlock(value: unknown): string;
  /** The whole text, if the value is all of it. */
  renderWhole(value: unknown, before: string): string;
}

export interface NewPart {
  readonly index: number;
  /** In a map. */
  readonly key?: string;
  readonly value: unknown;
}

export function replaceInPlace(text: string, owner: Collection, part: TextPart, value: unknown, style: TextStyle): string {
  const plainText = (each: string) => style.renderBlock({ k: each }).slice('k: '.length);
  const short = inShortForm(text, part, value, owner.isFlow ? JSON.stringify : plainText);
  if (short) return spliced(text, short.start, part.end, short.written);
  if ('key' in part) {
    if (owner.isFlow) return spliced(text, afterSpace(text, part.afterKey), part.end, inlineValue(text, owner, part, value, style));
    return spliced(text, part.afterKey, part.end, blockEntry(text, part, value, style));
  }
  if (owner.isFlow) return spliced(text, part.start, part.end, inlineValue(text, owner, part, value, style));
  return spliced(text, part.start, part.end, indented(style.renderBlock([value]), columnOf(text, part)));
}

/** The collection is not empty. */
export function insertInPlace(text: string, owner: Collection, { index, key, value }: NewPart, style: TextStyle): string {
  const parts = partsOf(owner);
  const next = parts[index];
  const neighbour = next ?? parts[parts.length - 1];
  if (owner.isFlow) {
    const rendered = inlineValue(text, owner, neighbour, value, style);
    const written = key === undefined ? rendered : `${JSON.stringify(key)}:${isTight(text, owner) ? '' : ' '}${rendered}`;
    const gap = gapOf(text, owner);
    if (next) return spliced(text, next.start, next.start, `${written},${gap}`);
    return spliced(text, neighbour.end, neighbour.end, `,${gap}${written}`);
  }
  const column = columnOf(text, neighbour);
  const written = indented(style.renderBlock(key === undefined ? [value] : { [key]: value }), column);
  if (next && index === 0) return spliced(text, next.start, next.start, `${written}\n${column}`);
  const before = endOfLine(text, next ? parts[index - 1].end : neighbour.end);
  return spliced(text, before, before, `\n${column}${written}`);
}

/** The collection has other parts. */
export function removeInPlace(text: string, owner: Collection, part: TextPart): string {
  const parts = partsOf(owner);
  const index = parts.indexOf(part);
  const next = parts[index + 1];
  if (owner.isFlow) return next ? spliced(text, part.start, next.start, '') : spliced(text, parts[index - 1].end, part.end, '');
  const start = startOfLine(text, part.start);
  const isAlone = text.slice(start, part.start).trim() === '';
  if (!isAlone && next) return spliced(text, part.start, next.start, '');
  const end = endOfLine(text, part.end);
  return end === text.length ? spliced(text, Math.max(start - 1, 0), end, '') : spliced(text, start, end + 1, '');
}

function spliced(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** The text after the colon. Rendered with a key of one letter, which is cut off. */
function blockEntry(text: string, part: TextPart, value: unknown, style: TextStyle): string {
  return indented(style.renderBlock({ k: value }).slice('k:'.length), columnOf(text, part));
}

/** JSON, which is also the form of YAML in braces: on several lines if the collection is, otherwise on one line. */
function inlineValue(text: string, owner: Collection, neighbour: TextPart, value: unknown, style: TextStyle): string {
  if (isTight(text, owner)) return JSON.stringify(value);
  if (!isInLines(text, owner)) return spacedJson(value);
  return indented(JSON.stringify(value, undefined, style.indentation), indentationOfLine(text, neighbour.start));
}

function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${spacedJson(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function isInLines(text: string, owner: Collection): boolean {
  const first = partsOf(owner)[0];
  return first !== undefined && text.slice(owner.start, first.start).includes('\n');
}

/** Without spaces, as programs write it. */
function isTight(text: string, owner: Collection): boolean {
  const written = text.slice(owner.start, owner.end);
  return !written.includes('\n') && /":["{[\w]/.test(written) && !/": /.test(written);
}

function gapOf(text: string, owner: Collection): string {
  if (isInLines(text, owner)) return `\n${indentationOfLine(text, partsOf(owner)[0].start)}`;
  return isTight(text, owner) || /[^\s],[^\s]/.test(text.slice(owner.start, owner.end)) ? '' : ' ';
}

/** All lines except the first. */
function indented(written: string, indentation: string): string {
  return written.split('\n').map((line, index) => (index === 0 || line === '' ? line : indentation + line)).join('\n');
}

function afterSpace(text: string, at: number): number {
  return at + /^\s*/.exec(text.slice(at))![0].length;
}

function startOfLine(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function indentationOfLine(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(startOfLine(text, at)))![0];
}

/** As many spaces as there are before it, or as many spaces as there are characters. */
function columnOf(text: string, { start }: TextPart): string {
  return ' '.repeat(start - startOfLine(text, start));
}
