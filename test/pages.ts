/** The pages of `docs/` and the README, as the tests read them: sections, blocks of code, examples, and code within a sentence. */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { OWN } from './rules/trust-policy-cases';
import { AuditSubject } from '../src/assessment/assess';
import { roleAsWritten } from '../src/cloudformation/role-as-written';

const REPOSITORY = join(__dirname, '..');
const RULES = join(REPOSITORY, 'docs', 'rules');

/** @param path below the repository */
export function pageAt(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}

/** The ids of the rules that have a page. */
export function pagesOfRules(): readonly string[] {
  return readdirSync(RULES).filter((name) => name.endsWith('.md') && name !== 'README.md').map((name) => name.replace(/\.md$/, ''));
}

export function pageOfRule(id: string): string {
  return pageAt(join('docs', 'rules', `${id}.md`));
}

export function sectionOf(page: string, heading: string): string {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  return section.split('\n## ')[0];
}

export function blocksOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block);
}

/** What the sentences of the page put between backticks; blocks of code are left out. */
export function codeInSentences(page: string): readonly string[] {
  const sentences = page.replace(/^```[^]*?^```/gm, '');
  return [...sentences.matchAll(/`([^`]+)`/g)].map(([, code]) => code.replace(/\s*\n\s*/g, ' '));
}

export interface Example {
  /** What the page says of it. */
  readonly words: string;
  readonly json: string;
}

export function examplesIn(section: string): readonly Example[] {
  return [...section.matchAll(/([^\n]+)\n\n```json\n([^]*?)```/g)].map(([, words, json]) => ({ words, json }));
}

/** An example is a trust policy, or a whole `AWS::IAM::Role` where the rest of the role matters. */
export function subjectOfExample(json: string): AuditSubject {
  const example = JSON.parse(json) as { readonly Type?: string; readonly Properties?: { readonly AssumeRolePolicyDocument?: unknown } };
  const document = example.Type === undefined ? example : example.Properties?.AssumeRolePolicyDocument;
  return { document, context: { account: OWN }, role: roleAsWritten('Role', example) };
}
