/** The engine for the unit tests of an app: answers questions about one trust policy. */
import { CfnElement, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AssumeRoleRequest, evaluatedRequest } from './assume-role-request';
import {
  AssumeRoleDecision,
  AssumeRoleOutcome,
  TrustAnswer,
  TrustFinding,
  TrustPolicyComparison,
  TrustPolicySummary,
} from './trust-policy-answers';
import { show, ValidationError } from './validation-error';
import { fillRoleEnvironment, roleEnvironmentOf } from '../../analysis/fill-deploy-time-values';
import { findNewlyAllowed } from '../../analysis/find-newly-allowed';
import { Verdict } from '../../analysis/verdict';
import { auditTrustPolicy } from '../../assessment/assess';
import { Answer, NOTHING_KNOWN, summarize } from '../../assessment/summarize';
import { DeployTimeContext } from '../../cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../cloudformation/read-trust-policy';
import { roleAsWritten, RoleAsWritten } from '../../cloudformation/role-as-written';
import { trustInTemplate } from '../../cloudformation/trust-policies-of-template';
import { evaluate } from '../../evaluation/evaluate-trust-policy';
import { showClause } from '../../evaluation/match-condition';
import { StatementMatch } from '../../evaluation/match-statement';
import { witnessOf } from '../../findings/witness';
import { describeStatement, describeWitness } from '../../findings/wording';
import { TrustPolicy as PolicyVariant, TrustPolicyReading } from '../../policy/trust-policy';
import { renderedElement, renderedStack } from '../construct-tree/rendered-stack';
import { StacksOfApp } from '../construct-tree/stacks-of-app';
import { knownAccounts, KnownAccount } from '../guard/known-account';
import { knownOrganizations } from '../guard/known-organizations';

/** What is known about the role that a trust policy document belongs to. */
export interface TrustPolicyOptions {
  /**
   * The account that owns the role: 12 digits.
   *
   * @default - unknown: every account that the document names is treated as another account
   */
  readonly account?: string;
}

/** Options for `TrustPolicy.findings`. */
export interface TrustFindingsOptions {
  /**
   * The known accounts, as in `TrustPolicyGuardProps.accounts`.
   *
   * @default - every account except the role's own is unknown
   */
  readonly accounts?: KnownAccount[];

  /**
   * The ids (`o-…`) of your own organizations, as in `TrustPolicyGuardProps.organizations`.
   *
   * @default - only the organization that the role belongs to (`${aws:ResourceOrgID}`)
   */
  readonly organizations?: string[];
}

/**
 * Answers questions about one trust policy (`AssumeRolePolicyDocument`), for example in a unit test: does it allow a request, who
 * can assume the role, what does the guard report?
 *
 * It evaluates the trust policy only. A caller of another account also needs permission in its own policies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * const trust = TrustPolicy.fromRole(role);
 * const decision = trust.evaluate({ callerArn: 'arn:aws:iam::111122223333:user/alice', mfa: true, externalId: 'x9-31' });
 * const aliceIsAllowed = decision.outcome === AssumeRoleOutcome.ALLOWED;
 * const mfaIsEnforced = trust.summary.mfaEnforced === TrustAnswer.YES;
 */
export class TrustPolicy {
  /**
   * The trust policy of a role of the app, as it is now: with added statements and overrides, and with the changes of aspects once
   * the app has been synthesized.
   *
   * Throws if the role is imported, because its trust policy is not part of the app.
   *
   * @param role a role that the app creates
   */
  public static fromRole(role: iam.IRole): TrustPolicy {
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
    return new TrustPolicy(policy?.document, context, policy && roleAsWritten(policy.logicalId, policy.resource));
  }

  /**
   * The trust policy in a document, such as a CloudFormation template, the output of `aws iam get-role`, or a policy file contains.
   *
   * Throws if `account` is not 12 digits. It does not throw for a document that cannot be read: then the answers are `UNDECIDED`.
   *
   * @param document an object or JSON text, which may be URL-encoded
   * @param options the account of the role, if it is known
   */
  public static fromJson(document: any, options: TrustPolicyOptions = {}): TrustPolicy {
    if (options.account !== undefined && !/^\d{12}$/.test(options.account)) {
      throw new ValidationError(
        'TrustPolicy.fromJson',
        `account ${show(options.account)} is not an account id. Write its 12 digits as text, for example '111122223333'.`,
      );
    }
    return new TrustPolicy(document, { account: options.account });
  }

  private readonly reading: TrustPolicyReading;

  private constructor(
    private readonly document: unknown,
    private readonly deployTimeContext: DeployTimeContext,
    private readonly role?: RoleAsWritten,
  ) {
    this.reading = readTrustPolicy(document, deployTimeContext);
  }

  /** A summary of the trust policy. */
  public get summary(): TrustPolicySummary {
    const summary = this.unreadable.length > 0 ? NOTHING_KNOWN : summarize(this.reading, this.deployTimeContext);
    return {
      openToPublic: answerOf(summary.public),
      accountWide: answerOf(summary.accountWide),
      mfaEnforced: answerOf(summary.mfaEnforced),
      externalIdEnforced: answerOf(summary.externalIdEnforced),
      oidcSubjectEnforced: answerOf(summary.oidcSubjectEnforced),
      serviceSourceEnforced: answerOf(summary.serviceSourceEnforced),
      satisfiable: answerOf(summary.satisfiable),
    };
  }

  /**
   * Evaluates one request against the trust policy. A caller of another account also needs permission in its own policies, which
   * are not evaluated here.
   *
   * Throws if no such request exists: if it does not identify exactly one caller, or has MFA but the caller is not an IAM user, or
   * has an ExternalId with AssumeRoleWithWebIdentity or AssumeRoleWithSAML.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
   * @param request the caller, and what the caller sends
   */
  public evaluate(request: AssumeRoleRequest): AssumeRoleDecision {
    const asked = evaluatedRequest(request, this.reading);
    const decisions = this.reading.variants.map((variant) => evaluate(settled(variant, this.deployTimeContext), asked));
    const outcomes = new Set(decisions.map(({ outcome }) => outcome));
    const { unreadable } = this;
    const outcome = outcomes.size === 1 && unreadable.length === 0 ? decisions[0].outcome : 'undecided';
    const reasonsOf = (index: number) => decisions[index].statements.map((match) => `${this.choicesOf(index)}${reasonOf(match)}`);
    const reasons = unreadable.length > 0 ? unreadable : decisions.flatMap((_, index) => reasonsOf(index));
    return { outcome: outcome as AssumeRoleOutcome, reasons: [...new Set(reasons)] };
  }

  /**
   * The findings that the guard reports for this trust policy, most important first. Each has the default level of its rule:
   * configuration files, baselines and acknowledgements are not considered.
   *
   * @param options the accounts and organizations that are known
   */
  public findings(options: TrustFindingsOptions = {}): TrustFinding[] {
    const accounts = knownAccounts(options.accounts ?? []);
    const organizations = knownOrganizations('TrustPolicy.findings', options.organizations ?? []);
    const subject = { document: this.document, context: this.deployTimeContext, role: this.role };
    const found = auditTrustPolicy(subject, { accounts, organizations, levels: {} });
    return found.map(({ ruleId, also, message, because, witness, fix }) => ({
      ruleId,
      ...(also && { also: [...also] }),
      message,
      because,
      ...(witness && { witness: describeWitness(witness) }),
      fix,
    }));
  }

  /**
   * Compares which requests the two trust policies allow, and describes a request that only one of them allows.
   *
   * @param other the trust policy to compare this one with, such as its next version
   */
  public compareWith(other: TrustPolicy): TrustPolicyComparison {
    if (this.unreadable.length > 0 || other.unreadable.length > 0) return { widens: TrustAnswer.UNDECIDED, narrows: TrustAnswer.UNDECIDED };
    const wider = findNewlyAllowed(this.reading, other.reading, this.deployTimeContext);
    const narrower = findNewlyAllowed(other.reading, this.reading, this.deployTimeContext);
    return {
      widens: answerOfVerdict(wider),
      newlyAllowed: inWords(wider, other.reading),
      narrows: answerOfVerdict(narrower),
      newlyDenied: inWords(narrower, this.reading),
    };
  }

  /**
   * Why the document, or one of its statements, has no meaning. IAM rejects such a policy, so it allows nothing. But its author meant
   * to allow something, and an answer about that would be a guess.
   */
  private get unreadable(): string[] {
    const messages = this.reading.variants.flatMap(({ problems, statements }) => {
      const saysNothing = (statement: number | undefined) =>
        statement === undefined
          ? statements.length === 0
          : statements.some(({ index, effect, unreadable }) => index === statement && (effect === 'unknown' || unreadable.length > 0));
      return problems.filter(({ kind, statement }) => kind === 'rejected' && saysNothing(statement)).map(({ message }) => message);
    });
    return [...new Set(messages)];
  }

  private choicesOf(variant: number): string {
    const choices = this.reading.variants[variant].choices.map(({ what, value }) => `${what} = ${value}`);
    return choices.length === 0 ? '' : `with ${choices.join(', ')}: `;
  }
}

/** An account that is known only at deployment stays unknown: it may or may not be the account of the caller. */
function settled(variant: PolicyVariant, context: DeployTimeContext): PolicyVariant {
  const { partition, region } = roleEnvironmentOf(context, [variant]);
  return fillRoleEnvironment(variant, { partition, region, ownAccount: context.account });
}

const TRUST_ANSWERS: ReadonlyMap<Answer, TrustAnswer> = new Map<Answer, TrustAnswer>([
  [true, TrustAnswer.YES],
  [false, TrustAnswer.NO],
  [null, TrustAnswer.NOT_APPLICABLE],
  ['undecided', TrustAnswer.UNDECIDED],
]);

function answerOf(answer: Answer): TrustAnswer {
  return TRUST_ANSWERS.get(answer)!;
}

function answerOfVerdict({ kind }: Verdict): TrustAnswer {
  return kind === 'open' ? TrustAnswer.YES : kind === 'closed' ? TrustAnswer.NO : TrustAnswer.UNDECIDED;
}

function inWords(verdict: Verdict, reading: TrustPolicyReading): string | undefined {
  return verdict.kind === 'open' ? describeWitness(witnessOf(verdict.request, reading)) : undefined;
}

/** `statement 0 (Allow) does not match: Bool aws:MultiFactorAuthPresent "true" does not match (the key is missing from the request)` */
function reasonOf({ statement, truth, principal, actions, conditions }: StatementMatch): string {
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
