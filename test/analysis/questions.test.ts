/**
 * The questions about a whole statement: does it allow any request, and any that the other statements do not? The questions of the rules
 * have their own tables.
 */
import fc from 'fast-check';
import { findAddedBy } from '../../src/analysis/find-newly-allowed';
import { findRequest } from '../../src/analysis/find-request';
import { ANYBODY, throughStatement } from '../../src/analysis/questions/questions';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { arbitraryDocument, keysOf, readingOf } from '../properties/arbitrary-policies';
import { requestsAbout } from '../properties/arbitrary-requests';
import { OWNER, PARTNER } from '../properties/vocabulary';
import { propertyRuns } from '../property-runs';

const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const allow = (AWS: unknown, Condition?: object, Action: unknown = 'sts:AssumeRole') => ({
  Effect: 'Allow',
  Action,
  Principal: { AWS },
  ...(Condition && { Condition }),
});
const deny = (AWS: unknown, Condition?: object) => ({ ...allow(AWS, Condition), Effect: 'Deny' });
const alice = `arn:aws:iam::${PARTNER}:user/alice`;
const deploy = `arn:aws:iam::${PARTNER}:role/deploy`;
const documentOf = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });

function kindsOfStatements(statements: object[], side?: 'sts:TagSession' | 'sts:SetSourceIdentity'): string[] {
  const reading = readingOf(documentOf(...statements));
  return reading.variants[0].statements.map((statement) => findRequest(reading, OWNER, throughStatement(statement, side)).kind);
}

describe('dead statement: open as long as the statement allows a request', () => {
  test.each<[string, object[], string[]]>([
    ['an ordinary one', [allow(alice, MFA)], ['open']],
    ['MFA required of a role', [allow(deploy, MFA)], ['closed']],
    ['MFA required of a role or a user', [allow([deploy, alice], MFA)], ['open']],
    ['a dead one beside one that is not', [allow(deploy, MFA), allow(deploy)], ['closed', 'open']],
    ['denied as a whole', [allow(deploy), deny('*')], ['closed', 'closed']],
    ['denied only for others', [allow(deploy), deny(alice)], ['open', 'closed']],
    ['the wrong action for the principal', [allow(deploy, undefined, 'sts:AssumeRoleWithSAML')], ['closed']],
  ])('%s', (_, statements, kinds) => expect(kindsOfStatements(statements)).toEqual(kinds));

  test('a side action is used only where the role can be assumed at all', () => {
    expect(kindsOfStatements([allow(deploy), allow(deploy, undefined, 'sts:TagSession')], 'sts:TagSession')).toEqual(['closed', 'open']);
    expect(kindsOfStatements([allow(deploy), allow(alice, undefined, 'sts:TagSession')], 'sts:TagSession')).toEqual(['closed', 'closed']);
    expect(kindsOfStatements([allow(deploy), allow(deploy, undefined, 'sts:TagSession')], 'sts:SetSourceIdentity')).toEqual([
      'closed',
      'closed',
    ]);
  });

  test('a second side action that the request needs may come from any statement', () => {
    const tags = allow(deploy, { StringEquals: { 'sts:SourceIdentity': 'ci' } }, 'sts:TagSession');
    const identity = allow(deploy, undefined, 'sts:SetSourceIdentity');
    expect(kindsOfStatements([allow(deploy), tags, identity], 'sts:TagSession')).toEqual(['closed', 'open', 'closed']);
    expect(kindsOfStatements([allow(deploy), tags], 'sts:TagSession')).toEqual(['closed', 'closed']);
  });
});

describe('never assumable: open as long as any caller can assume the role', () => {
  test.each<[string, object[], string]>([
    ['one usable statement of two', [allow(deploy, MFA), allow(alice)], 'open'],
    ['no usable statement', [allow(deploy, MFA), allow('AIDAABCDEFGHIJKLMNOPQ')], 'closed'],
    ['no Allow at all', [deny('*')], 'closed'],
  ])('%s', (_, statements, kind) => expect(findRequest(readingOf(documentOf(...statements)), OWNER, ANYBODY).kind).toBe(kind));
});

describe('redundant statement: open as long as some request is allowed only by this statement', () => {
  test.each<[string, object[], number, string]>([
    ['the only statement', [allow(alice)], 0, 'open'],
    ['a repeated statement', [allow(alice), allow(alice)], 1, 'closed'],
    ['narrower than another', [allow(alice, MFA), allow(PARTNER)], 0, 'closed'],
    ['wider than another', [allow(alice, MFA), allow(PARTNER)], 1, 'open'],
    [
      'two halves of a third',
      [allow(alice, MFA), allow(alice, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }), allow(alice)],
      2,
      'closed',
    ],
    ['dead', [allow(deploy, MFA), allow(alice)], 0, 'closed'],
    ['the tags of a request', [allow(deploy), allow(deploy, undefined, 'sts:TagSession')], 1, 'open'],
    ['a Deny denies requests, and allows none', [allow(PARTNER), deny(alice)], 1, 'closed'],
  ])('%s', (_, statements, index, kind) => expect(findAddedBy(index, readingOf(documentOf(...statements)), OWNER).kind).toBe(kind));

  test('without a redundant statement the same requests are allowed', () => {
    fc.assert(
      fc.property(arbitraryDocument, fc.nat(1_000_000), (document, seed) => {
        const requests = requestsAbout(keysOf(document), 16, seed);
        const admitted = (statements: readonly unknown[]) => {
          const [policy] = readingOf({ ...document, Statement: statements }).variants;
          return requests.map((request) => evaluate(policy, request, 'most-admitting').outcome === 'allowed');
        };
        document.Statement.forEach((statement, index) => {
          if (statement.Effect !== 'Allow' || findAddedBy(index, readingOf(document), OWNER).kind !== 'closed') return;
          expect(admitted(document.Statement.filter((_, other) => other !== index))).toEqual(admitted(document.Statement));
        });
      }),
      propertyRuns(40),
    );
  });
});
