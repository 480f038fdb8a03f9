/** The positions of the values in a YAML text, and values written as YAML. */
import { Alias, Composer, CST, isAlias, isMap, isScalar, isSeq, Pair, Parser, Scalar, stringify, YAMLMap, YAMLSeq } from 'yaml';
import { TextEntry, TextItem, TextNode } from './text-tree';

/** Undefined if the text is read only after its indentation has been repaired, so that the positions of its values are not known. */
export function readYamlTree(text: string): TextNode | undefined {
  const composer = new Composer({ version: '1.1', schema: 'failsafe', uniqueKeys: false, keepSourceTokens: true });
  const [document] = [...composer.compose(new Parser().parse(text), true, text.length)];
  if (document.errors.length > 0) return undefined;
  return nodeOf(document.contents, text, text.length);
}

const PLAIN_TAGS = /^(!|tag:yaml\.org,2002:(str|int|float|bool|null|map|seq))$/;

/** @param emptyAt where an empty value is */
function nodeOf(node: unknown, text: string, emptyAt: number): TextNode {
  if (isMap(node) && hasPlainTag(node)) return mapOf(node, text);
  if (isSeq(node) && hasPlainTag(node)) return listOf(node, text);
  if (isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)) return leafOf(node, text);
  return { kind: 'leaf', start: emptyAt, end: emptyAt };
}

function hasPlainTag({ tag }: YAMLMap | YAMLSeq): boolean {
  return tag === undefined || PLAIN_TAGS.test(tag);
}

function leafOf(node: YAMLMap | YAMLSeq | Scalar | Alias, text: string): TextNode {
  const [start, end] = node.range!;
  return { kind: 'leaf', start, end: start + text.slice(start, end).trimEnd().length };
}

function mapOf(map: YAMLMap, text: string): TextNode {
  const tokens = (map.srcToken as CST.BlockMap | CST.FlowCollection).items.filter(({ key, sep, value }) => key ?? sep ?? value);
  const entries = map.items.flatMap((pair, index) => entryOf(pair, tokens[index] ?? { start: [] }, text));
  const [start, end] = map.range!;
  const isFlow = map.flow === true;
  return { kind: 'map', isFlow, start, end: isFlow ? end : entries.at(-1)?.end ?? start, entries };
}

/** None for a key that is an alias, or that has no colon. */
function entryOf({ key, value }: Pair, { sep = [] }: CST.CollectionItem, text: string): TextEntry[] {
  const colon = sep.find((token) => token.type === 'map-value-ind');
  if (!isScalar(key) || typeof key.value !== 'string' || colon === undefined) return [];
  const afterKey = colon.offset + 1;
  const read = nodeOf(value, text, afterKey);
  return [{ key: key.value, start: key.range![0], afterKey, value: read, end: Math.max(read.end, afterKey) }];
}

function listOf(list: YAMLSeq, text: string): TextNode {
  const isFlow = list.flow === true;
  const tokens = (list.srcToken as CST.BlockSequence | CST.FlowCollection).items;
  const items = list.items.map((item, index): TextItem => {
    const before = tokens[index]?.start ?? [];
    const marker = before.find(({ type }) => (isFlow ? type === 'tag' || type === 'anchor' : type === 'seq-item-ind'));
    const value = nodeOf(item, text, (marker?.offset ?? list.range![0]) + 1);
    return { start: marker?.offset ?? value.start, value, end: value.end };
  });
  const [start, end] = list.range!;
  return { kind: 'list', isFlow, start, end: isFlow ? end : items.at(-1)?.end ?? start, items };
}

/** The value in lines of YAML, in the style of the text around it. */
export function renderYaml(value: unknown, like: string): string {
  const rendered = stringify(value, {
    version: '1.1',
    lineWidth: 0,
    indent: indentationOf(like),
    indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\n\1- /m.test(like),
    singleQuote: countOf(like, "'") > countOf(like, '"'),
    aliasDuplicateObjects: false,
  });
  return rendered.trimEnd();
}

function indentationOf(text: string): number {
  return /^( *)[^\s#-][^\n]*:[ \t]*\n\1( +)[^\s#-]/m.exec(text)?.[2].length ?? 2;
}

function countOf(text: string, character: string): number {
  return text.split(character).length;
}
