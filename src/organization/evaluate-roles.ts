/**
 * Evaluates an AWS Config rule: is the trust policy of each role compliant?
 *
 * A role that cannot be checked is not compliant. Where not even that can be said - the event makes no sense, AWS Config does not answer -
 * the evaluation throws, and AWS Config shows that the rule failed.
 *
 * See https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_lambda-functions.html
 */
import { ChangedItem, ConfigEvent, isGone, readConfigEvent } from './config-event';
import { Compliance, ConfigService, Evaluation } from './config-service';
import { errorsOf, JudgedRole, RoleJudge } from './judge-roles';
import { rolesOfDocument } from './roles-of-document';
import { annotationOf, unreadableAnnotation } from './short-texts';
import { textField } from '../cloudformation/template';
import { InputError } from '../input/input-error';
import { InputRole } from '../input/input-role';

export interface RuleTools {
  readonly judge: Pick<RoleJudge, 'judge'>;
  /** AWS Config, in the account that owns the roles. */
  readonly config: (account: string) => Promise<ConfigService>;
  readonly log: (line: string) => void;
}

/** For the log, and for tests. */
export interface EvaluationCounts {
  readonly compliant: number;
  readonly nonCompliant: number;
  readonly notApplicable: number;
}

export async function evaluateRoles(event: unknown, tools: RuleTools): Promise<EvaluationCounts> {
  const read = readConfigEvent(event);
  const config = await tools.config(read.account);
  const report = new EvaluationReport(config, read);
  if (read.item === undefined) {
    for await (const items of allRoles(config)) await report.add(items.map((item) => evaluateItem(item, read, tools)));
  } else {
    await report.add([await evaluateChange(read.item, read, config, tools)]);
  }
  await report.finish();
  return report.counts;
}

const ROLE = 'AWS::IAM::Role';

async function evaluateChange(item: ChangedItem, event: ConfigEvent, config: ConfigService, tools: RuleTools): Promise<Evaluation> {
  const { resourceType, resourceId, content } = item;
  if (item.isGone || resourceType !== ROLE) return evaluation(resourceType, resourceId, 'NOT_APPLICABLE', event);
  return evaluateItem(content ?? await latestItem(item, event, config), event, tools, resourceId);
}

/** @param resourceId where the item itself need not be asked */
function evaluateItem(item: unknown, event: ConfigEvent, { judge, log }: RuleTools, resourceId = idOf(item)): Evaluation {
  if (isGone(item)) return evaluation(ROLE, resourceId, 'NOT_APPLICABLE', event);
  let roles: readonly InputRole[];
  try {
    ({ roles } = rolesOfDocument(item, { name: 'the configuration item', account: event.account }));
    if (roles.length !== 1) throw new InputError('the configuration item', `describes ${roles.length} roles instead of one`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    log(`${resourceId} could not be read: ${error.message}`);
    return evaluation(ROLE, resourceId, 'NON_COMPLIANT', event, unreadableAnnotation(error));
  }
  const [judged] = judge.judge(roles);
  if (judged.internalError !== undefined) log(`${resourceId} could not be checked: ${judged.internalError}`);
  return evaluation(ROLE, resourceId, isCompliant(judged) ? 'COMPLIANT' : 'NON_COMPLIANT', event, annotationOf(judged));
}

function isCompliant(judged: JudgedRole): boolean {
  return judged.internalError === undefined && errorsOf(judged).length === 0;
}

function idOf(item: unknown): string {
  const id = textField(item, 'resourceId');
  if (!id) throw new InputError('the answer of AWS Config', 'has a role without resourceId');
  return id;
}

function evaluation(
  resourceType: string, resourceId: string, compliance: Compliance, { time }: ConfigEvent, annotation?: string,
): Evaluation {
  return {
    ComplianceResourceType: resourceType,
    ComplianceResourceId: resourceId,
    ComplianceType: compliance,
    ...annotation !== undefined && { Annotation: annotation },
    OrderingTimestamp: time,
  };
}

/** What was too large for the event. */
async function latestItem({ resourceType, resourceId }: ChangedItem, { time }: ConfigEvent, config: ConfigService): Promise<unknown> {
  const { configurationItems = [] } = await config.getResourceConfigHistory({ resourceType, resourceId, laterTime: time, limit: 1 });
  if (configurationItems.length !== 1) throw new Error(`AWS Config has no configuration item of ${resourceId} at ${time.toISOString()}`);
  return configurationItems[0];
}

const SELECT =
  'select resourceId, resourceName, resourceType, accountId, arn, configurationItemStatus, '
  + `configuration.assumeRolePolicyDocument, configuration.maxSessionDuration where resourceType = '${ROLE}'`;
/** AWS Config allows no more, neither in a query nor in `PutEvaluations`. */
const MOST_AT_ONCE = 100;

async function* allRoles(config: ConfigService): AsyncGenerator<readonly unknown[]> {
  let next: string | undefined;
  do {
    const { Results: results = [], NextToken: token } = await config.selectResourceConfig({
      Expression: SELECT, Limit: MOST_AT_ONCE, ...next !== undefined && { NextToken: next },
    });
    yield results.map((result) => JSON.parse(result) as unknown);
    next = token === '' ? undefined : token;
  } while (next !== undefined);
}

/** With this token, the evaluations are not stored: for a test of the function. */
const TEST_TOKEN = 'TESTMODE';

class EvaluationReport {
  private readonly waiting: Evaluation[] = [];
  private readonly byCompliance = new Map<Compliance, number>();

  constructor(private readonly config: ConfigService, private readonly event: ConfigEvent) { }

  public get counts(): EvaluationCounts {
    const count = (compliance: Compliance) => this.byCompliance.get(compliance) ?? 0;
    return { compliant: count('COMPLIANT'), nonCompliant: count('NON_COMPLIANT'), notApplicable: count('NOT_APPLICABLE') };
  }

  public async add(evaluations: readonly Evaluation[]): Promise<void> {
    this.waiting.push(...evaluations);
    while (this.waiting.length >= MOST_AT_ONCE) await this.put(this.waiting.splice(0, MOST_AT_ONCE));
  }

  public async finish(): Promise<void> {
    if (this.waiting.length > 0) await this.put(this.waiting.splice(0));
  }

  /** AWS Config names those that it did not take: they are sent once more. */
  private async put(evaluations: readonly Evaluation[]): Promise<void> {
    const failed = await this.send(evaluations);
    const failedAgain = failed.length > 0 ? await this.send(failed) : [];
    if (failedAgain.length > 0) throw new Error(`AWS Config did not take ${failedAgain.length} of ${evaluations.length} evaluations`);
    for (const { ComplianceType: type } of evaluations) this.byCompliance.set(type, (this.byCompliance.get(type) ?? 0) + 1);
  }

  private async send(evaluations: readonly Evaluation[]): Promise<readonly Evaluation[]> {
    const { resultToken } = this.event;
    const answer = await this.config.putEvaluations({
      Evaluations: evaluations, ResultToken: resultToken, TestMode: resultToken === TEST_TOKEN,
    });
    return answer.FailedEvaluations ?? [];
  }
}
