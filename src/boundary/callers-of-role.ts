/**
 * The callers that a proof distinguishes: one class for everybody whom a reader would name separately. Together the classes are all
 * callers; those of them that nobody named are the outsiders.
 */
import { BoundaryTerms } from './boundary-policy';
import { issuersOf } from './tokens-of-roles';
import { KeyRequirement } from '../analysis/key-constraints/key-constraint';
import { Question } from '../analysis/question';
import { anyValueExcept } from '../analysis/questions/condition-values';
import { membersOf } from '../analysis/questions/own-account-and-organization';
import { guestsOfIdentityPools } from '../analysis/questions/questions';
import { namedAccounts } from '../analysis/representative-accounts';
import { isIdentityPool } from '../analysis/tables/shared-issuers';
import { isAwsCaller } from '../evaluation/assume-role-request';
import { readPattern, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { TrustPolicyReading } from '../policy/trust-policy';
import { accountWithName } from '../rules/support/known-accounts';

/** Who is not from outside. */
export interface OutsideOf {
  /** Accounts that are members of the organization. */
  readonly members: ReadonlySet<string>;
  /** The organization itself, and others of the same owner. */
  readonly organizations: readonly string[];
}

/** A question about the callers of one class. */
export interface ClassQuestion extends Question {
  /** The account of all of them. */
  readonly account?: string;
}

export interface CallersOfRole {
  /** Every caller is in one of these classes. */
  readonly all: readonly ClassQuestion[];
  /** Those whom neither the terms nor the premises name. */
  readonly outsiders: readonly ClassQuestion[];
}

export function callersOfRole(reading: TrustPolicyReading, terms: BoundaryTerms, { members, organizations }: OutsideOf): CallersOfRole {
  const trusted = new Set(terms.accounts);
  const others = [...namedAccounts(reading.variants)].filter((account) => !members.has(account) && !trusted.has(account)).sort();
  const known = new Set([...members, ...terms.accounts, ...others]);
  const named = others.map((account): ClassQuestion => ({
    account,
    about: `callers of account ${accountWithName(account)}`,
    callers: (caller, { ownAccount }) => isAwsCaller(caller) && caller.account === account && account !== ownAccount,
  }));
  const rest: ClassQuestion = {
    about: 'callers of accounts that the trust policy does not name',
    callers: (caller, { ownAccount }) => isAwsCaller(caller) && !known.has(caller.account) && caller.account !== ownAccount,
  };
  const strangers = [...named, rest];
  const tokens = tokensOf(reading, terms);
  return {
    all: [
      ...strangers.map((question) => withRequirements(question, outsideOrganizations([terms.organization]))),
      ...tokens.map(({ question }) => question),
      ...notToBeDenied(terms),
    ],
    outsiders: [
      ...strangers.map((question) => withRequirements(question, outsideOrganizations(organizations))),
      ...tokens.flatMap(({ question, unlessOf }) => (unlessOf === undefined ? [] : [withRequirements(question, unlessOf)])),
      ...tokens.flatMap(({ issuer }) => (issuer !== undefined && isIdentityPool(issuer) ? [guestsOfIdentityPools(issuer)] : [])),
    ],
  };
}

/** What no boundary may deny. A member of the organization is known by its key, in whatever account it is. */
function notToBeDenied({ organization, accounts }: BoundaryTerms): readonly Question[] {
  const inOrganization: KeyRequirement = {
    key: 'aws:principalorgid', mayBeAbsent: false, mayBePresent: true, differsFrom: [], fixed: organization,
  };
  return [
    { about: 'members of the organization', callers: isAwsCaller, requirements: () => [inOrganization] },
    { about: 'callers of trusted accounts', callers: (caller) => isAwsCaller(caller) && accounts.includes(caller.account) },
    { about: 'AWS services and callers with an assertion', callers: ({ kind }) => kind === 'service' || kind === 'saml' },
  ];
}

/** An account in no organization has neither key. */
function outsideOrganizations(organizations: readonly string[]): readonly KeyRequirement[] {
  const ofMembers = membersOf(organizations);
  return ['aws:principalorgid', 'aws:principalorgpaths'].map((key) => anyValueExcept(key, ofMembers(key)));
}

function withRequirements(question: ClassQuestion, requirements: readonly KeyRequirement[]): ClassQuestion {
  return { ...question, requirements: () => requirements };
}

interface TokenClass {
  /** Undefined: all issuers that are not named. */
  readonly issuer?: string;
  readonly question: Question;
  /** What the tokens of outsiders do not have. Undefined: no token of the issuer is from outside. */
  readonly unlessOf?: readonly KeyRequirement[];
}

/** Those of each issuer that the policy names, and those of all others. */
function tokensOf(reading: TrustPolicyReading, { tokens }: BoundaryTerms): readonly TokenClass[] {
  const trusted = new Map(tokens.map((each) => [each.issuer.toLowerCase(), each]));
  const named = new Map(statementsOf(reading).flatMap(issuersOf).map((issuer) => [issuer.toLowerCase(), issuer]));
  const mayBeNamed = takesAnyToken(reading) ? tokens.map(({ issuer }) => [issuer.toLowerCase(), issuer] as const) : [];
  const issuers = new Map([...mayBeNamed, ...named]);
  const ofIssuer = [...issuers].map(([name, issuer]): TokenClass => {
    const question: Question = {
      about: `tokens of ${issuer}`, callers: (caller) => caller.kind === 'oidc' && caller.name?.toLowerCase() === name,
    };
    const tenants = trusted.get(name)?.tenants;
    if (tenants?.size === 0) return { issuer, question };
    return { issuer, question, unlessOf: [...tenants ?? []].map(([key, patterns]) => otherThan(key, patterns)) };
  });
  const ofOthers: Question = {
    about: 'tokens of issuers that the trust policy does not name',
    callers: (caller) => caller.kind === 'oidc' && !issuers.has(caller.name?.toLowerCase() ?? ''),
  };
  return [...ofIssuer, { question: ofOthers, unlessOf: [] }];
}

function otherThan(key: string, patterns: readonly string[]): KeyRequirement {
  const values = patterns.map((pattern) => ({ pattern: readPattern(pattern, WILDCARDS_ONLY), ignoreCase: false }));
  return anyValueExcept(key.toLowerCase(), values);
}

/** May it trust issuers that it does not name? */
function takesAnyToken(reading: TrustPolicyReading): boolean {
  return statementsOf(reading).some(({ notPrincipal, principals }) => notPrincipal || principals.some(mayBeAnyIssuer));
}

function mayBeAnyIssuer(principal: Principal): boolean {
  switch (principal.kind) {
    case 'anyone':
    case 'malformed':
    case 'unknown':
      return true;
    case 'oidc-provider':
      return !isKnown(principal.issuer);
    default:
      return false;
  }
}

function statementsOf({ variants }: TrustPolicyReading) {
  return variants.flatMap(({ statements }) => statements);
}
