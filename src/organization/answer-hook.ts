/**
 * Answers a CloudFormation hook: may the operation go on?
 *
 * It fails whenever it is not certain that it may: also if the event cannot be read, or something here is broken. Whether a failure keeps
 * CloudFormation from going on, or only warns, is set where the hook is deployed.
 *
 * See https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/lambda-hooks-create-lambda-function.html
 */
import { templateAfterChanges } from './change-set';
import { errorsOf, JudgedRole, RoleJudge } from './judge-roles';
import { PlaceOfDocument, rolesOfDocument } from './roles-of-document';
import { failureMessage, passMessage, refusalMessage } from './short-texts';
import { field, isObject, textField } from '../cloudformation/template';
import { crashInWords } from '../findings/crash';
import { refuse } from '../input/input-error';
import { TrustInInput } from '../input/input-template';
import { parseDocument } from '../input/read-document';

export interface HookAnswer {
  readonly hookStatus: 'SUCCESS' | 'FAILED';
  /** Present if the status is FAILED. */
  readonly errorCode?: 'NonCompliant' | 'InternalFailure';
  readonly message: string;
  readonly clientRequestToken: string;
}

export interface HookTools {
  readonly judge: Pick<RoleJudge, 'judge'>;
  /** Downloads the text behind a presigned URL. */
  readonly download: (url: string) => Promise<string>;
  /** For what went wrong: the message is for developers, the log for the owners of the hook. */
  readonly log: (line: string) => void;
}

/** Never throws. */
export async function answerHook(event: unknown, tools: HookTools): Promise<HookAnswer> {
  const clientRequestToken = tokenOf(event);
  try {
    return { ...await judgeOperation(event, tools), clientRequestToken };
  } catch (error) {
    tools.log(`the event could not be answered: ${logged(error)}`);
    return { hookStatus: 'FAILED', errorCode: 'InternalFailure', message: failureMessage(error), clientRequestToken };
  }
}

type Verdict = Omit<HookAnswer, 'clientRequestToken'>;

async function judgeOperation(event: unknown, { judge, download, log }: HookTools): Promise<Verdict> {
  if (textField(event, 'actionInvocationPoint') === 'DELETE_PRE_PROVISION') {
    return { hookStatus: 'SUCCESS', message: 'Nobody can assume a role that is deleted.' };
  }
  const { roles, unseen } = await rolesOfOperation(event, download);
  const judged = judge.judge(roles);
  judged.forEach(({ internalError }) => internalError !== undefined && log(`a role could not be checked: ${internalError}`));
  if (judged.some((each) => errorsOf(each).length > 0)) {
    return { hookStatus: 'FAILED', errorCode: 'NonCompliant', message: refusalMessage(judged) };
  }
  const broken = judged.find(({ internalError }) => internalError !== undefined);
  if (broken !== undefined) return { hookStatus: 'FAILED', errorCode: 'InternalFailure', message: failureMessage(broken.internalError) };
  requireAllJudged(judged, roles.length);
  return { hookStatus: 'SUCCESS', message: passMessage(judged, unseen) };
}

function requireAllJudged(judged: readonly JudgedRole[], count: number): void {
  if (judged.length !== count) throw new Error(`only ${judged.length} of ${count} roles were checked`);
}

async function rolesOfOperation(event: unknown, download: HookTools['download']): Promise<TrustInInput> {
  const request = field(event, 'requestData');
  switch (textField(request, 'targetName')) {
    case undefined: return refuse(EVENT, 'requestData.targetName is missing: this is not the event of a CloudFormation hook');
    case 'STACK': return rolesOfStack(await payloadOf(request, download), event);
    case 'CHANGE_SET': return rolesOfStack(await payloadOf(request, download), event);
    default: return rolesOfResource(request, event);
  }
}

const EVENT = 'the event';

/** A resource as it is going to be, with all values, is a template with one resource. */
function rolesOfResource(request: unknown, event: unknown): TrustInInput {
  const properties = field(field(request, 'targetModel'), 'resourceProperties');
  if (!isObject(properties)) refuse(EVENT, 'requestData.targetModel.resourceProperties is not an object');
  const resource = { Type: textField(request, 'targetName'), Properties: properties };
  return rolesOfDocument({ Resources: { [logicalIdOf(request)]: resource } }, placeOf(event, 'the resource'));
}

/** Cloud Control has no logical IDs, and makes one up. */
function logicalIdOf(request: unknown): string {
  const written = textField(request, 'targetLogicalId');
  return written !== undefined && /^[A-Za-z0-9]+$/.test(written) ? written : 'Resource';
}

function rolesOfStack(payload: unknown, event: unknown): TrustInInput {
  const text = textField(payload, 'template');
  if (text === undefined) refuse(PAYLOAD, 'template is missing, or not text');
  const template = templateAfterChanges(parseDocument(TEMPLATE, text), field(payload, 'changedResources'));
  if (!isObject(field(template, 'Resources'))) refuse(TEMPLATE, 'has no Resources');
  return rolesOfDocument(template, placeOf(event, TEMPLATE));
}

const PAYLOAD = 'the payload';
const TEMPLATE = 'the template';

async function payloadOf(request: unknown, download: HookTools['download']): Promise<unknown> {
  const url = textField(request, 'payload');
  if (url === undefined) refuse(EVENT, 'requestData.payload is missing, or not text');
  const text = await download(url);
  // A payload that begins otherwise would be read as YAML.
  if (!/^\s*\{/.test(text)) refuse(PAYLOAD, 'is not a JSON object');
  return parseDocument(PAYLOAD, text);
}

/** `arn:aws:cloudformation:us-west-2:123456789012:stack/MyStack/1a2345b6-…` */
const STACK = /^arn:[^:]+:cloudformation:([a-z0-9-]+):\d{12}:stack\/([^/]+)\//;

function placeOf(event: unknown, name: string): PlaceOfDocument {
  const account = textField(event, 'awsAccountId');
  const [, region, stackName] = STACK.exec(textField(event, 'stackId') ?? textField(event, 'stackID') ?? '') ?? [];
  return { name, region, stackName, account: account !== undefined && /^\d{12}$/.test(account) ? account : undefined };
}

/** AWS documents both spellings. */
function tokenOf(event: unknown): string {
  return textField(event, 'clientRequestToken') ?? textField(event, 'clientRequesttoken') ?? '';
}

function logged(error: unknown): string {
  try {
    return crashInWords(error);
  } catch {
    return 'an error that cannot be shown';
  }
}
