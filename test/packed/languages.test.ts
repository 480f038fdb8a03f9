/** The package can be generated for every language of the CDK, under the names with which it will be published. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CONSUMERS, PACKAGE_NAME } from '../../tools/packed-package';

// Compilers and generators of a whole language, on a machine that may be busy.
jest.setTimeout(180_000);

const pacmak = require.resolve('jsii-pacmak/bin/jsii-pacmak');
const installed = path.join(CONSUMERS[0].folder, 'node_modules', PACKAGE_NAME);
let output: string;

beforeAll(() => {
  output = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-secure-trust-languages-'));
});
afterAll(() => fs.rmSync(output, { recursive: true, force: true }));

function generate(language: string): string {
  const args = [pacmak, '--code-only', '--no-npmignore', '--target', language, '--outdir', output, installed];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`jsii-pacmak --target ${language} failed:\n${stdout}${stderr}`);
  return path.join(output, language);
}

interface LanguageCase {
  readonly language: string;
  /** Where the published names are, and what they must be. */
  readonly manifest: string;
  readonly names: readonly string[];
  /** Where the role is declared, and how. */
  readonly source: string;
  readonly role: string;
}

test.each<LanguageCase>([
  {
    language: 'python',
    manifest: 'setup.py',
    names: ['"name": "cdk-secure-trust"', '"cdk_secure_trust"'],
    source: 'src/cdk_secure_trust/__init__.py',
    role: 'class SecureCrossAccountRole(',
  },
  {
    language: 'java',
    manifest: 'pom.xml',
    names: ['<groupId>io.github.cdksecuretrust</groupId>', '<artifactId>cdk-secure-trust</artifactId>'],
    source: 'src/main/java/io/github/cdksecuretrust/SecureCrossAccountRole.java',
    role: 'public class SecureCrossAccountRole extends software.amazon.awscdk.services.iam.Role',
  },
  {
    language: 'dotnet',
    manifest: 'CdkSecureTrust/CdkSecureTrust.csproj',
    names: ['<PackageId>CdkSecureTrust</PackageId>'],
    source: 'CdkSecureTrust/CdkSecureTrust/SecureCrossAccountRole.cs',
    role: 'public class SecureCrossAccountRole : Amazon.CDK.AWS.IAM.Role',
  },
  {
    language: 'go',
    manifest: 'cdksecuretrust/go.mod',
    names: ['module github.com/cdk-secure-trust/cdk-secure-trust-go/cdksecuretrust'],
    source: 'cdksecuretrust/SecureCrossAccountRole.go',
    role: 'func NewSecureCrossAccountRole(',
  },
])('$language is generated under its published names, with the role in it', ({ language, manifest, names, source, role }) => {
  const folder = generate(language);
  for (const name of names) expect(fs.readFileSync(path.join(folder, manifest), 'utf8')).toContain(name);
  expect(fs.readFileSync(path.join(folder, source), 'utf8')).toContain(role);
});

test('js is generated as a tarball of the package itself', () => {
  expect(fs.readdirSync(generate('js'))).toEqual([expect.stringMatching(/^cdk-secure-trust@.*\.tgz$/)]);
});

test('the C# of docs/languages.md, which is not compiled here, uses only names of the generated sources', () => {
  const sources = path.join(generate('dotnet'), 'CdkSecureTrust', 'CdkSecureTrust');
  const page = fs.readFileSync(path.resolve(__dirname, '..', '..', 'docs', 'languages.md'), 'utf8');
  const code = [...page.matchAll(/^```csharp\n([^]*?)^```/gm)].map(([, block]) => block).join('\n');

  // `Type.Member`, and the fields of `new Type { Field = …, Field = … }`; a local variable is not a type, and no source has its name.
  const members = [...code.matchAll(/\b([A-Z]\w+)\.([A-Z]\w+)/g)].map(([, type, member]) => ({ type, member }));
  const fields = [...code.matchAll(/new ([A-Z]\w+)\s*\{([^]*?)\n?\}[;)]/g)]
    .flatMap(([, type, body]) => [...body.matchAll(/\b([A-Z]\w+) = /g)].map(([, member]) => ({ type, member })));
  const ours = [...members, ...fields].filter(({ type }) => fs.existsSync(path.join(sources, `${type}.cs`)));

  expect(ours.map(({ type, member }) => `${type}.${member}`)).toEqual(expect.arrayContaining([
    'TrustedPrincipal.User', 'ExternalId.Of', 'TrustPolicy.FromRole', 'AssumeRoleOutcome.DENIED',
    'SecureCrossAccountRoleProps.TrustedPrincipals', 'AssumeRoleRequest.CallerArn',
  ]));
  for (const { type, member } of ours) {
    expect(fs.readFileSync(path.join(sources, `${type}.cs`), 'utf8')).toMatch(new RegExp(`^\\s+(public .*\\b)?${member}\\b`, 'm'));
  }
});
