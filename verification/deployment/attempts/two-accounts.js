'use strict';
/** examples/two-accounts: three roles, each for one caller, and every other caller that tries. README.md explains the rows. */
const { allow, ANY_ROLE, policy } = require('./permission');

const [PIPELINE, AUDIT, DEPLOY, ON_CALL] = ['Identity/WebsitePipeline', 'Workload/Audit', 'Workload/Deploy', 'Workload/OnCall'];
const AUDIT_ID = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';
const DEPLOY_ID = 'c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364';
const ON_CALL_ID = '4f1d2c8a-6e95-4a07-b3c4-d80f7a21e95b';

const callers = {
  'alice': { arn: 'arn:aws:iam::111122223333:user/alice', isOfExample: true },
  'bob': { arn: 'arn:aws:iam::111122223333:user/bob', isOfExample: true },
  'pipeline': { arn: 'arn:aws:sts::111122223333:assumed-role/website-pipeline/build-7', isOfExample: true },
  'carol, who administers the identity account': { arn: 'arn:aws:iam::111122223333:user/carol', attached: { AnyRole: ANY_ROLE } },
  'another pipeline': { arn: 'arn:aws:sts::111122223333:assumed-role/intranet-pipeline/alice', policies: { AnyRole: ANY_ROLE } },
  'a user called like the pipeline': { arn: 'arn:aws:iam::111122223333:user/website-pipeline', policies: { AnyRole: ANY_ROLE } },
  'dave of the workload account': { arn: 'arn:aws:iam::444455556666:user/dave', policies: { AnyRole: ANY_ROLE } },
  'mallory of another account': { arn: 'arn:aws:iam::777788889999:user/mallory', attached: { AnyRole: ANY_ROLE } },
  'alice of another account': { arn: 'arn:aws:iam::777788889999:user/alice', policies: { AnyRole: ANY_ROLE } },
  'the pipeline of another account': {
    arn: 'arn:aws:sts::777788889999:assumed-role/website-pipeline/build-7',
    policies: { AnyRole: ANY_ROLE },
  },
  'CodeBuild': { arn: 'codebuild.amazonaws.com' },
  'Lambda': { arn: 'lambda.amazonaws.com' },
};

const ofAudit = [
  ['alice', { mfaAge: 0, externalId: AUDIT_ID }, 'allowed', [], 'the named user, a code of her MFA device, the ExternalId of this role'],
  ['alice', { mfaAge: 3599, externalId: AUDIT_ID }, 'allowed', [], 'MFA of a session from GetSessionToken, less than an hour ago'],
  ['alice', { mfaAge: 3600, externalId: AUDIT_ID }, 'trust', ['mfa-too-old'], 'NumericLessThan 3600 excludes 3600'],
  ['alice', { mfaAge: 86400, externalId: AUDIT_ID }, 'trust', ['mfa-too-old'], 'MFA of yesterday'],
  ['alice', { externalId: AUDIT_ID }, 'trust', ['mfa-missing'], 'a long-term access key sends no MFA key, and Bool fails on a missing key'],
  [
    'alice',
    { mfa: false, externalId: AUDIT_ID },
    'trust',
    ['mfa-missing'],
    'a session from GetSessionToken without MFA sends false, and no age',
  ],
  ['alice', { mfaAge: 0 }, 'trust', ['external-id-missing'], 'StringEquals fails on a missing key'],
  ['alice', { mfaAge: 0, externalId: DEPLOY_ID }, 'trust', ['external-id-mismatch'], 'the ExternalId of another role'],
  ['alice', { mfaAge: 0, externalId: AUDIT_ID.toUpperCase() }, 'trust', ['external-id-mismatch'], 'StringEquals heeds case'],
  ['alice', {}, 'trust', ['mfa-missing', 'external-id-missing'], 'both conditions of the statement fail'],
  ['alice', { mfaAge: 0, externalId: AUDIT_ID, sourceIdentity: 'alice' }, 'both', ['source-identity-not-allowed', 'caller-policy-missing'],
    'neither the trust policy nor her own policy allows sts:SetSourceIdentity'],
  ['alice', { mfaAge: 0, externalId: AUDIT_ID }, 'caller', ['caller-policy-missing'], 'her own policy allows another role only',
    policy(allow('sts:AssumeRole', 'arn:aws:iam::444455556666:role/website-deploy'))],
  ['alice', { mfaAge: 0, externalId: AUDIT_ID }, 'caller', ['caller-policy-denies'], 'a Deny of her own account beats its Allow',
    policy(allow('sts:AssumeRole', '*'), { ...allow('sts:*', 'arn:aws:iam::444455556666:role/*'), Effect: 'Deny' })],
  ['bob', { mfaAge: 0, externalId: AUDIT_ID }, 'both', ['principal-not-trusted', 'caller-policy-missing'], 'neither is for him'],
  ['carol, who administers the identity account', { mfaAge: 0, externalId: AUDIT_ID }, 'trust', ['principal-not-trusted'],
    'the trust policy names a user, not the account'],
  [
    'dave of the workload account',
    { mfaAge: 0, externalId: AUDIT_ID },
    'trust',
    ['principal-not-trusted'],
    'the own account is not trusted either',
  ],
  ['mallory of another account', { mfaAge: 0, externalId: AUDIT_ID }, 'trust', ['principal-not-trusted'], 'nobody named her'],
  ['alice of another account', { mfaAge: 0, externalId: AUDIT_ID }, 'trust', ['principal-not-trusted'], 'the account is part of the name'],
  ['pipeline', { mfa: false, externalId: AUDIT_ID }, 'both', ['principal-not-trusted', 'mfa-impossible', 'caller-policy-missing'],
    'not named, cannot show MFA, and its policy is for another role'],
  ['another pipeline', { mfa: false, externalId: AUDIT_ID }, 'trust', ['principal-not-trusted', 'mfa-impossible'],
    'a session that is called alice is not the user alice'],
];

const ofDeploy = [
  ['pipeline', { mfa: false, externalId: DEPLOY_ID }, 'allowed', [], 'any session of the named role, with the ExternalId'],
  ['pipeline', { externalId: DEPLOY_ID }, 'allowed', [], 'nor does it matter when its session has no MFA key at all'],
  ['pipeline', { mfa: false }, 'trust', ['external-id-missing'], 'StringEquals fails on a missing key'],
  ['pipeline', { mfa: false, externalId: AUDIT_ID }, 'trust', ['external-id-mismatch'], 'the ExternalId of another role'],
  [
    'pipeline',
    { mfa: false, externalId: DEPLOY_ID, sourceIdentity: 'build-7' },
    'both',
    ['source-identity-not-allowed', 'caller-policy-missing'],
    'nobody allows sts:SetSourceIdentity',
  ],
  [
    'pipeline',
    { mfa: false, externalId: DEPLOY_ID },
    'caller',
    ['caller-policy-missing'],
    'its own policy allows a role of the same name elsewhere',
    policy(allow('sts:AssumeRole', 'arn:aws:iam::777788889999:role/website-deploy')),
  ],
  ['another pipeline', { mfa: false, externalId: DEPLOY_ID }, 'trust', ['principal-not-trusted'], 'another role of the same account'],
  ['a user called like the pipeline', { externalId: DEPLOY_ID }, 'trust', ['principal-not-trusted'], 'a user is not a role'],
  [
    'the pipeline of another account',
    { mfa: false, externalId: DEPLOY_ID },
    'trust',
    ['principal-not-trusted'],
    'the account is part of the name',
  ],
  ['alice', { mfaAge: 0, externalId: DEPLOY_ID }, 'both', ['principal-not-trusted', 'caller-policy-missing'], 'neither is for her'],
  ['carol, who administers the identity account', { mfaAge: 0, externalId: DEPLOY_ID }, 'trust', ['principal-not-trusted'],
    'the trust policy names a role, not the account'],
  [
    'dave of the workload account',
    { mfaAge: 0, externalId: DEPLOY_ID },
    'trust',
    ['principal-not-trusted'],
    'the own account is not trusted either',
  ],
];

const ofOnCall = [
  ['bob', { mfaAge: 0, externalId: ON_CALL_ID, sourceIdentity: 'bob' }, 'allowed', [], 'the named user, MFA, the ExternalId, his name'],
  ['bob', { mfaAge: 86400, externalId: ON_CALL_ID, sourceIdentity: 'bob' }, 'allowed', [], 'how old the MFA may be is not limited here'],
  ['bob', { externalId: ON_CALL_ID, sourceIdentity: 'bob' }, 'trust', ['mfa-missing'], 'a long-term access key sends no MFA key'],
  ['bob', { mfa: false, externalId: ON_CALL_ID, sourceIdentity: 'bob' }, 'trust', ['mfa-missing'], 'a session without MFA sends false'],
  ['bob', { mfaAge: 0, sourceIdentity: 'bob' }, 'trust', ['external-id-missing'], 'StringEquals fails on a missing key'],
  ['bob', { mfaAge: 0, externalId: AUDIT_ID, sourceIdentity: 'bob' }, 'trust', ['external-id-mismatch'], 'the ExternalId of another role'],
  ['bob', { mfaAge: 0, externalId: ON_CALL_ID }, 'trust', ['source-identity-missing'], 'without a source identity there is no such key'],
  [
    'bob',
    { mfaAge: 0, externalId: ON_CALL_ID, sourceIdentity: 'alice' },
    'trust',
    ['source-identity-mismatch'],
    'the name of somebody else',
  ],
  ['bob', { mfaAge: 0, externalId: ON_CALL_ID, sourceIdentity: 'Bob' }, 'trust', ['source-identity-mismatch'], 'StringEquals heeds case'],
  ['bob', {}, 'trust', ['mfa-missing', 'external-id-missing', 'source-identity-missing'], 'all three conditions fail'],
  ['bob', { mfaAge: 0, externalId: ON_CALL_ID, sourceIdentity: 'bob' }, 'caller', ['caller-policy-missing'],
    'his own policy has to allow sts:SetSourceIdentity as well', policy(allow('sts:AssumeRole', '*'))],
  ['alice', { mfaAge: 0, externalId: ON_CALL_ID, sourceIdentity: 'bob' }, 'both', ['principal-not-trusted', 'caller-policy-missing'],
    'his name as source identity does not make her him'],
  ['carol, who administers the identity account', { mfaAge: 0, externalId: ON_CALL_ID, sourceIdentity: 'carol' }, 'trust',
    ['principal-not-trusted', 'source-identity-mismatch'], 'neither she nor her name'],
  ['dave of the workload account', { mfaAge: 0, externalId: ON_CALL_ID, sourceIdentity: 'bob' }, 'trust', ['principal-not-trusted'],
    'the own account is not trusted either'],
  ['mallory of another account', { mfaAge: 0, externalId: ON_CALL_ID, sourceIdentity: 'bob' }, 'trust', ['principal-not-trusted'],
    'nobody named her'],
  ['another pipeline', { mfa: false, externalId: ON_CALL_ID, sourceIdentity: 'bob' }, 'trust', ['principal-not-trusted', 'mfa-impossible'],
    'not named, and a role cannot show MFA'],
];

const ofPipeline = [
  [
    'CodeBuild',
    { context: { 'aws:SourceAccount': '111122223333' } },
    'allowed',
    [],
    'the service, on behalf of a project of the own account',
  ],
  [
    'CodeBuild',
    { context: { 'aws:SourceAccount': '777788889999' } },
    'trust',
    ['condition-not-met'],
    'for somebody else: the confused deputy',
  ],
  ['Lambda', { context: { 'aws:SourceAccount': '111122223333' } }, 'trust', ['principal-not-trusted'], 'another service'],
  ['bob', { mfaAge: 0 }, 'trust', ['principal-not-trusted', 'condition-not-met'], 'no user, and a user never sends aws:SourceAccount'],
];

module.exports = {
  example: 'two-accounts', exitStatus: 0, callers,
  attempts: { [AUDIT]: ofAudit, [DEPLOY]: ofDeploy, [ON_CALL]: ofOnCall, [PIPELINE]: ofPipeline },
};
