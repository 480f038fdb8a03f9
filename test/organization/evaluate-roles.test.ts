/** What the handler reports to AWS Config: for the events of AWS's documentation, with roles in them. */
import { ACCOUNT, documented, Json, judgeWith, OPEN, SAFE, trusting } from './events';
import { ConfigService, Evaluation, Evaluations } from '../../src/organization/config-service';
import { EvaluationCounts, evaluateRoles } from '../../src/organization/evaluate-roles';

/** AWS Config, as far as the handler uses it. */
class FakeConfig implements ConfigService {
  public readonly put: Evaluations[] = [];
  public readonly history: unknown[] = [];
  public known: unknown[] = [];
  public pages: readonly (readonly unknown[])[] = [];
  public failures: Evaluation[][] = [];
  public readonly queries: unknown[] = [];

  public async getResourceConfigHistory(input: unknown) {
    this.history.push(input);
    return { configurationItems: this.known };
  }

  public async selectResourceConfig(input: { readonly NextToken?: string }) {
    this.queries.push(input);
    const page = Number(input.NextToken ?? 0);
    const next = page + 1 < this.pages.length ? { NextToken: String(page + 1) } : {};
    return { Results: this.pages[page].map((item) => JSON.stringify(item)), ...next };
  }

  public async putEvaluations(input: Evaluations) {
    this.put.push(input);
    return { FailedEvaluations: this.failures.shift() };
  }
}

const ROLE_ID = 'AROAEXAMPLEEXAMPLEEXA';

/** As AWS Config records a role: the trust policy is URL-encoded text. */
const item = (document: unknown, more: Json = {}): Json => ({
  configurationItemCaptureTime: '2016-02-17T01:36:34.043Z',
  awsAccountId: ACCOUNT,
  configurationItemStatus: 'OK',
  resourceId: ROLE_ID,
  resourceName: 'Audit',
  resourceType: 'AWS::IAM::Role',
  ARN: `arn:aws:iam::${ACCOUNT}:role/Audit`,
  awsRegion: 'global',
  configuration: {
    path: '/',
    roleName: 'Audit',
    roleId: ROLE_ID,
    arn: `arn:aws:iam::${ACCOUNT}:role/Audit`,
    assumeRolePolicyDocument: encodeURIComponent(JSON.stringify(document)),
  },
  ...more,
});

function changeEvent(configurationItem: unknown, more: Json = {}): Json {
  const invokingEvent = JSON.stringify({ configurationItem, messageType: 'ConfigurationItemChangeNotification' });
  return { ...documented('config-change'), invokingEvent, ...more };
}

/** The event of the documentation, about a role. */
function oversizedEvent(summary: Json = {}): Json {
  const event = documented('config-oversized');
  const invoking = JSON.parse(event.invokingEvent as string) as { configurationItemSummary: Json };
  const configurationItemSummary = {
    ...invoking.configurationItemSummary, resourceType: 'AWS::IAM::Role', resourceId: ROLE_ID, ...summary,
  };
  return { ...event, invokingEvent: JSON.stringify({ ...invoking, configurationItemSummary }) };
}

interface Evaluated {
  readonly config: FakeConfig;
  readonly counts: EvaluationCounts;
  readonly accounts: readonly string[];
}

async function evaluated(event: unknown, prepare: (config: FakeConfig) => void = () => undefined, settings = {}): Promise<Evaluated> {
  const config = new FakeConfig();
  prepare(config);
  const accounts: string[] = [];
  const tools = {
    judge: judgeWith(settings),
    config: async (account: string) => {
      accounts.push(account);
      return config;
    },
    log: () => undefined,
  };
  return { config, counts: await evaluateRoles(event, tools), accounts };
}

const only = ({ config: { put } }: Evaluated): Evaluation => {
  expect(put).toHaveLength(1);
  expect(put[0].Evaluations).toHaveLength(1);
  return put[0].Evaluations[0];
};

describe('the examples of the documentation', () => {
  test.each(['config-change', 'config-oversized'])('%s is about an instance', async (name) => {
    const result = await evaluated(documented(name));
    expect(only(result)).toMatchObject({
      ComplianceResourceType: 'AWS::EC2::Instance', ComplianceResourceId: 'i-00000000', ComplianceType: 'NOT_APPLICABLE',
    });
    expect(result.config.put[0]).toMatchObject({ ResultToken: 'myResultToken', TestMode: false });
    expect(result.accounts).toEqual([ACCOUNT]);
  });

  test('config-scheduled is about all roles', async () => {
    const { config, counts } = await evaluated(documented('config-scheduled'), (aws) => { aws.pages = [[]]; });
    expect(config.put).toEqual([]);
    expect(config.queries).toEqual([{ Limit: 100, Expression: expect.stringContaining("where resourceType = 'AWS::IAM::Role'") }]);
    expect(counts).toEqual({ compliant: 0, nonCompliant: 0, notApplicable: 0 });
  });
});

describe('a role that changed', () => {
  const compliance = async (event: unknown, settings = {}) => only(await evaluated(event, undefined, settings));

  test('open', async () => {
    expect(await compliance(changeEvent(item(OPEN)))).toEqual({
      ComplianceResourceType: 'AWS::IAM::Role',
      ComplianceResourceId: ROLE_ID,
      ComplianceType: 'NON_COMPLIANT',
      Annotation: 'public-principal: anyone with an AWS account can assume this role, and neither MFA nor an ExternalId is required',
      OrderingTimestamp: new Date('2016-02-17T01:36:34.043Z'),
    });
  });

  test.each<[string, unknown, string]>([
    ['safe', changeEvent(item(SAFE)), 'COMPLIANT'],
    ['its own account', changeEvent(item(trusting({ AWS: ACCOUNT }))), 'COMPLIANT'],
    ['deleted', changeEvent(item(OPEN, { configurationItemStatus: 'ResourceDeleted', configuration: null })), 'NOT_APPLICABLE'],
    ['not recorded any more', changeEvent(item(OPEN, { configurationItemStatus: 'ResourceNotRecorded' })), 'NOT_APPLICABLE'],
    ['out of scope', changeEvent(item(OPEN), { eventLeftScope: true }), 'NOT_APPLICABLE'],
    ['newly discovered', changeEvent(item(OPEN, { configurationItemStatus: 'ResourceDiscovered' })), 'NON_COMPLIANT'],
    ['no configuration', changeEvent(item(OPEN, { configuration: undefined })), 'NON_COMPLIANT'],
    ['a configuration that is a list', changeEvent(item(OPEN, { configuration: [] })), 'NON_COMPLIANT'],
    ['a trust policy that is not JSON', changeEvent(item(OPEN, { configuration: { assumeRolePolicyDocument: '%7B' } })), 'NON_COMPLIANT'],
  ])('%s', async (_title, event, expected) => {
    const { ComplianceType: type, Annotation: annotation } = await compliance(event);
    expect(type).toBe(expected);
    if (type === 'NON_COMPLIANT') expect(annotation).toEqual(expect.stringMatching(/^[^]{1,256}$/));
  });

  test('accepted by the settings', async () => {
    const rules = ['public-principal', 'specific-principal', 'mfa-required', 'external-id-required'];
    const accept = rules.map((rule) => ({ rule, role: `arn:aws:iam::${ACCOUNT}:role/Audit`, reason: 'A test' }));
    expect(await compliance(changeEvent(item(OPEN)), { accept })).toMatchObject({ ComplianceType: 'COMPLIANT' });
  });

  test('the annotation is cut, and counts what it does not name', async () => {
    const long = trusting({ AWS: Array.from({ length: 60 }, (_, index) => `arn:aws:iam::4444555566${10 + index}:root`) });
    const { Annotation: annotation } = await compliance(changeEvent(item({ ...long, Id: 'x'.repeat(5_000) })));
    expect(annotation!.length).toBeLessThanOrEqual(256);
    expect(annotation).toMatch(/ \(\d+ more\)$/);
  });

  test('with the token of a test, nothing is stored', async () => {
    const { config } = await evaluated(changeEvent(item(OPEN), { resultToken: 'TESTMODE' }));
    expect(config.put[0]).toMatchObject({ ResultToken: 'TESTMODE', TestMode: true });
  });
});

describe('a role whose item is too large for the event', () => {
  /** As the API answers: names in another case, and the configuration as text. */
  const history = (document: unknown, more: Json = {}) => {
    const { awsAccountId, ARN, configuration, ...same } = item(document);
    return {
      ...same,
      accountId: awsAccountId,
      arn: ARN,
      configuration: JSON.stringify(configuration),
      configurationItemCaptureTime: new Date('2016-10-06T16:46:16.261Z'),
      ...more,
    };
  };

  test.each<[string, unknown, string]>([
    ['open', history(OPEN), 'NON_COMPLIANT'],
    ['safe', history(SAFE), 'COMPLIANT'],
    ['deleted meanwhile', history(SAFE, { configurationItemStatus: 'ResourceDeleted', configuration: 'null' }), 'NOT_APPLICABLE'],
  ])('%s', async (_title, latest, expected) => {
    const result = await evaluated(oversizedEvent(), (config) => { config.known = [latest]; });
    expect(only(result)).toMatchObject({ ComplianceType: expected, ComplianceResourceId: ROLE_ID });
    expect(result.config.history).toEqual([{
      resourceType: 'AWS::IAM::Role', resourceId: ROLE_ID, laterTime: new Date('2016-10-06T16:46:16.261Z'), limit: 1,
    }]);
  });

  test('deleted: it is not fetched', async () => {
    const result = await evaluated(oversizedEvent({ configurationItemStatus: 'ResourceDeleted' }));
    expect(only(result)).toMatchObject({ ComplianceType: 'NOT_APPLICABLE' });
    expect(result.config.history).toEqual([]);
  });

  test('AWS Config does not know it', async () => {
    await expect(evaluated(oversizedEvent())).rejects.toThrow('AWS Config has no configuration item of AROAEXAMPLEEXAMPLEEXA');
  });
});

describe('all roles, on schedule', () => {
  /** As a query selects them. */
  const selected = (document: unknown, index: number) => ({
    resourceId: `AROA${index}`,
    resourceName: `Role${index}`,
    resourceType: 'AWS::IAM::Role',
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:role/Role${index}`,
    configuration: { assumeRolePolicyDocument: encodeURIComponent(JSON.stringify(document)) },
  });
  const many = Array.from({ length: 250 }, (_, index) => selected(index % 10 === 0 ? OPEN : SAFE, index));

  test('in batches of at most 100, every role once', async () => {
    const { config, counts } = await evaluated(documented('config-scheduled'), (aws) => {
      aws.pages = [many.slice(0, 70), many.slice(70, 170), many.slice(170)];
    });
    expect(config.put.map(({ Evaluations: batch }) => batch.length)).toEqual([100, 100, 50]);
    const ids = config.put.flatMap(({ Evaluations: batch }) => batch.map(({ ComplianceResourceId: id }) => id));
    expect(ids).toEqual(many.map(({ resourceId }) => resourceId));
    expect(counts).toEqual({ compliant: 225, nonCompliant: 25, notApplicable: 0 });
    expect(config.put[0].Evaluations[0].OrderingTimestamp).toEqual(new Date('2016-07-13T21:50:00.373Z'));
  });

  test('what AWS Config does not take is sent once more', async () => {
    const { config, counts } = await evaluated(documented('config-scheduled'), (aws) => {
      aws.pages = [many.slice(0, 3)];
      aws.failures = [[{ ComplianceResourceId: 'AROA1' } as Evaluation]];
    });
    expect(config.put.map(({ Evaluations: batch }) => batch.length)).toEqual([3, 1]);
    expect(counts).toEqual({ compliant: 2, nonCompliant: 1, notApplicable: 0 });
  });

  test('and then it is an error', async () => {
    const failed = [{ ComplianceResourceId: 'AROA1' } as Evaluation];
    await expect(evaluated(documented('config-scheduled'), (aws) => {
      aws.pages = [many.slice(0, 3)];
      aws.failures = [failed, failed];
    })).rejects.toThrow('AWS Config did not take 1 of 3 evaluations');
  });
});

describe('what makes no sense is an error, and no evaluation', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', 'event'],
    ['no invoking event', { ...documented('config-change'), invokingEvent: undefined }],
    ['an invoking event that is an object', { ...documented('config-change'), invokingEvent: {} }],
    ['an invoking event that is not JSON', { ...documented('config-change'), invokingEvent: '{' }],
    ['an invoking event that is null', { ...documented('config-change'), invokingEvent: 'null' }],
    ['an invoking event with a key twice', { ...documented('config-change'), invokingEvent: '{"messageType":"a","messageType":"b"}' }],
    ['an invoking event deeper than any policy', {
      ...documented('config-change'), invokingEvent: `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`,
    }],
    ['no account', { ...documented('config-change'), accountId: 'me' }],
    ['no token', { ...documented('config-change'), resultToken: null }],
    ['another message', { ...documented('config-change'), invokingEvent: '{"messageType":"ConfigurationSnapshotDeliveryCompleted"}' }],
    ['no item', changeEvent(null)],
    ['an item without an ID', changeEvent(item(SAFE, { resourceId: '' }))],
    ['an item without a type', changeEvent(item(SAFE, { resourceType: undefined }))],
    ['an item without a time', changeEvent(item(SAFE, { configurationItemCaptureTime: 'yesterday' }))],
  ])('%s', async (_title, event) => {
    const config = new FakeConfig();
    const tools = { judge: judgeWith(), config: async () => config, log: () => undefined };
    await expect(evaluateRoles(event, tools)).rejects.toThrow(/./);
    expect(config.put).toEqual([]);
  });

  test('the rules break: the role is not compliant', async () => {
    const config = new FakeConfig();
    const judge = judgeWith();
    jest.spyOn(Reflect.get(judge, 'memory') as { resultOf(): unknown }, 'resultOf').mockImplementation(() => { throw new Error('boom'); });
    await evaluateRoles(changeEvent(item(SAFE)), { judge, config: async () => config, log: () => undefined });
    expect(config.put[0].Evaluations[0]).toMatchObject({
      ComplianceType: 'NON_COMPLIANT', Annotation: expect.stringMatching(/^This role could not be checked: boom/),
    });
  });

  test('the rules break altogether: no evaluation', async () => {
    const config = new FakeConfig();
    const judge = { judge: () => { throw new Error('boom'); } };
    const tools = { judge, config: async () => config, log: () => undefined };
    await expect(evaluateRoles(changeEvent(item(SAFE)), tools)).rejects.toThrow('boom');
    expect(config.put).toEqual([]);
  });
});
