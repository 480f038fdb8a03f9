/**
 * The settings file: what the guard reads from `secure-trust.json` and the command from the file of `--config`.
 *
 *     {
 *       "$schema": "node_modules/cdk-secure-trust/schema/secure-trust.schema.json",
 *       "accounts": [{ "id": "111122223333", "standing": "own", "name": "tooling" }, { "id": "444455556666", "standing": "vendor" }],
 *       "organizations": ["o-a1b2c3d4e5"],
 *       "levels": { "confused-deputy": "off" },
 *       "undecided": "warning",
 *       "accept": [{ "rule": "mfa-required", "role": "Workload/Audit", "reason": "The vendor has no MFA", "until": "2027-01-31" }]
 *     }
 *
 * `schema/secure-trust.schema.json` says the same to editors.
 */
import type { FileAcceptance } from './acceptances';
import { isOrganizationId } from './known-organizations';
import { field, isObject } from '../cloudformation/template';
import { LevelSetting } from '../findings/level';
import { KnownAccountEntry } from '../rules/support/known-accounts';
import { isRule, notARule } from '../rules/unknown-rule';

export interface SettingsOfFile {
  readonly accounts: ReadonlyMap<string, KnownAccountEntry>;
  readonly organizations: readonly string[];
  readonly levels: Readonly<Record<string, LevelSetting>>;
  readonly accept: readonly FileAcceptance[];
}

/** What is wrong with the settings, in one line without the name of the file. */
export class SettingsProblem extends Error {}

const SETTINGS = ['accounts', 'organizations', 'levels', 'undecided', 'accept'];

/** @throws SettingsProblem if a setting is unknown or has a value that it cannot have */
export function readSettings(settings: unknown): SettingsOfFile {
  if (!isObject(settings)) refuse(`is not a settings file: expected an object with ${SETTINGS.join(', ')}`);
  refuseUnknown('the file', settings, SETTINGS, ['$schema']);
  const { accounts, organizations, levels, undecided, accept } = settings;
  return {
    accounts: readAccounts(accounts),
    organizations: readOrganizations(organizations),
    levels: readLevels(levels, undecided),
    accept: readAcceptances(accept),
  };
}

function refuse(problem: string): never {
  throw new SettingsProblem(problem);
}

/** @param unnamed keys that are known, but not worth naming in a message */
function refuseUnknown(where: string, object: object, known: readonly string[], unnamed: readonly string[] = []): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key) && !unnamed.includes(key));
  if (unknown !== undefined) refuse(`${where} contains ${shownJson(unknown)}, which is not a setting: expected ${known.join(', ')}`);
}

function readAccounts(accounts: unknown): Map<string, KnownAccountEntry> {
  const known = new Map<string, KnownAccountEntry>();
  if (accounts === undefined) return known;
  if (!Array.isArray(accounts)) refuse('accounts is not a list: expected [{ "id": "111122223333", "standing": "own" }]');
  for (const [index, account] of accounts.entries()) {
    const entry = readAccount(`accounts[${index}]`, account);
    if (known.has(entry.id)) refuse(`account ${entry.id} is specified twice: specify it once, as own or as vendor`);
    known.set(entry.id, entry);
  }
  return known;
}

function readAccount(where: string, account: unknown): KnownAccountEntry {
  if (!isObject(account)) refuse(`${where} is not an account: expected { "id": "111122223333", "standing": "own" }`);
  refuseUnknown(where, account, ['id', 'standing', 'name']);
  const { id, standing, name } = account;
  if (typeof id !== 'string' || !/^\d{12}$/.test(id)) {
    refuse(`${where}.id is ${shownJson(id)}: expected 12 digits as a string, such as "111122223333"`);
  }
  if (standing !== 'own' && standing !== 'vendor') refuse(`${where}.standing is ${shownJson(standing)}: expected "own" or "vendor"`);
  if (name !== undefined && typeof name !== 'string') refuse(`${where}.name is ${shownJson(name)}: expected a string`);
  return { id, standing, name };
}

function readOrganizations(organizations: unknown): readonly string[] {
  if (organizations === undefined) return [];
  if (!Array.isArray(organizations)) refuse('organizations is not a list: expected ["o-a1b2c3d4e5"]');
  for (const [index, id] of organizations.entries()) {
    if (!isOrganizationId(id)) {
      refuse(`organizations[${index}] is ${shownJson(id)}: expected an organization ID, such as "o-a1b2c3d4e5"`);
    }
  }
  return [...new Set(organizations as string[])];
}

function readLevels(levels: unknown, undecided: unknown): Record<string, LevelSetting> {
  if (levels !== undefined && !isObject(levels)) refuse('levels is not an object: expected { "<rule>": "warning" }');
  const entries = Object.entries(levels ?? {}).map(([rule, level]): [string, LevelSetting] => {
    refuseUnknownRule('levels contains', rule);
    return [rule, readLevel(`levels.${rule}`, level)];
  });
  const read = Object.fromEntries(entries);
  if (undecided === undefined) return read;
  const level = readLevel('undecided', undecided);
  const other = field(levels, 'undecided');
  if (other !== undefined && other !== level) {
    refuse(`undecided is ${shownJson(level)}, but levels.undecided is ${shownJson(other)}: specify only one of them`);
  }
  return { ...read, undecided: level };
}

const LEVELS: readonly LevelSetting[] = ['error', 'warning', 'info', 'off'];

function readLevel(where: string, level: unknown): LevelSetting {
  const known = LEVELS.find((each) => each === level);
  if (known === undefined) refuse(`${where} is ${shownJson(level)}, which is not a level: expected ${LEVELS.join(', ')}`);
  return known;
}

function refuseUnknownRule(where: string, rule: string): void {
  if (!isRule(rule)) refuse(`${where} ${shownJson(rule)}, which ${notARule(rule)}`);
}

const EXPECTED_ACCEPTANCE = '{ "rule": "mfa-required", "role": "Stack/Role", "reason": "…" }';

function readAcceptances(accept: unknown): readonly FileAcceptance[] {
  if (accept === undefined) return [];
  if (!Array.isArray(accept)) refuse(`accept is not a list: expected [${EXPECTED_ACCEPTANCE}]`);
  return accept.map((acceptance: unknown, index) => readAcceptance(`accept[${index}]`, acceptance));
}

function readAcceptance(where: string, acceptance: unknown): FileAcceptance {
  if (!isObject(acceptance)) refuse(`${where} is not an acceptance: expected ${EXPECTED_ACCEPTANCE}`);
  refuseUnknown(where, acceptance, ['rule', 'role', 'reason', 'until']);
  const { rule, role, reason, until } = acceptance;
  if (typeof rule !== 'string') refuse(`${where}.rule is ${shownJson(rule)}: expected the ID of a rule, such as "mfa-required"`);
  refuseUnknownRule(`${where}.rule is`, rule);
  if (typeof role !== 'string' || role.trim() === '') {
    refuse(`${where}.role is ${shownJson(role)}: expected a construct path, a role name, an ARN, or one of these with *`);
  }
  if (/^arn:.*\/.*\/[^/]*\*/.test(role)) {
    refuse(`${where}.role is ${shownJson(role)}: the paths of roles are not compared, so write the name of the role without *`);
  }
  if (typeof reason !== 'string' || reason.trim() === '') {
    refuse(`${where}.reason is ${shownJson(reason)}: say why the finding is accepted`);
  }
  if (until !== undefined && !isDay(until)) refuse(`${where}.until is ${shownJson(until)}: expected a day, such as "2027-01-31"`);
  return { rule, role, reason, until };
}

function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function shownJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
