/** Values known only at deployment: which are the same before and after a change, and which may differ. */
import { Differ } from './comparing';
import { OWN, PARTNER, SAFE, trustPolicy } from './run-command';

const differ = new Differ();

type Json = Readonly<Record<string, unknown>>;

const OTHER = '777788889999';
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const knowing = (externalId: unknown) => trustPolicy({ AWS: PARTNER }, { StringEquals: { 'sts:ExternalId': externalId } });
const forSource = (sourceArn: unknown) => trustPolicy({ Service: 'sns.amazonaws.com' }, { StringEquals: { 'aws:SourceArn': sourceArn } });
const ref = (name: string) => ({ Ref: name });
const att = (name: string, attribute: string) => ({ 'Fn::GetAtt': [name, attribute] });

/** A template with the role `Audit` and other sections. */
function around(document: unknown, { resources = {}, ...sections }: { readonly resources?: Json } & Json = {}): Json {
  return {
    ...sections,
    Resources: { ...resources, Audit: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } } },
  };
}

const parameter = (more: Json = {}) => ({ Parameters: { Value: { Type: 'String', ...more } } });
const env = (value: string) => ({ Parameters: { Env: { Type: 'String' } }, Conditions: { Open: { 'Fn::Equals': [ref('Env'), value] } } });
const openIf = (condition: string) => trustPolicy({ AWS: { 'Fn::If': [condition, '*', PARTNER] } });
const resource = (Type: string, Properties: Json = {}) => ({ resources: { Thing: { Type, Properties } } });
const role = (document: unknown, more: Json = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: document, ...more },
});
const queue = (more: Json = {}) => resource('AWS::SQS::Queue', more);
const custom = (more: Json = {}) =>
  resource('Custom::LookUp', { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:x', ...more });

/** Any token of the cluster can assume the role. */
function withTokensOf(cluster: Json): Json {
  const statement = { Effect: 'Allow', Principal: { Federated: ref('Provider') }, Action: 'sts:AssumeRoleWithWebIdentity' };
  const provider = { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: att('Cluster', 'OpenIdConnectIssuerUrl') } };
  return around(
    { Version: '2012-10-17', Statement: [statement] },
    { resources: { Cluster: { Type: 'AWS::EKS::Cluster', Properties: cluster }, Provider: provider } },
  );
}

describe('the same value on both sides', () => {
  test.each<[string, Json, Json]>([
    ['a parameter', around(knowing(ref('Value')), parameter()), around(knowing([ref('Value')]), parameter({ Description: 'new' }))],
    [
      'a parameter as a principal',
      around(trustPolicy({ AWS: ref('Value') }), parameter()),
      around(trustPolicy({ AWS: [ref('Value')] }), parameter()),
    ],
    [
      'a parameter in a text',
      around(knowing({ 'Fn::Sub': 'x-${Value}' }), parameter()),
      around(knowing({ 'Fn::Join': ['-', ['x', ref('Value')]] }), parameter()),
    ],
    [
      'a parameter with few values',
      around(knowing(ref('Value')), parameter({ AllowedValues: ['aa', 'bb'] })),
      around(knowing([ref('Value')]), parameter({ AllowedValues: ['aa', 'bb'] })),
    ],
    ['a condition', around(openIf('Open'), env('dev')), around(trustPolicy({ AWS: [{ 'Fn::If': ['Open', '*', PARTNER] }] }), env('dev'))],
    [
      'a condition with another name and the same formula',
      around(openIf('Open'), env('dev')),
      around(openIf('Wide'), { Parameters: { Env: { Type: 'String' } }, Conditions: { Wide: { 'Fn::Equals': ['dev', ref('Env')] } } }),
    ],
    [
      'a negated condition',
      around(openIf('Open'), env('dev')),
      around(trustPolicy({ AWS: { 'Fn::If': ['Closed', PARTNER, '*'] } }), {
        ...env('dev'),
        Conditions: { ...env('dev').Conditions, Closed: { 'Fn::Not': [{ Condition: 'Open' }] } },
      }),
    ],
    ['the tokens of a cluster', withTokensOf({ Name: 'one', Version: '1.30' }), withTokensOf({ Name: 'one', Version: '1.31' })],
    ['an import', around(knowing({ 'Fn::ImportValue': 'Shared' })), around(knowing([{ 'Fn::ImportValue': 'Shared' }]))],
    ['a dynamic reference', around(knowing('{{resolve:ssm:/id}}')), around(knowing(['{{resolve:ssm:/id}}']))],
    [
      'the role\'s own account',
      around(trustPolicy({ AWS: ref('AWS::AccountId') })),
      around(trustPolicy({ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } })),
    ],
    [
      'a resource, whatever else about it changes',
      around(forSource(att('Thing', 'Arn')), queue()),
      around(forSource(att('Thing', 'Arn')), queue({ VisibilityTimeout: 60 })),
    ],
    [
      'a resource that a text refers to',
      around(forSource({ 'Fn::Sub': '${Thing.Arn}' }), queue()),
      around(forSource([att('Thing', 'Arn')]), queue({ DelaySeconds: 1 })),
    ],
    [
      'the result of a custom resource with the same properties',
      around(knowing(att('Thing', 'Value')), custom()),
      around(knowing([att('Thing', 'Value')]), custom()),
    ],
    [
      'a role of the template',
      around(trustPolicy({ AWS: att('Caller', 'Arn') }), { resources: { Caller: role(SAFE) } }),
      around(trustPolicy({ AWS: [att('Caller', 'Arn')] }), { resources: { Caller: role(SAFE, { Description: 'new' }) } }),
    ],
    [
      'a mapping replaced by its value',
      around(knowing({ 'Fn::FindInMap': ['Map', 'ids', 'one'] }), { Mappings: { Map: { ids: { one: 'abc' } } } }),
      around(knowing('abc')),
    ],
    [
      'parameters as principals, in another order',
      around(trustPolicy({ AWS: [ref('One'), ref('Two')] })),
      around(trustPolicy({ AWS: [ref('Two'), ref('One'), ref('One')] })),
    ],
    [
      'parameters as principals, each in a separate statement',
      around(trustPolicy({ AWS: [ref('One'), ref('Two')] })),
      around({ Statement: [...statementsOf(trustPolicy({ AWS: ref('Two') })), ...statementsOf(trustPolicy({ AWS: ref('One') }))] }),
    ],
    [
      'parameters as values, in another order',
      around(knowing([ref('One'), 'abc', ref('Two')])),
      around(knowing([ref('Two'), ref('One'), 'abc'])),
    ],
    [
      'parameters as values that no request may have, in another order',
      around(trustPolicy({ AWS: PARTNER }, { StringNotEquals: { 'sts:ExternalId': [ref('One'), ref('Two')] } })),
      around(trustPolicy({ AWS: PARTNER }, { StringNotEquals: { 'sts:ExternalId': [ref('Two'), ref('One')] } })),
    ],
    [
      'an unreadable document, unchanged',
      around({ 'Fn::Transform': { Name: 'Macro' } }),
      around({ 'Fn::Transform': { Name: 'Macro' } }),
    ],
  ])('%s', (_, before, after) => {
    for (const [one, other] of [[before, after], [after, before]]) {
      expect(audit(one, other)).toMatchObject({ change: 'equivalent', newlyAllowed: null, newlyDenied: null });
    }
  });
});

describe('a value that may differ', () => {
  test.each<[string, Json, Json]>([
    [
      'a parameter with another default',
      around(trustPolicy({ AWS: ref('Value') }), parameter({ Default: PARTNER })),
      around(trustPolicy({ AWS: ref('Value') }), parameter({ Default: OTHER })),
    ],
    [
      'a parameter that now comes from SSM',
      around(trustPolicy({ AWS: ref('Value') }), parameter()),
      around(trustPolicy({ AWS: ref('Value') }), parameter({ Type: 'AWS::SSM::Parameter::Value<String>' })),
    ],
    [
      'a resource under another name',
      around(trustPolicy({ AWS: att('Thing', 'Value') }), custom()),
      around(trustPolicy({ AWS: att('Other', 'Value') }), { resources: { Other: custom().resources.Thing } }),
    ],
    [
      'the result of a custom resource with other properties',
      around(trustPolicy({ AWS: att('Thing', 'Value') }), custom()),
      around(trustPolicy({ AWS: att('Thing', 'Value') }), custom({ Name: 'other' })),
    ],
    [
      'a custom resource with another default in its properties',
      around(trustPolicy({ AWS: att('Thing', 'Value') }), { ...custom({ Name: ref('Value') }), ...parameter({ Default: 'a' }) }),
      around(trustPolicy({ AWS: att('Thing', 'Value') }), { ...custom({ Name: ref('Value') }), ...parameter({ Default: 'b' }) }),
    ],
    [
      'an attribute that may depend on its properties',
      around(trustPolicy({ AWS: att('Thing', 'Endpoint.Address') }), resource('AWS::RDS::DBInstance')),
      around(trustPolicy({ AWS: att('Thing', 'Endpoint.Address') }), resource('AWS::RDS::DBInstance', { Port: 1 })),
    ],
    [
      'a principal of another account, with the same future name',
      around(trustPolicy({ AWS: PARTNER }, { ArnEquals: { 'aws:PrincipalArn': ref('Value') } })),
      around(trustPolicy({ AWS: OTHER }, { ArnEquals: { 'aws:PrincipalArn': ref('Value') } })),
    ],
    ['a document with references that are too deep', around({ Statement: nested(ref('One')) }), around({ Statement: nested(ref('Two')) })],
    [
      'an output of a nested stack from another template',
      around(
        trustPolicy({ AWS: att('Thing', 'Outputs.Arn') }),
        resource('AWS::CloudFormation::Stack', { TemplateURL: 'https://example.com/1' }),
      ),
      around(
        trustPolicy({ AWS: att('Thing', 'Outputs.Arn') }),
        resource('AWS::CloudFormation::Stack', { TemplateURL: 'https://example.com/2' }),
      ),
    ],
    [
      'a document that a macro creates from another default',
      around({ 'Fn::Transform': { Name: 'Macro', Parameters: { Id: ref('Value') } } }, parameter({ Default: 'a' })),
      around({ 'Fn::Transform': { Name: 'Macro', Parameters: { Id: ref('Value') } } }, parameter({ Default: 'b' })),
    ],
    [
      'a whole Principal that is a parameter with another default',
      around(trustPolicy(ref('Value')), parameter({ Default: 'a' })),
      around(trustPolicy(ref('Value')), parameter()),
    ],
    [
      'one effect fewer',
      around(trustPolicy({ AWS: PARTNER })),
      around({
        Statement: [...statementsOf(trustPolicy({ AWS: PARTNER })), { Effect: ref('Effect'), Principal: '*', Action: 'sts:AssumeRole' }],
      }),
    ],
    [
      'a part of the document',
      around(trustPolicy({ AWS: PARTNER })),
      around({ 'Fn::Join': ['', [JSON.stringify(trustPolicy({ AWS: PARTNER })).slice(0, -1), ',"', ref('Element'), '":[]}']] }),
    ],
    [
      'a document that is a parameter with another default',
      around(ref('Value'), parameter({ Default: '{}' })),
      around(ref('Value'), parameter()),
    ],
  ])('%s is undecided', (_, before, after) => {
    for (const [one, other] of [[before, after], [after, before]]) {
      const { change, reasons, status } = audit(one, other);
      expect([change, status]).toEqual(['undecided', 1]);
      expect(reasons).not.toEqual([]);
    }
  });

  test.each<[string, Json, Json, string]>([
    ['a condition with another formula', around(openIf('Open'), env('dev')), around(openIf('Open'), env('prod')), 'changed'],
    [
      'a condition that is true more often',
      around(openIf('Open'), env('dev')),
      around(openIf('Open'), {
        ...env('dev'),
        Conditions: { Open: { 'Fn::Or': [{ 'Fn::Equals': [ref('Env'), 'dev'] }, { 'Fn::Equals': [ref('Env'), 'test'] }] } },
      }),
      'widened',
    ],
    [
      'a condition that depends on another one',
      around(openIf('Open'), { ...env('dev'), Conditions: { Open: { Condition: 'Dev' }, Dev: { 'Fn::Equals': [ref('Env'), 'dev'] } } }),
      around(openIf('Open'), { ...env('dev'), Conditions: { Open: { Condition: 'Dev' }, Dev: { 'Fn::Equals': [ref('Env'), 'prod'] } } }),
      'changed',
    ],
    [
      'one more value of a parameter',
      around(knowing(ref('Value')), parameter({ AllowedValues: ['aa', 'bb'] })),
      around(knowing(ref('Value')), parameter({ AllowedValues: ['aa', 'cc'] })),
      'changed',
    ],
    [
      'another value in a mapping',
      around(knowing({ 'Fn::FindInMap': ['Map', 'ids', 'one'] }), { Mappings: { Map: { ids: { one: 'abc' } } } }),
      around(knowing({ 'Fn::FindInMap': ['Map', 'ids', 'one'] }), { Mappings: { Map: { ids: { one: 'def' } } } }),
      'changed',
    ],
    ['an additional region in a mapping', ...regions('changed')],
    [
      'a resource with another name',
      around(forSource(att('Thing', 'Arn')), queue({ QueueName: 'one' })),
      around(forSource(att('Thing', 'Arn')), queue({ QueueName: 'two' })),
      'changed',
    ],
    [
      'a role of the template with another name',
      around(trustPolicy({ AWS: att('Caller', 'Arn') }), { resources: { Caller: role(SAFE, { RoleName: 'one' }) } }),
      around(trustPolicy({ AWS: att('Caller', 'Arn') }), { resources: { Caller: role(SAFE, { RoleName: 'two' }) } }),
      'changed',
    ],
    ['a cluster with another name, whose tokens are trusted', withTokensOf({ Name: 'one' }), withTokensOf({ Name: 'two' }), 'changed'],
    [
      'every principal except one, then that one',
      around({ Statement: [{ Effect: 'Allow', NotPrincipal: { AWS: ref('Value') }, Action: 'sts:AssumeRole' }] }),
      around(trustPolicy({ AWS: ref('Value') })),
      'changed',
    ],
    ['another import', around(knowing({ 'Fn::ImportValue': 'One' })), around(knowing({ 'Fn::ImportValue': 'Two' })), 'changed'],
  ])('%s', (_, before, after, change) => {
    expect(audit(before, after).change).toBe(change);
  });
});

function nested(value: unknown): unknown {
  return Array.from({ length: 120 }).reduce((inner) => [inner], value);
}

function statementsOf(document: object): unknown[] {
  return (document as { Statement: unknown[] }).Statement;
}

/** Before, only one region could be deployed. */
function regions(change: string): [Json, Json, string] {
  const map = (more: Json) => ({ Mappings: { Map: { 'eu-west-1': { id: 'abc' }, 'eu-west-2': { id: 'abd' }, ...more } } });
  const document = knowing({ 'Fn::FindInMap': ['Map', ref('AWS::Region'), 'id'] });
  return [around(document, map({ 'us-east-1': { id: 'us' } })), around(document, map({ 'us-east-1': { id: 'everybody' } })), change];
}

test('a region that only the new template has is considered, too', () => {
  const document = trustPolicy({ AWS: { 'Fn::FindInMap': ['Map', ref('AWS::Region'), 'who'] } });
  const of = (more: Json) =>
    around(document, { Mappings: { Map: { 'eu-west-1': { who: PARTNER }, 'eu-west-2': { who: PARTNER }, ...more } } });
  expect(audit(of({}), of({ 'us-east-1': { who: '*' } })).change).not.toMatch(/equivalent|narrowed/);
});

test('a principal that is no longer excluded may be allowed', () => {
  const but = (...names: readonly string[]) =>
    around(trustPolicy({ AWS: PARTNER }, { ArnNotEquals: { 'aws:PrincipalArn': names.map(ref) } }));
  expect(differ.change(but('One', 'Two'), but('One'))).toMatchObject({ change: 'undecided', status: 1 });
  expect(differ.change(but('One'), but('One', 'Two'))).toMatchObject({ change: 'undecided', status: 0 });
});

describe('templates that refer to others', () => {
  const stackSet = (more: Json, body: unknown, ...given: readonly Json[]) => ({
    ...more, Resources: { Set: { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody: body, Parameters: given } } },
  });
  const inner = (principal: unknown) => JSON.stringify(around(trustPolicy(principal), parameter()));
  const outer = (value: string) => ({ Parameters: { Outer: { Type: 'String', Default: value } } });
  const given = { ParameterKey: 'Value', ParameterValue: ref('Outer') };
  const macro = { 'Fn::Transform': { Name: 'Macro', Parameters: { Id: ref('Value') } } };

  test.each<[string, unknown, unknown, string]>([
    ['a parameter of a stack set', stackSet({}, inner({ AWS: ref('Value') })), stackSet({}, inner({ AWS: [ref('Value')] })), 'equivalent'],
    [
      'a parameter that a stack set is given',
      stackSet(outer('a'), inner({ AWS: ref('Value') }), given),
      stackSet(outer('a'), inner({ AWS: [ref('Value')] }), given),
      'equivalent',
    ],
    [
      'one that is given another value',
      stackSet(outer('a'), inner({ AWS: ref('Value') }), given),
      stackSet(outer('b'), inner({ AWS: ref('Value') }), given),
      'undecided',
    ],
    [
      'a macro that is given it',
      stackSet(outer('a'), JSON.stringify(around(macro, parameter())), given),
      stackSet(outer('b'), JSON.stringify(around(macro, parameter())), given),
      'undecided',
    ],
    [
      'a value in the text of a stack set',
      stackSet(outer('a'), { 'Fn::Sub': inner({ AWS: '${Outer}' }) }),
      stackSet(outer('a'), { 'Fn::Sub': inner({ AWS: ['${Outer}'] }) }),
      'equivalent',
    ],
    [
      'another value in it',
      stackSet(outer('a'), { 'Fn::Sub': inner({ AWS: '${Outer}' }) }),
      stackSet(outer('b'), { 'Fn::Sub': inner({ AWS: '${Outer}' }) }),
      'undecided',
    ],
  ])('%s', (_, before, after, change) => {
    expect(differ.change(before, after).change).toBe(change);
  });

  test('the parameter of another stack set is different, although the role has the same name', () => {
    const named = { ...parameter(), Resources: { Audit: role(trustPolicy({ AWS: ref('Value') }), { RoleName: 'audit' }) } };
    const set = (id: string) => ({
      Resources: { [id]: { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody: JSON.stringify(named) } } },
    });
    expect([differ.change(set('One'), set('One')).change, differ.change(set('One'), set('Two')).change]).toEqual([
      'equivalent',
      'undecided',
    ]);
  });

  test('what a macro creates from an export is undecided, because its value is not looked up there', () => {
    const importing = around({ 'Fn::Transform': { Name: 'Macro', Parameters: { Id: { 'Fn::ImportValue': 'Shared' } } } });
    const exporting = (Value: string) => ({ Resources: {}, Outputs: { Out: { Value, Export: { Name: 'Shared' } } } });
    const [old, changed] = ['aa', 'bb'].map((value) => differ.assembly({ Other: exporting(value), Workload: importing }));
    expect([differ.change(old, changed).change, differ.change(old, old).change]).toEqual(['undecided', 'undecided']);
  });

  test('a stack in another region has other values', () => {
    const regional = { Conditions: { Home: { 'Fn::Equals': [ref('AWS::Region'), 'eu-west-1'] } } };
    const at = (environment: string, template: Json) => differ.assembly({ Workload: template }, { environment });
    const moved = (template: Json) => differ.change(at(`${OWN}/eu-west-1`, template), at(`${OWN}/us-east-1`, template)).change;
    expect(moved(around(SAFE))).toBe('equivalent');
    expect(moved(around(trustPolicy({ AWS: ref('Value') }), parameter()))).toBe('undecided');
    expect(moved(around(openIf('Home'), regional))).toBe('narrowed');
  });

  test('a stack of the same name is the same in another file', () => {
    const trusting = (principal: unknown) => around(trustPolicy({ AWS: principal }), parameter());
    const at = (file: string, stackName: string, principal: unknown) => differ.assembly({ [file]: trusting(principal) }, { stackName });
    expect(differ.change(at('One', 'live', ref('Value')), at('Two', 'live', [ref('Value')])).change).toBe('equivalent');
    expect(differ.change(at('One', 'live', ref('Value')), at('Two', 'other', [ref('Value')])).change).toBe('undecided');
    expect(differ.change(at('One', 'live', ref('Value')), at('One', 'other', [ref('Value')])).change).toBe('undecided');
  });
});

describe('a principal known only at deployment', () => {
  const later = { AWS: ref('Value') };
  test.each<[string, unknown, unknown]>([
    ['that no longer needs MFA', trustPolicy(later, MFA), trustPolicy(later)],
    [
      'that can now pass tags',
      trustPolicy(later),
      { Statement: [{ Effect: 'Allow', Principal: later, Action: ['sts:AssumeRole', 'sts:TagSession'] }] },
    ],
  ])('%s', (_, before, after) => {
    const [one, other] = [before, after].map((document) => around(document, parameter()));
    expect(audit(one, other)).toMatchObject({
      change: 'widened',
      newlyAllowed: { caller: { arn: expect.stringContaining('known-at-deploy-time') } },
    });
    expect(audit(other, one)).toMatchObject({ change: 'narrowed', newlyAllowed: null });
  });

  test('that now needs MFA or is a different one', () => {
    expect(
      audit(
        around(trustPolicy(later, MFA), parameter()),
        around(trustPolicy({ AWS: ref('Other') }), { Parameters: { Other: { Type: 'String' } } }),
      ).change,
    ).toBe('undecided');
  });
});

test('no new request and perhaps some denied: undecided, but the change can pass', () => {
  const before = around({ Statement: [{ Effect: 'Allow', Principal: { AWS: [ref('One'), ref('Other')] }, Action: 'sts:AssumeRole' }] });
  const after = around({ Statement: [{ Effect: 'Allow', Principal: { AWS: ref('One') }, Action: 'sts:AssumeRole' }] });
  expect(differ.change(before, after)).toMatchObject({ change: 'undecided', newlyAllowed: null, newlyDenied: null, status: 0 });
  expect(differ.run(before, after).stdout).toContain('no new request is allowed; whether a request is no longer allowed is undecided');
  expect(differ.change(after, before)).toMatchObject({ change: 'undecided', status: 1 });
});

describe('a role with a Condition', () => {
  const under = (Condition?: string, value: string = 'dev') => ({
    ...env(value),
    Resources: { Audit: { ...role(SAFE), ...(Condition === undefined ? {} : { Condition }) } },
  });

  test.each<[string, unknown, unknown, string]>([
    ['as before', under('Open'), under('Open'), 'equivalent'],
    ['that it did not have before', under(), under('Open'), 'narrowed'],
    ['that it no longer has', under('Open'), under(), 'widened'],
    ['that is now a different one', under('Open'), under('Open', 'prod'), 'changed'],
  ])('%s', (_, before, after, change) => {
    expect(differ.change(before, after).change).toBe(change);
  });

  test('exists where IAM reports it', () => {
    const deployed = { Role: { RoleName: 'Audit', AssumeRolePolicyDocument: SAFE } };
    expect([differ.change(under('Open'), deployed).change, differ.change(deployed, under('Open')).change]).toEqual([
      'equivalent',
      'equivalent',
    ]);
  });

  test('is new', () => {
    expect(differ.change({ Resources: {} }, under('Open'))).toMatchObject({
      change: 'added',
      newlyAllowed: { caller: { kind: 'service' } },
      status: 1,
    });
  });
});

describe('the account of the role', () => {
  const dump = (account: string, document: unknown) => ({
    Role: { RoleName: 'Audit', Arn: `arn:aws:iam::${account}:role/Audit`, AssumeRolePolicyDocument: document },
  });
  const own = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' };
  const named = (document: unknown) => ({ Resources: { Audit: role(document, { RoleName: 'Audit' }) } });

  test('that only one input contains is the account in both', () => {
    expect(differ.change(named(trustPolicy({ AWS: own })), dump(OWN, trustPolicy({ AWS: `arn:aws:iam::${OWN}:root` })))).toMatchObject({
      change: 'equivalent',
    });
  });

  test('is a different one: the same callers are allowed, wherever the role is', () => {
    const { change, status } = differ.change(dump(OWN, trustPolicy({ AWS: PARTNER })), dump(OTHER, trustPolicy({ AWS: PARTNER })));
    expect([change, status]).toEqual(['equivalent', 0]);
    expect(differ.run(dump(OWN, SAFE), dump(OTHER, SAFE)).stdout).toContain(
      `was in account ${OWN}: whether a caller counts as foreign depends on the account of the role`,
    );
  });

  test('is a different one, and so are its own principals', () => {
    expect(differ.change(dump(OWN, trustPolicy({ AWS: OWN })), dump(OTHER, trustPolicy({ AWS: OTHER })))).toMatchObject({
      change: 'changed', newlyAllowed: { caller: { account: OTHER } }, newlyDenied: { caller: { account: OWN } },
    });
  });

  test('is a different one, and the policy names it', () => {
    const document = trustPolicy({ AWS: '*' }, { StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } });
    expect(differ.change(dump(OWN, document), dump(OWN, document))).toMatchObject({ change: 'equivalent' });
    expect(differ.change(dump(OWN, document), dump(OTHER, document))).toMatchObject({
      change: 'undecided',
      reasons: [expect.stringContaining(`which was ${OWN} and is ${OTHER}`)],
    });
  });

  test('is a different one, for a template that names it', () => {
    const document = trustPolicy(
      { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::${PARTNER}:root` } },
      { StringEquals: { 'aws:SourceAccount': '${aws:ResourceAccount}' } },
    );
    const at = (account: string) => differ.assembly({ Workload: around(document) }, { environment: `${account}/eu-west-1` });
    expect(differ.change(at(OWN), at(OTHER)).change).toBe('undecided');
  });

  test('is considered for each role, even if the documents are the same', () => {
    const both = (value: string) => ({
      Roles: [OWN, OTHER].map(
        (account) => dump(account, trustPolicy({ AWS: '*' }, { StringEquals: { 'aws:PrincipalAccount': value } })).Role,
      ),
    });
    expect(differ.diff(both('${aws:ResourceAccount}'), both(OWN)).roles.map(({ change }) => change)).toEqual(['equivalent', 'changed']);
  });

  test('is in another partition', () => {
    const china = {
      Role: { RoleName: 'Audit', Arn: `arn:aws-cn:iam::${OWN}:role/Audit`, AssumeRolePolicyDocument: trustPolicy({ AWS: PARTNER }) },
    };
    expect(differ.change(china, china)).toMatchObject({ change: 'equivalent' });
    expect(differ.change(dump(OWN, trustPolicy({ AWS: PARTNER })), china)).toMatchObject({
      change: 'undecided',
      reasons: [expect.stringContaining('partition')],
    });
  });
});

function audit(before: unknown, after: unknown) {
  const { roles, stderr, status } = differ.diff(before, after);
  const found = roles.find(({ id }) => id === 'Audit');
  if (found === undefined) throw new Error(`no such role: ${JSON.stringify(roles)} ${stderr}`);
  return { ...found, status };
}
