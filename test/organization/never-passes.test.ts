/** The handler lets nothing through that it did not check: not what is damaged or hostile, and not when something in it breaks. */
import { answer, Json, judgeWith, OPEN, resourceEvent, role, SAFE, stackEvent, trusting } from './events';
import { RoleJudge } from '../../src/organization/judge-roles';

const FAILURE = { hookStatus: 'FAILED', errorCode: 'InternalFailure' };

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = { Statement: value };
  return value;
}

/** A request with something else in a place. */
const request = (more: Json) => resourceEvent(SAFE, {}, more);

describe('events that cannot be read', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'CREATE_PRE_PROVISION'],
    ['a number', 1],
    ['a list', [resourceEvent(SAFE)]],
    ['an empty object', {}],
    ['no request', { ...resourceEvent(SAFE), requestData: undefined }],
    ['a request that is text', { ...resourceEvent(SAFE), requestData: 'STACK' }],
    ['no target', request({ targetName: undefined })],
    ['a target that is an object', request({ targetName: { toString: 'AWS::IAM::Role' } })],
    ['no model', request({ targetModel: null })],
    ['no properties', request({ targetModel: { resourceProperties: null } })],
    ['properties that are a list', request({ targetModel: { resourceProperties: [] } })],
    ['properties that are text', request({ targetModel: { resourceProperties: JSON.stringify({ AssumeRolePolicyDocument: SAFE }) } })],
    ['a stack without payload', request({ targetName: 'STACK' })],
    ['a stack with a payload that is an object', request({ targetName: 'STACK', payload: { template: '' } })],
    ['deeper than any policy', resourceEvent(nested(300))],
    ['deeper than the stack of the process', resourceEvent(nested(20_000))],
    ['the name of a prototype as a key', resourceEvent(JSON.parse('{"Statement":[],"__proto__":{"Effect":"Deny"}}'))],
  ])('%s', async (_title, event) => {
    const answered = await answer(event);
    expect(answered).toMatchObject(FAILURE);
    expect(answered.message.length).toBeLessThanOrEqual(1_024);
    expect(typeof answered.clientRequestToken).toBe('string');
  });
});

describe('payloads that cannot be read', () => {
  const open = JSON.stringify({ Resources: { Audit: role(OPEN) } });
  test.each<[string, unknown]>([
    ['empty', ''],
    ['white space', ' \n'],
    ['not JSON', 'Resources: {}'],
    ['a list', [open]],
    ['null', 'null'],
    ['cut off', JSON.stringify({ template: open }).slice(0, -1)],
    ['without template', { previousTemplate: open }],
    ['the template is an object', { template: { Resources: {} } }],
    ['the template is empty', { template: '' }],
    ['the template is a list', { template: '[]' }],
    ['the template is a trust policy', { template: JSON.stringify(OPEN) }],
    ['the template has no resources', { template: '{"Outputs":{}}' }],
    ['resources that are a list', { template: '{"Resources":[]}' }],
    ['two templates', `{"template":"{}","template":${JSON.stringify(open)}}`],
    ['a resource twice', { template: `{"Resources":{"A":${JSON.stringify(role(SAFE))},"A":${JSON.stringify(role(OPEN))}}}` }],
    ['YAML that is not a template', { template: 'Hello' }],
    ['YAML with an alias bomb', { template: aliasBomb() }],
    ['changes that are an object', { template: open.replace('"*"', '"123456789012"'), changedResources: {} }],
  ])('%s', async (_title, payload) => {
    expect(await answer(stackEvent('hook-change-set'), { payload })).toMatchObject(FAILURE);
  });

  test('deeper than any template', async () => {
    const template = `{"Resources":{"A":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}}`;
    expect(await answer(stackEvent('hook-stack'), { payload: { template } })).toMatchObject(FAILURE);
  });
});

function aliasBomb(): string {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1) {
    const [name, before] = [String.fromCharCode(97 + level), String.fromCharCode(96 + level)];
    lines.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`);
  }
  return [...lines, 'Resources: *i'].join('\n');
}

describe('what is hostile, and can be read, is judged', () => {
  test.each<[string, unknown]>([
    ['prototype names as conditions', trusting({ AWS: '*' }, { Condition: { constructor: { toString: 'x' } } })],
    ['prototype names as keys', trusting({ AWS: '*' }, { Condition: { StringEquals: { hasOwnProperty: 'x' } } })],
    ['wrong types everywhere', { Version: 1, Statement: [{ Effect: ['Allow'], Action: { a: 1 }, Principal: 5, Condition: 'x' }] }],
    ['a number', 5],
    ['true', true],
    ['an empty policy', { Statement: [] }],
    ['a principal of 100,000 characters', trusting({ AWS: `arn:aws:iam::111122223333:role/${'a'.repeat(100_000)}` })],
    ['2,000 statements', { Version: '2012-10-17', Statement: Array(2_000).fill((OPEN.Statement as unknown[])[0]) }],
    ['escape sequences in names', trusting({ AWS: 'arn:aws:iam::111122223333:user/\u001b[2J\u202eecila' })],
  ])('%s', async (_title, document) => {
    const { hookStatus, message } = await answer(resourceEvent(document));
    expect(hookStatus).toBe('FAILED');
    expect(message.length).toBeLessThanOrEqual(1_024);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('a role with a very long name', async () => {
    const { message } = await answer(resourceEvent(OPEN, { RoleName: '\u{1F512}'.repeat(5_000) }));
    expect(message).toMatch(/^public-principal in /);
    expect(message.length).toBeLessThanOrEqual(1_024);
    expect(message).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  test('500 open roles', async () => {
    const resources = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`Role${index}`, role(OPEN)]));
    const answered = await answer(stackEvent('hook-stack'), { payload: { template: JSON.stringify({ Resources: resources }) } });
    expect(answered).toMatchObject({ hookStatus: 'FAILED', errorCode: 'NonCompliant' });
    expect(answered.message).toContain('499 more errors, among them ');
    expect(answered.message.length).toBeLessThanOrEqual(1_024);
  });
});

describe('something in the handler breaks', () => {
  const crash = (error: unknown) => () => { throw error; };
  const thrown: readonly [string, unknown][] = [
    ['an error', new Error('boom')],
    ['a range error', new RangeError('Maximum call stack size exceeded')],
    ['text', 'boom'],
    ['nothing', undefined],
    ['an object without a prototype', Object.create(null)],
    ['an error with a getter that throws', Object.defineProperty(new Error(), 'message', { get: crash(new Error('again')) })],
  ];

  test.each(thrown)('the rules throw %s', async (_title, error) => {
    expect(await answer(resourceEvent(SAFE), { tools: { judge: { judge: crash(error) } } })).toMatchObject(FAILURE);
  });

  test.each(thrown)('the download throws %s', async (_title, error) => {
    expect(await answer(stackEvent('hook-stack'), { tools: { download: async () => { throw error; } } })).toMatchObject(FAILURE);
  });

  test('one role cannot be judged, and the others are safe', async () => {
    const log = jest.fn();
    const judge: Pick<RoleJudge, 'judge'> = {
      judge: (roles) => judgeWith().judge(roles).map((judged, index) => (
        index === 0 ? { ...judged, findings: [], internalError: 'boom (at search-request.js:57:13)' } : judged
      )),
    };
    const template = JSON.stringify({ Resources: { One: role(SAFE), Other: role(SAFE) } });
    expect(await answer(stackEvent('hook-stack'), { payload: { template }, tools: { judge, log } })).toMatchObject({
      ...FAILURE, message: expect.stringContaining('The trust policies could not be checked: boom (at search-request.js:57:13)'),
    });
    expect(log).toHaveBeenCalledWith('a role could not be checked: boom (at search-request.js:57:13)');
  });

  test('a role gets lost', async () => {
    expect(await answer(resourceEvent(SAFE), { tools: { judge: { judge: () => [] } } })).toMatchObject({
      ...FAILURE, message: expect.stringContaining('only 0 of 1 roles were checked'),
    });
  });

  test('a rule that throws is an internal failure, and does not hide an open role beside it', async () => {
    const judge = judgeWith();
    jest.spyOn(Reflect.get(judge, 'memory') as { resultOf(): unknown }, 'resultOf').mockImplementationOnce(crash(new Error('boom')));
    const template = JSON.stringify({ Resources: { One: role(SAFE), Other: role(OPEN) } });
    expect(await answer(stackEvent('hook-stack'), { payload: { template }, tools: { judge } })).toMatchObject({
      hookStatus: 'FAILED', errorCode: 'NonCompliant', message: expect.stringMatching(/^public-principal in Other/),
    });
    jest.spyOn(Reflect.get(judge, 'memory') as { resultOf(): unknown }, 'resultOf').mockImplementationOnce(crash(new Error('boom')));
    expect(await answer(resourceEvent(SAFE), { tools: { judge } })).toMatchObject(FAILURE);
  });
});

