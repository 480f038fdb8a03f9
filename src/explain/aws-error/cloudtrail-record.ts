/** An STS call in CloudTrail: the error, and what the caller sent. A record is printed alone, in a list, or as text inside an event. */
import type { JsonObject } from '../../cloudformation/template';
import { readJsonText } from '../../policy/json-text';
import { isPlainMap } from '../../policy/resolved-value';

export interface CalledWith {
  readonly externalId?: string;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly durationSeconds?: number;
  readonly hasMfa: boolean;
  readonly tags: ReadonlyMap<string, string>;
  /** The subject of the token, from `userIdentity.userName`. */
  readonly subject?: string;
}

export interface TrailRecord {
  readonly message: string;
  readonly operation?: string;
  readonly callerArn?: string;
  readonly resourceArn?: string;
  readonly calledWith: CalledWith;
}

/** Undefined if the text is not a record with an error. */
export function readTrailRecord(text: string): TrailRecord | undefined {
  const record = recordIn(readJsonText(text), 4);
  if (!record) return undefined;
  const { eventName, errorCode, errorMessage } = record;
  const sent = mapOf(record.requestParameters);
  const caller = mapOf(record.userIdentity);
  const isOfToken = caller.type === 'WebIdentityUser' || caller.type === 'SAMLUser';
  return {
    message: [errorCode, errorMessage].filter((part) => typeof part === 'string').join(': '),
    operation: textOf(eventName),
    callerArn: isOfToken ? textOf(caller.identityProvider) : textOf(caller.arn),
    resourceArn: textOf(sent.roleArn),
    calledWith: {
      externalId: textOf(sent.externalId),
      sessionName: textOf(sent.roleSessionName),
      sourceIdentity: textOf(sent.sourceIdentity),
      durationSeconds: typeof sent.durationSeconds === 'number' ? sent.durationSeconds : undefined,
      hasMfa: textOf(sent.serialNumber) !== undefined,
      tags: tagsOf(sent.tags),
      subject: isOfToken ? textOf(caller.userName) : undefined,
    },
  };
}

/** The first record with an error: the value itself, one of a list (`Records`, `Events`), or the text of `CloudTrailEvent`. */
function recordIn(value: unknown, depth: number): JsonObject | undefined {
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return value.map((item) => recordIn(item, depth - 1)).find((found) => found !== undefined);
  if (!isPlainMap(value)) return undefined;
  if (typeof value.eventName === 'string' && (typeof value.errorCode === 'string' || typeof value.errorMessage === 'string')) return value;
  const { CloudTrailEvent: inner, Records, Events, detail } = value;
  const text = typeof inner === 'string' ? readJsonText(inner) : undefined;
  return recordIn(text ?? Records ?? Events ?? detail, depth - 1);
}

function mapOf(value: unknown): JsonObject {
  return isPlainMap(value) ? value : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function tagsOf(value: unknown): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of Array.isArray(value) ? value : []) {
    const { key, value: text } = mapOf(tag);
    if (typeof key === 'string' && typeof text === 'string') tags.set(key, text);
  }
  return tags;
}
