/** One STS call as a user of the library describes it, and its translation into the request that the engine evaluates. */
import { Duration } from 'aws-cdk-lib';
import { show, ValidationError } from './validation-error';
import { EvaluatedRequest, Caller, ContextValue } from '../../evaluation/assume-role-request';
import { callerWithArn, callerWithProvider, conditionKeysOf, requestOf } from '../../evaluation/described-request';
import { MfaState, nameForKeys, requestKeyOf } from '../../evaluation/request-keys';
import { TrustPolicyReading } from '../../policy/trust-policy';

/**
 * One call to AssumeRole, AssumeRoleWithWebIdentity or AssumeRoleWithSAML.
 *
 * Exactly one of `callerArn`, `service` and `federatedProvider` identifies the caller. A condition key that is not given is
 * missing from the request, unless AWS always sends it for such a caller: then the key is unknown.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * const request: AssumeRoleRequest = {
 *   callerArn: 'arn:aws:iam::111122223333:user/alice',
 *   externalId: 'x9-31',
 *   mfa: true,
 * };
 */
export interface AssumeRoleRequest {
  /**
   * The ARN of an IAM user (`arn:aws:iam::111122223333:user/alice`), of a role session
   * (`arn:aws:sts::111122223333:assumed-role/Deploy/ci`), or of a role (`arn:aws:iam::111122223333:role/team/Deploy`), which stands
   * for a session of that role.
   *
   * @default - the caller is identified by `service` or `federatedProvider`
   */
  readonly callerArn?: string;

  /**
   * The service principal of the AWS service that calls, such as `lambda.amazonaws.com`.
   *
   * @default - the caller is identified by `callerArn` or `federatedProvider`
   */
  readonly service?: string;

  /**
   * The identity provider that issued the caller's token or assertion: the ARN of an OIDC or SAML provider, or the name of a
   * built-in provider (`cognito-identity.amazonaws.com`, `accounts.google.com`, `graph.facebook.com`, `www.amazon.com`). Put the
   * claims into `context`.
   *
   * @default - the caller is identified by `callerArn` or `service`
   */
  readonly federatedProvider?: string;

  /**
   * The ExternalId that the caller sends.
   *
   * @default - no ExternalId
   */
  readonly externalId?: string;

  /**
   * The value of `aws:MultiFactorAuthPresent`: true if the user authenticated with MFA, false for temporary credentials that
   * were issued without MFA. Only IAM users can authenticate with MFA.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
   * @default - the key is missing from the request, as it is with a long-term access key
   */
  readonly mfa?: boolean;

  /**
   * How long ago the user authenticated with MFA (`aws:MultiFactorAuthAge`). Implies `mfa: true`.
   *
   * @default - 0 seconds if `mfa` is true
   */
  readonly mfaAge?: Duration;

  /**
   * The name of the new session (`sts:RoleSessionName`): 2 to 64 characters.
   *
   * @default example-session
   */
  readonly sessionName?: string;

  /**
   * The source identity that the caller sets.
   *
   * @default - no source identity
   */
  readonly sourceIdentity?: string;

  /**
   * The session tags that the caller passes.
   *
   * @default - no session tags
   */
  readonly sessionTags?: { [key: string]: string };

  /**
   * Other condition keys with a single value, such as `{ 'aws:SourceIp': '203.0.113.7' }`.
   *
   * @default - no other single-valued keys
   */
  readonly context?: { [key: string]: string };

  /**
   * Other condition keys with several values, such as `{ 'aws:PrincipalOrgPaths': ['o-a1b2c3d4e5/r-ab12/'] }`.
   *
   * @default - no other multivalued keys
   */
  readonly contextLists?: { [key: string]: string[] };
}

const WHERE = 'TrustPolicy.evaluate';
const FIELDS: ReadonlySet<string> = new Set([
  'callerArn',
  'service',
  'federatedProvider',
  'externalId',
  'mfa',
  'mfaAge',
  'sessionName',
  'sourceIdentity',
  'sessionTags',
  'context',
  'contextLists',
]);

/** The request to evaluate. Keys that the policy tests and AWS always sends for such a caller are unknown if they are not given. */
export function evaluatedRequest(request: AssumeRoleRequest, reading: TrustPolicyReading): EvaluatedRequest {
  const unknown = Object.keys(request).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) {
    throw new ValidationError(WHERE, `the request has no field ${show(unknown)}. Put other condition keys into context.`);
  }
  const caller = describedCaller(request);
  requirePossible(request, caller);
  const described = {
    caller,
    externalId: request.externalId,
    mfa: request.mfa ?? (request.mfaAge === undefined ? undefined : true),
    mfaAgeSeconds: request.mfaAge?.toSeconds(),
    sessionName: request.sessionName ?? 'example-session',
    sourceIdentity: request.sourceIdentity,
    sessionTags: new Map(Object.entries(request.sessionTags ?? {})),
    context: new Map<string, ContextValue>([...Object.entries(request.context ?? {}), ...Object.entries(request.contextLists ?? {})]),
  };
  return requestOf(described, unknownKeys(requestOf(described), reading));
}

function unknownKeys({ context, caller }: EvaluatedRequest, reading: TrustPolicyReading): Set<string> {
  const mfa = (context.get('aws:multifactorauthpresent') ?? 'absent') as MfaState;
  const asked = conditionKeysOf(reading.variants.flatMap(({ statements }) => statements));
  return new Set(
    [...asked].filter((key) => {
      const { presence } = requestKeyOf(key, caller.kind, mfa, nameForKeys(caller));
      return !context.has(key) && (presence === 'always' || presence === 'undocumented');
    }),
  );
}

function requirePossible({ externalId, mfa, mfaAge }: AssumeRoleRequest, caller: Caller): void {
  if (mfa === false && mfaAge !== undefined) {
    throw new ValidationError(WHERE, 'mfa is false, but mfaAge is given. Leave out one of them.');
  }
  if ((mfa === true || mfaAge !== undefined) && caller.kind !== 'iam-user') {
    throw new ValidationError(
      WHERE,
      'mfa or mfaAge is given, but only IAM users can authenticate with MFA: ' +
        'role sessions, services and federated calls never carry it. Leave it out.',
    );
  }
  if (externalId !== undefined && (caller.kind === 'oidc' || caller.kind === 'saml')) {
    throw new ValidationError(
      WHERE,
      'externalId is given, but AssumeRoleWithWebIdentity and AssumeRoleWithSAML do not accept an ExternalId. Leave it out.',
    );
  }
}

function describedCaller({ callerArn, service, federatedProvider }: AssumeRoleRequest): Caller {
  const given = [callerArn, service, federatedProvider].filter((one) => one !== undefined).length;
  if (given !== 1) {
    throw new ValidationError(
      WHERE,
      `${given} of callerArn, service and federatedProvider are given. Give exactly one of them to identify the caller.`,
    );
  }
  if (callerArn !== undefined) return awsCaller(callerArn);
  return service !== undefined ? { kind: 'service', service } : tokenHolder(federatedProvider!);
}

function awsCaller(arn: string): Caller {
  const caller = callerWithArn(arn);
  if (caller) return caller;
  throw new ValidationError(
    WHERE,
    `callerArn ${show(arn)} is not the ARN of a user, role or role session. ` +
      "Write, for example, 'arn:aws:iam::111122223333:user/alice'.",
  );
}

function tokenHolder(provider: string): Caller {
  const caller = callerWithProvider(provider);
  if (caller) return caller;
  throw new ValidationError(
    WHERE,
    `federatedProvider ${show(provider)} is not an identity provider. Write its ARN, for example ` +
      "'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'.",
  );
}
