'use strict';
/**
 * node check.js
 *
 * Deploys each example app to an AWS on loopback and tries to assume its roles. Ends with one line, and with status 1 if any result differs
 * from the tables in attempts/.
 */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { isDeepStrictEqual } = require('node:util');
const { Accounts } = require('./accounts');
const { assume } = require('./assume');
const { identityOf, makeCallers, withPolicyInstead } = require('./callers');
const { deploy } = require('./deploy');
const { policiesOf, rolesOf } = require('./documents');
const { judge } = require('./judge');
const moto = require('./moto');
const { PackageUnderTest } = require('./package-under-test');
const { storedPolicies } = require('./stored');
const { installPackage, synthesize } = require('./synthesis');

const TABLES = ['two-accounts', 'three-mistakes', 'typescript'].map((name) => require(`./attempts/${name}`));
const EVIDENCE = path.join(__dirname, '..', '..', 'docs', 'evidence.md');
const VERDICTS = {
  allowed: 'allowed',
  trust: 'refused by the trust policy',
  caller: "refused by the caller's policies",
  both: 'refused by both',
};
const SESSION_NAME = 'attempt';

const counted = { passed: 0, failed: 0 };

/** One check, which passes if it has no problems. */
function count(what, wrong, details) {
  counted[wrong.length === 0 ? 'passed' : 'failed'] += 1;
  if (wrong.length > 0) {
    console.log(`FAILED ${what}\n  ${wrong.join('\n  ')}${details === undefined ? '' : `\n  ${JSON.stringify(details)}`}`);
  }
}

async function main() {
  const lacking = moto.missing();
  if (lacking !== undefined) {
    console.log(`deployment: ${process.env.CI ? 'FAILED' : 'skipped'}: ${lacking} is not on this machine`);
    return process.env.CI ? 1 : 0;
  }
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'deployment-'));
  process.once('exit', () => fs.rmSync(work, { recursive: true, force: true }));
  try {
    moto.install();
    const packageUnderTest = new PackageUnderTest(await installPackage(), work);
    for (const table of TABLES) {
      const stacks = synthesize(table.example, table.exitStatus);
      await moto.withMoto((endpoint) => checkExample({ table, stacks, packageUnderTest, accounts: new Accounts(endpoint) }));
    }
  } catch (error) {
    count('the check itself', [error.stack]);
  }
  console.log(`deployment: ${counted.passed} passed, ${counted.failed} failed`);
  return counted.failed === 0 ? 0 : 1;
}

async function checkExample({ table, stacks, packageUnderTest, accounts }) {
  const roles = new Map();
  for (const stack of stacks) {
    const deployed = { ...stack, ids: await deploy(accounts, stack) };
    count(`${table.example}: stack ${stack.name}`, []);
    for (const role of await rolesOf(accounts, deployed)) {
      roles.set(role.path, role);
      const isSame = packageUnderTest.isSame(role, role.inTemplate);
      const wrong = [...differences(role), ...isSame ? [] : ['as stored it does not let in whom it lets in as written in the template']];
      count(`${table.example}: the trust policy of ${role.path}`, wrong);
    }
    for (const policy of await policiesOf(accounts, deployed)) count(`${table.example}: the policy of ${policy.of}`, differences(policy));
  }
  await makeCallers(accounts, table.callers);

  const asking = { table, roles, packageUnderTest, accounts };
  const rows = Object.entries(table.attempts).flatMap(([rolePath, attempts]) => attempts.map((row) => [rolePath, ...row]));
  for (const row of rows) await checkAttempt(asking, row);
  countFigures(table.example, stacks.length, roles.size, rows.map(([, , , verdict]) => verdict));
}

/** The page with the evidence contains these results. */
function countFigures(example, stacks, roles, verdicts) {
  const numbers = Object.keys(VERDICTS).map((verdict) => verdicts.filter((each) => each === verdict).length);
  const row = `| ${[`\`${example}\``, stacks, roles, verdicts.length, ...numbers].join(' | ')} |`;
  count(`${example}: docs/evidence.md`, fs.readFileSync(EVIDENCE, 'utf8').includes(row) ? [] : [`it does not hold the row ${row}`]);
  const inWords = Object.values(VERDICTS).map((words, index) => `${numbers[index]} ${words}`);
  console.log(`${example}: ${verdicts.length} attempts: ${inWords.join(', ')}`);
}

function differences({ wanted, document }) {
  return isDeepStrictEqual(document, wanted) ? [] : [`stored is ${JSON.stringify(document)}, not ${JSON.stringify(wanted)}`];
}

async function checkAttempt(asking, [rolePath, who, sends, verdict, causes, reason, policyInstead]) {
  const { table, roles, packageUnderTest, accounts } = asking;
  const { arn } = table.callers[who];
  const identity = identityOf(arn);
  const attempt = async () => {
    const policies = identity ? await storedPolicies((await accounts.of(identity.account)).iam, identity.kind, identity.name) : [];
    const role = roles.get(rolePath);
    const asked = { role, caller: arn, policies, sends: { sessionName: SESSION_NAME, ...sends } };
    const wrong = judge(asked, { verdict, causes }, packageUnderTest);
    // An AWS service makes its calls by itself.
    if (verdict === 'allowed' && identity) wrong.push(...await assume(accounts, await accounts.credentialsOf(arn), asked));
    const details = { caller: arn, sends, role: role.arn, trustPolicy: role.document, policies: policies.map(({ document }) => document) };
    count(`${table.example}: ${who} asks for ${rolePath}: ${VERDICTS[verdict]}, ${reason}`, wrong, details);
  };
  await (policyInstead ? withPolicyInstead(accounts, identity, policyInstead, attempt) : attempt());
}

main().then((status) => { process.exitCode = status; });
