/** Changes to the conditions of one statement, shared by the fixes of several rules. */
import { DraftStatement, NotEditable } from './draft-policy';
import { EXAMPLE_OF_EXTERNAL_ID, NamedPlaceholders } from './placeholders';
import { intendedKeyFor } from '../evaluation/listed-keys';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';
import { KEYS_BY_INTENT, matchesWhenAbsent } from '../rules/support/condition-intent';
import { hardened } from '../rules/support/fixes';

export const MFA_KEYS = KEYS_BY_INTENT.mfa;
export const EXTERNAL_ID_KEYS = KEYS_BY_INTENT['external-id'];
export const REQUIRES_MFA = { operator: 'Bool', key: 'aws:MultiFactorAuthPresent', value: 'true' } as const;

/** A change to one statement of the copy. `statement` is the same statement as it was read. */
export type StatementChange = (draft: DraftStatement, statement: Statement, placeholders: NamedPlaceholders) => void;

export function clausesOn({ conditions }: Statement, keys: readonly string[]): readonly ConditionClause[] {
  return conditions.filter(({ key }) => keys.includes(String(key)));
}

/** Where the document has the clause. @throws NotEditable if the clause is not literal there */
export function placeOfClause({ operatorWritten, keyWritten }: ConditionClause): { readonly operator: string; readonly key: string } {
  if (!isKnown(keyWritten)) throw new NotEditable('the condition key is known at deployment only');
  return { operator: operatorWritten, key: keyWritten };
}

export function valueOfClause(draft: DraftStatement, clause: ConditionClause): unknown {
  const { operator, key } = placeOfClause(clause);
  const written = draft.conditions.find((each) => each.operator === operator && each.key === key);
  if (!written) throw new NotEditable('the condition is not written out');
  return written.value;
}

/** `Bool` in place of `BoolIfExists`, with the same values. */
export function hardenClauses(keys: readonly string[]): StatementChange {
  return (draft, statement) => {
    for (const clause of clausesOn(statement, keys)) harden(draft, clause);
  };
}

export function harden(draft: DraftStatement, clause: ConditionClause): void {
  const operator = hardened(clause);
  if (operator === clause.operatorWritten || !clause.operator || !matchesWhenAbsent(clause.operator)) return;
  const place = placeOfClause(clause);
  draft.replaceCondition(place, { operator, key: place.key, value: valueOfClause(draft, clause) });
}

/** Drops the conditions of the statement on these keys. */
export function dropClauses(keys: readonly string[]): StatementChange {
  return (draft, statement) => {
    for (const clause of clausesOn(statement, keys)) draft.removeCondition(placeOfClause(clause));
  };
}

/** Adds the condition; the statement's present conditions on these keys are dropped. */
export function requireInstead(
  keys: readonly string[],
  wanted: (placeholders: NamedPlaceholders) => { readonly operator: string; readonly key: string; readonly value: unknown },
): StatementChange {
  return (draft, statement, placeholders) => {
    dropClauses(keys)(draft, statement, placeholders);
    draft.addCondition(wanted(placeholders));
  };
}

/** The ways to make a statement require MFA, first those that keep more of it. */
export function waysToRequireMfa(statement: Statement): readonly StatementChange[] {
  const isThere = clausesOn(statement, MFA_KEYS).length > 0;
  const add = requireInstead(isThere ? ['aws:multifactorauthpresent'] : [], () => REQUIRES_MFA);
  return isThere ? [hardenClauses(MFA_KEYS), add, requireInstead(MFA_KEYS, () => REQUIRES_MFA)] : [add];
}

export function externalIdCondition(placeholders: NamedPlaceholders) {
  const value = placeholders.add('external-id', 'external-id', EXAMPLE_OF_EXTERNAL_ID);
  return { operator: 'StringEquals', key: 'sts:ExternalId', value };
}

/** The ways to make a statement require an ExternalId. */
export function waysToRequireExternalId(statement: Statement): readonly StatementChange[] {
  const replace = requireInstead(EXTERNAL_ID_KEYS, externalIdCondition);
  const correct = misspelledExternalId(statement).length > 0 ? [correctExternalIdKey] : [];
  return clausesOn(statement, EXTERNAL_ID_KEYS).length > 0 ? [hardenClauses(EXTERNAL_ID_KEYS), replace] : [...correct, replace];
}

/** Conditions on a key that AWS does not have, such as `aws:ExternalId`. */
export function misspelledExternalId({ conditions }: Statement): readonly ConditionClause[] {
  return conditions.filter(({ key }) => isKnown(key) && intendedKeyFor(key)?.toLowerCase() === 'sts:externalid');
}

const correctExternalIdKey: StatementChange = (draft, statement) => {
  for (const clause of misspelledExternalId(statement)) {
    draft.replaceCondition(placeOfClause(clause), {
      operator: hardened(clause), key: 'sts:ExternalId', value: valueOfClause(draft, clause),
    });
  }
};

/** Every way to make one of the first changes, then one of the second, and so on. */
export function combined(...steps: readonly (readonly StatementChange[])[]): readonly StatementChange[] {
  let all: readonly StatementChange[] = [() => undefined];
  for (const ways of steps) {
    all = all.flatMap((done): readonly StatementChange[] => ways.map((next) => (draft, statement, placeholders) => {
      done(draft, statement, placeholders);
      next(draft, statement, placeholders);
    }));
  }
  return all;
}

export const UNCHANGED: StatementChange = () => undefined;
