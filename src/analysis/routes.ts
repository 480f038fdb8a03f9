/**
 * Condition keys that only come together, or never do: how a request has reached AWS, which service the calling session was issued to, and
 * the source identity that a session has and the one that it sets.
 */
import { Branch } from './branch';
import { variablesOf } from './key-constraints/key-constraint';

/** One way in which the keys that hang together can be there. */
export interface Route {
  /** No request holds these. */
  readonly closed: ReadonlySet<string>;
  /** Every request holds these, of a caller who may hold them at all. */
  readonly sent: ReadonlySet<string>;
  /** The session hands on the source identity that it has: it cannot set another one. */
  readonly handsOnIdentity?: true;
}

/** Addresses of the caller are seen either directly or through a VPC endpoint, never both. */
const DIRECT_KEYS = ['aws:sourceip'];
const EVERY_ENDPOINT_KEYS = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'];
/** Few services support the others, and only members of an organization have the last two. */
const ENDPOINT_KEYS = [...EVERY_ENDPOINT_KEYS, 'aws:sourcevpcarn', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths'];

/** A session is issued to one service or to none; the keys of a group come together. */
const KEYS_OF_ISSUERS: readonly (readonly string[])[] = [
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

const HANGING_TOGETHER: ReadonlySet<string> = new Set([
  ...DIRECT_KEYS, ...ENDPOINT_KEYS, ...KEYS_OF_ISSUERS.flat(), INHERITED_IDENTITY, SET_IDENTITY,
]);

/** Where no two keys that hang together are asked for, by conditions or by variables, each can be settled for itself: undefined. */
export function routesOf(branch: Branch): readonly (Route | undefined)[] {
  const asked = keysAsked(branch);
  if (asked.size < 2) return [undefined];
  const routes = [networks(asked), issuers(asked), identities(asked, branch)].filter((ways) => ways.length > 0);
  if (routes.length === 0) return [undefined];
  return routes.reduce((before, ways) => before.flatMap((one) => ways.map((other) => both(one, other))));
}

function keysAsked({ keys, identity, holdsVariables }: Branch): ReadonlySet<string> {
  const asked = new Set<string>();
  const add = (key: string) => HANGING_TOGETHER.has(key) && asked.add(key);
  for (const key of keys.keys()) add(key);
  if (!holdsVariables) return asked;
  for (const constraints of [identity, ...keys.values()]) {
    for (const { clause, version } of constraints) variablesOf(clause, version).forEach(add);
  }
  return asked;
}

function networks(asked: ReadonlySet<string>): readonly Route[] {
  const throughEndpoint = ENDPOINT_KEYS.filter((key) => asked.has(key));
  const directly = DIRECT_KEYS.filter((key) => asked.has(key));
  if (throughEndpoint.length === 0 || throughEndpoint.length + directly.length < 2) return [];
  return [route(ENDPOINT_KEYS, []), route(DIRECT_KEYS, EVERY_ENDPOINT_KEYS)];
}

function issuers(asked: ReadonlySet<string>): readonly Route[] {
  const groups = KEYS_OF_ISSUERS.filter((keys) => keys.some((key) => asked.has(key)));
  if (groups.flat().filter((key) => asked.has(key)).length < 2) return [];
  const others = (own: readonly string[]) => groups.filter((keys) => keys !== own).flat();
  return [route(groups.flat(), []), ...groups.map((own) => route(others(own), own))];
}

/** By conditions: what a variable stands for may be either. */
function identities(asked: ReadonlySet<string>, { keys }: Branch): readonly Route[] {
  if (!asked.has(INHERITED_IDENTITY) || !keys.has(INHERITED_IDENTITY) || !keys.has(SET_IDENTITY)) return [];
  const handedOn = [INHERITED_IDENTITY, SET_IDENTITY];
  return [route([INHERITED_IDENTITY], []), route([SET_IDENTITY], []), { ...route([], handedOn), handsOnIdentity: true }];
}

function route(closed: readonly string[], sent: readonly string[]): Route {
  return { closed: new Set(closed), sent: new Set(sent) };
}

function both(one: Route, other: Route): Route {
  return { ...one, ...other, ...route([...one.closed, ...other.closed], [...one.sent, ...other.sent]) };
}
