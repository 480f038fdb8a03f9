/**
 * The code that fixes print (`src/remedies/code`), in a program of each language: a role for every trust policy of
 * `test/remedies/code/trust-policies.json`, synthesized with and without merging of statements, and one for every trust policy of
 * `secure-roles.json`, created with the constructs of this package. Also the declarations for the guard, and an
 * acknowledgement, which only have to compile and run.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { isDeepStrictEqual } = require('node:util');

const TRUST_POLICIES = path.resolve(__dirname, '..', '..', 'test', 'remedies', 'code', 'trust-policies.json');
const SECURE_ROLES = path.resolve(__dirname, '..', '..', 'test', 'remedies', 'code', 'secure-roles.json');

/** The stacks of a program, and whether the CDK merges statements there. */
const STACKS = { AsWritten: false, Minimized: true };
const MINIMIZE = '@aws-cdk/aws-iam:minimizePolicies';

/** The output folder of a program, relative to its working directory. */
const OUTPUT = 'generated-code';

const PROGRAMS = {
  python: require('./programs/python'),
  java: require('./programs/java'),
  csharp: require('./programs/csharp'),
  go: require('./programs/go'),
  typescript: require('./programs/typescript'),
};

/** The documents, by their special feature. */
function trustPolicies() {
  return JSON.parse(fs.readFileSync(TRUST_POLICIES, 'utf8'));
}

/** The documents that constructs of this package render, by their special feature. */
function secureRoles() {
  return JSON.parse(fs.readFileSync(SECURE_ROLES, 'utf8'));
}

/** `code` has the functions of `src/remedies/code`: from the sources, or from the package that is installed. */
function programIn(language, code) {
  const roles = Object.values(trustPolicies()).map((document, index) => ({
    id: `Role${index}`,
    code: code.codeOfTrustPolicy(document, language).code,
  }));
  const secure = Object.values(secureRoles()).map((document, index) => {
    const { construct, code: { code: props } } = code.codeOfSecureRole(document, [], language);
    return { id: `Role${index}`, construct, code: props };
  });
  return PROGRAMS[language].program({
    output: OUTPUT,
    stacks: STACKS,
    minimize: MINIMIZE,
    roles,
    secureRoles: secure,
    guard: code.codeOfDeclarations(DECLARATIONS, language).code,
    acknowledgement: code.codeOfAcknowledgement('mfa-required', language).code,
  });
}

const DECLARATIONS = {
  accounts: [{ id: '111122223333', standing: 'own' }, { id: '444455556666', standing: 'vendor', name: 'Monitoring "Ltd"' }],
  organizations: ['o-abcd123456'],
};

/** Writes the program into the app of the language; `consumer` is the project in which the package is installed. */
function placeProgram(app, language, consumer) {
  const code = path.join(consumer.folder, 'node_modules', 'cdk-secure-trust', 'lib', 'remedies', 'code');
  const functions = Object.assign({}, ...['trust-policy-code', 'secure-role-code', 'declarations-code'].map((file) => (
    require(path.join(code, file))
  )));
  const file = path.join(app, ...PROGRAMS[language].file.split('/'));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, programIn(language, functions));
}

/** Throws unless every role that a program in the folder synthesized has the trust policy that its code was generated from. */
function checkProgram(folder) {
  for (const stack of Object.keys(STACKS)) {
    const { Resources } = JSON.parse(fs.readFileSync(path.join(folder, OUTPUT, `${stack}.template.json`), 'utf8'));
    Object.entries(trustPolicies()).forEach(([title, document], index) => {
      const rendered = roleIn(Resources, `Role${index}`);
      if (!isDeepStrictEqual(permissionsIn(rendered), permissionsIn(document))) {
        throw new Error(`the code for ${title} gives another trust policy (${stack}): ${JSON.stringify(rendered)}`);
      }
    });
  }
}

/** The same for the roles of the package's constructs, which render the very documents. */
function checkSecureRoles(folder) {
  const { Resources } = JSON.parse(fs.readFileSync(path.join(folder, OUTPUT, 'secure-roles', 'SecureRoles.template.json'), 'utf8'));
  Object.entries(secureRoles()).forEach(([title, document], index) => {
    const rendered = roleIn(Resources, `Role${index}`);
    if (!isDeepStrictEqual(inOrder(rendered), inOrder(document))) {
      throw new Error(`the secure role for ${title} has another trust policy: ${JSON.stringify(rendered)}`);
    }
  });
}

function roleIn(resources, id) {
  const [logicalId] = Object.keys(resources).filter((each) => each.replace(/[0-9A-F]{8}$/, '') === id);
  return resources[logicalId]?.Properties.AssumeRolePolicyDocument;
}

/** The statements of a document, split into one per principal and action, in a canonical order. */
function permissionsIn({ Version, Statement, ...others }) {
  const permissions = Statement.flatMap(({ Action, Principal, ...rest }) => {
    const principals = typeof Principal === 'string' ? [Principal] : Object.entries(Principal).flatMap(([kind, values]) => (
      [values].flat().map((value) => ({ [kind]: value }))
    ));
    return principals.flatMap((principal) => [Action].flat().map((action) => inOrder({ ...rest, Action: action, Principal: principal })));
  });
  const distinct = new Map(permissions.map((permission) => [JSON.stringify(permission), permission]));
  return { ...others, Version, Statement: [...distinct.keys()].sort().map((key) => distinct.get(key)) };
}

function inOrder(value) {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, inOrder(value[key])]));
}

module.exports = { checkProgram, checkSecureRoles, MINIMIZE, permissionsIn, placeProgram, programIn, secureRoles, trustPolicies };
