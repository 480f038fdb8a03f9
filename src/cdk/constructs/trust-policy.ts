/** The engine for people's own tests: a trust policy that can be asked. */
import { CfnElement, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AssumeRoleRequest, engineRequest } from './assume-role-request';
import {
  AssumeRoleDecision,
  AssumeRoleOutcome,
  TrustAnswer,
  TrustFinding,
  TrustPolicyComparison,
  TrustPolicySummary,
} from './trust-policy-answers';
import { show, ValidationError } from './validation-error';
import { ground, groundingOf } from '../../analysis/fill-deploy-time-values';
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

/** What is known about the role of a document. */
export interface TrustPolicyOptions {
  /**
   * The account that owns the role: 12 digits.
   *
   * @default - unknown: every account that the document names counts as another one
   */
  readonly account?: string;
}

/** How `TrustPolicy.findings` judges accounts. */
export interface TrustFindingsOptions {
  /**
   * The accounts that are known, as in the props of the guard.
   *
   * @default - every account but the role's own is a stranger
   */
  readonly accounts?: KnownAccount[];

  /**
   * The ids (`o-…`) of your own organizations, as in the props of the guard.
   *
   * @default - only the organization that the role itself belongs to
   */
  readonly organizations?: string[];
}

/**
 * A trust policy (`AssumeRolePolicyDocument`) that can be asked who gets in, in a unit test say.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * const trust = TrustPolicy.fromRole(role);
 * const decision = trust.evaluate({ callerArn: 'arn:aws:iam::111122223333:user/alice', mfa: true, externalId: 'x9-31' });
 * const aliceGetsIn = decision.outcome === AssumeRoleOutcome.ALLOWED;
 * const nobodyWithoutMfa = trust.summary.mfaEnforced === TrustAnswer.YES;
 */
export class TrustPolicy {
  /**
   * The final trust policy of a role of an app: overrides, added statements and everything else so far included. Aspects count once the
   * app has been synthesized.
   *
   * @param role a role that the app creates; an imported one has no trust policy here, and throws
   */
  public static fromRole(role: iam.IRole): TrustPolicy {
    const resource = role.node.defaultChild;
    if (resource === undefined || !CfnElement.isCfnElement(resource)) {
      throw new ValidationError(
        `TrustPolicy.fromRole(${role.node.path})`,
        'this role is imported: its trust policy is not part of the app. Pass a role that the app creates, or the document to TrustPolicy.fromJson.',
      );
    }
    const stack = Stack.of(resource);
    const [policy] = trustInTemplate(renderedElement(resource)).policies;
    const context = new StacksOfApp(resource.node.root, renderedStack).context(stack);
    return new TrustPolicy(policy?.document, context, policy && roleAsWritten(policy.logicalId, policy.resource));
  }

  /**
   * A document as a template, `aws iam get-role` or a policy file holds it.
   *
   * Throws when `account` is not 12 digits. What the document holds never throws: what cannot be read makes answers `UNDECIDED`.
   *
   * @param document an object, or JSON text (URL-encoded too)
   */
  public static fromJson(document: any, options: TrustPolicyOptions = {}): TrustPolicy {
    if (options.account !== undefined && !/^\d{12}$/.test(options.account)) {
      throw new ValidationError(
        'TrustPolicy.fromJson',
        `account ${show(options.account)} is no account id. Write its 12 digits as text, e.g. '111122223333'.`,
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

  /** What the policy comes down to. */
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
   * What becomes of one request, as far as the trust policy goes. (A caller of another account needs a permission of its own, too.)
   *
   * Throws when the request could not be made: no caller or two, MFA of a role, an ExternalId with a token.
   */
  public evaluate(request: AssumeRoleRequest): AssumeRoleDecision {
    const asked = engineRequest(request, this.reading);
    const decisions = this.reading.variants.map((variant) => evaluate(settled(variant, this.deployTimeContext), asked));
    const outcomes = new Set(decisions.map(({ outcome }) => outcome));
    const { unreadable } = this;
    const outcome = outcomes.size === 1 && unreadable.length === 0 ? decisions[0].outcome : 'undecided';
    const reasons = unreadable.length > 0 ? unreadable : decisions.flatMap(({ statements }, index) => statements.map((match) => `${this.choicesOf(index)}${reasonOf(match)}`));
    return { outcome: outcome as AssumeRoleOutcome, reasons: [...new Set(reasons)] };
  }

  /** What the guard would tell about the policy, most important first. */
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

  /** Who gets in under the other policy and not under this one, and the other way round. */
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
   * Why the document, or a statement of it, says nothing at all. IAM refuses such a policy, so nobody gets in by it; but whoever wrote it
   * meant to let somebody in, and an answer about that would be a guess.
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

/** An account that is known at deployment only stays open: nobody can say yet whether the caller's is the same. */
function settled(variant: PolicyVariant, context: DeployTimeContext): PolicyVariant {
  const { partition, region } = groundingOf(context, [variant]);
  return ground(variant, { partition, region, ownAccount: context.account });
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

/** `statement 0 does not match: Bool aws:MultiFactorAuthPresent "true" (the key is absent)` */
function reasonOf({ statement, truth, principal, actions, conditions }: StatementMatch): string {
  const where = `${describeStatement(statement)} (${statement.effect})`;
  const failing: string[] = [];
  if (principal !== 'yes') failing.push(principal === 'no' ? 'it is not for this caller' : 'whether it is for this caller is not known');
  for (const [action, matches] of actions) {
    if (matches !== 'yes') failing.push(matches === 'no' ? `it does not name ${action}` : `whether it names ${action} is not known`);
  }
  for (const { clause, truth: holds, reason } of conditions) {
    if (holds !== 'yes') {
      failing.push(
        `${showClause(clause)} ${holds === 'no' ? 'does not hold' : 'is not known to hold'}${reason === 'key-absent' ? ' (the key is absent)' : ''}`,
      );
    }
  }
  if (failing.length === 0 && truth === 'yes') return `${where} matches`;
  return `${where} ${truth === 'no' || failing.length > 0 ? 'does not match' : 'may match'}: ${failing.join('; ') || statement.unreadable.join('; ')}`;
}
