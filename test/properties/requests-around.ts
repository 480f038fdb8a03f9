/**
 * Many requests around two trust policies: of the callers they name and of similar ones, with the values they require and similar ones.
 * Each starts from what the policies require and changes one or two keys: purely random requests would hardly ever be allowed.
 */
import { Choice, requestOf, RequestWorld } from './arbitrary-requests';
import { deployed, Deployment, Value } from './deployed';
import { KeyWords } from './vocabulary';
import { NamedRoles } from '../../src/analysis/named-roles';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { EvaluatedRequest, Caller, ContextValue } from '../../src/evaluation/assume-role-request';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { PolicyVariant } from '../../src/policy/trust-policy';

const STRANGER = '999999999999';

/** Callers that the documents name, and others of the same accounts and of an account that is not named. */
function callersAround(text: string, { account: own, partition }: Deployment): Caller[] {
  const found = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))];
  const accounts = [...new Set([own, STRANGER, ...found(/:(\d{12}):/g), ...found(/"(\d{12})"/g)])];
  const users = [...new Set(['mallory', ...found(/:user\/([^"*?$]+)"/g)])];
  const roles = [...new Set(['Other', 'alice', ...found(/:role\/([\w/.+=,@-]+)"/g), ...found(/:assumed-role\/([^/"]+)\//g)])];
  const issuers = [...new Set(found(/:oidc-provider\/([^"*?$]+)"/g))];
  const sessions = [...new Set(['mallory', ...found(/:assumed-role\/[^/"]+\/([^"*]+)"/g)])];
  const permissionSets = ['AWSReservedSSO_Admin', 'eu-west-1/AWSReservedSSO_Admin', 'AWSReservedSSO_Admin_x'].map(
    (name) => `${name}_0123456789abcdef`,
  );
  return [
    ...accounts.flatMap((account): Caller[] => [
      ...users.map((name): Caller => ({ kind: 'iam-user', partition, account, name })),
      ...roles.flatMap((roleName) =>
        sessions.map((sessionName): Caller => ({ kind: 'role-session', partition, account, roleName, sessionName })),
      ),
      ...(/sso\.amazonaws/.test(text) ? permissionSets : []).map((name): Caller => ({
        kind: 'federated-session', partition, account, roleName: `aws-reserved/sso.amazonaws.com/${name}`, sessionName: 'carol',
      })),
    ]),
    { kind: 'service', service: 'ec2.amazonaws.com' },
    { kind: 'oidc', issuer: 'accounts.google.com' },
    // IAM knows no providers but those of the role's own account.
    ...issuers.map((issuer): Caller => ({ kind: 'oidc', issuer, provider: { partition, account: own } })),
    { kind: 'saml', partition, account: own, provider: 'Okta' },
  ];
}

interface Clauses { readonly [operator: string]: { readonly [key: string]: Value } }

/** Each key of the documents, with possible values: required ones come first. */
function keysAround(documents: readonly Value[]): KeyWords[] {
  const asked = new Map<string, Set<string>>();
  const words = (key: string) => asked.get(key.toLowerCase()) ?? asked.set(key.toLowerCase(), new Set()).get(key.toLowerCase())!;
  for (const document of documents) {
    for (const statement of [(document as { Statement?: Value })?.Statement].flat()) {
      const { Condition: condition = {} } = (statement ?? {}) as { Condition?: Clauses };
      for (const [operator, clauses] of Object.entries(condition)) {
        for (const [key, values] of Object.entries(clauses)) {
          const known = words(key);
          if (operator !== 'Null') [values].flat().forEach((value) => known.add(String(value)));
        }
      }
    }
  }
  for (const key of ['aws:MultiFactorAuthPresent', 'sts:ExternalId', 'sts:SourceIdentity', 'sts:RoleSessionName', 'aws:TagKeys']) {
    words(key);
  }
  return [...asked].map(([key, values]) => {
    const plain = [...new Set([...values].map((value) => plainValue(key, value)))];
    const others = [...values].flatMap((value) => valuesLike(key, value)).concat(valuesOfAnybody(key));
    return { key, asked: plain, sent: [...new Set([...plain, ...others])].slice(0, key === 'aws:tagkeys' ? 4 : 9) };
  });
}

/** A value that satisfies the condition. */
function plainValue(key: string, value: string): string {
  if (/sourceip/.test(key)) return value.replace(/\/.*/, '').replace(/\.0$/, '.9').replace(/::$/, ':0:0:0:0:0:9');
  if (/authage/.test(key)) return String(Number(value) - 1);
  return value.replaceAll('${aws:username}', 'alice').replaceAll('*', 'xx').replaceAll('?', 'y');
}

function valuesLike(key: string, value: string): string[] {
  if (/sourceip/.test(key)) return [];
  if (/authage/.test(key)) return [value, String(Number(value) + 1)];
  const plain = plainValue(key, value);
  return [value, plain.toUpperCase(), `${plain}x`, plain.slice(1)];
}

function valuesOfAnybody(key: string): string[] {
  if (/sourceip/.test(key)) return ['198.51.100.200', '203.0.112.9', '2a00:0:0:0:0:0:0:1'];
  if (/authage/.test(key)) return ['0', '3600', '129600'];
  return key === 'aws:tagkeys' ? ['other'] : ['alice', 'mallory', 'another'];
}

/**
 * @param documents after deployment
 * @param isClose says whether it is worth changing this request in every way
 */
export function requestsAround(
  documents: readonly Value[], place: Deployment, seed: number, isClose: (request: EvaluatedRequest) => boolean,
): EvaluatedRequest[] {
  const keys = keysAround(documents);
  const world: RequestWorld = { callers: callersAround(JSON.stringify(documents), place), keys, owner: { account: place.account } };
  const asked = new Map(keys.map((words) => [words.key, words.asked]));
  const next = numbersFrom(seed);
  return world.callers.flatMap((caller) => {
    const counts = new Map<string, number>();
    // Each of several required values is used in turn: two principals may each have an ExternalId.
    const candidates = [0, 1, 2].map((turn) => (count: number, about: string, options: Parameters<Choice>[2]) => {
      counts.set(about, count);
      const values = asked.get(about) ?? [];
      return choiceMeant([...values.slice(turn), ...values.slice(0, turn)], options);
    });
    const close = candidates.find((candidate) => isClose(requestOf(world, caller, candidate)));
    const choose = close ?? candidates[0];
    const meant = requestOf(world, caller, choose);
    const departing = (departures: ReadonlyMap<string, number>): Choice => (count, about, options) =>
      (choose(count, about, options) + (departures.get(about) ?? 0)) % count;
    const single = [...counts].flatMap(([key, count]) => Array.from({ length: count - 1 }, (_, index) => new Map([[key, index + 1]])));
    const some = Array.from(
      { length: 6 },
      () => new Map([...counts].filter(() => next(3) === 0).map(([key, count]) => [key, next(count)])),
    );
    const departures = close === undefined ? some : [...single, ...some];
    return [meant, ...departures.map((each) => requestOf(world, caller, departing(each)))];
  });
}

/** The value that the policies require, or else none where the key may be missing. Callers that can have MFA have it. */
function choiceMeant(asked: readonly string[], options: readonly (ContextValue | undefined)[]): number {
  const isJust = (option: ContextValue | undefined, value: string) =>
    option !== undefined && [option].flat().every((each) => each === value);
  const met = asked.map((value) => options.findIndex((option) => isJust(option, value))).find((index) => index >= 0);
  if (met !== undefined) return met;
  return Math.max(0, options.indexOf(undefined), options.indexOf('true'));
}

/** Numbers below a limit, the same for the same seed. */
function numbersFrom(seed: number): (bound: number) => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** The result of checking the same two documents again with the evaluator alone. */
export interface Tried {
  /** A request that the second document allows and the first does not. */
  readonly gained?: EvaluatedRequest;
  /** A request that the first document allows and the second does not. */
  readonly lost?: EvaluatedRequest;
  readonly requests: number;
  /** How many of them the first document allows. */
  readonly admitted: number;
}

/** The names of roles are unique in an account: not while both documents name the role of the same name at another path. */
function cannotExist(caller: EvaluatedRequest['caller'], named: NamedRoles): boolean {
  if (caller.kind !== 'role-session') return false;
  const other = named.roleWithSameName(caller);
  return other !== undefined && other !== caller.roleName;
}

export function tryRequests(before: Value, after: Value, place: Deployment, seed: number): Tried {
  const documents = [deployed(before, place), deployed(after, place)];
  const [was, is] = documents.map(
    (document) => readTrustPolicy(document, { account: place.account, partition: place.partition }).variants[0],
  );
  const outcome = (policy: PolicyVariant, request: EvaluatedRequest) => evaluate(policy, request, 'most-admitting').outcome;
  const requests = requestsAround(
    documents,
    place,
    seed,
    (request) => outcome(was, request) === 'allowed' || outcome(is, request) === 'allowed',
  );
  let gained: EvaluatedRequest | undefined;
  let lost: EvaluatedRequest | undefined;
  let admitted = 0;
  const named = new NamedRoles([was, is]);
  for (const request of requests) {
    if (cannotExist(request.caller, named)) continue;
    const [old, now] = [outcome(was, request), outcome(is, request)];
    if (old === 'allowed') admitted += 1;
    if (old === 'denied' && now === 'allowed') gained ??= request;
    if (old === 'allowed' && now === 'denied') lost ??= request;
  }
  return { gained, lost, requests: requests.length, admitted };
}
