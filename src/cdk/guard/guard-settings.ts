/** Validates the props of the guard and turns them into the settings of an audit. */
import { existsSync } from 'fs';
import { settingsFile, unknownRule } from './doors';
import { FindingLevel } from './finding-level';
import { knownAccounts } from './known-account';
import { TrustPolicyGuardProps } from './trust-policy-guard-props';
import type { FileAcceptance } from '../../assessment/acceptances';
import { knownOrganizations } from '../../assessment/known-organizations';
import { LevelSetting } from '../../findings/level';
import { KnownAccounts } from '../../rules/support/known-accounts';

/** What decides the findings. */
export interface JudgingSettings {
  readonly accounts: KnownAccounts;
  readonly organizations: readonly string[];
  readonly levels: Readonly<Record<string, LevelSetting>>;
  /** What the settings file accepts. */
  readonly accept: readonly FileAcceptance[];
  /** The settings file that was read, as messages name it. */
  readonly configFile?: string;
}

export interface GuardSettings extends JudgingSettings {
  readonly baselineFile?: string;
  readonly reportFile?: string;
}

/** The props that decide the findings. */
type JudgingProps = Pick<TrustPolicyGuardProps, 'accounts' | 'organizations' | 'configFile' | 'levels' | 'undecided'>;

export function guardSettings(props: TrustPolicyGuardProps): GuardSettings {
  for (const property of ['reportFile', 'baselineFile'] as const) refuseEmpty('TrustPolicyGuard', property, props[property]);
  return { ...judgingSettings('TrustPolicyGuard', props), baselineFile: props.baselineFile, reportFile: props.reportFile };
}

/** @param where the construct that the properties belong to, for messages */
export function judgingSettings(where: string, props: JudgingProps): JudgingSettings {
  refuseEmpty(where, 'configFile', props.configFile);
  const configFile = props.configFile ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  const file = configFile === undefined ? undefined : settingsFile().readSettingsFile(where, configFile);
  const organizations = knownOrganizations(where, props.organizations ?? []);
  return {
    accounts: new Map([...file?.accounts ?? [], ...knownAccounts(where, props.accounts ?? [])]),
    organizations: [...new Set([...file?.organizations ?? [], ...organizations])],
    levels: { ...file?.levels, ...levelsOf(where, props) },
    accept: file?.accept ?? [],
    configFile,
  };
}

/** The CDK CLI runs an app in the folder of its `cdk.json`. */
const DEFAULT_FILE = 'secure-trust.json';

function refuseEmpty(where: string, property: string, file: string | undefined): void {
  if (file?.trim() === '') throw new Error(`${where}: '${property}' is empty: specify a file name, or omit the property`);
}

function levelsOf(where: string, { levels = {}, undecided }: JudgingProps): Record<string, LevelSetting> {
  for (const [ruleId, level] of Object.entries(levels)) {
    const { isRule, notARule } = unknownRule();
    if (!isRule(ruleId)) throw new Error(`${where}: 'levels' contains '${ruleId}', which ${notARule(ruleId)}`);
    checkLevel(where, `levels['${ruleId}']`, level);
  }
  if (undecided === undefined) return { ...levels };
  checkLevel(where, 'undecided', undecided);
  if (levels.undecided !== undefined && levels.undecided !== undecided) {
    throw new Error(`${where}: 'undecided' is ${undecided}, but levels.undecided is ${levels.undecided}: specify only one of them`);
  }
  return { ...levels, undecided };
}

function checkLevel(where: string, property: string, level: FindingLevel): void {
  const all = Object.values(FindingLevel);
  if (!all.includes(level)) {
    throw new Error(`${where}: ${property} is ${JSON.stringify(level)}, which is not a level: use a FindingLevel (${all.join(', ')})`);
  }
}
