/** From one trust policy document to what we tell people about it. */
import { Finding } from '../findings/finding';
import { LevelSetting } from '../findings/level';
import { pageOf } from '../findings/wording';
import { DeployTimeContext } from '../policy/deploy-time-context';
import { readTrustPolicy } from '../policy/read-trust-policy';
import { DEFAULT_LEVELS, RULES } from '../rules/catalogue';
import { KnownAccounts } from '../rules/known-accounts';
import { OpenQuestion, Problem, RuleSubject } from '../rules/rule';
import { undecided } from '../rules/undecided';

export interface AuditSubject {
  /** The document as the template holds it, intrinsics and all. */
  readonly document: unknown;
  /** The template and account around it. */
  readonly context: DeployTimeContext;
}

export interface AuditSettings {
  readonly accounts: KnownAccounts;
  /** Rule id to level; a rule that is not named keeps the level of the catalogue. */
  readonly levels: Readonly<Record<string, LevelSetting>>;
}

/** Every finding of every rule about one document, rules in the order of the catalogue. Never throws for what a document holds. */
export function auditTrustPolicy(subject: AuditSubject, settings: AuditSettings): Finding[] {
  const { account, partition, region } = subject.context;
  const ruleSubject = new RuleSubject(readTrustPolicy(subject.document, subject.context), { account, partition, region }, settings.accounts);
  const findings: Finding[] = [];
  const open: OpenQuestion[] = unreadableParts(ruleSubject);
  const levelOf = (ruleId: string): LevelSetting => settings.levels[ruleId] ?? DEFAULT_LEVELS[ruleId];
  for (const rule of RULES) {
    const level = levelOf(rule.id);
    for (const outcome of rule.check(ruleSubject)) {
      if (level === 'off') continue;
      if (outcome.kind === 'problem') findings.push(findingOf(rule.id, level, outcome));
      else open.push(outcome);
    }
  }
  const level = levelOf(undecided.id);
  if (open.length > 0 && level !== 'off') findings.push(findingOf(undecided.id, level, undecided.problemOf(open)));
  return findings;
}

/** What could not be read at all may hold anything: nobody may conclude from the statements that could. */
function unreadableParts({ reading }: RuleSubject): OpenQuestion[] {
  const messages = reading.variants.flatMap(({ problems, statements }) => problems
    .filter(({ kind, statement }) => kind === 'unreadable' && !statements.some(({ index }) => index === statement))
    .map(({ message }) => message));
  return messages.length === 0 ? [] : [{ kind: 'undecided', question: 'who gets in', reasons: [...new Set(messages)] }];
}

function findingOf(ruleId: string, level: Exclude<LevelSetting, 'off'>, { message, because, statement, witness, fix }: Problem): Finding {
  return { ruleId, level, message, because, ...(statement && { statement }), ...(witness && { witness }), fix, docs: pageOf(ruleId) };
}
