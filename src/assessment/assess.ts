/**
 * From one trust policy to the findings about its role.
 *
 * `auditRole` reads the document once and asks every rule about it. `judgedFindings` then decides what people see: it sets aside what they
 * accepted, combines everything about the same opening into one finding, and produces text for these findings only.
 */
import { FindingKind, kindOfProblem, kindOfQuestion, textOfKind } from './finding-kind';
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

/** Findings that a role had before: they are accepted unless there is an acceptance of their own. */
export interface KnownFindings<Accepted extends Acceptance> {
  readonly acceptance: Accepted;
  /** @param times how many findings of this kind the role has now */
  isKnown(kind: FindingKind, times: number): boolean;
}

export interface JudgedFinding<Accepted extends Acceptance = Acceptance> {
  readonly finding: Finding;
  /** Undefined where the finding is not accepted. */
  readonly acknowledgement?: Accepted;
  /** What the rules found. Undefined for undecided questions. */
  readonly about?: Opening;
  /** The ids of all rules that found this or asked about it: more than the finding lists. Whoever asks for one of them has to see it. */
  readonly concerns: readonly string[];
  /** The questions that the finding is about, or answers. Undefined for one that is accepted by its rule. */
  readonly questions?: readonly LevelledQuestion[];
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
 * finding: it neither leads an opening nor is listed in one. Known problems are openings of their own, so that what is new always leads or
 * is listed in a finding that is not accepted.
 */
export function judgedFindings<Accepted extends Acceptance>(
  { problems, questions }: RoleAudit, settings: AuditSettings, acceptanceOf: AcceptanceOf<Accepted>, known?: KnownFindings<Accepted>,
): JudgedFinding<Accepted>[] {
  if (problems.length === 0 && questions.length === 0) return [];
  const accepted = problems.flatMap((problem) => {
    const acknowledgement = acceptanceOf(problem.rule.id);
    return acknowledgement ? [{ problem, acknowledgement }] : [];
  });
  const open = problems.filter(({ rule }) => acceptanceOf(rule.id) === undefined);
  const asked = questions.filter(({ rule }) => rule === undefined || acceptanceOf(rule.id) === undefined);
  const isKnownProblem = known ? knownAmong(open, kindOfProblem, known) : () => false;
  const isKnownQuestion = known ? knownAmong(asked, kindOfQuestion, known) : () => false;
  const openings = openingsOf(open.filter((problem) => !isKnownProblem(problem)));
  const knownOpenings = openingsOf(open.filter(isKnownProblem));
  const aboutOpening = (opening: Opening, isAsked: (question: LevelledQuestion) => boolean, acknowledgement?: Accepted) => {
    const answered = asked.filter((question) => isAsked(question) && isAnsweredBy(question, opening));
    const finding = findingAbout(opening);
    const concerns = concernedBy(opening, answered);
    const judged = { finding, about: opening, questions: answered, concerns, ...acknowledgement && { acknowledgement } };
    return { order: opening.leader.order, judged };
  };
  const inOrder = [
    ...openings.map((opening) => aboutOpening(opening, () => true)),
    ...knownOpenings.map((opening) => aboutOpening(opening, isKnownQuestion, known?.acceptance)),
    ...accepted.map(({ problem, acknowledgement }) => {
      const { order, rule: { id } } = problem;
      const about = { leader: problem, followers: [] };
      return { order, judged: { finding: problem.asFinding(), acknowledgement, about, concerns: [id] } };
    }),
  ];
  inOrder.sort((one, other) => one.order - other.order);
  const judged: JudgedFinding<Accepted>[] = inOrder.map((each) => each.judged);
  const unanswered = asked.filter((question) => !judged.some((each) => each.questions?.includes(question)));
  return [
    ...judged,
    ...undecidedFinding(unanswered.filter((question) => !isKnownQuestion(question)), settings, acceptanceOf),
    ...undecidedFinding(unanswered.filter(isKnownQuestion), settings, (id) => acceptanceOf(id) ?? known?.acceptance),
  ];
}

function knownAmong<Answer, Accepted extends Acceptance>(
  answers: readonly Answer[], kindOf: (answer: Answer) => FindingKind, known: KnownFindings<Accepted>,
): (answer: Answer) => boolean {
  const times = new Map<string, number>();
  for (const text of answers.map((answer) => textOfKind(kindOf(answer)))) times.set(text, (times.get(text) ?? 0) + 1);
  const found = new Set(answers.filter((answer) => {
    const kind = kindOf(answer);
    return known.isKnown(kind, times.get(textOfKind(kind)) ?? 0);
  }));
  return (answer) => found.has(answer);
}

/** The rules that found a part of the opening, and those whose questions it answers. */
function concernedBy({ leader, followers }: Opening, answered: readonly LevelledQuestion[]): string[] {
  return [...[leader, ...followers].map(({ rule }) => rule.id), ...rulesOf(answered)];
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
  return [{ finding, questions, ...acknowledgement && { acknowledgement }, concerns: [id, ...rulesOf(questions)] }];
}
