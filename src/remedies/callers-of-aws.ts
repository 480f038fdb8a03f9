/**
 * Fixes for openings to AWS principals: name the user or the role that needs access, require MFA or an ExternalId, limit access to the
 * role's own organization, or declare the owner of the account or the organization. Users and roles need different conditions, because a
 * role cannot have MFA, so these are alternatives, and each is a complete fix.
 */
import { attemptsOn, TitledChange } from './attempts';
import {
  clausesOn,
  combined,
  dropClauses,
  MFA_KEYS,
  EXTERNAL_ID_KEYS,
  requireInstead,
  StatementChange,
  UNCHANGED,
  waysToRequireExternalId,
  waysToRequireMfa,
} from './conditions';
import { Declaration, declarations } from './declarations';
import { WrittenCondition } from './draft-policy';
import { namePrincipal, pinPrincipalArn } from './name-principals';
import { Candidate, draftOf, Situation } from './situation';
import { describeStatement } from '../findings/wording';
import { Statement } from '../policy/trust-policy';
import { includesWord } from '../rules/support/condition-intent';

export const RULES_ABOUT_AWS_CALLERS: readonly string[] = [
  'public-principal',
  'specific-principal',
  'mfa-required',
  'external-id-required',
];

const ORGANIZATION_KEYS = ['aws:principalorgid', 'aws:principalorgpaths'];
const ABOUT_ALL: readonly string[] = [...MFA_KEYS, ...EXTERNAL_ID_KEYS, ...ORGANIZATION_KEYS, 'aws:principaltype', 'aws:principalarn'];
const ROLES_ONLY: WrittenCondition = { operator: 'StringEquals', key: 'aws:PrincipalType', value: 'AssumedRole' };
const OWN_ORGANIZATION: WrittenCondition = { operator: 'StringEquals', key: 'aws:PrincipalOrgID', value: '${aws:ResourceOrgID}' };

/** In the order in which most readers want them. */
export function candidatesForAwsCallers(situation: Situation): readonly Candidate[] {
  const { statement, ruleIds, callers } = situation;
  if (!statement || !callers.includes('aws')) return [];
  const isAboutPrincipals = ruleIds.includes('public-principal') || ruleIds.includes('specific-principal');
  const declared = [...declarations(situation, 'vendor'), ...declarations(situation, 'organization')];
  const declaredLast = declarations(situation, 'own');
  const asked = isAboutPrincipals ? [] : [requireWhatIsMissing(situation, statement)];
  return [
    ...withDeclaration(situation, statement, declared),
    ...asked,
    ...nameUserOrRole(situation, statement),
    ...isAboutPrincipals ? [ownOrganization(statement)] : [],
    ...isAboutPrincipals ? [] : [rolesOnly(statement)],
    ...withDeclaration(situation, statement, declaredLast),
    ...isAboutPrincipals ? [dropStatement(statement)] : [],
  ];
}

/** The principals stay. */
function requireWhatIsMissing({ ruleIds }: Situation, statement: Statement): Candidate {
  const asksMfa = ruleIds.includes('mfa-required');
  const asksExternalId = ruleIds.includes('external-id-required');
  const mfa = asksMfa ? waysToRequireMfa(statement) : [UNCHANGED];
  const externalId = asksExternalId ? waysToRequireExternalId(statement) : [UNCHANGED];
  const what = [asksMfa ? 'MFA' : '', asksExternalId ? 'an ExternalId' : ''].filter((each) => each !== '').join(' and ');
  return {
    id: asksMfa ? 'require-mfa' : 'require-external-id',
    about: [...MFA_KEYS, ...EXTERNAL_ID_KEYS],
    attempts: attemptsOn(statement, combined(mfa, externalId).map((change) => ({ title: `require ${what}`, change }))),
  };
}

function nameUserOrRole(situation: Situation, statement: Statement): readonly Candidate[] {
  const noExternalId: TitledWays = { what: '', ways: [UNCHANGED] };
  const externalIds: readonly TitledWays[] = [noExternalId, { what: 'an ExternalId', ways: waysToRequireExternalId(statement) }];
  const asksMfa = clausesOn(statement, MFA_KEYS).length > 0;
  const mfa: readonly TitledWays[] = [
    ...asksMfa ? [{ what: '', ways: [UNCHANGED] }] : [],
    { what: 'MFA', ways: waysToRequireMfa(statement) },
  ];
  const withoutMfa = asksMfa ? [dropClauses(MFA_KEYS)] : [UNCHANGED];
  const candidateFor = (who: 'user' | 'role', titled: readonly TitledChange[], mayAdmit: boolean): Candidate => ({
    id: `name-the-${who}`, about: ABOUT_ALL, mayAdmit, attempts: attemptsOn(statement, titled),
  });
  const named = (who: 'user' | 'role'): readonly StatementChange[] => [
    pinPrincipalArn(who, situation.before.rules), namePrincipal(who, situation.before.rules),
  ];
  const users = mfa.flatMap((one) => externalIds.flatMap((other) => titledChanges(
    `name the IAM user that needs access${requiring(asksMfa && one.what === '' ? [other.what] : [one.what, other.what])}`,
    [named('user'), one.ways, other.ways],
  )));
  const roles = externalIds.flatMap((each) => titledChanges(
    `name the role that needs access${requiring([each.what])}${asksMfa ? '; drop the condition on MFA, which a role cannot show' : ''}`,
    [named('role'), withoutMfa, each.ways],
  ));
  // Where MFA was required, sessions of the role were denied because they cannot have it; now the role is named instead.
  return [candidateFor('role', roles, asksMfa), candidateFor('user', users, asksForNoMfa(statement))];
}

/** `Bool: "false"` on MFA: the opposite of what the key is for, so a correction allows callers that were denied. */
function asksForNoMfa(statement: Statement): boolean {
  return clausesOn(statement, MFA_KEYS).some(({ operator, values }) => operator?.family === 'bool' && includesWord('false', values));
}

interface TitledWays {
  readonly what: string;
  readonly ways: readonly StatementChange[];
}

function titledChanges(title: string, steps: readonly (readonly StatementChange[])[]): readonly TitledChange[] {
  return combined(...steps).map((change) => ({ title, change }));
}

function requiring(what: readonly string[]): string {
  const needed = what.filter((each) => each !== '');
  return needed.length === 0 ? '' : ` and require ${needed.join(' and ')}`;
}

/** Callers outside the organization of the role are denied; so are its users, which would need MFA. */
function ownOrganization(statement: Statement): Candidate {
  const keep = requireInstead(ORGANIZATION_KEYS, () => OWN_ORGANIZATION);
  const roles = requireInstead(['aws:principaltype'], () => ROLES_ONLY);
  const title = 'admit roles of your own organization only';
  return {
    id: 'own-organization',
    about: ABOUT_ALL,
    attempts: attemptsOn(statement, combined([keep], [roles], [UNCHANGED, dropClauses(MFA_KEYS)]).map((change) => ({ title, change }))),
  };
}

/** For a statement beside others that allow the callers that need access. */
function dropStatement(statement: Statement): Candidate {
  return {
    id: 'drop-the-statement',
    takesOut: true,
    attempts: [{ title: `drop ${describeStatement(statement)}`, change: (draft) => draft.drop(draftOf(draft, statement)) }],
  };
}

/** For principals that stay: the users among them are denied, so that MFA is not needed. */
function rolesOnly(statement: Statement): Candidate {
  const roles = requireInstead(['aws:principaltype'], () => ROLES_ONLY);
  const changes = combined([roles], [UNCHANGED, dropClauses(MFA_KEYS)], [UNCHANGED, ...waysToRequireExternalId(statement)]);
  return {
    id: 'roles-only',
    about: [...MFA_KEYS, ...EXTERNAL_ID_KEYS, 'aws:principaltype'],
    attempts: attemptsOn(statement, changes.map((change) => ({ title: 'admit roles only, which need no MFA', change }))),
  };
}

/** Where the declaration alone is not enough, what is still missing is required too. */
function withDeclaration({ ruleIds }: Situation, statement: Statement, declared: readonly Declaration[]): readonly Candidate[] {
  const roles = requireInstead(['aws:principaltype'], () => ROLES_ONLY);
  const asksMfa = clausesOn(statement, MFA_KEYS).length > 0;
  const needs: readonly TitledWays[] = [
    { what: '', ways: [UNCHANGED] },
    { what: 'require an ExternalId', ways: waysToRequireExternalId(statement) },
    { what: 'admit its roles only', ways: [roles] },
    ...ruleIds.includes('mfa-required') || asksMfa ? [{ what: 'require MFA', ways: waysToRequireMfa(statement) }] : [],
    ...asksMfa ? [{
      what: 'require an ExternalId instead of MFA', ways: combined([dropClauses(MFA_KEYS)], waysToRequireExternalId(statement)),
    }] : [],
  ];
  return declared.map(({ id, title, config }) => ({
    id,
    about: [...MFA_KEYS, ...EXTERNAL_ID_KEYS, 'aws:principaltype'],
    mayAdmit: asksMfa,
    attempts: needs.flatMap(({ what, ways }) => attemptsOn(
      statement, ways.map((change) => ({ title: what === '' ? title : `${title}, and ${what}`, change })), config,
    )),
  }));
}
