/** Why no caller of a statement ever meets one of its conditions, and what to write instead. */
import { includesWord, intentOf } from './condition-intent';
import { callersInWords, isNeverSent, PossibleCaller, possibleCallers, presencesOf } from './possible-callers';
import { SideAction } from '../../evaluation/assume-role-request';
import { clock } from '../../evaluation/clock';
import { TextDomain } from '../../evaluation/key-domains';
import { resourceOfAccount } from '../../evaluation/keys-of-account';
import { isMisspelledAwsKey, intendedKeyFor } from '../../evaluation/listed-keys';
import { matchActions } from '../../evaluation/match-action';
import { patternOf, showClause } from '../../evaluation/match-condition';
import { readInstant } from '../../evaluation/operators/number-and-date-operators';
import { mfaStates, oidcKeyParts, requestKeyOf } from '../../evaluation/request-keys';
import { claimsListedFor } from '../../evaluation/token-claims';
import { spellKey } from '../../findings/key-names';
import { ConditionClause, Operator } from '../../policy/condition';
import { isKnown, showText } from '../../policy/partly-known-text';
import { PolicyVersion, Statement } from '../../policy/trust-policy';
import { Description } from '../rule';

export interface FailingClause {
  readonly clause: ConditionClause;
  readonly statement: Statement;
  readonly version: PolicyVersion;
  /** Would a caller meet the condition if it were written like this? */
  helps(changed: ConditionClause, version?: PolicyVersion): boolean;
}

export type ReasonAndFix = Pick<Description, 'because' | 'fix'>;

export function describeFailingClause(failing: FailingClause): ReasonAndFix {
  const { clause, statement } = failing;
  const key = String(clause.key);
  const callers = possibleCallers(statement);
  if (isMisspelledAwsKey(key)) return wrongKeyReason(clause);
  if (asksForMfa(clause) && !callers.some(({ kind }) => kind === 'iam-user')) return mfaReason(clause, callers);
  if (isNeverSent(key, callers)) return absentKeyReason(clause, callers);
  for (const reasonOf of [sideActionReason, timeReason, versionReason, wildcardReason, arnReason, variableReason, resourceReason, alphabetReason]) {
    const reason = reasonOf(failing, callers);
    if (reason) return reason;
  }
  return otherwise(clause, callers);
}

function asksForMfa(clause: ConditionClause): boolean {
  return intentOf(clause) === 'mfa' && !includesWord('false', clause.values);
}

/** What is wrong with the condition, and what to write instead. */
function reasonOn(clause: ConditionClause, why: string, fix: string): ReasonAndFix {
  return { because: `${showClause(clause)}: ${why}`, fix };
}

function mfaReason(clause: ConditionClause, callers: readonly PossibleCaller[]): ReasonAndFix {
  return {
    because: `${showClause(clause)} asks for MFA, and ${callersInWords(callers)} cannot show MFA: only IAM users can`,
    fix: 'leave the condition out of the statement for machines (on SecureCrossAccountRole: mfa: MfaRequirement.waived(\'<why>\')), or trust IAM users',
  };
}

function wrongKeyReason(clause: ConditionClause): ReasonAndFix {
  const key = String(clause.key);
  const written = showText(clause.keyWritten);
  const meant = intendedKeyFor(key);
  return {
    because: `${showClause(clause)} lets nobody in: there is no condition key ${written}, so no request holds it; did you mean ${meant}?`,
    fix: `write ${meant} instead of ${written}`,
  };
}

const TIME_KEYS: ReadonlySet<string> = new Set(['aws:currenttime', 'aws:epochtime', 'aws:tokenissuetime']);

/** A time that has passed, so that no further request can meet the condition. A time that is still to come is not a reason. */
function timeReason({ clause }: FailingClause): ReasonAndFix | undefined {
  if (!TIME_KEYS.has(String(clause.key))) return undefined;
  const instants = clause.values.map((value) => (isKnown(value) ? readInstant(value) : undefined));
  const isOver = (instant: number | undefined): instant is number => instant !== undefined && instant <= clock.now();
  if (instants.length === 0 || !instants.every(isOver)) return undefined;
  const [day] = new Date(Math.max(...instants)).toISOString().split('T');
  return reasonOn(clause, `that time has passed: it was ${day}`, 'write a date that is still to come, or delete the statement');
}

/** Condition keys that only some callers send. */
interface LimitedKeys {
  readonly keys: RegExp;
  /** Why the requests of others do not contain them. */
  readonly why: string;
  /** What else to do about it, after *drop the condition*. */
  readonly orElse: string;
}

const KEYS_OF_AWS_PRINCIPALS: LimitedKeys = {
  keys: /^aws:(principal(?!servicename)|user(id|name)$|tokenissuetime$|sourceidentity$)/,
  why: 'who calls by a token or an assertion is no principal of AWS yet, and the request holds none of the keys of one',
  orElse: ', and ask for the claims of the token or the assertion instead',
};

const LIMITED_KEYS: readonly LimitedKeys[] = [
  {
    keys: /^sts:externalid$/,
    why: 'only sts:AssumeRole has a parameter ExternalId',
    orElse: ', and ask for the subject or the audience of the token instead',
  },
  { keys: /^aws:source(account|arn|orgid|orgpaths)$/, why: 'only services send it', orElse: '; to ask who calls, use aws:PrincipalArn or aws:PrincipalOrgID' },
  { keys: /^aws:multifactorauth/, why: 'only IAM users can show MFA', orElse: '' },
  { keys: /^aws:username$/, why: 'only IAM users have a user name', orElse: '; to ask for a role, use aws:PrincipalArn' },
  {
    keys: /^aws:principal(orgid|orgpaths|tag)/,
    why: 'only users and roles have it',
    orElse: '; to ask for whom a service comes, use aws:SourceOrgID or aws:SourceAccount',
  },
  {
    keys: /^sts:durationseconds$/,
    why: 'no call of AssumeRole carries it',
    orElse: '; what limits a session is maxSessionDuration of the role',
  },
  { keys: /^saml:/, why: 'only SAML assertions carry it', orElse: ', or trust the SAML provider' },
  { keys: /^aws:principalservicename/, why: 'only services have it', orElse: '' },
];

/** A condition on a key that none of these callers ever sends. */
export function absentKeyReason(clause: ConditionClause, callers: readonly PossibleCaller[]): ReasonAndFix {
  const key = String(clause.key);
  const shown = `${showClause(clause)} needs a key that requests of ${callersInWords(callers)} never hold`;
  const claim = oidcKeyParts(key);
  const issuer = callers.find(({ kind }) => kind === 'oidc')?.issuer;
  if (claim && issuer?.toLowerCase() === claim.issuer) {
    return {
      because: `${shown}: AWS takes no claim "${claim.claim}" of ${issuer} over into the request`,
      fix: `drop the condition, or ask for one of the claims that AWS takes over: ${claimsListedFor(claim.issuer).join(', ')}`,
    };
  }
  if (claim && issuer !== undefined) {
    return {
      because: `${shown}: the claims of ${issuer} are under keys that begin with ${issuer}:`,
      fix: `write "${issuer}:${claim.claim}" instead of "${showText(clause.keyWritten)}"; if tokens of ${claim.issuer} are meant, name that provider as the principal`,
    };
  }
  if (key === 'sts:externalid' && callers.every(({ kind }) => kind === 'service')) {
    return {
      because: `${shown}: the configuration of these services takes no ExternalId`,
      fix: 'drop the condition for services, and give users and roles that need it a statement of their own (in the CDK: ' +
        'new iam.AccountPrincipal(…).withConditions(…) inside the CompositePrincipal, instead of externalIds)',
    };
  }
  const areTokenHolders = callers.every(({ kind }) => kind === 'saml' || kind === 'oidc');
  const limited = [...areTokenHolders ? [KEYS_OF_AWS_PRINCIPALS] : [], ...LIMITED_KEYS].find(({ keys }) => keys.test(key));
  if (!limited) return { because: shown, fix: 'drop the condition, or ask for a key that such requests hold' };
  return { because: `${shown}: ${limited.why}`, fix: `drop the condition${limited.orElse}` };
}

/** Condition keys about tags, identities and contexts, and the action that callers need to pass them. */
const KEYS_OF_SIDE_ACTIONS: readonly { readonly keys: RegExp; readonly action: SideAction }[] = [
  { keys: /^aws:(requesttag\/|tagkeys$)|^sts:transitivetagkeys$/, action: 'sts:TagSession' },
  { keys: /^(sts|aws):sourceidentity$/, action: 'sts:SetSourceIdentity' },
  { keys: /^sts:requestcontext/, action: 'sts:SetContext' },
];

function sideActionReason({ clause, statement }: FailingClause): ReasonAndFix | undefined {
  const side = KEYS_OF_SIDE_ACTIONS.find(({ keys }) => keys.test(String(clause.key)))?.action;
  if (side === undefined || matchActions(statement.actions, statement.notAction, side) !== 'no') return undefined;
  return { because: `${showClause(clause)} needs callers who may use ${side}, and nobody may`, fix: `add "${side}" to the actions of the statement` };
}

/** `StringEquals` compares `*` as it is; would `StringLike` let a caller in? */
function wildcardReason({ clause, helps }: FailingClause): ReasonAndFix | undefined {
  const { operator, values, operatorWritten } = clause;
  if (operator?.family !== 'string-equals' || !values.some((value) => isKnown(value) && /[*?]/.test(value))) return undefined;
  // The wildcards of `StringLike` match colons too, and so the ARNs of other accounts.
  const isSource = clause.key === 'aws:sourcearn';
  const family = { ...operator, family: isSource ? 'arn' : 'string-like', ignoreCase: false } as Operator;
  if (!helps({ ...clause, operator: family })) return undefined;
  const like = operatorWritten.replace(/(String)?(Not)?Equals(IgnoreCase)?/i, isSource ? 'Arn$2Like' : '$1$2Like');
  const use = clause.key === 'aws:sourceaccount' ? 'write the 12 digits of the account' : `use ${like} instead of ${operatorWritten}`;
  return reasonOn(clause, `${operatorWritten} takes "*" and "?" as they are, not as wildcards`, use);
}

function versionReason({ clause, version, helps }: FailingClause): ReasonAndFix | undefined {
  if (version === '2012-10-17' || !clause.values.some((value) => showText(value).includes('${'))) return undefined;
  if (!helps(clause, '2012-10-17')) return undefined;
  return reasonOn(clause, 'without "Version": "2012-10-17" a policy variable is plain text', 'write "Version": "2012-10-17" into the document');
}

function arnReason({ clause }: FailingClause): ReasonAndFix | undefined {
  if (clause.key !== 'aws:principalarn') return undefined;
  const values = clause.values.map(showText);
  if (values.every((value) => value.includes(':assumed-role/'))) {
    const role = values[0].replace(':sts:', ':iam:').replace(/:assumed-role\/([^/]*)\/.*$/, ':role/$1');
    return reasonOn(clause, 'aws:PrincipalArn holds the ARN of the role, never that of a session', `write the ARN of the role: ${role}`);
  }
  if (values.every((value) => value.endsWith(':root'))) {
    return reasonOn(
      clause,
      'in a condition the root ARN means the root user, which cannot assume roles',
      'drop the condition, or write the ARNs of the users and roles that are meant; the account itself is aws:PrincipalAccount',
    );
  }
  if (values.every((value) => /^(.*\/)?[\w+=,.@-]{65,}$/.test(value))) {
    return reasonOn(clause, 'names of users and roles have 64 characters at most', 'write the name of an existing user or role');
  }
  return undefined;
}

/** A variable without a value makes the whole value match nothing. */
function variableReason({ clause, version }: FailingClause, callers: readonly PossibleCaller[]): ReasonAndFix | undefined {
  const family = clause.operator?.family;
  if (family === undefined || family === 'null') return undefined;
  const variables = clause.values.flatMap((value) => patternOf(value, family, version)).flatMap((token) => (token.kind === 'variable' ? [token.key] : []));
  const missing = variables.find((key) => [...presencesOf(key, callers)].every((presence) => presence === 'never'));
  if (missing === undefined) return undefined;
  return reasonOn(
    clause,
    `\${${spellKey(missing)}} stands for nothing in requests of ${callersInWords(callers)}`,
    `${missing === 'aws:username' ? 'name IAM users as principals' : 'use a variable that such requests have'}, or drop the condition`,
  );
}

/** A session is issued to a resource of its own account: the condition and the principals are about different accounts. */
function resourceReason({ clause }: FailingClause): ReasonAndFix | undefined {
  const key = String(clause.key);
  if (resourceOfAccount(key) === undefined) return undefined;
  return reasonOn(
    clause,
    `${spellKey(key)} holds a resource of the account that calls, and no caller of the statement has this one`,
    'name the account of the resource as the principal, or correct the ARN',
  );
}

/** The key can hold none of the values. */
function alphabetReason({ clause }: FailingClause, callers: readonly PossibleCaller[]): ReasonAndFix | undefined {
  const { operator, values } = clause;
  const key = String(clause.key);
  const domains = callers.map(({ kind, issuer }) => requestKeyOf(key, kind, mfaStates(kind)[0], issuer).domain);
  const domain = domains.find((each): each is TextDomain => each.type === 'text' && each.alphabet !== undefined);
  if (!domain || operator?.family !== 'string-equals') return undefined;
  const form = new RegExp(`^[${domain.alphabet}]*$`);
  const doesFit = (value: unknown) => typeof value !== 'string' || (form.test(value) && value.length >= domain.min && value.length <= domain.max);
  if (values.some(doesFit)) return undefined;
  const length = domain.min === domain.max ? domain.min : `${domain.min} to ${domain.max.toLocaleString('en')}`;
  return reasonOn(clause, `${spellKey(key)} holds ${length} characters of [${domain.alphabet}]`, `give ${spellKey(key)} a value that it can hold`);
}

function otherwise(clause: ConditionClause, callers: readonly PossibleCaller[]): ReasonAndFix {
  const key = String(clause.key);
  if (key === 'aws:sourceip' && clause.operator?.family === 'ip-address') {
    return reasonOn(clause, 'private addresses never show in aws:SourceIp', 'write the public addresses, or use aws:VpcSourceIp with a VPC endpoint');
  }
  if (key.startsWith('aws:principal') || key === 'aws:username' || key === 'aws:userid') {
    return { because: `nobody whom the statement names meets ${showClause(clause)}`, fix: 'make the condition and the principal speak of the same callers' };
  }
  return { because: `no request of ${callersInWords(callers)} meets ${showClause(clause)}`, fix: 'correct the condition, or drop it' };
}
