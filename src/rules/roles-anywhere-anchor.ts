/** Can a certificate be used that the intended trust anchor did not issue? */
import { Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { Admission, askEachAllow, whyLetIn } from './support/admissions';
import { changeTo, conditionOn, useHardened } from './support/fixes';
import { ConditionValue } from '../analysis/questions/condition-values';
import { servicesWithoutSourceArn } from '../analysis/questions/questions';
import { CLOSED } from '../analysis/verdict';
import { isOneText, plainText, splitPattern } from '../evaluation/value-pattern';
import { Statement } from '../policy/trust-policy';

const ID = 'roles-anywhere-anchor';
const SERVICE = 'rolesanywhere.amazonaws.com';
const SOURCE_ARN = 'aws:sourcearn';

export const rolesAnywhereAnchor: Rule<Admission> = {
  id: ID,
  level: 'error',
  title: 'Only certificates of a named trust anchor can assume the role through IAM Roles Anywhere',
  ask: askEachAllow({
    verdictOf: (subject, asked) => {
      if (subject.inEveryVariant(asked, (variant) => !trustsRolesAnywhere(variant))) return CLOSED;
      return subject.ask(ID, servicesWithoutSourceArn(SERVICE, namesAnchor), asked);
    },
    conditionKeys: [SOURCE_ARN],
    undecided: { question: 'whether certificates of other trust anchors get access' },
  }),
  describe: (admission, subject) => ({
    message: 'a certificate from any trust anchor in the account is enough to assume this role through IAM Roles Anywhere',
    because: whyLetIn(admission, subject),
    fix: nameTrustAnchor(subject, admission.statement),
  }),
};

function trustsRolesAnywhere({ principals }: Statement): boolean {
  return principals.some((principal) => principal.kind === 'service' && principal.service === SERVICE);
}

/**
 * The id of the trust anchor is written out, or is that of a resource of the template. Then the region and the account may be left open.
 */
function namesAnchor({ pattern, exact }: ConditionValue): boolean {
  if (exact || plainText(pattern) !== undefined) return true;
  const resource = splitPattern(pattern, ':', 6)[5];
  return resource !== undefined && resource.every(isOneText);
}

function nameTrustAnchor({ owner }: RuleSubject, statement: Statement): string {
  const { partition = 'aws', region = '<region>', account = '<your account>' } = owner;
  const wanted = `"ArnEquals": { "aws:SourceArn": "arn:${partition}:rolesanywhere:${region}:${account}:trust-anchor/<id>" }`;
  const weak = conditionOn(statement, SOURCE_ARN);
  const hard = weak && useHardened(weak);
  if (hard) return `${hard}, which also matches requests without the key`;
  const conditions = "{ conditions: { ArnEquals: { 'aws:SourceArn': trustAnchor.attrTrustAnchorArn } } }";
  const principal = `new iam.ServicePrincipal('${SERVICE}', ${conditions})`;
  return `name the trust anchor: ${changeTo(wanted, statement, weak)}${weak ? '' : ` (in the CDK: ${principal})`}`;
}
