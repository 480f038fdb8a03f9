/**
 * Why does a dead statement let nobody in? Found out by asking the engine: what has to be left out of the statement, and of the Denies
 * beside it, before somebody gets in - the smallest such set is the reason.
 */
import { assumeActionOf, isProviderElsewhere, sideActionsMissing, sideActionsOf, somebodyFor } from './dead-statements';
import { RuleSubject } from '../rule';
import { Reason, whyClauseFails } from './why-clause-fails';
import { Owner } from '../../analysis/fill-deploy-time-values';
import { ASSUME_ACTIONS, AssumeAction } from '../../evaluation/assume-role-request';
import { matchActions } from '../../evaluation/match-action';
import { showClause } from '../../evaluation/match-condition';
import { describeStatement, listOf } from '../../findings/wording';
import { ConditionClause } from '../../policy/condition';
import { isSameText, showText } from '../../policy/partly-known-text';
import { isOfPartition, Principal } from '../../policy/principal';
import { Statement, TrustPolicy } from '../../policy/trust-policy';

export function whyNobodyGetsIn(subject: RuleSubject, statement: Statement): Reason {
  const actions = ASSUME_ACTIONS.filter((action) => matchActions(statement.actions, statement.notAction, action) !== 'no');
  if (actions.length === 0) return reasonOfActions(statement);
  return new Dead(subject, statement, actions).reason();
}

function reasonOfActions(statement: Statement): Reason {
  const actions = listOf(statement.actions.map(showText));
  const sides = sideActionsOf(statement);
  if (sides.length === 0 || statement.notAction) {
    return {
      because: `${statement.notAction ? `everything but ${actions}` : actions} lets nobody assume a role`,
      fix: 'allow sts:AssumeRole (users, roles, services), sts:AssumeRoleWithSAML or sts:AssumeRoleWithWebIdentity (identity providers)',
    };
  }
  return {
    because: `${actions} alone lets nobody in, and no caller whom another statement lets in can make use of it`,
    fix: `name the principals and the conditions of the statement that allows the assume action, or add ${actions} to that statement`,
  };
}

class Dead {
  private readonly policy: TrustPolicy;
  private readonly denies: readonly Statement[];
  /** Other statements may allow the side actions that callers of this one need. */
  private readonly sideStatements: readonly Statement[];

  constructor(private readonly subject: RuleSubject, private readonly statement: Statement, private readonly actions: readonly AssumeAction[]) {
    this.policy = subject.reading.variants.find(({ statements }) => statements.some(({ index }) => index === statement.index))!;
    this.denies = this.policy.statements.filter(({ effect }) => effect !== 'Allow');
    const others = this.policy.statements.filter(({ effect, index }) => effect === 'Allow' && index !== statement.index);
    this.sideStatements = others.filter((other) => sideActionsOf(other).length > 0);
  }

  public reason(): Reason {
    if (this.isDead([], [])) return this.reasonOfPrincipals();
    const { conditions } = this.statement;
    const denies = neededOf(this.denies, (fewer) => this.isDead(fewer, conditions));
    const clauses = neededOf(conditions, (fewer) => this.isDead(denies, fewer));
    if (denies.length > 0) return reasonOfDenies(denies, clauses);
    if (clauses.length === 1) return this.reasonOfClause(clauses[0]);
    return reasonOfContradiction(clauses);
  }

  /** Does the statement let nobody in with these conditions alone, and only these Denies beside it? */
  private isDead(denies: readonly Statement[], conditions: readonly ConditionClause[], version = this.policy.version): boolean {
    const statements = [{ ...this.statement, conditions }, ...this.sideStatements, ...denies];
    return this.subject.askOf([{ ...this.policy, version, statements }], somebodyFor(this.subject), this.statement).kind === 'closed';
  }

  private reasonOfClause(clause: ConditionClause): Reason {
    return whyClauseFails({
      clause,
      statement: this.statement,
      version: this.policy.version,
      helps: (changed, version) => !this.isDead([], [changed], version),
    });
  }

  private reasonOfPrincipals(): Reason {
    const reasons = this.statement.principals.map((principal) => (
      this.reasonOfSideActions(principal) ?? whyNeverComes(principal, this.actions, this.subject.owner)
    ));
    return {
      because: [...new Set(reasons.map(({ because }) => because))].join('; '),
      fix: [...new Set(reasons.map(({ fix }) => fix))].join('; '),
    };
  }

  /** The principal would get in if it were allowed the side actions that all its requests need. */
  private reasonOfSideActions(principal: Principal): Reason | undefined {
    const missing = sideActionsMissing(this.statement, principal).filter((side) => !this.sideStatements.some((other) => (
      sideActionsOf(other).includes(side) && other.principals.some((named) => isSameText(named.written, principal.written))
    )));
    if (missing.length === 0) return undefined;
    const written = showText(principal.written);
    return {
      because: `${written} tags its sessions and sets a source identity, so it also needs ${listOf(missing)}, which no statement allows`,
      fix: `add ${listOf(missing.map((side) => `"${side}"`))} to the actions of ${describeStatement(this.statement)}`,
    };
  }
}

/** Leaves out one thing after the other, as long as those that are left will do. */
function neededOf<T>(all: readonly T[], willDo: (fewer: readonly T[]) => boolean): readonly T[] {
  return all.reduce((left, one) => {
    const fewer = left.filter((other) => other !== one);
    return willDo(fewer) ? fewer : left;
  }, all);
}

function whyNeverComes(principal: Principal, actions: readonly AssumeAction[], { account, partition }: Owner): Reason {
  const written = showText(principal.written);
  if (principal.kind === 'federated-user') {
    return {
      because: `${written} is a session of GetFederationToken, and such a session may not call AssumeRole`,
      fix: `trust the user that makes the session: ${written.replace(':sts:', ':iam:').replace(':federated-user/', ':user/')}`,
    };
  }
  if (!isOfPartition(principal, partition)) {
    return {
      because: `${written} belongs to another partition than the role (${partition}), and trust never crosses partitions`,
      fix: `name a principal of the partition ${partition}; in a template, let { "Ref": "AWS::Partition" } fill it in`,
    };
  }
  if (isProviderElsewhere(principal, account)) {
    const own = written.replace(/:\d{12}:/, `:${account}:`);
    return {
      because: `${written} belongs to another account than the role (${account}), and STS accepts only identity providers of the role's own account`,
      fix: `create the identity provider in account ${account}, and name it: ${own}`,
    };
  }
  const needed = assumeActionOf(principal);
  return {
    because: `${written} comes by ${needed ?? 'no API of STS'}, and the statement allows ${listOf(actions)} only`,
    fix: needed === undefined ? 'name a principal of IAM' : `write "Action": "${needed}"`,
  };
}

function reasonOfDenies(denies: readonly Statement[], clauses: readonly ConditionClause[]): Reason {
  const where = listOf(denies.map(describeStatement));
  const whom = clauses.length === 0 ? 'everybody whom it lets in' : `everybody who meets ${listOf(clauses.map(showClause))}`;
  return {
    because: `${where} (Deny) ${denies.length === 1 ? 'refuses' : 'refuse'} ${whom}`,
    fix: `narrow ${where} so that the callers who are meant are not denied, or delete the Allow`,
  };
}

function reasonOfContradiction(clauses: readonly ConditionClause[]): Reason {
  const shown = listOf(clauses.map(showClause));
  const keys = new Set(clauses.map(({ key }) => String(key)));
  const throughEndpoint = keys.has('aws:sourceip') && [...keys].some((key) => /^aws:(sourcevpc|vpc)/.test(key));
  return {
    because: throughEndpoint
      ? `${shown} never hold together: a request through a VPC endpoint carries no aws:SourceIp`
      : `no request meets ${shown} at the same time`,
    fix: keys.size === 1 ? 'keep the condition that says what you mean; values that are alternatives belong into one list' : 'split them into two statements, or drop one',
  };
}
