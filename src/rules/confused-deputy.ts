/** Can a service be made to use this role for somebody else? */
import { KEYS_BY_AIM } from './condition-aims';
import { changeTo, conditionOn, useHardened } from './fixes';
import { admissionInSpiteOf, checkEachAllow } from './openings';
import { Rule, RuleSubject } from './rule';
import { CONFUSABLE_SERVICES } from './tables/confusable-services';
import { servicesForOthers } from '../analysis/questions/questions';
import { isKnown } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

const ID = 'confused-deputy';
const SOURCE_KEYS = KEYS_BY_AIM.source;

export const confusedDeputy: Rule = {
  id: ID,
  title: 'A service that acts for many customers must say for whom it comes',
  check: (subject) => confusableServices(subject).flatMap((service) => checkService(service)(subject)),
};

/** The services of the table that the document names. */
function confusableServices({ statements }: RuleSubject): string[] {
  const named = statements.flatMap(({ principals }) => principals.map((principal) => (principal.kind === 'service' && isKnown(principal.service) ? principal.service : '')));
  return [...new Set(named)].filter((service) => CONFUSABLE_SERVICES.has(service));
}

function checkService(service: string): Rule['check'] {
  return checkEachAllow(
    (subject, asked) => subject.ask(`${ID}:${service}`, servicesForOthers(service), asked),
    (subject, found, statement) => ({
      ...admissionInSpiteOf(subject, found, statement, SOURCE_KEYS),
      message: `${service} can assume this role on behalf of any account`,
      fix: fixOf(subject, statement, service),
    }),
  );
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
  return hard ? `${hard}: a request without the key passes otherwise` : change;
}
