/** Reads an OIDC token (a JWT), or its claims as JSON. The token is decoded only: it is not verified, sent or printed. */
import { refuse } from './input-error';
import { readTextFile } from './read-text-file';
import { readToken, Token } from '../explain/token/token-claims';
import { isPlainMap } from '../policy/resolved-value';

/** No token that AWS accepts is longer. */
const MAX_CHARACTERS = 50_000;

/** @param path a file, or `-` for standard input */
export function readTokenFile(path: string): Token {
  const text = readTextFile(path).trim();
  if (text.length > MAX_CHARACTERS) refuse(path, 'is too long for a token');
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(text) ?? [];
  const claims = parsed(payload === undefined ? text : Buffer.from(payload, 'base64url').toString('utf8'));
  if (!isPlainMap(claims)) refuse(path, 'is neither a token (a JWT, three parts with dots between them) nor its claims as a JSON object');
  const token = readToken(claims);
  if (typeof token === 'string') refuse(path, token);
  return token;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
