/** Can an assertion be used that was not made for a sign-in to AWS? */
import { Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { Admission, askEachAllow, whyLetIn } from './support/admissions';
import { changeTo, conditionOn, useHardened } from './support/fixes';
import { SIGN_IN_HOSTS } from './tables/sign-in-endpoints';
import { assertionsForOthers, SAML_AUDIENCE } from '../analysis/questions/questions';
import { CLOSED } from '../analysis/verdict';
import { readPattern } from '../evaluation/value-pattern';
import { Statement } from '../policy/trust-policy';

const ID = 'saml-audience';
const ENDPOINTS = Object.values(SIGN_IN_HOSTS).map((host) => ({
  pattern: readPattern(`https://*${host}/saml*`, { wildcards: true, variables: false }),
  ignoreCase: false,
}));

export const samlAudience: Rule<Admission> = {
  id: ID,
  level: 'warning',
  title: 'Only SAML assertions issued for AWS sign-in can assume the role',
  ask: askEachAllow({
    verdictOf: (subject, asked) => {
      if (subject.inEveryVariant(asked, (variant) => !acceptsAssertions(variant))) return CLOSED;
      return subject.ask(ID, assertionsForOthers(ENDPOINTS), asked);
    },
    conditionKeys: [SAML_AUDIENCE],
  }),
  describe: (admission, subject) => ({
    message: 'SAML assertions that were not issued for AWS sign-in can be used to assume this role',
    because: whyLetIn(admission, subject),
    fix: requireAudience(admission.statement, endpointOf(subject)),
  }),
};

function acceptsAssertions({ principals }: Statement): boolean {
  return principals.some(
    (principal) => principal.kind === 'saml-provider' || (principal.kind === 'unknown' && (principal.key ?? 'Federated') === 'Federated'),
  );
}

function endpointOf({ owner: { partition = 'aws' } }: RuleSubject): string {
  return `https://${SIGN_IN_HOSTS[partition] ?? SIGN_IN_HOSTS.aws}/saml`;
}

function requireAudience(statement: Statement, endpoint: string): string {
  const wanted = `"StringEquals": { "SAML:aud": "${endpoint}" }`;
  const weak = conditionOn(statement, SAML_AUDIENCE);
  const change = changeTo(wanted, statement, weak);
  if (weak) return useHardened(weak) ?? change;
  return (
    `${change} (in the CDK: new iam.SamlConsolePrincipal(provider), ` +
    `or new iam.SamlPrincipal(provider, { StringEquals: { 'SAML:aud': '${endpoint}' } }))`
  );
}
