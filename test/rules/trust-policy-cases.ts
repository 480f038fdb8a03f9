/**
 * Shared by the tables of the rules: short ways to write trust policies, and one function that asks one rule about one of them. Every
 * witness is checked: the evaluator has to allow it.
 */
import { fillWithPlaceholders, fillRoleEnvironment, roleEnvironmentOf } from '../../src/analysis/fill-deploy-time-values';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { RoleAsWritten } from '../../src/cloudformation/role-as-written';
import { EvaluatedRequest, Caller, SessionCaller } from '../../src/evaluation/assume-role-request';
import { callerKeys } from '../../src/evaluation/caller-keys';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { MfaState, requestKeyOf } from '../../src/evaluation/request-keys';
import { Finding } from '../../src/findings/finding';
import { Level } from '../../src/findings/level';
import { Witness } from '../../src/findings/witness';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { AccountStanding } from '../../src/rules/support/known-accounts';

/** The account that owns the role. */
export const OWN = '111111111111';
/** An account that is not declared in the guard. */
export const PARTNER = '222222222222';
/** Declared in the guard with the standing that its name says. */
export const SISTER = '333333333333';
export const VENDOR = '444444444444';
export const STANDINGS: Readonly<Record<string, AccountStanding>> = { [SISTER]: 'own', [VENDOR]: 'vendor' };

export const ORGANIZATION = 'o-a1b2c3d4e5';
export const SECRET = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';

export const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
export const EXTERNAL_ID = { StringEquals: { 'sts:ExternalId': SECRET } };

export const root = (account: string, partition = 'aws') => `arn:${partition}:iam::${account}:root`;
export const user = (account: string, name: string) => `arn:aws:iam::${account}:user/${name}`;
export const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
export const session = (account: string, roleName: string, name: string) => `arn:aws:sts::${account}:assumed-role/${roleName}/${name}`;

/** `iam.AccountPrincipal` as the CDK renders it. */
export const renderedRoot = (account: unknown) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', account, ':root']] });

type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A statement that allows `sts:AssumeRole`; `principal` is the value of `AWS`. */
export function allow(principal: unknown, condition?: Condition | object, action: unknown = 'sts:AssumeRole'): object {
  return { Effect: 'Allow', Action: action, Principal: { AWS: principal }, ...(condition && { Condition: condition }) };
}

export function deny(principal: unknown, condition?: Condition | object, action: unknown = 'sts:AssumeRole'): object {
  return { Effect: 'Deny', Action: action, Principal: { AWS: principal }, ...(condition && { Condition: condition }) };
}

export function allowFederated(provider: unknown, condition?: Condition | object): object {
  return {
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: provider },
    ...(condition && { Condition: condition }),
  };
}

export function allowService(service: unknown, condition?: Condition | object, action: unknown = 'sts:AssumeRole'): object {
  return { Effect: 'Allow', Action: action, Principal: { Service: service }, ...(condition && { Condition: condition }) };
}

export function policy(...statements: unknown[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

export interface Case {
  readonly document: unknown;
  /** `null`: known only at deploy time. Default: `OWN`. */
  readonly account?: string | null;
  readonly context?: DeployTimeContext;
  /** What the template says about the role beside its trust policy. */
  readonly role?: RoleAsWritten;
}

export interface Judgement {
  /** Findings of the rule that was asked. */
  readonly findings: readonly Finding[];
  /** What deploy-time values leave open for that rule. */
  readonly undecided?: Finding;
}

/** Asks one rule; all others are off. */
export function judge(ruleId: string, { document, account, context, role: written }: Case): Judgement {
  const others = RULE_IDS.filter((id) => id !== ruleId && id !== 'undecided');
  const findings = auditTrustPolicy(
    { document, context: contextOf({ document, account, context }), role: written },
    {
      accounts: new Map(Object.entries(STANDINGS).map(([id, standing]) => [id, { id, standing }])),
      levels: Object.fromEntries(others.map((id) => [id, 'off' as const])),
    },
  );
  return {
    findings: findings.filter((finding) => finding.ruleId === ruleId),
    undecided: findings.find((finding) => finding.ruleId === 'undecided'),
  };
}

function contextOf({ account = OWN, context }: Case): DeployTimeContext {
  return { ...context, ...(account !== null && { account }) };
}

export function expectClosed(ruleId: string, theCase: Case): void {
  expect(judge(ruleId, theCase)).toEqual({ findings: [], undecided: undefined });
}

export function expectUndecided(ruleId: string, theCase: Case, level: Level = 'error'): Finding {
  const { findings, undecided } = judge(ruleId, theCase);
  expect(findings).toEqual([]);
  expect(undecided).toMatchObject({ ruleId: 'undecided', level });
  return undecided!;
}

/** The rule reports a finding, and its witness is allowed. */
export function expectOpen(ruleId: string, theCase: Case): Finding & { readonly witness: Witness } {
  const { findings } = judge(ruleId, theCase);
  expect(findings).not.toEqual([]);
  for (const { witness } of findings) {
    expect(witness).toBeDefined();
    expect(admits(theCase, witness!)).toBe(true);
  }
  return findings[0] as Finding & { readonly witness: Witness };
}

/** Does some variant of the document allow exactly this request? */
export function admits(theCase: Case, witness: Witness): boolean {
  const context = contextOf(theCase);
  return readTrustPolicy(theCase.document, context).variants.some((variant) => {
    const environment = roleEnvironmentOf(context, [variant]);
    const settled = fillWithPlaceholders(fillRoleEnvironment(variant, environment));
    const keys = settled.statements.flatMap((statement) => statement.conditions.map(({ key }) => String(key)));
    return evaluate(settled, requestOf(witness, keys, environment.ownAccount), 'most-admitting').outcome === 'allowed';
  });
}

/** The whole request behind the part of it that a finding shows: the caller's own keys follow from its ARN. */
function requestOf(witness: Witness, asked: readonly string[], ownAccount: string): EvaluatedRequest {
  const caller = callerOf(witness);
  const context = new Map<string, string | readonly string[]>([
    ['aws:resourceaccount', ownAccount],
    ['aws:resourceorgid', 'o-roleowner0'],
    ...callerKeys(caller),
    ...Object.entries(witness.context).map(([key, value]) => [key.toLowerCase(), value] as const),
  ]);
  const mfa = (witness.context['aws:MultiFactorAuthPresent'] ?? 'absent') as MfaState;
  const issuer = caller.kind === 'oidc' ? caller.issuer : undefined;
  const isUndocumented = (key: string) => !context.has(key) && requestKeyOf(key, caller.kind, mfa, issuer).presence === 'undocumented';
  return { action: witness.action as EvaluatedRequest['action'], caller, context, undocumented: new Set(asked.filter(isUndocumented)) };
}

function callerOf({ caller: { kind, arn }, context }: Witness): Caller {
  const [, partition, , , account, ...resource] = arn.split(':');
  const [, ...names] = resource.join(':').split('/');
  switch (kind) {
    case 'iam-user':
      return { kind, partition, account, name: names.join('/') };
    case 'role-session':
    case 'federated-session':
      return { kind, partition, account, ...roleNameOf(names[0], context['aws:PrincipalArn']), sessionName: names[1] };
    case 'service':
      return { kind, service: arn };
    case 'saml':
      return { kind, partition, account, provider: names[0] };
    case 'oidc':
      return account === undefined ? { kind, issuer: arn } : { kind, issuer: names.join('/'), provider: { partition, account } };
  }
}

/** A witness includes the path of the role where the policy depends on it. */
function roleNameOf(name: string, arn: unknown): Pick<SessionCaller, 'roleName' | 'pathIsUnknown'> {
  const roleName = typeof arn === 'string' ? /^[^:]*:[^:]*:[^:]*:[^:]*:[^:]*:role\/(.*)$/.exec(arn)?.[1] : undefined;
  return roleName === undefined ? { roleName: name, pathIsUnknown: true } : { roleName };
}
