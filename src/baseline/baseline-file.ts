/**
 * The baseline: a file with the findings that were there when the check was adopted, and with the trust policy of each role at that time.
 *
 *     {
 *       "schemaVersion": "1",
 *       "roles": [
 *         {
 *           "role": { "constructPath": "Workload/Audit/Resource" },
 *           "findings": [{ "rule": "mfa-required", "opening": "aws" }],
 *           "account": "444455556666",
 *           "trustPolicy": { "Version": "2012-10-17", "Statement": [ … ] }
 *         }
 *       ]
 *     }
 *
 * `schema/baseline.schema.json` says the same.
 */
import { PARTS_OF_IDENTITY, RoleIdentity, textOfIdentity } from './role-identity';
import { SECTIONS, StoredReference, StoredTemplate, StoredTrust } from './stored-trust';
import { FindingKind } from '../assessment/finding-kind';
import { isObject, JsonObject } from '../cloudformation/template';

/** A finding of a role, and how often it has one of this kind. */
export interface RecordedFinding extends FindingKind {
  /** Default: once, or any number of times for a finding about a request. */
  readonly times?: number;
}

export interface BaselineRole extends StoredTrust {
  readonly role: RoleIdentity;
  readonly findings: readonly RecordedFinding[];
}

/** What is wrong with a baseline, in one line without the name of the file. */
export class BaselineProblem extends Error {}

const SCHEMA_VERSION = '1';
const PARTS_OF_FILE = ['$schema', 'schemaVersion', 'roles'];
const PLACE = ['account', 'region', 'partition'];
const PARTS_OF_ROLE = ['role', 'findings', 'trustPolicy', 'templates', 'isOnlyComparedAsText', ...PLACE];
const PARTS_OF_TEMPLATE = [...PLACE, 'stackName', ...SECTIONS, 'references'];

/** @throws BaselineProblem if the file is not a baseline, or not one that this version of the package can read */
export function readBaseline(file: unknown): readonly BaselineRole[] {
  if (!isObject(file) || !Array.isArray(file.roles)) {
    refuse('is not a baseline: write one with check PATH --baseline FILE --update-baseline');
  }
  if (file.schemaVersion !== SCHEMA_VERSION) {
    refuse(`has the schemaVersion ${shown(file.schemaVersion)}, and this version of cdk-secure-trust reads ${shown(SCHEMA_VERSION)}`);
  }
  refuseUnknown('the file', file, PARTS_OF_FILE);
  const roles = file.roles.map((role: unknown, index) => readRole(`roles[${index}]`, role));
  const seen = new Map<string, number>();
  roles.forEach(({ role }, index) => {
    const known = seen.get(textOfIdentity(role));
    if (known !== undefined) refuse(`roles[${index}] is the same role as roles[${known}]: remove one of the two`);
    seen.set(textOfIdentity(role), index);
  });
  return roles;
}

function refuse(problem: string): never {
  throw new BaselineProblem(problem);
}

function refuseUnknown(where: string, object: object, known: readonly string[]): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown !== undefined) refuse(`${where} contains ${shown(unknown)}, which is not part of a baseline: expected ${known.join(', ')}`);
}

function readRole(where: string, role: unknown): BaselineRole {
  if (!isObject(role)) refuse(`${where} is not a role: expected an object with role, findings and trustPolicy`);
  refuseUnknown(where, role, PARTS_OF_ROLE);
  if (role.trustPolicy === undefined) refuse(`${where} has no trustPolicy, so it cannot be seen who could assume the role`);
  if (role.isOnlyComparedAsText !== undefined && role.isOnlyComparedAsText !== true) {
    refuse(`${where}.isOnlyComparedAsText is ${shown(role.isOnlyComparedAsText)}: expected true, or nothing`);
  }
  return {
    role: readIdentity(`${where}.role`, role.role),
    findings: listIn(where, role, 'findings').map((finding, index) => readFinding(`${where}.findings[${index}]`, finding)),
    ...readPlace(where, role),
    trustPolicy: role.trustPolicy,
    ...role.templates !== undefined && { templates: readTemplates(where, role) },
    ...role.isOnlyComparedAsText && { isOnlyComparedAsText: true },
  };
}

function readIdentity(where: string, identity: unknown): RoleIdentity {
  if (!isObject(identity) || Object.keys(identity).length === 0) {
    refuse(`${where} is not the identity of a role: expected an object such as { "constructPath": "Stack/Role/Resource" }`);
  }
  refuseUnknown(where, identity, PARTS_OF_IDENTITY);
  return textsIn(where, identity, PARTS_OF_IDENTITY);
}

function readFinding(where: string, finding: unknown): RecordedFinding {
  if (!isObject(finding)) refuse(`${where} is not a finding: expected { "rule": "mfa-required", "opening": "aws" }`);
  refuseUnknown(where, finding, ['rule', 'opening', 'times']);
  const { rule, opening, times } = finding;
  if (typeof rule !== 'string' || typeof opening !== 'string') {
    refuse(`${where} needs a rule and an opening: expected { "rule": "mfa-required", "opening": "aws" }`);
  }
  if (times !== undefined && !(typeof times === 'number' && Number.isInteger(times) && times > 1)) {
    refuse(`${where}.times is ${shown(times)}: expected a whole number above 1, or nothing`);
  }
  return { rule, opening, ...times !== undefined && { times } };
}

function readTemplates(where: string, role: JsonObject): readonly StoredTemplate[] {
  const templates = listIn(where, role, 'templates');
  return templates.map((template, index) => {
    const place = `${where}.templates[${index}]`;
    if (!isObject(template)) refuse(`${place} is not a template: expected an object`);
    refuseUnknown(place, template, PARTS_OF_TEMPLATE);
    const section = SECTIONS.find((name) => template[name] !== undefined && !isObject(template[name]));
    if (section !== undefined) refuse(`${place}.${section} is not an object`);
    const references = template.references === undefined ? undefined : listIn(place, template, 'references');
    references?.forEach((reference, number) => checkReference(`${place}.references[${number}]`, reference, templates.length));
    return {
      ...template,
      ...readPlace(place, template),
      ...textsIn(place, template, ['stackName']),
      ...references && { references: references as readonly StoredReference[] },
    };
  });
}

function checkReference(where: string, reference: unknown, templates: number): void {
  const isReference = isObject(reference) && isObject(reference.reference) && Object.hasOwn(reference, 'value')
    && Number.isInteger(reference.template) && Number(reference.template) >= 0 && Number(reference.template) < templates;
  if (!isReference) refuse(`${where} is not a reference: expected an object with reference, value, and the number of a template`);
}

function readPlace(where: string, owner: JsonObject): Pick<StoredTrust, 'account' | 'region' | 'partition'> {
  return textsIn(where, owner, ['account', 'region', 'partition']);
}

function textsIn<Name extends string>(where: string, owner: JsonObject, names: readonly Name[]): Partial<Record<Name, string>> {
  const given = names.filter((name) => owner[name] !== undefined);
  const wrong = given.find((name) => typeof owner[name] !== 'string');
  if (wrong !== undefined) refuse(`${where}.${wrong} is ${shown(owner[wrong])}: expected a string`);
  return Object.fromEntries(given.map((name) => [name, owner[name]])) as Partial<Record<Name, string>>;
}

function listIn(where: string, owner: JsonObject, name: string): readonly unknown[] {
  const list = owner[name];
  if (!Array.isArray(list)) refuse(`${where}.${name} is ${shown(list)}: expected a list`);
  return list;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Sorted, with one line for each finding, so that a change of the file is easy to review. */
export function baselineText(roles: readonly BaselineRole[]): string {
  const sorted = [...roles].sort((one, other) => (textOfIdentity(one.role) < textOfIdentity(other.role) ? -1 : 1));
  const written = sorted.map(({ role, findings, ...trust }) => {
    const lines = [
      `"role": ${inOneLine(role)}`,
      `"findings": [\n${findings.map((finding) => `        ${inOneLine(finding)}`).join(',\n')}\n      ]`,
      ...Object.entries(trust).filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value, undefined, 2).replace(/\n/g, '\n      ')}`),
    ];
    return `    {\n      ${lines.join(',\n      ')}\n    }`;
  });
  const list = written.length === 0 ? '[]' : `[\n${written.join(',\n')}\n  ]`;
  return `{\n  "schemaVersion": ${JSON.stringify(SCHEMA_VERSION)},\n  "roles": ${list}\n}\n`;
}

/** In the order in which they are written. */
export function sortedFindings(findings: readonly RecordedFinding[]): readonly RecordedFinding[] {
  const keyOf = ({ rule, opening }: RecordedFinding) => `${rule}\n${opening}`;
  return [...findings].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function inOneLine(object: object): string {
  const parts = Object.entries(object).filter(([, value]) => value !== undefined)
    .map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  return `{ ${parts.join(', ')} }`;
}
