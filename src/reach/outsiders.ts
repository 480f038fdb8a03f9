/** Which classes of callers from outside a trust policy admits: each is one question to the engine. */
import { Outsider } from './node';
import { subjectsNamedBy } from './token-subjects';
import { Admission, TrustOfRole } from './trust-of-role';
import { anyValueExcept } from '../analysis/questions/condition-values';
import { sharedIssuerOf } from '../analysis/tables/shared-issuers';
import { Open } from '../analysis/verdict';
import { isAwsCaller } from '../evaluation/assume-role-request';
import { isKnown, PartlyKnownText, showText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';
import { accountWithName, KnownAccounts } from '../rules/support/known-accounts';
import { otherTenantsVerdict } from '../rules/support/other-tenants';
import { publicVerdicts } from '../rules/support/strangers';
import { withTypicalSubject } from '../rules/support/subject-breadth';
import { SUBJECT_GRAMMARS } from '../rules/tables/subject-grammars';

/** Callers of the class can assume the role. */
export interface AdmittedOutsider {
  readonly outsider: Outsider;
  readonly admission: Admission;
}

export interface Insiders {
  /** Accounts with a role or user among the inputs. Their roles and users are nodes of their own. */
  readonly accounts: ReadonlySet<string>;
  readonly declared: KnownAccounts;
  readonly organizations: readonly string[];
}

export const INTERNET: Outsider = { id: 'internet', kind: 'internet', name: 'anyone on the internet', isOwn: false };
export const ANY_AWS_ACCOUNT: Outsider = { id: 'any-aws-account', kind: 'any-aws-account', name: 'any AWS account', isOwn: false };
const ANY_ACCOUNT_FROM_NETWORK: Outsider = {
  id: 'any-aws-account:named-network', kind: 'any-aws-account', name: 'any AWS account, from a network that the policy names', isOwn: false,
};
const ANY_SERVICE: Outsider = { id: 'service:*', kind: 'service', name: 'any AWS service', isOwn: false };

/** @param isReserved the role belongs to IAM Identity Center, so only the people it is assigned to can sign in to it */
export function admittedOutsiders(trust: TrustOfRole, insiders: Insiders, isReserved: boolean): readonly AdmittedOutsider[] {
  const found = [
    ...strangers(trust, insiders),
    ...namedAccounts(trust, insiders),
    ...accountsNotKnown(trust),
    ...trust.allowing.flatMap((statement) => [
      ...tokenHolders(trust, statement), ...assertionHolders(trust, statement, isReserved), ...services(trust, statement),
    ]),
  ];
  // Several statements may admit the same class: one that is proved counts.
  const byId = new Map<string, AdmittedOutsider>();
  for (const each of found) {
    const known = byId.get(each.outsider.id);
    if (!known || (known.admission.trust === 'undecided' && each.admission.trust === 'open')) byId.set(each.outsider.id, each);
  }
  return [...byId.values()];
}

function admitted(outsider: Outsider, admission: Admission | undefined): AdmittedOutsider[] {
  return admission ? [{ outsider, admission }] : [];
}

/** Callers that neither the policy nor the user named. */
function strangers(trust: TrustOfRole, insiders: Insiders): AdmittedOutsider[] {
  const { subject } = trust;
  const verdicts = trust.allowing.flatMap((statement) => {
    const [ofAws, ...ofOthers] = publicVerdicts(subject, statement);
    return [{ isOfAws: true, verdict: ofAws }, ...ofOthers.map((verdict) => ({ isOfAws: false, verdict }))];
  });
  const found = verdicts.flatMap(({ isOfAws, verdict }) => {
    const isService = verdict.kind === 'open' && verdict.request.caller.kind === 'service';
    return admitted(isOfAws ? ANY_AWS_ACCOUNT : isService ? ANY_SERVICE : INTERNET, trust.admissionOf(verdict));
  });
  // Undecided: one of them may be the principal.
  if (found.some(({ outsider }) => outsider === ANY_AWS_ACCOUNT)) return found;
  return [...found, ...unnamedAccounts(trust, insiders)];
}

const MOST_ORGANIZATIONS = 20;
const ORGANIZATION_KEYS = ['aws:principalorgid', 'aws:principalorgpaths'] as const;

/** Callers of accounts that the policy does not name: members of the organizations that it names, or callers from the networks. */
function unnamedAccounts(trust: TrustOfRole, { organizations }: Insiders): AdmittedOutsider[] {
  const found: AdmittedOutsider[] = [];
  const names: string[] = [];
  while (found.length < MOST_ORGANIZATIONS) {
    const admission = trust.ask({
      about: 'callers of accounts that the policy does not name',
      callers: (caller, { ownAccount }) =>
        isAwsCaller(caller) && caller.account !== ownAccount && !trust.subject.isNamed(caller.account),
      requirements: () => ORGANIZATION_KEYS.map((key) => anyValueExcept(key, names.map((id) => ({
        pattern: [{ kind: 'literal', text: id } as const, ...key === 'aws:principalorgid' ? [] : [{ kind: 'any-run' } as const]],
        ignoreCase: false,
      })))),
    });
    if (!admission) return found;
    const organization = admission.trust === 'open' ? organizationIn(admission.request.context) : undefined;
    if (organization === undefined || names.includes(organization)) return [...found, { outsider: ANY_ACCOUNT_FROM_NETWORK, admission }];
    names.push(organization);
    found.push({ outsider: organizationNode(organization, organizations), admission });
  }
  return found;
}

function organizationIn(context: Readonly<Record<string, string | readonly string[]>>): string | undefined {
  const value = [context['aws:PrincipalOrgID'], context['aws:PrincipalOrgPaths']].flat().find((each) => each !== undefined);
  return value?.split('/')[0];
}

/** The invented id of the organization that the role belongs to, which a policy may refer to with a variable. */
const OWN = 'o-roleowner0';

function organizationNode(id: string, organizations: readonly string[]): Outsider {
  const isOwnOfRole = id === OWN;
  return {
    id: isOwnOfRole ? 'organization:own' : `organization:${id}`,
    kind: 'organization',
    name: isOwnOfRole ? "the role's own organization" : `organization ${id}`,
    isOwn: isOwnOfRole || organizations.includes(id),
  };
}

/** Accounts that the policy names and whose roles and users are not among the inputs. */
function namedAccounts(trust: TrustOfRole, { accounts, declared }: Insiders): AdmittedOutsider[] {
  const others = [...trust.subject.namedAccounts].filter((account) => account !== trust.owner.account && !accounts.has(account));
  return others.flatMap((account) => admitted(
    accountNode(account, declared),
    trust.ask({ about: `callers of account ${account}`, callers: (caller) => isAwsCaller(caller) && caller.account === account }),
  ));
}

export function accountNode(account: string, declared: KnownAccounts, isOwn = declared.get(account)?.standing === 'own'): Outsider {
  const name = `account ${accountWithName(account, declared.get(account)?.name)}`;
  return { id: `account:${account}`, kind: 'account', account, name, isOwn };
}

/** Principals whose account only the deployment decides. */
function accountsNotKnown(trust: TrustOfRole): AdmittedOutsider[] {
  return trust.allowing.flatMap((statement) => statement.principals.flatMap((principal) => {
    const what = accountNotKnown(principal);
    if (what === undefined) return [];
    const outsider: Outsider = { id: `account:${what}`, kind: 'account', name: `the account of ${what}`, isOwn: false };
    return [{ outsider, admission: { trust: 'undecided', reasons: [what] } as const }];
  }));
}

function accountNotKnown(principal: Principal): string | undefined {
  const isOfAws = principal.kind === 'account' || principal.kind === 'user' || principal.kind === 'role' || principal.kind === 'session';
  if (!isOfAws || isKnown(principal.account) || isOwnAccount(principal.account)) return undefined;
  return showText(principal.account);
}

/** Is it nothing but the account of the role? */
export function isOwnAccount(account: PartlyKnownText): boolean {
  return !isKnown(account) && account.length === 1 && typeof account[0] !== 'string' && account[0].kind === 'own-account';
}

function tokenHolders(trust: TrustOfRole, statement: Statement): AdmittedOutsider[] {
  return issuersOf(statement).flatMap((issuer) => {
    const question = {
      about: `tokens of ${showText(issuer)}`,
      callers: ({ kind, name }: { readonly kind: string; readonly name?: string }) =>
        kind === 'oidc' && (!isKnown(issuer) || name?.toLowerCase() === issuer.toLowerCase()),
      through: statement.index,
      usesPlaceholderPrincipals: true,
    };
    const verdict = trust.verdictOf(question);
    const admission = trust.admissionOf(verdict.kind === 'open' ? withReadableSubject(trust, statement, verdict) : verdict);
    return admitted(providerNode(trust, statement, issuer), admission);
  });
}

/** The shortest subject that a pattern matches may be none that the issuer ever writes. */
function withReadableSubject({ subject }: TrustOfRole, statement: Statement, found: Open): Open {
  const { caller, context } = found.request;
  const issuer = caller.kind === 'oidc' ? caller.issuer.toLowerCase() : '';
  const grammar = SUBJECT_GRAMMARS.find(({ issuers }) => issuers.test(issuer));
  if (grammar === undefined || grammar.subject.test(String(context.get(`${issuer}:sub`)))) return found;
  const fillings = grammar.breadths.flatMap((breadth) => breadth.fillings);
  return withTypicalSubject(subject, statement, found, { grammar, fillings, pins: () => false });
}

function issuersOf({ principals }: Statement): PartlyKnownText[] {
  return principals.flatMap((principal) => {
    if (principal.kind === 'oidc-provider') return [principal.issuer];
    return principal.kind === 'web-identity' ? [principal.provider] : [];
  });
}

function providerNode(trust: TrustOfRole, statement: Statement, issuer: PartlyKnownText): Outsider {
  const shown = showText(issuer);
  const shared = isKnown(issuer) ? sharedIssuerOf(issuer) : undefined;
  const isOpenToAll = shared !== undefined && otherTenantsVerdict(trust.subject, statement).kind !== 'closed';
  const provider = shared?.name ?? shown;
  if (isOpenToAll) {
    return { id: `oidc:${shown}`, kind: 'identity-provider', name: `any tenant of ${provider}`, isOwn: false };
  }
  const subjects = isKnown(issuer) ? subjectsNamedBy(statement, issuer) : [];
  if (subjects.length === 0) return { id: `oidc:${shown}:*`, kind: 'identity-provider', name: `tokens of ${provider}`, isOwn: false };
  const list = subjects.join(', ');
  return { id: `oidc:${shown}:${list}`, kind: 'identity-provider', name: `${provider} ${list}`, isOwn: false };
}

function assertionHolders(trust: TrustOfRole, statement: Statement, isReserved: boolean): AdmittedOutsider[] {
  return statement.principals.flatMap((principal) => {
    if (principal.kind !== 'saml-provider') return [];
    const { name, written } = principal;
    const admission = trust.ask({
      about: `assertions of ${showText(written)}`,
      callers: (caller) => caller.kind === 'saml' && (!isKnown(name) || caller.name === name),
      through: statement.index,
      usesPlaceholderPrincipals: true,
    });
    const isIdentityCenter = isReserved && /^AWSSSO_/.test(showText(name));
    const who = isIdentityCenter ? 'people of IAM Identity Center' : `people with an assertion of SAML provider ${showText(name)}`;
    return admitted({ id: `saml:${showText(written)}`, kind: 'identity-provider', name: who, isOwn: isIdentityCenter }, admission);
  });
}

function services(trust: TrustOfRole, statement: Statement): AdmittedOutsider[] {
  return statement.principals.flatMap((principal) => {
    if (principal.kind !== 'service' || !isKnown(principal.service)) return [];
    const { service } = principal;
    const admission = trust.ask({
      about: `calls by ${service}`, callers: (caller) => caller.kind === 'service' && caller.name === service, through: statement.index,
    });
    return admitted({ id: `service:${service}`, kind: 'service', name: service, isOwn: false }, admission);
  });
}
