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
  hardenClauses,
  misspelledExternalId,
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
import { spellKey } from '../findings/key-names';
import { describeStatement, listOf } from '../findings/wording';
import { Statement } from '../policy/trust-policy';
import { includesWord } from '../rules/support/condition-intent';
import { hardened } from '../rules/support/fixes';

export const RULES_ABOUT_AWS_CALLERS: readonly string[] = [
  'public-principal',
  'specific-principal',
  'mfa-required',
  'external-id-required',
];

const ORGANIZATION_KEYS = ['aws:principalorgid', 'aws:principalorgpaths'];
const CALLER_KEYS = [...ORGANIZATION_KEYS, 'aws:principalarn', 'aws:principalaccount', 'aws:username'];
const ABOUT_ALL: readonly string[] = [...MFA_KEYS, ...EXTERNAL_ID_KEYS, ...CALLER_KEYS, 'aws:principaltype'];
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
    about: [...MFA_KEYS, ...EXTERNAL_ID_KEYS, ...misspelledExternalId(statement).map(({ key }) => String(key))],
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
  const leastMfa = asksMfa ? [UNCHANGED] : waysToRequireMfa(statement).slice(-1);
  // Where MFA was required, sessions of the role were denied because they cannot have it; now the role is named instead.
  return [
    candidateFor('role', [...roles, ...namedByArnAlone('role', situation, statement, withoutMfa)], asksMfa),
    candidateFor('user', [...users, ...namedByArnAlone('user', situation, statement, leastMfa)], asksForNoMfa(statement)),
  ];
}

/**
 * For conditions on the caller that restrict nothing, and would be found to do so beside a principal that is named: they are made to count,
 * or dropped.
 */
function namedByArnAlone(
  who: 'user' | 'role', { before }: Situation, statement: Statement, mfa: readonly StatementChange[],
): readonly TitledChange[] {
  const clauses = clausesOn(statement, CALLER_KEYS);
  if (clauses.length === 0) return [];
  const shown = listOf([...new Set(clauses.map(({ key }) => spellKey(String(key))))]);
  const title = `name the ${who === 'user' ? 'IAM user' : 'role'} that needs access`;
  const isWeak = clauses.some((clause) => hardened(clause) !== clause.operatorWritten);
  const ways: readonly TitledWays[] = [
    ...isWeak ? [{ what: `; use ${listOf([...new Set(clauses.map(hardened))])} for ${shown}`, ways: [hardenClauses(CALLER_KEYS)] }] : [],
    { what: `; drop the condition on ${shown}, which is not needed then`, ways: [dropClauses(CALLER_KEYS)] },
  ];
  const externalIds = ['', 'an ExternalId'].map((what) => ({ what, ways: what === '' ? [UNCHANGED] : waysToRequireExternalId(statement) }));
  return ways.flatMap((tidied) => externalIds.flatMap((asked) => titledChanges(
    `${title}${requiring([asked.what])}${tidied.what}`, [[namePrincipal(who, before.rules)], mfa, asked.ways, tidied.ways],
  )));
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
