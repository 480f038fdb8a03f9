/**
 * A second look at a fix that is offered, by other means than those that proved it: the edits are applied, the document is judged again,
 * and many requests are tried on both documents by nothing but the evaluator.
 */
import { findRequest } from '../../src/analysis/find-request';
import { auditRole, auditTrustPolicy, AuditSettings, AuditSubject, judgedFindings, RoleAudit } from '../../src/assessment/assess';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { Finding } from '../../src/findings/finding';
import { Fix } from '../../src/findings/fix';
import { compareLevels, Level } from '../../src/findings/level';
import { editableDocument } from '../../src/remedies/draft-policy';
import { applyEdits } from '../../src/remedies/json-edit';
import { examplesOf, fillPlaceholders } from '../../src/remedies/placeholders';
import { RoleRemedies } from '../../src/remedies/remedies-for';
import { tryRequests } from '../properties/requests-around';

export interface Judged {
  readonly subject: AuditSubject;
  readonly settings: AuditSettings;
  readonly findings: readonly Finding[];
}

export function judgedWithFixes(subject: AuditSubject, settings: AuditSettings = { accounts: new Map(), levels: {} }): Judged {
  const remedies = new RoleRemedies(subject, settings);
  const judged = judgedFindings(auditRole(subject, settings), settings, () => undefined);
  return { subject, settings, findings: judged.map((each) => ({ ...each.finding, ...remedies.for(each) })) };
}

/** The document after the fix, with the placeholders filled by their examples. */
export function fixedDocument({ document }: AuditSubject, { edits, placeholders }: Fix): unknown {
  return fillPlaceholders(applyEdits(editableDocument(document), edits), examplesOf(placeholders));
}

/** What does not hold of the fix that it promises; empty if all of it does. */
export function brokenPromises({ subject, settings, findings }: Judged, finding: Finding, fix: Fix): readonly string[] {
  const document = fixedDocument(subject, fix);
  const declared = withDeclared(settings, fix);
  const after = auditTrustPolicy({ ...subject, document }, declared);
  const problems = [auditRole(subject, settings), auditRole({ ...subject, document }, declared)] as const;
  return [
    ...closesFinding(finding, [findings, after], problems) ? [] : ['the finding is still there'],
    ...worseFindings(finding.level, findings, after).map((ruleId) => `it makes a finding of ${ruleId}`),
    ...admissions(subject, document, fix),
    ...canBeAssumed(document, subject) ? [] : ['nobody can assume the role any more'],
    ...lostConditions(subject.document, document, finding, fix).map((condition) => `it drops ${condition}`),
    ...hasEmptyBlock(document) && !hasEmptyBlock(editableDocument(subject.document)) ? ['it leaves an empty block'] : [],
  ];
}

function withDeclared(settings: AuditSettings, { config, placeholders }: Fix): AuditSettings {
  if (!config) return settings;
  const { accounts = [], organizations = [] } = fillPlaceholders(config, examplesOf(placeholders)) as NonNullable<Fix['config']>;
  return {
    ...settings,
    accounts: new Map([...settings.accounts, ...accounts.map((account) => [account.id, account] as const)]),
    organizations: [...settings.organizations ?? [], ...organizations],
  };
}

function hasEmptyBlock(document: unknown): boolean {
  return /:\{\}/.test(JSON.stringify(document));
}

/** Leading or listed in another finding, it is a finding. */
function countOf(ruleId: string, findings: readonly Finding[]): number {
  return findings.filter((finding) => finding.ruleId === ruleId || finding.also?.includes(ruleId)).length;
}

/**
 * A rule that another one leads may have found something else, too, of which no finding was made until now: so what counts is in how many
 * places it finds something.
 */
function closesFinding(
  { ruleId, also = [] }: Finding,
  [before, after]: readonly [readonly Finding[], readonly Finding[]],
  [auditBefore, auditAfter]: readonly [RoleAudit, RoleAudit],
): boolean {
  if (ruleId === 'undecided') return compareLevels(levelOf(after), 'error') < 0 || !after.some((each) => each.ruleId === 'undecided');
  const placesOf = (id: string, { problems }: RoleAudit) => problems.filter(({ rule }) => rule.id === id).length;
  return countOf(ruleId, after) < countOf(ruleId, before) && also.every((id) => placesOf(id, auditAfter) < placesOf(id, auditBefore));
}

function levelOf(findings: readonly Finding[]): Level {
  return findings.filter(({ ruleId }) => ruleId === 'undecided').map(({ level }) => level)[0] ?? 'info';
}

function worseFindings(level: Level, before: readonly Finding[], after: readonly Finding[]): readonly string[] {
  const [seriousBefore, seriousAfter] = [before, after].map((findings) => findings.filter((each) => compareLevels(each.level, level) >= 0));
  const rules = new Set(seriousAfter.map(({ ruleId }) => ruleId));
  return [...rules].filter((ruleId) => countOf(ruleId, seriousAfter) > countOf(ruleId, seriousBefore));
}

/** The promise that nobody new gets in, and the request that a fix says it admits. */
function admissions({ document, context }: AuditSubject, after: unknown, { proof }: Fix): readonly string[] {
  if (!proof.admitsNobodyNew) return proof.admits ? [] : ['it does not say whom it admits'];
  const place = { account: context.account ?? '777777777777', partition: context.partition ?? 'aws', conditions: true };
  const { gained } = tryRequests(editableDocument(document), after, place, 1);
  return gained ? [`it admits ${JSON.stringify({ ...gained, context: [...gained.context] })}`] : [];
}

function canBeAssumed(document: unknown, { context }: AuditSubject): boolean {
  const { account, partition, region } = context;
  const question = { about: 'any caller', callers: () => true, usesPlaceholderPrincipals: true };
  return findRequest(readTrustPolicy(document, context), { account, partition, region }, question).kind !== 'closed';
}

/** Conditions on these keys are what fixes are about, besides those that the finding or the title of the fix names. */
const ABOUT =
  /multifactorauth|externalid|principalarn|principaltype|principalorg|source(arn|account|org)|tagkeys|:(sub|aud|amr|app_id|id)$/i;

/** Conditions on other keys that are gone, in statements that are still there. */
function lostConditions(before: unknown, after: unknown, { message, because }: Finding, { id, title }: Fix): readonly string[] {
  if (!/^(require|name|own|roles|declare|use|harden|pin|bound)/.test(id)) return [];
  const there = new Set(conditionsOf(after));
  const named = `${message}\n${because}\n${title}`.toLowerCase();
  return conditionsOf(editableDocument(before)).filter((condition) => {
    const [, key] = condition.split(' ');
    return !there.has(condition) && !ABOUT.test(key) && !named.includes(key.toLowerCase());
  });
}

function conditionsOf(document: unknown): readonly string[] {
  const { Statement: statements = [] } = document as { Statement?: unknown };
  return [statements].flat().flatMap((statement) => {
    const block = (statement as { Condition?: Record<string, Record<string, unknown>> }).Condition ?? {};
    return Object.entries(block).flatMap(([operator, keys]) => (
      Object.entries(keys).map(([key, value]) => `${operator} ${key} ${JSON.stringify(value)}`)
    ));
  });
}
