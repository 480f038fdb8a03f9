/** The events of AWS's documentation, with roles in them, and the tools that a handler needs to answer them. */
import * as fs from 'fs';
import * as path from 'path';
import { readSettings } from '../../src/assessment/settings-file';
import { answerHook, HookAnswer, HookTools } from '../../src/organization/answer-hook';
import { RoleJudge } from '../../src/organization/judge-roles';

export type Json = Record<string, unknown>;

/** The account of the events. */
export const ACCOUNT = '123456789012';

export function documented(name: string): Json {
  return JSON.parse(fs.readFileSync(path.join(__dirname, 'events', `${name}.json`), 'utf8')) as Json;
}

export const trusting = (principal: unknown, more: Json = {}): Json => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, ...more }],
});
/** Every AWS account can assume it. */
export const OPEN = trusting({ AWS: '*' });
/** One user, with MFA and an ExternalId. */
export const SAFE = trusting({ AWS: 'arn:aws:iam::111122223333:user/alice' }, {
  Condition: {
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' },
  },
});

/** A role in a template. */
export const role = (document: unknown, more: Json = {}): Json => ({
  Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document, ...more },
});

/** CloudFormation creates or updates a role. */
export function resourceEvent(document: unknown, properties: Json = {}, requestData: Json = {}): Json {
  const event = documented('hook-resource');
  const targetModel = { resourceProperties: { AssumeRolePolicyDocument: document, ...properties }, previousResourceProperties: {} };
  const target = { targetName: 'AWS::IAM::Role', targetType: 'AWS::IAM::Role', targetLogicalId: 'Audit', targetModel };
  return { clientRequestToken: 'token-of-the-request', ...event, requestData: { ...event.requestData as Json, ...target, ...requestData } };
}

export const S3_URL = 'https://cloudformation-hooks.s3.us-west-2.amazonaws.com/payload?X-Amz-Signature=0123456789abcdef';

export function stackEvent(name: 'hook-stack' | 'hook-change-set'): Json {
  const event = documented(name);
  return { ...event, requestData: { ...event.requestData as Json, payload: S3_URL } };
}

export const judgeWith = (settings: unknown = {}) => new RoleJudge(readSettings(settings), () => new Date('2026-11-27T12:00:00Z'));

export interface Surroundings {
  readonly settings?: unknown;
  /** What is behind the presigned URL. */
  readonly payload?: unknown;
  readonly tools?: Partial<HookTools>;
}

export function answer(event: unknown, { settings, payload, tools }: Surroundings = {}): Promise<HookAnswer> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return answerHook(event, { judge: judgeWith(settings), download: async () => text, log: () => undefined, ...tools });
}
