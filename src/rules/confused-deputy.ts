/** Can a service be made to use this role for somebody else? */
import { hardened } from './fixes';
import { Problem, Rule, RuleOutcome, RuleSubject } from './rule';
import { CONFUSABLE_SERVICES } from './tables/confusable-services';
import { servicesForOthers } from '../analysis/questions/questions';
import { Verdict } from '../analysis/verdict';
import { showClause } from '../evaluation/match-condition';
import { describeStatement, placeOf, whyNotKeptOut } from '../findings/wording';
import { isKnown } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

const ID = 'confused-deputy';
const SOURCE_KEYS = ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths'];

export const confusedDeputy: Rule = {
  id: ID,
  title: 'A service that acts for many customers must say for whom it comes',
  level: 'warning',
  check: (subject) =>
    confusableServices(subject).flatMap((service) => subject.allowStatements.flatMap((statement) => checkStatement(subject, statement, service))),
};

/** The services of the table that the document names. */
function confusableServices({ reading }: RuleSubject): string[] {
  const services = new Set<string>();
  for (const { statements } of reading.variants) {
    for (const { principals } of statements) {
      for (const principal of principals) {
        if (principal.kind === 'service' && isKnown(principal.service) && CONFUSABLE_SERVICES.has(principal.service)) services.add(principal.service);
      }
    }
  }
  return [...services];
}

/** A deploy-time value that decides is passed over: whoever deploys gives it, and the rule is no more than a warning. */
function checkStatement(subject: RuleSubject, asked: Statement, service: string): RuleOutcome[] {
  const verdict = subject.ask(`${ID}:${service}`, servicesForOthers(service), asked);
  return verdict.kind === 'open' ? [problemOf(subject, subject.statementIn(verdict, asked), service, verdict)] : [];
}

function problemOf(subject: RuleSubject, statement: Statement, service: string, verdict: Verdict & { kind: 'open' }): Problem {
  return {
    kind: 'problem',
    message: `${service} can assume this role on behalf of any account`,
    because: whyNotKeptOut(subject.matchOf(verdict, statement), SOURCE_KEYS),
    statement: placeOf(statement),
    witness: subject.witnessOf(verdict),
    fix: fixOf(subject, statement, service),
    blames: SOURCE_KEYS,
  };
}

function fixOf({ owner }: RuleSubject, statement: Statement, service: string): string {
  const wanted = `"StringEquals": { "aws:SourceAccount": "${owner.account ?? '<your account>'}" }`;
  const weak = statement.conditions.find(({ key }) => SOURCE_KEYS.includes(String(key)));
  if (!weak) {
    return (
      `say for whom it may come: add the condition ${wanted} to ${describeStatement(statement)} ` +
      `(in the CDK: new iam.ServicePrincipal('${service}', { conditions: { StringEquals: { 'aws:SourceAccount': this.account } } }))`
    );
  }
  const plain = hardened(weak);
  return plain === weak.operatorWritten
    ? `replace ${showClause(weak)} by ${wanted}`
    : `use ${plain} instead of ${weak.operatorWritten}: a request without the key passes otherwise`;
}
