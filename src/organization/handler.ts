/**
 * The function that `TrustPolicyHook`, `TrustPolicyConfigRule` and `OrganizationTrustPolicyRule` deploy. AWS Lambda loads this file: beside
 * it are the other rooms of this package that it needs, and the settings.
 */
import { answerHook, HookAnswer } from './answer-hook';
import { configService, LoadSdk } from './config-service';
import { deployedSettings } from './deployed-settings';
import { downloadPayload } from './download-payload';
import { EvaluationCounts, evaluateRoles } from './evaluate-roles';
import { RoleJudge } from './judge-roles';
import { MEMBER_ROLE_VARIABLE } from './member-role-variable';

/** What is used of the context that AWS Lambda passes to a handler. */
interface FunctionContext {
  /** `arn:aws:lambda:eu-west-1:111122223333:function:TrustPolicies` */
  readonly invokedFunctionArn: string;
}

/** Answers the event of a CloudFormation hook. Never throws. */
export async function hook(event: unknown): Promise<HookAnswer> {
  return answerHook(event, { judge: { judge: (roles) => sharedJudge().judge(roles) }, download: downloadPayload, log });
}

/** Evaluates the event of an AWS Config rule. */
export async function configRule(event: unknown, context: FunctionContext): Promise<EvaluationCounts> {
  const config = (account: string) => configService(loadSdk, memberRoleArn(account, context));
  const counts = await evaluateRoles(event, { judge: sharedJudge(), config, log });
  log(JSON.stringify(counts));
  return counts;
}

let judge: RoleJudge | undefined;

/** One for all events: it remembers the policies that it judged. */
function sharedJudge(): RoleJudge {
  return judge ??= new RoleJudge(deployedSettings(), () => new Date());
}

/** The account of the function itself needs no role. */
function memberRoleArn(account: string, { invokedFunctionArn }: FunctionContext): string | undefined {
  const [, partition, , , ownAccount] = invokedFunctionArn.split(':');
  if (account === ownAccount) return undefined;
  const name = process.env[MEMBER_ROLE_VARIABLE];
  if (!name) throw new Error(`the event is about account ${account}, and this rule evaluates account ${ownAccount} only`);
  return `arn:${partition}:iam::${account}:role/${name}`;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadSdk: LoadSdk = (name) => require(name);

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}
