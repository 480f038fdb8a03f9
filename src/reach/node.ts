/** The nodes of the graph: the roles and IAM users of the inputs, and everybody outside as a few classes of callers. */
import { Power } from './power';
import { PrincipalWithPolicies } from './principal';
import { AuditSubject } from '../assessment/assess';
import { iamArn, lastSegment } from '../evaluation/assume-role-request';
import { RoleSource } from '../findings/role-source';
import { fillHoles, isKnown } from '../policy/partly-known-text';

/** Callers that are no role or user of the inputs. */
export type OutsiderKind = 'internet' | 'any-aws-account' | 'organization' | 'account' | 'identity-provider' | 'service';

export type NodeKind = 'role' | 'user' | OutsiderKind;

export interface ReachNode {
  /** The ARN of a role or user, where it is known; it differs from that of every other node. */
  readonly id: string;
  readonly kind: NodeKind;
  /** 12 digits; undefined if it is not known, or if the callers belong to no account. */
  readonly account?: string;
  /** As messages name it. */
  readonly name: string;
  /** Of roles and users. */
  readonly power?: Power;
  /** Of all others: the user's own account or organization, or people of IAM Identity Center. */
  readonly isOwn?: boolean;
}

export interface Outsider extends ReachNode {
  readonly kind: OutsiderKind;
  readonly isOwn: boolean;
}

/** Is it a caller from outside? A service has no power of its own: it uses a role for somebody who was allowed to pass the role to it. */
export function isFromOutside({ kind, isOwn }: ReachNode): boolean {
  return isOwn === false && kind !== 'service';
}

/** A role or IAM user of the inputs. */
export interface InputPrincipal extends PrincipalWithPolicies {
  readonly source: RoleSource;
  /** Undefined for a user. */
  readonly trustPolicy?: AuditSubject;
}

/** A role or IAM user with the name under which requests are asked about: where CloudFormation generates it, an invented one. */
export interface PlacedPrincipal extends InputPrincipal {
  /** With its path: `team/Deploy`. */
  readonly callerName: string;
  /** With the invented name, where there is no other. */
  readonly arn: string;
}

/** The account of all roles whose account is known only at deployment: they count as roles of one account. */
export const ACCOUNT_NOT_KNOWN = '';
/** For the ARNs of these roles. */
export const SOME_ACCOUNT = '999999999999';

export function accountKeyOf({ account }: Pick<InputPrincipal, 'account'>): string {
  return account ?? ACCOUNT_NOT_KNOWN;
}

/** Gives each principal a name: its own, the invented one of its deploy-time value, or another invented one. */
export function placePrincipals(principals: readonly InputPrincipal[], names: ReadonlyMap<string, string>): readonly PlacedPrincipal[] {
  const taken = new Set<string>();
  return principals.map((principal) => {
    const { name, kind, partition, account = SOME_ACCOUNT } = principal;
    const filled = name === undefined ? undefined : fillHoles(name, ({ id }) => names.get(id));
    const callerName = filled !== undefined && isKnown(filled) ? filled : inventedName(principal, taken);
    return { ...principal, name: callerName, callerName, arn: iamArn({ partition, account }, `${kind}/${callerName}`) };
  });
}

function inventedName({ source, id }: InputPrincipal, taken: Set<string>): string {
  const readable = (source.inside ?? source.logicalId ?? lastSegment(id)).replace(/[^\w+=,.@-]/g, '-').slice(0, 50) || 'role';
  let name = readable;
  for (let number = 2; taken.has(name); number += 1) name = `${readable}-${number}`;
  taken.add(name);
  return name;
}
