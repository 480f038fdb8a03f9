/** Which findings are shown, and which of them fail a check: those of some rules, from a level on. */
import { JudgedFinding } from './assess';
import { compareLevels, Level } from '../findings/level';

export interface Selection {
  /** Default: all rules. */
  readonly rules?: readonly string[];
  /** The lowest level that is shown. Default: everything is shown, and errors fail the check. */
  readonly level?: Level;
}

/**
 * A finding is shown if one of the rules found it or asked about it, also where a broader rule leads it or another finding answers the
 * question: what the rule has to say would otherwise be lost.
 */
export function isSelected(
  { finding, concerns }: Pick<JudgedFinding, 'finding' | 'concerns'>, { rules, level = 'info' }: Selection,
): boolean {
  return compareLevels(finding.level, level) >= 0 && (rules === undefined || concerns.some((id) => rules.includes(id)));
}

/** An acceptance that covers nothing is a warning about its rule. */
export function isAcceptanceSelected({ rule }: { readonly rule: string }, { rules, level = 'info' }: Selection = {}): boolean {
  return compareLevels('warning', level) >= 0 && (rules === undefined || rules.includes(rule));
}

/** Does a finding at this level fail the check, if the user asked for findings from `level` on? */
export function fails(found: Level, level: Level = 'error'): boolean {
  return compareLevels(found, level) >= 0;
}
