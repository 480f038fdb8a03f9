/**
 * The app of an example, synthesized by the real CDK CLI: it must pass as it is, fail when it is told to be unsafe, and pass again where
 * the finding is accepted.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { isDeepStrictEqual } = require('node:util');

/** The trust policies that the app must have, whatever the language. */
const ROLES = {
  Audit: trust('alice', '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55'),
  Support: trust('bob', 'c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364'),
};

/** What must be printed for the unsafe one: rule, role and request in one finding. */
const RULE = 'mfa-required';
const WITNESS = 'sts:AssumeRole by arn:aws:iam::111122223333:user/bob, without MFA';
const FINDING = new RegExp(`^ERROR ${RULE}: [^]*?^ +witness +${WITNESS}[^]*?Workload/Support/Resource`, 'm');

function trust(user, externalId) {
  return { user, conditions: { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringEquals: { 'sts:ExternalId': externalId } } };
}

/** Throws if one of the two results is wrong; resolves to a summary. */
async function checkSynthesis(workplace, { folder, environment }) {
  const cdk = path.join(workplace.consumer.folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const synth = (...context) => workplace.run('cdk synth', process.execPath,
    [cdk, 'synth', '--quiet', '--no-notices', '--no-color', ...context], { cwd: folder, env: environment, mayFail: true });

  const safe = await synth();
  must(safe.status === 0, `cdk synth of the safe app exited with status ${safe.status}`);
  must(!/^(FATAL|ERROR|WARNING) /m.test(safe.output), 'cdk synth of the safe app complains');
  checkTemplate(path.join(folder, 'cdk.out', 'Workload.template.json'));

  const unsafe = await synth('-c', 'unsafe=true');
  must(unsafe.status === 1, `cdk synth of the unsafe app exited with status ${unsafe.status}, not 1`);
  must(
    FINDING.test(unsafe.output),
    `cdk synth of the unsafe app does not print the finding ${RULE} for Workload/Support with a request by bob`,
  );

  // What the guard suggests is what the example does, except for the rule and the reason.
  must(suggestsToAccept(unsafe.output, folder), 'the code that the guard suggests to accept a finding is not that of the example');
  const accepted = await synth('-c', 'unsafe=true', '-c', 'accepted=true');
  must(accepted.status === 0, `cdk synth of the app that accepts the finding exited with status ${accepted.status}`);
  return `cdk synth passes, fails on the unsafe role with ${RULE}, and passes where that is accepted`;
}

/** Is the code behind `or accept a finding:` in a source of the app? */
function suggestsToAccept(output, folder) {
  const [, printed] = /or accept a finding: ([^]*?)\n +Rule /.exec(output) ?? [];
  if (printed === undefined) return false;
  const [before, between, after] = words(printed).split(/<rule>|<why>/);
  const sources = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => (
    entry.isFile() && /accepted.?findings\.(ts|py|java|go)$/i.test(entry.name) && !/node_modules|\.venv/.test(entry.parentPath)
  ));
  return sources.some((entry) => {
    const source = words(fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    const [start, reason] = [source.indexOf(before), source.indexOf(`${RULE}${between}`)];
    return start >= 0 && reason > start && source.indexOf(after, reason) > reason;
  });
}

/** Without what the layout of a report, or of a source, changes: white space, and a comma after the last argument. */
function words(code) {
  return code.replace(/\s+/g, '').replace(/,(?=[)\]}])/g, '');
}

function checkTemplate(file) {
  const resources = Object.entries(JSON.parse(fs.readFileSync(file, 'utf8')).Resources);
  for (const [name, { user, conditions }] of Object.entries(ROLES)) {
    const roles = resources
      .filter(([id, { Type }]) => Type === 'AWS::IAM::Role' && id.startsWith(name))
      .map(([, { Properties }]) => Properties);
    must(roles.length === 1, `the template holds ${roles.length} roles ${name}, not one`);
    const [statement, ...more] = roles[0].AssumeRolePolicyDocument.Statement;
    const { Effect, Action, Principal, Condition, ...rest } = statement;
    const right = more.length === 0 && Effect === 'Allow' && Action === 'sts:AssumeRole' && Object.keys(rest).length === 0
      && JSON.stringify(Principal).includes(`:iam::111122223333:user/${user}"`)
      && isDeepStrictEqual(Condition, conditions);
    must(right, `the role ${name} has another trust policy than in TypeScript: ${JSON.stringify(statement)}`);
  }
}

function must(held, otherwise) {
  if (!held) throw new Error(otherwise);
}

module.exports = { checkSynthesis };
