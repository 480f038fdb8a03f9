/** Fixes for documents that IAM rejects: everything that can be corrected without knowing more than the document says, in one fix. */
import { candidatesForTokens } from './callers-with-tokens';
import { dropClauses, EXTERNAL_ID_KEYS, externalIdCondition, MFA_KEYS, requireInstead } from './conditions';
import { DraftPolicy, DraftStatement, JsonMap, NotEditable, WrittenPrincipal } from './draft-policy';
import { namePrincipal, namedBy } from './name-principals';
import { NamedPlaceholders, exampleOfAccount } from './placeholders';
import { Candidate, Situation } from './situation';
import { neededActions } from './unusable-statements';
import { ASSUME_ACTIONS } from '../evaluation/assume-role-request';
import { operatorNamed, OPERATOR_NAMES } from '../policy/condition-operators';
import { isPlainMap } from '../policy/resolved-value';
import { Statement } from '../policy/trust-policy';
import { RuleSubject } from '../rules/rule-subject';
import { SIDE_ACTIONS } from '../rules/support/dead-statements';

export function candidatesForRejectedDocuments(situation: Situation): readonly Candidate[] {
  const { rules } = situation.before;
  const correctAll = (draft: DraftPolicy, placeholders: NamedPlaceholders) => {
    draft.correctVersion();
    for (const statement of draft.statements) {
      const read = rules.wholeReading.variants[0].statements.find(({ index }) => index === statement.index);
      if (read) correctStatement(draft, statement, read, rules, placeholders);
    }
  };
  const corrected: Candidate = {
    id: 'correct-the-document',
    takesOut: true,
    mayAdmit: true,
    attempts: [
      { title: 'correct what IAM refuses', change: correctAll },
      {
        title: 'correct what IAM refuses, and require an ExternalId',
        change: (draft, placeholders) => {
          correctAll(draft, placeholders);
          for (const statement of draft.statements) requireExternalIdOf(statement, placeholders);
        },
      },
      ...[false, true].map((requireExternalId) => ({
        title: `correct what IAM refuses, and name the role that needs access${requireExternalId ? ' and require an ExternalId' : ''}`,
        change: (draft: DraftPolicy, placeholders: NamedPlaceholders) => {
          nameRoles(draft, rules, placeholders, requireExternalId);
          correctAll(draft, placeholders);
        },
      })),
    ],
  };
  return [corrected, ...candidatesForTokens(situation)];
}

function correctStatement(
  draft: DraftPolicy, statement: DraftStatement, read: Statement, rules: RuleSubject, placeholders: NamedPlaceholders,
): void {
  statement.remove('Resource');
  statement.remove('NotResource');
  correctSid(draft, statement);
  correctNames(statement);
  correctPrincipals(statement, rules, placeholders);
  correctActions(statement, read);
  correctOperators(statement);
}

/** Where it names AWS principals and does not ask for one. */
function requireExternalIdOf(statement: DraftStatement, placeholders: NamedPlaceholders): void {
  const asksForOne = statement.conditions.some(({ key }) => EXTERNAL_ID_KEYS.includes(key.toLowerCase()));
  const namesAws = statement.element('Effect') === 'Allow' && statement.principals.every(({ key }) => key === 'AWS');
  if (namesAws && !asksForOne) statement.addCondition(externalIdCondition(placeholders));
}

function correctSid(draft: DraftPolicy, statement: DraftStatement): void {
  const sid = statement.element('Sid');
  if (typeof sid !== 'string') return;
  const allowed = sid.replace(/[^A-Za-z0-9]/g, '');
  const isTaken = draft.statements.some(
    (other) => other !== statement && other.index < statement.index && other.element('Sid') === allowed,
  );
  if (allowed === '') statement.remove('Sid');
  else if (isTaken) statement.set('Sid', draft.unusedSid(allowed));
  else if (allowed !== sid) statement.set('Sid', allowed);
}

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Condition'];

/** IAM accepts the names of elements, and the values of `Effect`, in one spelling only. */
function correctNames({ json }: DraftStatement): void {
  for (const name of Object.keys(json)) {
    const meant = ELEMENTS.find((element) => element.toLowerCase() === name.toLowerCase())
      ?? ELEMENTS.find((element) => isAlmost(name.toLowerCase(), element.toLowerCase()));
    if (meant === undefined || meant === name || meant in json) continue;
    json[meant] = json[name];
    delete json[name];
  }
  const { Effect: effect } = json;
  if (typeof effect === 'string' && /^(allow|deny)$/i.test(effect)) json.Effect = effect.toLowerCase() === 'allow' ? 'Allow' : 'Deny';
}

function correctPrincipals(statement: DraftStatement, rules: RuleSubject, placeholders: NamedPlaceholders): void {
  if (statement.element('NotPrincipal') !== undefined) {
    statement.remove('NotPrincipal');
    const example = `arn:${rules.owner.partition ?? 'aws'}:iam::${exampleOfAccount(namedBy(rules))}:role/app`;
    statement.set('Principal', { AWS: placeholders.add('role', 'role-arn', example) });
    return;
  }
  const { json } = statement;
  if (json.Principal === undefined) return;
  if (json.Principal === '*') {
    json.Principal = { AWS: '*' };
    return;
  }
  if (typeof json.Principal === 'string') json.Principal = { AWS: json.Principal };
  const before = statement.principals;
  const after = before.map(correctedPrincipal);
  if (JSON.stringify(before) !== JSON.stringify(after)) statement.principals = after;
}

const KEYS = ['AWS', 'Service', 'Federated'];

/** Moved to the right key, and a service name in lower case. */
function correctedPrincipal({ key, value }: WrittenPrincipal): WrittenPrincipal {
  const known = KEYS.find((each) => each.toLowerCase() === key.toLowerCase()) ?? key;
  if (typeof value === 'number') return { key: known, value: String(value).padStart(12, '0') };
  if (typeof value !== 'string') return { key: known, value };
  if (/^arn:[^:]*:iam::\d{12}:(oidc|saml)-provider\//.test(value)) return { key: 'Federated', value };
  if (known === 'Service' && /\.amazon\.com$/.test(value)) {
    return { key: 'Service', value: value.toLowerCase().replace(/\.amazon\.com$/, '.amazonaws.com') };
  }
  if (/^[A-Za-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(value) && !/^cognito-identity/.test(value)) {
    return { key: 'Service', value: value.toLowerCase() };
  }
  if (known === 'Federated' && /^arn:[^:]*:iam::\d{12}:(role|user|root)/.test(value)) return { key: 'AWS', value };
  return { key: known, value };
}

const ACCEPTED: ReadonlySet<string> = new Set([...ASSUME_ACTIONS, ...SIDE_ACTIONS].map((action) => action.toLowerCase()));

function correctActions(statement: DraftStatement, read: Statement): void {
  if (statement.element('NotAction') !== undefined || statement.actions.length === 0) return;
  const accepted = statement.actions.filter((action) => (
    typeof action === 'string' ? isAccepted(action) : isPlainMap(action)
  ));
  if (accepted.length === statement.actions.length) return;
  const needed = neededActions(read);
  statement.actions = accepted.length > 0 ? accepted : needed.length > 0 ? needed : ['sts:AssumeRole'];
}

function isAccepted(action: string): boolean {
  return ACCEPTED.has(action.toLowerCase()) || /^(\*|sts:(\*|assume\w*\*))$/i.test(action);
}

/** Replaces an operator that IAM does not know by one with almost the same spelling. */
function correctOperators({ json }: DraftStatement): void {
  const block = json.Condition;
  if (!isPlainMap(block)) return;
  for (const operator of Object.keys(block)) {
    if (operatorNamed(operator) !== undefined) continue;
    const meant = OPERATOR_NAMES.find((name) => isAlmost(operator.toLowerCase(), name.toLowerCase()));
    if (meant === undefined || meant in block) continue;
    (block as JsonMap)[meant] = block[operator];
    delete (block as JsonMap)[operator];
  }
}

/** One letter too many, one too few, or one wrong letter. */
function isAlmost(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  return [[1, 1], [1, 0], [0, 1]].some(([fromOne, fromOther]) => one.slice(start + fromOne) === other.slice(start + fromOther));
}

/** A role cannot have MFA, so conditions on it are dropped. */
function nameRoles(draft: DraftPolicy, rules: RuleSubject, placeholders: NamedPlaceholders, requireExternalId: boolean): void {
  let isNamed = false;
  for (const statement of draft.statements) {
    const read = rules.wholeReading.variants[0].statements.find(({ index }) => index === statement.index);
    if (!read) continue;
    try {
      namePrincipal('role', rules)(statement, read, placeholders);
      isNamed = true;
      if (read.effect === 'Deny') continue;
      dropClauses(MFA_KEYS)(statement, read, placeholders);
      if (requireExternalId) requireInstead(EXTERNAL_ID_KEYS, externalIdCondition)(statement, read, placeholders);
    } catch (error) {
      if (!(error instanceof NotEditable)) throw error;
    }
  }
  if (!isNamed) throw new NotEditable('no principal stands for more than one');
}
