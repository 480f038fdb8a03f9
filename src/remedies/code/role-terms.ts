/** The conditions that `SecureCrossAccountRole` has a prop for. */
import { PlainCondition } from './allow-statements';
import { CodeExpression, objectFrom, ofPackage, text, TextLiteral, TypeName } from './expression';

/** A condition, and the prop that renders it. */
export interface Term {
  readonly condition: PlainCondition;
  readonly prop: string;
  readonly value: CodeExpression;
  /** The action that the construct allows because of the prop. */
  readonly action?: string;
}

export const MFA_PRESENT = 'aws:MultiFactorAuthPresent';
export const TAG_KEYS = 'aws:TagKeys';
export const PLACEHOLDER = /^<[a-z0-9-]+>$/;

interface TermRule {
  readonly prop: string;
  readonly operator: string;
  readonly key: string;
  readonly action?: string;
  /** Undefined if the construct does not write this value. */
  valueOf(values: readonly string[]): CodeExpression | undefined;
}

const MFA = ofPackage('MfaRequirement');
const SESSION_NAME = ofPackage('SessionNameRequirement');
const SOURCE_IDENTITY = ofPackage('SourceIdentityRequirement');
const SESSION_TAGS = ofPackage('SessionTagRequirement');
const SET_SOURCE_IDENTITY = 'sts:SetSourceIdentity';
/** The construct completes an IPv6 address without a length, so that is left to the author of the app. */
const RANGE = /^(\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?|[0-9a-f:]+\/\d{1,3})$/i;
const NAME = /^[\w+=,.@-]{2,64}$/;

const TERM_RULES: readonly TermRule[] = [
  {
    prop: 'mfa',
    operator: 'Bool',
    key: MFA_PRESENT,
    valueOf: (values) => (values[0] === 'true' && values.length === 1 ? objectFrom(MFA, 'required') : undefined),
  },
  { prop: 'mfa', operator: 'NumericLessThan', key: 'aws:MultiFactorAuthAge', valueOf: (values) => ofOne(values, youngMfa) },
  {
    prop: 'organizationId',
    operator: 'StringEquals',
    key: 'aws:PrincipalOrgID',
    valueOf: (values) => ofOne(values, (id) => (/^o-[a-z0-9]{10,32}$/.test(id) || PLACEHOLDER.test(id) ? text(id) : undefined)),
  },
  {
    prop: 'sourceIps',
    operator: 'IpAddress',
    key: 'aws:SourceIp',
    valueOf: (values) => ofAll(values, RANGE, (ranges) => ({ kind: 'list', of: 'text', items: ranges })),
  },
  {
    prop: 'sessionName',
    operator: 'StringEquals',
    key: 'sts:RoleSessionName',
    valueOf: (values) => ofOne(values, (name) => (name === '${aws:username}' ? objectFrom(SESSION_NAME, 'callerUserName') : undefined)),
  },
  {
    prop: 'sessionName',
    operator: 'StringLike',
    key: 'sts:RoleSessionName',
    valueOf: (values) => ofOne(values, (pattern) => ofPattern(SESSION_NAME, pattern)),
  },
  {
    prop: 'sourceIdentity',
    operator: 'StringEquals',
    key: 'sts:SourceIdentity',
    action: SET_SOURCE_IDENTITY,
    valueOf: (values) => ofAll(values, NAME, (names) => objectFrom(SOURCE_IDENTITY, 'oneOf', ...names)),
  },
  {
    prop: 'sourceIdentity',
    operator: 'StringLike',
    key: 'sts:SourceIdentity',
    action: SET_SOURCE_IDENTITY,
    valueOf: (values) => ofOne(values, (pattern) => (
      pattern === '*' ? objectFrom(SOURCE_IDENTITY, 'required') : ofPattern(SOURCE_IDENTITY, pattern)
    )),
  },
  {
    prop: 'sessionTags',
    operator: 'ForAllValues:StringEquals',
    key: TAG_KEYS,
    action: 'sts:TagSession',
    valueOf: (values) => ofAll(values, /^[^*?$]+$/, (keys) => objectFrom(SESSION_TAGS, 'allowed', ...keys)),
  },
];

/** The values of a trust policy may be booleans and numbers; the construct writes text. */
export function termOf({ operator, key, values }: PlainCondition): Term | undefined {
  const rule = TERM_RULES.find((each) => each.operator === operator && each.key === key);
  const texts = values.flatMap((value) => (['string', 'number', 'boolean'].includes(typeof value) ? [String(value)] : []));
  const value = rule && texts.length === values.length && texts.length > 0 ? rule.valueOf(texts) : undefined;
  return rule && value && { condition: { operator, key, values: texts }, prop: rule.prop, value, action: rule.action };
}

function ofOne(values: readonly string[], valueOf: (value: string) => CodeExpression | undefined): CodeExpression | undefined {
  return values.length === 1 ? valueOf(values[0]) : undefined;
}

function ofAll(
  values: readonly string[], form: RegExp, valueOf: (texts: readonly TextLiteral[]) => CodeExpression,
): CodeExpression | undefined {
  return values.every((value) => form.test(value)) ? valueOf(values.map(text)) : undefined;
}

/** A pattern that restricts something, and that some name matches. */
function ofPattern(type: TypeName, pattern: string): CodeExpression | undefined {
  const isMatchable = /^[\w+=,.@*?-]+$/.test(pattern) && /[^*?]/.test(pattern) && pattern.replaceAll('*', '').length <= 64;
  return isMatchable ? objectFrom(type, 'matching', text(pattern)) : undefined;
}

/** From one minute to 36 hours. */
function youngMfa(age: string): CodeExpression | undefined {
  const seconds = Number(age);
  if (!/^[1-9]\d*$/.test(age) || seconds < 60 || seconds > 129_600) return undefined;
  const maxAge = objectFrom({ module: 'cdk', name: 'Duration' }, 'seconds', { kind: 'number', value: seconds });
  return objectFrom(MFA, 'required', {
    kind: 'struct', type: ofPackage('RequiredMfaOptions'), fields: [{ name: 'maxAge', value: maxAge }], asKeywords: true,
  });
}
