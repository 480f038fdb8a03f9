/** A policy that is written differently and means the same allows the same requests: proved in both directions, for random policies. */
import fc from 'fast-check';
import { arbitraryDocument, DocumentJson, Json, readingOf } from './arbitrary-policies';
import { OWNER, PARTNER } from './vocabulary';
import { findNewlyAllowed } from '../../src/analysis/find-newly-allowed';
import { TrustPolicy } from '../../src/cdk/constructs/trust-policy';
import { propertyRuns } from '../property-runs';

const partner = (condition: object): DocumentJson => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: PARTNER }, Condition: condition }],
});

function expectEquivalent(one: DocumentJson, other: DocumentJson): void {
  expect(findNewlyAllowed(readingOf(one), readingOf(other), OWNER)).toEqual({ kind: 'closed' });
  expect(findNewlyAllowed(readingOf(other), readingOf(one), OWNER)).toEqual({ kind: 'closed' });
}

/** No new request, or undecided: a random policy may be too hard to prove, but never yields a newly allowed request. */
function expectNobodyNew(one: DocumentJson, other: DocumentJson): void {
  expect(findNewlyAllowed(readingOf(one), readingOf(other), OWNER).kind).not.toBe('open');
  expect(findNewlyAllowed(readingOf(other), readingOf(one), OWNER).kind).not.toBe('open');
}

const octet = fc.nat(255);
const ipv4 = fc.tuple(fc.integer({ min: 1, max: 9 }), octet, octet, octet).map((parts) => parts.reduce((sum, part) => sum * 256 + part, 0));
const showIpv4 = (address: number) => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

/** The block around an address, with all bits after the prefix set to zero. */
function blockOf(address: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(address / size) * size;
}

test.each(['IpAddress', 'NotIpAddress', 'IpAddressIfExists'])('an IPv4 block under %s equals its two halves', (operator) => {
  fc.assert(
    fc.property(ipv4, fc.integer({ min: 9, max: 31 }), (address, prefix) => {
      const first = blockOf(address, prefix);
      const second = first + 2 ** (31 - prefix);
      expectEquivalent(
        partner({ [operator]: { 'aws:SourceIp': `${showIpv4(first)}/${prefix}` } }),
        partner({ [operator]: { 'aws:SourceIp': [`${showIpv4(first)}/${prefix + 1}`, `${showIpv4(second)}/${prefix + 1}`] } }),
      );
    }),
    propertyRuns(60),
  );
});

test('an IPv6 block equals its two halves', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x7fff }), fc.integer({ min: 1, max: 15 }), (group, bits) => {
      const size = 2 ** (16 - bits);
      const first = Math.floor(group / size) * size;
      const block = (start: number, prefix: number) => `2001:${start.toString(16)}::/${prefix}`;
      expectEquivalent(
        partner({ IpAddress: { 'aws:SourceIp': block(first, 16 + bits) } }),
        partner({ IpAddress: { 'aws:SourceIp': [block(first, 17 + bits), block(first + size / 2, 17 + bits)] } }),
      );
    }),
    propertyRuns(60),
  );
});

const name = fc.stringMatching(/^[a-c]{0,3}$/);

test.each(['StringLike', 'StringNotLike', 'StringLikeIfExists'])(
  'a pattern under %s equals its two halves: an empty asterisk, or a non-empty one',
  (operator) => {
    fc.assert(
      fc.property(name, name, (before, behind) =>
        expectEquivalent(
          partner({ [operator]: { 'sts:ExternalId': `${before}*${behind}` } }),
          partner({ [operator]: { 'sts:ExternalId': [`${before}${behind}`, `${before}?*${behind}`] } }),
        ),
      ),
      propertyRuns(60),
    );
  },
);

test('an ARN pattern equals its two halves', () => {
  fc.assert(
    fc.property(name, (start) => {
      const arn = (end: string) => `arn:aws:iam::${PARTNER}:role/${start}${end}`;
      expectEquivalent(
        partner({ ArnLike: { 'aws:PrincipalArn': arn('*') } }),
        partner({ ArnLike: { 'aws:PrincipalArn': [arn(''), arn('?*')] } }),
      );
    }),
    propertyRuns(30),
  );
});

test('a range of numbers equals its two halves, each in a separate statement', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 3600 }), (limit) => {
      const half = Math.floor(limit / 2);
      const [whole] = partner({ NumericLessThan: { 'aws:MultiFactorAuthAge': limit } }).Statement;
      const low = { ...whole, Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': half } } };
      const above = { NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': half } };
      const high = { ...whole, Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': limit }, ...above } };
      expectEquivalent({ Version: '2012-10-17', Statement: [whole] }, { Version: '2012-10-17', Statement: [low, high] });
    }),
    propertyRuns(30),
  );
});

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Every list repeated in another order, every element as a list, every statement twice. */
function longwinded({ Statement, ...rest }: DocumentJson): DocumentJson {
  const said = Statement.map(({ Action, Condition, ...statement }): Json => ({
    ...statement,
    ...(Action === undefined ? {} : { Action: [...list(Action), ...list(Action)].reverse() }),
    ...(Condition === undefined ? {} : { Condition: twice(Condition as Record<string, Record<string, unknown>>) }),
  }));
  return { ...rest, Statement: [...said, ...said] } as DocumentJson;
}

function twice(block: Readonly<Record<string, Readonly<Record<string, unknown>>>>): object {
  const values = (clauses: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(clauses).reverse().map(([key, value]) => [key, [...list(value), ...list(value)].reverse()]));
  return Object.fromEntries(Object.entries(block).reverse().map(([operator, clauses]) => [operator, values(clauses)]));
}

test('order, duplicates and lists with one element allow no new request', () => {
  fc.assert(fc.property(arbitraryDocument, (document) => expectNobodyNew(document, longwinded(document))), propertyRuns(25));
});

test('a request that is newly allowed one way is newly denied the other way', () => {
  fc.assert(
    fc.property(arbitraryDocument, arbitraryDocument, (one, other) => {
      const [policy, changed] = [one, other].map((document) => TrustPolicy.fromJson(document, { account: OWNER.account }));
      const forth = policy.compareWith(changed);
      const back = changed.compareWith(policy);
      expect([back.narrows, back.newlyDenied]).toEqual([forth.widens, forth.newlyAllowed]);
      expect([back.widens, back.newlyAllowed]).toEqual([forth.narrows, forth.newlyDenied]);
    }),
    propertyRuns(15),
  );
});
