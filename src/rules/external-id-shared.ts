/** Is one ExternalId trusted for different accounts, by one role or by several? */
import { Description, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { countParties, namedExternalIds, SharedExternalId, sharedExternalId, trustedExternalIds } from './support/external-ids';
import { principalInCdk } from './support/fixes';
import { listOf } from '../findings/wording';

export const externalIdShared: Rule<SharedExternalId> = {
  id: 'external-id-shared',
  level: 'warning',
  title: 'Every third party has its own ExternalId',
  ask: (subject) => {
    const named = namedExternalIds(subject);
    if (named === undefined || countParties(named.accounts, subject.accounts) < 2) return [];
    const shared = trustedExternalIds(subject).filter(({ parties }) => parties.length > 1);
    return shared.map((trusted) => sharedExternalId(trusted, trusted.parties[1]));
  },
  describe: (found, subject) => ({
    ...found.inOtherRoles.length === 0 ? describeInOneRole(found, subject) : describeInSeveralRoles(found, subject),
    because: 'a third party that knows the ExternalId of another can use it or leak it',
  }),
};

type MessageAndFix = Pick<Description, 'message' | 'fix'>;

function describeInOneRole({ value, parties }: SharedExternalId, subject: RuleSubject): MessageAndFix {
  const accounts = listOf(parties.map(({ account }) => subject.nameOfAccount(account)));
  const principals = parties.map(({ account, statement, verdict }) => {
    const principal = principalInCdk(subject, statement, verdict.request.caller);
    return `${principal}.withConditions({ StringEquals: { 'sts:ExternalId': '<value for ${account}>' } })`;
  });
  return {
    message: `callers from accounts ${accounts} can assume this role with the same ExternalId, "${value}"`,
    fix: [
      `give each account its own role, or at least its own ExternalId (in the CDK: new iam.CompositePrincipal(${principals.join(', ')}))`,
      declareOneVendor(parties.map(({ account }) => account)),
    ].join('\n'),
  };
}

function describeInSeveralRoles({ value, parties: [{ account }], inOtherRoles }: SharedExternalId, subject: RuleSubject): MessageAndFix {
  const shown = inOtherRoles.slice(0, 3).map((other) => `account ${subject.nameOfAccount(other.account)} in ${other.roleName}`);
  const more = inOtherRoles.length > shown.length ? [`others in ${inOtherRoles.length - shown.length} more roles`] : [];
  const others = listOf([...shown, ...more]);
  return {
    message: `the ExternalId "${value}" is used for account ${subject.nameOfAccount(account)} here, and also for ${others}`,
    fix: [
      `agree on another ExternalId with account ${account} ` +
      "(in the CDK: externalIds: ['<another value>'] on iam.Role, externalId: ExternalId.of('<another value>') on SecureCrossAccountRole)",
      '`npx cdk-secure-trust external-id` prints a random value',
      declareOneVendor([account, ...new Set(inOtherRoles.map((other) => other.account))]),
    ].join('\n'),
  };
}

function declareOneVendor(accounts: readonly string[]): string {
  const declarations = accounts.map((account) => `KnownAccount.vendor('${account}', '<name>')`);
  return `if ${accounts.length === 2 ? 'both' : 'all'} belong to one vendor, declare them with the same name: ${listOf(declarations)}`;
}
