/** A role, user or group that an attachment names by a text which only the deployment knows, and whether it may mean this one. */
import type { OwnPermissions } from './policy-book';
import { mayBeSameText } from '../policy/may-be-same-text';
import { PartlyKnownText } from '../policy/partly-known-text';

export interface PossibleTarget {
  readonly kind: OwnPermissions['kind'];
  /** What has one of these keys is meant for certain, and nothing else is. */
  readonly keys: readonly string[];
  /** 12 digits; undefined where the input does not say it. */
  readonly account?: string;
  /** What is known of its name. Undefined: nothing. */
  readonly name?: PartlyKnownText;
}

export function isMeantBy(target: PossibleTarget, { kind, keys, account, name }: OwnPermissions): boolean {
  if (kind !== target.kind || keys.some((key) => target.keys.includes(key))) return false;
  if (account !== undefined && target.account !== undefined && account !== target.account) return false;
  return name === undefined || target.name === undefined || mayBeSameText(name, target.name);
}
