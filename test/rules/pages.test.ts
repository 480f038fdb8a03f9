/** The pages of the rules: every rule has a page, every page a rule, and the examples on a page are true. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { OWN, PARTNER } from './trust-policy-cases';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { TrustReport } from '../../src/findings/renderers/report';
import { DEFAULT_LEVELS } from '../../src/rules/catalogue';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { runCommand } from '../cli/run-command';
import { examplesIn, pageOfRule, pagesOfRules, sectionOf as sectionIn, subjectOfExample } from '../pages';

const HEADINGS = ['What it checks', 'Why it matters', 'Open', 'Closed', 'How to fix', 'What it cannot see', 'AWS sources'];

const sectionOf = (id: string, heading: string) => sectionIn(pageOfRule(id), heading);
const examplesOf = (id: string, heading: string) => examplesIn(sectionOf(id, heading));

/** A rule about several roles has templates as examples. */
function rulesThatReport(json: string): string[] {
  if (json.includes('"Resources"')) return rulesThatReportTemplate(json);
  const findings = auditTrustPolicy(subjectOfExample(json), { accounts: new Map(), levels: {} });
  return findings.flatMap(({ ruleId, also = [] }) => [ruleId, ...also]);
}

function rulesThatReportTemplate(json: string): string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rule-page-'));
  fs.writeFileSync(path.join(folder, 'template.json'), json);
  const { stdout } = runCommand(['check', path.join(folder, 'template.json'), '--account', OWN, '--format', 'json']);
  fs.rmSync(folder, { recursive: true });
  const { roles } = JSON.parse(stdout) as TrustReport;
  return roles.flatMap(({ findings }) => findings.flatMap(({ ruleId, also = [] }) => [ruleId, ...also]));
}

test('every rule has a page, and every page a rule', () => expect([...pagesOfRules()].sort()).toEqual([...RULE_IDS].sort()));

describe.each(RULE_IDS)('the page of %s', (id) => {
  test('has the title, the default level and the id for acknowledgements', () => {
    expect(pageOfRule(id)).toMatch(new RegExp(`^# ${id}\n`));
    expect(pageOfRule(id)).toContain(`| Default level | ${DEFAULT_LEVELS[id]}`);
    expect(pageOfRule(id)).toContain(`'SecureTrust::${id}'`);
  });

  test('has all sections, in order', () => {
    expect([...pageOfRule(id).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
  });

  test('shows a fix for the CDK and for the policy', () => {
    expect(sectionOf(id, 'How to fix')).toMatch(/```ts\n[^]*(In the policy|In a template)/);
  });

  test('cites AWS documentation', () => {
    const links = [...sectionOf(id, 'AWS sources').matchAll(/\]\((.+?)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(link).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
  });

  test.each(examplesOf(id, 'Open'))('shows an example that is open: $words', ({ json }) => expect(rulesThatReport(json)).toContain(id));

  test.each(examplesOf(id, 'Closed'))('shows an example that is closed: $words', ({ json }) => {
    expect(rulesThatReport(json)).not.toContain(id);
  });

  test('has at least two examples of each', () => {
    expect(examplesOf(id, 'Open').length).toBeGreaterThanOrEqual(2);
    expect(examplesOf(id, 'Closed').length).toBeGreaterThanOrEqual(2);
  });
});

test('no example counts as closed because part of it is undecided', () => {
  for (const id of RULE_IDS) {
    for (const { json } of examplesOf(id, 'Closed')) expect(rulesThatReport(json)).not.toContain('undecided');
  }
  expect(rulesThatReport(JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Principal: { AWS: PARTNER } } }))).not.toEqual([]);
});
