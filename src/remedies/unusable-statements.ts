/**
 * Fixes for statements that allow no caller: correct the action, the principal or the condition that excludes every caller, or remove what
 * has no effect. A corrected statement allows new requests, so these fixes name the request that becomes possible.
 */
import { attempt, isAwsPrincipal } from './attempts';
import { dropClauses, EXTERNAL_ID_KEYS, MFA_KEYS, placeOfClause, valueOfClause, waysToRequireExternalId } from './conditions';
import { DraftStatement, NotEditable } from './draft-policy';
import { NamedPlaceholders } from './placeholders';
import { Candidate, draftOf, FixAttempt, Situation } from './situation';
import { Owner } from '../analysis/fill-deploy-time-values';
import { intendedKeyFor } from '../evaluation/listed-keys';
import { oidcKeyParts } from '../evaluation/request-keys';
import { spellKey } from '../findings/key-names';
import { describeStatement, listOf as inWords } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';
import { RuleSubject } from '../rules/rule-subject';
import { assumeActionOf, deadStatements, sideActionsMissing, sideActionsOf } from '../rules/support/dead-statements';
import { idlePrincipals } from '../rules/support/idle-principals';
import { ReasonOfStatement, whyNobodyGetsIn } from '../rules/support/why-nobody-gets-in';

export function candidatesForUnusableStatements({ statement, before: { rules } }: Situation): readonly Candidate[] {
  const statements = statement ? [statement] : deadStatements(rules);
  return statements.flatMap((each) => [
    ...repairs(each, whyNobodyGetsIn(rules, each), rules).map((candidate) => orWithExternalId(candidate, each)),
    ...statement ? takeOut(each, rules) : [],
  ]);
}

function repairs(statement: Statement, reason: ReasonOfStatement, rules: RuleSubject): readonly Candidate[] {
  switch (reason.kind) {
    case 'actions':
    case 'principals':
      return [repairActions(statement, rules), repairPrincipals(statement, rules)];
    case 'condition':
      return repairCondition(statement, [reason.clause]);
    case 'contradiction':
      return reason.clauses.flatMap((clause) => repairCondition(statement, [clause]));
    case 'denies':
      return [...reason.denies.map(dropDeny), ...repairCondition(statement, reason.clauses)];
  }
}

/** A statement that lets in a caller of a foreign account has to require an ExternalId as well. Tried where the repair alone is no fix. */
function orWithExternalId(candidate: Candidate, statement: Statement): Candidate {
  if (!statement.principals.some(isAwsPrincipal)) return candidate;
  const { attempts, about } = candidate;
  const withId = attempts.flatMap(({ title, change }) => waysToRequireExternalId(statement).map((require): FixAttempt => ({
    title: `${title}, and require an ExternalId`,
    change: (draft, placeholders) => {
      change?.(draft, placeholders);
      require(draftOf(draft, statement), statement, placeholders);
    },
  })));
  return { ...candidate, about: [...about ?? [], ...EXTERNAL_ID_KEYS], attempts: [...attempts, ...withId] };
}

/** The actions by which the principals of the statement assume roles, and the side actions that they need or have. */
export function neededActions(statement: Statement): readonly string[] {
  const assume = statement.principals.map(assumeActionOf).filter((action) => action !== undefined);
  const sides = [...sideActionsOf(statement), ...statement.principals.flatMap((principal) => sideActionsMissing(statement, principal))];
  return [...new Set<string>([...assume, ...statement.notAction ? [] : sides])];
}

function repairActions(statement: Statement, { owner }: RuleSubject): Candidate {
  const actions = neededActions(statement);
  return {
    id: 'correct-the-action',
    mayAdmit: true,
    attempts: actions.length === 0 ? [] : [
      attempt(`allow ${inWords(actions)}`, statement, (draft) => { draft.actions = actions; }),
      attempt(`allow ${inWords(actions)}, and correct the principal`, statement, (draft) => {
        draft.actions = actions;
        correctPrincipals(draft, statement, owner);
      }),
    ],
  };
}

function repairPrincipals(statement: Statement, { owner }: RuleSubject): Candidate {
  return {
    id: 'correct-the-principal',
    mayAdmit: true,
    attempts: [attempt('name a principal that can assume the role', statement, (draft) => correctPrincipals(draft, statement, owner))],
  };
}

function correctPrincipals(draft: DraftStatement, statement: Statement, owner: Owner): void {
  const written = draft.principals;
  if (written.length !== statement.principals.length) throw new NotEditable('the principals are not written out');
  draft.principals = written.map((each, index) => (
    typeof each.value === 'string' ? { ...each, value: correctedPrincipal(each.value, statement.principals[index], owner) } : each
  ));
}

/** The user behind a federated session, the partition and - for an identity provider - the account of the role. */
function correctedPrincipal(written: string, { kind }: Principal, { partition, account }: Owner): string {
  let corrected = written;
  if (kind === 'federated-user') corrected = corrected.replace(':sts:', ':iam:').replace(':federated-user/', ':user/');
  if (partition !== undefined) corrected = corrected.replace(/^arn:[^:]*:/, `arn:${partition}:`);
  const isProvider = kind === 'oidc-provider' || kind === 'saml-provider';
  return isProvider && account !== undefined ? corrected.replace(/^(arn:[^:]*:iam::)\d{12}:/, `$1${account}:`) : corrected;
}

function repairCondition(statement: Statement, clauses: readonly ConditionClause[]): readonly Candidate[] {
  const keys = [...new Set(clauses.map(({ key }) => String(key)))];
  const shown = inWords(keys.map(spellKey));
  const isAboutMfa = keys.some((key) => MFA_KEYS.includes(key));
  const about = [...keys, ...keys.flatMap((key) => intendedKeyFor(key)?.toLowerCase() ?? []), ...isAboutMfa ? MFA_KEYS : []];
  const eachClause = (change: (draft: DraftStatement, clause: ConditionClause) => void) => (draft: DraftStatement) => {
    for (const clause of clauses) change(draft, clause);
  };
  const nameUser = attempt('name an IAM user, which can show MFA, instead of the role', statement, (draft, placeholders) => {
    nameUserInstead(draft, statement, placeholders);
  });
  return [
    {
      id: 'correct-the-key',
      about,
      mayAdmit: true,
      attempts: [attempt(`correct the condition key ${shown}`, statement, eachClause(correctKey))],
    },
    {
      id: 'use-stringlike',
      about,
      mayAdmit: true,
      attempts: [attempt(`use StringLike for ${shown}, which reads the wildcard as one`, statement, eachClause(readWildcards))],
    },
    {
      id: 'set-the-version',
      mayAdmit: true,
      attempts: [
        {
          title: 'write "Version": "2012-10-17", without which IAM reads policy variables as text',
          change: (draft) => {
            draft.version = '2012-10-17';
          },
        },
      ],
    },
    {
      id: 'correct-the-provider',
      mayAdmit: true,
      attempts: [
        attempt('trust the identity provider whose claims the conditions ask for', statement, (draft) =>
          trustProviderOf(draft, statement, keys),
        ),
      ],
    },
    {
      id: 'drop-the-condition',
      about,
      mayAdmit: true,
      attempts: [
        attempt(`drop the condition on ${shown}, which no caller of the statement can meet`, statement, (draft) => {
          for (const clause of clauses) draft.removeCondition(placeOfClause(clause));
        }),
        ...isAboutMfa ? [attempt('drop the conditions on MFA, which a role cannot show', statement, (draft, placeholders) => (
          dropClauses(MFA_KEYS)(draft, statement, placeholders)
        ))] : [],
      ],
    },
    ...isAboutMfa ? [{ id: 'name-the-user', about, mayAdmit: true, attempts: [nameUser] }] : [],
  ];
}

/** The conditions are about the tokens of one issuer, and the statement trusts another. */
function trustProviderOf(draft: DraftStatement, statement: Statement, keys: readonly string[]): void {
  const issuer = keys.flatMap((key) => oidcKeyParts(key)?.issuer ?? [])[0];
  const written = draft.principals;
  if (issuer === undefined || written.length !== statement.principals.length) throw new NotEditable('no condition names an issuer');
  draft.principals = written.map((each, index) => (
    statement.principals[index].kind === 'oidc-provider' && typeof each.value === 'string'
      ? { ...each, value: each.value.replace(/:oidc-provider\/.*$/, `:oidc-provider/${issuer}`) } : each
  ));
}

function correctKey(draft: DraftStatement, clause: ConditionClause): void {
  const key = isKnown(clause.key) ? intendedKeyFor(clause.key) : undefined;
  if (key === undefined) throw new NotEditable('the key is the one that is meant');
  const place = placeOfClause(clause);
  draft.replaceCondition(place, { operator: place.operator, key, value: valueOfClause(draft, clause) });
}

function readWildcards(draft: DraftStatement, clause: ConditionClause): void {
  const place = placeOfClause(clause);
  const operator = place.operator.replace(/StringEquals(IgnoreCase)?/i, 'StringLike');
  if (operator === place.operator) throw new NotEditable('the operator reads wildcards');
  draft.replaceCondition(place, { operator, key: place.key, value: valueOfClause(draft, clause) });
}

/** Users of the accounts of the roles. */
function nameUserInstead(draft: DraftStatement, statement: Statement, placeholders: NamedPlaceholders): void {
  const written = draft.principals;
  if (written.length !== statement.principals.length) throw new NotEditable('the principals are not written out');
  const users = statement.principals.map((principal, index) => {
    const { value, key } = written[index];
    if (principal.kind !== 'role' && principal.kind !== 'session' || typeof value !== 'string') return written[index];
    const [, partition, , , account] = value.split(':');
    return { key, value: `arn:${partition}:iam::${account}:user/${placeholders.add('user', 'user-name', 'alice')}` };
  });
  draft.principals = [...new Map(users.map((user) => [JSON.stringify(user), user])).values()];
}

function dropDeny(deny: Statement): Candidate {
  return {
    id: 'drop-the-deny',
    takesOut: true,
    mayAdmit: true,
    attempts: [
      { title: `drop ${describeStatement(deny)}, a Deny that refuses everybody`, change: (draft) => draft.drop(draftOf(draft, deny)) },
    ],
  };
}

/** Without the statement, or without those of its principals that it never allows. */
function takeOut(statement: Statement, rules: RuleSubject): readonly Candidate[] {
  const idle = idlePrincipals(rules, statement);
  if (idle.length === 0) {
    return [{
      id: 'drop-the-statement',
      takesOut: true,
      attempts: [
        { title: `drop ${describeStatement(statement)}, which lets nobody in`, change: (draft) => draft.drop(draftOf(draft, statement)) },
      ],
    }];
  }
  return [{
    id: 'drop-the-principal',
    takesOut: true,
    attempts: [
      attempt('drop the principals that the statement never lets in', statement, (draft) => dropPrincipals(draft, statement, idle)),
    ],
  }];
}

export function dropPrincipals(draft: DraftStatement, statement: Statement, dropped: readonly Principal[]): void {
  const written = draft.principals;
  if (written.length !== statement.principals.length) throw new NotEditable('the principals are not written out');
  const kept = written.filter((_, index) => !dropped.includes(statement.principals[index]));
  if (kept.length === 0) throw new NotEditable('no principal would be left');
  draft.principals = kept;
}
