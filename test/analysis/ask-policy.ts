/** Shortcuts for asking the engine: they take a document and a question, and return a verdict. */
import { DEFAULT_LIMITS } from '../../src/analysis/budget';
import { CallerClass } from '../../src/analysis/caller-class';
import { Owner } from '../../src/analysis/fill-deploy-time-values';
import { findRequest } from '../../src/analysis/find-request';
import { Question } from '../../src/analysis/question';
import { Open, Verdict } from '../../src/analysis/verdict';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { isAwsCaller } from '../../src/evaluation/assume-role-request';
import { StatementJson } from '../evaluation/policies';

export const OWNER: Owner & { readonly account: string } = { account: '777777777777', partition: 'aws' };
export const PARTNER = '111122223333';

export const ANYBODY_AT_ALL: Question = { about: 'anybody', callers: () => true };
export const USERS_WITHOUT_MFA: Question = {
  about: 'users without MFA',
  callers: (caller) => caller.kind === 'iam-user' && caller.mfa !== 'true',
};
export const FOREIGNERS: Question = {
  about: 'foreign callers',
  callers: (caller, { ownAccount }) => isAwsCaller(caller) && caller.account !== ownAccount,
};

export function callersOfKind(...kinds: readonly CallerClass['kind'][]): Question {
  return { about: kinds.join(' and '), callers: ({ kind }) => kinds.includes(kind) };
}

export function documentOf(...statements: readonly unknown[]): StatementJson {
  return { Version: '2012-10-17', Statement: statements };
}

export function ask(
  document: unknown,
  question: Question = ANYBODY_AT_ALL,
  owner: Owner = OWNER,
  context: DeployTimeContext = {},
): Verdict {
  return findRequest(readTrustPolicy(document, context), owner, question, DEFAULT_LIMITS);
}

/** Asks about a document with these statements. */
export function verdictOn(statements: readonly StatementJson[], question: Question = ANYBODY_AT_ALL, owner: Owner = OWNER): string {
  return ask(documentOf(...statements), question, owner).kind;
}

export function openVerdict(verdict: Verdict): Open {
  if (verdict.kind !== 'open') throw new Error(`it is ${JSON.stringify(verdict)}`);
  return verdict;
}

/** A `Ref` to a parameter: known only at deploy time. */
export const LATER = { Ref: 'Parameter' };
export const PARAMETERS: DeployTimeContext = {
  parameters: { Parameter: { Type: 'String' }, Other: { Type: 'String' }, Stage: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
};
