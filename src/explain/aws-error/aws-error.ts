/** Reads what AWS or one of its tools printed: the text, a log around it, or a CloudTrail record. */
import { ErrorKind } from './aws-text';
import { AWS_TEXTS } from './aws-texts';
import { cleanText, MAX_CHARACTERS } from './clean-text';
import { CalledWith, readTrailRecord } from './cloudtrail-record';
import { Blame, blameIn } from './policy-blame';

export interface AwsError {
  readonly kind: ErrorKind;
  /** The API that was called: `AssumeRole`, `UpdateAssumeRolePolicy`. */
  readonly operation?: string;
  /** The action that was denied, which can be a side action: `sts:AssumeRole`, `sts:TagSession`. */
  readonly action?: string;
  /** As far as the text contains them whole: a log of GitHub replaces account ids by asterisks. */
  readonly callerArn?: string;
  readonly resourceArn?: string;
  readonly blame?: Blame;
  /** The service that could not assume the role. */
  readonly service?: string;
  /** What the text is about besides: the issuer of a token, the principal or the value that AWS rejects, the name of a role. */
  readonly subject?: string;
  readonly encodedMessage?: string;
  /** What the caller sent, if it is a CloudTrail record. */
  readonly calledWith?: CalledWith;
  /** The text that matched, in one line, and not longer than a message may quote. */
  readonly quoted: string;
}

/** Another service rejected something, or it is not an error of AWS at all: what the text is about. */
export interface OtherText {
  readonly about?: string;
}

const OF_STS = /^(AssumeRole(WithWebIdentity|WithSAML)?|AssumeRoot|Get(SessionToken|FederationToken|CallerIdentity))$/;
const SAVING = /^(CreateRole|UpdateAssumeRolePolicy)$/;
const IN_THE_TABLE = /^(sts:\w+|iam:(CreateRole|UpdateAssumeRolePolicy))$/;

export function readAwsError(written: string): AwsError | OtherText {
  if (written.length > MAX_CHARACTERS) return {};
  const record = readTrailRecord(written);
  const text = cleanText(record?.message ?? written);
  const operation = record?.operation ?? operationIn(text);
  const found = AWS_TEXTS.find(({ pattern }) => pattern.test(text));
  const isOfOtherService = operation !== undefined && !OF_STS.test(operation) && !SAVING.test(operation);
  const otherOperation = isOfOtherService ? operation : undefined;
  const action = actionIn(text);
  const isUnsaid = found?.kind === 'denied-without-reason' && !OF_STS.test(operation ?? '');
  if (!found || isUnsaid) return { about: action ?? otherOperation ?? serviceNamed(text) };
  if (action !== undefined && !IN_THE_TABLE.test(action)) return { about: action };
  if (isOfOtherService && !SURVIVES_ANY_OPERATION.has(found.kind)) return { about: operation };
  const [quoted] = found.pattern.exec(text)!;
  return {
    kind: found.kind,
    operation: operation ?? (action && (OF_STS.test(nameOf(action)) || SAVING.test(nameOf(action))) ? nameOf(action) : undefined),
    action,
    callerArn: /User ?: ?(arn:\S+) is not authorized/i.exec(text)?.[1] ?? record?.callerArn,
    resourceArn: resourceIn(text) ?? record?.resourceArn,
    blame: blameIn(text),
    service: found.kind === 'service-cannot-assume' ? serviceIn(text) : undefined,
    subject: subjectIn(text),
    encodedMessage: /Encoded authorization failure message: ?([\w-]{20,})/i.exec(text)?.[1],
    calledWith: record?.calledWith,
    quoted: quoted.slice(0, 300),
  };
}

/** These name no STS call, because the call of another service failed, or the tool failed before calling STS. */
const SURVIVES_ANY_OPERATION: ReadonlySet<ErrorKind> = new Set([
  'credentials-expired', 'clock-wrong', 'request-expired', 'signature-wrong', 'credentials-invalid', 'no-credentials',
  'sso-login-expired', 'region-disabled', 'service-cannot-assume', 'pod-identity-cannot-assume', 'not-authorized',
  'principal-not-found', 'role-not-found',
]);

export function isAwsError(read: AwsError | OtherText): read is AwsError {
  return 'kind' in read;
}

/** `AssumeRole` of `sts:AssumeRole`. */
function nameOf(action: string): string {
  return action.replace(/^\w+:/, '');
}

/** `(Service: Amazon S3; Status Code: 403)` of the SDK for Java. */
function serviceNamed(text: string): string | undefined {
  const service = /\(Service ?: ?([\w ]{1,60}?) ?[;,]/.exec(text)?.[1];
  return service === undefined || /^(Sts|AWSSecurityTokenService|Iam|AmazonIdentityManagement)$/i.test(service) ? undefined : service;
}

/** Where the credentials for a call of another service could not be obtained, the SDK for Go names both operations. */
function operationIn(text: string): string | undefined {
  return /operation error STS: (\w+)/i.exec(text)?.[1] ??
    /when calling the (\w+) operation/i.exec(text)?.[1] ?? /operation error \w+: (\w+)/i.exec(text)?.[1] ??
    /"?eventName"? ?: ?"?(\w+)/.exec(text)?.[1];
}

function actionIn(text: string): string | undefined {
  const written = /not authorized to perform ?:? ?([\w-]+:[A-Za-z]+)/i.exec(text)?.[1];
  return written === undefined ? undefined : `${written.split(':')[0].toLowerCase()}:${written.split(':')[1]}`;
}

const ROLE = 'arn:aws[a-z-]*:iam::\\d{12}:role/[^\\s,;)}\\]]+';

function resourceIn(text: string): string | undefined {
  const named = /on resource ?: ?(arn:\S+)/i.exec(text)?.[1] ?? new RegExp(ROLE).exec(text.replace(/User ?: ?arn:\S+/g, ''))?.[0];
  return named?.replace(/[.,;:)}\]]+$/, '');
}

const SERVICES: readonly { readonly mention: RegExp; readonly principal: string }[] = [
  { mention: /Lambda/i, principal: 'lambda.amazonaws.com' },
  { mention: /\bECS\b/, principal: 'ecs-tasks.amazonaws.com' },
  { mention: /CodeBuild/i, principal: 'codebuild.amazonaws.com' },
  { mention: /states\.amazonaws/i, principal: 'states.amazonaws.com' },
  { mention: /Firehose/i, principal: 'firehose.amazonaws.com' },
  { mention: /API Gateway/i, principal: 'apigateway.amazonaws.com' },
  { mention: /Scheduler/i, principal: 'scheduler.amazonaws.com' },
  { mention: /EventBridge/i, principal: 'events.amazonaws.com' },
  { mention: /Glue/i, principal: 'glue.amazonaws.com' },
  { mention: /CloudFormation|is invalid or cannot be assumed/i, principal: 'cloudformation.amazonaws.com' },
];

function serviceIn(text: string): string | undefined {
  const named = /assumed by principal ([a-z.-]+\.amazonaws\.com)/i.exec(text)?.[1];
  return named ?? SERVICES.find(({ mention }) => mention.test(text))?.principal;
}

function subjectIn(text: string): string | undefined {
  const issuer = /No OpenIDConnect provider found in your account for (?:https?:\/\/)?([^\s,;)]+)/i.exec(text)?.[1];
  const principal = /Invalid principal in policy ?: ?(?:\w+ ?: ?)?([^\s,;)]+)/i.exec(text)?.[1];
  const role = /The role with name ([\w+=,.@-]{1,64}) cannot be found/i.exec(text)?.[1];
  const field = /Has prohibited field (\w+)/i.exec(text)?.[1];
  const profile = /config profile \(\s?(.{1,200}?)\s?\) could not be found/i.exec(text)?.[1];
  const parameter = /Value (.{1,100}?) at ?(?:roleSessionName|externalId|tags[.\w]*) ?failed to satisfy/i.exec(text)?.[1];
  const ofAws = /on the protected role ([\w+=,.@-]{1,64})/i.exec(text)?.[1];
  return issuer?.replace(/\.$/, '') ?? principal ?? role ?? field ?? profile ?? parameter ?? ofAws;
}
