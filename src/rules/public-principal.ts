/** Can a caller from an account that neither the policy nor the user named, or any internet identity, assume the role? */
import { Description, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { Admission, admission, askEachAllow, groupOf } from './support/admissions';
import { hardened, useHardened } from './support/fixes';
import { publicVerdict, publicVerdicts } from './support/strangers';
import { isIdentityPool } from '../analysis/tables/shared-issuers';
import { Open } from '../analysis/verdict';
import { actionOf } from '../evaluation/assume-role-request';
import { StatementMatch } from '../evaluation/match-statement';
import { describeStatement, whyHeld } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown, showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

export const publicPrincipal: Rule<Admission> = {
  id: 'public-principal',
  level: 'error',
  title: 'Only named accounts, services and identities can assume the role',
  ask: askEachAllow({
    verdictOf: publicVerdict,
    foundBy: (subject, verdict, statement) => ({
      ...admission(verdict, statement, statement.conditions.map(({ key }) => String(key))),
      // The request shows one of them.
      callers: publicVerdicts(subject, statement).flatMap((each) => (each.kind === 'open' ? groupOf(each.request.caller) : [])),
    }),
    undecided: { question: 'whether this role is public' },
  }),
  describe,
};

function describe({ statement, verdict }: Admission, subject: RuleSubject): Description {
  const { caller } = verdict.request;
  if (caller.kind === 'oidc' && isGuest(verdict, caller.issuer)) return describeGuests(caller.issuer, statement);
  if (caller.kind === 'oidc' || caller.kind === 'saml' || caller.kind === 'service') return describeAnyOfKind(caller.kind, statement);
  const match = subject.matchOf(verdict, statement);
  return {
    message: 'anyone with an AWS account can assume this role',
    because: strangerReason(statement, match),
    fix: strangerFix(match, caller.partition),
  };
}

/** A pattern of ARNs that names an account, with an operator whose wildcards also match colons. */
function namesAccountAsText({ key, operator, values }: ConditionClause): boolean {
  if (key !== 'aws:principalarn' || operator?.family !== 'string-like' || operator.negated) return false;
  return values.every((value) => isKnown(value) && /^[^:]*:[^:]*:[^:]*:[^:]*:\d{12}:/.test(value));
}

const NOT_NAMED = 'everyone except the principals in NotPrincipal';

function isGuest({ request }: Open, issuer: string): boolean {
  return isIdentityPool(issuer) && (request.context.get(`${issuer}:amr`)?.includes('unauthenticated') ?? false);
}

function describeGuests(pool: string, statement: Statement): Description {
  return {
    message: 'anyone on the internet who knows the ID of the identity pool can assume this role',
    because: `${describeStatement(statement)} allows unauthenticated identities of the pool`,
    fix: `require authenticated identities: "ForAnyValue:StringLike": { "${pool}:amr": "authenticated" }`,
  };
}

function describeAnyOfKind(kind: 'oidc' | 'saml' | 'service', statement: Statement): Description {
  const where = describeStatement(statement);
  if (kind === 'service') {
    return {
      message: 'any AWS service can assume this role',
      because: `${where} trusts "*" as a service`,
      fix: "name the service: assumedBy: new iam.ServicePrincipal('<service>.amazonaws.com')",
    };
  }
  const { credential, principalInCdk } = IDENTITY_PROVIDERS[kind];
  const whom = statement.notPrincipal ? NOT_NAMED : '"*"';
  return {
    message: `anyone with ${credential} may be able to assume this role`,
    because: `${where} allows ${actionOf({ kind })} for ${whom}, and AWS does not document whom that includes`,
    fix: `name the identity provider: assumedBy: ${principalInCdk}\nor allow only sts:AssumeRole, and only for principals that you name`,
  };
}

const IDENTITY_PROVIDERS = {
  oidc: {
    credential: 'a web identity token',
    principalInCdk: "new iam.OpenIdConnectPrincipal(provider, { StringEquals: { '<issuer>:sub': '<subject>' } })",
  },
  saml: {
    credential: 'a SAML assertion',
    principalInCdk: "new iam.SamlPrincipal(provider, { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } })",
  },
} as const;

function strangerReason(statement: Statement, match: StatementMatch): string {
  const where = describeStatement(statement);
  if (statement.notPrincipal) return `${where} allows ${NOT_NAMED}`;
  const wild = statement.principals.find((principal) => principal.kind !== 'anyone' && principal.kind !== 'account');
  const namesAnyone = statement.principals.some(({ kind }) => kind === 'anyone');
  const whom = wild && !namesAnyone ? `"${showText(wild.written)}"` : 'every AWS account ("*")';
  if (statement.conditions.length === 0) return `${where} trusts ${whom} without any condition`;
  return `${where} trusts ${whom}, and anyone can meet its condition${statement.conditions.length === 1 ? '' : 's'}:\n${whyHeld(match)}`;
}

/** Another operator is enough where a condition on the caller matched only because its key is absent, or compared an ARN as text. */
function strangerFix({ conditions }: StatementMatch, partition: string): string {
  const asText = conditions.find(({ clause }) => namesAccountAsText(clause))?.clause;
  if (asText) {
    const byParts = asText.operatorWritten.replace(/StringLike/i, 'ArnLike');
    return (
      `use ${byParts} instead of ${asText.operatorWritten}\n` +
      `${byParts} compares the ARN part by part, but wildcards of ${asText.operatorWritten} also match colons, ` +
      'and anyone can create a role with colons in its path'
    );
  }
  const soft = conditions.find(
    ({ clause, reason }) => (
      reason === 'key-absent' && /^aws:(principal|sourcevpc|vpce)/.test(String(clause.key)) && useHardened(clause) !== undefined
    ),
  )?.clause;
  if (soft) return `${useHardened(soft)}: only ${hardened(soft)} rejects requests without ${showText(soft.keyWritten)}`;
  return (
    `name the principal that should have access: assumedBy: new iam.ArnPrincipal('arn:${partition}:iam::<account>:role/<name>')\n` +
    "or use SecureCrossAccountRole: new SecureCrossAccountRole(this, 'Role', { " +
    "trustedPrincipals: [TrustedPrincipal.role('<account>', '<name>')], externalId: ExternalId.of('<value>'), " +
    "mfa: MfaRequirement.waived('<why>') })"
  );
}
