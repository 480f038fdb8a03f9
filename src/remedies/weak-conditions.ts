/** Fixes for conditions that restrict nothing: make the operator effective, correct the key, name a value, or drop the condition. */
import { attempt } from './attempts';
import { clausesOn, harden, MFA_KEYS, placeOfClause, REQUIRES_MFA, externalIdCondition, valueOfClause } from './conditions';
import { DraftStatement, NotEditable } from './draft-policy';
import { NamedPlaceholders } from './placeholders';
import { Candidate, draftOf, Situation } from './situation';
import { intendedKeyFor } from '../evaluation/listed-keys';
import { spellKey } from '../findings/key-names';
import { describeStatement, listOf } from '../findings/wording';
import { ConditionClause, OperatorFamily } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { hardened } from '../rules/support/fixes';

export function candidatesForWeakConditions({ found, statement }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const keys = [...new Set(found.flatMap(({ conditionKeys = [] }) => conditionKeys))];
  const clauses = clausesOn(statement, keys);
  if (clauses.length === 0) return [];
  const about = [...keys, ...clauses.flatMap((clause) => intendedKey(clause)?.toLowerCase() ?? [])];
  const shown = listOf([...new Set(clauses.map(({ key }) => spellKey(String(key))))]);
  const operators = [...new Set(clauses.filter((clause) => hardened(clause) !== clause.operatorWritten).map(hardened))];
  return [
    {
      id: `use-${(operators[0] ?? 'operator').replace(':', '-').toLowerCase()}`,
      about,
      attempts: operators.length === 0 ? [] : [attempt(`use ${listOf(operators)} for ${shown}`, statement, (draft) => {
        for (const clause of clauses) harden(draft, clause);
      })],
    },
    {
      id: 'correct-the-key',
      about,
      attempts: [attempt(`write the condition key that is meant instead of ${shown}`, statement, (draft) => correctKeys(draft, clauses))],
    },
    {
      id: 'name-a-value',
      about,
      attempts: [
        attempt(`name the value that ${shown} has to have`, statement, (draft, placeholders) => nameValues(draft, clauses, placeholders)),
      ],
    },
    {
      id: 'drop-the-condition',
      about,
      attempts: [attempt(`drop the condition on ${shown}, which restricts nothing`, statement, (draft) => {
        for (const clause of clauses) draft.removeCondition(placeOfClause(clause));
      })],
    },
  ];
}

function intendedKey({ key }: ConditionClause): string | undefined {
  return isKnown(key) ? intendedKeyFor(key) : undefined;
}

function correctKeys(draft: DraftStatement, clauses: readonly ConditionClause[]): void {
  for (const clause of clauses) {
    const key = intendedKey(clause);
    if (key === undefined) continue;
    const place = placeOfClause(clause);
    draft.replaceCondition(place, { operator: place.operator, key, value: valueOfClause(draft, clause) });
  }
}

/** The first condition gives way to one that counts, the others on the same key go. Times, numbers and addresses have no one value. */
function nameValues(draft: DraftStatement, clauses: readonly ConditionClause[], placeholders: NamedPlaceholders): void {
  const isOther = ({ key, operator }: ConditionClause) => operator && NOT_TEXT.includes(operator.family) && !MFA_KEYS.includes(String(key));
  if (clauses.some(isOther)) throw new NotEditable('the values are no text');
  for (const clause of clauses) draft.removeCondition(placeOfClause(clause));
  for (const [key, clause] of new Map(clauses.map((each) => [String(each.key), each]))) {
    draft.addCondition(wantedCondition(key, spellKey(key), placeholders, arnLike(clause)));
  }
}

const NOT_TEXT: readonly OperatorFamily[] = ['date', 'numeric', 'ip-address', 'binary'];

/** A whole ARN that the pattern of the condition matches; undefined if there is no such pattern. */
function arnLike({ values: [pattern] }: ConditionClause): string | undefined {
  if (pattern === undefined || !isKnown(pattern)) return undefined;
  const [arn, partition, service, region, account, ...resource] = pattern.split(':');
  if (arn !== 'arn' || resource.length === 0) return undefined;
  const owner = [region.replace('*', 'us-east-1'), account.replace('*', '111122223333')];
  const name = resource.map((part) => part.replace(/\*+/g, 'example'));
  return [arn, /[*?]/.test(partition) ? 'aws' : partition, service, ...owner, ...name].join(':');
}

/** What a condition on the key looks like that counts. */
function wantedCondition(key: string, written: string, placeholders: NamedPlaceholders, arn: string | undefined) {
  if (key.startsWith('aws:multifactorauth')) return REQUIRES_MFA;
  if (key === 'sts:externalid') return externalIdCondition(placeholders);
  const wanted = WANTED.find(({ keys }) => keys.test(key));
  const { operator = 'StringEquals', name = 'value', kind = 'value', example = 'example' } = wanted ?? {};
  return { operator, key: written, value: placeholders.add(name, kind, operator === 'ArnEquals' ? arn ?? example : example) };
}

const WANTED = [
  { keys: /orgid$/, name: 'organization', kind: 'organization', example: 'o-a1b2c3d4e5', operator: 'StringEquals' },
  { keys: /orgpaths$/, name: 'organization', kind: 'organization', example: 'o-a1b2c3d4e5/*', operator: 'ForAnyValue:StringLike' },
  { keys: /account$/, name: 'account', kind: 'account', example: '111122223333', operator: 'StringEquals' },
  { keys: /^aws:principalarn$/, name: 'role', kind: 'role-arn', example: 'arn:aws:iam::111122223333:role/app', operator: 'ArnEquals' },
  { keys: /sourcearn$/, name: 'source', kind: 'source-arn', example: 'arn:aws:sns:us-east-1:111122223333:topic', operator: 'ArnEquals' },
  { keys: /:sub$/, name: 'subject', kind: 'oidc-subject', example: 'example-subject', operator: 'StringEquals' },
] as const;

/** For a statement that allows the callers that the conditions of another exclude: the conditions in both, or one statement fewer. */
export function candidatesForShadowedConditions({ found, statement, before }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const keys = [...new Set(found.flatMap(({ conditionKeys = [] }) => conditionKeys))];
  const guarded = before.rules.allowStatements.filter((other) => other.index !== statement.index && clausesOn(other, keys).length > 0);
  return [
    ...guarded.map((other): Candidate => ({
      id: 'add-the-conditions',
      about: keys,
      attempts: [{
        title: `add the conditions of ${describeStatement(other)} to ${describeStatement(statement)}`,
        change: (draft) => {
          for (const clause of clausesOn(other, keys)) {
            draftOf(draft, statement).addCondition({ ...placeOfClause(clause), value: valueOfClause(draftOf(draft, other), clause) });
          }
        },
      }],
    })),
    {
      id: 'drop-the-statement',
      takesOut: true,
      attempts: [{ title: `drop ${describeStatement(statement)}`, change: (draft) => draft.drop(draftOf(draft, statement)) }],
    },
    ...guarded.map((other): Candidate => ({
      id: 'drop-the-shadowed-conditions',
      about: keys,
      attempts: [{
        title: `drop the conditions on ${listOf(keys.map(spellKey))}, which protect nothing`,
        change: (draft) => {
          for (const clause of clausesOn(other, keys)) draftOf(draft, other).removeCondition(placeOfClause(clause));
        },
      }],
    })),
  ];
}
