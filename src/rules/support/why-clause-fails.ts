/** Why no caller of a statement can satisfy one of its conditions, and what to write instead. */
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
  /** Could a caller satisfy the condition if it were written like this? */
  helps(changed: ConditionClause, version?: PolicyVersion): boolean;
}

export type ReasonAndFix = Pick<Description, 'because' | 'fix'>;

export function describeFailingClause(failing: FailingClause): ReasonAndFix {
  const { clause, statement } = failing;
  const key = String(clause.key);
  const callers = possibleCallers(statement);
  if (isMisspelledAwsKey(key)) return wrongKeyReason(clause);
  if (requiresMfa(clause) && !callers.some(({ kind }) => kind === 'iam-user')) return mfaReason(clause, callers);
  if (isNeverSent(key, callers)) return absentKeyReason(clause, callers);
  for (const findReason of REASONS) {
    const reason = findReason(failing, callers);
    if (reason) return reason;
  }
  return otherwise(clause, callers);
}

function requiresMfa(clause: ConditionClause): boolean {
  return intentOf(clause) === 'mfa' && !includesWord('false', clause.values);
}

/** What is wrong with the condition, and what to write instead. */
function reasonOn(clause: ConditionClause, why: string, fix: string): ReasonAndFix {
  return { because: `${showClause(clause)}: ${why}`, fix };
}

function mfaReason(clause: ConditionClause, callers: readonly PossibleCaller[]): ReasonAndFix {
  return {
    because: `${showClause(clause)} requires MFA, but ${callersInWords(callers)} cannot authenticate with MFA: only IAM users can`,
    fix:
      "remove the condition from the statement for workloads (on SecureCrossAccountRole: mfa: MfaRequirement.waived('<why>'))\n" +
      'or trust IAM users',
  };
}

function wrongKeyReason(clause: ConditionClause): ReasonAndFix {
  const key = String(clause.key);
  const written = showText(clause.keyWritten);
  const meant = intendedKeyFor(key);
  return {
    because: `${showClause(clause)} matches no request: AWS has no condition key ${written}`,
    fix: `write ${meant} instead of ${written}`,
  };
}

const TIME_KEYS: ReadonlySet<string> = new Set(['aws:currenttime', 'aws:epochtime', 'aws:tokenissuetime']);

/** A time that has passed, so that no further request can satisfy the condition. A time in the future is not a reason. */
function timeReason({ clause }: FailingClause): ReasonAndFix | undefined {
  if (!TIME_KEYS.has(String(clause.key))) return undefined;
  const instants = clause.values.map((value) => (isKnown(value) ? readInstant(value) : undefined));
  const isOver = (instant: number | undefined): instant is number => instant !== undefined && instant <= clock.now();
  if (instants.length === 0 || !instants.every(isOver)) return undefined;
  const [day] = new Date(Math.max(...instants)).toISOString().split('T');
  return reasonOn(clause, `that time passed on ${day}`, 'use a date in the future\nor delete the statement');
}

/** Condition keys that only some callers send. */
interface LimitedKeys {
  readonly keys: RegExp;
  /** Why the requests of others do not contain them. */
  readonly why: string;
  /** What else to do about it: one line. Default: nothing. */
  readonly orElse?: string;
}

const KEYS_OF_AWS_PRINCIPALS: LimitedKeys = {
  keys: /^aws:(principal(?!servicename)|user(id|name)$|tokenissuetime$|sourceidentity$)/,
  why: 'a caller with a token or an assertion is not an AWS principal yet, so the request contains none of its keys',
  orElse: 'to restrict the caller, use the claims of the token or the assertion',
};

const LIMITED_KEYS: readonly LimitedKeys[] = [
  {
    keys: /^sts:externalid$/,
    why: 'only sts:AssumeRole has an ExternalId parameter',
    orElse: 'to restrict the caller, use the subject or the audience of the token',
  },
  {
    keys: /^aws:source(account|arn|orgid|orgpaths)$/,
    why: 'only services send it',
    orElse: 'to restrict the caller, use aws:PrincipalArn or aws:PrincipalOrgID',
  },
  { keys: /^aws:multifactorauth/, why: 'only IAM users can authenticate with MFA' },
  { keys: /^aws:username$/, why: 'only IAM users have a user name', orElse: 'to restrict the role that calls, use aws:PrincipalArn' },
  {
    keys: /^aws:principal(orgid|orgpaths|tag)/,
    why: 'only users and roles have it',
    orElse: 'to restrict on whose behalf a service calls, use aws:SourceOrgID or aws:SourceAccount',
  },
  {
    keys: /^sts:durationseconds$/,
    why: 'no AssumeRole request contains it',
    orElse: 'to limit sessions, set maxSessionDuration on the role',
  },
  { keys: /^saml:/, why: 'only SAML assertions contain it', orElse: 'or trust the SAML provider' },
  { keys: /^aws:principalservicename/, why: 'only services have it' },
];

/** A condition on a key that none of these callers ever sends. */
export function absentKeyReason(clause: ConditionClause, callers: readonly PossibleCaller[]): ReasonAndFix {
  const key = String(clause.key);
  const shown = `${showClause(clause)} requires a key that requests from ${callersInWords(callers)} never contain`;
  const claim = oidcKeyParts(key);
  const issuer = callers.find(({ kind }) => kind === 'oidc')?.issuer;
  if (claim && issuer?.toLowerCase() === claim.issuer) {
    return {
      because: `${shown}: AWS has no condition key for the claim "${claim.claim}" of ${issuer}`,
      fix: `remove the condition\nor use one of the claims that have a condition key: ${claimsListedFor(claim.issuer).join(', ')}`,
    };
  }
  if (claim && issuer !== undefined) {
    return {
      because: `${shown}: condition keys for the claims of ${issuer} begin with "${issuer}:"`,
      fix:
        `write "${issuer}:${claim.claim}" instead of "${showText(clause.keyWritten)}"\n` +
        `or, for tokens of ${claim.issuer}, name that provider as the principal`,
    };
  }
  if (key === 'sts:externalid' && callers.every(({ kind }) => kind === 'service')) {
    return {
      because: `${shown}: these services have no setting for an ExternalId`,
      fix:
        'remove the condition for services, and give users and roles that need it a separate statement ' +
        '(in the CDK: new iam.AccountPrincipal(…).withConditions(…) inside the CompositePrincipal, instead of externalIds)',
    };
  }
  const areTokenHolders = callers.every(({ kind }) => kind === 'saml' || kind === 'oidc');
  const limited = [...areTokenHolders ? [KEYS_OF_AWS_PRINCIPALS] : [], ...LIMITED_KEYS].find(({ keys }) => keys.test(key));
  if (!limited) return { because: shown, fix: 'remove the condition\nor use a key that such requests contain' };
  const orElse = limited.orElse === undefined ? '' : `\n${limited.orElse}`;
  return { because: `${shown}: ${limited.why}`, fix: `remove the condition${orElse}` };
}

/** Condition keys for tags, source identities and contexts, and the action that callers need to pass them. */
const KEYS_OF_SIDE_ACTIONS: readonly { readonly keys: RegExp; readonly action: SideAction }[] = [
  { keys: /^aws:(requesttag\/|tagkeys$)|^sts:transitivetagkeys$/, action: 'sts:TagSession' },
  { keys: /^(sts|aws):sourceidentity$/, action: 'sts:SetSourceIdentity' },
  { keys: /^sts:requestcontext/, action: 'sts:SetContext' },
];

function sideActionReason({ clause, statement }: FailingClause): ReasonAndFix | undefined {
  const side = KEYS_OF_SIDE_ACTIONS.find(({ keys }) => keys.test(String(clause.key)))?.action;
  if (side === undefined || matchActions(statement.actions, statement.notAction, side) !== 'no') return undefined;
  return {
    because: `only requests with ${side} can meet ${showClause(clause)}, and the statement does not allow it`,
    fix: `add "${side}" to the actions of the statement`,
  };
}

/** `StringEquals` compares `*` literally; would `StringLike` allow a caller? */
function wildcardReason({ clause, helps }: FailingClause): ReasonAndFix | undefined {
  const { operator, values, operatorWritten } = clause;
  if (operator?.family !== 'string-equals' || !values.some((value) => isKnown(value) && /[*?]/.test(value))) return undefined;
  // The wildcards of `StringLike` match colons too, and so the ARNs of other accounts.
  const isSource = clause.key === 'aws:sourcearn';
  const family = { ...operator, family: isSource ? 'arn' : 'string-like', ignoreCase: false } as Operator;
  if (!helps({ ...clause, operator: family })) return undefined;
  const like = operatorWritten.replace(/(String)?(Not)?Equals(IgnoreCase)?/i, isSource ? 'Arn$2Like' : '$1$2Like');
  const use = clause.key === 'aws:sourceaccount' ? 'write the 12 digits of the account' : `use ${like} instead of ${operatorWritten}`;
  return reasonOn(clause, `${operatorWritten} does not treat "*" and "?" as wildcards`, use);
}

function versionReason({ clause, version, helps }: FailingClause): ReasonAndFix | undefined {
  if (version === '2012-10-17' || !clause.values.some((value) => showText(value).includes('${'))) return undefined;
  if (!helps(clause, '2012-10-17')) return undefined;
  return reasonOn(clause, 'policy variables are plain text without "Version": "2012-10-17"', 'add "Version": "2012-10-17" to the policy');
}

function arnReason({ clause }: FailingClause): ReasonAndFix | undefined {
  if (clause.key !== 'aws:principalarn') return undefined;
  const values = clause.values.map(showText);
  if (values.every((value) => value.includes(':assumed-role/'))) {
    const role = values[0].replace(':sts:', ':iam:').replace(/:assumed-role\/([^/]*)\/.*$/, ':role/$1');
    return reasonOn(clause, 'aws:PrincipalArn contains the ARN of the role, never that of a session', `use the ARN of the role: ${role}`);
  }
  if (values.every((value) => value.endsWith(':root'))) {
    return reasonOn(
      clause,
      'in a condition, the root ARN stands for the root user, which cannot assume roles',
      'remove the condition\nor use the ARNs of the intended users and roles\nor, for the whole account, use aws:PrincipalAccount',
    );
  }
  if (values.every((value) => /^(.*\/)?[\w+=,.@-]{65,}$/.test(value))) {
    return reasonOn(clause, 'names of users and roles have at most 64 characters', 'use the name of an existing user or role');
  }
  return undefined;
}

/** A variable without a value makes the whole value match nothing. */
function variableReason({ clause, version }: FailingClause, callers: readonly PossibleCaller[]): ReasonAndFix | undefined {
  const family = clause.operator?.family;
  if (family === undefined || family === 'null') return undefined;
  const tokens = clause.values.flatMap((value) => patternOf(value, family, version));
  const variables = tokens.flatMap((token) => (token.kind === 'variable' ? [token.key] : []));
  const missing = variables.find((key) => [...presencesOf(key, callers)].every((presence) => presence === 'never'));
  if (missing === undefined) return undefined;
  return reasonOn(
    clause,
    `requests from ${callersInWords(callers)} have no value for \${${spellKey(missing)}}`,
    `${missing === 'aws:username' ? 'name IAM users as principals' : 'use a variable that such requests have'}\nor remove the condition`,
  );
}

/** A session is issued to a resource of its own account: the condition and the principals are about different accounts. */
function resourceReason({ clause }: FailingClause): ReasonAndFix | undefined {
  const key = String(clause.key);
  if (resourceOfAccount(key) === undefined) return undefined;
  return reasonOn(
    clause,
    `${spellKey(key)} is a resource in the account of the caller, and no caller of this statement is in the account of this one`,
    'name the account of the resource as the principal\nor correct the ARN',
  );
}

/** The key can have none of the values. */
function alphabetReason({ clause }: FailingClause, callers: readonly PossibleCaller[]): ReasonAndFix | undefined {
  const { operator, values } = clause;
  const key = String(clause.key);
  const domains = callers.map(({ kind, issuer }) => requestKeyOf(key, kind, mfaStates(kind)[0], issuer).domain);
  const domain = domains.find((each): each is TextDomain => each.type === 'text' && each.alphabet !== undefined);
  if (!domain || operator?.family !== 'string-equals') return undefined;
  const form = new RegExp(`^[${domain.alphabet}]*$`);
  const doesFit = (value: unknown) => (
    typeof value !== 'string' || (form.test(value) && value.length >= domain.min && value.length <= domain.max)
  );
  if (values.some(doesFit)) return undefined;
  const length = domain.min === domain.max ? domain.min : `${domain.min} to ${domain.max.toLocaleString('en')}`;
  return reasonOn(
    clause,
    `${spellKey(key)} consists of ${length} characters from [${domain.alphabet}]`,
    `use a value that ${spellKey(key)} can have`,
  );
}

function otherwise(clause: ConditionClause, callers: readonly PossibleCaller[]): ReasonAndFix {
  const key = String(clause.key);
  if (key === 'aws:sourceip' && clause.operator?.family === 'ip-address') {
    return reasonOn(
      clause,
      'aws:SourceIp is never a private address',
      'use the public addresses\nor use aws:VpcSourceIp with a VPC endpoint',
    );
  }
  if (key.startsWith('aws:principal') || key === 'aws:username' || key === 'aws:userid') {
    return {
      because: `no principal of the statement matches ${showClause(clause)}`,
      fix: 'correct the condition or the principal, so that both match the same callers',
    };
  }
  return {
    because: `no request from ${callersInWords(callers)} matches ${showClause(clause)}`,
    fix: 'correct the condition\nor remove it',
  };
}

/** The first that applies is given. */
const REASONS: readonly ((failing: FailingClause, callers: readonly PossibleCaller[]) => ReasonAndFix | undefined)[] = [
  sideActionReason, timeReason, versionReason, wildcardReason, arnReason, variableReason, resourceReason, alphabetReason,
];
