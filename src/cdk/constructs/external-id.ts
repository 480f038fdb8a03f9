/** The ExternalId that callers of a role must send: a value, a deploy-time value, or none and the reason why. */
import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { requireKnownText, requireReason } from './iam-names';
import { show, ValidationError } from './validation-error';

/** @internal */
export type ExternalIdForm =
  | { readonly kind: 'sent'; /** The value, or a token for it. */ readonly value: string }
  | { readonly kind: 'waived'; readonly reason: string };

/**
 * The ExternalId that a caller has to pass to AssumeRole.
 *
 * It keeps a third party who serves many customers from being tricked into using its access to *your* account on behalf of
 * somebody else (the confused deputy). It has to be unique for each customer of that third party; it is no secret.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export class ExternalId {
  /**
   * A value that is known now: 2 to 1224 letters, digits and `_+=,.@:/-`. Wildcards are none of these.
   *
   * Throws for text of another form, and for tokens: those are `fromParameter` and `fromSsmParameter`.
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * ExternalId.of('9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55');
   */
  public static of(value: string): ExternalId {
    const where = 'ExternalId.of';
    const text = requireKnownText(where, 'ExternalId', value, 'Write the value, or use ExternalId.fromParameter() or ExternalId.fromSsmParameter() for a deploy-time value.');
    requireExternalIdText(where, text);
    return new ExternalId({ kind: 'sent', value: text });
  }

  /**
   * The value of a CloudFormation parameter of type `String` (or of an SSM parameter type that yields a string).
   *
   * Throws when the parameter has another type, or a default that is no ExternalId.
   */
  public static fromParameter(parameter: CfnParameter): ExternalId {
    const where = 'ExternalId.fromParameter';
    if (!(parameter instanceof CfnParameter)) {
      throw new ValidationError(where, `${show(parameter)} is not a CfnParameter. Pass the parameter itself, not its value.`);
    }
    if (parameter.type !== 'String' && parameter.type !== 'AWS::SSM::Parameter::Value<String>') {
      throw new ValidationError(where, `the parameter ${parameter.node.path} has type ${show(parameter.type)}. Declare it with type 'String'.`);
    }
    const preset: unknown = parameter.default;
    if (parameter.type === 'String' && preset !== undefined && !Token.isUnresolved(preset)) {
      requireExternalIdText(`${where}(${parameter.node.path})`, typeof preset === 'string' ? preset : String(preset));
    }
    return new ExternalId({ kind: 'sent', value: parameter.valueAsString });
  }

  /**
   * The value of an SSM parameter of type `String`, read by CloudFormation at deployment (a template parameter of type
   * `AWS::SSM::Parameter::Value<String>` is added to the stack of `scope`).
   *
   * @param scope any construct in the stack of the role
   * @param parameterName the name of the SSM parameter, e.g. `/partners/acme/external-id`
   */
  public static fromSsmParameter(scope: Construct, parameterName: string): ExternalId {
    const where = 'ExternalId.fromSsmParameter';
    const name = requireKnownText(where, 'parameter name', parameterName, "Write the name, e.g. '/partners/acme/external-id'.");
    if (!/^[\w./-]{1,1011}$/.test(name)) {
      throw new ValidationError(where, `${show(name)} is not the name of an SSM parameter: letters, digits and _./- only. Write the name, not its ARN, e.g. '/partners/acme/external-id'.`);
    }
    const parameter = parameterFor(Stack.of(scope), name);
    return new ExternalId({ kind: 'sent', value: parameter.valueAsString });
  }

  /**
   * No ExternalId is demanded. The reason is recorded in the `Metadata` of the role, and answers the rule `external-id-required`.
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * ExternalId.waived('the caller is our own security account');
   */
  public static waived(reason: string): ExternalId {
    return new ExternalId({ kind: 'waived', reason: requireReason('ExternalId.waived', reason) });
  }

  private constructor(/** @internal */ public readonly _form: ExternalIdForm) {}
}

/** One template parameter for each SSM parameter. The construct between them makes the CDK tell names apart that differ in slashes only. */
function parameterFor(stack: Stack, name: string): CfnParameter {
  const group = stack.node.tryFindChild('ExternalIdInSsm') ?? new Construct(stack, 'ExternalIdInSsm');
  // The tree takes no slash in an id; no name of a parameter holds a bar.
  const id = name.replaceAll('/', '|');
  const known = group.node.tryFindChild(id);
  if (known instanceof CfnParameter) return known;
  return new CfnParameter(group as Construct, id, {
    type: 'AWS::SSM::Parameter::Value<String>',
    default: name,
    description: `ExternalId that callers of a role must send, from SSM parameter ${name}`,
  });
}

function requireExternalIdText(where: string, text: string): void {
  const rule = 'An ExternalId is 2 to 1224 letters, digits and _+=,.@:/-';
  if (/[*?]/.test(text)) {
    throw new ValidationError(where, `the ExternalId ${show(text)} holds a wildcard. ${rule}; every caller sends one exact value.`);
  }
  if (/\s/.test(text)) throw new ValidationError(where, `the ExternalId ${show(text)} holds white space. ${rule}.`);
  if (!/^[\w+=,.@:/-]{2,1224}$/.test(text)) {
    const given = text.length > 80 ? `of ${text.length} characters` : show(text);
    throw new ValidationError(where, `the ExternalId ${given} is refused by STS. ${rule}. Write a random value, e.g. a UUID.`);
  }
}
