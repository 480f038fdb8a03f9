/** Can a certificate get in that the intended trust anchor did not issue? */
import { hardened } from './fixes';
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { servicesWithoutSourceArn } from '../analysis/questions/questions';
import { ValueOnKey } from '../analysis/questions/values-asked-for';
import { showClause } from '../evaluation/match-condition';
import { plainText, splitPattern } from '../evaluation/value-pattern';
import { describeStatement, placeOf, whyNotKeptOut } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

const ID = 'roles-anywhere-anchor';
const SERVICE = 'rolesanywhere.amazonaws.com';
const SOURCE_ARN = 'aws:sourcearn';

export const rolesAnywhereAnchor: Rule = {
  id: ID,
  title: 'Roles Anywhere must come with a certificate of the trust anchor that is meant',
  level: 'error',
  check: (subject) => subject.allowStatements.flatMap((statement) => checkStatement(subject, statement)),
};

function checkStatement(subject: RuleSubject, asked: Statement): RuleOutcome[] {
  if (subject.inEveryVariant(asked, (variant) => !trustsRolesAnywhere(variant))) return [];
  const verdict = subject.ask(ID, servicesWithoutSourceArn(SERVICE, namesAnchor), asked);
  if (verdict.kind === 'undecided') {
    return [{ kind: 'undecided', question: 'whether certificates of other trust anchors get in', reasons: verdict.reasons }];
  }
  if (verdict.kind === 'closed') return [];
  const statement = subject.statementIn(verdict, asked);
  return [
    {
      kind: 'problem',
      message: 'a certificate of any trust anchor in the account can assume this role through IAM Roles Anywhere',
      because: whyNotKeptOut(subject.matchOf(verdict, statement), [SOURCE_ARN]),
      statement: placeOf(statement),
      witness: subject.witnessOf(verdict),
      fix: fixOf(subject, statement),
      blames: [SOURCE_ARN],
    },
  ];
}

function trustsRolesAnywhere({ principals }: Statement): boolean {
  return principals.some((principal) => principal.kind === 'service' && principal.service === SERVICE);
}

/** The id of the anchor is written out, or that of one of the template. Where it is, the region and the account may be left open. */
function namesAnchor({ pattern, exact }: ValueOnKey): boolean {
  if (exact || plainText(pattern) !== undefined) return true;
  const resource = splitPattern(pattern, ':', 6)[5];
  return resource !== undefined && resource.every((token) => token.kind === 'literal' || (token.kind === 'hole' && token.hole.kind === 'own-name'));
}

function fixOf({ owner }: RuleSubject, statement: Statement): string {
  const { partition = 'aws', region = '<region>', account = '<your account>' } = owner;
  const wanted = `"ArnEquals": { "aws:SourceArn": "arn:${partition}:rolesanywhere:${region}:${account}:trust-anchor/<id>" }`;
  const weak = statement.conditions.find(({ key }) => key === SOURCE_ARN);
  if (!weak) {
    return (
      `name the trust anchor: add the condition ${wanted} to ${describeStatement(statement)} (in the CDK: ` +
      "new iam.ServicePrincipal('rolesanywhere.amazonaws.com', { conditions: { ArnEquals: { 'aws:SourceArn': trustAnchor.attrTrustAnchorArn } } }))"
    );
  }
  const plain = hardened(weak);
  return plain === weak.operatorWritten
    ? `name the trust anchor: replace ${showClause(weak)} by ${wanted}`
    : `use ${plain} instead of ${weak.operatorWritten}: a request without the key passes otherwise`;
}
