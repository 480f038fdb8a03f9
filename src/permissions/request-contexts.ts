/**
 * The condition keys of the requests that a principal can make: some follow from the principal, some from the resource, and the rest is up
 * to whoever makes the request.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { PermissionStatement } from './identity-policy';
import { ContextValue, RequestContext } from '../evaluation/assume-role-request';
import { clock } from '../evaluation/clock';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';

/** Who makes the request. */
export interface RequestingPrincipal {
  readonly kind: 'role' | 'user';
  readonly arn: string;
  readonly account: string;
  /** With its path. */
  readonly name: string;
}

/** Keys that follow from the principal or from its session, so that it cannot choose them. */
const OF_PRINCIPAL: readonly RegExp[] = [
  /^aws:(principal.*|userid|username|sourceidentity|federatedprovider|tokenissuetime|multifactorauth.*|assumedroot|ec2instancesource.*)$/,
  /^aws:(viaawsservice|calledvia.*|sourcearn|sourceaccount|sourceorg.*|chatbotsourcearn)$/,
  /^(ec2:(sourceinstancearn|roledelivery)|lambda:sourcefunctionarn|ssm:sourceinstancearn|saml:.*|sts:.*|.*:(sub|aud|amr|oaud))$/,
];

/** Keys that follow from the resource: some resources have the value, others do not. */
const OF_RESOURCE = /^(aws:resource.*|.*:resourcetag\/.*|.*:resourceaccount|s3:existingobjecttag\/.*|iam:permissionsboundary)$/;

export type KeyDecider = 'principal' | 'resource' | 'request';

export function deciderOf(key: string): KeyDecider {
  if (OF_RESOURCE.test(key)) return 'resource';
  return OF_PRINCIPAL.some((pattern) => pattern.test(key)) ? 'principal' : 'request';
}

/** The keys that every request of the principal has. */
export function ownKeys({ kind, arn, account, name }: RequestingPrincipal): ReadonlyMap<string, ContextValue> {
  const always: [string, ContextValue][] = [
    ['aws:principalarn', arn],
    ['aws:principalaccount', account],
    ['aws:principaltype', kind === 'user' ? 'User' : 'AssumedRole'],
    ['aws:principalisawsservice', 'false'],
    ['aws:viaawsservice', 'false'],
    // Requests over HTTP are up to the caller, and no policy requires them.
    ['aws:securetransport', 'true'],
  ];
  const now = new Date(clock.now()).toISOString();
  // A session of AssumeRole never shows MFA: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
  const ofKind: [string, ContextValue][] = kind === 'user'
    ? [['aws:username', name.slice(name.lastIndexOf('/') + 1)]]
    : [['aws:multifactorauthpresent', 'false'], ['aws:tokenissuetime', now]];
  return new Map([...always, ...ofKind]);
}

/** Keys that no request of the principal has. */
function absentKeys(kind: RequestingPrincipal['kind']): readonly string[] {
  return kind === 'user' ? [] : ['aws:username', 'aws:multifactorauthage'];
}

/** Nothing is known about the keys that are not in it. */
export function contextWith(
  kind: RequestingPrincipal['kind'], known: ReadonlyMap<string, ContextValue>, absent: readonly string[] = [],
): RequestContext {
  const none = new Set([...absentKeys(kind), ...absent]);
  return { context: known, undocumented: { has: (key) => !known.has(key) && !none.has(key) } };
}

/** A user chooses whether to sign in with MFA. */
function isChosen(key: string, kind: RequestingPrincipal['kind'], ofResourceToo: boolean): boolean {
  if (kind === 'user' && (key.startsWith('aws:multifactorauth') || key === 'aws:tokenissuetime')) return true;
  const decider = deciderOf(key);
  return decider === 'request' || ofResourceToo && decider === 'resource';
}

const MOST_CONTEXTS = 48;

interface Choice {
  readonly key: string;
  /** Undefined: the request does not have the key. */
  readonly values: readonly (ContextValue | undefined)[];
}

/**
 * Contexts that differ in the keys that the statements test and the request chooses. They are representative, not complete: what none of
 * them allows is not disproved.
 *
 * @param ofResourceToo the resource can be chosen as well, and with it what follows from it
 */
export function contextsToTry(
  kind: RequestingPrincipal['kind'],
  known: ReadonlyMap<string, ContextValue>,
  statements: readonly PermissionStatement[],
  ofResourceToo: boolean,
): readonly RequestContext[] {
  const choices = choicesOf(statements.flatMap(({ conditions }) => conditions), known, (key) => isChosen(key, kind, ofResourceToo));
  let combined: (readonly [string, ContextValue | undefined])[][] = [[]];
  for (const { key, values } of choices) {
    const more = combined.flatMap((chosen) => values.map((value) => [...chosen, [key, value] as const]));
    combined = more.slice(0, MOST_CONTEXTS);
  }
  return combined.map((chosen) => {
    const present = chosen.filter((entry): entry is readonly [string, ContextValue] => entry[1] !== undefined);
    const absent = chosen.filter(([, value]) => value === undefined).map(([key]) => key);
    return contextWith(kind, present.length === 0 ? known : new Map([...known, ...present]), absent);
  });
}

function choicesOf(
  clauses: readonly ConditionClause[], known: ReadonlyMap<string, ContextValue>, isFree: (key: string) => boolean,
): Choice[] {
  const byKey = new Map<string, ConditionClause[]>();
  for (const clause of clauses) {
    if (!isKnown(clause.key) || known.has(clause.key) || !isFree(clause.key)) continue;
    byKey.set(clause.key, [...byKey.get(clause.key) ?? [], clause]);
  }
  return [...byKey].map(([key, tests]) => {
    const values = [...tests.flatMap(valuesToTry), undefined, ...otherValues(tests)];
    return { key, values: [...new Set(IS_TIME.test(key) ? values.filter(isStillToCome) : values)] };
  });
}

const IS_TIME = /^aws:(currenttime|epochtime|tokenissuetime)$/;

/** No request is made in the past. */
function isStillToCome(value: ContextValue | undefined): boolean {
  const time = typeof value === 'string' ? Number(value) * 1000 || Date.parse(value) : NaN;
  return Number.isNaN(time) || time >= clock.now();
}

function valuesToTry({ values, operator }: ConditionClause): readonly ContextValue[] {
  const isAddress = operator?.family === 'ip-address';
  const texts = values.filter(isKnown).map((value) => (isAddress ? value.replace(/\/\d+$/, '') : value.replace(/[*?]/g, 'x')));
  if (operator?.qualifier === undefined) return texts;
  return [...texts.map((text) => [text]), ...texts.length > 1 ? [texts] : []];
}

/** A value that none of the clauses names, of the kind that they compare. */
function otherValues(tests: readonly ConditionClause[]): readonly ContextValue[] {
  const families = new Set(tests.map(({ operator }) => operator?.family));
  const isSet = tests.some(({ operator }) => operator?.qualifier !== undefined);
  const values = [
    ...families.has('bool') ? ['true', 'false'] : [],
    ...families.has('ip-address') ? ['192.0.2.1'] : [],
    ...families.has('numeric') ? numbersAround(tests) : [],
    ...families.has('date') ? ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'] : [],
    ...families.has('arn') ? ['arn:aws:iam::999999999999:role/other'] : [],
    'other-value',
  ];
  return isSet ? values.map((value) => [value]) : values;
}

function numbersAround(tests: readonly ConditionClause[]): readonly string[] {
  const numbers = tests.flatMap(({ values }) => values.filter(isKnown).map(Number)).filter(Number.isFinite);
  return numbers.flatMap((number) => [String(number - 1), String(number + 1)]);
}
