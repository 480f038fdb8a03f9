/** What a template says about trust, including the templates inside it, and what cannot be read before deployment. */
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { TemplateBehind } from '../../src/cloudformation/inner-templates';
import { LinkedTemplates } from '../../src/cloudformation/linked-templates';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { JsonObject } from '../../src/cloudformation/template';
import { TrustInTemplate, trustInTemplate } from '../../src/cloudformation/trust-policies-of-template';
import { showText } from '../../src/policy/partly-known-text';

const OUTER: DeployTimeContext = {
  scope: 'Stack',
  account: '111122223333',
  region: 'eu-west-1',
  partition: 'aws',
  resources: {},
  parameters: {},
};

const trusting = (principal: unknown) => ({ Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal } }] });
const role = (principal: unknown, properties: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: trusting(principal), ...properties },
});
const ROOT = 'arn:aws:iam::444455556666:root';
const resources = (...all: object[]) => ({ Resources: Object.fromEntries(all.map((resource, index) => [`R${index}`, resource])) });

/** The trusted principals of the roles, for every variant, as messages show them. */
function trusted({ policies }: TrustInTemplate): string[] {
  const variants = policies.flatMap(({ document, context }) => readTrustPolicy(document, context).variants);
  return variants.flatMap(({ statements }) => statements.flatMap(({ principals }) => principals.map(({ written }) => showText(written))));
}

const hiddenIn = ({ hidden }: TrustInTemplate) => hidden.map(({ owner, what }) => `${owner}: ${what}`);

const survey = (template: JsonObject, context = OUTER, behind?: TemplateBehind) => trustInTemplate(template, context, behind);

describe('the document of a role', () => {
  const document = trusting(ROOT);
  const conditional = { 'Fn::If': ['IsProd', { AssumeRolePolicyDocument: document }, { RoleName: 'x' }] };
  test.each<[string, object, unknown]>([
    ['its own', { Properties: { AssumeRolePolicyDocument: document } }, document],
    ['none', {}, undefined],
    [
      'what a transform adds to the properties',
      { Properties: { 'Fn::Transform': { Name: 'Roles' } } },
      { 'Fn::Transform': { Name: 'Roles' } },
    ],
    [
      'what a transform makes of the document beside it',
      { Properties: { 'AssumeRolePolicyDocument': document, 'Fn::Transform': { Name: 'Roles' } } },
      { 'Fn::Transform': { Name: 'Roles' } },
    ],
    [
      'what a transform adds to the resource',
      { 'Properties': { AssumeRolePolicyDocument: document }, 'Fn::Transform': { Name: 'Roles' } },
      { 'Fn::Transform': { Name: 'Roles' } },
    ],
    [
      'one of two, where a condition decides about all properties',
      { Properties: conditional },
      { 'Fn::If': ['IsProd', document, { Ref: 'AWS::NoValue' }] },
    ],
    [
      'unknown, where the properties are looked up at deployment',
      { Properties: { 'Fn::FindInMap': ['A', 'B', 'C'] } },
      { 'Fn::FindInMap': ['A', 'B', 'C'] },
    ],
  ])('%s', (_what, parts, expected) => {
    expect(survey(resources({ Type: 'AWS::IAM::Role', ...parts })).policies.map((policy) => policy.document)).toEqual([expected]);
  });
});

describe('the condition of a role holds inside it', () => {
  const parameters = { Stage: { Type: 'String' } };
  const isProd = { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] };
  const conditions = {
    IsProd: isProd,
    IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
    IsNotProd: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    IsTestInEurope: { 'Fn::And': [{ Condition: 'IsTest' }, { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] }] },
  };
  const context = { ...OUTER, parameters, conditions };
  const either = (condition: string) => ({ 'Fn::If': [condition, ROOT, '*'] });
  test.each<[string, string, unknown, readonly string[]]>([
    ['itself', 'IsProd', either('IsProd'), [ROOT]],
    ['its opposite', 'IsProd', either('IsNotProd'), ['*']],
    ['one on another value', 'IsProd', either('IsTest'), ['*']],
    ['one that it contains', 'IsTestInEurope', either('IsTest'), [ROOT]],
    ['one that it does not decide', 'IsNotProd', either('IsTest'), [ROOT, '*']],
    ['one that no template declares', 'Missing', either('IsProd'), [ROOT, '*']],
  ])('%s', (_what, condition, principal, expected) => {
    const found = survey(resources({ ...role(principal), Condition: condition }), context);
    expect(trusted(found)).toEqual(expected);
  });

  test('of a nested stack too, and says nothing about the role beside it', () => {
    const child = resources(role({ Ref: 'Who' }));
    const parent = {
      Conditions: conditions,
      Parameters: parameters,
      Resources: {
        Child: { Type: 'AWS::CloudFormation::Stack', Condition: 'IsProd', Properties: { Parameters: { Who: either('IsProd') } } },
      },
    };
    const place = { group: '', isDeployedWhereItSays: true };
    const outer = { ...place, template: parent, scope: 'Parent' };
    const inner = {
      ...place,
      template: { ...child, Parameters: { Who: { Type: 'String' } } },
      scope: 'Child',
      parent: { template: outer, logicalId: 'Child' },
    };
    const linked = new LinkedTemplates([outer, inner]);
    expect(trusted(survey(inner.template, linked.context(inner)))).toEqual([ROOT]);
    expect(trusted(survey(resources(role(either('IsProd'))), linked.context(outer)))).toEqual([ROOT, '*']);
  });
});

describe('a role without a document', () => {
  const bare = { Type: 'AWS::IAM::Role', Properties: {} };
  test.each<[string, JsonObject, readonly string[]]>([
    [
      'below a macro',
      { Transform: 'Acme', ...resources(bare) },
      ['undefined: what the macro Acme makes of the template', 'R0: the trust policy of the role "R0"'],
    ],
    [
      'below AWS::Include',
      { 'Fn::Transform': { Name: 'AWS::Include' }, ...resources(bare) },
      ['undefined: what AWS::Include brings into the template', 'R0: the trust policy of the role "R0"'],
    ],
  ])('%s is hidden', (_what, template, expected) => {
    const found = survey(template);
    expect(found.policies).toEqual([]);
    expect(hiddenIn(found)).toEqual(expected);
  });

  test.each<[string, JsonObject]>([
    ['without a macro', resources(bare)],
    [
      'below a transform that creates no trust policies',
      { Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'], ...resources(bare) },
    ],
  ])('%s is one that IAM rejects', (_what, template) => {
    expect(survey(template)).toMatchObject({ policies: [{ document: undefined }], hidden: [] });
  });

  test('a role with a document below a macro is judged', () => {
    expect(trusted(survey({ Transform: 'Acme', ...resources(role(ROOT)) }))).toEqual([ROOT]);
  });
});

test.each<[string, JsonObject, string]>([
  ['a resource', { Resources: { Audit: { 'Fn::!Include': 'role.yml' } } }, 'Audit: the resources that !Include stands for'],
  [
    'all resources',
    { Resources: { 'Fn::!Rain::Include': 'roles.yml' } },
    'Fn::!Rain::Include: the resources that !Rain::Include stands for',
  ],
])('the tag of a preprocessor in place of %s is hidden', (_what, template, expected) => {
  const found = survey(template);
  expect(hiddenIn(found)).toEqual([expected]);
  expect(found.hidden[0].because).toContain('a preprocessor');
});

test('the tag of a preprocessor in place of a value is an unknown value, with its name', () => {
  expect(trusted(survey(resources(role({ 'Fn::!Include': 'arn.yml' }))))).toEqual(['<the result of !Include>']);
});

describe('a stack set', () => {
  const stackSet = (properties: object) => survey(resources({ Type: 'AWS::CloudFormation::StackSet', Properties: properties }));
  const body = (principal: unknown, more: object = {}) => ({ ...resources(role(principal)), ...more });
  const joined = (before: string, piece: unknown, after: string) => ({ 'Fn::Join': ['', [before, piece, after]] });
  const cut = (text: unknown) => JSON.stringify(text).split('#') as [string, string];

  test('with its template as JSON text is read', () => {
    const found = stackSet({ TemplateBody: JSON.stringify(body(ROOT)) });
    expect(trusted(found)).toEqual([ROOT]);
    expect(found.policies).toMatchObject([{ logicalId: 'R0', owner: 'R0', location: 'Properties.TemplateBody' }]);
    expect(found.hidden).toEqual([]);
  });

  test('goes to unknown accounts', () => {
    const [{ context }] = stackSet({ TemplateBody: JSON.stringify(body(ROOT)) }).policies;
    expect(context).toMatchObject({ partition: 'aws', scope: 'Stack/R0' });
    expect([context.account, context.region]).toEqual([undefined, undefined]);
  });

  test('has its own account in its own intrinsics', () => {
    expect(trusted(stackSet({ TemplateBody: JSON.stringify(body({ 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' })) }))).toEqual([
      'arn:aws:iam::<own account>:root',
    ]);
  });

  test('has the account of the outer stack in those of the outer template', () => {
    const template = { 'Fn::Sub': JSON.stringify(body('arn:aws:iam::${AWS::AccountId}:root')) };
    expect(trusted(stackSet({ TemplateBody: template }))).toEqual(['arn:aws:iam::111122223333:root']);
  });

  test('with an unknown outer account trusts an unknown account, not its own', () => {
    const [before, after] = cut(body('arn:aws:iam::#:root'));
    const template = resources({
      Type: 'AWS::CloudFormation::StackSet',
      Properties: { TemplateBody: joined(before, { Ref: 'AWS::AccountId' }, after) },
    });
    expect(trusted(survey(template, { scope: 'Stack' }))).toEqual(['arn:aws:iam::<account of Stack>:root']);
  });

  test('has the region of the outer stack too', () => {
    const [before, after] = cut(body('arn:aws:iam::444455556666:role/#'));
    const template = resources({
      Type: 'AWS::CloudFormation::StackSet',
      Properties: { TemplateBody: joined(before, { Ref: 'AWS::Region' }, after) },
    });
    expect(trusted(survey(template))).toEqual(['arn:aws:iam::444455556666:role/eu-west-1']);
    expect(trusted(survey(template, { scope: 'Stack' }))).toEqual(['arn:aws:iam::444455556666:role/<region of Stack>']);
  });

  test('can contain a whole value of the outer template', () => {
    const [before, after] = JSON.stringify(body('#')).split('"#"');
    const outer = { ...OUTER, parameters: { Trusted: { Type: 'String' } } };
    const template = resources({
      Type: 'AWS::CloudFormation::StackSet',
      Properties: { TemplateBody: joined(before, { Ref: 'Trusted' }, after) },
    });
    expect(trusted(survey(template, outer))).toEqual(['<parameter "Trusted">']);
  });

  test.each<[string, object, string]>([
    ['has the value that the stack set gives it', {}, ROOT],
    [
      'is unknown where a group of instances gives it another value',
      { StackInstancesGroup: [{ ParameterOverrides: [{ ParameterKey: 'Trusted', ParameterValue: '*' }] }] },
      '<parameter "Trusted">',
    ],
  ])('a parameter of its template %s', (_what, properties, expected) => {
    const template = body({ Ref: 'Trusted' }, { Parameters: { Trusted: { Type: 'String' } } });
    const parameters = [{ ParameterKey: 'Trusted', ParameterValue: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::444455556666:root' } }];
    expect(trusted(stackSet({ TemplateBody: JSON.stringify(template), Parameters: parameters, ...properties }))).toEqual([expected]);
  });

  test.each<[string, object, string]>([
    ['in YAML', { TemplateBody: 'Resources:\n  Role:\n    Type: AWS::IAM::Role' }, 'its TemplateBody is not JSON'],
    ['in a parameter', { TemplateBody: { Ref: 'Body' } }, 'what its TemplateBody says is known at deployment only'],
    [
      'with an unknown part outside any text',
      { TemplateBody: joined('{"Resources": ', { Ref: 'Body' }, ', ') },
      'what its TemplateBody says is known at deployment only',
    ],
    ['by URL', { TemplateURL: 'https://example.com/x.json' }, 'it is at https://example.com/x.json, and the app does not hold it as JSON'],
    ['without any', {}, 'the resource names no template'],
  ])('with a template %s is reported as hidden', (_what, properties, because) => {
    const { policies, hidden } = stackSet(properties);
    expect(policies).toEqual([]);
    expect(hidden).toMatchObject([{ owner: 'R0', what: 'the template of the stack set "R0"', because: expect.stringContaining(because) }]);
  });

  test('inside a stack set is read too, down to a depth that no template has', () => {
    const nest = (inner: object) =>
      resources({ Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody: JSON.stringify(inner) } });
    expect(trusted(survey(nest(nest(resources(role(ROOT))))))).toEqual([ROOT]);
    const deep = survey(nest(nest(nest(nest(nest(nest(resources(role(ROOT)))))))));
    expect(trusted(deep)).toEqual([]);
    expect(hiddenIn(deep)).toEqual(['R0: the template of "R0"']);
  });
});

describe('a template behind a URL', () => {
  const inner = { ...resources(role({ Ref: 'Trusted' })), Parameters: { Trusted: { Type: 'String' } } };
  const nested = resources({ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'the url', Parameters: { Trusted: ROOT } } });
  const product = (...info: object[]) =>
    resources({
      Type: 'AWS::ServiceCatalog::CloudFormationProduct',
      Properties: { ProvisioningArtifactParameters: info.map((each) => ({ Info: each })) },
    });

  test('of a nested stack is read in the account of its parent, with the values that it gives', () => {
    const found = survey(nested, OUTER, () => inner);
    expect(trusted(found)).toEqual([ROOT]);
    expect(found.policies[0].context.account).toBe('111122223333');
  });

  test('of a nested stack imports what its parent can import', () => {
    const importing = resources(role({ 'Fn::ImportValue': 'Trusted' }));
    const context: DeployTimeContext = {
      ...OUTER,
      follow: (reference) => (reference.kind === 'import' ? { value: ROOT, context: {} } : undefined),
    };
    expect(trusted(survey(nested, context, () => importing))).toEqual([ROOT]);
  });

  test('of a product is deployed by others, with their own values', () => {
    const found = survey(product({ LoadTemplateFromURL: 'the url' }), OUTER, (_id, url) => (url === 'the url' ? inner : undefined));
    expect(trusted(found)).toEqual(['<parameter "Trusted">']);
    expect(found.policies[0].context.account).toBeUndefined();
  });

  test('that is judged elsewhere is neither read nor reported', () => {
    for (const template of [nested, product({ LoadTemplateFromURL: 'the url' })]) {
      expect(survey(template, OUTER, () => 'judged')).toMatchObject({ policies: [], hidden: [] });
    }
  });

  test.each<[string, JsonObject, string[]]>([
    ['a nested stack', nested, ['R0: the template of the nested stack "R0"']],
    ['a product', product({ LoadTemplateFromURL: 'https://example.com' }), ['R0: a template of the product "R0"']],
    [
      'two versions of a product, reported once',
      product({ LoadTemplateFromURL: 'https://example.com/1' }, { LoadTemplateFromURL: 'https://example.com/2' }),
      ['R0: a template of the product "R0"'],
    ],
    ['a product made from a stack', product({ ImportFromPhysicalId: 'arn' }), ['R0: a template of the product "R0"']],
    [
      'a product in a repository',
      resources({ Type: 'AWS::ServiceCatalog::CloudFormationProduct', Properties: { SourceConnection: {} } }),
      ['R0: a template of the product "R0"'],
    ],
    [
      'a product that is provisioned',
      resources({ Type: 'AWS::ServiceCatalog::CloudFormationProvisionedProduct' }),
      ['R0: the template of the product that "R0" provisions'],
    ],
    [
      'a serverless application',
      resources({ Type: 'AWS::Serverless::Application' }),
      ['R0: the template of the serverless application "R0"'],
    ],
    ['a module', resources({ Type: 'My::Own::Roles::MODULE' }), ['R0: the resources of the module My::Own::Roles::MODULE ("R0")']],
  ])('is hidden, where the template is not available: %s', (_what, template, expected) => {
    expect(hiddenIn(survey(template))).toEqual(expected);
  });
});

describe('transforms', () => {
  test.each<[string, JsonObject, string[]]>([
    ['a macro', { Transform: 'MakeRoles' }, ['undefined: what the macro MakeRoles makes of the template']],
    [
      'two macros, with parameters',
      { Transform: ['A', { Name: 'B', Parameters: {} }] },
      ['undefined: what the macro A makes of the template', 'undefined: what the macro B makes of the template'],
    ],
    [
      'AWS::Include',
      { Transform: { Name: 'AWS::Include', Parameters: { Location: 's3://x' } } },
      ['undefined: what AWS::Include brings into the template'],
    ],
    ['a transform at the top', { 'Fn::Transform': { Name: 'AWS::Include' } }, ['undefined: what AWS::Include brings into the template']],
    [
      'a transform among the resources',
      { Resources: { 'Fn::Transform': { Name: 'AWS::Include' } } },
      ['Fn::Transform: the resources that Fn::Transform stands for'],
    ],
    [
      'a transform in place of one resource',
      resources({ 'Fn::Transform': { Name: 'AWS::Include' } }),
      ['R0: the resources that R0 stands for'],
    ],
    [
      'those of AWS that add no role',
      {
        Transform: ['AWS::Serverless-2016-10-31', 'AWS::LanguageExtensions', 'AWS::SecretsManager-2024-09-16', 'AWS::CodeDeployBlueGreen'],
      },
      [],
    ],
    [
      'a name that only begins like one of AWS',
      { Transform: 'AWS::LanguageExtensionsOfMine' },
      ['undefined: what the macro AWS::LanguageExtensionsOfMine makes of the template'],
    ],
    ['none', resources({ Type: 'AWS::SNS::Topic', Properties: { 'Fn::Transform': {} } }), []],
  ])('%s', (_what, template, expected) => {
    expect(hiddenIn(survey(template))).toEqual(expected);
  });
});

describe('Fn::ForEach', () => {
  const loop = (collection: unknown, body: object, id = 'Account') => ({ Resources: { 'Fn::ForEach::Roles': [id, collection, body] } });
  const byAccount = { 'Role${Account}': role({ 'Fn::Sub': 'arn:aws:iam::${Account}:root' }) };

  test('creates a role for each value', () => {
    const found = survey(loop(['111111111111', '222222222222'], byAccount));
    expect(trusted(found)).toEqual(['arn:aws:iam::111111111111:root', 'arn:aws:iam::222222222222:root']);
    expect(found.policies.map(({ logicalId, owner }) => [logicalId, owner])).toEqual([
      ['Role111111111111', 'Fn::ForEach::Roles'],
      ['Role222222222222', 'Fn::ForEach::Roles'],
    ]);
  });

  test('inserts the value wherever its name occurs', () => {
    expect(trusted(survey(loop([ROOT], { Role: role({ Ref: 'Account' }) })))).toEqual([ROOT]);
    expect(trusted(survey(loop(['444455556666'], { Role: role('arn:aws:iam::${Account}:root') })))).toEqual([ROOT]);
    expect(survey(loop(['team-a/b'], { 'Role&{Account}': role(ROOT) })).policies[0].logicalId).toBe('Roleteamab');
  });

  test('can be nested, and can use a list that is known', () => {
    const inner = {
      'Fn::ForEach::Names': ['Name', ['alice', 'bob'], { 'Role${Account}${Name}': role('arn:aws:iam::${Account}:user/${Name}') }],
    };
    expect(trusted(survey(loop({ 'Fn::Split': [',', '111111111111,222222222222'] }, inner)))).toEqual([
      'arn:aws:iam::111111111111:user/alice', 'arn:aws:iam::111111111111:user/bob', 'arn:aws:iam::222222222222:user/alice',
      'arn:aws:iam::222222222222:user/bob',
    ]);
  });

  test.each<[string, unknown]>([
    ['a parameter', { Ref: 'Accounts' }],
    ['a list with an unknown value', ['444455556666', { Ref: 'Account' }]],
    ['more values than a template can hold', Array.from({ length: 501 }, (_, index) => String(index))],
  ])('over %s is read once, for any value', (_what, collection) => {
    const context = { ...OUTER, parameters: { Accounts: { Type: 'CommaDelimitedList' }, Account: { Type: 'String' } } };
    const found = survey(loop(collection, { ...byAccount, Open: role('*'), Whole: role({ Ref: 'Account' }) }), context);
    expect(trusted(found)).toEqual(['<the result of Fn::Sub>', '*', '<the values of Fn::ForEach::Roles>']);
    expect(found.policies.map(({ logicalId }) => logicalId)).toEqual(['Role${Account}', 'Open', 'Whole']);
  });

  test('with an unknown value in the name of a key does not treat the key as known', () => {
    const document = {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { AWS: ROOT },
          Condition: { StringEquals: { 'aws:PrincipalTag/${Account}': 'x' } },
        },
      ],
    };
    const {
      policies: [policy],
    } = survey(loop({ Ref: 'Accounts' }, { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } } }));
    const [{ statements: [{ conditions: [clause] }] }] = readTrustPolicy(policy.document, policy.context).variants;
    expect(clause.key).toEqual(['aws:principaltag/', expect.objectContaining({ kind: 'unknown' })]);
  });

  test.each<[string, JsonObject]>([
    ['text', { Resources: { 'Fn::ForEach::Roles': 'text' } }],
    ['a loop whose name is unknown', loop(['a'], {}, { Ref: 'x' } as never)],
    ['a loop without a body', loop(['a'], 'text' as never)],
  ])('that is invalid is hidden: %s', (_what, template) => {
    const found = survey(template);
    expect(found.policies).toEqual([]);
    expect(hiddenIn(found)).toEqual(['Fn::ForEach::Roles: the resources that Fn::ForEach::Roles stands for']);
  });
});

test.each<[string, JsonObject]>([
  ['nothing', {}],
  ['invalid resources', { Resources: { A: null, B: 'text', C: [], D: { Type: { Ref: 'x' } } } }],
  ['a section of the wrong type', { Resources: [] }],
])('a template of %s has no roles and nothing hidden', (_what, template) => {
  expect(survey(template)).toMatchObject({ policies: [], hidden: [] });
});
