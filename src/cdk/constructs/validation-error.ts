/**
 * The error for invalid input. It names the construct or the call, the value, and what to write instead.
 *
 * The CDK has an internal class of this name, with a constructor that changes between releases. Its public test
 * `Errors.isValidationError` recognises this class, too.
 */

const CONSTRUCT_ERROR = Symbol.for('@aws-cdk/core.SynthesisError');
const VALIDATION_ERROR = Symbol.for('@aws-cdk/core.ValidationError');

export class ValidationError extends Error {
  public readonly name = 'ValidationError';
  public readonly level = 'error';
  public readonly type = 'validation';

  /**
   * @param where the path of the construct (`PartnerStack/Audit`), or the method if there is no construct (`ExternalId.of`)
   * @param message what was given, why it is rejected, and what to write instead
   */
  constructor(where: string, message: string) {
    super(`${where}: ${message}`);
    Object.defineProperty(this, CONSTRUCT_ERROR, { value: true });
    Object.defineProperty(this, VALIDATION_ERROR, { value: true });
  }
}

/** A value as messages show it: text in quotes, other values as JavaScript prints them. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  return `an object of type ${value.constructor?.name ?? 'Object'}`;
}
