/** Validates the props of the guard and turns them into the settings of an audit. */
import * as fs from 'fs';
import { settingsFile } from './doors';
import { FindingLevel } from './finding-level';
import { knownAccounts } from './known-account';
import { TrustPolicyGuardProps } from './trust-policy-guard-props';
import type { FileAcceptance } from '../../assessment/acceptances';
import { knownOrganizations } from '../../assessment/known-organizations';
import { LevelSetting } from '../../findings/level';
import { RULE_IDS } from '../../rules/rule-ids';
import { KnownAccounts } from '../../rules/support/known-accounts';

export interface GuardSettings {
  readonly accounts: KnownAccounts;
  readonly organizations: readonly string[];
  readonly levels: Readonly<Record<string, LevelSetting>>;
  /** What the settings file accepts. */
  readonly accept: readonly FileAcceptance[];
  readonly baselineFile?: string;
  readonly reportFile?: string;
  /** The settings file that was read, as messages name it. */
  readonly configFile?: string;
}

export function guardSettings(props: TrustPolicyGuardProps): GuardSettings {
  for (const property of ['reportFile', 'configFile', 'baselineFile'] as const) refuseEmpty(property, props[property]);
  const configFile = props.configFile ?? (fs.existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  const file = configFile === undefined ? undefined : settingsFile().readSettingsFile(configFile);
  const organizations = knownOrganizations('TrustPolicyGuard', props.organizations ?? []);
  return {
    accounts: new Map([...file?.accounts ?? [], ...knownAccounts(props.accounts ?? [])]),
    organizations: [...new Set([...file?.organizations ?? [], ...organizations])],
    levels: { ...file?.levels, ...levelsOf(props) },
    accept: file?.accept ?? [],
    baselineFile: props.baselineFile,
    reportFile: props.reportFile,
    configFile,
  };
}

/** The CDK CLI runs an app in the folder of its `cdk.json`. */
const DEFAULT_FILE = 'secure-trust.json';

function refuseEmpty(property: string, file: string | undefined): void {
  if (file?.trim() === '') throw new Error(`TrustPolicyGuard: '${property}' is empty: specify a file name, or omit the property`);
}

function levelsOf({ levels = {}, undecided }: TrustPolicyGuardProps): Record<string, LevelSetting> {
  for (const [ruleId, level] of Object.entries(levels)) {
    if (!RULE_IDS.includes(ruleId)) {
      throw new Error(`TrustPolicyGuard: 'levels' contains '${ruleId}', which is not a rule. The rules are ${RULE_IDS.join(', ')}`);
    }
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
