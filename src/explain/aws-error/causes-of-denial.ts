/** What is possible, or certain, when a policy denied the call: the likeliest cause first, or the one that the text names. */
import { AwsError } from './aws-error';
import { Blame } from './policy-blame';
import { callerAccount, isSession } from '../../evaluation/assume-role-request';
import { Cause, CauseCode, CauseCommand } from '../explanation';
import * as possible from '../possible-causes';
import { certainly, possibly, PossibleCause } from '../possible-causes';
import { Known, SHOW_CALLER, showCallerPolicies, showRole, simulateCaller, variable } from '../settling-commands';
import { shellWord } from '../shell-word';

const CALL = 'the call';
const DOCUMENT = 'trust policy';

export function serviceCannotAssume({ service }: AwsError, known: Known): readonly Cause[] {
  const name = service ?? 'the service';
  return [
    certainly({
      code: 'principal-not-trusted',
      where: DOCUMENT,
      message: `the trust policy of ${possible.describeRole(known)} does not let ${name} assume it, or a condition in it does not match`,
      fix: `name { "Service": "${service ?? 'SERVICE.amazonaws.com'}" } as a principal, ` +
        'with conditions on aws:SourceAccount or aws:SourceArn ' +
        'that match; a role that was created a moment ago can take some seconds',
      commands: [showRole(known)],
    }),
    possibly(possible.wrongRoleArn(known)),
    possibly(possible.rcp(known)),
  ];
}

/** EKS Pod Identity assumes the role with session tags, so its trust policy has to allow two actions. */
export function podIdentityCannotAssume(known: Known): readonly Cause[] {
  const service = 'pods.eks.amazonaws.com';
  return [
    possibly({
      code: 'principal-not-trusted',
      where: DOCUMENT,
      message: `the trust policy of ${possible.describeRole(known)} does not name ${service}; a role for service accounts (IRSA) ` +
        'trusts an OIDC provider instead',
      fix: `name { "Service": "${service}" } as a principal, with the actions sts:AssumeRole and sts:TagSession`,
      commands: [showRole(known)],
    }),
    possibly({
      ...possible.sideAction(known, 'sts:TagSession'),
      message: `the trust policy of ${possible.describeRole(known)} allows ${service} sts:AssumeRole, but not sts:TagSession`,
      fix: 'allow sts:TagSession in the same statement: EKS passes the cluster, the namespace and the service account as session tags',
      commands: [showRole(known)],
    }),
    possibly({
      ...possible.otherCondition(known),
      message: 'a condition of that statement does not match: aws:SourceAccount, aws:SourceArn (the ARN of the cluster), or a tag ' +
        'such as aws:RequestTag/kubernetes-namespace',
      fix: 'correct the condition; a pod with hostNetwork, and one that was started before the association existed, gets no credentials ' +
        'either',
      commands: [showRole(known)],
    }),
    possibly(possible.rcp(known)),
  ];
}

/** The trust policy was not saved, because the caller must not save it. */
export function savingDenied({ action = 'iam:UpdateAssumeRolePolicy', blame }: AwsError, known: Known): readonly Cause[] {
  const isSaid = blame?.policyType !== undefined;
  const isDeny = blame?.policyType === 'identity-based policy' && blame.explicit;
  const who = possible.describeCaller(known);
  const permission: PossibleCause = {
    code: isDeny ? 'caller-policy-denies' : 'caller-policy-missing',
    where: "the caller's policies",
    message: `the trust policy was not saved: ${isDeny ? `a policy of ${who} denies ${action}` : `no policy of ${who} allows ${action}`}`,
    fix: `have an administrator allow ${action} on the role, or save the trust policy as a principal that is allowed to`,
    commands: [simulateCaller(known, action), showCallerPolicies(known)],
  };
  const others = [possible.boundary(known), possible.sessionPolicy(known), possible.scp(known)].map((cause): PossibleCause => (
    { ...cause, fix: `have ${action} allowed there` }
  ));
  const code = blame && CODES_OF_LIMITS[blame.policyType ?? ''];
  const [named] = others.filter((cause) => cause.code === code);
  if (isSaid) return [certainly(withPolicyArn(named ?? permission, blame.policyArn))];
  const isOfSession = known.caller === undefined || isSession(known.caller);
  return [permission, ...others.filter((cause) => isOfSession || cause.code !== 'session-policy-denies')].map(possibly);
}

const CODES_OF_LIMITS: Readonly<Record<string, CauseCode | undefined>> = {
  'permissions boundary': 'boundary-denies', 'session policy': 'session-policy-denies', 'service control policy': 'scp-denies',
};

export function bootstrapRole(known: Known): readonly Cause[] {
  const account = known.role?.account;
  const trusting = (known.caller && callerAccount(known.caller)) ?? variable('DEPLOYING_ACCOUNT', 'the id of the account that deploys');
  const target = account ? `aws://${account}/` : 'aws://';
  return [
    possibly({
      ...possible.untrustedPrincipal(known),
      message: 'the account was bootstrapped without trust for the account that deploys',
      fix: 'bootstrap the account again with --trust, with credentials of that account',
      commands: [{
        by: 'role-owner',
        run: `npx cdk bootstrap ${target}${variable('AWS_REGION', 'the Region')} --trust ${trusting} ` +
          '--cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess',
      }],
    }),
    possibly(possible.missingPermission(known)),
    possibly(possible.wrongRoleArn(known)),
    possibly(possible.scp(known)),
  ];
}

export function notAuthorized(error: AwsError, known: Known): readonly Cause[] {
  const { action, blame } = error;
  if (/:role\/cdk-[\w]+-(deploy|lookup|file-publishing|image-publishing|cfn-exec)-role-/.test(known.role?.written ?? '') && !blame) {
    return bootstrapRole(known);
  }
  if (blame) return causesOfBlame(error, blame, known);
  if (action === 'sts:TagSession' || action === 'sts:SetSourceIdentity') {
    return [certainly(possible.sideAction(known, action)), ...[possible.scp(known), possible.rcp(known)].map(possibly)];
  }
  if (action === 'sts:AssumeRoleWithWebIdentity') {
    return [
      possible.tokenClaim(known), possible.untrustedProvider(known), possible.wrongAction(known, 'AssumeRoleWithWebIdentity'),
      possible.wrongRoleArn(known), possible.rcp(known), possible.denyOfTrustPolicy(known),
    ].map(possibly);
  }
  if (action === 'sts:AssumeRoleWithSAML') {
    return [
      possible.untrustedProvider(known), possible.wrongAction(known, 'AssumeRoleWithSAML'),
      {
        ...possible.tokenClaim(known),
        message: 'an attribute of the assertion, such as SAML:aud, is not the one that the trust ' +
        'policy requires',
      },
      possible.wrongRoleArn(known), possible.rcp(known),
    ].map(possibly);
  }
  return unnamedDenial(known);
}

/** AWS says only that the call was denied. */
export function unnamedDenial(known: Known): readonly Cause[] {
  const { caller } = known;
  const ofMfa = caller && isSession(caller) ? possible.impossibleMfa(known) : possible.missingMfa(known);
  const isSameAccount = possible.isSameAccount(known);
  const isOfOtherPartition = caller && 'partition' in caller && known.role && caller.partition !== known.role.partition;
  const partition = isOfOtherPartition ? [otherPartition(known)] : [];
  return [
    ...partition.map(certainly),
    ...[
      possible.untrustedPrincipal(known),
      ...isSameAccount === true ? [] : [possible.missingPermission(known)],
      ofMfa,
      possible.missingExternalId(known),
      possible.wrongRoleArn(known),
      ...isSameAccount === true ? [possible.missingPermission(known)] : [],
      possible.boundary(known),
      ...caller && isSession(caller) ? [possible.sessionPolicy(known)] : [],
      possible.scp(known),
      possible.rcp(known),
      possible.denyOfTrustPolicy(known),
      possible.otherCondition(known),
    ].map(possibly),
  ];
}

function otherPartition(known: Known): PossibleCause {
  return {
    code: 'partition-mismatch',
    where: CALL,
    message: `${possible.describeCaller(known)} and ${possible.describeRole(known)} belong to different partitions, ` +
      'and trust never crosses them',
    fix: `call with credentials of an account in the partition ${known.role?.partition ?? 'of the role'}`,
    commands: [SHOW_CALLER],
  };
}

/** The text names the type of policy. Another type can deny the call as well, because AWS names only one. */
function causesOfBlame({ action }: AwsError, { policyType, explicit, policyArn }: Blame, known: Known): readonly Cause[] {
  const named = (cause: PossibleCause): Cause[] => [certainly(withPolicyArn(cause, policyArn))];
  switch (policyType) {
    case 'identity-based policy':
      return named(explicit ? possible.denyOfCallerPolicy(known, action) : possible.missingPermission(known, action));
    case 'permissions boundary': return named(possible.boundary(known));
    case 'session policy': return named(possible.sessionPolicy(known));
    case 'service control policy': return named(possible.scp(known));
    case 'resource control policy': return named(possible.rcp(known));
    case 'VPC endpoint policy': return named(possible.endpointPolicy());
    case 'role trust policy':
    case 'resource-based policy': return explicit ? named(possible.denyOfTrustPolicy(known)) : causesInTrustPolicy(action, known);
    case undefined: return [
      possible.scp(known), possible.denyOfCallerPolicy(known, action), possible.denyOfTrustPolicy(known), possible.rcp(known),
      possible.boundary(known),
    ].map(possibly);
  }
}

function withPolicyArn(cause: PossibleCause, policyArn: string | undefined): PossibleCause {
  if (policyArn === undefined) return cause;
  const ofOrganization = /:policy\/o-[^/]+\/[^/]+\/(p-\w+)$/.exec(policyArn)?.[1];
  const show: CauseCommand = ofOrganization
    ? { by: 'organization', run: `aws organizations describe-policy --policy-id ${ofOrganization}` }
    : { by: 'caller-account', run: `aws iam get-policy --policy-arn ${shellWord(policyArn)}` };
  return { ...cause, message: `${cause.message} (${policyArn})`, commands: [show, ...cause.commands] };
}

/** No statement of the trust policy allows the call: which part of it does not match is not said. */
function causesInTrustPolicy(action: string | undefined, known: Known): readonly Cause[] {
  if (action === 'sts:TagSession' || action === 'sts:SetSourceIdentity') return [certainly(possible.sideAction(known, action))];
  if (action === 'sts:AssumeRoleWithWebIdentity') return [possible.tokenClaim(known), possible.untrustedProvider(known)].map(possibly);
  const ofMfa = known.caller && isSession(known.caller) ? possible.impossibleMfa(known) : possible.missingMfa(known);
  return [possible.untrustedPrincipal(known), ofMfa, possible.missingExternalId(known), possible.otherCondition(known)].map(possibly);
}
