/** Colours for a terminal, and when to use them. */

export type Colour = 'red' | 'yellow' | 'blue' | 'green' | 'bold' | 'dim';

/** Puts a text into a colour, or leaves it alone. */
export type Paint = (colour: Colour, text: string) => string;

const CODES: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  red: [31, 39], yellow: [33, 39], blue: [34, 39], green: [32, 39], bold: [1, 22], dim: [2, 22],
};

export function paintFor(isColoured: boolean): Paint {
  return isColoured ? (colour, text) => `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m` : (_, text) => text;
}

/**
 * FORCE_COLOR comes before NO_COLOR, as everywhere in Node; without either, a terminal that can show colours gets them.
 * See https://no-color.org and https://force-color.org
 */
export function wantsColour(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = environment;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (refused !== undefined && refused !== '') return false;
  return isTerminal && terminal !== 'dumb';
}
