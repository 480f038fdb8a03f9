/** Can the role assume itself? Then a session can be renewed forever, each time with another name and other tags. */
import { Description, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { Admission, askEachAllow } from './support/admissions';
import { conditionOn } from './support/fixes';
import { ownSessions } from '../analysis/questions/questions';
import { CLOSED, Verdict } from '../analysis/verdict';
import { showClause } from '../evaluation/match-condition';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isSameText, lastPartOf, PartlyKnownText, showText, splitText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

export const selfTrust: Rule<Admission> = {
  id: 'self-trust',
  level: 'info',
  title: 'The role cannot assume itself',
  ask: askEachAllow({ verdictOf }),
  describe,
};

/** Asked only where the role itself is named: a policy that trusts the role's whole account includes the role without naming it. */
function verdictOf(subject: RuleSubject, asked: Statement): Verdict {
  const { name } = subject.role;
  if (subject.inEveryVariant(asked, namesNoRole) || name === undefined) return CLOSED;
  const narrowed = subject.variantsWith(asked, (statement) => narrowedTo(name, statement));
  if (narrowed.every(({ statements }) => statements.every(({ index }) => index !== asked.index))) return CLOSED;
  return subject.askOf(narrowed, ownSessions, asked);
}

function namesNoRole({ principals, notPrincipal, conditions }: Statement): boolean {
  return notPrincipal || (!principals.some(isRole) && !conditions.some(({ key }) => key === 'aws:principalarn'));
}

/** The statement narrowed to the role itself; undefined where it does not name the role. */
function narrowedTo(name: PartlyKnownText, statement: Statement): Statement | undefined {
  const principals = statement.principals.filter((principal) => isRole(principal) && isSameText(lastPartOf(roleNameOf(principal)), name));
  if (principals.length > 0) return { ...statement, principals };
  const asking = statement.conditions.find((clause) => ownArns(clause, name).length > 0);
  if (!asking) return undefined;
  const conditions = statement.conditions.map((clause) => (clause === asking ? { ...clause, values: ownArns(clause, name) } : clause));
  return { ...statement, conditions };
}

type NamedRole = Principal & { readonly kind: 'role' | 'session' };

function isRole(principal: Principal): principal is NamedRole {
  return principal.kind === 'role' || principal.kind === 'session';
}

function roleNameOf(principal: NamedRole): PartlyKnownText {
  return principal.kind === 'role' ? principal.name : principal.roleName;
}

/** The values that are the role's own ARN; a pattern that covers other roles too does not name it. */
function ownArns({ key, operator, values }: ConditionClause, name: PartlyKnownText): readonly PartlyKnownText[] {
  if (key !== 'aws:principalarn' || !operator || operator.negated || operator.family === 'null') return [];
  return values.filter((value) => {
    const resource = splitText(value, ':', 6)[5];
    return resource !== undefined && isSameText(lastPartOf(resource), name);
  });
}

function describe({ statement }: Admission, { role }: RuleSubject): Description {
  const name = showText(role.name ?? '');
  const clause = statement.principals.some(isRole) ? undefined : conditionOn(statement, 'aws:principalarn');
  return {
    message: `this role can assume itself: sessions of ${name} can be renewed forever`,
    because: `${describeStatement(statement)} ${clause ? `allows the role itself: ${showClause(clause)}` : 'names the role itself'}`,
    fix:
      "remove the role's own ARN from its trust policy\n" +
      'code that runs with the role does not need to assume it again: its credentials are refreshed automatically',
  };
}
