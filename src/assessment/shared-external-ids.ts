/** What one role alone does not show: an ExternalId that several roles trust for different accounts. */
import { AuditSettings, AuditSubject, findingOf, levelOf, subjectOf } from './assess';
import { groupedByKey } from '../cloudformation/by-key';
import { Finding } from '../findings/finding';
import { listOf } from '../findings/wording';
import {
  countParties, externalIdShared, NamedExternalIds, oneVendorFix, partyOf, sharedProblem, TrustedExternalId, trustedExternalIds, TrustedParty,
} from '../rules/external-id-shared';
import { Problem, RuleSubject } from '../rules/rule';
import { KnownAccounts } from '../rules/support/known-accounts';

/** The functions are called only for roles that share a value, so that nobody has to keep what most roles are never asked for. */
export interface RoleWithExternalIds {
  /** From the audit of the role; undefined: it trusts nobody by ExternalId. */
  readonly externalIds?: NamedExternalIds;
  /** How messages speak of the role. */
  name(): string;
  subject(): AuditSubject;
}

/**
 * For each role, in their order, the findings about values that another role trusts for somebody else. A value that one role trusts for
 * different accounts all by itself is told by its own audit.
 */
export function auditSharedExternalIds(roles: readonly RoleWithExternalIds[], settings: AuditSettings): Finding[][] {
  const level = levelOf(externalIdShared.id, settings);
  const findings: Finding[][] = roles.map(() => []);
  if (level === 'off') return findings;
  const suspects = rolesThatShare(roles, settings.accounts);
  const trusts = new Map([...new Set([...suspects.values()].flat())].map((index) => [index, trustOf(roles[index], settings)]));
  for (const [value, indexes] of suspects) {
    const sharing = indexes.flatMap((index) => {
      const { subject, trusted } = trusts.get(index)!;
      const { parties = [] } = trusted.find((each) => each.value === value) ?? {};
      return parties.length === 0 ? [] : [{ index, subject, parties }];
    });
    for (const each of sharing) {
      const problem = problemOf(value, each, sharing, roles, settings.accounts);
      if (problem) findings[each.index].push(findingOf(externalIdShared.id, level, problem));
    }
  }
  return findings;
}

/** The values that several roles write, together with accounts of different parties; and the places of these roles. */
function rolesThatShare(roles: readonly RoleWithExternalIds[], known: KnownAccounts): Map<string, number[]> {
  const byValue = groupedByKey(roles.flatMap(({ externalIds }, index) => (externalIds?.values ?? []).map((value) => [value, index])));
  const isShared = (indexes: readonly number[]) =>
    indexes.length > 1 && countParties(indexes.flatMap((index) => roles[index].externalIds!.accounts), known) > 1;
  return new Map([...byValue].filter(([, indexes]) => isShared(indexes)));
}

function trustOf(role: RoleWithExternalIds, settings: AuditSettings): { subject: RuleSubject; trusted: readonly TrustedExternalId[] } {
  const subject = subjectOf(role.subject(), settings);
  return { subject, trusted: trustedExternalIds(subject) };
}

interface SharingRole {
  readonly index: number;
  readonly subject: RuleSubject;
  readonly parties: readonly TrustedParty[];
}

function problemOf(
  value: string,
  { index, subject, parties }: SharingRole,
  sharing: readonly SharingRole[],
  roles: readonly RoleWithExternalIds[],
  known: KnownAccounts,
): Problem | undefined {
  if (parties.length > 1) return undefined;
  const [own] = parties;
  const others = sharing.flatMap((role) => {
    const party = role.index === index ? undefined : role.parties.find(({ account }) => partyOf(account, known) !== partyOf(own.account, known));
    return party ? [{ name: roles[role.index].name(), account: party.account }] : [];
  });
  if (others.length === 0) return undefined;
  const told = others.slice(0, 3).map(({ name, account }) => `account ${subject.nameOf(account)} in ${name}`);
  const more = others.length > told.length ? [`others in ${others.length - told.length} more`] : [];
  return {
    ...sharedProblem(subject, own),
    message: `the ExternalId "${value}" lets in callers of account ${subject.nameOf(own.account)} here, and of ${listOf([...told, ...more])}`,
    fix:
      `agree on another value with account ${own.account}; \`npx cdk-secure-trust external-id\` prints one ` +
      `(in the CDK: externalIds: ['<another value>'] on iam.Role, externalId: ExternalId.of('<another value>') on SecureCrossAccountRole); ${oneVendorFix([own.account, ...new Set(others.map(({ account }) => account))])}`,
  };
}
