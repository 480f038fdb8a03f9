/** The claims of a token, as the condition keys that AWS makes of them. A token is decoded, never verified. */
import { Caller, ContextValue } from '../../evaluation/assume-role-request';
import { requestKeyOf } from '../../evaluation/request-keys';
import { isBuiltInWebIdentity } from '../../policy/read-principal';
import { RoleArn, TokenTimes } from '../attempt';

export interface Token {
  /** Without `https://`. */
  readonly issuer: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** @returns a text if these are not the claims of a token that AWS accepts: what is wrong */
export function readToken(claims: Readonly<Record<string, unknown>>): Token | string {
  const { iss, sub } = claims;
  if (typeof iss !== 'string') return 'has no issuer (iss): give the ID token itself, or all of its claims as JSON';
  if (typeof sub !== 'string') return 'has no subject (sub): give the ID token itself, or all of its claims as JSON';
  const issuer = iss.replace(/^https:\/\//, '').replace(/\/$/, '');
  if (!/^[\w.-]+(:\d+)?(\/[\w.~%+/-]*)?$/.test(issuer) || issuer.length > 255) return 'has an issuer (iss) that is not a URL';
  return { issuer, claims };
}

/** The caller as the trust policy of this role has to name it: the provider has to be in the account of the role. */
export function callerOfToken({ issuer }: Token, { partition, account }: RoleArn): Caller {
  return { kind: 'oidc', issuer, provider: isBuiltInWebIdentity(issuer) ? undefined : { partition, account } };
}

export function timesOfToken({ claims: { nbf, exp } }: Token): TokenTimes {
  return { notBefore: timeOf(nbf), expires: timeOf(exp) };
}

/** Undefined for what is not a date: then nothing is known about it. */
function timeOf(claim: unknown): number | undefined {
  return typeof claim === 'number' && Math.abs(claim) < LAST_SECOND ? claim : undefined;
}

/** The last one that a date can have. */
const LAST_SECOND = 8.64e12;

/** Only the claims that AWS makes condition keys of: other claims are never in the request. */
export function contextOfToken({ issuer, claims }: Token): ReadonlyMap<string, ContextValue> {
  const context = new Map<string, ContextValue>();
  const set = (claim: string, value: unknown) => {
    const key = `${issuer}:${claim}`.toLowerCase();
    const text = textOf(value);
    if (text !== undefined && requestKeyOf(key, 'oidc', 'absent', issuer).presence !== 'never') context.set(key, text);
  };
  for (const [claim, value] of Object.entries(claims)) set(claim, value);
  // The authorized party counts as the audience; Google's own audience then has another name.
  if (typeof claims.azp === 'string') {
    set('aud', claims.azp);
    if (issuer === 'accounts.google.com') set('oaud', claims.aud);
  } else if (Array.isArray(claims.aud)) {
    set('aud', claims.aud[0]);
  }
  return context;
}

function textOf(value: unknown): ContextValue | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const isList = Array.isArray(value) && value.every((item): item is string => typeof item === 'string');
  return isList ? value : undefined;
}
