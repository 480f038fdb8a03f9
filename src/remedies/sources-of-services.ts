/** Fixes for services, certificates and assertions: name the account, the trust anchor or the audience that they act for. */
import { attempt } from './attempts';
import { clausesOn, combined, hardenClauses, requireInstead, StatementChange } from './conditions';
import { DraftStatement, NotEditable } from './draft-policy';
import { namedBy } from './name-principals';
import { exampleOfAccount, NamedPlaceholders } from './placeholders';
import { Candidate, draftOf, RoleBefore, Situation } from './situation';
import { SAML_AUDIENCE } from '../analysis/questions/questions';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';
import { KEYS_BY_INTENT } from '../rules/support/condition-intent';
import { SIGN_IN_HOSTS } from '../rules/tables/sign-in-endpoints';

const SOURCE_KEYS = KEYS_BY_INTENT.source;

function candidate(
  id: string,
  title: string,
  statement: Statement,
  keys: readonly string[],
  changes: readonly StatementChange[],
): Candidate {
  return {
    id,
    about: keys,
    attempts: changes.map((change) => ({
      title,
      change: (draft, placeholders) => change(draftOf(draft, statement), statement, placeholders),
    })),
  };
}

/** A service acts for accounts or resources: the first fix keeps the existing condition and makes it effective. */
export function candidatesForServices({ statement, before }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const isThere = clausesOn(statement, SOURCE_KEYS).length > 0;
  const ownAccount = (placeholders: NamedPlaceholders) => (
    { operator: 'StringEquals', key: 'aws:SourceAccount', value: ownAccountOf(before, placeholders) }
  );
  return [
    ...(isThere
      ? [candidate('harden-source', 'require the source that the condition names', statement, SOURCE_KEYS, [hardenClauses(SOURCE_KEYS)])]
      : []),
    candidate('name-source-account', 'admit the service on behalf of this account only', statement, SOURCE_KEYS, [
      requireInstead(['aws:sourceaccount'], ownAccount), requireInstead(SOURCE_KEYS, ownAccount),
    ]),
  ];
}

/** As the document can express it: the account id where it is known, `AWS::AccountId` in a template. */
function ownAccountOf({ rules, subject }: RoleBefore, placeholders: NamedPlaceholders): unknown {
  if (rules.owner.account !== undefined) return rules.owner.account;
  if (subject.context.resources !== undefined) return { Ref: 'AWS::AccountId' };
  return placeholders.add('account', 'account', exampleOfAccount(namedBy(rules)));
}

/** `"Service": "*"` and patterns of services, which IAM refuses. */
export function candidatesForAnyService({ statement, before: { reading } }: Situation): readonly Candidate[] {
  const statements = statement ? [statement] : reading.variants[0]?.statements ?? [];
  return statements.filter(({ principals }) => principals.some(standsForServices)).map((each) => ({
    id: 'name-the-service',
    // What IAM refuses admits nobody, so the service that is named may be new.
    mayAdmit: true,
    attempts: [attempt('name the service that needs access', each, (draft, placeholders) => nameService(draft, each, placeholders))],
  }));
}

function standsForServices(principal: Principal): boolean {
  return (principal.kind === 'anyone' || principal.kind === 'malformed') && principal.key === 'Service'
    && isKnown(principal.written) && principal.written.includes('*');
}

function nameService(draft: DraftStatement, { principals }: Statement, placeholders: NamedPlaceholders): void {
  const written = draft.principals;
  if (written.length !== principals.length) throw new NotEditable('the principals are not written out');
  draft.principals = written.map((each, index) => (
    standsForServices(principals[index]) ? { ...each, value: placeholders.add('service', 'service', 'lambda.amazonaws.com') } : each
  ));
}

export function candidatesForTrustAnchor({ statement, before }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const { partition = 'aws', region = 'us-east-1', account } = before.rules.owner;
  const owner = account ?? exampleOfAccount(namedBy(before.rules));
  const [, regionAsked = region] = clausesOn(statement, ['aws:sourcearn']).map(({ values }) => (
    /^arn:[\w-]+:rolesanywhere:([a-z]+-[a-z-]+-\d+):/.exec(values.length === 1 && isKnown(values[0]) ? values[0] : '')
  ))[0] ?? [];
  const example = `arn:${partition}:rolesanywhere:${regionAsked}:${owner}:trust-anchor/2f1c6d1e-8a55-4a1b-9c2d-3e4f5a6b7c8d`;
  const name = requireInstead(['aws:sourcearn'], (placeholders) => (
    { operator: 'ArnEquals', key: 'aws:SourceArn', value: placeholders.add('trust-anchor', 'source-arn', example) }
  ));
  return [
    candidate('harden-source', 'require the trust anchor that the condition names', statement, SOURCE_KEYS, [hardenClauses(SOURCE_KEYS)]),
    candidate('name-trust-anchor', 'name the trust anchor', statement, SOURCE_KEYS, [name]),
  ];
}

export function candidatesForAssertions({ statement, before }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const { partition = 'aws' } = before.rules.owner;
  const value = `https://${SIGN_IN_HOSTS[partition] ?? SIGN_IN_HOSTS.aws}/saml`;
  const keys = [SAML_AUDIENCE];
  const require = requireInstead(keys, () => ({ operator: 'StringEquals', key: 'SAML:aud', value }));
  return [
    candidate(
      'require-saml-audience',
      'admit assertions for a sign-in to AWS only',
      statement,
      keys,
      combined([hardenClauses(keys), require]),
    ),
  ];
}
