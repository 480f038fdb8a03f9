/** The positions of the values of a document in its text, so that one of them can be changed without touching any other character. */

export type TextNode = MapInText | TextList | TextLeaf;

interface PlaceInText {
  readonly start: number;
  /** After the last character of the value: comments and line breaks after it are not part of it. */
  readonly end: number;
}

export interface MapInText extends PlaceInText {
  readonly kind: 'map';
  /** In braces, like all JSON. Otherwise in lines of YAML. */
  readonly isFlow: boolean;
  readonly entries: readonly TextEntry[];
}

/** `start` is that of the key. */
export interface TextEntry extends PlaceInText {
  readonly key: string;
  /** After the colon. */
  readonly afterKey: number;
  readonly value: TextNode;
}

export interface TextList extends PlaceInText {
  readonly kind: 'list';
  readonly isFlow: boolean;
  readonly items: readonly TextItem[];
}

/** `start` is that of the dash, if the list is in lines of YAML. */
export interface TextItem extends PlaceInText {
  readonly value: TextNode;
}

/** A value that is changed only as a whole: a scalar, and in YAML an alias or a value with a tag. */
export interface TextLeaf extends PlaceInText {
  readonly kind: 'leaf';
}

export type TextPart = TextEntry | TextItem;

/** The part of a collection that a step of a path leads to; undefined if the text does not contain it there. */
export function partAt(node: TextNode, step: string): TextPart | undefined {
  if (node.kind === 'map') return node.entries.find(({ key }) => key === step);
  return node.kind === 'list' && /^\d+$/.test(step) ? node.items[Number(step)] : undefined;
}

export function partsOf(node: MapInText | TextList): readonly TextPart[] {
  return node.kind === 'map' ? node.entries : node.items;
}
