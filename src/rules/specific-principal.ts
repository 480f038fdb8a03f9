/** Can any principal of a foreign account, of an organization or of a name pattern get in, rather than named ones? */
import { Problem, Rule, RuleSubject } from './rule';
import { conditionOn, declareAccount, undeclaredOrganizations } from './support/fixes';
import { admission, checkEachAllow } from './support/openings';
import { unnamedPrincipals } from '../analysis/questions/questions';
import { Open, Verdict } from '../analysis/verdict';
import { callerAccount, callerArn } from '../evaluation/assume-role-request';
import { showClause } from '../evaluation/match-condition';
import { vendorOf } from '../findings/known-parties';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { Statement } from '../policy/trust-policy';

const ID = 'specific-principal';

export const specificPrincipal: Rule = {
  id: ID,
  title: 'A role trusts named principals of a foreign account, not whole accounts, organizations or name patterns',
  defersTo: ['public-principal'],
  check: checkEachAllow(verdictOf, problemOf, 'whether principals that nobody named get in'),
};

function verdictOf(subject: RuleSubject, asked: Statement): Verdict {
  return subject.ask(ID, unnamedPrincipals(asked.index, subject.foreigners('vendor'), subject.organizations), asked);
}

function problemOf(subject: RuleSubject, found: Open, statement: Statement): Problem {
  const { caller } = found.request;
  const account = callerAccount(caller)!;
  // The partition may be that of the deployment.
  const whole = statement.principals.some((principal) => principal.kind === 'account' && principal.account === account);
  const bounded = conditionOn(statement, 'aws:principalarn');
  const blamed = bounded ?? (whole ? undefined : groupOf(statement));
  return {
    ...admission(subject, found, statement),
    message:
      whole && !bounded
        ? `any principal of account ${subject.nameOf(account)} can assume this role`
        : `principals that nobody named can assume this role, for example ${callerArn(caller)}`,
    because: reasonOf(statement, whole ? subject.nameOf(account) : undefined, bounded),
    fix: fixOf(subject, found, statement, bounded),
    blames: blamed && [String(blamed.key)],
  };
}

/** `wholeAccount`: the account whose root the statement names. `bounded`: its condition on the caller's ARN. */
function reasonOf(statement: Statement, wholeAccount: string | undefined, bounded: ConditionClause | undefined): string {
  const where = describeStatement(statement);
  if (bounded) return `more than one principal satisfies ${showClause(bounded)} in ${where}`;
  if (wholeAccount !== undefined) {
    return `${where} trusts the whole account ${wholeAccount}: its administrators decide which of its principals can assume the role`;
  }
  const group = groupOf(statement);
  return group
    ? `${where} names no user or role, and ${showClause(group)} admits a whole group of them`
    : `${where} names no user or role, and no condition on aws:PrincipalArn does`;
}

/** The condition that lets a whole group of principals in. */
function groupOf({ conditions }: Statement): ConditionClause | undefined {
  return conditions.find(({ key }) => typeof key === 'string' && /^aws:(principalorg|principalaccount|sourcevpc)/.test(key));
}

function fixOf(subject: RuleSubject, { request: { caller } }: Open, statement: Statement, bounded: ConditionClause | undefined): string {
  const account = callerAccount(caller)!;
  const named = subject.isNamed(account) ? account : undefined;
  const arn = `arn:${'partition' in caller ? caller.partition : 'aws'}:iam::${named ?? '<account>'}:role/<name>`;
  const pin = `"ArnEquals": { "aws:PrincipalArn": "${arn}" }`;
  const declareFirst = [
    ...undeclaredOrganizations(statement, subject).map((id) => `if ${id} is your own organization, declare it: organizations: ['${id}'] on the guard`),
    ...(vendorOf(account) === undefined ? [] : [declareAccount(subject, account)]),
  ];
  const declareLast = vendorOf(account) === undefined ? [declareAccount(subject, account)] : [];
  return [
    ...declareFirst,
    `name the role or user that needs access: assumedBy: new iam.ArnPrincipal('${arn}')`,
    bounded
      ? `or write its whole name in the condition: replace ${showClause(bounded)} by ${pin}`
      : `or keep the principal and add the condition ${pin}, which still holds when the role is deleted and made again`,
    ...declareLast,
  ].filter((fix) => fix !== undefined).join('; ');
}
