/** Is one ExternalId trusted for different accounts, by one role or by several? */
import { Description, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { countParties, namedExternalIds, SharedExternalId, sharedExternalId, trustedExternalIds } from './support/external-ids';
import { principalInCdk } from './support/fixes';
import { listOf } from '../findings/wording';

export const externalIdShared: Rule<SharedExternalId> = {
  id: 'external-id-shared',
  level: 'warning',
  title: 'Each third party has an ExternalId of its own',
  ask: (subject) => {
    const named = namedExternalIds(subject);
    if (named === undefined || countParties(named.accounts, subject.accounts) < 2) return [];
    const shared = trustedExternalIds(subject).filter(({ parties }) => parties.length > 1);
    return shared.map((trusted) => sharedExternalId(trusted, trusted.parties[1]));
  },
  describe: (found, subject) => ({
    ...found.inOtherRoles.length === 0 ? describeInOneRole(found, subject) : describeInSeveralRoles(found, subject),
    because: 'each third party needs a value that no other one knows: what two of them know, either can give away',
  }),
};

type MessageAndFix = Pick<Description, 'message' | 'fix'>;

function describeInOneRole({ value, parties }: SharedExternalId, subject: RuleSubject): MessageAndFix {
  const accounts = listOf(parties.map(({ account }) => subject.nameOf(account)));
  const principals = parties.map(({ account, statement, verdict }) => {
    const principal = principalInCdk(subject, statement, verdict.request.caller);
    return `${principal}.withConditions({ StringEquals: { 'sts:ExternalId': '<value for ${account}>' } })`;
  });
  return {
    message: `the ExternalId "${value}" lets in callers of accounts ${accounts} alike`,
    fix: [
      `give each of them a role, or at least a value, of its own (in the CDK: new iam.CompositePrincipal(${principals.join(', ')}))`,
      declareOneVendor(parties.map(({ account }) => account)),
    ].join('; '),
  };
}

function describeInSeveralRoles({ value, parties: [{ account }], inOtherRoles }: SharedExternalId, subject: RuleSubject): MessageAndFix {
  const shown = inOtherRoles.slice(0, 3).map((other) => `account ${subject.nameOf(other.account)} in ${other.roleName}`);
  const more = inOtherRoles.length > shown.length ? [`others in ${inOtherRoles.length - shown.length} more`] : [];
  return {
    message: `the ExternalId "${value}" lets in callers of account ${subject.nameOf(account)} here, and of ${listOf([...shown, ...more])}`,
    fix:
      `agree on another value with account ${account}; \`npx cdk-secure-trust external-id\` prints one ` +
      "(in the CDK: externalIds: ['<another value>'] on iam.Role, externalId: ExternalId.of('<another value>') on SecureCrossAccountRole); " +
      declareOneVendor([account, ...new Set(inOtherRoles.map((other) => other.account))]),
  };
}

function declareOneVendor(accounts: readonly string[]): string {
  return `if both belong to one vendor, tell the guard, with the same name: ${listOf(accounts.map((account) => `KnownAccount.vendor('${account}', '<name>')`))}`;
}
