/**
 * How long `check` or `reach` takes for the roles of a whole organization, in each format that it reads, and how much memory.
 *
 *   node verification/bench/organization.js [--command check] [--roles 100000] [--formats text,json] [input ...]
 *   node verification/bench/organization.js --write FOLDER [--roles 100000] [input ...]           (keeps the inputs, and measures nothing)
 *
 * Compile first: npx projen compile.
 *
 * An input is one of those below; all of them unless some are named. The roles are those of `estate.js`, in 500 accounts.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const zlib = require('node:zlib');

const { iamRole, role } = require('./estate');

const ACCOUNTS = 500;
const accountOf = (n) => String(210000000000 + (n % ACCOUNTS) * 7919);

/** By name, how the input is written: `write` appends text to a file of the folder. */
const INPUTS = {
  'config-aggregate': (count, write) => list(count, write, 'query.json', '{\n    "Results": [', (n) => JSON.stringify(
    JSON.stringify({ accountId: accountOf(n), resourceType: 'AWS::IAM::Role', arn: arnOf(n), configuration: configuration(n) }),
  ), '\n    ],\n    "QueryInfo": { "SelectFields": [{ "Name": "accountId" }] }\n}\n'),
  'config-snapshot': (count, write) => list(count, write, 'snapshot.json',
    '{"fileVersion":"1.0","configSnapshotId":"0d1f","configurationItems":[', (n) => JSON.stringify(deliveredItem(n, 1)), ']}'),
  // Every tenth role changed: its older state comes after the newer one.
  'config-history': (count, write) => list(count, write, 'history.json', '{"fileVersion":"1.0","configurationItems":[',
    (n) => [JSON.stringify(deliveredItem(n, 2)), ...n % 10 === 0 ? [JSON.stringify(deliveredItem(n, 1))] : []].join(','), ']}'),
  'config-batch': (count, write) => {
    for (let start = 0; start < count; start += 100) {
      list(100, write, `batch-${String(start / 100).padStart(5, '0')}.json`, '{"BaseConfigurationItems":[',
        (n) => JSON.stringify(apiItem(start + n)), '],"UnprocessedResourceIdentifiers":[]}');
    }
  },
  'account-dump': (count, write) => list(count, write, 'account.json', '{\n"UserDetailList": [],\n"RoleDetailList": [',
    (n) => JSON.stringify(iamRole(n), undefined, 4), '],\n"Policies": [] }'),
  'account-dumps': (count, write) => {
    for (let account = 0; account < ACCOUNTS; account += 1) {
      list(count / ACCOUNTS, write, `${accountOf(account)}.json`, '{"UserDetailList":[],"RoleDetailList":[',
        (n) => JSON.stringify(iamRole(account + n * ACCOUNTS, accountOf(account))), '],"Policies":[]}');
    }
  },
  'ndjson': (count, write) => list(count, write, 'roles.ndjson', '', (n) => JSON.stringify(iamRole(n, accountOf(n))), '\n', '\n'),
  'terraform-plan': (count, write) => {
    const version = '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"child_modules":[';
    list(count, write, 'plan.json', version, (n) => JSON.stringify({ address: moduleOf(n), resources: [shown(n, { arn: undefined })] }), ']}},');
    list(count, write, 'plan.json', '"resource_changes":[', (n) => JSON.stringify(changed(n)), '],"prior_state":{}}');
  },
  'terraform-state': (count, write) => list(count, write, 'state.json',
    '{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{"child_modules":[',
    (n) => JSON.stringify({ address: moduleOf(n), resources: [shown(n, { arn: arnOf(n) })] }), ']}}}'),
  'terraform.tfstate': (count, write) => list(count, write, 'terraform.tfstate',
    '{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"0d1f","outputs":{},"resources":[',
    (n) => JSON.stringify(stored(n)), ']}'),
};

function list(count, write, file, begin, item, end, separator = ',') {
  write(file, begin);
  for (let n = 0; n < count; n += 1) write(file, (n === 0 ? '' : separator) + item(n));
  write(file, end);
}

function arnOf(n) {
  return `arn:aws:iam::${accountOf(n)}:role/${role(n).roleName}`;
}

function encoded(n) {
  return encodeURIComponent(JSON.stringify(role(n, accountOf(n)).document));
}

function configuration(n) {
  return { assumeRolePolicyDocument: encoded(n) };
}

function wholeConfiguration(n) {
  const { roleName } = role(n);
  return {
    path: '/', roleName, roleId: `AROA${String(n).padStart(17, 'A')}`, arn: arnOf(n), createDate: '2026-01-01T00:00:00.000Z',
    assumeRolePolicyDocument: encoded(n), instanceProfileList: [], permissionsBoundary: null, tags: [], roleLastUsed: null,
    rolePolicyList: [{ policyName: 'inline', policyDocument: encodeURIComponent(JSON.stringify(iamRole(n).RolePolicyList[0].PolicyDocument)) }],
    attachedManagedPolicies: [{ policyName: 'ReadOnlyAccess', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  };
}

function deliveredItem(n, month) {
  return {
    relatedEvents: [], relationships: [], configuration: wholeConfiguration(n), supplementaryConfiguration: {}, tags: {},
    configurationItemVersion: '1.3', configurationItemCaptureTime: `2026-0${month}-01T00:00:00.000Z`, configurationStateId: month,
    awsAccountId: accountOf(n), configurationItemStatus: 'OK', resourceType: 'AWS::IAM::Role', resourceId: `AROA${String(n).padStart(17, 'A')}`,
    resourceName: role(n).roleName, ARN: arnOf(n), awsRegion: 'global', availabilityZone: 'Not Applicable',
  };
}

function apiItem(n) {
  return {
    version: '1.3', accountId: accountOf(n), configurationItemCaptureTime: '2026-01-01T00:00:00+00:00', configurationItemStatus: 'OK',
    configurationStateId: '1', arn: arnOf(n), resourceType: 'AWS::IAM::Role', resourceId: `AROA${String(n).padStart(17, 'A')}`,
    resourceName: role(n).roleName, awsRegion: 'global', configuration: JSON.stringify(wholeConfiguration(n)), supplementaryConfiguration: {},
  };
}

function moduleOf(n) {
  return `module.team_${n % 50}["${n}"]`;
}

function attributes(n, more) {
  const { roleName, document } = role(n, accountOf(n));
  return {
    ...more, assume_role_policy: JSON.stringify(document), description: '', force_detach_policies: false, max_session_duration: 3600,
    name: roleName, path: '/', permissions_boundary: '', tags: { team: `team-${n % 50}` },
  };
}

function shown(n, more) {
  return {
    address: `${moduleOf(n)}.aws_iam_role.this`, mode: 'managed', type: 'aws_iam_role', name: 'this',
    provider_name: 'registry.terraform.io/hashicorp/aws', schema_version: 0, values: attributes(n, more), sensitive_values: { tags: {} },
  };
}

function changed(n) {
  const unknown = { arn: true, create_date: true, id: true, unique_id: true };
  return {
    address: `${moduleOf(n)}.aws_iam_role.this`, module_address: moduleOf(n), mode: 'managed', type: 'aws_iam_role', name: 'this',
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: { actions: ['create'], before: null, after: attributes(n, {}), after_unknown: unknown, before_sensitive: false, after_sensitive: {} },
  };
}

function stored(n) {
  return {
    module: moduleOf(n), mode: 'managed', type: 'aws_iam_role', name: 'this', provider: 'provider["registry.terraform.io/hashicorp/aws"]',
    instances: [{ schema_version: 0, attributes: attributes(n, { arn: arnOf(n) }), sensitive_attributes: [] }],
  };
}

/** Returns the path for `check`: the file, or the folder if there are several. */
function writeInput(name, folder, count) {
  const inside = path.join(folder, name);
  fs.mkdirSync(inside, { recursive: true });
  const open = new Map();
  const flush = (file) => {
    fs.appendFileSync(path.join(inside, file), open.get(file).join(''));
    open.delete(file);
  };
  INPUTS[name](count, (file, text) => {
    const waiting = open.get(file) ?? [];
    open.set(file, waiting);
    if (waiting.push(text) === 100) flush(file);
  });
  [...open.keys()].forEach(flush);
  const files = fs.readdirSync(inside);
  return files.length === 1 ? path.join(inside, files[0]) : inside;
}

function compress(file) {
  fs.writeFileSync(`${file}.gz`, zlib.gzipSync(fs.readFileSync(file)));
  return `${file}.gz`;
}

function sizeOf(input) {
  if (!fs.statSync(input).isDirectory()) return fs.statSync(input).size;
  return fs.readdirSync(input).reduce((bytes, file) => bytes + fs.statSync(path.join(input, file)).size, 0);
}

/** In a process of its own, whose peak of memory is not that of this one. */
function measure(name, input, { command, format }) {
  const program = path.resolve(__dirname, '..', '..', 'bin', 'cdk-secure-trust');
  const measured =
    "process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); " +
    "console.error('cpu ' + ((userCPUTime + systemCPUTime) / 1e6).toFixed(1) + ' s, peak ' + Math.round(maxRSS / 1000) + ' MB'); }); " +
    `process.argv.splice(1, 0, ''); require(${JSON.stringify(program)})`;
  const start = process.hrtime.bigint();
  const output = fs.openSync(path.join(os.tmpdir(), 'organization-report'), 'w+');
  const { status, stderr } = spawnSync(process.execPath, ['-e', measured, '--', command, input, '--format', format], {
    encoding: 'utf8', stdio: ['ignore', output, 'pipe'],
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const size = fs.fstatSync(output).size;
  fs.closeSync(output);
  // What the command says itself comes before it.
  const figures = stderr.trim().split('\n').pop();
  console.log(
    `${name.padEnd(20)} ${format.padEnd(8)} ${(sizeOf(input) / 1e6).toFixed(1).padStart(6)} MB  ${seconds.toFixed(1).padStart(5)} s, ` +
      `${figures}, exit status ${status}, ${(size / 1e6).toFixed(2)} MB of output`,
  );
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      command: { type: 'string', default: 'check' },
      roles: { type: 'string', default: '100000' },
      formats: { type: 'string', default: 'text' },
      write: { type: 'string' },
    },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(INPUTS);
  for (const name of names) {
    const folder = values.write ?? fs.mkdtempSync(path.join(os.tmpdir(), 'organization-'));
    const input = writeInput(name, folder, Number(values.roles));
    if (values.write !== undefined) {
      console.log(input);
      continue;
    }
    const { command } = values;
    for (const format of values.formats.split(',')) measure(name, input, { command, format });
    if (name === 'config-aggregate') measure(`${name} .gz`, compress(input), { command, format: 'text' });
    fs.rmSync(folder, { recursive: true });
  }
}

main();
