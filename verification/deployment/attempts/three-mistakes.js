'use strict';
/**
 * examples/three-mistakes: the guard fails the build; if it is deployed anyway, it allows the callers that the findings describe. README.md
 * explains the rows.
 */
const { ANY_ROLE, NO_ROLE } = require('./permission');

const [DEPLOY, BILLING, AUDIT] = ['Workload/Deploy', 'Workload/BillingScan', 'Workload/Audit'];
const AUDIT_ID = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';

const callers = {
  'alice': { arn: 'arn:aws:iam::111122223333:user/alice', isOfExample: true, policies: { AnyRole: ANY_ROLE } },
  'pipeline': { arn: 'arn:aws:sts::111122223333:assumed-role/website-pipeline/build-7', isOfExample: true },
  'carol of the identity account': { arn: 'arn:aws:iam::111122223333:user/carol', policies: { AnyRole: ANY_ROLE } },
  'erin, who may assume nothing': { arn: 'arn:aws:iam::111122223333:user/erin', policies: { NoRole: NO_ROLE } },
  'dave of the workload account': { arn: 'arn:aws:iam::444455556666:user/dave', policies: { AnyRole: ANY_ROLE } },
  'frank of the workload account, who may assume nothing': { arn: 'arn:aws:iam::444455556666:user/frank', policies: { NoRole: NO_ROLE } },
  'the scanner of the vendor': { arn: 'arn:aws:sts::777788889999:assumed-role/scanner/customer-4711', policies: { AnyRole: ANY_ROLE } },
  'an intern of the vendor': { arn: 'arn:aws:iam::777788889999:user/intern', attached: { AnyRole: ANY_ROLE } },
  'a clerk of the vendor, who may assume nothing': { arn: 'arn:aws:iam::777788889999:user/clerk', policies: { NoRole: NO_ROLE } },
  'mallory, a stranger': { arn: 'arn:aws:iam::999988887777:user/mallory', policies: { AnyRole: ANY_ROLE } },
  'a session of a stranger': { arn: 'arn:aws:sts::999988887777:assumed-role/miner/i-0abc', policies: { AnyRole: ANY_ROLE } },
};

const ofDeploy = [
  ['pipeline', { mfa: false }, 'allowed', [], 'it was meant for it'],
  ['mallory, a stranger', {}, 'allowed', [], 'the hole: anybody, with a permission that she gave to herself'],
  ['a session of a stranger', { mfa: false }, 'allowed', [], 'the hole: any role session, too'],
  ['carol of the identity account', {}, 'allowed', [], 'the hole: anybody of the identity account'],
  ['erin, who may assume nothing', {}, 'caller', ['caller-policy-missing'], 'from another account a permission is needed as well'],
  ['frank of the workload account, who may assume nothing', {}, 'allowed', [],
    'the hole: in the own account * needs no permission beside it'],
];

const ofBilling = [
  ['the scanner of the vendor', { mfa: false }, 'allowed', [], 'it was meant for it'],
  [
    'the scanner of the vendor',
    { mfa: false, externalId: 'customer-of-somebody-else' },
    'allowed',
    [],
    'the hole: whatever ExternalId it sends',
  ],
  ['an intern of the vendor', {}, 'allowed', [], 'the hole: any user of the vendor, without MFA and ExternalId'],
  [
    'a clerk of the vendor, who may assume nothing',
    {},
    'caller',
    ['caller-policy-missing'],
    'the administrators of the vendor gave him none',
  ],
  ['mallory, a stranger', {}, 'trust', ['principal-not-trusted'], 'of another account than the vendor'],
  ['alice', { mfaAge: 0 }, 'trust', ['principal-not-trusted'], 'the identity account is not trusted here'],
  ['dave of the workload account', { mfaAge: 0 }, 'trust', ['principal-not-trusted'], 'nor is the own account'],
];

const ofAudit = [
  ['alice', { mfaAge: 0, externalId: AUDIT_ID }, 'allowed', [], 'it was meant for her'],
  [
    'alice',
    { externalId: AUDIT_ID },
    'allowed',
    [],
    'the hole: a long-term access key sends no MFA key, and BoolIfExists holds on a missing key',
  ],
  ['alice', { mfa: false, externalId: AUDIT_ID }, 'trust', ['mfa-missing'], 'a session from GetSessionToken without MFA does send the key'],
  ['alice', { mfaAge: 0 }, 'trust', ['external-id-missing'], 'StringEquals fails on a missing key'],
  ['alice', { mfaAge: 0, externalId: '9b0e6f0c' }, 'trust', ['external-id-mismatch'], 'a part of the ExternalId is another one'],
  ['alice', { externalId: AUDIT_ID }, 'caller', ['caller-policy-missing'], 'not without a permission of her own account', NO_ROLE],
  [
    'carol of the identity account',
    { mfaAge: 0, externalId: AUDIT_ID },
    'trust',
    ['principal-not-trusted'],
    'another user of the same account',
  ],
  ['pipeline', { mfa: false, externalId: AUDIT_ID }, 'both', ['principal-not-trusted', 'mfa-impossible', 'caller-policy-missing'],
    'not named, its session shows that it has no MFA, and its policy is for another role'],
  ['mallory, a stranger', { mfaAge: 0, externalId: AUDIT_ID }, 'trust', ['principal-not-trusted'], 'of another account'],
];

module.exports = {
  example: 'three-mistakes', exitStatus: 1, callers,
  attempts: { [DEPLOY]: ofDeploy, [BILLING]: ofBilling, [AUDIT]: ofAudit },
};
