/** The pages of the rules: every rule has a page, every page a rule, and the examples on a page are true. */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { OWN, PARTNER } from './trust-policy-cases';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { roleAsWritten } from '../../src/cloudformation/role-as-written';
import { DEFAULT_LEVELS } from '../../src/rules/catalogue';
import { RULE_IDS } from '../../src/rules/rule-ids';

const FOLDER = join(__dirname, '..', '..', 'docs', 'rules');
const HEADINGS = ['What it checks', 'Why it matters', 'Open', 'Closed', 'How to fix', 'What it cannot see', 'AWS sources'];

const pages = readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== 'README.md').map((name) => name.replace(/\.md$/, ''));
const textOf = (id: string) => readFileSync(join(FOLDER, `${id}.md`), 'utf8');

function sectionOf(id: string, heading: string): string {
  const [, section = ''] = textOf(id).split(`\n## ${heading}\n`);
  return section.split('\n## ')[0];
}

/** What the page says about an example, and the example. */
function examplesOf(id: string, heading: string): [words: string, json: string][] {
  return [...sectionOf(id, heading).matchAll(/([^\n]+)\n\n```json\n([^]*?)```/g)].map(([, words, json]) => [words, json]);
}

/** An example is a trust policy, or a whole `AWS::IAM::Role` where the rest of the role matters. */
function rulesThatReport(json: string): string[] {
  const example = JSON.parse(json) as { readonly Type?: string; readonly Properties?: { readonly AssumeRolePolicyDocument?: unknown } };
  const document = example.Type === undefined ? example : example.Properties?.AssumeRolePolicyDocument;
  const subject = { document, context: { account: OWN }, role: roleAsWritten('Role', example) };
  return auditTrustPolicy(subject, { accounts: new Map(), levels: {} }).flatMap(({ ruleId, also = [] }) => [ruleId, ...also]);
}

test('every rule has a page, and every page belongs to a rule', () => expect(pages.sort()).toEqual([...RULE_IDS].sort()));

describe.each(RULE_IDS)('the page of %s', (id) => {
  test('has the title, the default level and the id for acknowledgements', () => {
    expect(textOf(id)).toMatch(new RegExp(`^# ${id}\n`));
    expect(textOf(id)).toContain(`| Default level | ${DEFAULT_LEVELS[id]}`);
    expect(textOf(id)).toContain(`'SecureTrust::${id}'`);
  });

  test('has all sections, in order', () => {
    expect([...textOf(id).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
  });

  test('shows a fix for the CDK and for the policy', () => {
    expect(sectionOf(id, 'How to fix')).toMatch(/```ts\n[^]*(In the policy|In a template)/);
  });

  test('cites AWS documentation', () => {
    const links = [...sectionOf(id, 'AWS sources').matchAll(/\]\((.+?)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(link).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
  });

  test.each(examplesOf(id, 'Open'))('shows an example that is open: %s', (_, json) => expect(rulesThatReport(json)).toContain(id));

  test.each(examplesOf(id, 'Closed'))('shows an example that is closed: %s', (_, json) => expect(rulesThatReport(json)).not.toContain(id));

  test('has at least two examples of each', () => {
    expect(examplesOf(id, 'Open').length).toBeGreaterThanOrEqual(2);
    expect(examplesOf(id, 'Closed').length).toBeGreaterThanOrEqual(2);
  });
});

test('no example counts as closed because part of it is undecided', () => {
  for (const id of RULE_IDS) {
    for (const [, json] of examplesOf(id, 'Closed')) expect(rulesThatReport(json)).not.toContain('undecided');
  }
  expect(rulesThatReport(JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Principal: { AWS: PARTNER } } }))).not.toEqual([]);
});
