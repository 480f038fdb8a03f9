/**
 * The tags of a session are in a request twice: their names under `aws:TagKeys`, and each value under `aws:RequestTag/NAME`. The search
 * settles every key for itself; this is what the one kind of key then asks of the other.
 */
import { KeyConstraint } from './key-constraints/key-constraint';
import { ContextValue } from '../evaluation/assume-role-request';
import { Operator } from '../policy/condition';

export const TAG_NAMES = 'aws:tagkeys';
export const TAG = 'aws:requesttag/';

const ANY_TAG_NAME: Operator = {
  family: 'string-equals', comparison: 'equals', negated: false, ignoreCase: true, ifExists: false, qualifier: 'for-any-value',
};

/** For each tag that has a value: its name must be among the names. Condition keys have no case of their own, so neither has the name. */
export function requiredTagNames(
  context: ReadonlyMap<string, ContextValue>,
  constraints: ReadonlyMap<string, readonly KeyConstraint[]>,
): KeyConstraint[] {
  const tags = [...context.keys()].filter((key) => key.startsWith(TAG));
  return tags.map((key) => {
    const written = constraints.get(key)?.[0].clause.keyWritten;
    const name = (typeof written === 'string' ? written : key).slice(TAG.length);
    return {
      clause: {
        operatorWritten: 'ForAnyValue:StringEqualsIgnoreCase', operator: ANY_TAG_NAME, key: TAG_NAMES, keyWritten: 'aws:TagKeys', values: [name],
      },
      operator: ANY_TAG_NAME,
      // The older language, in which a name is never a variable.
      version: '2008-10-17',
      effect: 'Allow',
      wanted: true,
    };
  });
}

/** The keys of the tags whose name is there, and no value yet. */
export function tagsWithoutValue(context: ReadonlyMap<string, ContextValue>): string[] {
  const names = context.get(TAG_NAMES) ?? [];
  return (typeof names === 'string' ? [names] : names).map((name) => TAG + name.toLowerCase()).filter((key) => !context.has(key));
}
