/** What `require('cdk-secure-trust')` does in a plain Node project. */
import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { loadAssemblyFromPath } from '@jsii/spec';
import { Consumer, CONSUMERS, PACKAGE_NAME } from '../../tools/packed-package';

const THE_CDK = "const { App, Aspects, Stack, aws_iam: iam } = require('aws-cdk-lib'); require('constructs');";

/** What a process prints: the names of the object that `code` returns, and the files that it loaded beyond the CDK. */
const script = (code: string) => `
  ${THE_CDK}
  const before = new Set(Object.keys(require.cache));
  const names = Object.keys((() => { ${code} })());
  process.stdout.write(JSON.stringify({ names, loaded: Object.keys(require.cache).filter((file) => !before.has(file)) }));
`;
/** An app with one role and the guard; which files of the CDK it loads does not matter. */
const guarded = (principal: string) => `
  const { TrustPolicyGuard } = require('${PACKAGE_NAME}');
  const app = new App({ outdir: 'cdk.out' });
  new iam.Role(new Stack(app, 'Service'), 'Role', { assumedBy: ${principal} });
  Aspects.of(app).add(new TrustPolicyGuard());
  return app.synth();
`;

/** By their rooms, below lib. */
const ENGINE = /^(analysis|diff|explain)\/|^assessment\/assess|^rules\/catalogue/;
const COMMAND = /^cli\/|^findings\/renderers\/(render-|report)/;

interface Loaded {
  readonly names: readonly string[];
  /** Below node_modules. */
  readonly loaded: readonly string[];
  /** Those of the package itself: below lib. */
  readonly own: readonly string[];
}

function loadedBy(consumer: Consumer, code: string): Loaded {
  const output = execFileSync(process.execPath, ['-e', script(code)], {
    cwd: consumer.folder,
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  const { names, loaded } = JSON.parse(output) as { names: string[]; loaded: string[] };
  const modules = path.join(consumer.folder, 'node_modules');
  const files = loaded.map((file) => path.relative(modules, file).split(path.sep).join('/'));
  const lib = `${PACKAGE_NAME}/lib/`;
  return { names, loaded: files, own: files.filter((file) => file.startsWith(lib)).map((file) => file.slice(lib.length)).sort() };
}

describe.each(CONSUMERS)('with aws-cdk-lib $cdkVersion', (consumer) => {
  const { names, loaded, own } = loadedBy(consumer, `return require('${PACKAGE_NAME}')`);

  test('it exports what the jsii assembly declares for the other languages, and nothing else', () => {
    const { types = {} } = loadAssemblyFromPath(path.join(consumer.folder, 'node_modules', PACKAGE_NAME));
    const declared = Object.values(types).filter(({ kind }) => kind !== 'interface').map(({ name }) => name);
    expect([...names].sort()).toEqual(declared.sort());
    expect(names).toEqual(expect.arrayContaining(['SecureCrossAccountRole', 'TrustPolicyGuard']));
  });

  test('its classes have the marker by which the jsii kernel recognises them', () => {
    const { types = {}, version } = loadAssemblyFromPath(path.join(consumer.folder, 'node_modules', PACKAGE_NAME));
    const classes = Object.values(types).filter(({ kind }) => kind === 'class').map(({ name, fqn }) => `${name} ${fqn} ${version}`);
    const marks =
      "Object.entries(ours).map(([name, { [Symbol.for('jsii.rtti')]: mark }]) => [mark && `${name} ${mark.fqn} ${mark.version}`])";
    const { names: marked } = loadedBy(consumer, `const ours = require('${PACKAGE_NAME}'); return Object.fromEntries(${marks})`);
    expect(classes).toContain('TrustPolicyGuard cdk-secure-trust.TrustPolicyGuard 0.0.0');
    expect(marked.filter((mark) => mark !== 'undefined').sort()).toEqual(classes.sort());
  });

  test('an ES module imports the same by name', () => {
    const file = path.join(consumer.folder, `named-imports-${process.pid}.mjs`);
    fs.writeFileSync(file, [
      `import { ${names.join(', ')} } from '${PACKAGE_NAME}';`,
      `import * as everything from '${PACKAGE_NAME}';`,
      `const types = { ${names.join(', ')} };`,
      'const same = Object.entries(types).filter(([name, value]) => value !== undefined && value === everything[name]);',
      'process.stdout.write(JSON.stringify(same.map(([name]) => name)));',
    ].join('\n'));
    try {
      expect(JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' }))).toEqual(names);
    } finally {
      fs.rmSync(file);
    }
  });

  test('it loads its own files and the CDK, and nothing else', () => {
    const foreign = loaded.filter((file) => !/^(cdk-secure-trust\/lib|aws-cdk-lib|constructs|@aws-cdk)\//.test(file));
    expect(foreign).toEqual([]);
  });

  test('it loads the files of the public names, and neither the engine nor the command', () => {
    expect(own.filter((file) => ENGINE.test(file) || COMMAND.test(file))).toEqual([]);
    // Each file costs about half a millisecond, and all of them may cost 15: code that most apps do not need is loaded on demand
    // (doors.ts).
    expect(own.length).toBeLessThanOrEqual(33);
    expect(loadedBy(consumer, `return new (require('${PACKAGE_NAME}').TrustPolicyGuard)()`).own).toEqual(own);
  });

  test.each([
    ['a plain role', "new iam.ServicePrincipal('lambda.amazonaws.com')", false],
    ['any other role', "new iam.StarPrincipal().withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } })", true],
  ])('does a guard that finds %s load the engine?', (_role, principal, loadsEngine) => {
    const files = loadedBy(consumer, `try { ${guarded(principal)} } catch (findings) { return {}; }`).own;
    expect(files).toContain('cdk/guard/guard-run.js');
    expect(files.some((file) => ENGINE.test(file))).toBe(loadsEngine);
    expect(files.filter((file) => COMMAND.test(file))).toEqual([]);
  });

  test('a TrustPolicy loads the engine when it is created', () => {
    const files = loadedBy(consumer, `require('${PACKAGE_NAME}').TrustPolicy.fromJson({}); return {}`).own;
    expect(files.some((file) => ENGINE.test(file))).toBe(true);
  });
});
