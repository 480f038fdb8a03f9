/** Can a certificate get in that the intended trust anchor did not issue? */
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
  title: 'Roles Anywhere must come with a certificate of the trust anchor that is meant',
  ask: askEachAllow({
    verdictOf: (subject, asked) => {
      if (subject.inEveryVariant(asked, (variant) => !trustsRolesAnywhere(variant))) return CLOSED;
      return subject.ask(ID, servicesWithoutSourceArn(SERVICE, namesAnchor), asked);
    },
    conditionKeys: [SOURCE_ARN],
    undecided: { question: 'whether certificates of other trust anchors get in' },
  }),
  describe: (admission, subject) => ({
    message: 'a certificate of any trust anchor in the account can assume this role through IAM Roles Anywhere',
    because: whyLetIn(admission, subject),
    fix: fixOf(subject, admission.statement),
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

function fixOf({ owner }: RuleSubject, statement: Statement): string {
  const { partition = 'aws', region = '<region>', account = '<your account>' } = owner;
  const wanted = `"ArnEquals": { "aws:SourceArn": "arn:${partition}:rolesanywhere:${region}:${account}:trust-anchor/<id>" }`;
  const weak = conditionOn(statement, SOURCE_ARN);
  const hard = weak && useHardened(weak);
  if (hard) return `${hard}: a request without the key passes otherwise`;
  const principal = `new iam.ServicePrincipal('${SERVICE}', { conditions: { ArnEquals: { 'aws:SourceArn': trustAnchor.attrTrustAnchorArn } } })`;
  return `name the trust anchor: ${changeTo(wanted, statement, weak)}${weak ? '' : ` (in the CDK: ${principal})`}`;
}
