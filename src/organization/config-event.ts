/**
 * Reads the events with which AWS Config invokes the function of a custom rule.
 *
 * See https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
 */
import { checkJson } from '../cloudformation/check-json';
import { field, isObject, JsonObject, textField } from '../cloudformation/template';
import { refuse } from '../input/input-error';

export interface ConfigEvent {
  /** Undefined for a scheduled evaluation: all roles of the account. */
  readonly item?: ChangedItem;
  /** When AWS Config started the evaluation, or recorded the change. */
  readonly time: Date;
  readonly resultToken: string;
  /** The account that owns the resources. */
  readonly account: string;
}

export interface ChangedItem {
  readonly resourceType: string;
  readonly resourceId: string;
  /** It is deleted, not recorded any more, or out of the scope of the rule. */
  readonly isGone: boolean;
  /** Undefined if it is too large for the event, and has to be fetched. */
  readonly content?: JsonObject;
}

export function readConfigEvent(event: unknown): ConfigEvent {
  const resultToken = textField(event, 'resultToken');
  const account = textField(event, 'accountId');
  const text = textField(event, 'invokingEvent');
  if (text === undefined || resultToken === undefined || account === undefined || !/^\d{12}$/.test(account)) {
    refuse(EVENT, 'is not the event of an AWS Config rule: expected invokingEvent, resultToken and accountId');
  }
  const invoking = parsed(text);
  const known = { resultToken, account };
  const isOutOfScope = field(event, 'eventLeftScope') === true;
  switch (textField(invoking, 'messageType')) {
    case 'ConfigurationItemChangeNotification': {
      const content = field(invoking, 'configurationItem');
      if (!isObject(content)) refuse(EVENT, 'has no configurationItem');
      return { ...known, time: timeOf(content.configurationItemCaptureTime), item: { ...itemOf(content, isOutOfScope), content } };
    }
    case 'OversizedConfigurationItemChangeNotification': {
      const summary = field(invoking, 'configurationItemSummary');
      return { ...known, time: timeOf(field(summary, 'configurationItemCaptureTime')), item: itemOf(summary, isOutOfScope) };
    }
    case 'ScheduledNotification': return { ...known, time: timeOf(field(invoking, 'notificationCreationTime')) };
    default: return refuse(EVENT, 'has a messageType that no rule of this package is triggered by');
  }
}

const EVENT = 'the event';

function parsed(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse(EVENT, 'has an invokingEvent that is not valid JSON');
  }
  const problem = checkJson(text);
  if (problem !== undefined) refuse(EVENT, `has an invokingEvent that ${problem}`);
  return value;
}

/** See https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html for the states of an item. */
const GONE = ['ResourceDeleted', 'ResourceDeletedNotRecorded', 'ResourceNotRecorded'];

export function isGone(item: unknown): boolean {
  return GONE.includes(textField(item, 'configurationItemStatus') ?? '');
}

function itemOf(item: unknown, isOutOfScope: boolean): ChangedItem {
  const resourceType = textField(item, 'resourceType');
  const resourceId = textField(item, 'resourceId');
  if (!resourceType || !resourceId) refuse(EVENT, 'has a configuration item without resourceType or resourceId');
  return { resourceType, resourceId, isGone: isOutOfScope || isGone(item) };
}

function timeOf(written: unknown): Date {
  const time = new Date(typeof written === 'string' ? written : NaN);
  if (Number.isNaN(time.getTime())) refuse(EVENT, 'does not say its time');
  return time;
}
