/**
 * Condition keys that only come together, or never do: how a request has reached AWS, which service the calling session was issued to, and
 * the source identity that a session has and the one that it sets.
 */
import { Branch } from './branch';
import { variablesOf } from './key-constraints/key-constraint';

/** One way in which the keys that hang together can be there. */
export interface KeyCombination {
  /** No request holds these. */
  readonly absent: ReadonlySet<string>;
  /** Every request holds these, of a caller who may hold them at all. */
  readonly present: ReadonlySet<string>;
  /** The session hands on the source identity that it has: it cannot set another one. */
  readonly passesOnIdentity?: true;
}

/** Addresses of the caller are seen either directly or through a VPC endpoint, never both. */
const KEYS_WITHOUT_ENDPOINT = ['aws:sourceip'];
const KEYS_OF_EVERY_ENDPOINT = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'];
/** Few services support the others, and only members of an organization have the last two. */
const ENDPOINT_KEYS = [...KEYS_OF_EVERY_ENDPOINT, 'aws:sourcevpcarn', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths'];

/** A session is issued to one service or to none; the keys of a group come together. */
const KEYS_OF_CREDENTIAL_ISSUERS: readonly (readonly string[])[] = [
  ['aws:ec2instancesourcevpc', 'aws:ec2instancesourceprivateipv4', 'ec2:sourceinstancearn', 'ec2:roledelivery'],
  ['lambda:sourcefunctionarn'],
  ['codebuild:buildarn', 'codebuild:projectarn'],
  ['glue:roleassumedby'],
  ['glue:credentialissuingservice'],
  ['ssm:sourceinstancearn'],
  ['aws:chatbotsourcearn'],
];

export const INHERITED_IDENTITY = 'aws:sourceidentity';
export const SET_IDENTITY = 'sts:sourceidentity';

const DEPENDENT_KEYS: ReadonlySet<string> = new Set([
  ...KEYS_WITHOUT_ENDPOINT, ...ENDPOINT_KEYS, ...KEYS_OF_CREDENTIAL_ISSUERS.flat(), INHERITED_IDENTITY, SET_IDENTITY,
]);

/** Where no two keys that hang together are asked for, by conditions or by variables, each can be settled for itself: undefined. */
export function keyCombinationsOf(branch: Branch): readonly (KeyCombination | undefined)[] {
  const asked = dependentKeysUsed(branch);
  if (asked.size < 2) return [undefined];
  const routes = [networkCombinations(asked), issuerCombinations(asked), identityCombinations(asked, branch)].filter((ways) => ways.length > 0);
  if (routes.length === 0) return [undefined];
  return routes.reduce((before, ways) => before.flatMap((one) => ways.map((other) => merge(one, other))));
}

function dependentKeysUsed({ keys, identity, holdsVariables }: Branch): ReadonlySet<string> {
  const asked = new Set<string>();
  const add = (key: string) => DEPENDENT_KEYS.has(key) && asked.add(key);
  for (const key of keys.keys()) add(key);
  if (!holdsVariables) return asked;
  for (const constraints of [identity, ...keys.values()]) {
    for (const { clause, version } of constraints) variablesOf(clause, version).forEach(add);
  }
  return asked;
}

function networkCombinations(asked: ReadonlySet<string>): readonly KeyCombination[] {
  const throughEndpoint = ENDPOINT_KEYS.filter((key) => asked.has(key));
  const directly = KEYS_WITHOUT_ENDPOINT.filter((key) => asked.has(key));
  if (throughEndpoint.length === 0 || throughEndpoint.length + directly.length < 2) return [];
  return [combination(ENDPOINT_KEYS, []), combination(KEYS_WITHOUT_ENDPOINT, KEYS_OF_EVERY_ENDPOINT)];
}

function issuerCombinations(asked: ReadonlySet<string>): readonly KeyCombination[] {
  const groups = KEYS_OF_CREDENTIAL_ISSUERS.filter((keys) => keys.some((key) => asked.has(key)));
  if (groups.flat().filter((key) => asked.has(key)).length < 2) return [];
  const others = (own: readonly string[]) => groups.filter((keys) => keys !== own).flat();
  return [combination(groups.flat(), []), ...groups.map((own) => combination(others(own), own))];
}

/** By conditions: what a variable stands for may be either. */
function identityCombinations(asked: ReadonlySet<string>, { keys }: Branch): readonly KeyCombination[] {
  if (!asked.has(INHERITED_IDENTITY) || !keys.has(INHERITED_IDENTITY) || !keys.has(SET_IDENTITY)) return [];
  const handedOn = [INHERITED_IDENTITY, SET_IDENTITY];
  return [combination([INHERITED_IDENTITY], []), combination([SET_IDENTITY], []), { ...combination([], handedOn), passesOnIdentity: true }];
}

function combination(absent: readonly string[], present: readonly string[]): KeyCombination {
  return { absent: new Set(absent), present: new Set(present) };
}

function merge(one: KeyCombination, other: KeyCombination): KeyCombination {
  return { ...one, ...other, ...combination([...one.absent, ...other.absent], [...one.present, ...other.present]) };
}
