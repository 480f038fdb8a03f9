/** Can any principal of a foreign account, of an organization or of a name pattern get in, rather than named ones? */
import { conditionOn } from './fixes';
import { admission, checkEachAllow } from './openings';
import { strangersVerdict } from './public-principal';
import { Problem, Rule, RuleSubject } from './rule';
import { unnamedPrincipals } from '../analysis/questions/questions';
import { Open, Verdict } from '../analysis/verdict';
import { Caller, callerAccount, callerArn } from '../evaluation/assume-role-request';
import { showClause } from '../evaluation/match-condition';
import { matchPrincipal } from '../evaluation/match-principal';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { Statement } from '../policy/trust-policy';

const ID = 'specific-principal';

export const specificPrincipal: Rule = {
  id: ID,
  title: 'A role trusts named principals of a foreign account, not whole accounts, organizations or name patterns',
  check: checkEachAllow(verdictOf, problemOf, 'whether principals that nobody named get in'),
};

function verdictOf(subject: RuleSubject, asked: Statement): Verdict {
  // Whoever trusts the whole world has been told so already.
  if (strangersVerdict(subject, asked).kind === 'open') return { kind: 'closed' };
  return subject.ask(ID, unnamedPrincipals(asked.index, subject.foreigners('vendor')), asked);
}

function problemOf(subject: RuleSubject, found: Open, statement: Statement): Problem {
  const { caller } = found.request;
  const account = callerAccount(caller)!;
  const whole = statement.principals.some((principal) => principal.kind === 'account' && matchPrincipal(principal, caller) === 'yes');
  const bounded = conditionOn(statement, 'aws:principalarn');
  const blamed = bounded ?? (whole ? undefined : groupOf(statement));
  return {
    ...admission(subject, found, statement),
    message:
      whole && !bounded
        ? `any principal of account ${account} can assume this role`
        : `principals that nobody named can assume this role, for example ${callerArn(caller)}`,
    because: reasonOf(statement, whole ? account : undefined, bounded),
    fix: fixOf(subject.isNamed(account) ? account : undefined, partitionOf(caller), bounded),
    blames: blamed && [String(blamed.key)],
  };
}

/** `wholeAccount`: the account whose root the statement names. `bounded`: its condition on the caller's ARN. */
function reasonOf(statement: Statement, wholeAccount: string | undefined, bounded: ConditionClause | undefined): string {
  const where = describeStatement(statement);
  if (bounded) return `more than one principal satisfies ${showClause(bounded)} in ${where}`;
  if (wholeAccount !== undefined) return `${where} trusts the whole account ${wholeAccount}: its administrators decide who comes`;
  const group = groupOf(statement);
  return group
    ? `${where} names no user or role, and ${showClause(group)} admits a whole group of them`
    : `${where} names no user or role, and no condition on aws:PrincipalArn does`;
}

/** The condition that lets a whole group of principals in. */
function groupOf({ conditions }: Statement): ConditionClause | undefined {
  return conditions.find(({ key }) => typeof key === 'string' && /^aws:(principalorg|principalaccount|sourcevpc)/.test(key));
}

function fixOf(account: string | undefined, partition: string, bounded: ConditionClause | undefined): string {
  const arn = `arn:${partition}:iam::${account ?? '<account>'}:role/<name>`;
  const pin = `"ArnEquals": { "aws:PrincipalArn": "${arn}" }`;
  return [
    `name the role or user that needs it: assumedBy: new iam.ArnPrincipal('${arn}')`,
    bounded
      ? `or write its whole name in the condition: replace ${showClause(bounded)} by ${pin}`
      : `or keep the principal and add the condition ${pin}, which still holds when the role is deleted and made again`,
    ...(account === undefined ? [] : [`if it is the account of a vendor, tell the guard: KnownAccount.vendor('${account}')`]),
  ].join('; ');
}

function partitionOf(caller: Caller): string {
  return 'partition' in caller ? caller.partition : 'aws';
}
