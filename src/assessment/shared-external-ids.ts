/** A problem that one role alone does not show: an ExternalId that several roles trust for different accounts. */
import { AuditSettings, AuditSubject, levelOf, subjectOf } from './assess';
import { findingOf } from './levelled-answers';
import { groupedByKey } from '../cloudformation/by-key';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { Finding } from '../findings/finding';
import { RULE_ABOUT_SEVERAL_ROLES } from '../rules/catalogue';
import { RuleSubject } from '../rules/rule-subject';
import {
  countParties, NamedExternalIds, partyOf, SharedExternalId, sharedExternalId, TrustedExternalId, trustedExternalIds,
} from '../rules/support/external-ids';
import { KnownAccounts } from '../rules/support/known-accounts';

/** The functions are called only for roles that share a value, so that data that most roles never need is not kept. */
export interface RoleWithExternalIds {
  /** From the audit of the role; undefined: its trust policy has no ExternalId. */
  readonly externalIds?: NamedExternalIds;
  /** How messages refer to the role. */
  name(): string;
  subject(): AuditSubject;
}

/**
 * For each role, in their order, the findings about values that another role trusts for another party. A value that one role trusts for
 * different parties is found by the audit of that role.
 */
export function auditSharedExternalIds(roles: readonly RoleWithExternalIds[], settings: AuditSettings): Finding[][] {
  const level = levelOf(RULE_ABOUT_SEVERAL_ROLES.id, settings);
  const findings: Finding[][] = roles.map(() => []);
  if (level === 'off') return findings;
  const suspects = rolesThatShare(roles, settings.accounts);
  const trusts = new Map([...new Set([...suspects.values()].flat())].map((index) => [index, trustOf(roles[index], settings)]));
  for (const [value, indexes] of suspects) {
    const sharing = indexes.flatMap((index) => {
      const { subject, externalIds } = trusts.get(index)!;
      const trusted = externalIds.find((each) => each.value === value);
      return trusted === undefined || trusted.parties.length === 0 ? [] : [{ index, subject, trusted }];
    });
    for (const role of sharing) {
      const found = sharedWithOthers(role, sharing, roles, settings.accounts);
      if (found) findings[role.index].push(findingOf(RULE_ABOUT_SEVERAL_ROLES, level, found, role.subject));
    }
  }
  return findings;
}

/** The values that several roles contain together with accounts of different parties, and the indexes of these roles. */
function rolesThatShare(roles: readonly RoleWithExternalIds[], known: KnownAccounts): Map<string, number[]> {
  const byValue = groupedByKey(roles.flatMap(({ externalIds }, index) => (externalIds?.values ?? []).map((value) => [value, index])));
  const isShared = (indexes: readonly number[]) =>
    indexes.length > 1 && countParties(indexes.flatMap((index) => roles[index].externalIds!.accounts), known) > 1;
  return new Map([...byValue].filter(([, indexes]) => isShared(indexes)));
}

function trustOf(role: RoleWithExternalIds, settings: AuditSettings): { subject: RuleSubject; externalIds: readonly TrustedExternalId[] } {
  const auditSubject = role.subject();
  const subject = subjectOf(readTrustPolicy(auditSubject.document, auditSubject.context), auditSubject, settings);
  return { subject, externalIds: trustedExternalIds(subject) };
}

interface SharingRole {
  readonly index: number;
  readonly subject: RuleSubject;
  readonly trusted: TrustedExternalId;
}

function sharedWithOthers(
  { index, trusted }: SharingRole, sharing: readonly SharingRole[], roles: readonly RoleWithExternalIds[], known: KnownAccounts,
): SharedExternalId | undefined {
  if (trusted.parties.length > 1) return undefined;
  const [own] = trusted.parties;
  const others = sharing.flatMap((role) => {
    if (role.index === index) return [];
    const party = role.trusted.parties.find(({ account }) => partyOf(account, known) !== partyOf(own.account, known));
    return party ? [{ roleName: roles[role.index].name(), account: party.account }] : [];
  });
  return others.length === 0 ? undefined : sharedExternalId(trusted, own, others);
}
