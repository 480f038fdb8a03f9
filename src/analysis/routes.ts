/** Addresses of the caller are seen either directly or through a VPC endpoint, never both. */
import { Branch } from './branch';
import { variablesOf } from './key-constraints/key-constraint';

const DIRECT_KEYS: ReadonlySet<string> = new Set(['aws:sourceip']);
const ENDPOINT_KEYS: ReadonlySet<string> = new Set(['aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip']);

/** The keys that no request may hold: one route at a time, for a branch that asks for keys of both - by conditions or by variables. */
export function closedRoutes({ keys, identity }: Branch): readonly (ReadonlySet<string> | undefined)[] {
  const isOn = (route: ReadonlySet<string>) => (key: string) => route.has(key);
  const isAsked = (route: ReadonlySet<string>) =>
    [...keys.keys()].some(isOn(route)) ||
    [identity, ...keys.values()].some((constraints) => constraints.some(({ clause, version }) => variablesOf(clause, version).some(isOn(route))));
  return isAsked(DIRECT_KEYS) && isAsked(ENDPOINT_KEYS) ? [ENDPOINT_KEYS, DIRECT_KEYS] : [undefined];
}
