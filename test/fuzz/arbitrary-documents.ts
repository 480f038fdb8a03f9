/** Trust policies as they occur in templates: well-formed ones with deploy-time values, and damaged ones. */
import fc from 'fast-check';
import { arbitraryDocument, DocumentJson, Json } from '../properties/arbitrary-policies';
import { OWNER, PARTNER, STRANGER } from '../properties/vocabulary';

/** What is known about the template around the documents. */
export const TEMPLATE = {
  Parameters: {
    One: { Type: 'String' },
    Two: { Type: 'String' },
    Three: { Type: 'String', AllowedValues: ['ab', PARTNER] },
    When: { Type: 'String' },
  },
  Conditions: { Late: { 'Fn::Equals': [{ Ref: 'When' }, 'late'] } },
};

/** Values that deployment may give to the parameters. */
export const arbitraryParameters = fc.record({
  One: fc.constantFrom('ab', 'a*', PARTNER, '*', `arn:aws:iam::${PARTNER}:role/team/Deploy`, `arn:aws:iam::${STRANGER}:root`, 'true'),
  Two: fc.constantFrom('ab', STRANGER, '203.0.113.0/25', `arn:aws:iam::${OWNER.account}:root`, 'false'),
  Three: fc.constantFrom('ab', PARTNER),
});

type Choose = (count: number) => number;

/** Nothing is changed unless the random number is one of a few. */
function perhapsLater(text: string, choose: Choose): unknown {
  switch (choose(24)) {
    case 0: return { Ref: 'One' };
    case 1: return { Ref: 'Three' };
    case 2: return { 'Fn::Join': ['', [text.slice(0, 3), { Ref: 'Two' }]] };
    case 3: return { 'Fn::If': ['Late', text, 'ab'] };
    case 4: return { 'Fn::If': ['Late', { Ref: 'AWS::AccountId' }, text] };
    case 5:
      return text.includes(':aws:')
        ? { 'Fn::Join': [':aws:'.slice(0, 1), text.split(':').map((part) => (part === 'aws' ? { Ref: 'AWS::Partition' } : part))] }
        : text;
    default: return text;
  }
}

function valuesLater(value: unknown, choose: Choose): unknown {
  if (typeof value === 'string') return perhapsLater(value, choose);
  return Array.isArray(value) ? value.map((each) => valuesLater(each, choose)) : value;
}

function mapValues(map: unknown, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(map as Json).map(([key, value]) => [key, change(value)]));
}

function statementLater({ Condition: condition, Principal: principal, ...rest }: Json, choose: Choose): unknown {
  const statement = {
    ...rest,
    ...(principal === undefined ? {} : { Principal: mapValues(principal, (value) => valuesLater(value, choose)) }),
    ...(condition === undefined
      ? {}
      : { Condition: mapValues(condition, (clauses) => mapValues(clauses, (value) => valuesLater(value, choose))) }),
  };
  return choose(12) === 0 ? { 'Fn::If': ['Late', statement, { Ref: 'AWS::NoValue' }] } : statement;
}

const withNumbers = fc.tuple(arbitraryDocument, fc.infiniteStream(fc.nat()));

/** Well-formed, with some deploy-time values. */
export const arbitraryTemplateDocument: fc.Arbitrary<DocumentJson> = withNumbers.map(([document, numbers]) => {
  const choose: Choose = (count) => Number(numbers.next().value) % count;
  return { ...document, Statement: document.Statement.map((statement) => statementLater(statement, choose) as Json) };
});

const WORDS = [
  'Version', 'Statement', 'Effect', 'Allow', 'Principal', 'NotPrincipal', 'AWS', 'Federated', '*', 'Action', 'Condition', 'StringEquals',
  'Null', 'ForAnyValue:ArnLikeIfExists',
  'Ref', 'Fn::If', 'Fn::Join', 'Fn::Sub', 'Fn::Split', 'Late', 'One', '${One}', '${', '${aws:username', '__proto__', 'toString', '\u0000',
  '\ud800', 'arn:aws:iam::1:root', 'arn:::::',
  '0x10', '1e400', '-0', '::/0', '2030-13-45', `arn:aws:iam::${PARTNER}:user/`, 'a'.repeat(5000), '*?'.repeat(200), '%',
];
const junk = fc.letrec<{ junk: unknown }>((tie) => ({
  junk: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.oneof(fc.constantFrom<unknown>(...WORDS, 0, -1, 1e300, true, null), fc.string(), fc.double()),
    fc.array(tie('junk'), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom(...WORDS), tie('junk')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  ),
})).junk;

/** A well-formed document with one to four places replaced, duplicated, moved or removed. */
export const arbitraryDamagedDocument: fc.Arbitrary<unknown> = fc
  .tuple(arbitraryTemplateDocument, fc.infiniteStream(fc.nat()), fc.array(junk, { minLength: 1, maxLength: 4 }))
  .map(([document, numbers, damages]) => {
    const choose: Choose = (count) => Number(numbers.next().value) % count;
    return damages.reduce((damaged, damage) => damagedAt(damaged, damage, choose), document as unknown);
  });

function damagedAt(at: unknown, damage: unknown, choose: Choose): unknown {
  const entries = typeof at === 'object' && at !== null ? Object.entries(at) : [];
  if (entries.length === 0 || choose(7) === 0) return choose(6) === 0 ? [at, damage] : damage;
  const index = choose(entries.length);
  const [key, value] = entries[index];
  const changed = [...entries];
  switch (choose(9)) {
    case 0: changed.splice(index, 1); break;
    case 1: changed.splice(index, 1, [key, entries[choose(entries.length)][1]]); break;
    case 2: changed.splice(index, 1, [WORDS[choose(WORDS.length)], value]); break;
    default: changed[index] = [key, damagedAt(value, damage, choose)];
  }
  return Array.isArray(at) ? changed.map(([, each]) => each as unknown) : Object.fromEntries(changed);
}
