/**
 * Waivers: requirements that a `SecureCrossAccountRole` leaves out on request, and why. They are stored in the `Metadata` of its
 * CloudFormation resource, so that the guard, or a reviewer of the template, finds the recorded reason.
 */
import { field } from './template';

/** The one key in the resource's `Metadata`. Its value is `{ waivers: [{ rule, reason }] }`. */
export const WAIVERS_METADATA_KEY = 'cdk-secure-trust';

/** One requirement that was waived on purpose. */
export interface Waiver {
  /** The ID of the rule that is waived: `mfa-required`. */
  readonly rule: string;
  /** Never blank. */
  readonly reason: string;
}

/** The value to store under `WAIVERS_METADATA_KEY`. */
export function waiversMetadata(waivers: readonly Waiver[]): { readonly waivers: readonly Waiver[] } {
  return { waivers };
}

/**
 * Reads the waivers from the rendered `Metadata` of a resource. Anything else is not a waiver: an
 * entry without a rule or without a reason waives nothing.
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
