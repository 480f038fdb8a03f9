/** The code on docs/languages.md is that of the examples, which `npm run languages` builds and runs; there is no C# example to run. */
import * as fs from 'fs';
import * as path from 'path';
import { CdkLanguage } from '../src/findings/fix';
import { codeOfAcknowledgement } from '../src/remedies/code/declarations-code';

const repository = path.resolve(__dirname, '..');
const page = fs.readFileSync(path.join(repository, 'docs', 'languages.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```/gm)].map(([, language, code]) => ({ language, code }));

const EXAMPLES: Record<string, string> = { ts: 'typescript', python: 'python', java: 'java', go: 'go' };
const LEAVE_OUT = ['node_modules', 'cdk.out', '.venv', 'target'];

function sourcesBelow(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !LEAVE_OUT.includes(name)).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    return entry.isDirectory() ? sourcesBelow(at) : [fs.readFileSync(at, 'utf8')];
  });
}

/** Without the indentation common to all lines. */
function flushLeft(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)![0].length);
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}

function isExcerpt(code: string, source: string): boolean {
  const wanted = code.trimEnd().split('\n');
  const lines = source.split('\n');
  return lines.some((_, at) => flushLeft(lines.slice(at, at + wanted.length)) === wanted.join('\n'));
}

test.each(
  blocks.filter(({ language }) => language in EXAMPLES).map(({ language, code }) => ({ language, code, firstLine: code.split('\n')[0] })),
)('this $language is in one file of the example: $firstLine …', ({ language, code }) => {
  expect(sourcesBelow(path.join(repository, 'examples', EXAMPLES[language])).filter((source) => isExcerpt(code, source))).toHaveLength(1);
});

test('each language shows a role, a guard, a unit test and an accepted finding', () => {
  const count = (language: string) => blocks.filter((block) => block.language === language).length;
  expect([...Object.keys(EXAMPLES), 'csharp'].map((language) => [language, count(language)]))
    .toEqual([['ts', 4], ['python', 4], ['java', 4], ['go', 4], ['csharp', 4]]);
});

test.each<[fence: string, language: CdkLanguage]>([
  ['ts', 'typescript'], ['python', 'python'], ['java', 'java'], ['csharp', 'csharp'], ['go', 'go'],
])('in %s a finding is accepted with the code that the guard prints, and a reason', (fence, language) => {
  const printed = codeOfAcknowledgement('mfa-required', language).code.replace('<why>', 'Bob gets his MFA device in May');
  const accepting = blocks.filter((block) => block.language === fence && block.code.includes('SecureTrust::'));
  // gofmt aligns the values of fields.
  expect(accepting.map(({ code }) => code.trimEnd().replace(/;$/, '').replace(/(?<=\S) +/g, ' '))).toEqual([printed]);
});

test('the packages have their published names', () => {
  const { jsii: { targets }, name } = JSON.parse(fs.readFileSync(path.join(repository, 'package.json'), 'utf8'));
  const published = [
    name,
    targets.python.distName,
    `${targets.java.maven.groupId}:${targets.java.maven.artifactId}`,
    targets.dotnet.packageId,
    `${targets.go.moduleName}/cdksecuretrust`,
  ];
  const table = page.slice(page.indexOf('## Install'), page.indexOf('## TypeScript'));
  expect([...table.matchAll(/`[^`\n]*?([^ `]+)`/g)].map(([, last]) => last).slice(0, 5)).toEqual(published);
});
