'use strict';
/**
 * examples/typescript: a SecureCrossAccountRole and a role written by hand, whose callers are outside the app. README.md explains the rows.
 */
const { allow, ANY_ROLE, NO_ROLE, policy } = require('./permission');

const [AUDIT, SUPPORT] = ['Workload/Audit', 'Workload/Support'];
const AUDIT_ID = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';
const SUPPORT_ID = 'c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364';
const ROLES_OF_WORKLOAD = policy(allow('sts:AssumeRole', 'arn:aws:iam::444455556666:role/*'));

const callers = {
  'alice': { arn: 'arn:aws:iam::111122223333:user/alice', policies: { RolesOfWorkload: ROLES_OF_WORKLOAD } },
  'bob': { arn: 'arn:aws:iam::111122223333:user/bob', policies: { RolesOfWorkload: ROLES_OF_WORKLOAD } },
  'a session called alice': {
    arn: 'arn:aws:sts::111122223333:assumed-role/intranet/alice',
    policies: { RolesOfWorkload: ROLES_OF_WORKLOAD },
  },
  'dave of the workload account': { arn: 'arn:aws:iam::444455556666:user/dave', policies: { AnyRole: ANY_ROLE } },
  'mallory of another account': { arn: 'arn:aws:iam::777788889999:user/mallory', policies: { AnyRole: ANY_ROLE } },
};

const ofAudit = [
  ['alice', { mfaAge: 0, externalId: AUDIT_ID }, 'allowed', [], 'the named user, MFA, the ExternalId'],
  ['alice', { externalId: AUDIT_ID }, 'trust', ['mfa-missing'], 'a long-term access key sends no MFA key'],
  ['alice', { mfa: false, externalId: AUDIT_ID }, 'trust', ['mfa-missing'], 'a session without MFA sends false'],
  ['alice', { mfaAge: 0 }, 'trust', ['external-id-missing'], 'StringEquals fails on a missing key'],
  ['alice', { mfaAge: 0, externalId: SUPPORT_ID }, 'trust', ['external-id-mismatch'], 'the ExternalId of the other role'],
  [
    'alice',
    { mfaAge: 0, externalId: AUDIT_ID },
    'caller',
    ['caller-policy-missing'],
    'not without a permission of her own account',
    NO_ROLE,
  ],
  [
    'bob',
    { mfaAge: 0, externalId: AUDIT_ID },
    'trust',
    ['principal-not-trusted'],
    'he has the permission, but the role does not trust him',
  ],
  [
    'a session called alice',
    { mfa: false, externalId: AUDIT_ID },
    'trust',
    ['principal-not-trusted', 'mfa-impossible'],
    'it is not the user alice',
  ],
  [
    'dave of the workload account',
    { mfaAge: 0, externalId: AUDIT_ID },
    'trust',
    ['principal-not-trusted'],
    'the own account is not trusted',
  ],
  ['mallory of another account', { mfaAge: 0, externalId: AUDIT_ID }, 'trust', ['principal-not-trusted'], 'nobody named her'],
];

const ofSupport = [
  ['bob', { mfaAge: 0, externalId: SUPPORT_ID }, 'allowed', [], 'the named user, MFA, the ExternalId'],
  ['bob', { externalId: SUPPORT_ID }, 'trust', ['mfa-missing'], 'Bool, unlike BoolIfExists, fails on a missing key'],
  ['bob', { mfa: false, externalId: SUPPORT_ID }, 'trust', ['mfa-missing'], 'a session without MFA sends false'],
  ['bob', { mfaAge: 0 }, 'trust', ['external-id-missing'], 'StringEquals fails on a missing key'],
  ['bob', { mfaAge: 0, externalId: AUDIT_ID }, 'trust', ['external-id-mismatch'], 'the ExternalId of the other role'],
  [
    'bob',
    { mfaAge: 0, externalId: SUPPORT_ID },
    'caller',
    ['caller-policy-missing'],
    'not without a permission of his own account',
    NO_ROLE,
  ],
  [
    'alice',
    { mfaAge: 0, externalId: SUPPORT_ID },
    'trust',
    ['principal-not-trusted'],
    'she has the permission, but the role does not trust her',
  ],
  [
    'mallory of another account',
    {},
    'trust',
    ['principal-not-trusted', 'mfa-missing', 'external-id-missing'],
    'not named, and nothing sent',
  ],
];

module.exports = { example: 'typescript', exitStatus: 0, callers, attempts: { [AUDIT]: ofAudit, [SUPPORT]: ofSupport } };
