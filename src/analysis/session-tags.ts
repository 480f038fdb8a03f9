/**
 * Session tags appear in a request twice: their names in `aws:TagKeys`, and each value in `aws:RequestTag/NAME`. The search solves each key
 * on its own; here is what one kind of key then requires of the other.
 */
import { KeyConstraint } from './key-constraints/key-constraint';
import { ContextValue } from '../evaluation/assume-role-request';
import { Operator } from '../policy/condition';

export const TAG_NAMES = 'aws:tagkeys';
export const REQUEST_TAG_PREFIX = 'aws:requesttag/';

const ANY_TAG_NAME: Operator = {
  family: 'string-equals', comparison: 'equals', negated: false, ignoreCase: true, ifExists: false, qualifier: 'for-any-value',
};

/** For each tag that has a value, its name must be among the names. Condition keys are case-insensitive, and so is the name. */
export function requiredTagNames(
  context: ReadonlyMap<string, ContextValue>,
  constraints: ReadonlyMap<string, readonly KeyConstraint[]>,
): KeyConstraint[] {
  const tags = [...context.keys()].filter((key) => key.startsWith(REQUEST_TAG_PREFIX));
  return tags.map((key) => {
    const written = constraints.get(key)?.[0].clause.keyWritten;
    const name = (typeof written === 'string' ? written : key).slice(REQUEST_TAG_PREFIX.length);
    return {
      clause: {
        operatorWritten: 'ForAnyValue:StringEqualsIgnoreCase',
        operator: ANY_TAG_NAME,
        key: TAG_NAMES,
        keyWritten: 'aws:TagKeys',
        values: [name],
      },
      operator: ANY_TAG_NAME,
      // In the older policy language `${` does not begin a variable.
      version: '2008-10-17',
      effect: 'Allow',
      wanted: true,
    };
  });
}

/** The keys of the tags that have a name but no value yet. */
export function tagsWithoutValue(context: ReadonlyMap<string, ContextValue>): string[] {
  const names = context.get(TAG_NAMES) ?? [];
  return (typeof names === 'string' ? [names] : names)
    .map((name) => REQUEST_TAG_PREFIX + name.toLowerCase())
    .filter((key) => !context.has(key));
}
