/** An organization has thousands of roles in hundreds of accounts: most ways to power stay in one of them. */
import { ACCOUNT, powers, WrittenPrincipal } from './powers';
import { MissingPolicy } from '../../src/reach/principal';
import { withoutHanging } from '../fuzz/without-hanging';

const NOTHING_KNOWN: MissingPolicy = { as: 'all', message: 'the input does not contain the policies of the role' };
const PASSES_ROLES: WrittenPrincipal = { allows: [{ Action: ['iam:PassRole', 'lambda:*'] }] };

/** It took a minute and a half while the roles of all accounts were tried for each of them. */
test('two thousand roles of whom nothing is known, in as many accounts', () => {
  const roles = Array.from({ length: 2_000 }, (_, number): [string, WrittenPrincipal] => (
    [`Role${number}`, { account: String(100000000000 + number), missing: [NOTHING_KNOWN] }]
  ));
  const found = withoutHanging(() => powers(Object.fromEntries(roles)));
  expect(new Set(Object.values(found).map(({ level }) => level))).toEqual(new Set(['not-known']));
});

test('an administrator counts for the roles of its own account only', () => {
  const found = powers({
    Passes: PASSES_ROLES,
    PassesElsewhere: { ...PASSES_ROLES, account: '444455556666', allows: [{ Action: ['iam:PassRole', 'lambda:CreateFunction'] }] },
    Admin: { account: ACCOUNT, managed: ['AdministratorAccess'], trusts: 'lambda.amazonaws.com' },
  });
  expect(found.Passes.path).toMatchObject({ to: 'Admin', service: 'lambda.amazonaws.com' });
  expect(found.PassesElsewhere.path?.to).toBeUndefined();
});

test('an assumable role counts in whichever account it is', () => {
  const written: WrittenPrincipal = { allows: [{ Action: 'sts:AssumeRole' }] };
  const assumable = (id: string) => (id === 'Assumes' ? [{ id: 'Admin', truth: 'yes' } as const] : []);
  const admin: WrittenPrincipal = { account: '444455556666', managed: ['AdministratorAccess'] };
  const found = powers({ Assumes: written, Other: written, Admin: admin }, assumable);
  expect([found.Assumes.path?.to, found.Other.path?.to]).toEqual(['Admin', undefined]);
});

test('a role about which nothing is known may be anything, and its words name no way', () => {
  const { Unknown } = powers({ Unknown: { missing: [NOTHING_KNOWN] } });
  expect(Unknown).toMatchObject({
    level: 'not-known',
    atLeast: 'nothing',
    atMost: 'administrator',
    notKnown: [NOTHING_KNOWN.message],
    because: 'it is not known what its policies allow',
  });
});
