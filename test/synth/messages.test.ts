/** `docs/messages.md` is true: its code is one app, and what it shows is the output of the real CDK CLI, word for word. */
import * as fs from 'fs';
import * as path from 'path';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { placeExample, runCdk } from '../../tools/cdk-cli';
import { CONSUMERS } from '../../tools/packed-package';

const page = fs.readFileSync(path.resolve(__dirname, '..', '..', 'docs', 'messages.md'), 'utf8');
const blocks = (language: string) => [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block);
const withoutTrailingSpace = (text: string) => text.split('\n').map((line) => line.trimEnd()).join('\n').trim();

const messages = blocks('text').map(withoutTrailingSpace);
/** The rule of a message: its second line begins with level and rule. */
const ruleOf = (message: string) => /^(?:ERROR|WARNING|INFO) ([\w-]+): /m.exec(message)?.[1] ?? '';
/** From the line of the source to the id to acknowledge. */
const messagesIn = (output: string) => [
  ...output.matchAll(/^bin\/app\.ts:\d+:\d+\n[^]*?Acknowledge with .*$/gm),
].map(([message]) => message);

describe.each(CONSUMERS.map((consumer) => [consumer.cdkVersion, consumer] as const))('aws-cdk-lib %s', (_, consumer) => {
  let folder: string;
  let printed: readonly string[];
  let status: number | null;

  beforeAll(() => {
    folder = placeExample(consumer, 'three-mistakes');
    fs.writeFileSync(path.join(folder, 'bin', 'app.ts'), blocks('ts').join('\n'));
    const run = runCdk(consumer, folder, ['synth', '--quiet'], { TS_NODE_TRANSPILE_ONLY: 'true' });
    status = run.status;
    printed = messagesIn(withoutTrailingSpace(run.output));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test('the app fails', () => expect(status).toBe(1));

  test.each(
    messages.map((message) => [ruleOf(message), message]),
  )('%s: the message on the page is the printed one', (rule, message) => {
    expect(printed.filter((each) => ruleOf(each) === rule)).toEqual([message]);
  });

  test('and there are no others', () => expect(printed.map(ruleOf).sort()).toEqual(messages.map(ruleOf).sort()));
});

test('each rule has one message', () => expect(messages.map(ruleOf).sort()).toEqual([...RULE_IDS].sort()));

test.each(
  messages.map((message) => [ruleOf(message), message]),
)('%s: where, why, what to do, how to accept it, and where to read more', (rule, message) => {
  expect(message).toMatch(/^bin\/app\.ts:\d+:\d+\n/);
  expect(message).toMatch(/^ {3}because {2}\S/m);
  expect(message).toMatch(/^ {3}Workload\/\S+ \(\w+\) /m);
  expect(message).toMatch(/^ {3}Suggested fix: \S/m);
  expect(message).toContain(`/docs/rules/${rule}.md`);
  expect(message).toContain(`Acknowledge with 'SecureTrust::${rule}'`);
});
