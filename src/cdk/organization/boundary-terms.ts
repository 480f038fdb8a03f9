/** Validates the props of an `OrganizationTrustBoundary`. */
import { Token } from 'aws-cdk-lib';
import { OrganizationTrustBoundaryProps } from './organization-trust-boundary';
import { isOrganizationId } from '../../assessment/known-organizations';
import { BoundaryTerms } from '../../boundary/boundary-policy';
import {
  ANY_SUBJECT, isWithVariable, namesTenant, tenantClaimsOf, TokenCollector, usualClaimOf,
} from '../../boundary/trusted-tokens';
import { claimOf, claimsListedFor } from '../../evaluation/token-claims';
import { show, ValidationError } from '../constructs/validation-error';

/** @param where the path of the construct, for messages */
export function boundaryTerms(where: string, props: OrganizationTrustBoundaryProps): BoundaryTerms {
  const check = new PropsCheck(where);
  return {
    organization: check.organization(props.organizationId),
    accounts: check.accounts(props.trustedAccounts ?? []),
    tokens: check.tokens(props.trustedTokenSubjects ?? {}),
  };
}

/** Undefined: the policy is attached to nothing. */
export function boundaryTargets(where: string, targetIds: string[] | undefined): string[] | undefined {
  if (targetIds === undefined || Token.isUnresolved(targetIds)) return targetIds;
  const isTarget = (id: unknown) => Token.isUnresolved(id) || (typeof id === 'string' && TARGET.test(id));
  const wrong = targetIds.find((id) => !isTarget(id));
  if (wrong === undefined) return targetIds.length === 0 ? undefined : [...new Set(targetIds)];
  throw new ValidationError(
    where,
    `targetIds contains ${show(wrong)}, which no policy can be attached to. Write the ID of a root ('r-ab12'), of an organizational unit `
    + "('ou-ab12-11111111') or of an account (12 digits).",
  );
}

/** See https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
const TARGET = /^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;

const MOST_CHARACTERS_OF_NAME = 128;

/** @param ending the longest that is going to be added to it */
export function boundaryName(where: string, name: string, ending: string): string {
  if (Token.isUnresolved(name)) return name;
  if (typeof name === 'string' && name.trim() !== '' && name.length + ending.length <= MOST_CHARACTERS_OF_NAME) return name;
  const most = MOST_CHARACTERS_OF_NAME - ending.length;
  throw new ValidationError(where, `policyName ${show(name)} is not the name of a policy. Write 1 to ${most} characters.`);
}

class PropsCheck {
  constructor(private readonly where: string) { }

  public organization(id: string): string {
    if (Token.isUnresolved(id) || isOrganizationId(id)) return id;
    const instead = "Write it as AWS Organizations shows it: 'o-a1b2c3d4e5'.";
    return this.refuse(`organizationId ${show(id)} is not the ID of an organization. ${instead}`);
  }

  public accounts(ids: readonly string[]): readonly string[] {
    this.refuseTokens('trustedAccounts', ids);
    const wrong = ids.find((id) => typeof id !== 'string' || !/^\d{12}$/.test(id));
    if (wrong !== undefined) this.refuse(`trustedAccounts contains ${show(wrong)}, which is not an account ID. Write 12 digits, as text.`);
    return [...new Set(ids)].sort();
  }

  public tokens(subjects: { readonly [issuer: string]: readonly string[] }): BoundaryTerms['tokens'] {
    const tokens = new TokenCollector();
    for (const [name, patterns] of Object.entries(subjects)) this.addTokens(name, patterns, tokens);
    return tokens.collected();
  }

  private addTokens(name: string, patterns: readonly string[], tokens: TokenCollector): void {
    const place = `trustedTokenSubjects['${name}']`;
    this.refuseTokens('trustedTokenSubjects', [name]);
    this.refuseTokens(place, patterns);
    const [, issuer, claim] = /^(.*):([^:]+)$/.exec(name) ?? [undefined, name, usualClaimOf(name)];
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[^\s*?:]*)?$/i.test(issuer)) {
      this.refuse(`trustedTokenSubjects contains ${show(name)}, which is not an issuer. Write it as in the ARN of its provider, `
        + "without 'https://': 'token.actions.githubusercontent.com'.");
    }
    const empty = patterns.find((pattern) => typeof pattern !== 'string' || pattern.trim() === '' || isWithVariable(pattern));
    if (patterns.length === 0 || empty !== undefined) {
      const found = empty === undefined ? 'is empty' : `contains ${show(empty)}`;
      this.refuse(`${place} ${found}. Write the subjects to let in, where '*' stands for any text, or leave the issuer out.`);
    }
    if (tenantClaimsOf(issuer).length > 0) this.addTenants({ place, issuer, claim: claim.toLowerCase(), patterns }, tokens);
    else this.addOwnIssuer({ place, issuer, claim: claim.toLowerCase(), patterns }, tokens);
  }

  /** A pattern that does not name a tenant lets in everybody who has an account with the issuer. */
  private addTenants({ place, issuer, claim, patterns }: Subjects, tokens: TokenCollector): void {
    const claims = tenantClaimsOf(issuer);
    const naming = claims.find((each) => each.claim === claim);
    if (naming === undefined) {
      return this.refuse(`${place} is about a claim that does not say whose token it is: many tenants share ${issuer}. `
        + `Use one of ${claims.map((each) => each.claim).join(', ')}.`);
    }
    const wide = patterns.find((pattern) => !namesTenant(naming, pattern));
    if (wide !== undefined) {
      const instead = `Name yours, as in '${naming.example}'.`;
      this.refuse(`${place} contains ${show(wide)}, which lets in other tenants: many share ${issuer}. ${instead}`);
    }
    patterns.forEach((pattern) => tokens.addTenant(issuer, claim, pattern));
  }

  private addOwnIssuer({ place, issuer, claim, patterns }: Subjects, tokens: TokenCollector): void {
    const name = issuer.toLowerCase();
    if (claimOf(name, claim) === undefined) {
      this.refuse(`${place} is about a claim for which AWS has no condition key. Use one of ${claimsListedFor(name).join(', ')}.`);
    }
    if (patterns.includes(ANY_SUBJECT)) tokens.addIssuer(issuer);
    else patterns.forEach((pattern) => tokens.addTenant(issuer, claim, pattern));
  }

  /** Whom a policy lets in, and how long it is, has to be known when it is written. */
  private refuseTokens(property: string, values: readonly string[]): void {
    if (Token.isUnresolved(values) || values.some((value) => Token.isUnresolved(value))) {
      this.refuse(`${property} contains a value that is known only at deployment. Write it out: it decides how long the policy is.`);
    }
  }

  private refuse(problem: string): never {
    throw new ValidationError(this.where, problem);
  }
}

interface Subjects {
  readonly place: string;
  readonly issuer: string;
  readonly claim: string;
  readonly patterns: readonly string[];
}
