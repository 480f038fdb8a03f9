/** What the handler answers CloudFormation: for the events of AWS's documentation, with roles in them. */
import { ACCOUNT, answer, documented, Json, OPEN, resourceEvent, role, SAFE, stackEvent, Surroundings, trusting } from './events';

const TOKEN = 'f8da6d11-b23f-48f4-814c-0fb6a667f50e';
const OPENED = /^public-principal in Audit: .* Allowed request: sts:AssumeRole by arn:aws:iam::.* See https:.*\/public-principal\.md\.$/;

describe('the examples of the documentation', () => {
  test.each([
    ['hook-resource', undefined],
    ['hook-stack', 'hook-stack-payload'],
    ['hook-change-set', 'hook-change-set-payload'],
  ])('%s has no role', async (name, payload) => {
    const event = payload === undefined ? documented(name) : stackEvent(name as 'hook-stack');
    expect(await answer(event, { payload: payload && documented(payload) })).toEqual({
      hookStatus: 'SUCCESS', message: 'No trust policies to check.', clientRequestToken: payload === undefined ? '' : TOKEN,
    });
  });
});

describe('a role that CloudFormation or Cloud Control creates or updates', () => {
  const cloudControl = (document: unknown) => ({
    ...resourceEvent(document, {}, { targetType: 'RESOURCE', targetLogicalId: 'made up / by Cloud Control' }), stackId: null,
  });
  const creating = (event: Json) => ({ ...event, actionInvocationPoint: 'CREATE_PRE_PROVISION' });

  test.each<[string, Json, 'SUCCESS' | 'FAILED']>([
    ['safe, update', resourceEvent(SAFE), 'SUCCESS'],
    ['open, update', resourceEvent(OPEN), 'FAILED'],
    ['open, create', creating(resourceEvent(OPEN)), 'FAILED'],
    ['safe, Cloud Control', cloudControl(SAFE), 'SUCCESS'],
    ['open, Cloud Control', cloudControl(OPEN), 'FAILED'],
    ['open, as text', resourceEvent(JSON.stringify(OPEN)), 'FAILED'],
    ['open, as URL-encoded text', resourceEvent(encodeURIComponent(JSON.stringify(OPEN))), 'FAILED'],
    ['no trust policy', resourceEvent(undefined), 'FAILED'],
    ['open, but deleted', { ...resourceEvent(OPEN), actionInvocationPoint: 'DELETE_PRE_PROVISION' }, 'SUCCESS'],
    ['its own account is not foreign', resourceEvent(trusting({ AWS: ACCOUNT })), 'SUCCESS'],
    ['a stack set that brings an open role', resourceEvent(undefined, {
      TemplateBody: JSON.stringify({ Resources: { Audit: role(OPEN) } }),
    }, { targetName: 'AWS::CloudFormation::StackSet' }), 'FAILED'],
  ])('%s', async (_title, event, hookStatus) => {
    const { errorCode, ...answered } = await answer(event);
    expect(answered).toMatchObject({ hookStatus, clientRequestToken: 'token-of-the-request' });
    expect(errorCode).toBe(hookStatus === 'FAILED' ? 'NonCompliant' : undefined);
  });

  test('the message names the role, the worst finding, a request that is allowed, and the page', async () => {
    const { message } = await answer(resourceEvent(OPEN));
    expect(message).toMatch(OPENED);
    expect(message.length).toBeLessThanOrEqual(1_024);
  });

  test('the stack says in which partition the role is', async () => {
    const inChina = trusting({ AWS: `arn:aws-cn:iam::${ACCOUNT}:role/Deploy` });
    expect(await answer(resourceEvent(inChina))).toMatchObject({ message: expect.stringMatching(/^never-assumable in Audit: /) });
    expect(await answer({ ...resourceEvent(inChina), stackId: null })).toMatchObject({ hookStatus: 'SUCCESS' });
    const stackId = `arn:aws-cn:cloudformation:cn-north-1:${ACCOUNT}:stack/MyStack/1a2345b6`;
    expect(await answer({ ...resourceEvent(inChina), stackId })).toMatchObject({ hookStatus: 'SUCCESS' });
  });

  test('what is only worth a warning is said, and lets the operation go on', async () => {
    const { hookStatus, message } = await answer(resourceEvent(trusting({ Service: 'sns.amazonaws.com' })), { settings: { levels: {} } });
    expect({ hookStatus, message }).toEqual({ hookStatus: 'SUCCESS', message: expect.stringMatching(/^Trust policies of 1 role checked/) });
  });
});

describe('the settings that are deployed with it', () => {
  const vendor = trusting({ AWS: 'arn:aws:iam::444455556666:root' }, {
    Condition: { StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' } },
  });
  test.each<[string, unknown, 'SUCCESS' | 'FAILED']>([
    ['none', {}, 'FAILED'],
    ['the account is that of a vendor', { accounts: [{ id: '444455556666', standing: 'vendor' }] }, 'SUCCESS'],
    ['levels', { levels: { 'specific-principal': 'warning', 'mfa-required': 'off' } }, 'SUCCESS'],
    ['accepted', {
      accept: ['specific-principal', 'mfa-required'].map((rule) => ({ rule, role: 'Audit', reason: 'A vendor' })),
    }, 'SUCCESS'],
    ['accepted until yesterday', {
      accept: ['specific-principal', 'mfa-required'].map((rule) => ({ rule, role: 'Audit', reason: 'A vendor', until: '2026-11-26' })),
    }, 'FAILED'],
  ])('%s', async (_title, settings, hookStatus) => {
    expect(await answer(resourceEvent(vendor), { settings })).toMatchObject({ hookStatus });
  });
});

describe('a stack', () => {
  const template = (document: unknown) => ({ Resources: { Audit: role(document) } });
  const yaml = (principal: string) => [
    'Resources:', '  Audit:', '    Type: AWS::IAM::Role', '    Properties:', '      AssumeRolePolicyDocument:', '        Statement:',
    '          - { Effect: Allow, Action: sts:AssumeRole, Principal: { AWS: ' + principal + ' } }',
  ].join('\n');
  const payload = (text: string) => ({ payload: { template: text, previousTemplate: '' } });

  test.each<[string, Surroundings, 'SUCCESS' | 'FAILED', RegExp]>([
    ['JSON, safe', payload(JSON.stringify(template(SAFE))), 'SUCCESS', /^Trust policies of 1 role checked, without errors\.$/],
    ['JSON, open', payload(JSON.stringify(template(OPEN))), 'FAILED', OPENED],
    ['YAML, own account', payload(yaml("!Sub 'arn:aws:iam::${AWS::AccountId}:root'")), 'SUCCESS', /^Trust policies of 1 role/],
    ['YAML, open', payload(yaml("'*'")), 'FAILED', OPENED],
    ['a role that a template is kept elsewhere for is not checked, and that is said', payload(JSON.stringify({
      Resources: { Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/child.json' } } },
    })), 'SUCCESS', /^No trust policies to check\. Not checked: the template of /],
    ['a waiver in the metadata of the role counts', payload(JSON.stringify({
      Resources: {
        Audit: {
          ...role(trusting({ AWS: 'arn:aws:iam::111122223333:user/alice' }, {
            Condition: { StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' } },
          })),
          Metadata: { 'cdk-secure-trust': { waivers: [{ rule: 'mfa-required', reason: 'She has no MFA device yet' }] } },
        },
      },
    })), 'SUCCESS', /^Trust policies of 1 role/],
  ])('%s', async (_title, surroundings, hookStatus, message) => {
    const answered = await answer(stackEvent('hook-stack'), surroundings);
    expect(answered).toMatchObject({ hookStatus, message: expect.stringMatching(message), clientRequestToken: TOKEN });
  });

  test('the token has two spellings in the documentation', async () => {
    const { clientRequestToken, ...event } = stackEvent('hook-stack');
    const answered = await answer({ ...event, clientRequesttoken: clientRequestToken }, payload(JSON.stringify(template(SAFE))));
    expect(answered).toMatchObject({ hookStatus: 'SUCCESS', clientRequestToken: TOKEN });
  });

  test('the worst finding comes first, whatever the order of the template', async () => {
    const unspecific = trusting({ AWS: 'arn:aws:iam::444455556666:role/*' });
    const resources = { Vendor: role(SAFE), Wide: role(trusting({ AWS: '444455556666' })), Open: role(OPEN), Broken: role(unspecific) };
    const { message } = await answer(stackEvent('hook-stack'), payload(JSON.stringify({ Resources: resources })));
    expect(message).toMatch(/^public-principal in Open: .* 3 more errors: specific-principal in Wide, .* in Broken\. See /);
  });
});

describe('a change set', () => {
  const byParameter = trusting({ AWS: { Ref: 'Partner' } });
  const template = (document: unknown) => JSON.stringify({
    Parameters: { Partner: { Type: 'String' } }, Resources: { Audit: role(document), Safe: role(SAFE) },
  });
  const change = (document: unknown, more: Json = {}): Json => ({
    logicalResourceId: 'Audit',
    resourceType: 'AWS::IAM::Role',
    action: 'CREATE',
    lineNumber: 3,
    beforeContext: null,
    afterContext: JSON.stringify({ Properties: { AssumeRolePolicyDocument: document } }),
    ...more,
  });
  const unknown = trusting({ AWS: '{{changeSet:KNOWN_AFTER_APPLY}}' });

  test.each<[string, string, readonly Json[] | null | undefined, 'SUCCESS' | 'FAILED', RegExp]>([
    ['the value of a parameter is known, and safe', template(byParameter), [change(SAFE)], 'SUCCESS', /^Trust policies of 2 roles/],
    ['the value of a parameter is known, and open', template(byParameter), [change(OPEN)], 'FAILED', OPENED],
    ['it is not known', template(byParameter), [change(unknown)], 'FAILED', /^undecided in Audit: /],
    ['a role that is not changed is checked too', template(OPEN), [], 'FAILED', OPENED],
    ['no list of changes', template(OPEN), undefined, 'FAILED', OPENED],
    ['no changes', template(SAFE), null, 'SUCCESS', /^Trust policies of 2 roles/],
    ['the role is deleted', template(SAFE), [change(OPEN, { action: 'DELETE', logicalResourceId: 'Old', afterContext: null })],
      'SUCCESS', /^Trust policies of 2 roles/],
    ['a macro adds a role', template(SAFE), [change(OPEN, { logicalResourceId: 'Added' })], 'FAILED', /^public-principal in Added: /],
    ['a macro adds a role with unknown values', template(SAFE), [change(unknown, { logicalResourceId: 'Added' })],
      'FAILED', /^undecided in Added: /],
    ['it is described without a trust policy', template(OPEN), [change(SAFE, { afterContext: '{"Properties":{"Path":"/"}}' })],
      'FAILED', OPENED],
  ])('%s', async (_title, text, changedResources, hookStatus, message) => {
    const answered = await answer(stackEvent('hook-change-set'), { payload: { template: text, changedResources } });
    expect(answered).toMatchObject({ hookStatus, ...hookStatus === 'FAILED' && { errorCode: 'NonCompliant' } });
    expect(answered.message).toMatch(message);
  });

  test.each<[string, Json, RegExp]>([
    ['without an ID', change(SAFE, { logicalResourceId: undefined }), /a changed role has no logicalResourceId/],
    ['an added role without description', change(SAFE, { logicalResourceId: 'Added', afterContext: null }), /Added is neither in the/],
    ['a description that is not JSON', change(SAFE, { afterContext: '{' }), /afterContext of Audit is not valid JSON/],
    ['a description with a key twice', change(SAFE, { afterContext: '{"Properties":{},"Properties":{}}' }), /the key "Properties" twice/],
    ['a description without properties', change(SAFE, { afterContext: '{}' }), /afterContext of Audit has no Properties/],
  ])('%s is an internal failure', async (_title, changed, message) => {
    const answered = await answer(stackEvent('hook-change-set'), { payload: { template: template(SAFE), changedResources: [changed] } });
    expect(answered).toMatchObject({ hookStatus: 'FAILED', errorCode: 'InternalFailure', message: expect.stringMatching(message) });
  });
});
