/** Validates the props of the guard and turns them into the settings of an audit. */
import * as fs from 'fs';
import { settingsFile } from './doors';
import { FindingLevel } from './finding-level';
import { knownAccounts } from './known-account';
import { TrustPolicyGuardProps } from './trust-policy-guard-props';
import type { FileAcceptance } from '../../assessment/acceptances';
import { knownOrganizations } from '../../assessment/known-organizations';
import type { SettingsOfFile } from '../../assessment/settings-file';
import { LevelSetting } from '../../findings/level';
import { KnownAccounts } from '../../rules/support/known-accounts';
import { isRule, notARule } from '../../rules/unknown-rule';

export interface GuardSettings {
  readonly accounts: KnownAccounts;
  readonly organizations: readonly string[];
  readonly levels: Readonly<Record<string, LevelSetting>>;
  /** What the settings file accepts. */
  readonly accept: readonly FileAcceptance[];
  readonly reportFile?: string;
}

export function guardSettings(props: TrustPolicyGuardProps): GuardSettings {
  if (props.reportFile !== undefined && props.reportFile.trim() === '') {
    throw new Error("TrustPolicyGuard: 'reportFile' is empty: specify a file name, or omit the property");
  }
  const file = settingsOfFile(props.configFile);
  const organizations = knownOrganizations('TrustPolicyGuard', props.organizations ?? []);
  return {
    accounts: new Map([...file?.accounts ?? [], ...knownAccounts(props.accounts ?? [])]),
    organizations: [...new Set([...file?.organizations ?? [], ...organizations])],
    levels: { ...file?.levels, ...levelsOf(props) },
    accept: file?.accept ?? [],
    reportFile: props.reportFile,
  };
}

/** The CDK CLI runs an app in the folder of its `cdk.json`. */
const DEFAULT_FILE = 'secure-trust.json';

function settingsOfFile(configFile: string | undefined): SettingsOfFile | undefined {
  if (configFile !== undefined && configFile.trim() === '') {
    throw new Error("TrustPolicyGuard: 'configFile' is empty: specify a file name, or omit the property");
  }
  if (configFile === undefined && !fs.existsSync(DEFAULT_FILE)) return undefined;
  return settingsFile().readSettingsFile(configFile ?? DEFAULT_FILE);
}

function levelsOf({ levels = {}, undecided }: TrustPolicyGuardProps): Record<string, LevelSetting> {
  for (const [ruleId, level] of Object.entries(levels)) {
    if (!isRule(ruleId)) throw new Error(`TrustPolicyGuard: 'levels' contains '${ruleId}', which ${notARule(ruleId)}`);
    checkLevel(`levels['${ruleId}']`, level);
  }
  if (undecided === undefined) return { ...levels };
  checkLevel('undecided', undecided);
  if (levels.undecided !== undefined && levels.undecided !== undecided) {
    throw new Error(`TrustPolicyGuard: 'undecided' is ${undecided}, but levels.undecided is ${levels.undecided}: specify only one of them`);
  }
  return { ...levels, undecided };
}

function checkLevel(where: string, level: FindingLevel): void {
  const all = Object.values(FindingLevel);
  if (!all.includes(level)) {
    throw new Error(`TrustPolicyGuard: ${where} is ${JSON.stringify(level)}, which is not a level: use a FindingLevel (${all.join(', ')})`);
  }
}
