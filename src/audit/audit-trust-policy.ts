/** From one trust policy document to what we tell people about it. */
import { Finding } from '../findings/finding';
import { LevelSetting } from '../findings/level';
import { pageOf } from '../findings/wording';
import { DeployTimeContext } from '../policy/deploy-time-context';
import { readTrustPolicy } from '../policy/read-trust-policy';
import { RULES } from '../rules/catalogue';
import { NamedExternalIds, namedExternalIds } from '../rules/external-id-shared';
import { KnownAccounts } from '../rules/known-accounts';
import { RoleAsWritten, roleFacts } from '../rules/role-facts';
import { OpenQuestion, Problem, Rule, RuleOutcome, RuleSubject } from '../rules/rule';
import { DEFAULT_LEVELS } from '../rules/rule-ids';
import { undecided } from '../rules/undecided';

export interface AuditSubject {
  /** The document as the template holds it, intrinsics and all. */
  readonly document: unknown;
  /** The template and account around it. */
  readonly context: DeployTimeContext;
  /** What the template says of the role beside it. */
  readonly role?: RoleAsWritten;
}

export interface AuditSettings {
  readonly accounts: KnownAccounts;
  /** Rule id to level; a rule that is not named keeps the level of the catalogue. */
  readonly levels: Readonly<Record<string, LevelSetting>>;
}

/** What the audit of one role tells, and what the comparison with other roles needs to know of it. */
export interface RoleAudit {
  readonly findings: readonly Finding[];
  readonly externalIds?: NamedExternalIds;
}

/** Every finding of every rule about one document, rules in the order of the catalogue. Never throws for what a document holds. */
export function auditTrustPolicy(subject: AuditSubject, settings: AuditSettings): Finding[] {
  return findingsOf(subjectOf(subject, settings), settings);
}

/** The same, for those who go on to `auditSharedExternalIds`. */
export function auditRole(subject: AuditSubject, settings: AuditSettings): RoleAudit {
  const ruleSubject = subjectOf(subject, settings);
  return { findings: findingsOf(ruleSubject, settings), externalIds: namedExternalIds(ruleSubject) };
}

export function subjectOf({ document, context, role }: AuditSubject, { accounts }: AuditSettings): RuleSubject {
  const { account, partition, region } = context;
  return new RuleSubject(readTrustPolicy(document, context), { account, partition, region }, accounts, roleFacts(role, context));
}

export function levelOf(ruleId: string, { levels }: AuditSettings): LevelSetting {
  return levels[ruleId] ?? DEFAULT_LEVELS[ruleId];
}

function findingsOf(ruleSubject: RuleSubject, settings: AuditSettings): Finding[] {
  const findings: Finding[] = [];
  const open: OpenQuestion[] = unreadableParts(ruleSubject);
  const outcomes = outcomesOf(ruleSubject, (rule) => levelOf(rule.id, settings) !== 'off');
  for (const [index, { id }] of RULES.entries()) {
    const level = levelOf(id, settings);
    for (const outcome of outcomes[index]) {
      if (outcome.kind === 'undecided') open.push(outcome);
      else if (level !== 'off') findings.push(findingOf(id, level, outcome));
    }
  }
  const level = levelOf(undecided.id, settings);
  if (open.length > 0 && level !== 'off') findings.push(findingOf(undecided.id, level, undecided.problemOf(open)));
  return findings;
}

/** Places in the catalogue. */
const IN_ORDER_OF_ASKING = [false, true].flatMap((last) => [...RULES.keys()].filter((index) => (RULES[index].afterOthers ?? false) === last));

/** By place in the catalogue. What people do not get to see counts as not told. */
function outcomesOf(subject: RuleSubject, isOn: (rule: Rule) => boolean): readonly (readonly RuleOutcome[])[] {
  const outcomes: (readonly RuleOutcome[])[] = RULES.map(() => []);
  for (const index of IN_ORDER_OF_ASKING) {
    if (!isOn(RULES[index])) continue;
    outcomes[index] = RULES[index].check(subject);
    for (const outcome of outcomes[index]) if (outcome.kind === 'problem') subject.told(outcome);
  }
  return outcomes;
}

/** What could not be read at all may hold anything: nobody may conclude from the statements that could. */
function unreadableParts({ reading }: RuleSubject): OpenQuestion[] {
  const messages = reading.variants.flatMap(({ problems, statements }) => problems
    .filter(({ kind, statement }) => kind === 'unreadable' && !statements.some(({ index }) => index === statement))
    .map(({ message }) => message));
  return messages.length === 0 ? [] : [{ kind: 'undecided', question: 'who gets in', reasons: [...new Set(messages)] }];
}

export function findingOf(ruleId: string, level: Exclude<LevelSetting, 'off'>, { message, because, statement, witness, fix }: Problem): Finding {
  return { ruleId, level, message, because, ...statement && { statement }, ...witness && { witness }, fix, docs: pageOf(ruleId) };
}
