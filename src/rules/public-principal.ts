/** Can a caller from an account nobody named, or any identity of the internet, get in? */
import { CallerGroup, Problem, Rule, RuleSubject } from './rule';
import { hardened, useHardened } from './support/fixes';
import { admission, checkEachAllow, groupOf } from './support/openings';
import { issuersInQuestion, takesNoTokens } from './support/trusted-issuers';
import { guestsOfIdentityPools, strangers, strangersOfAnyKind } from '../analysis/questions/questions';
import { isIdentityPool } from '../analysis/tables/shared-issuers';
import { Open, Verdict } from '../analysis/verdict';
import { actionOf } from '../evaluation/assume-role-request';
import { CALLER_KEYS } from '../evaluation/caller-keys';
import { mayBeAnyAwsPrincipal } from '../evaluation/match-principal';
import { StatementMatch } from '../evaluation/match-statement';
import { describeStatement, whyHeld } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown, showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

const ID = 'public-principal';

export const publicPrincipal: Rule = {
  id: ID,
  title: 'No caller from an account that nobody named, and no arbitrary identity of the internet, may assume the role',
  check: checkEachAllow(verdictOf, problemOf, 'whether strangers get in'),
};

function verdictOf(subject: RuleSubject, asked: Statement): Verdict {
  const verdicts = [strangersVerdict(subject, asked), ...guestVerdicts(subject, asked), anyKindVerdict(subject, asked)];
  const open = verdicts.find((verdict) => verdict.kind === 'open');
  if (open) return open;
  const reasons = verdicts.flatMap((verdict) => (verdict.kind === 'undecided' ? verdict.reasons : []));
  return reasons.length === 0 ? { kind: 'closed' } : { kind: 'undecided', reasons: [...new Set(reasons)] };
}

/** AWS callers from an account that neither the policy nor the user named. */
export function strangersVerdict(subject: RuleSubject, statement: Statement): Verdict {
  if (subject.inEveryVariant(statement, namesItsAccounts)) return { kind: 'closed' };
  const isForeign = subject.foreigners();
  return subject.ask(`${ID}:strangers`, strangers((caller, world) => isForeign(caller, world) && !subject.isNamed(caller.account)), statement);
}

/** Each account is written out, or given at deployment by whoever deploys: IAM takes no wildcard there. */
function namesItsAccounts({ principals, notPrincipal }: Statement): boolean {
  return !notPrincipal && principals.length > 0 && principals.every(({ kind }) => kind !== 'anyone' && kind !== 'malformed' && kind !== 'unknown');
}

/**
 * `"*"` where it means services or holders of tokens. IAM refuses it under `Service` and `Federated`, and NotPrincipal; whether `"AWS": "*"`
 * covers callers that are no AWS principals is not documented, unless a condition asks which principal of AWS it is.
 */
function trustsAnyKind({ principals, notPrincipal, conditions }: Statement): boolean {
  const asksWhoOfAws = conditions.some(({ key }) => CALLER_KEYS.has(String(key)));
  if (notPrincipal) return !asksWhoOfAws;
  return principals.some(
    (principal) =>
      (principal.kind === 'anyone' || (principal.kind === 'unknown' && mayBeAnyAwsPrincipal(principal))) &&
      (principal.key === 'Service' || principal.key === 'Federated' || !asksWhoOfAws),
  );
}

/** Callers that are no AWS principals, where `"*"` may cover them. */
function anyKindVerdict(subject: RuleSubject, statement: Statement): Verdict {
  if (!trustsAnyKind(statement)) return { kind: 'closed' };
  const namesServices = statement.principals.some((principal) => principal.kind === 'anyone' && principal.key === 'Service');
  const question = strangersOfAnyKind(
    (caller) => !subject.namesProvider(caller.name) && (caller.kind === 'service' ? namesServices : caller.kind === 'saml' || caller.kind === 'oidc'),
  );
  return subject.ask(`${ID}:any-kind`, question, statement);
}

/** Identities of a Cognito identity pool that nobody signed in for: whoever knows the id of the pool gets one. */
function guestVerdicts(subject: RuleSubject, asked: Statement): Verdict[] {
  if (takesNoTokens(subject, asked)) return [];
  const pools = new Set(subject.variantsOf(asked).flatMap(issuersInQuestion).filter(isIdentityPool));
  return [...pools].map((pool) => subject.ask(`${ID}:guests of ${pool}`, guestsOfIdentityPools(pool), asked));
}

/** Every group of callers that the statement opens the role to: the witness shows one of them. */
function callersAdmitted(subject: RuleSubject, statement: Statement): readonly CallerGroup[] {
  const verdicts = [strangersVerdict(subject, statement), ...guestVerdicts(subject, statement), anyKindVerdict(subject, statement)];
  return verdicts.flatMap((verdict) => (verdict.kind === 'open' ? groupOf(verdict.request.caller) : []));
}

function problemOf(subject: RuleSubject, found: Open, statement: Statement): Problem {
  const { caller } = found.request;
  const match = subject.matchOf(found, statement);
  const common = {
    ...admission(subject, found, statement),
    callers: callersAdmitted(subject, statement),
    blames: statement.conditions.map(({ key }) => String(key)),
  };
  if (caller.kind === 'oidc' && isGuest(found, caller.issuer)) return { ...common, ...guestProblem(caller.issuer, match) };
  if (caller.kind === 'oidc' || caller.kind === 'saml' || caller.kind === 'service') return { ...common, ...anyKindProblem(caller.kind, statement) };
  return {
    ...common,
    message: 'anybody with an AWS account can assume this role',
    because: strangerReason(statement, match),
    fix: strangerFix(match, caller.partition),
  };
}

/** A pattern of ARNs that names an account, read by an operator whose wildcards run over colons. */
function namesAccountAsText({ key, operator, values }: ConditionClause): boolean {
  if (key !== 'aws:principalarn' || operator?.family !== 'string-like' || operator.negated) return false;
  return values.every((value) => isKnown(value) && /^[^:]*:[^:]*:[^:]*:[^:]*:\d{12}:/.test(value));
}

const NOT_NAMED = 'everybody but the principals it names (NotPrincipal)';

type Words = Pick<Problem, 'message' | 'because' | 'fix'>;

function isGuest({ request }: Open, issuer: string): boolean {
  return isIdentityPool(issuer) && (request.context.get(`${issuer}:amr`)?.includes('unauthenticated') ?? false);
}

function guestProblem(pool: string, match: StatementMatch): Words {
  return {
    message: 'anybody on the internet who knows the identity pool can assume this role',
    because: `${describeStatement(match.statement)} admits identities of the pool that never signed in`,
    fix: `ask for a sign-in: "ForAnyValue:StringLike": { "${pool}:amr": "authenticated" }`,
  };
}

function anyKindProblem(kind: 'oidc' | 'saml' | 'service', statement: Statement): Words {
  const where = describeStatement(statement);
  const whom = statement.notPrincipal ? NOT_NAMED : '"*"';
  if (kind === 'service') {
    return {
      message: 'any AWS service can assume this role',
      because: `${where} trusts "*" as a service`,
      fix: "name the service: assumedBy: new iam.ServicePrincipal('<service>.amazonaws.com')",
    };
  }
  const [holders, principal] =
    kind === 'oidc'
      ? ['token', "new iam.OpenIdConnectPrincipal(provider, { StringEquals: { '<issuer>:sub': '<subject>' } })"]
      : ['assertion', "new iam.SamlPrincipal(provider, { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } })"];
  return {
    message: `holders of any ${holders} may be able to assume this role`,
    because: `${where} allows ${actionOf({ kind })} to ${whom}, and AWS does not say whom that leaves out`,
    fix: `name the identity provider: assumedBy: ${principal}; or allow sts:AssumeRole only, to principals that you name`,
  };
}

function strangerReason(statement: Statement, match: StatementMatch): string {
  const where = describeStatement(statement);
  if (statement.notPrincipal) return `${where} allows ${NOT_NAMED}`;
  const wild = statement.principals.find((principal) => principal.kind !== 'anyone' && principal.kind !== 'account');
  const whom = wild && !statement.principals.some(({ kind }) => kind === 'anyone') ? `"${showText(wild.written)}"` : 'every AWS account ("*")';
  if (statement.conditions.length === 0) return `${where} trusts ${whom} without any condition`;
  return `${where} trusts ${whom}, and a stranger can meet its conditions: ${whyHeld(match)}`;
}

/** A condition on who calls that only an absent key got past, or an ARN that was compared as text, needs no more than another operator. */
function strangerFix({ conditions }: StatementMatch, partition: string): string {
  const asText = conditions.find(({ clause }) => namesAccountAsText(clause))?.clause;
  if (asText) {
    const byParts = asText.operatorWritten.replace(/StringLike/i, 'ArnLike');
    return (
      `use ${byParts} instead of ${asText.operatorWritten}: ${byParts} compares the ARN part by part, while the wildcards of ${asText.operatorWritten} ` +
      'also match the colons in a path, and a stranger chooses the path of its own role'
    );
  }
  const soft = conditions.find(
    ({ clause, reason }) => reason === 'key-absent' && /^aws:(principal|sourcevpc|vpce)/.test(String(clause.key)) && useHardened(clause) !== undefined,
  )?.clause;
  if (soft) return `${useHardened(soft)}: only ${hardened(soft)} refuses callers without ${showText(soft.keyWritten)}`;
  return (
    `name who may come: assumedBy: new iam.ArnPrincipal('arn:${partition}:iam::<account>:role/<name>'), or new SecureCrossAccountRole(this, 'Role', ` +
    "{ trustedPrincipals: [TrustedPrincipal.role('<account>', '<name>')], externalId: ExternalId.of('<value>'), mfa: MfaRequirement.waived('<why>') })"
  );
}
