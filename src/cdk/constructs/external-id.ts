/** The ExternalId that callers of a role must send: a value, a deploy-time value, or a reason why none is required. */
import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { requireKnownText, requireReason } from './iam-names';
import { show, ValidationError } from './validation-error';

/** @internal */
export type ExternalIdForm =
  | { readonly kind: 'sent'; /** The value, or a token that stands for it. */ readonly value: string }
  | { readonly kind: 'waived'; readonly reason: string };

/**
 * The ExternalId that a caller must pass to AssumeRole.
 *
 * It protects against the confused deputy problem: a third party with many customers cannot be tricked into using its access to
 * *your* account on behalf of another customer. The value must be unique for each customer of the third party. AWS does not
 * treat it as a secret.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export class ExternalId {
  /**
   * The ExternalId with this value: 2 to 1224 letters, digits and the characters `_+=,.@:/-`.
   *
   * Throws for any other text, wildcards included, and for tokens: use `fromParameter` or `fromSsmParameter` for a value that is
   * known only at deployment.
   *
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   * @param value the ExternalId itself
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * ExternalId.of('9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55');
   */
  public static of(value: string): ExternalId {
    const where = 'ExternalId.of';
    const instead = 'Write the value, or use ExternalId.fromParameter() or ExternalId.fromSsmParameter() for a deploy-time value.';
    const text = requireKnownText(where, 'ExternalId', value, instead);
    requireExternalIdText(where, text);
    return new ExternalId({ kind: 'sent', value: text });
  }

  /**
   * The value of a CloudFormation parameter of type `String` or `AWS::SSM::Parameter::Value<String>`.
   *
   * Throws if the parameter has another type, or a default that is not a valid ExternalId.
   *
   * @param parameter the parameter itself, not its value
   */
  public static fromParameter(parameter: CfnParameter): ExternalId {
    const where = 'ExternalId.fromParameter';
    if (!(parameter instanceof CfnParameter)) {
      throw new ValidationError(where, `${show(parameter)} is not a CfnParameter. Pass the parameter itself, not its value.`);
    }
    if (parameter.type !== 'String' && parameter.type !== 'AWS::SSM::Parameter::Value<String>') {
      const { path } = parameter.node;
      throw new ValidationError(where, `the parameter ${path} has the type ${show(parameter.type)}. Declare it with type 'String'.`);
    }
    const preset: unknown = parameter.default;
    if (parameter.type === 'String' && preset !== undefined && !Token.isUnresolved(preset)) {
      requireExternalIdText(`${where}(${parameter.node.path})`, typeof preset === 'string' ? preset : String(preset));
    }
    return new ExternalId({ kind: 'sent', value: parameter.valueAsString });
  }

  /**
   * The value of an SSM parameter of type `String`, which CloudFormation reads at deployment.
   *
   * Adds a template parameter of type `AWS::SSM::Parameter::Value<String>` to the stack of `scope`. Throws if `parameterName` is
   * not the name of an SSM parameter, or is a token.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
   * @param scope any construct in the stack of the role
   * @param parameterName the name of the SSM parameter, such as `/partners/acme/external-id`
   */
  public static fromSsmParameter(scope: Construct, parameterName: string): ExternalId {
    const where = 'ExternalId.fromSsmParameter';
    const name = requireKnownText(where, 'parameter name', parameterName, "Write the name, for example '/partners/acme/external-id'.");
    if (!/^[\w./-]{1,1011}$/.test(name)) {
      throw new ValidationError(
        where,
        `${show(name)} is not the name of an SSM parameter, which has only letters, digits and _./-. ` +
          "Write the name, not the ARN, for example '/partners/acme/external-id'.",
      );
    }
    const parameter = parameterFor(Stack.of(scope), name);
    return new ExternalId({ kind: 'sent', value: parameter.valueAsString });
  }

  /**
   * No ExternalId is required.
   *
   * The reason is recorded in the `Metadata` of the role, and acknowledges the rule `external-id-required` of the guard for this
   * role. Throws if the reason is blank.
   *
   * @param reason why the role does not need an ExternalId
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

/** One template parameter for each SSM parameter. The construct in between keeps names distinct that differ only in their slashes. */
function parameterFor(stack: Stack, name: string): CfnParameter {
  const group = stack.node.tryFindChild('ExternalIdInSsm') ?? new Construct(stack, 'ExternalIdInSsm');
  // The id of a construct cannot contain a slash, and the name of an SSM parameter cannot contain a vertical bar.
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
    throw new ValidationError(where, `the ExternalId ${show(text)} contains a wildcard. ${rule}. Write the exact value that callers send.`);
  }
  if (/\s/.test(text)) throw new ValidationError(where, `the ExternalId ${show(text)} contains white space. ${rule}.`);
  if (!/^[\w+=,.@:/-]{2,1224}$/.test(text)) {
    const given = text.length > 80 ? `of ${text.length} characters` : show(text);
    throw new ValidationError(where, `the ExternalId ${given} is rejected by STS. ${rule}. Write a random value, for example a UUID.`);
  }
}
