/** What holds for `diff` whatever the policies are: random policies, with some deploy-time values. */
import * as fc from 'fast-check';
import { Differ, MIRRORED, RoleChange } from './comparing';
import { EvaluatedRequest } from '../../src/evaluation/assume-role-request';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { arbitraryDocument, DocumentJson, Json, keysOf, readingOf } from '../properties/arbitrary-policies';
import { requestsAbout } from '../properties/arbitrary-requests';
import { OWNER, PARTNER, STRANGER } from '../properties/vocabulary';
import { propertyRuns } from '../property-runs';

const differ = new Differ();
const later = ['One', 'Two'].map((name) => ({ Ref: name }));

/** The document in a template that declares the parameters `One` and `Two`. */
function template(document: unknown): object {
  return {
    Parameters: { One: { Type: 'String' }, Two: { Type: 'String' } },
    Resources: { Audit: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } } },
  };
}

function changeOf(before: unknown, after: unknown): RoleChange {
  return differ.change(template(before), template(after));
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value as unknown[] : [value]);
const shuffledList = (value: unknown) => fc.shuffledSubarray(listOf(value), { minLength: listOf(value).length });
const shuffledEntries = (object: object) =>
  shuffledList(Object.entries(object)).map((entries) => Object.fromEntries(entries as [string, unknown][]));

/** The same statements, elements, conditions and values, in another order. */
function shuffled(document: DocumentJson): fc.Arbitrary<object> {
  return mapped(document.Statement, shuffledStatement).chain(shuffledList).map((Statement) => ({ ...document, Statement }));
}

function shuffledStatement({ Action, Condition, ...rest }: Json): fc.Arbitrary<object> {
  const actions = Action === undefined ? fc.constant({}) : shuffledList(Action).map((list) => ({ Action: list }));
  const clauses = (map: unknown) => shuffledMap(map as Json, shuffledList);
  const conditions =
    Condition === undefined ? fc.constant({}) : shuffledMap(Condition as Json, clauses).map((block) => ({ Condition: block }));
  return fc.tuple(actions, conditions).chain((parts) => shuffledEntries(Object.assign({ ...rest }, ...parts) as object));
}

function shuffledMap(map: Json, shuffle: (value: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<Json> {
  const entries = mapped(Object.entries(map), ([key, value]) => shuffle(value).map((other) => [key, other] as const));
  return entries.chain((others) => shuffledEntries(Object.fromEntries(others)));
}

function mapped<T, R>(items: readonly T[], map: (item: T) => fc.Arbitrary<R>): fc.Arbitrary<R[]> {
  return fc.tuple(...items.map(map));
}

/** Some condition values, and some principals, become parameters. */
function withLater(document: DocumentJson): fc.Arbitrary<DocumentJson> {
  return fc.infiniteStream(fc.nat(11)).map((choices) => {
    const perhaps = (value: unknown) => later[Number(choices.next().value)] ?? value;
    const values = (clauses: unknown) => mapValues(clauses as Json, (value) => listOf(value).map(perhaps));
    const ofKey = (value: unknown, key: string) => (key === 'AWS' ? listOf(value).map(perhaps) : value);
    const principals = (principal: unknown) => (typeof principal === 'string' ? principal : mapValues(principal as Json, ofKey));
    const statement = ({ Condition, Principal, ...rest }: Json): Json => ({
      ...rest,
      ...(Principal === undefined ? {} : { Principal: principals(Principal) }),
      ...(Condition === undefined
        ? {}
        : { Condition: mapValues(Condition as Json, (clauses, operator) => (operator === 'Null' ? clauses : values(clauses))) }),
    });
    return { ...document, Statement: document.Statement.map(statement) };
  });
}

function mapValues(map: Json, change: (value: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

/** Two statements already interact in every way that two can, and cost a third of what four do; longer documents are occasional. */
const fewStatements = arbitraryDocument.map((document) => ({ ...document, Statement: document.Statement.slice(0, 2) }));
const plainDocument = fc.oneof({ arbitrary: fewStatements, weight: 19 }, { arbitrary: arbitraryDocument, weight: 1 });
const anyDocument = fc.oneof(plainDocument, plainDocument.chain(withLater));

test('a document is equivalent to itself', () => {
  fc.assert(fc.property(anyDocument, (document) => {
    expect(changeOf(document, document)).toMatchObject({ change: 'equivalent', newlyAllowed: null, newlyDenied: null });
  }), propertyRuns(60));
});

test('a document in another order allows no new request and denies none', () => {
  fc.assert(fc.property(anyDocument.chain((document) => fc.tuple(fc.constant(document), shuffled(document))), ([document, other]) => {
    const { change, newlyAllowed, newlyDenied } = changeOf(document, other);
    expect([newlyAllowed, newlyDenied]).toEqual([null, null]);
    expect(change).toMatch(/^(equivalent|undecided)$/);
  }), propertyRuns(40));
});

test('with the inputs exchanged, what was newly allowed is newly denied', () => {
  fc.assert(fc.property(anyDocument, anyDocument, (one, other) => {
    const [forth, back] = [changeOf(one, other), changeOf(other, one)];
    expect(back).toMatchObject({ change: MIRRORED[forth.change], newlyAllowed: forth.newlyDenied, newlyDenied: forth.newlyAllowed });
  }), propertyRuns(40));
});

/** Found by the properties below: `"AWS": "*"` may match services too, and so may a value that turns out to be `"*"` at deployment. */
test('a principal that may turn out to be "*" may allow a service', () => {
  const allow = (AWS: unknown, Condition?: object) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS }, Condition });
  const partner = allow(PARTNER);
  const before = { Version: '2012-10-17', Statement: [partner] };
  const after = {
    Version: '2012-10-17',
    Statement: [partner, allow(later[0], { StringEquals: { 'aws:PrincipalServiceName': 'lambda.amazonaws.com' } })],
  };
  expect(changeOf(before, after)).toMatchObject({ change: 'undecided', status: 1 });
});

describe('if it says that no new request is allowed, none is, whatever the values of the parameters', () => {
  const values = [
    'ab',
    'a*',
    PARTNER,
    STRANGER,
    `arn:aws:iam::${PARTNER}:role/team/Deploy`,
    `arn:aws:iam::${OWNER.account}:root`,
    '*',
    'true',
    '203.0.113.0/25',
  ];
  const put = (text: string, name: string, value: string) => text.split(`{"Ref":"${name}"}`).join(JSON.stringify(value));
  const filled = (document: unknown, [one, two]: readonly string[]) =>
    JSON.parse(put(put(JSON.stringify(document), 'One', one), 'Two', two)) as DocumentJson;
  /** Read once, because there are thousands of requests to try. */
  const outcomes = (document: DocumentJson) => {
    const [policy] = readingOf(document).variants;
    return (request: EvaluatedRequest) => evaluate(policy, request, 'most-admitting').outcome;
  };
  const fewer = (document: object) => {
    const { Statement: statements } = document as DocumentJson;
    return fc.shuffledSubarray([...statements], { minLength: 1 }).map((Statement) => ({ ...document, Statement }));
  };

  test.each<[string, (document: DocumentJson) => fc.Arbitrary<object>]>([
    ['after a change of order', shuffled],
    ['after the removal of statements', (document) => shuffled(document).chain(fewer)],
    ['after parameters are added or exchanged', withLater],
  ])('%s', (_, changed) => {
    const document = plainDocument.chain(withLater);
    const pair = document.chain((before) => fc.tuple(fc.constant(before), changed(before)));
    const filling = fc.tuple(fc.constantFrom(...values), fc.constantFrom(...values));
    fc.assert(fc.property(pair, filling, fc.nat(1_000_000), ([one, other], parameters, seed) => {
      for (const [old, next] of [[one, other], [other, one]]) {
        if (differ.change(template(old), template(next)).status === 1) continue;
        const [was, is] = [filled(old, parameters), filled(next, parameters)];
        const [before, after] = [outcomes(was), outcomes(is)];
        const isNew = (request: EvaluatedRequest) => after(request) === 'allowed' && before(request) === 'denied';
        expect(requestsAbout(keysOf(was, is), 30, seed).find(isNew)).toBeUndefined();
      }
    }), propertyRuns(20));
  });
});
