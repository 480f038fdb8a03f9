/**
 * The error that bad input gets: it names the construct or the call, the value, and what to write instead.
 *
 * The CDK's own class of this name is internal to it and changes its constructor between releases; what is public is the test
 * `Errors.isValidationError`, and that test recognises this class.
 */

const CONSTRUCT_ERROR = Symbol.for('@aws-cdk/core.SynthesisError');
const VALIDATION_ERROR = Symbol.for('@aws-cdk/core.ValidationError');

export class ValidationError extends Error {
  public readonly name = 'ValidationError';
  public readonly level = 'error';
  public readonly type = 'validation';

  /**
   * @param where the path of the construct (`PartnerStack/Audit`), or the call of a value that has no construct (`ExternalId.of`)
   * @param message what was given, why it is refused, and what to write instead
   */
  constructor(where: string, message: string) {
    super(`${where}: ${message}`);
    Object.defineProperty(this, CONSTRUCT_ERROR, { value: true });
    Object.defineProperty(this, VALIDATION_ERROR, { value: true });
  }
}

/** A given value as a message shows it: text in quotes, the rest as JavaScript prints it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  return `an object of type ${value.constructor?.name ?? 'Object'}`;
}
