/** Draws the boundary of an organization around the given roles, and proves what it does to each of them. */
import { BoundaryPolicy, BoundaryTerms, POLICY_NAME, writeBoundary } from './boundary-policy';
import { BoundaryProver, BoundedRole, NotKnown, Premises, ProvedRequest } from './prove-boundary';
import { addTokensOf } from './tokens-of-roles';
import { TokenCollector } from './trusted-tokens';
import { namedAccounts } from '../analysis/representative-accounts';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { UnseenReport } from '../findings/renderers/report';
import { KnownAccounts } from '../rules/support/known-accounts';

export interface RoleToBound extends BoundedRole {
  /** Different for each role. */
  readonly id: string;
  /** Without its account: roles of several accounts may have the same. */
  readonly name: string;
}

export interface BoundaryRequest {
  readonly organization: string;
  /** The vendors are trusted accounts, and accounts of one's own are taken for members of the organization. */
  readonly accounts: KnownAccounts;
  /** Other organizations of the same owner: their members are no outsiders, but the boundary keeps them out. */
  readonly otherOrganizations: readonly string[];
  readonly managementAccount?: string;
  readonly roles: readonly RoleToBound[];
  /** Places in the inputs whose roles cannot be seen. */
  readonly unseen: readonly UnseenReport[];
  readonly progress?: (done: number) => void;
}

/** Something about a role: its id and its name. */
export type OfRole<Found> = Found & { readonly role: string; readonly name: string; readonly account?: string };

export interface Boundary {
  readonly terms: BoundaryTerms;
  readonly premises: Premises;
  readonly policies: readonly BoundaryPolicy[];
  readonly stillEnters: readonly OfRole<ProvedRequest>[];
  readonly losesAccess: readonly OfRole<ProvedRequest>[];
  readonly notKnown: readonly OfRole<NotKnown>[];
  /** Roles to which RCPs do not apply, and why. */
  readonly notBound: readonly OfRole<{ readonly because: string }>[];
  readonly roles: number;
  /** The account that the roles made by AWS Organizations trust, if the management account is not known and they all trust one. */
  readonly likelyManagementAccount?: string;
  /** Proved: no outsider can assume any of the roles. */
  readonly isTight: boolean;
}

/** @throws StatementTooLong if it does not fit */
export function drawBoundary(asked: BoundaryRequest): Boundary {
  const { roles, managementAccount, organization } = asked;
  const terms = termsOf(asked);
  const policies = writeBoundary(terms, POLICY_NAME);
  const premises: Premises = { members: membersOf(asked), organizations: [organization, ...asked.otherOrganizations], managementAccount };
  const prover = new BoundaryProver(terms, policies, premises);
  const proved = roles.map((role, index) => {
    asked.progress?.(index);
    const of = <Found>(found: Found): OfRole<Found> => ({ role: role.id, name: role.name, account: role.context.account, ...found });
    return { proof: prover.prove(role), of };
  });
  const stillEnters = proved.flatMap(({ proof, of }) => proof.stillEnters.map(of));
  const notKnown = [...proved.flatMap(({ proof, of }) => proof.notKnown.map(of)), ...asked.unseen.map(notSeen)];
  return {
    terms,
    premises,
    policies,
    stillEnters,
    losesAccess: proved.flatMap(({ proof, of }) => proof.losesAccess.map(of)),
    notKnown,
    notBound: proved.flatMap(({ proof: { notBound }, of }) => (notBound === undefined ? [] : [of({ because: notBound })])),
    roles: roles.length,
    ...managementAccount === undefined && { likelyManagementAccount: likelyManagementAccount(roles) },
    isTight: stillEnters.length === 0 && notKnown.every(({ question }) => question !== 'stillEnters'),
  };
}

function termsOf({ organization, accounts, roles }: BoundaryRequest): BoundaryTerms {
  const tokens = new TokenCollector();
  for (const { document, context } of roles) addTokensOf(readTrustPolicy(document, context), tokens);
  const vendors = [...accounts.values()].filter(({ standing }) => standing === 'vendor');
  return { organization, accounts: vendors.map(({ id }) => id).sort(), tokens: tokens.collected() };
}

/** The roles are those of the organization, so their accounts are its members. */
function membersOf({ accounts, roles }: BoundaryRequest): ReadonlySet<string> {
  const own = [...accounts.values()].filter(({ standing }) => standing === 'own').map(({ id }) => id);
  const ofRoles = roles.flatMap(({ context: { account } }) => (account === undefined ? [] : [account]));
  return new Set([...ofRoles, ...own].sort());
}

function notSeen({ what, because }: UnseenReport): OfRole<NotKnown> {
  return { role: what, name: what, question: 'stillEnters', callers: 'callers of roles that cannot be seen', reasons: [because] };
}

/** AWS Organizations creates this role in a new account, and it trusts the management account. It proves nothing: an account can move. */
function likelyManagementAccount(roles: readonly RoleToBound[]): string | undefined {
  const created = roles.filter(({ roleName }) => roleName === 'OrganizationAccountAccessRole');
  const trusted = created.flatMap(({ document, context }) => [...namedAccounts(readTrustPolicy(document, context).variants)]);
  return new Set(trusted).size === 1 ? trusted[0] : undefined;
}
