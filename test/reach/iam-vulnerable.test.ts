/**
 * The policies that https://github.com/BishopFox/iam-vulnerable (commit 0f298666f9b7cfa01488b86912afdb211773188a, MIT license, Copyright (c) 2021
 * Bishop Fox) attaches to a role and to a user each, in `iam-vulnerable.json`: what they are made for is what they are found to allow.
 */
import fixtures from './iam-vulnerable.json';
import { powers, WrittenStatement } from './powers';

const POLICIES = fixtures as unknown as Readonly<Record<string, readonly (readonly WrittenStatement[])[]>>;

function levelOf(name: string, kind: 'role' | 'user') {
  const policies = Object.fromEntries(POLICIES[name].map((statements, index) => [index === 0 ? name : `${name}-${index}`, statements]));
  return powers({ Subject: { kind, policies, groups: ['Team'] } }).Subject.level;
}

/** Those that are no way to more permissions, and what they are instead. */
const NO_WAY: Readonly<Record<string, string>> = {
  'fp1-allow-and-deny': 'nothing',
  'fp2-allow-all': 'nothing',
  'fp3-deny-iam': 'nothing',
  'fp4-nonExploitableResourceConstraint': 'manages-permissions',
};

const EVERYTHING = ['privesc-AssumeRole-high-priv-policy', 'privesc-high-priv-service-policy'];

/** A condition on the time at which the credentials were issued: a user with an access key has no such time. */
const ON_THE_SESSION = ['fn3-exploitableConditionConstraint', 'fp5-nonExploitableConditionConstraint'];

/** Only a user is in a group, or has a policy of a user. */
const OF_USERS = [
  'privesc7-AttachUserPolicy',
  'privesc8-AttachGroupPolicy',
  'privesc10-PutUserPolicy',
  'privesc11-PutGroupPolicy',
  'privesc13-AddUserToGroup',
];

/** Only a role can be given more by these, and a user who cannot assume it gains nothing. */
const OF_ROLES = ['privesc9-AttachRolePolicy', 'privesc12-PutRolePolicy'];

const NAMES = Object.keys(POLICIES).filter((name) => !ON_THE_SESSION.includes(name));
const expected = (name: string) => NO_WAY[name] ?? (EVERYTHING.includes(name) ? 'administrator' : 'can-become-administrator');

test.each(NAMES)('%s, of a user', (name) => {
  expect(levelOf(name, 'user')).toBe(OF_ROLES.includes(name) ? 'manages-permissions' : expected(name));
});

test.each(NAMES)('%s, of a role', (name) => {
  expect(levelOf(name, 'role')).toBe(OF_USERS.includes(name) ? 'manages-permissions' : expected(name));
});

test('credentials that are issued now are later than 2020', () => {
  expect(ON_THE_SESSION.map((name) => levelOf(name, 'role'))).toEqual(['can-become-administrator', 'nothing']);
});
