/** Python: a wheel, installed into a virtual environment. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { checkProgram, checkSecureRoles, placeProgram } = require('./generated-code');
const { requireTests } = require('./tests-passed');
const { followPrintedFixes, NEWCOMERS, newcomersApp, violationsIn } = require('../printed-fixes');
const { isOnMachine } = require('./workplace');

module.exports = {
  name: 'python',
  title: 'Python',
  missing() {
    const isEnough = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
    return isOnMachine('python3', '-c', isEnough) ? undefined : 'Python, 3.10 or later and with venv,';
  },

  async build(workplace) {
    const wheels = await workplace.pacmak('python');
    const [wheel] = fs.readdirSync(wheels).filter((file) => file.endsWith('.whl'));
    await requireTranslatedReadme(workplace, path.join(wheels, wheel));
    return 'wheel';
  },

  async app(workplace) {
    const folder = workplace.placeApp();
    placeProgram(folder, 'python', workplace.consumer);
    const wheels = path.join(workplace.folder, 'package', 'python');
    const venv = path.join(folder, '.venv');
    const bin = path.join(venv, 'bin');
    await workplace.run('venv', 'python3', ['-m', 'venv', venv]);
    // The CDK version that the package is developed with; the example accepts any that is new enough.
    const constraints = path.join(folder, 'constraints.txt');
    fs.writeFileSync(constraints, `aws-cdk-lib==${workplace.consumer.cdkVersion}\n`);
    await workplace.run('pip install', path.join(bin, 'pip'),
      ['install', '--quiet', '--find-links', wheels, '-r', 'requirements-dev.txt', '-c', constraints], { cwd: folder });

    const environment = { VIRTUAL_ENV: venv, PATH: `${bin}${path.delimiter}${process.env.PATH}`, PYTHONDONTWRITEBYTECODE: '1' };
    return {
      folder,
      environment,
      async test() {
        const { output } = await workplace.run('pytest', path.join(bin, 'pytest'), ['-p', 'no:cacheprovider'], {
          cwd: folder,
          env: environment,
        });
        checkProgram(folder);
        checkSecureRoles(folder);
        await followFixesOfNewcomers(workplace, folder, environment);
        return requireTests('pytest', Number(/(\d+) passed/.exec(output)?.[1] ?? 0), { withGeneratedCode: true });
      },
    };
  },
};

/** Pasting the fix that the guard prints, in Python, has to be enough (see `printed-fixes.js`). */
async function followFixesOfNewcomers(workplace, folder, environment) {
  const cdk = path.join(workplace.consumer.folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const assembly = path.join(folder, 'newcomer.out');
  for (const role of NEWCOMERS) {
    const synthesize = async (source) => {
      fs.writeFileSync(path.join(folder, 'newcomer.py'), source);
      fs.rmSync(assembly, { recursive: true, force: true });
      const args = [cdk, 'synth', '--quiet', '--no-notices', '--no-color', '--app', 'python newcomer.py', '--output', assembly];
      const { status } = await workplace.run('cdk synth', process.execPath, args, { cwd: folder, env: environment, mayFail: true });
      return { status, violations: violationsIn(assembly) };
    };
    for (const withConstruct of [false, true]) {
      const source = newcomersApp(role, 'python');
      const { status, text } = await followPrintedFixes({ language: 'python', source, synthesize, withConstruct });
      if (status !== 0) throw new Error(`${role.name}: cdk synth still fails after every printed fix was pasted:\n${text}`);
    }
  }
}

/** The text on PyPI. jsii-pacmak marks every example as Python, even one for which it found no translation. */
async function requireTranslatedReadme(workplace, wheel) {
  const show =
    'import sys, zipfile; w = zipfile.ZipFile(sys.argv[1]); print(*[w.read(n).decode() for n in w.namelist() if n.endswith("/METADATA")])';
  const { output } = await workplace.run('reading the wheel', 'python3', ['-c', show, wheel]);
  const examples = [...output.matchAll(/^```python\n([^]*?)^```/gm)].map(([, code]) => code);
  const untranslated = examples.filter((code) => /^(import \{|const )|non-compiling source/m.test(code)).length;
  if (examples.length === 0 || untranslated > 0) {
    const which = `${untranslated} of ${examples.length} examples in the README of the wheel`;
    throw new Error(`${which} are TypeScript, or did not compile; run \`npx projen translate-examples\``);
  }
}
