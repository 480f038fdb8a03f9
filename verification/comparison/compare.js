'use strict';
/**
 * Runs our tool and the others on every policy of the tables, in every form, and writes docs/comparison.md. The exit status is 1 if one of
 * our own answers differs from the tables.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { FORMS, writeForms } = require('./forms');
const { install } = require('./ours');
const { writePage } = require('./page');
const { PEERS, readAnswer } = require('./peers');
const { readTables } = require('./tables');

const PAGE = path.join(__dirname, '..', '..', 'docs', 'comparison.md');
const VENV = path.join(__dirname, '.venv');
const REQUIREMENTS = path.join(__dirname, 'python', 'requirements.txt');

function main(work) {
  const policies = readTables();
  const ours = install();
  const written = timed('cdk-secure-trust, cdk-nag', () => {
    const forms = writeForms(policies, work, ours);
    for (const policy of policies) forms.raw[policy.id].guard = ours.check(forms.raw[policy.id].file, policy, work);
    return forms;
  });
  const python = askPython(policies, written, work);
  const checks = (tool, form, id) => (tool === 'cdk-nag' ? written[form][id].nag : python.answers[tool][form][id]);
  const answers = {
    'cdk-secure-trust': answersOf(policies, (form, { id, kind }) => ({ told: told(kind, written[form][id].guard), threw: false })),
  };
  for (const tool of Object.keys(PEERS)) answers[tool] = answersOf(policies, (form, { id }) => readAnswer(tool, checks(tool, form, id)));
  const versions = { 'cdk-secure-trust': ours.version, 'cdk-nag': require('cdk-nag/package.json').version, ...python.versions };
  writePage(PAGE, { policies, forms: FORMS, answers, versions, cdkVersion: require('aws-cdk-lib/package.json').version });
  return wrongOnes(policies, (form, id) => written[form][id].guard);
}

/** An undecided question does not count as caught, and for a safe policy it counts as a false alarm, because it fails the build. */
const told = (kind, rules) => (kind === 'safe' ? rules : rules.filter((rule) => rule !== 'undecided'));

function answersOf(policies, answer) {
  return Object.fromEntries(
    FORMS.map(({ id: form }) => [form, Object.fromEntries(policies.map((policy) => [policy.id, answer(form, policy)]))]),
  );
}

function wrongOnes(policies, rulesThatSpeak) {
  return FORMS.flatMap(({ id: form }) => policies.flatMap(({ id, kind, rules, differs }) => {
    const spoke = rulesThatSpeak(form, id);
    const right = kind === 'safe' ? spoke.length === 0 : rules.every((rule) => spoke.includes(rule));
    const shown = (list) => list.join(', ') || 'nothing';
    return right === (differs === undefined) ? [] : [`${form} ${id}: expected ${shown(rules)}, told ${shown(spoke)}`];
  }));
}

// --- the tools from PyPI

function askPython(policies, written, work) {
  const plan = path.join(work, 'plan.json');
  const files = (id) => Object.fromEntries(FORMS.map(({ id: form }) => [form, written[form][id].file]));
  fs.writeFileSync(plan, JSON.stringify({
    forms: FORMS.map(({ id }) => id),
    policies: policies.map(({ id, account, accounts }) => ({ id, account, accounts, files: files(id) })),
  }));
  return JSON.parse(run(pythonWithPeers(), [path.join(__dirname, 'python', 'run_peers.py'), plan]));
}

/** A virtual environment with exactly the versions of requirements.txt. */
function pythonWithPeers() {
  const python = path.join(VENV, 'bin', 'python');
  const stamp = path.join(VENV, 'installed.txt');
  const wanted = fs.readFileSync(REQUIREMENTS, 'utf8');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
    run('python3', ['-m', 'venv', '--clear', VENV]);
    timed('installing the tools of PyPI', () =>
      run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]),
    );
    fs.writeFileSync(stamp, wanted);
  }
  return python;
}

function run(command, args) {
  const { status, stdout, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    throw new Error(`${path.basename(command)} ${args.slice(0, 3).join(' ')} failed: ${error?.message ?? `exit status ${status}`}`);
  }
  return stdout;
}

function timed(what, work) {
  const begin = Date.now();
  const result = work();
  console.error(`${what}: ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  return result;
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'comparison-'));
try {
  const wrong = main(work);
  wrong.forEach((line) => console.log(line));
  console.log(`comparison: ${path.relative(process.cwd(), PAGE)} written, ${wrong.length} answers of ours are not those of the tables`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} catch (error) {
  console.error(`comparison: ${error.message}`);
  process.exitCode = 2;
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
