/** The code of `assumedBy` for each kind of trust policy, in each language; and the documents that have none. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CdkLanguage } from '../../../src/findings/fix';
import { codeOfTrustPolicy } from '../../../src/remedies/code/trust-policy-code';
import { trustPolicies } from '../../../tools/languages/generated-code';

const LANGUAGES: readonly CdkLanguage[] = ['typescript', 'python', 'java', 'csharp', 'go'];

/** What the file says for each document: a line `=== <what is special about the document>`, then the code. */
function expectedCode(language: CdkLanguage): Map<string, string> {
  const written = fs.readFileSync(path.join(__dirname, 'expected', `${language}.txt`), 'utf8');
  const sections = written.split(/^=== /m).slice(1).map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    code: section.slice(section.indexOf('\n') + 1).trimEnd(),
  }));
  return new Map(sections.map(({ title, code }) => [title, code]));
}

describe.each(LANGUAGES)('%s', (language) => {
  const expected = expectedCode(language);

  test('every document has its code', () => {
    expect([...expected.keys()]).toEqual(Object.keys(trustPolicies()));
  });

  test.each([...expected])('%s', (title, code) => {
    expect(codeOfTrustPolicy(trustPolicies()[title], language)).toEqual({ language, code });
  });

  test('no line is longer than 140 characters', () => {
    expect([...expected.values()].flatMap((code) => code.split('\n')).filter((line) => line.length > 140)).toEqual([]);
  });
});

const ROLE = 'arn:aws:iam::111122223333:role/app';
const STATEMENT = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sts:AssumeRole' };

function documentWith(statement: object): unknown {
  return { Version: '2012-10-17', Statement: [{ ...STATEMENT, ...statement }] };
}

test('the statement that the next tests change has code', () => {
  expect(codeOfTrustPolicy(documentWith({}), 'typescript')!.code).toBe(`assumedBy: new iam.ArnPrincipal('${ROLE}')`);
});

test.each<{ what: string; document: unknown }>([
  { what: 'no document', document: undefined },
  { what: 'text', document: JSON.stringify(documentWith({})) },
  { what: 'a document without statements', document: { Version: '2012-10-17', Statement: [] } },
  { what: 'a document of the old version', document: { Version: '2008-10-17', Statement: [STATEMENT] } },
  { what: 'a document without a version', document: { Statement: [STATEMENT] } },
  { what: 'a document with an ID', document: { Id: 'trust', Version: '2012-10-17', Statement: [STATEMENT] } },
  {
    what: 'a statement that deployment chooses',
    document: { Version: '2012-10-17', Statement: [{ 'Fn::If': ['IsProduction', STATEMENT, STATEMENT] }] },
  },
  { what: 'a Sid', document: documentWith({ Sid: 'Partner' }) },
  { what: 'a Deny', document: documentWith({ Effect: 'Deny' }) },
  { what: 'a NotPrincipal', document: documentWith({ Principal: undefined, NotPrincipal: { AWS: ROLE } }) },
  { what: 'a NotAction', document: documentWith({ Action: undefined, NotAction: 'sts:AssumeRole' }) },
  { what: 'a Resource', document: documentWith({ Resource: '*' }) },
  { what: 'a wildcard action', document: documentWith({ Action: 'sts:*' }) },
  { what: 'an action in another case', document: documentWith({ Action: 'sts:assumerole' }) },
  { what: 'a source identity', document: documentWith({ Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }) },
  { what: 'session tags without the role', document: documentWith({ Action: 'sts:TagSession' }) },
  { what: 'a role with an action of web identities', document: documentWith({ Action: 'sts:AssumeRoleWithWebIdentity' }) },
  { what: 'no action', document: documentWith({ Action: [] }) },
  { what: 'no principal', document: documentWith({ Principal: {} }) },
  { what: 'a principal of another kind', document: documentWith({ Principal: { CanonicalUser: 'abcd' } }) },
  { what: 'a principal that is a number', document: documentWith({ Principal: { AWS: 111122223333 } }) },
  {
    what: 'a principal that deployment chooses',
    document: documentWith({ Principal: { AWS: { 'Fn::If': ['IsProduction', ROLE, '*'] } } }),
  },
  { what: 'a principal from a mapping', document: documentWith({ Principal: { AWS: { 'Fn::FindInMap': ['Map', 'Top', 'Second'] } } }) },
  { what: 'a principal that is left out', document: documentWith({ Principal: { AWS: { Ref: 'AWS::NoValue' } } }) },
  { what: 'an operator without keys', document: documentWith({ Condition: { StringEquals: {} } }) },
  { what: 'an operator that is text', document: documentWith({ Condition: { StringEquals: 'sts:ExternalId' } }) },
  { what: 'an operator with a parameter for keys', document: documentWith({ Condition: { StringEquals: { Ref: 'Keys' } } }) },
  { what: 'a key without values', document: documentWith({ Condition: { StringEquals: { 'sts:ExternalId': [] } } }) },
  { what: 'a list in a list', document: documentWith({ Condition: { StringEquals: { 'sts:ExternalId': [['a']] } } }) },
  { what: 'a value that is null', document: documentWith({ Condition: { StringEquals: { 'sts:ExternalId': null } } }) },
  { what: 'a condition that deployment chooses', document: documentWith({ Condition: { 'Fn::If': ['IsProduction', {}, {}] } }) },
  { what: 'a line break in a value', document: documentWith({ Condition: { StringEquals: { 'sts:ExternalId': 'a\nb' } } }) },
  {
    what: 'text that turns the direction of writing around',
    document: documentWith({ Condition: { StringEquals: { 'sts:ExternalId': 'a\u202eb' } } }),
  },
  {
    what: 'a number that Java has no literal for',
    document: documentWith({ Condition: { NumericEquals: { 'aws:MultiFactorAuthAge': 2 ** 31 } } }),
  },
  { what: 'text that the CDK takes for a reference', document: documentWith({ Principal: { AWS: '${Token[TOKEN.1]}' } }) },
  { what: 'a key that JavaScript has no literal for', document: documentWith({ Condition: JSON.parse('{ "__proto__": { "a": "b" } }') }) },
  { what: 'half a character in a key', document: documentWith({ Condition: { StringEquals: { 'sts:\ud800': 'a' } } }) },
])('$what has no code', ({ document }) => {
  expect(LANGUAGES.map((language) => codeOfTrustPolicy(document, language))).toEqual(LANGUAGES.map(() => undefined));
});

test.each([
  { what: 'an empty condition block', statement: { Condition: {} } },
  { what: 'lists of one', statement: { Principal: { AWS: [ROLE] }, Action: ['sts:AssumeRole'] } },
])('$what is left out, as the CDK does', ({ statement }) => {
  expect(codeOfTrustPolicy(documentWith(statement), 'typescript')).toEqual(codeOfTrustPolicy(documentWith({}), 'typescript'));
});

test('the same statement twice is one principal', () => {
  const document = { Version: '2012-10-17', Statement: [STATEMENT, STATEMENT] };
  expect(codeOfTrustPolicy(document, 'typescript')).toEqual(codeOfTrustPolicy(documentWith({}), 'typescript'));
});

test.each([
  { what: 'a placeholder for a service', principal: { Service: '<service>' }, code: "new iam.ServicePrincipal('<service>')" },
  {
    what: 'a service by its short name',
    principal: { Service: 'ec2' },
    code: "iam.ServicePrincipal.fromStaticServicePrincipleName('ec2')",
  },
  { what: 'an account by its ID', principal: { AWS: '111122223333' }, code: "new iam.ArnPrincipal('111122223333')" },
  {
    what: 'a root with its partition',
    principal: { AWS: 'arn:aws:iam::111122223333:root' },
    code: "new iam.ArnPrincipal('arn:aws:iam::111122223333:root')",
  },
  {
    what: 'a root of an account that a parameter names',
    principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'Partner' }, ':root']] } },
    code: "new iam.AccountPrincipal(cdk.Fn.ref('Partner'))",
  },
  { what: 'every AWS principal', principal: { AWS: '*' }, code: 'new iam.AnyPrincipal()' },
])('$what', ({ principal, code }) => {
  expect(codeOfTrustPolicy(documentWith({ Principal: principal }), 'typescript')!.code).toBe(`assumedBy: ${code}`);
});
