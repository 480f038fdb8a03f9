/** Can another AWS account make a service use this role? */
import { Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { Admission, admission, whyLetIn } from './support/admissions';
import { KEYS_BY_INTENT, matchesWhenAbsent } from './support/condition-intent';
import { changeTo, conditionOn, useHardened } from './support/fixes';
import { CONFUSABLE_SERVICES, mustSaySource, ROLES_MADE_BY_CDK } from './tables/confusable-services';
import { servicesForOthers } from '../analysis/questions/questions';
import { Verdict } from '../analysis/verdict';
import { hasToken, readPattern, splitPattern, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

const ID = 'confused-deputy';
const SOURCE_KEYS = KEYS_BY_INTENT.source;

/** A service that can assume the role on behalf of any account. */
interface ServiceForOthers extends Admission {
  readonly service: string;
  /** A statement that allows the service for named accounts or resources only. Default: there is none. */
  readonly restrictedBy?: Statement;
}

export const confusedDeputy: Rule<ServiceForOthers> = {
  id: ID,
  level: 'warning',
  title: 'Services that act for many customers can assume the role only on behalf of named accounts or resources',
  ask: (subject) => [
    ...namedServices(subject).filter((service) => CONFUSABLE_SERVICES.has(service)).flatMap((service) => askAboutService(subject, service)),
    ...servicesRestrictedOnce(subject).flatMap((service) => askBesideRestriction(subject, service)),
  ],
  describe: (found, subject) => {
    const { service, restrictedBy } = found;
    const message = `${service} can assume this role on behalf of any account`;
    return {
      message: restrictedBy ? `${message}, although ${describeStatement(restrictedBy)} restricts it` : message,
      because: whyLetIn(found, subject),
      fix: restrictSource(found, subject),
    };
  },
};

function namedServices({ statements }: RuleSubject): string[] {
  return [...new Set(statements.flatMap(servicesOf))];
}

function servicesOf({ principals }: Statement): string[] {
  return principals.flatMap((principal) => (principal.kind === 'service' && isKnown(principal.service) ? [principal.service] : []));
}

function askAboutService(subject: RuleSubject, service: string): readonly ServiceForOthers[] {
  return subject.allowStatements.flatMap((asked) => serviceForOthers(subject, service, asked) ?? []);
}

/** Where deploy-time values decide, nothing is found: the rule is no more than a warning. */
function serviceForOthers(subject: RuleSubject, service: string, asked: Statement): ServiceForOthers | undefined {
  const verdict = forOthers(subject, service, asked);
  return verdict.kind === 'open' ? { ...admission(verdict, subject.statementIn(verdict, asked), SOURCE_KEYS), service } : undefined;
}

function forOthers(subject: RuleSubject, service: string, asked: Statement): Verdict {
  return subject.ask(`${ID}:${service}`, servicesForOthers(service), asked);
}

/** Services outside the table that one statement restricts by a condition on the source - so they send it - and another does not. */
function servicesRestrictedOnce({ allowStatements }: RuleSubject): string[] {
  const restricted = allowStatements.filter(requiresSource);
  if (restricted.length === 0 || allowStatements.length === restricted.length) return [];
  const others = allowStatements.filter((statement) => !requiresSource(statement)).flatMap(servicesOf);
  return [...new Set(restricted.flatMap(servicesOf))].filter((service) => others.includes(service) && !mustSaySource(service));
}

/** The condition of one statement protects nothing if another statement allows the service without it. */
function askBesideRestriction(subject: RuleSubject, service: string): readonly ServiceForOthers[] {
  return subject.allowStatements.flatMap((asked) => {
    if (!restrictingStatement(subject, service, asked)) return [];
    const found = serviceForOthers(subject, service, asked);
    if (!found) return [];
    const restrictedBy = restrictingStatement(subject, service, found.statement);
    return [{ ...found, restrictedBy, ...(ROLES_MADE_BY_CDK.has(service) && { level: 'info' as const }) }];
  });
}

/** Another statement, which allows the service for named accounts or resources only, if at all. */
function restrictingStatement(subject: RuleSubject, service: string, asked: Statement): Statement | undefined {
  if (requiresSource(asked) || !servicesOf(asked).includes(service)) return undefined;
  const restricting = subject.allowStatements.filter((other) => requiresSource(other) && servicesOf(other).includes(service));
  return restricting.find((other) => forOthers(subject, service, other).kind === 'closed');
}

/** A condition that does not match a request without the key. */
function requiresSource({ conditions }: Statement): boolean {
  const rejectsAbsentKey = ({ operator }: ConditionClause) => (
    operator !== undefined && operator.family !== 'null' && !operator.negated && !matchesWhenAbsent(operator)
  );
  return conditions.some((clause) => SOURCE_KEYS.includes(String(clause.key)) && rejectsAbsentKey(clause));
}

function restrictSource({ statement, service }: ServiceForOthers, { owner }: RuleSubject): string {
  const wanted = `"StringEquals": { "aws:SourceAccount": "${owner.account ?? '<your account>'}" }`;
  const weak = conditionOn(statement, ...SOURCE_KEYS);
  const change = changeTo(wanted, statement, weak);
  if (!weak) {
    const principal = `new iam.ServicePrincipal('${service}', { conditions: { StringEquals: { 'aws:SourceAccount': this.account } } })`;
    return `restrict the source account: ${change} (in the CDK: ${principal})`;
  }
  const hard = useHardened(weak);
  if (hard) return `${hard}, which also matches requests without the key`;
  if (!runsOverAccount(weak)) return change;
  return `use ArnLike instead of ${weak.operatorWritten}, whose wildcards also match colons\nor ${change}`;
}

/** `StringLike` on ARNs all of which name their account: with `ArnLike` the condition would mean what it says. */
function runsOverAccount({ key, operator, values }: ConditionClause): boolean {
  return key === 'aws:sourcearn' && operator?.family === 'string-like' && values.every((value) => {
    const account = splitPattern(readPattern(value, WILDCARDS_ONLY), ':', 6)[4];
    return account !== undefined && account.length > 0 && !hasToken(account, 'any-run') && !hasToken(account, 'any-one');
  });
}
