/** What the values of condition keys can look like: text of a certain form, numbers, dates, addresses, Booleans. */
import { matchPattern, readPattern, ValuePattern, WILDCARDS_ONLY } from './value-pattern';

export interface TextDomain {
  readonly type: 'text';
  /** The characters that a value may contain, as the inside of a regular expression class. Default: any printable character. */
  readonly alphabet?: string;
  /** Every value matches this pattern. Default: any text. */
  readonly shape?: ValuePattern;
  /** No value matches this pattern. Default: there is no such pattern. */
  readonly never?: ValuePattern;
  readonly min: number;
  readonly max: number;
  /** A value that is easy to recognise as an example. */
  readonly example: string;
}

export type KeyDomain =
  | TextDomain
  | { readonly type: 'bool'; readonly values: readonly ('true' | 'false')[] }
  | { readonly type: 'number'; readonly min: number; readonly max: number }
  /** `age`: how many seconds the date may be before the request. Default: it is the time of the request. */
  | { readonly type: 'date'; readonly age?: number }
  | { readonly type: 'address'; /** Addresses inside these blocks never appear. */ readonly never: readonly string[] };

export const TEXT: TextDomain = { type: 'text', min: 1, max: 2048, example: 'example' };
export const BOOL: KeyDomain = { type: 'bool', values: ['false', 'true'] };
export const ALWAYS_FALSE: KeyDomain = { type: 'bool', values: ['false'] };
/** Tags, and names in tokens, contain no wildcard characters. */
export const NO_WILDCARDS = '^*?';
export const TAG_VALUE: TextDomain = { ...TEXT, alphabet: NO_WILDCARDS, min: 0, max: 256 };
export const TAG_KEY: TextDomain = { ...textLike('example-tag'), max: 128 };
export const SESSION_TEXT = text('\\w+=,.@-', 2, 64, 'example-session');
export const ACCOUNT_ID = text('0-9', 12, 12, '999999999999');
export const ORGANIZATION_ID = text('a-z0-9-', 12, 34, 'o-stranger00');
export const ORGANIZATION_PATH = textLike('o-stranger00/r-0000/ou-0000-00000000/');
export const ARN: TextDomain = { ...textLike('arn:aws:example:us-east-1:999999999999:example'), min: 12 };
export const ARN_OF_VPC: TextDomain = {
  ...textLike('arn:aws:ec2:us-east-1:999999999999:vpc/vpc-0123456789abcdef0'),
  shape: valueShape('arn:?*:ec2:?*:????????????:vpc/vpc-?*'),
  never: valueShape('*:*:*:*:*:*:*'),
};
/** Resource names contain no wildcard characters, except those of a few services. */
export const SOURCE_ARN: TextDomain = { ...ARN, alphabet: NO_WILDCARDS };
/** `aws:userid` is the unique id of the user; for a session, the id of its role and the session name. */
export const ID_OF_USER: TextDomain = { ...text('A-Z0-9', 5, 128, 'AIDAEXAMPLEEXAMPLE000'), shape: valueShape('AIDA?*') };
export const ID_OF_SESSION: TextDomain = {
  ...text('\\w+=,.@:-', 8, 193, 'AROAEXAMPLEEXAMPLE000:example-session'), shape: valueShape('AROA?*:??*'), never: valueShape('*:*:*'),
};
/** The longest lifetime of temporary credentials: those of `GetSessionToken`. */
export const LONGEST_SESSION_SECONDS = 36 * 3600;
export const ISSUE_TIME: KeyDomain = { type: 'date', age: LONGEST_SESSION_SECONDS };
export const PUBLIC_ADDRESS: KeyDomain = {
  type: 'address',
  never: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16', 'fc00::/7', 'fe80::/10', '::1/128'],
};

export const PRIVATE_IPV4: KeyDomain = { type: 'address', never: ['::/0'] };
export const GLUE: TextDomain = { ...textLike('glue.amazonaws.com'), shape: valueShape('glue.amazonaws.com') };

export function text(alphabet: string, min: number, max: number, example: string): TextDomain {
  return { type: 'text', alphabet, min, max, example };
}

/** Any text. The example shows what kind of text it usually is. */
export function textLike(example: string): TextDomain {
  return { ...TEXT, example };
}

export function valueShape(pattern: string): ValuePattern {
  return readPattern(pattern, WILDCARDS_ONLY);
}

/** Does the text have the shape of the key's values? Alphabet and length are not checked. */
export function hasShape({ shape, never }: TextDomain, value: string): boolean {
  return (!shape || matchPattern(shape, value) === 'yes') && (!never || matchPattern(never, value) === 'no');
}

/** Can the text be a value of the key? */
export function isInDomain(domain: TextDomain, value: string): boolean {
  const isSpelled = domain.alphabet === undefined || new RegExp(`^[${domain.alphabet}]*$`, 'u').test(value);
  return isSpelled && value.length >= domain.min && value.length <= domain.max && hasShape(domain, value);
}
