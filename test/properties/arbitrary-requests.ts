/**
 * Random requests over the small vocabulary. AWS could produce each of them: a caller sends the keys that `request-keys.ts` lists for it.
 */
import fc from 'fast-check';
import { withKeysTogether } from './possible-requests';
import { CALLERS, KEYS, KeyWords, OWNER } from './vocabulary';
import { OWN_ORGANIZATION } from '../../src/analysis/own-organization';
import { AssumeAction, EvaluatedRequest, Caller, CallerKind, ContextValue } from '../../src/evaluation/assume-role-request';
import { CALLER_KEYS, callerKeys } from '../../src/evaluation/caller-keys';
import { hasShape, KeyDomain } from '../../src/evaluation/key-domains';
import { isInside, readAddress, readBlock } from '../../src/evaluation/operators/ip-address-operators';
import { MfaState, mfaStates, requestKeyOf } from '../../src/evaluation/request-keys';

const MFA_PRESENT = 'aws:multifactorauthpresent';

const API_OF: Readonly<Partial<Record<CallerKind, AssumeAction>>> = {
  saml: 'sts:AssumeRoleWithSAML',
  oidc: 'sts:AssumeRoleWithWebIdentity',
};

/** The callers, the values they can send, and the role's own account. */
export interface RequestWorld {
  readonly callers: readonly Caller[];
  readonly keys: readonly KeyWords[];
  readonly owner: { readonly account: string };
}

const WORLD: RequestWorld = { callers: CALLERS, keys: KEYS, owner: OWNER };

/** Chooses one of a number of possibilities: the possible values of a key, and `undefined` where it may be missing. */
export type Choice = (count: number, about: string, options: readonly (ContextValue | undefined)[]) => number;

/** Any request of the vocabulary. */
export const arbitraryRequest: fc.Arbitrary<EvaluatedRequest> = fc
  .tuple(fc.constantFrom(...CALLERS), fc.array(fc.nat(), { minLength: KEYS.length + 2, maxLength: KEYS.length + 2 }))
  .map(([caller, draws]) => {
    let next = 0;
    return requestOf(WORLD, caller, (count) => draws[next++] % count);
  });

/**
 * Requests that differ in the given keys (in lower case), as many as `limit` for each caller: all of them where there are no more,
 * otherwise a selection spread over all of them. Other keys are sent only where the caller always sends them.
 */
export function requestsAbout(keys: ReadonlySet<string>, limit: number, seed: number, world: RequestWorld = WORLD): EvaluatedRequest[] {
  return world.callers.flatMap((caller) => {
    const counts: number[] = [];
    requestOf(world, caller, choiceAbout(keys, (count) => {
      counts.push(count);
      return 0;
    }));
    const combinations = counts.reduce((product, count) => product * count, 1);
    const taken = Math.min(limit, combinations);
    return Array.from({ length: taken }, (_, index) => {
      let rest = taken === combinations ? index : scattered(seed, index) % combinations;
      return requestOf(world, caller, choiceAbout(keys, (count) => {
        const choice = rest % count;
        rest = Math.floor(rest / count);
        return choice;
      }));
    });
  });
}

function choiceAbout(keys: ReadonlySet<string>, choose: (count: number) => number): Choice {
  return (count, about) => (keys.has(about) ? choose(count) : 0);
}

/** Pseudo-random numbers, the same for the same seed. */
function scattered(seed: number, index: number): number {
  let state = (seed * 2654435761 + index * 40503 + 12345) >>> 0;
  for (let round = 0; round < 3; round += 1) state = Math.imul(state ^ (state >>> 15), 2246822519) >>> 0;
  return state;
}

/** The request of this caller with the given choice made for each key. */
export function requestOf({ keys, owner }: RequestWorld, caller: Caller, choose: Choice): EvaluatedRequest {
  const context = new Map<string, ContextValue>([
    ...callerKeys(caller),
    ['aws:resourceaccount', owner.account],
    ['aws:resourceorgid', OWN_ORGANIZATION],
  ]);
  const undocumented = new Set<string>();
  const states = mfaStates(caller.kind);
  const mfa: MfaState = states[choose(states.length, MFA_PRESENT, states)];
  if (mfa !== 'absent') context.set(MFA_PRESENT, mfa);
  for (const words of keys) {
    const key = words.key.toLowerCase();
    if (key === MFA_PRESENT || context.has(key)) continue;
    const { presence, domain, multivalued } = requestKeyOf(key, caller.kind, mfa, caller.kind === 'oidc' ? caller.issuer : undefined);
    if (presence === 'undocumented') undocumented.add(key);
    if (presence === 'never' || presence === 'undocumented' || CALLER_KEYS.has(key)) continue;
    const values = valuesOf(words, domain, multivalued);
    const options = presence === 'always' ? orExample(values, domain) : [undefined, ...values];
    const value = options.length > 0 ? options[choose(options.length, key, options)] : undefined;
    if (value !== undefined) context.set(key, value);
  }
  const documented = keys.filter(({ key }) => !undocumented.has(key.toLowerCase()));
  return {
    action: API_OF[caller.kind] ?? 'sts:AssumeRole',
    caller,
    context: withConsistentTags(withKeysTogether(context, caller, documented), keys),
    undocumented,
  };
}

/** A key that is always sent is sent, even if no document compares it with a value that this caller can have. */
function orExample(values: readonly ContextValue[], domain: KeyDomain): readonly ContextValue[] {
  return values.length === 0 && domain.type === 'text' ? [domain.example] : values;
}

const VALUES = new WeakMap<KeyWords, Map<KeyDomain, readonly ContextValue[]>>();

function valuesOf(words: KeyWords, domain: KeyDomain, multivalued: boolean): readonly ContextValue[] {
  const known = VALUES.get(words) ?? new Map<KeyDomain, readonly ContextValue[]>();
  VALUES.set(words, known);
  const values = known.get(domain) ?? possibleValues(words, domain, multivalued);
  known.set(domain, values);
  return values;
}

function possibleValues({ sent }: KeyWords, domain: KeyDomain, multivalued: boolean): ContextValue[] {
  const single = domain.type === 'bool' ? [...domain.values] : sent.filter((text) => isIn(domain, text));
  if (!multivalued) return single;
  return Array.from({ length: 2 ** single.length - 1 }, (_, chosen) => single.filter((_text, index) => ((chosen + 1) >> index) % 2 === 1));
}

function isIn(domain: KeyDomain, text: string): boolean {
  switch (domain.type) {
    case 'text':
      return text.length >= domain.min && text.length <= domain.max && hasShape(domain, text)
        && (domain.alphabet === undefined || new RegExp(`^[${domain.alphabet}]*$`).test(text));
    case 'bool':
      return domain.values.includes(text as 'true' | 'false');
    case 'number':
      return Number(text) >= domain.min && Number(text) <= domain.max;
    case 'address': {
      const address = readAddress(text);
      return address !== undefined && !domain.never.some((block) => isInside(address, readBlock(block)!));
    }
    case 'date':
      return true;
  }
}

/** `aws:TagKeys` lists the keys of the tags that are passed, no others and all of them. */
function withConsistentTags(context: Map<string, ContextValue>, words: readonly KeyWords[]): Map<string, ContextValue> {
  const named = words.flatMap(({ key }) => (/^aws:RequestTag\//i.test(key) ? [key.slice(key.indexOf('/') + 1)] : []));
  const keys = [...(context.get('aws:tagkeys') ?? [])].filter((key) => !named.includes(key));
  keys.push(...named.filter((key) => context.has(`aws:requesttag/${key.toLowerCase()}`)));
  if (keys.length > 0) context.set('aws:tagkeys', keys);
  else context.delete('aws:tagkeys');
  return context;
}
