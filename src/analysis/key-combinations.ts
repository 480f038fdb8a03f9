/**
 * Condition keys that occur only together, or never together: those of the network path of a request, those of the service that a session
 * was issued to, and the source identity that a session has and the one that it sets.
 */
import { Branch } from './branch';
import { variablesOf } from './key-constraints/key-constraint';

/** One possible combination of the keys that depend on one another. */
export interface KeyCombination {
  /** No request of this combination has these keys. */
  readonly absent: ReadonlySet<string>;
  /** Every request of this combination has these keys, if its caller can have them at all. */
  readonly present: ReadonlySet<string>;
  /** The session passes on the source identity that it has: it cannot set another one. */
  readonly passesOnIdentity?: true;
}

/** The caller's address is recorded either directly or by a VPC endpoint, never both. */
const KEYS_WITHOUT_ENDPOINT = ['aws:sourceip'];
const KEYS_OF_EVERY_ENDPOINT = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'];
/** Few services support the other keys, and only members of an organization have the last two. */
const ENDPOINT_KEYS = [...KEYS_OF_EVERY_ENDPOINT, 'aws:sourcevpcarn', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths'];

/** A session is issued to one service or to none; the keys of a group occur together. */
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

/** Undefined: no two keys that depend on one another are used, by conditions or by variables, so each key can be solved on its own. */
export function keyCombinationsOf(branch: Branch): readonly (KeyCombination | undefined)[] {
  const used = dependentKeysUsed(branch);
  if (used.size < 2) return [undefined];
  const groups = [networkCombinations(used), issuerCombinations(used), identityCombinations(used, branch)]
    .filter((group) => group.length > 0);
  if (groups.length === 0) return [undefined];
  return groups.reduce((before, group) => before.flatMap((one) => group.map((other) => merge(one, other))));
}

function dependentKeysUsed({ keys, identity, holdsVariables }: Branch): ReadonlySet<string> {
  const used = new Set<string>();
  const add = (key: string) => DEPENDENT_KEYS.has(key) && used.add(key);
  for (const key of keys.keys()) add(key);
  if (!holdsVariables) return used;
  for (const constraints of [identity, ...keys.values()]) {
    for (const { clause, version } of constraints) variablesOf(clause, version).forEach(add);
  }
  return used;
}

function networkCombinations(used: ReadonlySet<string>): readonly KeyCombination[] {
  const throughEndpoint = ENDPOINT_KEYS.filter((key) => used.has(key));
  const directly = KEYS_WITHOUT_ENDPOINT.filter((key) => used.has(key));
  if (throughEndpoint.length === 0 || throughEndpoint.length + directly.length < 2) return [];
  return [combination(ENDPOINT_KEYS, []), combination(KEYS_WITHOUT_ENDPOINT, KEYS_OF_EVERY_ENDPOINT)];
}

function issuerCombinations(used: ReadonlySet<string>): readonly KeyCombination[] {
  const groups = KEYS_OF_CREDENTIAL_ISSUERS.filter((keys) => keys.some((key) => used.has(key)));
  if (groups.flat().filter((key) => used.has(key)).length < 2) return [];
  const others = (own: readonly string[]) => groups.filter((keys) => keys !== own).flat();
  return [combination(groups.flat(), []), ...groups.map((own) => combination(others(own), own))];
}

/** Only for conditions on both keys: the value behind a variable may be either identity. */
function identityCombinations(used: ReadonlySet<string>, { keys }: Branch): readonly KeyCombination[] {
  if (!used.has(INHERITED_IDENTITY) || !keys.has(INHERITED_IDENTITY) || !keys.has(SET_IDENTITY)) return [];
  const passedOn = [INHERITED_IDENTITY, SET_IDENTITY];
  return [combination([INHERITED_IDENTITY], []), combination([SET_IDENTITY], []), { ...combination([], passedOn), passesOnIdentity: true }];
}

function combination(absent: readonly string[], present: readonly string[]): KeyCombination {
  return { absent: new Set(absent), present: new Set(present) };
}

function merge(one: KeyCombination, other: KeyCombination): KeyCombination {
  return { ...one, ...other, ...combination([...one.absent, ...other.absent], [...one.present, ...other.present]) };
}
