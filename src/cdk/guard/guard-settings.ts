/** Validates the props of the guard and turns them into the settings of an audit. */
import { FindingLevel } from './finding-level';
import { knownAccounts } from './known-account';
import { knownOrganizations } from './known-organizations';
import { TrustPolicyGuardProps } from './trust-policy-guard-props';
import { LevelSetting } from '../../findings/level';
import { RULE_IDS } from '../../rules/rule-ids';
import { KnownAccounts } from '../../rules/support/known-accounts';

export interface GuardSettings {
  readonly accounts: KnownAccounts;
  readonly organizations: readonly string[];
  readonly levels: Readonly<Record<string, LevelSetting>>;
  readonly reportFile?: string;
}

export function guardSettings(props: TrustPolicyGuardProps): GuardSettings {
  if (props.reportFile !== undefined && props.reportFile.trim() === '') {
    throw new Error("TrustPolicyGuard: 'reportFile' is empty: specify a file name, or omit the property");
  }
  return {
    accounts: knownAccounts(props.accounts ?? []),
    organizations: knownOrganizations('TrustPolicyGuard', props.organizations ?? []),
    levels: levelsOf(props),
    reportFile: props.reportFile,
  };
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
