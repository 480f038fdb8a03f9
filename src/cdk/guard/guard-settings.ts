/** From the guard's props to the settings of an audit; whatever cannot be meant is refused here, once. */
import { FindingLevel } from './finding-level';
import { knownAccounts } from './known-account';
import { knownOrganizations } from './known-organizations';
import { TrustPolicyGuardProps } from './trust-policy-guard-props';
import { LevelSetting } from '../../findings/level';
import { RULE_IDS } from '../../rules/catalogue';
import { KnownAccounts } from '../../rules/support/known-accounts';

export interface GuardSettings {
  readonly accounts: KnownAccounts;
  readonly organizations: readonly string[];
  readonly levels: Readonly<Record<string, LevelSetting>>;
  readonly reportFile?: string;
}

export function guardSettings(props: TrustPolicyGuardProps): GuardSettings {
  if (props.reportFile !== undefined && props.reportFile.trim() === '') {
    throw new Error("TrustPolicyGuard: 'reportFile' is empty: name a file, or leave the prop out");
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
      throw new Error(`TrustPolicyGuard: 'levels' names the rule '${ruleId}', and there is none; the rules are ${RULE_IDS.join(', ')}`);
    }
    checkLevel(`levels['${ruleId}']`, level);
  }
  if (undecided === undefined) return { ...levels };
  checkLevel('undecided', undecided);
  if (levels.undecided !== undefined && levels.undecided !== undecided) {
    throw new Error(`TrustPolicyGuard: 'undecided' is ${undecided} but levels.undecided is ${levels.undecided}; give one of the two`);
  }
  return { ...levels, undecided };
}

function checkLevel(where: string, level: FindingLevel): void {
  const all = Object.values(FindingLevel);
  if (!all.includes(level)) {
    throw new Error(`TrustPolicyGuard: ${where} is ${JSON.stringify(level)}, which is no level; use a FindingLevel (${all.join(', ')})`);
  }
}
