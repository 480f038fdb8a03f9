/** The pages of the rules: every rule has one, every page a rule, and what a page shows is true. */
import { PARTNER } from './trust-policy-cases';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { DEFAULT_LEVELS } from '../../src/rules/catalogue';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { examplesIn, pageOfRule, pagesOfRules, sectionOf as sectionIn, subjectOfExample } from '../pages';

const HEADINGS = ['What it checks', 'Why it matters', 'Open', 'Closed', 'How to fix', 'What it cannot see', 'AWS sources'];

const sectionOf = (id: string, heading: string) => sectionIn(pageOfRule(id), heading);
const examplesOf = (id: string, heading: string) => examplesIn(sectionOf(id, heading));

function rulesThatSpeak(json: string): string[] {
  const findings = auditTrustPolicy(subjectOfExample(json), { accounts: new Map(), levels: {} });
  return findings.flatMap(({ ruleId, also = [] }) => [ruleId, ...also]);
}

test('every rule has a page, and every page a rule', () => expect([...pagesOfRules()].sort()).toEqual([...RULE_IDS].sort()));

describe.each(RULE_IDS)('the page of %s', (id) => {
  test('bears its name, its default level and the id to acknowledge it by', () => {
    expect(pageOfRule(id)).toMatch(new RegExp(`^# ${id}\n`));
    expect(pageOfRule(id)).toContain(`| Default level | ${DEFAULT_LEVELS[id]}`);
    expect(pageOfRule(id)).toContain(`'SecureTrust::${id}'`);
  });

  test('has all sections, in order', () => {
    expect([...pageOfRule(id).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
  });

  test('says what to write in the CDK and in the policy', () => {
    expect(sectionOf(id, 'How to fix')).toMatch(/```ts\n[^]*(In the policy|In a template)/);
  });

  test('rests on pages of AWS', () => {
    const links = [...sectionOf(id, 'AWS sources').matchAll(/\]\((.+?)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(link).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
  });

  test.each(examplesOf(id, 'Open'))('is right that this is open: $words', ({ json }) => expect(rulesThatSpeak(json)).toContain(id));

  test.each(examplesOf(id, 'Closed'))('is right that this is closed: $words', ({ json }) => expect(rulesThatSpeak(json)).not.toContain(id));

  test('has at least two examples of each', () => {
    expect(examplesOf(id, 'Open').length).toBeGreaterThanOrEqual(2);
    expect(examplesOf(id, 'Closed').length).toBeGreaterThanOrEqual(2);
  });
});

test('no example is closed only because something in it stays undecided', () => {
  for (const id of RULE_IDS) {
    for (const { json } of examplesOf(id, 'Closed')) expect(rulesThatSpeak(json)).not.toContain('undecided');
  }
  expect(rulesThatSpeak(JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Principal: { AWS: PARTNER } } }))).not.toEqual([]);
});
