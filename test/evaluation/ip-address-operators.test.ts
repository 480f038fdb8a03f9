/** `IpAddress`: which texts are addresses and blocks, and what lies inside them. */
import fc from 'fast-check';
import { holeOf, truthOfClause } from './policies';
import { readAddress, readBlock, showAddress } from '../../src/evaluation/operators/ip-address-operators';
import { not, Truth } from '../../src/evaluation/truth';
import { propertyRuns } from '../property-runs';

describe('an address and a block', () => {
  test.each<[value: string, sent: string, Truth]>([
    ['203.0.113.0/24', '203.0.113.0', 'yes'],
    ['203.0.113.0/24', '203.0.113.255', 'yes'],
    ['203.0.113.0/24', '203.0.114.0', 'no'],
    ['203.0.113.0/24', '203.0.112.255', 'no'],
    ['203.0.113.77/24', '203.0.113.1', 'yes'],
    ['203.0.113.7', '203.0.113.7', 'yes'],
    ['203.0.113.7', '203.0.113.8', 'no'],
    ['203.0.113.7/32', '203.0.113.8', 'no'],
    ['203.0.113.6/31', '203.0.113.7', 'yes'],
    ['128.0.0.0/1', '255.255.255.255', 'yes'],
    ['128.0.0.0/1', '127.255.255.255', 'no'],
    ['0.0.0.0/0', '255.255.255.255', 'yes'],
    ['0.0.0.0/0', '2001:db8::1', 'no'],
    ['::/0', '2001:db8::1', 'yes'],
    ['::/0', '203.0.113.7', 'no'],
    ['2001:db8::/32', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 'yes'],
    ['2001:db8::/32', '2001:db9::', 'no'],
    ['2001:DB8::1', '2001:db8:0:0:0:0:0:1', 'yes'],
    ['2001:db8::1', '2001:db8::2', 'no'],
    ['2001:db8::1/128', '2001:db8::1', 'yes'],
    ['::', '0:0:0:0:0:0:0:0', 'yes'],
    ['::1', '::1', 'yes'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', 'yes'],
    ['::ffff:203.0.113.7', '::ffff:cb00:7107', 'yes'],
    ['::203.0.113.0/120', '::203.0.113.9', 'yes'],
    [' 203.0.113.0/24 ', '203.0.113.7', 'yes'],
  ])('IpAddress "%s" for %s: %s, and NotIpAddress the opposite', (value, sent, expected) => {
    expect(truthOfClause('IpAddress', [value], sent)).toBe(expected);
    expect(truthOfClause('NotIpAddress', [value], sent)).toBe(not(expected));
  });

  test('one block of a list is enough, and a negated operator requires that none matches', () => {
    const blocks = ['10.0.0.0/8', '203.0.113.0/24', '2001:db8::/32'];
    expect(['203.0.113.1', '2001:db8::1', '198.51.100.1'].map((sent) => truthOfClause('IpAddress', blocks, sent))).toEqual([
      'yes',
      'yes',
      'no',
    ]);
    expect(['203.0.113.1', '2001:db8::1', '198.51.100.1'].map((sent) => truthOfClause('NotIpAddress', blocks, sent))).toEqual([
      'no',
      'no',
      'yes',
    ]);
  });
});

describe('not a block', () => {
  test.each([
    '', '*', '203.0.113.*', '203.0.113', '203.0.113.0.0', '256.0.113.7', '203.0.113.07', '010.0.0.1', '203.0.113.-1', '203.0.113.0x7',
    'localhost',
    '203.0.113.0/33', '203.0.113.0/-1', '203.0.113.0/', '203.0.113.0/24/8', '203.0.113.0/255.255.255.0', '/24', '::/129', '::/x',
    ':', ':::', '1::2::3', '12345::', 'g::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4::5:6:7:8', ':1:2:3:4:5:6:7', 'fe80::1%eth0',
    '::1.2.3', '::01.2.3.4', '::1.2.3.4.5', '1.2.3.4::', 'a\n::1.2.3.4',
  ])('no address is in "%s", and whether every address is outside is not documented', (value) => {
    expect(readBlock(value)).toBeUndefined();
    expect(truthOfClause('IpAddress', [value], '203.0.113.7')).toBe('no');
    expect(truthOfClause('NotIpAddress', [value], '203.0.113.7')).toBe('unconfirmed');
  });
});

test('a block known only at deploy time may be any block', () => {
  expect(truthOfClause('IpAddress', [[holeOf()]], '203.0.113.7')).toBe('unknown');
  expect(truthOfClause('IpAddress', [['203.0.113.0/', holeOf()]], '198.51.100.7')).toBe('unknown');
});

test('an address is displayed as it was parsed', () => {
  const addresses = fc.oneof(
    fc.bigInt(0n, (1n << 32n) - 1n).map((value) => ({ version: 4 as const, value })),
    fc.bigInt(0n, (1n << 128n) - 1n).map((value) => ({ version: 6 as const, value })),
  );
  fc.assert(fc.property(addresses, (address) => {
    expect(readAddress(showAddress(address))).toEqual(address);
  }), propertyRuns(100));
});

test('every generated address is parsed, and is in the block around it', () => {
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(32), (text, prefix) => {
    expect(readAddress(text)).toBeDefined();
    expect(truthOfClause('IpAddress', [`${text}/${prefix}`], text)).toBe('yes');
  }), propertyRuns(100));
});
