/** Can an assertion get in that was not made for a sign-in to AWS? */
import { hardened } from './fixes';
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { SIGN_IN_HOSTS } from './tables/sign-in-endpoints';
import { assertionsForOthers, SAML_AUDIENCE } from '../analysis/questions/questions';
import { showClause } from '../evaluation/match-condition';
import { readPattern } from '../evaluation/value-pattern';
import { describeStatement, placeOf, whyNotKeptOut } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

const ID = 'saml-audience';
const ENDPOINTS = Object.values(SIGN_IN_HOSTS).map((host) => ({
  pattern: readPattern(`https://*${host}/saml*`, { wildcards: true, variables: false }),
  ignoreCase: false,
}));

export const samlAudience: Rule = {
  id: ID,
  title: 'A SAML assertion must have been made for a sign-in to AWS',
  level: 'warning',
  check: (subject) => subject.allowStatements.flatMap((statement) => checkStatement(subject, statement)),
};

/** A deploy-time value that decides is passed over: whoever deploys gives it, and the rule is no more than a warning. */
function checkStatement(subject: RuleSubject, asked: Statement): RuleOutcome[] {
  if (subject.inEveryVariant(asked, (variant) => !takesAssertions(variant))) return [];
  const verdict = subject.ask(ID, assertionsForOthers(ENDPOINTS), asked);
  if (verdict.kind !== 'open') return [];
  const statement = subject.statementIn(verdict, asked);
  return [
    {
      kind: 'problem',
      message: 'SAML assertions that were not made for AWS can assume this role',
      because: whyNotKeptOut(subject.matchOf(verdict, statement), [SAML_AUDIENCE]),
      statement: placeOf(statement),
      witness: subject.witnessOf(verdict),
      fix: fixOf(statement, endpointOf(subject)),
      blames: [SAML_AUDIENCE],
    },
  ];
}

function takesAssertions({ principals }: Statement): boolean {
  return principals.some(
    (principal) => principal.kind === 'saml-provider' || (principal.kind === 'unknown' && (principal.key ?? 'Federated') === 'Federated'),
  );
}

function endpointOf({ owner: { partition = 'aws' } }: RuleSubject): string {
  return `https://${SIGN_IN_HOSTS[partition] ?? SIGN_IN_HOSTS.aws}/saml`;
}

function fixOf(statement: Statement, endpoint: string): string {
  const wanted = `"StringEquals": { "SAML:aud": "${endpoint}" }`;
  const weak = statement.conditions.find(({ key }) => key === SAML_AUDIENCE);
  if (!weak) {
    return (
      `add the condition ${wanted} to ${describeStatement(statement)} ` +
      `(in the CDK: new iam.SamlConsolePrincipal(provider), or new iam.SamlPrincipal(provider, { StringEquals: { 'SAML:aud': '${endpoint}' } }))`
    );
  }
  return hardened(weak) === weak.operatorWritten ? `replace ${showClause(weak)} by ${wanted}` : `use ${hardened(weak)} instead of ${weak.operatorWritten}`;
}
