/**
 * The fixes for one finding. Every suggestion is tried on a copy of the document, and only what the engine proves is offered; if there is
 * none, the reason is given.
 */
import { candidatesForActions, candidatesForSelfTrust, candidatesForSessionTags } from './actions';
import { candidatesForAwsCallers, RULES_ABOUT_AWS_CALLERS } from './callers-of-aws';
import { candidatesForTokens, RULES_ABOUT_TOKENS } from './callers-with-tokens';
import { DraftPolicy, editableDocument, NotEditable } from './draft-policy';
import { applyEdits } from './json-edit';
import { examplesOf, fillPlaceholders } from './placeholders';
import { proofOf, proveCandidate, Tries } from './prove';
import { ProofWithValues, proveWithValues } from './prove-values';
import { candidatesForRejectedDocuments } from './rejected-documents';
import { Candidate, RoleBefore, Situation, ToClose } from './situation';
import { candidatesForAnyService, candidatesForAssertions, candidatesForServices, candidatesForTrustAnchor } from './sources-of-services';
import { candidatesForUndecided } from './undecided-values';
import { candidatesForUnusableStatements } from './unusable-statements';
import {
  candidatesForDeletedPrincipals, candidatesForExternalIds, candidatesForPlaceholders, candidatesForUnusableExternalIds,
  whyDeletedStay,
} from './values';
import { candidatesForShadowedConditions, candidatesForWeakConditions } from './weak-conditions';
import { Allowance } from '../analysis/budget';
import { auditReading, AuditSettings, AuditSubject, JudgedFinding, subjectOf } from '../assessment/assess';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { Finding } from '../findings/finding';
import { Fix, Remedies } from '../findings/fix';
import { groupOf } from '../rules/support/admissions';

/** Nobody would read more. */
const MOST_FIXES = 4;
/** Different documents for one finding: each takes as long as checking the role several times. */
const MOST_TRIES = 60;
/**
 * Steps of the engine, for all findings about one role: a limit for trust policies that are made to be slow, or depend on very many
 * deploy-time choices. Ordinary policies need a small part of it. Steps are counted, not timed, so that the same policy always gets the
 * same fixes.
 */
export const MOST_STEPS = 400_000;
/** IAM accepts 8,192 characters. A longer document cannot be deployed, and trying changes to it would take very long. */
export const MOST_CHARACTERS = 20_000;

type Candidates = (situation: Situation) => readonly Candidate[];

/** By rule, the ways to close its findings. A finding of several rules can be closed in the ways of any of them. */
const CANDIDATES: Readonly<Record<string, readonly Candidates[]>> = {
  ...Object.fromEntries(RULES_ABOUT_AWS_CALLERS.map((id) => [id, [candidatesForAwsCallers]])),
  ...Object.fromEntries(RULES_ABOUT_TOKENS.map((id) => [id, [candidatesForTokens]])),
  'public-principal': [candidatesForWeakConditions, candidatesForAwsCallers, candidatesForTokens, candidatesForAnyService],
  'external-id-required': [candidatesForAwsCallers, candidatesForUnusableExternalIds],
  'ineffective-condition': [candidatesForWeakConditions],
  'shadowed-condition': [candidatesForShadowedConditions],
  'saml-audience': [candidatesForAssertions],
  'roles-anywhere-anchor': [candidatesForTrustAnchor],
  'confused-deputy': [candidatesForServices],
  'never-assumable': [candidatesForUnusableExternalIds, candidatesForUnusableStatements],
  'dead-statement': [candidatesForUnusableExternalIds, candidatesForUnusableStatements],
  'rejected-by-iam': [candidatesForRejectedDocuments, candidatesForAnyService],
  'placeholder-value': [candidatesForPlaceholders],
  'action-wide': [candidatesForActions],
  'external-id-guessable': [candidatesForExternalIds],
  'session-tags-unbounded': [candidatesForSessionTags],
  'self-trust': [candidatesForSelfTrust],
  'deleted-principal': [candidatesForDeletedPrincipals],
  'undecided': [candidatesForUndecided],
};

/** Fixes for the findings about one role. */
export class RoleRemedies {
  private readonly before: RoleBefore;
  private readonly isTooLong: boolean;
  private readonly workLeft = new Allowance(MOST_STEPS);

  public constructor(subject: AuditSubject, settings: AuditSettings) {
    const reading = readTrustPolicy(subject.document, subject.context);
    this.isTooLong = (JSON.stringify(subject.document) ?? '').length > MOST_CHARACTERS;
    this.before = {
      document: editableDocument(subject.document),
      subject,
      settings,
      reading,
      audit: auditReading(reading, subject, settings),
      rules: subjectOf(reading, subject, settings),
    };
  }

  public for(judged: Pick<JudgedFinding, 'finding' | 'about'>): Remedies {
    const { ruleId } = judged.finding;
    if (NOT_IN_TRUST_POLICY[ruleId] !== undefined) return { fixes: [], noFix: NOT_IN_TRUST_POLICY[ruleId] };
    if (this.isTooLong) return { fixes: [], noFix: TOO_LONG };
    const whyNot = this.whyNotEditable();
    const situation: Situation = { ...this.toClose(judged), before: this.before };
    const candidates = situation.ruleIds.flatMap((id) => CANDIDATES[id] ?? []);
    const all = [...new Set(candidates)].flatMap((each) => each(situation));
    const fixes = this.offered(whyNot === undefined ? all : all.filter(isDeclarationOnly), situation);
    if (fixes.length > 0) return { fixes };
    return { fixes, noFix: whyNot ?? (this.workLeft.exhausted ? TOO_SLOW : whyDeletedStay(situation) ?? NOTHING_PROVED) };
  }

  /** A fix that is not one of these, with its proof; undefined if there is none. */
  public proved(fix: Omit<Fix, 'proof'>, judged: Pick<JudgedFinding, 'finding' | 'about'>): Fix | undefined {
    const filled = fillPlaceholders(applyEdits(this.before.document, fix.edits), examplesOf(fix.placeholders));
    const situation: Situation = { ...this.toClose(judged), before: this.before };
    const proof = proofOf({}, situation, filled, this.before.settings, fix.edits.length > 0, this.workLeft);
    return proof && { ...fix, proof };
  }

  /** One of these fixes with values in place of its placeholders: proved again, or the finding that prevents it. */
  public withValues(judged: Pick<JudgedFinding, 'finding' | 'about'>, fix: Fix, values: ReadonlyMap<string, string>): ProofWithValues {
    return proveWithValues(fix, { ...this.toClose(judged), before: this.before }, values);
  }

  private toClose({ finding, about }: Pick<JudgedFinding, 'finding' | 'about'>): ToClose {
    if (!about) return { ruleIds: [finding.ruleId], found: [], callers: [] };
    const problems = [about.leader, ...about.followers];
    const found = problems.map((problem) => problem.found);
    return {
      ruleIds: [...new Set(problems.map(({ rule }) => rule.id))],
      found,
      statement: found.find(({ statement }) => statement !== undefined)?.statement,
      callers: [...new Set(found.flatMap(({ callers, verdict }) => callers ?? (verdict ? [groupOf(verdict.request.caller)] : [])))],
    };
  }

  /** Those that allow no new request come first; of two with the same edits, the first is kept. */
  private offered(candidates: readonly Candidate[], situation: Situation): readonly Fix[] {
    const fixes = new Map<string, Fix>();
    const tries = new Tries(MOST_TRIES, this.workLeft);
    for (const candidate of candidates) {
      if (fixes.size === MOST_FIXES) break;
      const fix = proveCandidate(candidate, situation, tries);
      const key = fix && JSON.stringify([fix.edits, fix.config], asIamReads);
      if (fix && key !== undefined && !fixes.has(key)) fixes.set(key, fix);
    }
    return [...fixes.values()].sort((one, other) => Number(other.proof.admitsNobodyNew) - Number(one.proof.admitsNobodyNew));
  }

  private whyNotEditable(): string | undefined {
    try {
      new DraftPolicy(this.before.document);
      return undefined;
    } catch (error) {
      if (error instanceof NotEditable) return `${error.message}, so there is nothing to edit: it is made at deployment`;
      throw error;
    }
  }
}

/** The value `true` of a condition is the same as `"true"`. */
function asIamReads(_: string, value: unknown): unknown {
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
}

function isDeclarationOnly({ attempts }: Candidate): boolean {
  return attempts.some(({ change }) => change === undefined);
}

const TOO_SLOW = 'proving fixes of this trust policy takes too long: it depends on too many values or conditions';
const TOO_LONG = 'the trust policy is longer than IAM accepts, so no changes of it are tried';
const NOTHING_PROVED = 'no change was found that closes this finding and is proved to let nobody else in';

/** A finding that no edit of the trust policy can close, with the reason. */
export function withoutFix(finding: Finding): Finding {
  return { ...finding, fixes: [], noFix: NOT_IN_TRUST_POLICY[finding.ruleId] ?? NOTHING_PROVED };
}

/** What no edit of the trust policy can change. */
const NOT_IN_TRUST_POLICY: Readonly<Record<string, string>> = {
  'long-session': 'the length of sessions is not part of the trust policy: set MaxSessionDuration of the role',
  'outside-reaches-administrator': 'what roles may do is not in this trust policy: the fixes of the other finding keep the caller out',
  'external-id-shared': 'the ExternalId has to be exchanged in the role of one of the accounts, together with that account',
};
