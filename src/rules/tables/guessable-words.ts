/**
 * ExternalIds that anyone would try first: values of published examples, and words used as placeholders.
 *
 * Read on 25 November 2026 from the examples of the IAM User Guide on access for third parties
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html), RFC 4122 and RFC 9562, and the trust
 * policies of public repositories; the choice of words is ours.
 */

/** Whole values, in lower case. */
export const EXAMPLE_VALUES: ReadonlySet<string> = new Set([
  // UUIDs that documentation uses.
  '123e4567-e89b-12d3-a456-426614174000',
  '123e4567-e89b-12d3-a456-426655440000',
  '550e8400-e29b-41d4-a716-446655440000',
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
  'c232ab00-9414-11ec-b3c8-9f6bdeced846',
  '1ec9414c-232a-6b00-b3c8-9f6bdeced846',
  '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
]);

/** Words that do not distinguish values; only the rest of a value can be hard to guess. */
export const FILLER_WORDS: readonly string[] = [
  'external-?_?id(?:entifier)?', 'external', 'example', 'sample', 'demo', 'dummy', 'placeholder',
  'change-?_?me', 'change-?_?this', 'replace-?_?me', 'replace-?_?this', 'your', 'unique-?_?id', 'unique',
  'secret', 'passw(?:or)?d', 'test(?:ing)?', 'todo', 'cross-?_?account', 'assume-?_?role', 'role', 'access', 'account', 'audit',
  'prod(?:uction)?', 'staging',
];
