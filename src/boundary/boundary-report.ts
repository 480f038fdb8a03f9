/**
 * The versioned shape of the output of `organization-policy`: without a new `schemaVersion` a field can be added, but not renamed or
 * removed.
 */
import { Boundary, OfRole } from './boundary';
import { BoundaryDocument } from './boundary-policy';
import { ProofQuestion, ProvedRequest } from './prove-boundary';
import { subjectsByIssuer } from './trusted-tokens';
import { jsonDocument } from '../findings/renderers/json-pieces';
import { Witness } from '../findings/witness';

export interface BoundaryReport {
  readonly schemaVersion: '2';
  readonly organization: string;
  /** Null if it was not specified: RCPs do not apply to its roles. */
  readonly managementAccount: string | null;
  /** Accounts that are taken for members of the organization: those of the roles, and those that the settings file calls own. */
  readonly members: readonly string[];
  /** Whom the policies let in, as the props of the construct `OrganizationTrustBoundary` name it. */
  readonly trustedAccounts: readonly string[];
  readonly trustedTokenSubjects: Readonly<Record<string, readonly string[]>>;
  readonly policies: readonly { readonly name: string; readonly document: BoundaryDocument; readonly characters: number }[];
  readonly proof: {
    /** Outsiders who can assume a role all the same. Empty, and `notKnown` too: proved that there is none. */
    readonly stillEnters: readonly RequestReport[];
    /** Callers who can assume a role today, and could not any more. */
    readonly losesAccess: readonly RequestReport[];
    readonly notKnown: readonly {
      readonly role: string;
      readonly account?: string;
      readonly question: ProofQuestion;
      readonly callers: string;
      readonly reasons: readonly string[];
    }[];
  };
  /** Roles to which RCPs do not apply. */
  readonly notBound: readonly { readonly role: string; readonly account?: string; readonly because: string }[];
}

export interface RequestReport {
  readonly role: string;
  readonly account?: string;
  /** Whom the request is an example of. */
  readonly callers: string;
  readonly request: Witness;
}

export function boundaryReport(boundary: Boundary): BoundaryReport {
  const { terms, premises, policies, stillEnters, losesAccess, notKnown, notBound } = boundary;
  return {
    schemaVersion: '2',
    organization: terms.organization,
    managementAccount: premises.managementAccount ?? null,
    members: [...premises.members],
    trustedAccounts: terms.accounts,
    trustedTokenSubjects: subjectsByIssuer(terms.tokens),
    policies,
    proof: {
      stillEnters: stillEnters.map(requestReport), losesAccess: losesAccess.map(requestReport), notKnown: notKnown.map(withoutName),
    },
    notBound: notBound.map(withoutName),
  };
}

export function renderBoundaryAsJson(boundary: Boundary): string {
  return jsonDocument(boundaryReport(boundary));
}

function withoutName<Found>({ name, ...found }: OfRole<Found>): Omit<OfRole<Found>, 'name'> {
  return found;
}

function requestReport({ role, account, callers, request }: OfRole<ProvedRequest>): RequestReport {
  return { role, account, callers, request };
}
