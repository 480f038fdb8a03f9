/**
 * Why does a dead statement allow no caller? The reason is the smallest set of conditions of the statement, and of Denies beside it, that
 * is enough to exclude every caller; the engine finds it.
 */
import { anyCallerOf, assumeActionOf, isProviderElsewhere, sideActionsMissing, sideActionsOf } from './dead-statements';
import { describeFailingClause, ReasonAndFix } from './why-clause-fails';
import { Owner } from '../../analysis/fill-deploy-time-values';
import { ASSUME_ACTIONS, AssumeAction } from '../../evaluation/assume-role-request';
import { isMisspelledAwsKey } from '../../evaluation/listed-keys';
import { matchActions } from '../../evaluation/match-action';
import { showClause } from '../../evaluation/match-condition';
import { describeStatement, listOf } from '../../findings/wording';
import { ConditionClause } from '../../policy/condition';
import { isSameText, showText } from '../../policy/partly-known-text';
import { isOfPartition, Principal } from '../../policy/principal';
import { Statement, PolicyVariant } from '../../policy/trust-policy';
import { RuleSubject } from '../rule-subject';

/** What excludes every caller from a statement: the smallest part of the policy that is enough for it. */
export type ReasonOfStatement = Reason & {
  readonly statement: Statement;
  /** The condition keys, in lower case, that the reason explains completely. */
  readonly conditionKeys?: readonly string[];
};

type Reason =
  /** The statement does not allow an action that assumes a role. */
  | { readonly kind: 'actions' }
  /** None of its principals can call the actions that it allows. */
  | { readonly kind: 'principals' }
  /** Deny statements deny the callers that satisfy these conditions, or all callers where there are none. */
  | { readonly kind: 'denies'; readonly denies: readonly Statement[]; readonly clauses: readonly ConditionClause[] }
  /** No caller can satisfy one of its conditions. */
  | { readonly kind: 'condition'; readonly clause: ConditionClause }
  /** Its conditions contradict each other. */
  | { readonly kind: 'contradiction'; readonly clauses: readonly ConditionClause[] };

/** Asks the engine what has to be left out before a caller is allowed. */
export function whyNobodyGetsIn(subject: RuleSubject, statement: Statement): ReasonOfStatement {
  const reason = assumeActionsOf(statement).length === 0 ? { kind: 'actions' } as const : new Trial(subject, statement).reason();
  const key = reason.kind === 'condition' ? String(reason.clause.key) : undefined;
  return { ...reason, statement, ...(key !== undefined && isMisspelledAwsKey(key) && { conditionKeys: [key] }) };
}

export function describeReason(reason: ReasonOfStatement, subject: RuleSubject): ReasonAndFix {
  const { statement } = reason;
  switch (reason.kind) {
    case 'actions':
      return describeActions(statement);
    case 'principals':
      return describePrincipals(subject, statement);
    case 'denies':
      return describeDenies(reason.denies, reason.clauses);
    case 'condition': {
      const trial = new Trial(subject, statement);
      return describeFailingClause({
        clause: reason.clause, statement, version: trial.policy.version, helps: (changed, version) => !trial.isDead([], [changed], version),
      });
    }
    case 'contradiction':
      return describeContradiction(reason.clauses);
  }
}

/** The statement with fewer of its conditions, and with fewer Denies beside it: is a caller allowed then? */
class Trial {
  public readonly policy: PolicyVariant;
  private readonly denies: readonly Statement[];
  /** Other statements may allow the side actions that callers of this one need. */
  private readonly sideStatements: readonly Statement[];

  constructor(private readonly subject: RuleSubject, private readonly statement: Statement) {
    this.policy = policyWith(subject, statement);
    this.denies = this.policy.statements.filter(({ effect }) => effect !== 'Allow');
    this.sideStatements = sideStatementsBeside(statement, this.policy);
  }

  public reason(): Reason {
    if (this.isDead([], [])) return { kind: 'principals' };
    const { conditions } = this.statement;
    const denies = neededOf(this.denies, (fewer) => this.isDead(fewer, conditions));
    const clauses = neededOf(conditions, (fewer) => this.isDead(denies, fewer));
    if (denies.length > 0) return { kind: 'denies', denies, clauses };
    return clauses.length === 1 ? { kind: 'condition', clause: clauses[0] } : { kind: 'contradiction', clauses };
  }

  /** Does the statement allow no caller, with only these conditions and only these Denies beside it? */
  public isDead(denies: readonly Statement[], conditions: readonly ConditionClause[], version = this.policy.version): boolean {
    const statements = [{ ...this.statement, conditions }, ...this.sideStatements, ...denies];
    return this.subject.askOf([{ ...this.policy, version, statements }], anyCallerOf(this.subject), this.statement).kind === 'closed';
  }
}

function policyWith({ reading }: RuleSubject, { index }: Statement): PolicyVariant {
  return reading.variants.find(({ statements }) => statements.some((other) => other.index === index))!;
}

function sideStatementsBeside(statement: Statement, { statements }: PolicyVariant): readonly Statement[] {
  const others = statements.filter(({ effect, index }) => effect === 'Allow' && index !== statement.index);
  return others.filter((other) => sideActionsOf(other).length > 0);
}

function assumeActionsOf({ actions, notAction }: Statement): readonly AssumeAction[] {
  return ASSUME_ACTIONS.filter((action) => matchActions(actions, notAction, action) !== 'no');
}

/** Leaves out one thing after the other, as long as the rest is still enough. */
function neededOf<T>(all: readonly T[], isEnough: (fewer: readonly T[]) => boolean): readonly T[] {
  let needed = all;
  for (const one of all) {
    const fewer = needed.filter((other) => other !== one);
    if (isEnough(fewer)) needed = fewer;
  }
  return needed;
}

function describeActions(statement: Statement): ReasonAndFix {
  const actions = listOf(statement.actions.map(showText));
  const sides = sideActionsOf(statement);
  if (sides.length === 0 || statement.notAction) {
    return {
      because: `no caller can assume a role with ${statement.notAction ? `the actions other than ${actions}` : actions}`,
      fix: 'allow sts:AssumeRole (users, roles, services), sts:AssumeRoleWithSAML or sts:AssumeRoleWithWebIdentity (identity providers)',
    };
  }
  return {
    because: `no caller can assume a role with ${actions} alone, and no caller that another statement allows can use it`,
    fix:
      'use the same principals and conditions as the statement that allows assuming the role\n' +
      `or add ${actions} to that statement`,
  };
}

function describePrincipals(subject: RuleSubject, statement: Statement): ReasonAndFix {
  const sideStatements = sideStatementsBeside(statement, policyWith(subject, statement));
  const actions = assumeActionsOf(statement);
  const reasons = statement.principals.map((principal) => (
    describeMissingSideActions(principal, statement, sideStatements) ?? describePrincipal(principal, actions, subject.owner)
  ));
  return {
    because: [...new Set(reasons.map(({ because }) => because))].join('\n'),
    fix: [...new Set(reasons.map(({ fix }) => fix))].join('\n'),
  };
}

/** The principal could assume the role if it were allowed the side actions that all its requests need. */
function describeMissingSideActions(
  principal: Principal, statement: Statement, sideStatements: readonly Statement[],
): ReasonAndFix | undefined {
  const missing = sideActionsMissing(statement, principal).filter((side) => !sideStatements.some((other) => (
    sideActionsOf(other).includes(side) && other.principals.some((named) => isSameText(named.written, principal.written))
  )));
  if (missing.length === 0) return undefined;
  const written = showText(principal.written);
  return {
    because: `${written} tags its sessions and sets a source identity, so it also needs ${listOf(missing)}, which no statement allows`,
    fix: `add ${listOf(missing.map((side) => `"${side}"`))} to the actions of ${describeStatement(statement)}`,
  };
}

/** Why the principal can never assume the role with these actions. */
function describePrincipal(principal: Principal, actions: readonly AssumeAction[], { account, partition }: Owner): ReasonAndFix {
  const written = showText(principal.written);
  if (principal.kind === 'federated-user') {
    return {
      because: `${written} is a session from GetFederationToken, and such sessions cannot call AssumeRole`,
      fix: `trust the user that creates the session: ${written.replace(':sts:', ':iam:').replace(':federated-user/', ':user/')}`,
    };
  }
  if (!isOfPartition(principal, partition)) {
    return {
      because: `${written} is not in the partition of the role (${partition}), and a role cannot be assumed from another partition`,
      fix: `name a principal in the partition ${partition} (in a template, use { "Ref": "AWS::Partition" })`,
    };
  }
  if (isProviderElsewhere(principal, account)) {
    const own = written.replace(/:\d{12}:/, `:${account}:`);
    return {
      because: `${written} is not in the account of the role (${account}), and STS accepts only identity providers in that account`,
      fix: `create the identity provider in account ${account} and name it: ${own}`,
    };
  }
  const needed = assumeActionOf(principal);
  return {
    because: needed === undefined
      ? `${written} cannot assume roles`
      : `${written} needs ${needed}, but the statement allows only ${listOf(actions)}`,
    fix: needed === undefined ? 'name an IAM principal' : `write "Action": "${needed}"`,
  };
}

function describeDenies(denies: readonly Statement[], clauses: readonly ConditionClause[]): ReasonAndFix {
  const where = listOf(denies.map(describeStatement));
  const whom = clauses.length === 0 ? 'every caller that it allows' : `every caller that meets ${listOf(clauses.map(showClause))}`;
  return {
    because: `${where} (Deny) ${denies.length === 1 ? 'denies' : 'deny'} ${whom}`,
    fix: `narrow ${where} so that the intended callers are not denied\nor delete the Allow`,
  };
}

function describeContradiction(clauses: readonly ConditionClause[]): ReasonAndFix {
  const shown = listOf(clauses.map(showClause));
  const keys = new Set(clauses.map(({ key }) => String(key)));
  const throughEndpoint = keys.has('aws:sourceip') && [...keys].some((key) => /^aws:(sourcevpc|vpc)/.test(key));
  return {
    because: throughEndpoint
      ? `no request meets both ${shown}: requests through a VPC endpoint do not contain aws:SourceIp`
      : `no request meets ${shown} at the same time`,
    fix: keys.size === 1
      ? 'keep only the condition that you need\nor, if the values are alternatives, list them in one condition'
      : 'split them into two statements\nor remove one',
  };
}
