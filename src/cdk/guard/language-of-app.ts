/**
 * The language that the app is written in, so that suggested code is in that language.
 *
 * In another language than TypeScript or JavaScript, the app starts the JavaScript of the CDK through jsii, whose runtime for the language
 * puts its name into `JSII_AGENT`: `Python/3.12.4`, `Java/17.0.2`, `DotNet/8.0.4/…`, and `go1.25.0/linux/amd64` without a name.
 */
import { CdkLanguage } from '../../findings/fix';

const AGENTS: readonly { readonly agent: RegExp; readonly language: CdkLanguage }[] = [
  { agent: /^python\//i, language: 'python' },
  { agent: /^java\//i, language: 'java' },
  { agent: /^dotnet\//i, language: 'csharp' },
  // The result of Go's `runtime.Version()`: a release, or a development version.
  { agent: /^(?:devel )?go\d/i, language: 'go' },
];

export function languageOfApp(environment: { readonly JSII_AGENT?: string }): CdkLanguage {
  const { JSII_AGENT: agent = '' } = environment;
  return AGENTS.find((each) => each.agent.test(agent))?.language ?? 'typescript';
}
