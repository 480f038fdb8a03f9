/** Whatever is wrong at once: after one round of fixes, the call is allowed. And damaged files end in an answer or an error of one line. */
import fc from 'fast-check';
import { ALICE, allow, ask, DEPLOY_ROLE, getRole, Json, OWN, permits, policy, Question, ROLE, run } from './explaining';
import { decisionAfterAllFixes } from './one-round';
import { CAROL, question } from './random-questions';
import { propertyRuns } from '../property-runs';

/** Cases that failed once. */
const FOUND_BEFORE: [Question][] = [
  // One statement names carol, and she needs no policy of her own for it; another allows her tags, but names only her account.
  [{
    trust: getRole(ROLE, policy(
      allow(OWN, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Project', 'Team'] } }, 'sts:*'),
      allow([ALICE, CAROL]),
    )),
    caller: CAROL,
    args: ['--session-tag', 'Project=Alpha', '--session-tag', 'Colour=red'],
    callerPolicies: [permits('s3:*', '*')],
  }],
];

/** Where no change of the trust policy is proved, the explanation says why, and promises nothing. */
const WITHOUT_CHANGE = '; no command is printed for that, because ';

test('one round of fixes is enough', () => {
  let [asks, withoutChange] = [0, 0];
  fc.assert(fc.property(question, (asked: Question) => {
    const { decision, causes } = ask(asked);
    expect(causes.length > 0).toBe(decision !== 'allowed');
    const isWithoutChange = causes.some(({ fix }) => fix.includes(WITHOUT_CHANGE));
    expect(decisionAfterAllFixes(asked) === 'allowed').toBe(!isWithoutChange);
    asks += 1;
    if (isWithoutChange) withoutChange += 1;
  }), { ...propertyRuns(150), examples: FOUND_BEFORE });
  expect(withoutChange).toBeLessThanOrEqual(1 + 0.02 * asks);
});

/** No value is allowed, so the corrected call has none. */
test.each<readonly [option: string, value: string, condition: Json]>([
  ['--external-id', 'other', { Null: { 'sts:ExternalId': 'true' } }],
  ['--external-id', 'other', { StringNotLike: { 'sts:ExternalId': '*' } }],
  ['--source-identity', 'bob', { Null: { 'sts:SourceIdentity': 'true' } }],
  ['--source-identity', 'bob', { StringNotLike: { 'sts:SourceIdentity': '*' } }],
])('%s %s is left out under %j', (option, value, condition) => {
  const asked: Question = {
    trust: policy(allow(ALICE, condition, ['sts:AssumeRole', 'sts:SetSourceIdentity'])),
    args: [option, value],
  };
  const { decision, causes } = ask(asked);
  expect(decision).toBe('denied');
  const commands = causes.flatMap((cause) => cause.commands.map((command) => command.run));
  expect(commands).toEqual([`aws sts assume-role --role-arn ${ROLE} --role-session-name alice`]);
  expect(decisionAfterAllFixes(asked)).toBe('allowed');
});

/** A document with some part of it replaced by junk. */
function damaged(value: unknown, path: readonly number[], junk: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return junk;
  const keys = Object.keys(value);
  if (keys.length === 0) return junk;
  const [at, ...rest] = path;
  const key = keys[at % keys.length];
  const copy = Array.isArray(value) ? [...value as unknown[]] : { ...value };
  Object.assign(copy, { [key]: damaged((value as Record<string, unknown>)[key], rest, junk) });
  return copy;
}

test('damaged files end in an answer or in one line', () => {
  const intact = {
    trust: getRole(ROLE, policy(allow([ALICE, DEPLOY_ROLE], { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))),
    callerPolicy: permits(['sts:AssumeRole'], [ROLE]),
  };
  const paths = fc.array(fc.nat(7), { maxLength: 6 });
  const formats = fc.constantFrom('text', 'json');
  fc.assert(fc.property(paths, fc.jsonValue(), paths, fc.jsonValue(), formats, (inTrust, junk, inCaller, otherJunk, format) => {
    const said = run([
      '--trust-policy', 'file:t.json', '--caller-policy', 'file:c.json', '--role-arn', ROLE, '--caller-arn', ALICE, '--format',
      format,
    ], {
      't.json': JSON.stringify(
        damaged(intact.trust, inTrust, junk),
      ),
      'c.json': JSON.stringify(damaged(intact.callerPolicy, inCaller, otherJunk)),
    });
    expect([0, 1, 2]).toContain(said.status);
    expect(said.status === 2 ? said.stdout : said.stderr).toBe('');
    expect(said.stderr).not.toContain('\n');
  }), propertyRuns(150));
});
