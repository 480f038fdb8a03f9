/**
 * The file of `--config`, with the same settings as the properties of the guard:
 *
 *     {
 *       "accounts": [{ "id": "111122223333", "standing": "own", "name": "tooling" }, { "id": "444455556666", "standing": "vendor" }],
 *       "organizations": ["o-a1b2c3d4e5"],
 *       "levels": { "confused-deputy": "off" },
 *       "undecided": "warning"
 *     }
 */
import { refuse } from './input-error';
import { readDocument } from './read-document';
import type { AuditSettings } from '../../assessment/assess';
import { isOrganizationId } from '../../cdk/guard/known-organizations';
import { field, isObject } from '../../cloudformation/template';
import { LevelSetting } from '../../findings/level';
import { RULE_IDS } from '../../rules/rule-ids';
import { KnownAccountEntry } from '../../rules/support/known-accounts';

export const NO_CONFIG: AuditSettings = { accounts: new Map(), levels: {} };

export function readConfig(file: string): AuditSettings {
  const config = readDocument(file);
  if (!isObject(config)) refuse(file, 'is not a configuration: expected an object with accounts, organizations, levels or undecided');
  refuseUnknown(file, 'the configuration', config, ['accounts', 'organizations', 'levels', 'undecided']);
  const { accounts, organizations, levels, undecided } = config;
  return {
    accounts: readAccounts(file, accounts),
    organizations: readOrganizations(file, organizations),
    levels: readLevels(file, levels, undecided),
  };
}

function refuseUnknown(file: string, where: string, object: object, known: readonly string[]): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown !== undefined) refuse(file, `${where} contains ${shownJson(unknown)}, which is not a setting: expected ${known.join(', ')}`);
}

function readAccounts(file: string, accounts: unknown): Map<string, KnownAccountEntry> {
  const known = new Map<string, KnownAccountEntry>();
  if (accounts === undefined) return known;
  if (!Array.isArray(accounts)) refuse(file, 'accounts is not a list: expected [{ "id": "111122223333", "standing": "own" }]');
  for (const [index, account] of accounts.entries()) {
    const entry = readAccount(file, `accounts[${index}]`, account);
    if (known.has(entry.id)) refuse(file, `account ${entry.id} is specified twice: specify it once, as own or as vendor`);
    known.set(entry.id, entry);
  }
  return known;
}

function readAccount(file: string, where: string, account: unknown): KnownAccountEntry {
  if (!isObject(account)) refuse(file, `${where} is not an account: expected { "id": "111122223333", "standing": "own" }`);
  refuseUnknown(file, where, account, ['id', 'standing', 'name']);
  const { id, standing, name } = account;
  if (typeof id !== 'string' || !/^\d{12}$/.test(id)) {
    refuse(file, `${where}.id is ${shownJson(id)}: expected 12 digits as a string, such as "111122223333"`);
  }
  if (standing !== 'own' && standing !== 'vendor') refuse(file, `${where}.standing is ${shownJson(standing)}: expected "own" or "vendor"`);
  if (name !== undefined && typeof name !== 'string') refuse(file, `${where}.name is ${shownJson(name)}: expected a string`);
  return { id, standing, name };
}

function readOrganizations(file: string, organizations: unknown): readonly string[] {
  if (organizations === undefined) return [];
  if (!Array.isArray(organizations)) refuse(file, 'organizations is not a list: expected ["o-a1b2c3d4e5"]');
  for (const [index, id] of organizations.entries()) {
    if (!isOrganizationId(id)) {
      refuse(file, `organizations[${index}] is ${shownJson(id)}: expected an organization ID, such as "o-a1b2c3d4e5"`);
    }
  }
  return [...new Set(organizations as string[])];
}

function readLevels(file: string, levels: unknown, undecided: unknown): Record<string, LevelSetting> {
  if (levels !== undefined && !isObject(levels)) refuse(file, 'levels is not an object: expected { "<rule>": "warning" }');
  const entries = Object.entries(levels ?? {}).map(([rule, level]): [string, LevelSetting] => {
    if (!RULE_IDS.includes(rule)) {
      refuse(file, `levels contains ${shownJson(rule)}, which is not a rule: the rules are ${RULE_IDS.join(', ')}`);
    }
    return [rule, readLevel(file, `levels.${rule}`, level)];
  });
  const read = Object.fromEntries(entries);
  if (undecided === undefined) return read;
  const level = readLevel(file, 'undecided', undecided);
  const other = field(levels, 'undecided');
  if (other !== undefined && other !== level) {
    refuse(file, `undecided is ${shownJson(level)}, but levels.undecided is ${shownJson(other)}: specify only one of them`);
  }
  return { ...read, undecided: level };
}

const LEVELS: readonly LevelSetting[] = ['error', 'warning', 'info', 'off'];

function readLevel(file: string, where: string, level: unknown): LevelSetting {
  const known = LEVELS.find((each) => each === level);
  if (known === undefined) refuse(file, `${where} is ${shownJson(level)}, which is not a level: expected ${LEVELS.join(', ')}`);
  return known;
}

function shownJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
