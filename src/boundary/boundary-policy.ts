/**
 * Writes the resource control policy (RCP) that keeps strangers out of every role of an organization, in as many parts as its size demands.
 *
 * It consists of Deny statements, each about one kind of call, for a call has only the keys of its kind:
 *
 *     sts:AssumeRole                 denied from outside the organization, except for trusted accounts and AWS services
 *     sts:AssumeRoleWithWebIdentity  denied with tokens of other issuers, and of other tenants of a shared issuer
 *     sts:AssumeRoleWithSAML         not denied: a SAML provider is a resource of the account that trusts it
 *
 * A call with a token carries no `aws:PrincipalOrgID`, and one of a service carries none either, so neither is denied for lack of it.
 * Session tags and a source identity are passed with one of these calls, so denying them as well would add nothing.
 *
 * See https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html and, for the same statements in
 * AWS's own words, https://github.com/aws-samples/data-perimeter-policy-examples/tree/main/resource_control_policies
 */
import { keyOfEveryToken, TrustedTokens } from './trusted-tokens';
import { sharedIssuerOf } from '../analysis/tables/shared-issuers';

/** Whom the policy lets in, besides the services of AWS and the SAML providers of each account. */
export interface BoundaryTerms {
  /** `o-…`: its members are let in. */
  readonly organization: string;
  /** Accounts outside the organization that are let in: 12 digits each. */
  readonly accounts: readonly string[];
  readonly tokens: readonly TrustedTokens[];
}

export type BoundaryCondition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** In the order in which AWS's pages write the elements. */
export interface BoundaryStatement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Principal: '*';
  readonly Action: string;
  readonly Resource: '*';
  readonly Condition?: BoundaryCondition;
}

export interface BoundaryDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly BoundaryStatement[];
}

export interface BoundaryPolicy {
  readonly name: string;
  readonly document: BoundaryDocument;
  /** Without white space, which counts too. */
  readonly characters: number;
}

/** The name of the policy, or with a number that of each part. */
export const POLICY_NAME = 'OrganizationTrustBoundary';

/** See https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html, also for the policies of a target. */
export const MOST_CHARACTERS = 5_120;

/** At most five RCPs are attached to the root, to a unit or to an account, and one of them is `RCPFullAWSAccess`. */
export const MOST_PARTS_OF_A_TARGET = 4;

/** What a statement lists. */
export interface StatementSubject {
  readonly kind: 'accounts' | 'issuers' | 'tenants';
  /** `500 trusted accounts`. */
  readonly inWords: string;
}

/** A single statement does not fit into a policy. */
export class StatementTooLong extends Error {
  /** @param characters of a policy with this statement alone */
  constructor(public readonly about: StatementSubject, characters: number) {
    super(`${about.inWords} need a policy of ${inWords(characters)} characters, and AWS takes at most ${inWords(MOST_CHARACTERS)}`);
  }
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}

/**
 * One policy if everything fits into one, otherwise several that have to be attached together.
 *
 * @param charactersOf how long a document is once it is deployed; default: as long as it is
 * @throws StatementTooLong if a statement does not fit into a policy of its own: a Deny cannot be divided, for each part would deny what
 * another one lets in
 */
export function writeBoundary(
  terms: BoundaryTerms, name: string, charactersOf: (document: BoundaryDocument) => number = charactersIn,
): readonly BoundaryPolicy[] {
  const parts: BoundaryStatement[][] = [];
  for (const { statement, about } of statementsOf(terms)) {
    const alone = charactersOf(documentOf([statement]));
    if (alone > MOST_CHARACTERS) throw new StatementTooLong(about, alone);
    const roomy = parts.find((part) => charactersOf(documentOf([...part, statement])) <= MOST_CHARACTERS);
    if (roomy) roomy.push(statement);
    else parts.push([statement]);
  }
  return parts.map((statements, index) => {
    const document = documentOf(statements);
    return { name: parts.length === 1 ? name : `${name}-${index + 1}`, document, characters: charactersOf(document) };
  });
}

export function charactersIn(document: BoundaryDocument): number {
  return JSON.stringify(document).length;
}

function documentOf(statements: readonly BoundaryStatement[]): BoundaryDocument {
  return { Version: '2012-10-17', Statement: statements };
}

interface DescribedStatement {
  readonly statement: BoundaryStatement;
  readonly about: StatementSubject;
}

function statementsOf({ organization, accounts, tokens }: BoundaryTerms): readonly DescribedStatement[] {
  const sids = new Set<string>();
  return [
    { statement: outsideOrganization(organization, accounts), about: { kind: 'accounts', inWords: `${accounts.length} trusted accounts` } },
    { statement: otherIssuers(tokens), about: { kind: 'issuers', inWords: `${tokens.length} issuers of tokens` } },
    ...tokens.filter(({ tenants }) => tenants.size > 0).map((trusted) => ({
      statement: otherTenants(trusted, uniqueSid(`DenyOtherTenantsOf${wordOf(trusted.issuer)}`, sids)),
      about: { kind: 'tenants' as const, inWords: `${[...trusted.tenants.values()].flat().length} tenants of ${trusted.issuer}` },
    })),
  ];
}

/** The key of the organization is absent if the account of the caller is in none, and then the caller is denied as well. */
function outsideOrganization(organization: string, accounts: readonly string[]): BoundaryStatement {
  return deny('DenyCallersFromOutside', 'sts:AssumeRole', {
    StringNotEqualsIfExists: {
      'aws:PrincipalOrgID': organization,
      ...accounts.length > 0 && { 'aws:PrincipalAccount': oneOrList(accounts) },
    },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  });
}

/** A token has the keys of its own issuer only: one that has none of these was issued by somebody else. */
function otherIssuers(tokens: readonly TrustedTokens[]): BoundaryStatement {
  const keys = tokens.map(({ issuer }) => [keyOfEveryToken(issuer), 'true'] as const);
  const condition = keys.length > 0 ? { Null: Object.fromEntries(keys) } : undefined;
  return deny('DenyTokensOfOtherIssuers', 'sts:AssumeRoleWithWebIdentity', condition);
}

/** The first key says that the issuer is this one; each of the others may say that the tenant is a trusted one. */
function otherTenants({ issuer, tenants }: TrustedTokens, sid: string): BoundaryStatement {
  return deny(sid, 'sts:AssumeRoleWithWebIdentity', {
    Null: { [keyOfEveryToken(issuer)]: 'false' },
    StringNotLikeIfExists: Object.fromEntries([...tenants].map(([key, patterns]) => [key, oneOrList(patterns)])),
  });
}

function deny(sid: string, action: string, condition: BoundaryCondition | undefined): BoundaryStatement {
  return {
    Sid: sid, Effect: 'Deny', Principal: '*', Action: action, Resource: '*', ...condition && { Condition: condition },
  };
}

function oneOrList(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? values[0] : values;
}

/** `GitHubActions`, or for an issuer without a name `IdpExampleCom`: a Sid consists of letters and digits. */
function wordOf(issuer: string): string {
  const words = (sharedIssuerOf(issuer)?.name ?? issuer).split(/[^A-Za-z0-9]+/).filter((word) => word !== '').slice(0, 6);
  return words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
}

function uniqueSid(sid: string, taken: Set<string>): string {
  let unique = sid;
  for (let number = 2; taken.has(unique); number += 1) unique = `${sid}${number}`;
  taken.add(unique);
  return unique;
}
