/** From one trust policy document to what the rules find in it, and from that to the findings about one role. */
import { isAnsweredBy, LevelledProblem, LevelledQuestion, Opening, openingsOf } from './openings';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { RoleAsWritten, roleFacts } from '../cloudformation/role-as-written';
import { Finding } from '../findings/finding';
import { higherOf, Level, LevelSetting, lowerOf } from '../findings/level';
import { pageOf } from '../findings/wording';
import { RULES } from '../rules/catalogue';
import { NamedExternalIds, namedExternalIds } from '../rules/external-id-shared';
import { OpenQuestion, Problem, RuleSubject } from '../rules/rule';
import { DEFAULT_LEVELS } from '../rules/rule-ids';
import { KnownAccounts } from '../rules/support/known-accounts';
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
  /** The ids of the reader's own organizations. Default: none is declared. */
  readonly organizations?: readonly string[];
  /** Rule id to level; a rule that is not named keeps the level of the catalogue. */
  readonly levels: Readonly<Record<string, LevelSetting>>;
}

/** What the rules found about one document, before anybody accepted anything: the same for every role with that document. */
export interface RoleAudit {
  readonly problems: readonly LevelledProblem[];
  readonly questions: readonly LevelledQuestion[];
  /** What the comparison with other roles needs to know. */
  readonly externalIds?: NamedExternalIds;
}

/** Somebody accepted the findings of a rule about a role. */
export interface Acceptance {
  readonly reason: string;
}

export interface JudgedFinding<Accepted extends Acceptance = Acceptance> {
  readonly finding: Finding;
  /** Undefined while nobody accepted the finding. */
  readonly acknowledgement?: Accepted;
}

/** Undefined while nobody accepted the findings of the rule. */
export type AcceptanceOf<Accepted extends Acceptance> = (ruleId: string) => Accepted | undefined;

/** Every finding about one document that nobody accepted, in the order of the catalogue. Never throws for what a document holds. */
export function auditTrustPolicy(subject: AuditSubject, settings: AuditSettings): Finding[] {
  return judgedFindings(auditRole(subject, settings), settings, () => undefined).map(({ finding }) => finding);
}

/** Asks every rule that is not off. Never throws for what a document holds. */
export function auditRole(subject: AuditSubject, settings: AuditSettings): RoleAudit {
  const ruleSubject = subjectOf(subject, settings);
  const problems: LevelledProblem[] = [];
  const questions: LevelledQuestion[] = unreadableParts(ruleSubject);
  for (const [order, rule] of RULES.entries()) {
    const level = levelOf(rule.id, settings);
    if (level === 'off') continue;
    for (const outcome of rule.check(ruleSubject)) {
      if (outcome.kind === 'undecided') questions.push({ rule, level: lowerOf(level, outcome.grade ?? 'error'), question: outcome });
      else problems.push({ rule, order, level: outcome.level ? lowerOf(level, outcome.level) : level, problem: outcome });
    }
  }
  return { problems, questions, externalIds: namedExternalIds(ruleSubject) };
}

/**
 * The findings about a role: what was accepted stands apart, and leads nothing; of the rest, what is about one opening is one finding. Then the
 * questions that stay undecided.
 */
export function judgedFindings<Accepted extends Acceptance>(
  { problems, questions }: RoleAudit, settings: AuditSettings, acceptanceOf: AcceptanceOf<Accepted>,
): JudgedFinding<Accepted>[] {
  if (problems.length === 0 && questions.length === 0) return [];
  const accepted = problems.flatMap((problem) => {
    const acknowledgement = acceptanceOf(problem.rule.id);
    return acknowledgement ? [{ problem, acknowledgement }] : [];
  });
  const openings = openingsOf(problems.filter(({ rule }) => acceptanceOf(rule.id) === undefined));
  const inOrder = [
    ...openings.map((opening) => ({ order: opening.leader.order, judged: { finding: findingOfOpening(opening) } })),
    ...accepted.map(({ problem, acknowledgement }) => (
      { order: problem.order, judged: { finding: findingOf(problem.rule.id, problem.level, problem.problem), acknowledgement } }
    )),
  ];
  inOrder.sort((one, other) => one.order - other.order);
  const unanswered = questions.filter((question) => (
    (question.rule === undefined || acceptanceOf(question.rule.id) === undefined) && !openings.some((opening) => isAnsweredBy(question, opening))
  ));
  return [...inOrder.map(({ judged }) => judged), ...undecidedFinding(unanswered, settings, acceptanceOf)];
}

export function subjectOf({ document, context, role }: AuditSubject, { accounts, organizations }: AuditSettings): RuleSubject {
  const { account, partition, region } = context;
  return new RuleSubject(readTrustPolicy(document, context), { account, partition, region }, { accounts, organizations }, roleFacts(role, context));
}

export function levelOf(ruleId: string, { levels }: AuditSettings): LevelSetting {
  return levels[ruleId] ?? DEFAULT_LEVELS[ruleId];
}

export function findingOf(ruleId: string, level: Level, { message, because, statement, witness, fix }: Problem): Finding {
  return { ruleId, level, message, because, ...statement && { statement }, ...witness && { witness }, fix, docs: pageOf(ruleId) };
}

/** The finding of the leader, with everything in it that the others add. */
function findingOfOpening({ leader, followers }: Opening): Finding {
  const { rule, level, problem } = leader;
  const also = followers.filter((follower) => !follower.rule.isAboutConditions);
  const finding = findingOf(rule.id, level, problem);
  if (also.length === 0) return finding;
  const added = also.flatMap(({ problem: { asFollower } }) => asFollower ?? []);
  return {
    ...finding,
    also: [...new Set(also.map(({ rule: { id } }) => id))],
    message: `${finding.message}${notEnforced(added.map(({ missing }) => missing))}`,
    fix: [finding.fix, ...added.map(({ fix }) => fix)].join('; '),
  };
}

function notEnforced(missing: readonly string[]): string {
  const [one, other] = missing;
  if (one === undefined) return '';
  return other === undefined ? `, and ${one} is not enforced` : `, and neither ${one} nor ${other} is enforced`;
}

/** One finding for all questions, at the level of the most serious one. The level of `undecided` sets what an error becomes. */
function undecidedFinding<Accepted extends Acceptance>(
  questions: readonly LevelledQuestion[], settings: AuditSettings, acceptanceOf: AcceptanceOf<Accepted>,
): JudgedFinding<Accepted>[] {
  const setting = levelOf(undecided.id, settings);
  if (questions.length === 0 || setting === 'off') return [];
  const grade = questions.map(({ level }) => level).reduce(higherOf);
  const finding = findingOf(undecided.id, lowerOf(setting, grade), undecided.problemOf(questions.map(({ question }) => question)));
  const acknowledgement = acceptanceOf(undecided.id);
  return [{ finding, ...acknowledgement && { acknowledgement } }];
}

/** What could not be read at all may hold anything: nothing follows from the statements that could be read. */
function unreadableParts({ reading }: RuleSubject): LevelledQuestion[] {
  const messages = reading.variants.flatMap(({ problems, statements }) => problems
    .filter(({ kind, statement }) => kind === 'unreadable' && !statements.some(({ index }) => index === statement))
    .map(({ message }) => message));
  if (messages.length === 0) return [];
  const question: OpenQuestion = { kind: 'undecided', question: 'who gets in', reasons: [...new Set(messages)] };
  return [{ level: 'error', question }];
}

