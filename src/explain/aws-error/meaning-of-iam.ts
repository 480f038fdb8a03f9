/** What the texts of `texts-of-iam.ts` mean: a trust policy that was not saved, a role that is not there. */
import { AwsError } from './aws-error';
import { savingDenied } from './causes-of-denial';
import { always, CALL, Meanings, proves } from './meaning';
import { lastSegment } from '../../evaluation/assume-role-request';
import { Cause, CauseCommand } from '../explanation';
import { certainly } from '../possible-causes';
import { Known, SHOW_CALLER, showRole } from '../settling-commands';
import { shellWord } from '../shell-word';

const DOCUMENT = 'trust policy';
const validate = (): CauseCommand => ({
  by: 'role-owner',
  run: 'aws accessanalyzer validate-policy --policy-type RESOURCE_POLICY ' +
    '--validate-policy-resource-type AWS::IAM::AssumeRolePolicyDocument --policy-document file://trust-policy.json',
});

type Kind =
  | 'principal-not-found' | 'prohibited-field' | 'other-actions-than-sts' | 'claim-demanded' | 'issuer-with-scheme' | 'policy-too-long'
  | 'malformed-policy' | 'role-of-aws' | 'role-not-found' | 'saving-denied';

export const MEANING_OF_IAM: Meanings<Kind> = {
  'principal-not-found': (error, known) => principalNotFound(error, known),
  'prohibited-field': proves((error) => ({
    code: 'policy-malformed',
    where: DOCUMENT,
    message: `the trust policy has the element ${error.subject ?? 'Resource'}, which a trust policy must not have`,
    fix: `remove ${error.subject ?? 'Resource'}: a trust policy says who can assume its own role; ` +
      'what the role may do belongs in another policy',
    commands: [validate()],
  })),
  'other-actions-than-sts': always(
    'policy-malformed', DOCUMENT, 'the trust policy allows an action that is not one of assuming a role',
    'name only sts:AssumeRole, sts:AssumeRoleWithWebIdentity, sts:AssumeRoleWithSAML, sts:TagSession, sts:SetSourceIdentity, ' +
      'sts:SetContext',
    validate(),
  ),
  'claim-demanded': always(
    'policy-malformed', DOCUMENT, 'the identity provider is shared by many customers, so IAM requires a condition on the claim that ' +
      'tells them apart',
    'add a condition with StringEquals or StringLike on that claim (sub for GitHub and GitLab), and not only wildcards', validate(),
  ),
  'issuer-with-scheme': always(
    'policy-malformed', DOCUMENT, 'a condition key of the trust policy has more than one colon, mostly because it begins with https://',
    'write the issuer without https://, in the condition keys and in the ARN of the identity provider', validate(),
  ),
  'policy-too-long': always(
    'policy-malformed', DOCUMENT, 'the trust policy is longer than the quota of the account allows (2048 characters by default)',
    'shorten it (white space does not count), or raise the quota',
    {
      by: 'role-owner',
      run: 'aws service-quotas list-service-quotas --service-code iam --query "Quotas[?QuotaName==\'Role trust ' +
      'policy length\']"',
    },
  ),
  'malformed-policy': always(
    'policy-malformed', DOCUMENT, 'IAM does not accept the trust policy', 'correct what the message names', validate(),
  ),
  'role-of-aws': proves(({ subject }) => ({
    code: 'role-protected',
    where: 'the role',
    message: `the role ${subject ?? 'of the call'} belongs to AWS, which alone can change its trust policy: it is a service-linked role, ` +
      'or one that IAM Identity Center created for a permission set',
    fix: 'create a role of your own, and trust the callers there; who can use a permission set is decided in IAM Identity Center',
    commands: [{ by: 'role-owner', run: 'aws iam list-roles --query "Roles[?!starts_with(Path, \'/aws-\')].Arn"' }],
  })),
  'role-not-found': proves((error) => ({
    code: 'role-arn-mismatch',
    where: CALL,
    message: `there is no role ${error.subject ?? 'with this name'} in the account of these credentials`,
    fix: 'use the name without its path, and credentials of the account of the role',
    commands: [SHOW_CALLER, { by: 'role-owner', run: 'aws iam list-roles --query "Roles[].Arn"' }],
  })),
  'saving-denied': (error, known) => savingDenied(error, known),
};

function principalNotFound({ subject }: AwsError, known: Known): readonly Cause[] {
  const arn = /^arn:(aws[a-z-]*):iam::(\d{12}):(user|role)\/(\S+)$/.exec(subject ?? '');
  const look: CauseCommand = arn
    ? { by: 'caller-account', run: `aws iam get-${arn[3]} --${arn[3]}-name ${shellWord(lastSegment(arn[4]))}` }
    : { by: 'role-owner', run: 'aws iam list-roles --query "Roles[].Arn"' };
  const name = subject ?? 'a principal of the trust policy';
  const isId = /^A(IDA|ROA)[A-Z0-9]+$/.test(subject ?? '');
  return [certainly({
    code: 'principal-does-not-exist',
    where: DOCUMENT,
    message: isId
      ? `${name} is the unique id of a user or role that was deleted: IAM put it in the place of its ARN, and does not accept it back`
      : `${name} does not exist, or not yet: IAM replaces the ARN of a user or role by its unique id when a trust policy is saved`,
    fix: isId
      ? 'write the ARN of the principal that has to be trusted now'
      : 'create it before the trust policy is saved (a new role can take some seconds), and check the account, the path and the case; ' +
        'a group, a wildcard in an ARN, another partition and a role that names itself when it is created are rejected as well',
    commands: [look, ...known.role ? [showRole(known)] : []],
  })];
}
