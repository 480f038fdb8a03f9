/**
 * Waivers: what a `SecureCrossAccountRole` was told to leave out, and why. They travel in the `Metadata` of its CloudFormation
 * resource, so that whoever reads the rendered resource (the guard, a reviewer of the template) knows the recorded reason.
 */
import { field } from './template';

/** The name of the guard as a plugin of the CDK, and the namespace of the ids by which people acknowledge its findings. */
export const PLUGIN_NAME = 'SecureTrust';

/** The one key in the resource's `Metadata`. Its value is `{ waivers: [{ rule, reason }] }`. */
export const WAIVERS_METADATA_KEY = 'cdk-secure-trust';

/** One demand that was given up on purpose. */
export interface Waiver {
  /** The id of the rule that the waiver answers: `mfa-required`. */
  readonly rule: string;
  /** Never blank. */
  readonly reason: string;
}

/** The value to store under `WAIVERS_METADATA_KEY`. */
export function waiversMetadata(waivers: readonly Waiver[]): { readonly waivers: readonly Waiver[] } {
  return { waivers };
}

/**
 * Reads the waivers from the rendered `Metadata` of a resource. Whatever does not have the exact shape is no waiver: an
 * entry without a rule or without a reason excuses nothing.
 */
export function readWaivers(metadata: unknown): Waiver[] {
  const entries = field(field(metadata, WAIVERS_METADATA_KEY), 'waivers');
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    const rule = field(entry, 'rule');
    const reason = field(entry, 'reason');
    return isText(rule) && isText(reason) ? [{ rule, reason }] : [];
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
