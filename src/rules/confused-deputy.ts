/** Can a service be made to use this role for somebody else? */
import { Problem, Rule, RuleSubject } from './rule';
import { isSoft, KEYS_BY_AIM } from './support/condition-intent';
import { changeTo, conditionOn, useHardened } from './support/fixes';
import { admissionInSpiteOf, checkEachAllow } from './support/openings';
import { CONFUSABLE_SERVICES, mustSaySource, ROLES_MADE_BY_CDK } from './tables/confusable-services';
import { servicesForOthers } from '../analysis/questions/questions';
import { Verdict } from '../analysis/verdict';
import { hasToken, readPattern, splitPattern, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

const ID = 'confused-deputy';
const SOURCE_KEYS = KEYS_BY_AIM.source;

export const confusedDeputy: Rule = {
  id: ID,
  title: 'A service that acts for many customers must say for whom it comes',
  check: (subject) => [
    ...namedServices(subject).filter((service) => CONFUSABLE_SERVICES.has(service)).flatMap((service) => checkService(service)(subject)),
    ...servicesGuardedTwice(subject).flatMap((service) => checkDroppedGuard(service)(subject)),
  ],
};

function namedServices({ statements }: RuleSubject): string[] {
  return [...new Set(statements.flatMap(servicesOf))];
}

function servicesOf({ principals }: Statement): string[] {
  return principals.flatMap((principal) => (principal.kind === 'service' && isKnown(principal.service) ? [principal.service] : []));
}

function checkService(service: string): Rule['check'] {
  return checkEachAllow(
    (subject, asked) => forOthers(subject, service, asked),
    (subject, found, statement) => ({
      ...admissionInSpiteOf(subject, found, statement, SOURCE_KEYS),
      message: onBehalfOfAny(service),
      fix: fixOf(subject, statement, service),
    }),
  );
}

function onBehalfOfAny(service: string): string {
  return `${service} can assume this role on behalf of any account`;
}

function forOthers(subject: RuleSubject, service: string, asked: Statement): Verdict {
  return subject.ask(`${ID}:${service}`, servicesForOthers(service), asked);
}

/** Services outside the table that some statements restrict by a condition on the source - so they send it - and others do not. */
function servicesGuardedTwice({ allowStatements }: RuleSubject): string[] {
  const guarded = allowStatements.filter(demandsSource);
  if (guarded.length === 0 || allowStatements.length === guarded.length) return [];
  const others = allowStatements.filter((statement) => !demandsSource(statement)).flatMap(servicesOf);
  return [...new Set(guarded.flatMap(servicesOf))].filter((service) => others.includes(service) && !mustSaySource(service));
}

/** The guard that one statement has is of no use if another lets the service in without it. */
function checkDroppedGuard(service: string): Rule['check'] {
  return checkEachAllow(
    (subject, asked) => (guardBeside(subject, service, asked) ? forOthers(subject, service, asked) : { kind: 'closed' }),
    (subject, found, statement): Problem => ({
      ...admissionInSpiteOf(subject, found, statement, SOURCE_KEYS),
      message: `${onBehalfOfAny(service)}, although ${describeStatement(guardBeside(subject, service, statement)!)} restricts it`,
      fix: fixOf(subject, statement, service),
      ...(ROLES_MADE_BY_CDK.has(service) && { level: 'info' }),
    }),
  );
}

/** Another statement that lets the service in, if at all, for named accounts or resources only. */
function guardBeside(subject: RuleSubject, service: string, asked: Statement): Statement | undefined {
  if (demandsSource(asked) || !servicesOf(asked).includes(service)) return undefined;
  const guarding = subject.allowStatements.filter((other) => demandsSource(other) && servicesOf(other).includes(service));
  return guarding.find((other) => forOthers(subject, service, other).kind === 'closed');
}

/** A condition that a request without the key does not meet. */
function demandsSource({ conditions }: Statement): boolean {
  return conditions.some(({ key, operator }) => (
    SOURCE_KEYS.includes(String(key)) && operator !== undefined && operator.family !== 'null' && !operator.negated && !isSoft(operator)
  ));
}

function fixOf({ owner }: RuleSubject, statement: Statement, service: string): string {
  const wanted = `"StringEquals": { "aws:SourceAccount": "${owner.account ?? '<your account>'}" }`;
  const weak = conditionOn(statement, ...SOURCE_KEYS);
  const change = changeTo(wanted, statement, weak);
  if (!weak) {
    const principal = `new iam.ServicePrincipal('${service}', { conditions: { StringEquals: { 'aws:SourceAccount': this.account } } })`;
    return `say for whom it may come: ${change} (in the CDK: ${principal})`;
  }
  const hard = useHardened(weak);
  if (hard) return `${hard}: a request without the key passes otherwise`;
  return runsOverAccount(weak) ? `use ArnLike instead of ${weak.operatorWritten}, whose wildcards run over colons, or ${change}` : change;
}

/** `StringLike` on ARNs that all name their account: as `ArnLike` it would say what it means. */
function runsOverAccount({ key, operator, values }: ConditionClause): boolean {
  return key === 'aws:sourcearn' && operator?.family === 'string-like' && values.every((value) => {
    const account = splitPattern(readPattern(value, WILDCARDS_ONLY), ':', 6)[4];
    return account !== undefined && account.length > 0 && !hasToken(account, 'any-run') && !hasToken(account, 'any-one');
  });
}
