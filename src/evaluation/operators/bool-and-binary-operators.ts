/** `Bool` compares `true` and `false`, ignoring case; `BinaryEquals` compares the bytes encoded in base64. */
import { comparing, FamilyOfOperators } from './operator-family';
import { truthOf } from '../truth';
import { plainText } from '../value-pattern';

export const bool: FamilyOfOperators = {
  wildcards: false,
  variables: true,
  matches: (value, sent) => {
    const text = plainText(value)?.toLowerCase();
    if (text === undefined) return 'unknown';
    // Access Analyzer reports any other text as an error; how IAM evaluates it is not documented.
    if (text !== 'true' && text !== 'false') return 'unconfirmed';
    return truthOf(text === sent.toLowerCase());
  },
};

export const binary: FamilyOfOperators = comparing(readBytes, readBytes, (sent, value) => sent.equals(value));

/** Undefined: the text is not base64. */
export function readBytes(base64: string): Buffer | undefined {
  return base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
