/** Every kind of input, damaged: exit status 2 and one line on standard error, no report, no stack trace. */
import * as fs from 'fs';
import * as path from 'path';
import * as zlib from 'zlib';
import * as fc from 'fast-check';
import { OWN, runCommand, ScratchFolder, UNSAFE } from './run-command';
import { propertyRuns } from '../property-runs';

const scratch = new ScratchFolder();
const INPUTS = path.join(__dirname, 'inputs');
const KINDS = fs.readdirSync(INPUTS).filter((name) => !name.endsWith('.md'));

function refusal(content: unknown, name = 'input'): string {
  const { status, stdout, stderr } = runCommand(['check', scratch.file(name, content)]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^cdk-secure-trust: [^\n]+\n$/);
  expect(stderr).not.toContain('internal error');
  return stderr.replace(/^cdk-secure-trust: \S+: |\n$/g, '');
}

const text = (name: string) => fs.readFileSync(path.join(INPUTS, name), 'utf8');

describe.each(KINDS)('%s', (name) => {
  test('cut off', () => {
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      const beginning = text(name).slice(0, Math.floor(text(name).length * part));
      expect(refusal(beginning)).toMatch(/^is not valid JSON|is text that is not valid JSON/);
    }
  });

  test('with a byte that is no text', () => {
    const bytes = Buffer.from(text(name));
    bytes[Math.floor(bytes.length / 2)] = 0xff;
    expect(refusal(bytes)).toMatch(/^is not text in UTF-8/);
  });

  test('with a key twice', () => {
    expect(refusal(text(name).replace(/^\{\s*"/, '{"again": 1, "again": 2, "'))).toMatch(/^contains the key "again" twice/);
  });

  test('compressed and cut off, or with a wrong bit', () => {
    const bytes = zlib.gzipSync(text(name));
    expect(refusal(bytes.subarray(0, bytes.length - 20))).toMatch(/^is not a complete gzip file: /);
    bytes[bytes.length - 6] = 255 - bytes[bytes.length - 6];
    expect(refusal(bytes)).toMatch(/^is not a complete gzip file: /);
  });
});

const ROLE = { resourceType: 'AWS::IAM::Role', accountId: OWN, configuration: { assumeRolePolicyDocument: UNSAFE } };
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const modules = (depth: number): object => (depth === 0 ? {} : { child_modules: [modules(depth - 1)] });

test.each<[string, unknown, RegExp]>([
  ['results of a query that are no JSON', { Results: ['{'] }, /^Results\[0\] is text that is not valid JSON/],
  [
    'results that are null',
    { Results: [null, null] },
    /^Results\[0\] is not a role as AWS Config records it: in a query, select accountId/,
  ],
  ['a result that is a number', { Results: [JSON.stringify(ROLE), 7] }, /^Results\[1\] is not a role as AWS Config records it/],
  ['a result with a key twice', { Results: ['{"resourceType":"AWS::IAM::Role","a":1,"a":2}'] }, /^Results\[0\] contains the key "a" twice/],
  ['a result that is nested deep', { Results: [JSON.stringify(ROLE), deep] }, /^Results\[1\] is nested more than 200 levels deep/],
  [
    'a query without the trust policy',
    { Results: ['{"resourceType":"AWS::IAM::Role"}'] },
    /^Results\[0\] is a role without configuration.assumeRolePolicyDocument: in a query, select /,
  ],
  ['the first page of a query', { Results: [JSON.stringify(ROLE)], NextToken: 'x' }, /^contains only the first results: /],
  ['the first page of a history', { configurationItems: [ROLE], nextToken: 'x' }, /^contains only the first results: /],
  [
    'a batch that is not complete',
    { baseConfigurationItems: [ROLE], unprocessedResourceKeys: [{}] },
    /^unprocessedResourceKeys names 1 resource that AWS Config did not process/,
  ],
  ['items that are lists', { configurationItems: [[]] }, /^configurationItems\[0\] is not a role as AWS Config records it/],
  [
    'a configuration that is no JSON',
    { baseConfigurationItems: [{ ...ROLE, configuration: '{"a"' }] },
    /^baseConfigurationItems\[0\].configuration is text that is not valid JSON/,
  ],
  [
    'a configuration that is a list',
    { configurationItems: [{ ...ROLE, configuration: [] }] },
    /^configurationItems\[0\] is a role without configuration/,
  ],
  ['a list of nulls', [null, null], /^is not a supported input: /],
  ['a list of texts', ['a'], /^the list\[0\] is text that is not valid JSON/],
  ['roles that are null', { RoleDetailList: [null] }, /^RoleDetailList\[0\] is not a role: /],
  [
    'a state of an old version',
    { version: 3, terraform_version: '0.11.0', resources: [] },
    /^is a Terraform state of version 3: expected version 4/,
  ],
  ['a state of another tool', { version: 4, resources: [{ type: 'aws_iam_role', instances: [{}] }] }, /^is not a supported input/],
  [
    'the log of Terraform',
    '{"@level":"info","@message":"x"}\n{"@level":"info","@message":"y"}',
    /^is the log of Terraform.*terraform show -json PLAN$/,
  ],
  ['modules in modules', { format_version: '1.0', values: { root_module: modules(200) } }, /^is nested more than 200 levels deep/],
  ['one more document that is none', `${JSON.stringify(UNSAFE)}\n{"a":1}`, /^is not a supported input/],
  ['one more document that is cut off', `${JSON.stringify(UNSAFE)}\n{"a":`, /^is not valid JSON: .*\(line 2, column 6\)$/],
  ['an archive', zlib.gzipSync(Buffer.alloc(2_000)), /^is binary/],
  ['nothing, compressed', zlib.gzipSync(''), /^is empty/],
  ['the beginning of a gzip file', Buffer.from([0x1f, 0x8b]), /^is not a complete gzip file: /],
  ['no gzip file', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9]), /^is not a complete gzip file: /],
  ['very much white space, compressed', zlib.gzipSync(Buffer.alloc(70_000_000, ' ')), /^begins with more white space than any document$/],
])('%s', (_, content, expected) => expect(refusal(content)).toMatch(expected));

test('values of any type anywhere end in a report, or in one line', () => {
  const parsed = KINDS.map((name) => JSON.parse(text(name)) as object);
  const damages: readonly unknown[] = [null, 7, '', 'x', '%', '{', true, [], {}, [null], { a: null }];
  const damaged = fc.tuple(fc.nat(), fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), fc.nat()).map(([kind, choices, damage]) => {
    const wrong = damages[damage % damages.length];
    const left = [...choices];
    const replaceIn = (at: unknown): unknown => {
      const choice = left.pop() ?? 0;
      const keys = typeof at === 'object' && at !== null ? Object.keys(at) : [];
      if (keys.length === 0 || choice % 7 === 0) return wrong;
      const chosen = keys[choice % keys.length];
      const entries = Object.entries(at as object).map(([key, item]): [string, unknown] => [key, key === chosen ? replaceIn(item) : item]);
      return Array.isArray(at) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
    };
    return replaceIn(parsed[kind % parsed.length]);
  });
  fc.assert(fc.property(damaged, (value) => {
    const { status, stdout, stderr } = runCommand(['check', scratch.file('damaged', JSON.stringify(value))]);
    expect(stderr).not.toContain('internal error');
    if (status === 2) expect([stdout, stderr]).toEqual(['', expect.stringMatching(/^cdk-secure-trust: [^\n]+\n$/)]);
    else expect([stdout, stderr]).toEqual([expect.stringContaining('role'), '']);
  }), propertyRuns(100));
});
