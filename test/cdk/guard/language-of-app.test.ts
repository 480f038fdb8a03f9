/** The language of the app, from the value that the jsii runtimes put into `JSII_AGENT`. */
import { languageOfApp } from '../../../src/cdk/guard/language-of-app';

test.each([
  { agent: undefined, language: 'typescript' },
  { agent: '', language: 'typescript' },
  { agent: 'node.js/v22.11.0', language: 'typescript' },
  { agent: 'Python/3.11.4', language: 'python' },
  { agent: 'Java/17.0.2', language: 'java' },
  { agent: 'Java/1.8.0_392', language: 'java' },
  { agent: 'DotNet/8.0.4/.NETCoreApp,Version=v6.0/1.140.0.0', language: 'csharp' },
  { agent: 'go1.25.0/linux/amd64', language: 'go' },
  { agent: 'devel go1.26-0b5014b Fri Nov 27 10:00:00 2026/darwin/arm64', language: 'go' },
  { agent: 'Rust/1.90.0', language: 'typescript' },
  { agent: 'JavaScript/22', language: 'typescript' },
])('JSII_AGENT=$agent is an app in $language', ({ agent, language }) => {
  expect(languageOfApp({ JSII_AGENT: agent })).toBe(language);
});

test('the environment is read from the process', () => {
  expect(languageOfApp({ ...process.env, JSII_AGENT: 'Python/3.12.4' })).toBe('python');
});
