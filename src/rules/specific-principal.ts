/** Can any principal of a foreign account, of an organization or of a name pattern assume the role, instead of only named ones? */
import { Description, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { Admission, admission, askEachAllow } from './support/admissions';
import { conditionOn, declareAccount, declareOrganization, undeclaredOrganizations } from './support/fixes';
import { unnamedPrincipals } from '../analysis/questions/questions';
import { Open } from '../analysis/verdict';
import { callerAccount, callerArn } from '../evaluation/assume-role-request';
import { showClause } from '../evaluation/match-condition';
import { vendorOf } from '../findings/known-parties';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { Statement } from '../policy/trust-policy';

const ID = 'specific-principal';

export const specificPrincipal: Rule<Admission> = {
  id: ID,
  level: 'error',
  title: 'Only named users and roles of other accounts can assume the role, not whole accounts, organizations or name patterns',
  defersTo: ['public-principal'],
  ask: askEachAllow({
    verdictOf: (subject, asked) =>
      subject.ask(ID, unnamedPrincipals(asked.index, subject.callersOfOtherAccounts({ except: 'vendor' }), subject.organizations), asked),
    foundBy: (_, verdict, statement) => {
      const onGroup = trustsWholeAccount(verdict, statement) ? undefined : conditionOnGroup(statement);
      const condition = conditionOnPrincipals(statement) ?? onGroup;
      return admission(verdict, statement, condition && [String(condition.key)]);
    },
    undecided: { question: 'whether principals that are not named get access' },
  }),
  describe,
};

function describe({ statement, verdict }: Admission, subject: RuleSubject): Description {
  const { caller } = verdict.request;
  const wholeAccount = trustsWholeAccount(verdict, statement) ? subject.nameOfAccount(callerAccount(caller)!) : undefined;
  const condition = conditionOnPrincipals(statement);
  return {
    message:
      wholeAccount !== undefined && !condition
        ? `any principal in account ${wholeAccount} can assume this role`
        : `principals that are not named can assume this role, for example ${callerArn(caller)}`,
    because: whyNotSpecific(statement, wholeAccount, condition),
    fix: namePrincipal(subject, verdict, statement, condition),
  };
}

/** Does the statement name the account of the caller? Its partition may be that of the deployment. */
function trustsWholeAccount({ request }: Open, { principals }: Statement): boolean {
  const account = callerAccount(request.caller);
  return principals.some((principal) => principal.kind === 'account' && principal.account === account);
}

function conditionOnPrincipals(statement: Statement): ConditionClause | undefined {
  return conditionOn(statement, 'aws:principalarn');
}

/** The condition that allows a whole group of principals. */
function conditionOnGroup({ conditions }: Statement): ConditionClause | undefined {
  return conditions.find(({ key }) => typeof key === 'string' && /^aws:(principalorg|principalaccount|sourcevpc)/.test(key));
}

/** `wholeAccount`: the account that the statement names. `condition`: its condition on the caller's ARN. */
function whyNotSpecific(statement: Statement, wholeAccount: string | undefined, condition: ConditionClause | undefined): string {
  const where = describeStatement(statement);
  if (condition) return `${showClause(condition)} in ${where} matches more than one principal`;
  if (wholeAccount !== undefined) {
    return `${where} trusts the whole account ${wholeAccount}: its administrators decide which of its principals can assume the role`;
  }
  const group = conditionOnGroup(statement);
  return group
    ? `${where} names no user or role, and ${showClause(group)} matches a whole group of them`
    : `${where} names no user or role, and has no condition on aws:PrincipalArn`;
}

function namePrincipal(
  subject: RuleSubject, { request: { caller } }: Open, statement: Statement, condition: ConditionClause | undefined,
): string {
  const account = callerAccount(caller)!;
  const named = subject.isNamed(account) ? account : undefined;
  const arn = `arn:${'partition' in caller ? caller.partition : 'aws'}:iam::${named ?? '<account>'}:role/<name>`;
  const pin = `"ArnEquals": { "aws:PrincipalArn": "${arn}" }`;
  const declareFirst = [
    ...undeclaredOrganizations(statement, subject).map(declareOrganization),
    ...(vendorOf(account) === undefined ? [] : [declareAccount(subject, account)]),
  ];
  const declareLast = vendorOf(account) === undefined ? [declareAccount(subject, account)] : [];
  return [
    ...declareFirst,
    `name the role or user that needs access: assumedBy: new iam.ArnPrincipal('${arn}')`,
    condition
      ? `or write its full ARN in the condition: replace ${showClause(condition)} with ${pin}`
      : `or keep the principal and add the condition ${pin}, which still works if the role is deleted and recreated`,
    ...declareLast,
  ].filter((fix) => fix !== undefined).join('\n');
}
