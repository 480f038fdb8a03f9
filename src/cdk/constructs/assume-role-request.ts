/** One STS call as a person writes it down, and its translation into what the engine evaluates. */
import { Duration } from 'aws-cdk-lib';
import { show, ValidationError } from './validation-error';
import { AssumeRoleRequest as EngineRequest, Caller, ContextValue } from '../../evaluation/assume-role-request';
import { callerWithArn, callerWithProvider, keysAskedAbout, requestOf } from '../../evaluation/described-request';
import { MfaState, nameForKeys, requestKeyOf } from '../../evaluation/request-keys';
import { TrustPolicyReading } from '../../policy/trust-policy';

/**
 * One call that asks STS for a role. Exactly one of `callerArn`, `service` and `federatedProvider` says who calls. What is left out is
 * not in the request.
 */
export interface AssumeRoleRequest {
  /**
   * The ARN of an IAM user (`arn:aws:iam::111122223333:user/alice`), of a session (`arn:aws:sts::111122223333:assumed-role/Deploy/ci`), or
   * of a role, which stands for some session of it (`arn:aws:iam::111122223333:role/team/Deploy`).
   *
   * @default - another field says who calls
   */
  readonly callerArn?: string;

  /**
   * The AWS service that calls: `lambda.amazonaws.com`.
   *
   * @default - another field says who calls
   */
  readonly service?: string;

  /**
   * The provider whose token or assertion the caller holds: the ARN of an OIDC or SAML provider, or the name of a built-in one
   * (`cognito-identity.amazonaws.com`, `accounts.google.com`, `graph.facebook.com`, `www.amazon.com`). The claims go into `context`.
   *
   * @default - another field says who calls
   */
  readonly federatedProvider?: string;

  /**
   * The ExternalId that is sent.
   *
   * @default - none
   */
  readonly externalId?: string;

  /**
   * Whether MFA was used: true with a code in the call or a session made with MFA, false with a session made without. Only IAM users can
   * show MFA.
   *
   * @default - the request says nothing about MFA, as with a long-term access key or a role session
   */
  readonly mfa?: boolean;

  /**
   * How long ago MFA was used. Says at the same time that it was.
   *
   * @default - 0 seconds when `mfa` is true
   */
  readonly mfaAge?: Duration;

  /**
   * The name of the new session: 2 to 64 characters.
   *
   * @default example-session
   */
  readonly sessionName?: string;

  /**
   * The source identity that is set.
   *
   * @default - none
   */
  readonly sourceIdentity?: string;

  /**
   * The session tags that are passed.
   *
   * @default - none
   */
  readonly sessionTags?: { [key: string]: string };

  /**
   * Further condition keys with one value: `{ 'aws:SourceIp': '203.0.113.7' }`.
   *
   * @default - none
   */
  readonly context?: { [key: string]: string };

  /**
   * Further condition keys with several values: `{ 'aws:PrincipalOrgPaths': ['o-a1b2c3d4e5/r-ab12/'] }`.
   *
   * @default - none
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

/** Keys that the reading asks about, that such a caller always sends, and that nobody gave are left open: the decision then says so. */
export function engineRequest(request: AssumeRoleRequest, reading: TrustPolicyReading): EngineRequest {
  const unknown = Object.keys(request).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) {
    throw new ValidationError(WHERE, `there is no field ${show(unknown)}. Further condition keys go into context.`);
  }
  const caller = callerOf(request);
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
  return requestOf(described, leftOpen(requestOf(described), reading));
}

function leftOpen({ context, caller }: EngineRequest, reading: TrustPolicyReading): Set<string> {
  const mfa = (context.get('aws:multifactorauthpresent') ?? 'absent') as MfaState;
  const asked = keysAskedAbout(reading.variants.flatMap(({ statements }) => statements));
  return new Set(
    [...asked].filter((key) => {
      const { presence } = requestKeyOf(key, caller.kind, mfa, nameForKeys(caller));
      return !context.has(key) && (presence === 'always' || presence === 'undocumented');
    }),
  );
}

function requirePossible({ externalId, mfa, mfaAge }: AssumeRoleRequest, caller: Caller): void {
  if (mfa === false && mfaAge !== undefined) throw new ValidationError(WHERE, 'mfa is false, but mfaAge is given. Leave one of them out.');
  if ((mfa === true || mfaAge !== undefined) && caller.kind !== 'iam-user') {
    throw new ValidationError(
      WHERE,
      'MFA is given, but only IAM users can show MFA: not roles, services or holders of tokens. Leave it out.',
    );
  }
  if (externalId !== undefined && (caller.kind === 'oidc' || caller.kind === 'saml')) {
    throw new ValidationError(
      WHERE,
      'externalId is given, but AssumeRoleWithWebIdentity and AssumeRoleWithSAML take none. Leave it out.',
    );
  }
}

function callerOf({ callerArn, service, federatedProvider }: AssumeRoleRequest): Caller {
  const given = [callerArn, service, federatedProvider].filter((one) => one !== undefined).length;
  if (given !== 1) {
    throw new ValidationError(
      WHERE,
      `${given} of callerArn, service and federatedProvider are given. Give exactly one: it says who calls.`,
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
    `callerArn ${show(arn)} is no ARN of a user, role or session. Write e.g. 'arn:aws:iam::111122223333:user/alice'.`,
  );
}

function tokenHolder(provider: string): Caller {
  const caller = callerWithProvider(provider);
  if (caller) return caller;
  throw new ValidationError(
    WHERE,
    `federatedProvider ${show(provider)} is no provider. Write its ARN, e.g. 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'.`,
  );
}
