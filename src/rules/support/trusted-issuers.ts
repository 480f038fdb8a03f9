/** Whose tokens a statement may accept: the rules about tokens check each issuer. */
import { mayBeSharedIssuer } from '../../analysis/tables/shared-issuers';
import { Open } from '../../analysis/verdict';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { isIssuerOfCluster } from '../../policy/holes';
import { holesOf, isKnown, PartlyKnownText } from '../../policy/partly-known-text';
import { Principal } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';
import { RuleSubject } from '../rule-subject';

export interface TrustedIssuers {
  /** Literal issuers. */
  readonly named: readonly string[];
  /** The issuer of a cluster of the same template. */
  readonly ofCluster: boolean;
  /** An issuer known only at deployment. */
  readonly unknown: boolean;
  /** An issuer known only at deployment that may turn out to be a shared one. */
  readonly sharedUnknown: boolean;
}

/** Whatever deployment chooses, the statement accepts no tokens. A quick check, because most statements do not. */
export function takesNoTokens(subject: RuleSubject, statement: Statement): boolean {
  return subject.inEveryVariant(
    statement, ({ principals, notPrincipal }) => !notPrincipal && principals.every(({ kind }) => !TAKING.has(kind)),
  );
}

const TAKING: ReadonlySet<Principal['kind']> = new Set<Principal['kind']>([
  'oidc-provider', 'web-identity', 'unknown', 'anyone', 'malformed',
]);

export function trustedIssuers({ principals }: Statement): TrustedIssuers {
  const named: string[] = [];
  let [ofCluster, unknown, sharedUnknown] = [false, false, false];
  for (const principal of principals) {
    if (principal.kind === 'web-identity') {
      named.push(principal.provider);
    } else if (principal.kind === 'oidc-provider') {
      if (isKnown(principal.issuer)) named.push(principal.issuer);
      else if (isOfCluster(principal.issuer)) ofCluster = true;
      else [unknown, sharedUnknown] = [true, sharedUnknown || mayBeSharedIssuer(principal.issuer)];
    } else if (principal.kind === 'unknown' && (principal.key === undefined || principal.key === 'Federated')) {
      [unknown, sharedUnknown] = [true, true];
    }
  }
  return { named, ofCluster, unknown, sharedUnknown };
}

function isOfCluster(issuer: PartlyKnownText): boolean {
  return holesOf(issuer).every(isIssuerOfCluster);
}

/** The issuers that a question about the tokens of the statement is about. */
export function issuersInQuestion(statement: Statement): readonly string[] {
  const { named, unknown } = trustedIssuers(statement);
  return unknown ? [...named, ...issuersAskedAbout(statement)] : named;
}

/** The issuer of the token that is accepted. */
export function issuerOf({ request: { caller } }: Open): string {
  return caller.kind === 'oidc' ? caller.issuer : '';
}

/** The issuers in conditions of the statement, in lower case. */
export function issuersAskedAbout({ conditions }: Statement): string[] {
  const issuers = conditions.flatMap(({ key }) => (isKnown(key) ? (oidcKeyParts(key)?.issuer ?? []) : []));
  return [...new Set(issuers)];
}
