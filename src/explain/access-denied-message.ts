/**
 * Reads the message that AWS returns when it denies a call. The wordings are documented in
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */

/** The policy that the message names as the reason. */
export interface Blame {
  /** `identity-based policy`, `role trust policy`, `service control policy` … */
  readonly policyType: string;
  /** True for a Deny, false for a missing Allow. */
  readonly explicit: boolean;
  /** The ARN of the policy, if the message contains it. */
  readonly policyArn?: string;
}

export interface AccessDeniedMessage {
  readonly callerArn?: string;
  /** `sts:AssumeRole`, or the side action that was denied. */
  readonly action?: string;
  readonly resourceArn?: string;
  readonly blame?: Blame;
  /** The caller was the root user of an account. */
  readonly byRoot: boolean;
}

/** The messages of AWS are short. A longer text is something else. */
const MAX_CHARACTERS = 10_000;

const POLICY_TYPE =
  '(?:identity-based|resource-based|service control|resource control|session|VPC endpoint|role trust) policy|permissions boundary';

/** @returns undefined if the text is not such a message */
export function readAccessDeniedMessage(text: string): AccessDeniedMessage | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  const unquoted = text.replace(/[\u001b\u009b]\[[0-9;]*m/g, '').replace(/\\[nr]/g, '\n').replace(/\\?["'`“”‘’]/g, ' ');
  const plain = withJoinedLines(unquoted).replace(/\s+/g, ' ');
  if (/Roles may not be assumed by root accounts/i.test(plain)) return { byRoot: true };
  const action = /not authorized to perform ?:? ?(sts:[A-Za-z]+)/i.exec(plain)?.[1];
  if (action === undefined) return undefined;
  const callerArn = /User ?: ?(arn:\S+) is not authorized/i.exec(plain)?.[1];
  const resourceArn = /on resource ?: ?(arn:\S+)/i.exec(plain)?.[1].replace(/[.,;)}\]]+$/, '');
  return { callerArn, action, resourceArn, byRoot: false, blame: blameIn(plain) };
}

const WHOLE_ARN = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:(user|role|assumed-role)\/\S+$/;
const NEXT_WORD = /^(because|with|is|on|not|at|status)$/i;

/** A terminal may have broken a line inside an ARN, or inside the name at its end. Then only the next words of the message follow. */
function withJoinedLines(text: string): string {
  const insideArn = /(arn:\S*)[ \t]*[\r\n]+[ \t]*(\S+)/gi;
  const insideName = /(arn:\S+)[ \t]*[\r\n]+[ \t]*(\S+)(?=\s*$|\s+(?:because|with|is)\s)/gi;
  return text
    .replace(insideArn, (asIs: string, arn: string, rest: string) => (WHOLE_ARN.test(arn) ? asIs : `${arn}${rest}`))
    .replace(insideName, (asIs: string, arn: string, rest: string) => (NEXT_WORD.test(rest) ? asIs : `${arn}${rest}`));
}

function blameIn(text: string): Blame | undefined {
  const [, missing] = new RegExp(`because ?(?:no|the) ?(${POLICY_TYPE}) ?(?:allows|does ?not ?allow)`, 'i').exec(text) ?? [];
  if (missing !== undefined) return { policyType: inWords(missing), explicit: false };
  const explicitDeny = new RegExp(`explicit ?deny ?in ?(?:an?|the) ?(${POLICY_TYPE})(?: ?: ?(arn:[^\\s,;)]+))?`, 'i');
  const [, denying, policyArn] = explicitDeny.exec(text) ?? [];
  return denying === undefined ? undefined : { policyType: inWords(denying), explicit: true, policyArn: policyArn?.replace(/\.+$/, '') };
}

function inWords(policyType: string): string {
  return policyType.toLowerCase().replace('vpc', 'VPC');
}

/** Whether the message names the trust policy of the role itself. */
export function isOfTrustPolicy({ policyType }: Blame): boolean {
  return policyType === 'role trust policy' || policyType === 'resource-based policy';
}
