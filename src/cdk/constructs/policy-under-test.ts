/**
 * The implementation of `TrustPolicy`: a document, what is known about its role, and the answers of the engine. Loaded through `doors.ts`.
 */
import { CfnElement, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AssumeRoleRequest, evaluatedRequest } from './assume-role-request';
import type { TrustFindingsOptions } from './trust-policy';
import {
  AssumeRoleDecision,
  AssumeRoleOutcome,
  TrustAnswer,
  TrustFinding,
  TrustPolicyComparison,
  TrustPolicySummary,
} from './trust-policy-answers';
import { ValidationError } from './validation-error';
import { fillRoleEnvironment, roleEnvironmentOf } from '../../analysis/fill-deploy-time-values';
import { findNewlyAllowed } from '../../analysis/find-newly-allowed';
import { Verdict } from '../../analysis/verdict';
import { auditRole, AuditSettings, AuditSubject, judgedFindings } from '../../assessment/assess';
import { knownOrganizations } from '../../assessment/known-organizations';
import { SummaryAnswer, NOTHING_KNOWN, summarize } from '../../assessment/summarize';
import { DeployTimeContext } from '../../cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../cloudformation/read-trust-policy';
import { roleAsWritten, RoleAsWritten } from '../../cloudformation/role-as-written';
import { trustInTemplate } from '../../cloudformation/trust-policies-of-template';
import { evaluate } from '../../evaluation/evaluate-trust-policy';
import { showClause } from '../../evaluation/match-condition';
import { StatementMatch } from '../../evaluation/match-statement';
import { fixInWords } from '../../findings/renderers/fix-in-words';
import { severityOf } from '../../findings/severity';
import { witnessOf } from '../../findings/witness';
import { describeStatement, describeWitness } from '../../findings/wording';
import { describeOrigin } from '../../policy/origin';
import { PolicyVariant, TrustPolicyReading } from '../../policy/trust-policy';
import { RoleRemedies } from '../../remedies/remedies-for';
import { renderedElement, renderedStack } from '../construct-tree/rendered-stack';
import { StacksOfApp } from '../construct-tree/stacks-of-app';
import { FindingLevel } from '../guard/finding-level';
import { knownAccounts } from '../guard/known-account';

export interface PolicyUnderTest {
  readonly document: unknown;
  readonly context: DeployTimeContext;
  readonly role?: RoleAsWritten;
  readonly reading: TrustPolicyReading;
}

export function ofDocument(document: unknown, context: DeployTimeContext, role?: RoleAsWritten): PolicyUnderTest {
  return { document, context, role, reading: readTrustPolicy(document, context) };
}

/** Throws if the role is imported. */
export function ofRole(role: iam.IRole): PolicyUnderTest {
  const resource = role.node.defaultChild;
  if (resource === undefined || !CfnElement.isCfnElement(resource)) {
    throw new ValidationError(
      `TrustPolicy.fromRole(${role.node.path})`,
      'this role is imported, so its trust policy is not part of the app. ' +
        'Pass a role that the app creates, or pass its trust policy document to TrustPolicy.fromJson.',
    );
  }
  const stack = Stack.of(resource);
  const [policy] = trustInTemplate(renderedElement(resource)).policies;
  const context = new StacksOfApp(resource.node.root, renderedStack).context(stack);
  return ofDocument(policy?.document, context, policy && roleAsWritten(policy.logicalId, policy.resource));
}

export function summaryOf({ reading, context }: PolicyUnderTest): TrustPolicySummary {
  const summary = whyMeaningless(reading).length > 0 ? NOTHING_KNOWN : summarize(reading, context);
  return {
    openToPublic: trustAnswer(summary.public),
    accountWide: trustAnswer(summary.accountWide),
    mfaEnforced: trustAnswer(summary.mfaEnforced),
    externalIdEnforced: trustAnswer(summary.externalIdEnforced),
    oidcSubjectEnforced: trustAnswer(summary.oidcSubjectEnforced),
    serviceSourceEnforced: trustAnswer(summary.serviceSourceEnforced),
    satisfiable: trustAnswer(summary.satisfiable),
  };
}

export function decisionOn({ reading, context }: PolicyUnderTest, request: AssumeRoleRequest): AssumeRoleDecision {
  const asked = evaluatedRequest(request, reading);
  const decisions = reading.variants.map((variant) => evaluate(settled(variant, context), asked));
  const outcomes = new Set(decisions.map(({ outcome }) => outcome));
  const unread = whyMeaningless(reading);
  const outcome = outcomes.size === 1 && unread.length === 0 ? decisions[0].outcome : 'undecided';
  const reasons =
    unread.length > 0
      ? unread
      : decisions.flatMap(({ statements }, index) =>
        statements.map((match) => `${choicesOf(reading.variants[index])}${statementInWords(match)}`),
      );
  return { outcome: outcome as AssumeRoleOutcome, reasons: [...new Set(reasons)] };
}

export function findingsOf({ document, context, role }: PolicyUnderTest, options: TrustFindingsOptions): TrustFinding[] {
  const accounts = knownAccounts('TrustPolicy', options.accounts ?? []);
  const organizations = knownOrganizations('TrustPolicy.findings', options.organizations ?? []);
  const settings: AuditSettings = { accounts, organizations, levels: {} };
  const subject: AuditSubject = { document, context, role };
  const judged = judgedFindings(auditRole(subject, settings), settings, () => undefined);
  if (judged.length === 0) return [];
  const remedies = new RoleRemedies(subject, settings);
  return judged.map((each) => {
    const { ruleId, also, level, message, because, witness, fix } = each.finding;
    const fixes = remedies.for(each).fixes.map(fixInWords);
    return {
      ruleId,
      ...(also && { also: [...also] }),
      level: level as FindingLevel,
      severity: severityOf(each.finding),
      message,
      because,
      ...(witness && { witness: describeWitness(witness) }),
      fix: fixes[0] ?? fix,
      fixes,
    };
  });
}

export function comparisonOf(one: PolicyUnderTest, other: PolicyUnderTest): TrustPolicyComparison {
  if (whyMeaningless(one.reading).length > 0 || whyMeaningless(other.reading).length > 0) {
    return { widens: TrustAnswer.UNDECIDED, narrows: TrustAnswer.UNDECIDED };
  }
  const wider = findNewlyAllowed(one.reading, other.reading, one.context);
  const narrower = findNewlyAllowed(other.reading, one.reading, one.context);
  return {
    widens: answerOfVerdict(wider),
    newlyAllowed: requestInWords(wider, other.reading),
    narrows: answerOfVerdict(narrower),
    newlyDenied: requestInWords(narrower, one.reading),
  };
}

/**
 * Why the document, or one of its statements, has no meaning. IAM rejects such a policy, so it allows nothing. But its author meant
 * to allow something, and an answer about that would be a guess.
 */
function whyMeaningless({ variants }: TrustPolicyReading): string[] {
  const messages = variants.flatMap(({ problems, statements }) => {
    const saysNothing = (statement: number | undefined) =>
      statement === undefined
        ? statements.length === 0
        : statements.some(({ index, effect, unreadable: unread }) => index === statement && (effect === 'unknown' || unread.length > 0));
    return problems.filter(({ kind, statement }) => kind === 'rejected' && saysNothing(statement)).map(({ message }) => message);
  });
  return [...new Set(messages)];
}

function choicesOf(variant: PolicyVariant): string {
  const choices = variant.choices.map(({ origin, value }) => `${describeOrigin(origin)} = ${value}`);
  return choices.length === 0 ? '' : `with ${choices.join(', ')}: `;
}

/** An account that is known only at deployment stays unknown: it may or may not be the account of the caller. */
function settled(variant: PolicyVariant, context: DeployTimeContext): PolicyVariant {
  const { partition, region } = roleEnvironmentOf(context, [variant]);
  return fillRoleEnvironment(variant, { partition, region, ownAccount: context.account });
}

const TRUST_ANSWERS: ReadonlyMap<SummaryAnswer, TrustAnswer> = new Map<SummaryAnswer, TrustAnswer>([
  [true, TrustAnswer.YES],
  [false, TrustAnswer.NO],
  [null, TrustAnswer.NOT_APPLICABLE],
  ['undecided', TrustAnswer.UNDECIDED],
]);

function trustAnswer(answer: SummaryAnswer): TrustAnswer {
  return TRUST_ANSWERS.get(answer)!;
}

function answerOfVerdict({ kind }: Verdict): TrustAnswer {
  return kind === 'open' ? TrustAnswer.YES : kind === 'closed' ? TrustAnswer.NO : TrustAnswer.UNDECIDED;
}

function requestInWords(verdict: Verdict, reading: TrustPolicyReading): string | undefined {
  return verdict.kind === 'open' ? describeWitness(witnessOf(verdict.request, reading)) : undefined;
}

/** `statement 0 (Allow) does not match: Bool aws:MultiFactorAuthPresent "true" does not match (the key is missing from the request)` */
function statementInWords({ statement, truth, principal, actions, conditions }: StatementMatch): string {
  const where = `${describeStatement(statement)} (${statement.effect})`;
  const failing: string[] = [];
  if (principal === 'no') failing.push('its principals do not include the caller');
  if (principal !== 'yes' && principal !== 'no') failing.push('whether its principals include the caller is not known');
  for (const [action, matches] of actions) {
    if (matches !== 'yes') failing.push(matches === 'no' ? `it does not name ${action}` : `whether it names ${action} is not known`);
  }
  for (const { clause, truth: holds, reason } of conditions) {
    if (holds === 'yes') continue;
    const missing = reason === 'key-absent' ? ' (the key is missing from the request)' : '';
    failing.push(`${showClause(clause)} ${holds === 'no' ? 'does not match' : 'may or may not match'}${missing}`);
  }
  if (failing.length === 0 && truth === 'yes') return `${where} matches`;
  const why = failing.join('; ') || statement.unreadable.join('; ');
  return `${where} ${truth === 'no' || failing.length > 0 ? 'does not match' : 'may match'}: ${why}`;
}
