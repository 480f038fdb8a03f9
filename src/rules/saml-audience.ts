/** Can an assertion get in that was not made for a sign-in to AWS? */
import { Rule, RuleSubject } from './rule';
import { changeTo, conditionOn, useHardened } from './support/fixes';
import { admissionInSpiteOf, checkEachAllow } from './support/openings';
import { SIGN_IN_HOSTS } from './tables/sign-in-endpoints';
import { assertionsForOthers, SAML_AUDIENCE } from '../analysis/questions/questions';
import { readPattern } from '../evaluation/value-pattern';
import { Statement } from '../policy/trust-policy';

const ID = 'saml-audience';
const ENDPOINTS = Object.values(SIGN_IN_HOSTS).map((host) => ({
  pattern: readPattern(`https://*${host}/saml*`, { wildcards: true, variables: false }),
  ignoreCase: false,
}));

export const samlAudience: Rule = {
  id: ID,
  title: 'A SAML assertion must have been made for a sign-in to AWS',
  check: checkEachAllow(
    (subject, asked) => {
      if (subject.inEveryVariant(asked, (variant) => !takesAssertions(variant))) return { kind: 'closed' };
      return subject.ask(ID, assertionsForOthers(ENDPOINTS), asked);
    },
    (subject, found, statement) => ({
      ...admissionInSpiteOf(subject, found, statement, [SAML_AUDIENCE]),
      message: 'SAML assertions that were not made for AWS can assume this role',
      fix: fixOf(statement, endpointOf(subject)),
    }),
  ),
};

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
  const weak = conditionOn(statement, SAML_AUDIENCE);
  const change = changeTo(wanted, statement, weak);
  if (weak) return useHardened(weak) ?? change;
  return `${change} (in the CDK: new iam.SamlConsolePrincipal(provider), or new iam.SamlPrincipal(provider, { StringEquals: { 'SAML:aud': '${endpoint}' } }))`;
}
