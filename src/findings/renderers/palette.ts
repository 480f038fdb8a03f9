/** The colours of a terminal, and when to use them. */

export type Colour = 'red' | 'yellow' | 'blue' | 'green' | 'bold' | 'dim';

/** Colours a text, or returns it unchanged. */
export type Paint = (colour: Colour, text: string) => string;

const DEFAULT_COLOUR = 39;
const DEFAULT_WEIGHT = 22;
const CODES: Readonly<Record<Colour, { readonly on: number; readonly off: number }>> = {
  red: { on: 31, off: DEFAULT_COLOUR },
  yellow: { on: 33, off: DEFAULT_COLOUR },
  blue: { on: 34, off: DEFAULT_COLOUR },
  green: { on: 32, off: DEFAULT_COLOUR },
  bold: { on: 1, off: DEFAULT_WEIGHT },
  dim: { on: 2, off: DEFAULT_WEIGHT },
};

export function paintFor(isColoured: boolean): Paint {
  return isColoured ? (colour, text) => `\u001b[${CODES[colour].on}m${text}\u001b[${CODES[colour].off}m` : (_, text) => text;
}

/**
 * FORCE_COLOR takes precedence over NO_COLOR, as in Node.js. Without either, colours are used on a terminal that supports them.
 * See https://no-color.org and https://force-color.org
 */
export function wantsColour(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = environment;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (refused !== undefined && refused !== '') return false;
  return isTerminal && terminal !== 'dumb';
}
