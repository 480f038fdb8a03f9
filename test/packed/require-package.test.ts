/** What `require('cdk-secure-trust')` does in a plain Node project. */
import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { loadAssemblyFromPath } from '@jsii/spec';
import { Consumer, CONSUMERS, PACKAGE_NAME } from '../../tools/packed-package';

/** Requires the CDK and then us, and says what we export and which files that loaded in addition. */
const SCRIPT = `
  require('aws-cdk-lib'); require('constructs');
  const before = new Set(Object.keys(require.cache));
  const names = Object.keys(require('${PACKAGE_NAME}'));
  process.stdout.write(JSON.stringify({ names, loaded: Object.keys(require.cache).filter((file) => !before.has(file)) }));
`;

interface Loaded {
  readonly names: readonly string[];
  readonly loaded: readonly string[];
}

function requireIn(consumer: Consumer): Loaded {
  const { names, loaded } = JSON.parse(execFileSync(process.execPath, ['-e', SCRIPT], { cwd: consumer.folder, encoding: 'utf8' })) as Loaded;
  const modules = path.join(consumer.folder, 'node_modules');
  return { names, loaded: loaded.map((file) => path.relative(modules, file).split(path.sep).join('/')) };
}

describe.each(CONSUMERS)('with aws-cdk-lib $cdkVersion', (consumer) => {
  const { names, loaded } = requireIn(consumer);

  test('it exports what the jsii assembly declares for the other languages, and nothing besides', () => {
    const { types = {} } = loadAssemblyFromPath(path.join(consumer.folder, 'node_modules', PACKAGE_NAME));
    const declared = Object.values(types).filter(({ kind }) => kind !== 'interface').map(({ name }) => name);
    expect([...names].sort()).toEqual(declared.sort());
    expect(names).toEqual(expect.arrayContaining(['SecureCrossAccountRole', 'TrustPolicyGuard']));
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

  test.each(['cli', 'report', 'troubleshooting'])('it does not load the room %s, which only the command needs', (room) => {
    expect(loaded.filter((file) => file.startsWith(`cdk-secure-trust/lib/${room}/`))).toEqual([]);
  });
});
