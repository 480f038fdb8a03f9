/** Small worlds for the tests of the graph: roles written down in a few lines, and what `explore` finds in them. */
import { Acceptances, FileAcceptance } from '../../src/assessment/acceptances';
import { readIdentityPolicy } from '../../src/permissions/read-identity-policy';
import { explore, Reach, ReachQuery } from '../../src/reach/explore';
import { InputPrincipal } from '../../src/reach/node';
import { MissingPolicy } from '../../src/reach/principal';
import { KnownAccountEntry } from '../../src/rules/support/known-accounts';

export const OWN = '111122223333';
export const OTHER = '222233334444';
export const PARTNER = '444455556666';

export interface WrittenRole {
  readonly account?: string;
  /** With its path. Default: the key. */
  readonly name?: string;
  /** The statements of the trust policy; undefined for a user. */
  readonly trust?: readonly object[];
  readonly allows?: readonly object[];
  readonly boundary?: readonly object[];
  readonly missing?: readonly MissingPolicy['as'][];
}

export interface WorldOptions extends ReachQuery {
  readonly accounts?: readonly KnownAccountEntry[];
  readonly organizations?: readonly string[];
  readonly accept?: readonly FileAcceptance[];
}

export const ADMINISTRATOR = [{ Action: '*', Resource: '*' }];
export const mayAssume = (resource: string | readonly string[]) => [{ Action: 'sts:AssumeRole', Resource: resource }];
export const trusts = (principal: unknown, condition?: unknown) => (
  { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, ...condition === undefined ? {} : { Condition: condition } }
);
export const arnOf = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
export const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });

function policyOf(statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })) };
}

export function principalOf(key: string, written: WrittenRole): InputPrincipal {
  const { account = OWN, name = key, trust, allows, boundary, missing = [] } = written;
  const read = (statements: readonly object[], what: string) => readIdentityPolicy(policyOf(statements), { name: what });
  return {
    id: key,
    kind: trust ? 'role' : 'user',
    partition: 'aws',
    account,
    name,
    source: { file: 'world.json', roleName: key, account },
    trustPolicy: trust && { document: policyOf(trust), context: { account, partition: 'aws' } },
    policies: {
      identity: allows ? [read(allows, 'policy "inline"')] : [],
      boundary: boundary && read(boundary, 'the permissions boundary'),
      missing: missing.map((as) => ({ as, message: `a ${as} is missing` })),
    },
  };
}

export function reachIn(world: Readonly<Record<string, WrittenRole>>, options: WorldOptions = {}): Reach {
  const { accounts = [], organizations, accept = [], from, to } = options;
  return explore({
    principals: Object.entries(world).map(([key, written]) => principalOf(key, written)),
    settings: { accounts: new Map(accounts.map((each) => [each.id, each])), organizations, levels: {} },
    acceptances: new Acceptances(accept, '2026-11-27'),
    query: { from, to },
  });
}

/** `any-aws-account -> Gate -> Admin: administrator`, for each path. */
export function pathsIn(reach: Reach): readonly string[] {
  return reach.paths.map(({ from, hops, power }) => `${[from, ...hops.map(({ to }) => to)].join(' -> ')}: ${power.level}`);
}

/** `Gate -> Admin: open, allows`, for each edge between principals, and from outsiders. */
export function edgesIn({ edges }: Reach): readonly string[] {
  return edges.map(({ from, to, admission, callerSide }) => `${from} -> ${to}: ${admission.trust}, ${callerSide}`).sort();
}
