/**
 * A condition value, or an action name, split into literal text, wildcards, policy variables, and parts that are known only at deploy time.
 *
 * Wildcards: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * Variables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import { ANY_ONE, ANY_RUN, elementsOfHole, Glob, matchesGlob } from './match-glob';
import { memoize } from './memoize';
import { Truth, truthOf } from './truth';
import { holeFrom, isPlainText, mayContain } from '../policy/holes';
import { Hole, isKnown, PartlyKnownText, piecesOf } from '../policy/partly-known-text';
import { PolicyVersion } from '../policy/trust-policy';

export type PatternToken =
  | { readonly kind: 'literal'; readonly text: string }
  /** `*`: any run of characters, including an empty one. */
  | { readonly kind: 'any-run' }
  /** `?`: exactly one character. */
  | { readonly kind: 'any-one' }
  | { readonly kind: 'variable'; readonly key: string; readonly defaultText?: string }
  /** The value of a variable that contains `*` or `?`: AWS does not document whether they act as wildcards. */
  | { readonly kind: 'suspect'; readonly text: string }
  | { readonly kind: 'hole'; readonly hole: Hole };

export type ValuePattern = readonly PatternToken[];

export interface PatternReading {
  /** Are `*` and `?` wildcards? */
  readonly wildcards: boolean;
  /** Is `${…}` a variable? Only from version 2012-10-17 on, and only for some operators. */
  readonly variables: boolean;
}

/** For actions and principals: no version of the policy language has variables there. */
export const WILDCARDS_ONLY: PatternReading = { wildcards: true, variables: false };

/** Variables exist only in the newer policy language; a document without `Version` is in the older one. */
export function hasVariables(version: PolicyVersion): boolean {
  return version === '2012-10-17';
}

/** May the value contain a variable? A quick check that may say yes too often. */
export function holdsVariable(value: PartlyKnownText): boolean {
  return typeof value === 'string' ? value.includes('${') : value.some((piece) => typeof piece === 'string' && piece.includes('${'));
}

/**
 * `${key}` or `${key, 'default'}`; `${*}`, `${?}` and `${$}` are the characters themselves.
 * White space around the key is part of the first group: matching it separately would take cubic time on long runs of it.
 */
const VARIABLE = /\$\{([^},]*)(?:,\s*'([^']*)'\s*)?\}/y;

export function readPattern(value: PartlyKnownText, reading: PatternReading): ValuePattern {
  if (isKnown(value) && isPlain(value, reading)) return value === '' ? [] : [{ kind: 'literal', text: value }];
  const tokens: PatternToken[] = [];
  for (const piece of piecesOf(value)) {
    if (typeof piece !== 'string') {
      tokens.push({ kind: 'hole', hole: piece });
    } else {
      const cut = reading.variables && !isKnown(value) ? openVariable(piece) : -1;
      readKnownText(cut < 0 ? piece : piece.slice(0, cut), reading, tokens);
      // `${aws:PrincipalTag/` + hole + `}`: it is not known yet which variable it is, so from here on it may be any text.
      if (cut >= 0) {
        return [...tokens, { kind: 'hole', hole: holeFrom({ kind: 'open-policy-variable', text: value }) }];
      }
    }
  }
  return tokens;
}

/** Does the text contain neither wildcards nor variables? */
function isPlain(text: string, reading: PatternReading): boolean {
  return !(reading.wildcards && /[*?]/.test(text)) && !(reading.variables && holdsVariable(text));
}

/** The start of a variable that does not end in the same piece of text; -1 when there is none. */
function openVariable(piece: string): number {
  const last = piece.lastIndexOf('${');
  return piece.includes('}', last) ? -1 : last;
}

function readKnownText(text: string, reading: PatternReading, tokens: PatternToken[]): void {
  let literal = '';
  const flush = () => {
    if (literal !== '') tokens.push({ kind: 'literal', text: literal });
    literal = '';
  };
  for (let at = 0; at < text.length;) {
    const char = text[at];
    if (reading.variables && char === '$') {
      VARIABLE.lastIndex = at;
      const found = VARIABLE.exec(text);
      if (found) {
        at = VARIABLE.lastIndex;
        const key = found[1].trim();
        if (key === '*' || key === '?' || key === '$') {
          literal += key;
        } else {
          flush();
          tokens.push({ kind: 'variable', key: key.toLowerCase(), defaultText: found[2] });
        }
        continue;
      }
    }
    if (reading.wildcards && isWildcard(char)) {
      flush();
      tokens.push(tokenOf(char));
    } else {
      literal += char;
    }
    at += 1;
  }
  flush();
}

function isWildcard(char: string): boolean {
  return char === '*' || char === '?';
}

function tokenOf(wildcard: string): typeof ANY_RUN | typeof ANY_ONE {
  return wildcard === '*' ? ANY_RUN : ANY_ONE;
}

export function hasToken(pattern: ValuePattern, kind: PatternToken['kind']): boolean {
  return pattern.some((token) => token.kind === kind);
}

/** Is the token a single text without wildcards, known now or at deploy time? */
export function isOneText(token: PatternToken): boolean {
  return token.kind === 'literal' || (token.kind === 'hole' && isPlainText(token.hole));
}

/** May the deploy-time value of the token contain a colon, or a wildcard that matches one? */
export function mayContainColon(token: PatternToken): boolean {
  return token.kind === 'hole' && (mayContain(token.hole, ':') || !isPlainText(token.hole));
}

/** The same pattern without anything that is known about its deploy-time values. */
export const withAnyValues = memoize((pattern: ValuePattern): ValuePattern =>
  pattern.map((token) => (token.kind === 'hole' && token.hole.shape ? { ...token, hole: { ...token.hole, shape: undefined } } : token)));

/** The keys of the pattern's policy variables. */
export function keysOfVariables(pattern: ValuePattern): readonly string[] {
  return pattern.flatMap((token) => (token.kind === 'variable' ? [token.key] : []));
}

/** The text, if the pattern consists of nothing else; otherwise undefined. */
export function plainText(pattern: ValuePattern): string | undefined {
  if (pattern.length === 0) return '';
  return pattern.length === 1 && pattern[0].kind === 'literal' ? pattern[0].text : undefined;
}

/** The value of a policy variable: a text, no value, or (for reasoning about many requests at once) any text. */
export type VariableValues = (key: string) => string | Hole | undefined;

/** A value about which nothing is known. */
export function anyText(key: string): Hole {
  return holeFrom({ kind: 'policy-variable', key });
}

/**
 * Replaces variables with the values that `valueOf` gives for them; a variable without a value takes its default. Undefined when a variable
 * has neither: then nothing can match.
 */
export function resolveVariables(pattern: ValuePattern, wildcards: boolean, valueOf: VariableValues): ValuePattern | undefined {
  if (!hasToken(pattern, 'variable')) return pattern;
  const resolved: PatternToken[] = [];
  for (const token of pattern) {
    if (token.kind !== 'variable') {
      resolved.push(token);
      continue;
    }
    const value = valueOf(token.key) ?? token.defaultText;
    if (value === undefined) return undefined;
    if (typeof value !== 'string') resolved.push({ kind: 'hole', hole: value });
    else resolved.push({ kind: wildcards && /[*?]/.test(value) ? 'suspect' : 'literal', text: value });
  }
  return resolved;
}

/**
 * Matches a whole text. A deploy-time value may be anything, so with one the answer is at best `unknown`. An unresolved variable counts
 * as empty text.
 */
export function matchPattern(pattern: ValuePattern, text: string, ignoreCase = false): Truth {
  const plain = plainText(pattern);
  if (plain !== undefined) return truthOf(ignoreCase ? plain.toLowerCase() === text.toLowerCase() : plain === text);
  const subject = ignoreCase ? text.toLowerCase() : text;
  const open = hasToken(pattern, 'hole');
  if (!matchesGlob(ignoreCase ? toGlob(pattern, true, false) : globInCase(pattern), subject)) {
    if (!hasToken(pattern, 'suspect') || !matchesGlob(toGlob(pattern, ignoreCase, true), subject)) return 'no';
    return open ? 'unknown' : 'unconfirmed';
  }
  return open ? 'unknown' : 'yes';
}

/** The glob of a pattern that is compared with case, as nearly all are. */
const globInCase = memoize((pattern: ValuePattern) => toGlob(pattern, false, false));

function toGlob(pattern: ValuePattern, ignoreCase: boolean, suspectsAreWild: boolean): Glob {
  return pattern.flatMap((token): Glob => {
    switch (token.kind) {
      case 'any-run':
        return [ANY_RUN];
      case 'hole':
        return elementsOfHole(token.hole) ?? [ANY_RUN];
      case 'any-one':
        return [ANY_ONE];
      case 'suspect':
      case 'literal': {
        const chars = [...(ignoreCase ? token.text.toLowerCase() : token.text)];
        return suspectsAreWild && token.kind === 'suspect' ? chars.map((char) => (isWildcard(char) ? tokenOf(char) : char)) : chars;
      }
      case 'variable':
        return [];
    }
  });
}

/** Splits at the first `limit - 1` literal separators; wildcards, variables and holes stay inside their part. */
export function splitPattern(pattern: ValuePattern, separator: string, limit: number): PatternToken[][] {
  let part: PatternToken[] = [];
  const parts = [part];
  for (const token of pattern) {
    if (token.kind !== 'literal') {
      part.push(token);
      continue;
    }
    let rest = token.text;
    while (parts.length < limit && rest.includes(separator)) {
      const at = rest.indexOf(separator);
      if (at > 0) part.push({ kind: 'literal', text: rest.slice(0, at) });
      parts.push((part = []));
      rest = rest.slice(at + separator.length);
    }
    if (rest !== '') part.push({ kind: 'literal', text: rest });
  }
  return parts;
}
