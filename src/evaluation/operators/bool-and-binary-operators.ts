/** `Bool` compares `true` and `false` whatever their case; `BinaryEquals` compares the bytes behind base64. */
import { FamilyOfOperators } from './operator-family';
import { plainText } from '../value-pattern';

export const bool: FamilyOfOperators = {
  wildcards: false,
  variables: true,
  matches: (value, sent) => {
    const text = plainText(value)?.toLowerCase();
    if (text === undefined) return 'unknown';
    // Access Analyzer calls any other text an error; what the service makes of it is not documented.
    if (text !== 'true' && text !== 'false') return 'unconfirmed';
    return text === sent.toLowerCase() ? 'yes' : 'no';
  },
};

export const binary: FamilyOfOperators = {
  wildcards: false,
  variables: false,
  matches: (value, sent) => {
    const text = plainText(value);
    if (text === undefined) return 'unknown';
    if (!isBase64(text) || !isBase64(sent)) return 'invalid';
    return Buffer.from(text, 'base64').equals(Buffer.from(sent, 'base64')) ? 'yes' : 'no';
  },
};

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
