/**
 * What a finding is about, in a form that is the same from run to run: the rule, and the kind of its opening. It does not contain the
 * statement, because statements can be moved, added and split.
 */
import { LevelledProblem, LevelledQuestion } from './levelled-answers';
import { callersOf } from '../rules/support/admissions';

export interface FindingKind {
  /** The ID of the rule; `undecided` for a question. */
  readonly rule: string;
  /** `aws`, `service`, `token` or `assertion`: the callers; `policy` if it is not about a request. Details follow after a comma. */
  readonly opening: string;
}

/** The opening of a finding that is not about a request that is allowed. */
const POLICY = 'policy';

export function kindOfProblem({ rule, found }: LevelledProblem): FindingKind {
  const callers = callersOf(found);
  const parts = [
    callers.length === 0 ? POLICY : [...callers].sort().join(' and '),
    // Conditions on other keys are other findings.
    ...rule.isAboutConditions ? [...found.conditionKeys ?? []].sort() : [],
    ...found.level === undefined ? [] : [found.level],
  ];
  return { rule: rule.id, opening: parts.join(', ') };
}

export function kindOfQuestion({ rule, undecided }: LevelledQuestion): FindingKind {
  const grade = undecided.grade === 'warning' ? ['warning'] : [];
  return { rule: 'undecided', opening: [rule?.id ?? POLICY, undecided.callers ?? 'aws', ...grade].join(', ') };
}

/**
 * Is it about a request that is allowed? Then a comparison of the trust policies shows whether more is allowed than before. Other findings
 * can only be counted.
 */
export function isAboutRequest({ opening }: FindingKind): boolean {
  return !opening.startsWith(POLICY);
}

export function textOfKind({ rule, opening }: FindingKind): string {
  return `${rule} ${opening}`;
}
