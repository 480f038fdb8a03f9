/** What a template says about a text that is known only at deploy time: the characters it can contain, and its length. */

export interface CharacterSet {
  /** The ASCII characters. */
  readonly ascii: string;
  /** Does the set contain non-ASCII characters? */
  readonly others: boolean;
}

export interface TextShape {
  readonly characters: CharacterSet;
  readonly min: number;
  /** Undefined: any length. */
  readonly max?: number;
}

export const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join('');

export const ANY_CHARACTER: CharacterSet = { ascii: ASCII, others: true };

/** The ASCII characters that a regular expression for one character matches. */
export function charactersLike(one: RegExp): CharacterSet {
  return { ascii: [...ASCII].filter((character) => one.test(character)).join(''), others: false };
}

/** The characters of a text. */
export function charactersOf(text: string): CharacterSet {
  return { ascii: [...ASCII].filter((character) => text.includes(character)).join(''), others: /[^\0-\x7f]/.test(text) };
}

export function holdsCharacter({ ascii, others }: CharacterSet, character: string): boolean {
  return character > '\x7f' ? others : ascii.includes(character);
}

export function unionOf(sets: readonly CharacterSet[]): CharacterSet {
  return {
    ascii: [...ASCII].filter((character) => sets.some(({ ascii }) => ascii.includes(character))).join(''),
    others: sets.some(({ others }) => others),
  };
}

/** Every character that is not in the set. A set does not say which non-ASCII characters it contains, so its complement can contain any. */
export function complementOf({ ascii }: CharacterSet): CharacterSet {
  return { ascii: [...ASCII].filter((character) => !ascii.includes(character)).join(''), others: true };
}

export function hasShapeOf({ characters, min, max = Infinity }: TextShape, text: string): boolean {
  return text.length >= min && text.length <= max && [...text].every((character) => holdsCharacter(characters, character));
}

/** A text of the shape; different numbers give different texts if the shape allows it. */
export function exampleOf({ characters, min, max = Infinity }: TextShape, number: number): string {
  const padding = /[a-z]/.exec(characters.ascii)?.[0] ?? /[0A-Z]/.exec(characters.ascii)?.[0] ?? [...characters.ascii][0] ?? '\u00e4';
  const digits = /^\d$/.test(padding) || holdsCharacter(characters, '1') ? String(number) : padding.repeat(number);
  const text = [...digits].every((digit) => holdsCharacter(characters, digit)) ? digits : padding;
  return text.padStart(Math.max(min, 1), padding).slice(-Math.min(max, 2_000)).slice(0, max);
}
