/**
 * Short ways to write policies, condition clauses and requests for the tests of the evaluator. Documents go through the real reader, so
 * that a test shows what users write.
 */
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import {
  EvaluatedRequest,
  Caller,
  ContextValue,
  OidcCaller,
  SamlCaller,
  ServiceCaller,
  SessionCaller,
  UserCaller,
} from '../../src/evaluation/assume-role-request';
import { callerKeys } from '../../src/evaluation/caller-keys';
import { evaluate, EvaluationMode } from '../../src/evaluation/evaluate-trust-policy';
import { matchClause } from '../../src/evaluation/match-condition';
import { Truth } from '../../src/evaluation/truth';
import { ConditionClause } from '../../src/policy/condition';
import { operatorNamed } from '../../src/policy/condition-operators';
import { Hole, HoleKind, PartlyKnownText } from '../../src/policy/partly-known-text';
import { PolicyVersion, PolicyVariant } from '../../src/policy/trust-policy';

export const ALICE: UserCaller = { kind: 'iam-user', partition: 'aws', account: '111122223333', name: 'team/alice' };
export const DEPLOY: SessionCaller = {
  kind: 'role-session',
  partition: 'aws',
  account: '111122223333',
  roleName: 'team/Deploy',
  sessionName: 'build-7',
};
/** A user of Identity Center, who assumes the role from that session. */
export const PORTAL: SessionCaller = {
  kind: 'federated-session',
  partition: 'aws',
  account: '111122223333',
  roleName: 'aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef',
  sessionName: 'bob@example.com',
};
export const LAMBDA: ServiceCaller = { kind: 'service', service: 'lambda.amazonaws.com' };
export const OKTA: SamlCaller = { kind: 'saml', partition: 'aws', account: '222233334444', provider: 'Okta' };
export const GITHUB: OidcCaller = {
  kind: 'oidc',
  issuer: 'token.actions.githubusercontent.com',
  provider: { partition: 'aws', account: '222233334444' },
};
export const GOOGLE: OidcCaller = { kind: 'oidc', issuer: 'accounts.google.com' };

/** Every kind of caller once. */
export const CALLERS: readonly Caller[] = [ALICE, DEPLOY, PORTAL, LAMBDA, OKTA, GITHUB, GOOGLE];

export type ContextJson = Readonly<Record<string, ContextValue>>;

/** The call with which such a caller assumes a role; keys may be written in any case. */
export function requestOf(caller: Caller, context: ContextJson = {}, undocumented: readonly string[] = []): EvaluatedRequest {
  return {
    action: caller.kind === 'saml' ? 'sts:AssumeRoleWithSAML' : caller.kind === 'oidc' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole',
    caller,
    context: new Map([
      ...callerKeys(caller),
      ...Object.entries(context).map(([key, value]): [string, ContextValue] => [key.toLowerCase(), value]),
    ]),
    undocumented: new Set(undocumented),
  };
}

export type StatementJson = Readonly<Record<string, unknown>>;

export const ANYBODY = { AWS: '*' };

/** Allows every principal to call AssumeRole, unless `rest` says otherwise. */
export function allow(rest: StatementJson = {}): StatementJson {
  return { Effect: 'Allow', ...principalAndAction(rest), ...rest };
}

export function deny(rest: StatementJson = {}): StatementJson {
  return { Effect: 'Deny', ...principalAndAction(rest), ...rest };
}

function principalAndAction(rest: StatementJson): StatementJson {
  return { ...!('NotPrincipal' in rest) && { Principal: ANYBODY }, ...!('NotAction' in rest) && { Action: 'sts:AssumeRole' } };
}

export function policyOf(...statements: readonly StatementJson[]): PolicyVariant {
  return readDocument({ Version: '2012-10-17', Statement: statements });
}

/** The single policy of a document without deploy-time choices. */
export function readDocument(document: unknown): PolicyVariant {
  const { variants } = readTrustPolicy(document);
  expect(variants).toHaveLength(1);
  return variants[0];
}

export function outcomeOf(policy: PolicyVariant, request: EvaluatedRequest, reading?: EvaluationMode): string {
  return evaluate(policy, request, reading).outcome;
}

export function holeOf(kind: HoleKind = 'unknown', id = 'Parameter'): Hole {
  return { kind, id, what: `parameter "${id}"`, origin: { kind: 'parameter', name: id, scope: undefined } };
}

export function clauseOf(operatorWritten: string, key: string, ...values: readonly PartlyKnownText[]): ConditionClause {
  const operator = operatorNamed(operatorWritten);
  if (!operator) throw new Error(`${operatorWritten} is no operator`);
  return { operator, operatorWritten, key: key.toLowerCase(), keyWritten: key, values };
}

/** A key that does not follow from the caller. */
export const KEY = 'aws:Example';

/** Does `operator` hold for the value of a key in the request? `undefined`: the key is missing. */
export function truthOfClause(
  operator: string,
  values: readonly PartlyKnownText[],
  sent: ContextValue | undefined,
  context: ContextJson = {},
  version: PolicyVersion = '2012-10-17',
): Truth {
  return matchClause(
    clauseOf(operator, KEY, ...values),
    version,
    requestOf(ALICE, sent === undefined ? context : { ...context, [KEY]: sent }),
  ).truth;
}
