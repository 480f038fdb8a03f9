/**
 * From one trust policy to the findings about its role.
 *
 * `auditRole` reads the document once and asks every rule about it. `judgedFindings` then decides what people see: it sets aside what they
 * accepted, combines everything about the same opening into one finding, and produces text for these findings only.
 */
import { LevelledProblem, LevelledQuestion } from './levelled-answers';
import { isAnsweredBy, Opening, openingsOf } from './openings';
import { Allowance } from '../analysis/budget';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { RoleAsWritten, roleFacts } from '../cloudformation/role-as-written';
import { Finding } from '../findings/finding';
import { higherOf, LevelSetting, lowerOf } from '../findings/level';
import { pageOf } from '../findings/wording';
import { TrustPolicyReading } from '../policy/trust-policy';
import { DEFAULT_LEVELS, RULES } from '../rules/catalogue';
import { RULE_IDS } from '../rules/rule-ids';
import { RuleSubject } from '../rules/rule-subject';
import { NamedExternalIds, namedExternalIds } from '../rules/support/external-ids';
import { KnownAccounts } from '../rules/support/known-accounts';
import { undecided } from '../rules/undecided';

/** A role whose trust policy is audited. */
export interface AuditSubject {
  /** The trust policy as the template holds it, with its intrinsic functions. */
  readonly document: unknown;
  /** The template and the account around it. */
  readonly context: DeployTimeContext;
  /** The other properties of the role in the template. */
  readonly role?: RoleAsWritten;
}

/** What the user configured. */
export interface AuditSettings {
  readonly accounts: KnownAccounts;
  /** The ids of the user's own organizations. Default: none is declared. */
  readonly organizations?: readonly string[];
  /** Rule id to level; a rule that is not named here keeps the level of the catalogue. */
  readonly levels: Readonly<Record<string, LevelSetting>>;
}

/** What the rules answered about one document. It does not depend on acceptances, so it is the same for every role with this document. */
export interface RoleAudit {
  /** What is wrong. */
  readonly problems: readonly LevelledProblem[];
  /** What deploy-time values leave undecided. */
  readonly questions: readonly LevelledQuestion[];
  /** What the comparison with other roles needs to know. */
  readonly externalIds?: NamedExternalIds;
}

/** The user accepted the findings of a rule about a role. */
export interface Acceptance {
  readonly reason: string;
}

/** The acceptance that covers the findings of a rule, if there is one. */
export type AcceptanceOf<Accepted extends Acceptance> = (ruleId: string) => Accepted | undefined;

export interface JudgedFinding<Accepted extends Acceptance = Acceptance> {
  readonly finding: Finding;
  /** Undefined where the finding is not accepted. */
  readonly acknowledgement?: Accepted;
  /** What the rules found. Undefined for undecided questions. */
  readonly about?: Opening;
  /** The ids of all rules that found this or asked about it: more than the finding lists. Whoever asks for one of them has to see it. */
  readonly concerns: readonly string[];
}

/**
 * Every finding about one document, with nothing accepted, in the order of the catalogue. Never throws because of the content of a
 * document.
 */
export function auditTrustPolicy(subject: AuditSubject, settings: AuditSettings): Finding[] {
  return judgedFindings(auditRole(subject, settings), settings, () => undefined).map(({ finding }) => finding);
}

/** Asks every rule that is not off. Never throws because of the content of a document. */
export function auditRole(subject: AuditSubject, settings: AuditSettings): RoleAudit {
  return auditReading(readTrustPolicy(subject.document, subject.context), subject, settings);
}

/**
 * The same, where the document has been read already. `workLeft`: the work that is left for all documents, if it is one of many that are
 * tried.
 */
export function auditReading(
  reading: TrustPolicyReading, subject: AuditSubject, settings: AuditSettings, workLeft?: Allowance,
): RoleAudit {
  const ruleSubject = subjectOf(reading, subject, settings, workLeft);
  const problems: LevelledProblem[] = [];
  const questions: LevelledQuestion[] = undecided.ask(ruleSubject).map((answer) => ({ level: 'error', undecided: answer }));
  for (const [order, rule] of RULES.entries()) {
    const level = levelOf(rule.id, settings);
    if (level === 'off') continue;
    for (const answer of rule.ask(ruleSubject)) {
      if (answer.kind === 'undecided') questions.push({ rule, level: lowerOf(level, answer.grade ?? 'error'), undecided: answer });
      else problems.push(new LevelledProblem(rule, order, answer.level ? lowerOf(level, answer.level) : level, answer, ruleSubject));
    }
  }
  return { problems, questions, externalIds: namedExternalIds(ruleSubject) };
}

/** The trust policy of a role as the rules see it. */
export function subjectOf(
  reading: TrustPolicyReading, { context, role }: AuditSubject, { accounts, organizations }: AuditSettings, workLeft?: Allowance,
): RuleSubject {
  const { account, partition, region } = context;
  return new RuleSubject(reading, { account, partition, region }, { accounts, organizations }, roleFacts(role, context), workLeft);
}

export function levelOf(ruleId: string, { levels }: AuditSettings): LevelSetting {
  return levels[ruleId] ?? DEFAULT_LEVELS[ruleId];
}

/**
 * The findings about a role, in the order of the catalogue, and last the one about undecided questions. An accepted problem is a separate
 * finding: it neither leads an opening nor is listed in one.
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
  const asked = questions.filter(({ rule }) => rule === undefined || acceptanceOf(rule.id) === undefined);
  const inOrder = [
    ...openings.map((opening) => (
      { order: opening.leader.order, judged: { finding: findingAbout(opening), about: opening, concerns: concernedBy(opening, asked) } }
    )),
    ...accepted.map(({ problem, acknowledgement }) => {
      const { order, rule: { id } } = problem;
      const about = { leader: problem, followers: [] };
      return { order, judged: { finding: problem.asFinding(), acknowledgement, about, concerns: [id] } };
    }),
  ];
  inOrder.sort((one, other) => one.order - other.order);
  const unanswered = asked.filter((question) => !openings.some((opening) => isAnsweredBy(question, opening)));
  return [...inOrder.map(({ judged }) => judged), ...undecidedFinding(unanswered, settings, acceptanceOf)];
}

/** The rules that found a part of the opening, and those whose question it answers. */
function concernedBy(opening: Opening, questions: readonly LevelledQuestion[]): string[] {
  const answered = questions.filter((question) => isAnsweredBy(question, opening));
  return [...[opening.leader, ...opening.followers].map(({ rule }) => rule.id), ...rulesOf(answered)];
}

/** A part of the document that could not be read concerns every rule. */
function rulesOf(questions: readonly LevelledQuestion[]): string[] {
  return questions.flatMap(({ rule }) => (rule === undefined ? RULE_IDS : [rule.id]));
}

/** The finding of the broadest rule, with what the narrower rules add to it. */
function findingAbout({ leader, followers }: Opening): Finding {
  const finding = leader.asFinding();
  const also = followers.filter(({ rule }) => !rule.isAboutConditions);
  if (also.length === 0) return finding;
  const added = also.flatMap((follower) => follower.asFollower() ?? []);
  return {
    ...finding,
    also: [...new Set(also.map(({ rule }) => rule.id))],
    message: `${finding.message}${notEnforced(added.map(({ missing }) => missing))}`,
    fix: [finding.fix, ...added.map(({ fix }) => fix)].join('\n'),
  };
}

function notEnforced(missing: readonly string[]): string {
  const [one, other] = missing;
  if (one === undefined) return '';
  return other === undefined ? `, and ${one} is not required` : `, and neither ${one} nor ${other} is required`;
}

/**
 * One finding for all questions, at the level of the most serious one. The level that is set for `undecided` replaces error; it never
 * raises a level.
 */
function undecidedFinding<Accepted extends Acceptance>(
  questions: readonly LevelledQuestion[], settings: AuditSettings, acceptanceOf: AcceptanceOf<Accepted>,
): JudgedFinding<Accepted>[] {
  const { id } = undecided;
  const setting = levelOf(id, settings);
  if (questions.length === 0 || setting === 'off') return [];
  const mostSerious = questions.map(({ level }) => level).reduce(higherOf);
  const words = undecided.describe(questions.map((question) => question.undecided));
  const finding: Finding = { ruleId: id, level: lowerOf(setting, mostSerious), ...words, docs: pageOf(id) };
  const acknowledgement = acceptanceOf(id);
  return [{ finding, ...acknowledgement && { acknowledgement }, concerns: [id, ...rulesOf(questions)] }];
}
