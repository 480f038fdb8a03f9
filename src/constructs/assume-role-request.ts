/** One STS call as a person writes it down, and its translation into what the engine evaluates. */
import { Duration } from 'aws-cdk-lib';
import { show, ValidationError } from './validation-error';
import { AssumeAction, AssumeRoleRequest as EngineRequest, Caller, ContextValue } from '../evaluation/assume-role-request';
import { callerKeys } from '../evaluation/caller-keys';
import { MfaState, requestKeyOf } from '../evaluation/request-keys';
import { TrustPolicyReading } from '../policy/trust-policy';

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
const BUILT_IN_PROVIDERS: ReadonlySet<string> = new Set([
  'cognito-identity.amazonaws.com',
  'accounts.google.com',
  'graph.facebook.com',
  'www.amazon.com',
]);
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
  const context = new Map<string, ContextValue>([...callerKeys(caller), ...mfaKeys(request, caller)]);
  context.set('sts:rolesessionname', request.sessionName ?? 'example-session');
  if (request.externalId !== undefined) {
    if (caller.kind === 'oidc' || caller.kind === 'saml') {
      throw new ValidationError(
        WHERE,
        'externalId is given, but AssumeRoleWithWebIdentity and AssumeRoleWithSAML take none. Leave it out.',
      );
    }
    context.set('sts:externalid', request.externalId);
  }
  if (request.sourceIdentity !== undefined) context.set('sts:sourceidentity', request.sourceIdentity);
  const tags = Object.entries(request.sessionTags ?? {});
  for (const [key, value] of tags) context.set(`aws:requesttag/${key.toLowerCase()}`, value);
  if (tags.length > 0) {
    context.set(
      'aws:tagkeys',
      tags.map(([key]) => key),
    );
  }
  for (const [key, value] of [...Object.entries(request.context ?? {}), ...Object.entries(request.contextLists ?? {})]) {
    context.set(key.toLowerCase(), value);
  }
  const api: AssumeAction =
    caller.kind === 'saml' ? 'sts:AssumeRoleWithSAML' : caller.kind === 'oidc' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole';
  return { action: api, caller, context, undocumented: leftOpen(context, caller, reading) };
}

function leftOpen(context: ReadonlyMap<string, unknown>, caller: Caller, reading: TrustPolicyReading): Set<string> {
  const mfa = (context.get('aws:multifactorauthpresent') ?? 'absent') as MfaState;
  const asked = reading.variants.flatMap(({ statements }) =>
    statements.flatMap(({ conditions }) => conditions.flatMap(({ key }) => (typeof key === 'string' ? [key] : []))),
  );
  return new Set(
    asked.filter((key) => {
      const { presence } = requestKeyOf(key, caller.kind, mfa, caller.kind === 'oidc' ? caller.issuer : undefined);
      return !context.has(key) && (presence === 'always' || presence === 'undocumented');
    }),
  );
}

function mfaKeys({ mfa, mfaAge }: AssumeRoleRequest, caller: Caller): [string, string][] {
  if (mfa === false && mfaAge !== undefined) throw new ValidationError(WHERE, 'mfa is false, but mfaAge is given. Leave one of them out.');
  if (mfa !== true && mfaAge === undefined) return mfa === undefined ? [] : [['aws:multifactorauthpresent', 'false']];
  if (caller.kind !== 'iam-user') {
    throw new ValidationError(
      WHERE,
      'MFA is given, but only IAM users can show MFA: not roles, services or holders of tokens. Leave it out.',
    );
  }
  return [
    ['aws:multifactorauthpresent', 'true'],
    ['aws:multifactorauthage', String((mfaAge ?? Duration.seconds(0)).toSeconds())],
  ];
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
  const [, partition, service, account, type, rest] =
    /^arn:(aws[a-z-]*):(iam|sts)::(\d{12}):(user|role|assumed-role)\/(.+)$/.exec(arn) ?? [];
  if (service === 'iam' && type === 'user') return { kind: 'iam-user', partition, account, name: rest };
  if (service === 'iam' && type === 'role') {
    return { kind: 'role-session', partition, account, roleName: rest, sessionName: 'example-session' };
  }
  const [roleName, sessionName, ...more] = (rest ?? '').split('/');
  if (service === 'sts' && type === 'assumed-role' && sessionName && more.length === 0) {
    return { kind: 'role-session', partition, account, roleName, sessionName };
  }
  throw new ValidationError(
    WHERE,
    `callerArn ${show(arn)} is no ARN of a user, role or session. Write e.g. 'arn:aws:iam::111122223333:user/alice'.`,
  );
}

function tokenHolder(provider: string): Caller {
  if (BUILT_IN_PROVIDERS.has(provider)) return { kind: 'oidc', issuer: provider };
  const [, partition, account, type, name] = /^arn:(aws[a-z-]*):iam::(\d{12}):(oidc|saml)-provider\/(.+)$/.exec(provider) ?? [];
  if (type === 'oidc') return { kind: 'oidc', issuer: name, provider: { partition, account } };
  if (type === 'saml') return { kind: 'saml', partition, account, provider: name };
  throw new ValidationError(
    WHERE,
    `federatedProvider ${show(provider)} is no provider. Write its ARN, e.g. 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'.`,
  );
}
