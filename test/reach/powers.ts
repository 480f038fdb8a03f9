/** Principals for the tests of power, written as AWS shows them. */
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { readIdentityPolicy } from '../../src/permissions/read-identity-policy';
import { AssumableRoles, Power, powersOf } from '../../src/reach/power';
import { MissingPolicy, PrincipalWithPolicies } from '../../src/reach/principal';
import { awsManagedPolicy } from '../../src/reach/tables/aws-permissions';

export const ACCOUNT = '111122223333';

export interface WrittenStatement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: object;
}

export interface WrittenPrincipal {
  readonly kind?: 'role' | 'user';
  readonly account?: string;
  /** The statements of its inline policy. */
  readonly allows?: readonly WrittenStatement[];
  /** Names of AWS managed policies. */
  readonly managed?: readonly string[];
  /** By name, the statements of customer-managed policies. */
  readonly policies?: Readonly<Record<string, readonly WrittenStatement[]>>;
  readonly boundary?: readonly WrittenStatement[];
  readonly missing?: readonly MissingPolicy[];
  readonly groups?: readonly string[];
  /** The ARNs of resources that run with the role. */
  readonly runs?: readonly string[];
  /** A service, or an ARN, that its trust policy names. */
  readonly trusts?: string;
}

export function documentOf(statements: readonly WrittenStatement[]): object {
  const complete = (statement: WrittenStatement) => (
    { Effect: 'Allow', ...statement, ...!('Resource' in statement) && !('NotResource' in statement) && { Resource: '*' } }
  );
  return { Version: '2012-10-17', Statement: statements.map(complete) };
}

export function principal(name: string, written: WrittenPrincipal): PrincipalWithPolicies {
  const { kind = 'role', account = ACCOUNT, allows, managed = [], policies = {}, boundary, missing = [], groups, trusts, runs } = written;
  const trust = trusts === undefined ? undefined : {
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { [trusts.startsWith('arn:') ? 'AWS' : 'Service']: trusts },
    }],
  };
  return {
    id: name,
    kind,
    partition: 'aws',
    account,
    name,
    trust: trust && readTrustPolicy(trust).variants,
    resources: runs?.map((arn) => ({ arn, name: `resource ${arn.split(/[:/]/).pop()}` })),
    groups: groups?.map((group) => `arn:aws:iam::${account}:group/${group}`),
    policies: {
      identity: [
        ...allows ? [readIdentityPolicy(documentOf(allows), { name: 'policy "inline"' })] : [],
        ...managed.map((each) => awsManagedPolicy(`arn:aws:iam::aws:policy/${each}`)!),
        ...Object.entries(policies).map(([policy, statements]) => (
          readIdentityPolicy(documentOf(statements), { name: `policy "${policy}"`, arn: `arn:aws:iam::${account}:policy/${policy}` })
        )),
      ],
      boundary: boundary && readIdentityPolicy(documentOf(boundary), { name: 'the permissions boundary' }),
      missing,
    },
  };
}

/** The powers of principals by name. */
export function powers(written: Readonly<Record<string, WrittenPrincipal>>, assumable?: AssumableRoles): Readonly<Record<string, Power>> {
  const principals = Object.entries(written).map(([name, each]) => principal(name, each));
  return Object.fromEntries(powersOf(principals, assumable));
}

export function powerOf(written: WrittenPrincipal): Power {
  return powers({ Subject: written }).Subject;
}
