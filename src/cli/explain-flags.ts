/** The options of `cdk-secure-trust explain`, as commander passes them, and what their checks have in common. */
import { refuse } from '../input/input-error';

export interface ExplainFlags {
  readonly trustPolicy?: string;
  readonly role?: string;
  readonly roleArn?: string;
  readonly callerArn?: string;
  readonly error?: string;
  readonly profile?: string;
  readonly token?: string;
  readonly callerPolicy: readonly string[];
  readonly boundary?: string;
  readonly scp: readonly string[];
  readonly rcp: readonly string[];
  readonly sessionPolicy: readonly string[];
  readonly externalId?: string;
  readonly mfa?: boolean;
  readonly mfaAge?: string;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly sessionTag: readonly string[];
  readonly duration?: string;
  readonly context: readonly string[];
  readonly format: string;
}

export function splitPair(flag: string, pair: string, example: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) refuse(flag, `${shown(pair)} is not a key=value pair: specify, for example, ${example}`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

export function checked(flag: string, value: string | undefined, pattern: RegExp, alphabet: string): string | undefined {
  if (value === undefined || pattern.test(value)) return value;
  refuse(flag, `${shown(value)} is not valid: use ${alphabet}`);
}

/** A value in a message: quoted, and shortened if it is long. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
