import { readWaivers, WAIVERS_METADATA_KEY, waiversMetadata } from '../../src/cloudformation/waivers';

const MFA = { rule: 'mfa-required', reason: 'a machine' };
const ID = { rule: 'external-id-required', reason: 'our own account' };

test('what is written can be read back', () => {
  expect(readWaivers({ [WAIVERS_METADATA_KEY]: waiversMetadata([MFA, ID]), 'aws:cdk:path': 'S/R/Resource' })).toEqual([MFA, ID]);
});

test.each<[string, unknown]>([
  ['no metadata', undefined],
  ['null', null],
  ['text', 'waivers'],
  ['other metadata', { 'aws:cdk:path': 'S/R/Resource' }],
  ['an inherited key', Object.create({ [WAIVERS_METADATA_KEY]: { waivers: [MFA] } })],
  ['a list in the wrong place', { [WAIVERS_METADATA_KEY]: [MFA] }],
  ['one waiver without a list', { [WAIVERS_METADATA_KEY]: { waivers: MFA } }],
  ['a waiver without a reason', { [WAIVERS_METADATA_KEY]: { waivers: [{ rule: 'mfa-required' }] } }],
  ['a waiver with a blank reason', { [WAIVERS_METADATA_KEY]: { waivers: [{ rule: 'mfa-required', reason: '  ' }] } }],
  ['a waiver with an intrinsic for a reason', { [WAIVERS_METADATA_KEY]: { waivers: [{ rule: 'mfa-required', reason: { Ref: 'X' } }] } }],
  ['a waiver without a rule', { [WAIVERS_METADATA_KEY]: { waivers: [{ reason: 'a machine' }] } }],
  ['nulls for waivers', { [WAIVERS_METADATA_KEY]: { waivers: [null, 'mfa-required', 1] } }],
])('%s waives nothing', (_what, metadata) => {
  expect(readWaivers(metadata)).toEqual([]);
});

test('a malformed waiver does not affect the others', () => {
  expect(readWaivers({ [WAIVERS_METADATA_KEY]: { waivers: [{ rule: 'x' }, ID] } })).toEqual([ID]);
});
