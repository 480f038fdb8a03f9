/**
 * Shows that a change of a trust policy is for one caller alone, or says what it would do besides. All of this has to hold:
 *
 * - every request that gets in now and did not before is by this caller, and with MFA where that is asked;
 * - no rule finds anything at level error that it did not find before;
 * - each condition stays that the change is not about, and each principal that stays can still assume the role.
 */
import { DraftPolicy, JsonMap } from './draft-policy';
import { canStillBeAssumed, keepsConditions, makesFinding, makesQuestion } from './prove';
import { MOST_CHARACTERS, MOST_STEPS } from './remedies-for';
import { Allowance } from '../analysis/budget';
import { findNewlyAllowedTogether } from '../analysis/find-newly-allowed';
import { auditReading, AuditSettings, AuditSubject, RoleAudit, subjectOf } from '../assessment/assess';
import { readTrustPolicies, readTrustPolicy } from '../cloudformation/read-trust-policy';
import { deadStatements } from '../rules/support/dead-statements';

/** Why a change is not proved: what it would do, or that this could not be decided. */
export type Objection =
  'admits-others' | 'is-found-unsafe' | 'drops-conditions' | 'shuts-out' | 'not-decided' | 'does-not-allow' | 'not-written-out';

/** The part of a statement that matches the caller and nobody else. */
export type CallerMatch = { readonly Principal: unknown; readonly Condition?: unknown };

export interface ChangeForCaller {
  /** Condition keys, in lower case, that the change is about. */
  readonly about: readonly string[];
  /** The document with the change. */
  readonly draft: DraftPolicy;
  /** The change takes whole statements out: nobody may lose access by that. Default: it does not. */
  readonly takesOut?: boolean;
  /** Does the changed document allow the call? */
  allows(document: unknown): boolean;
}

export type ProvedChange = { readonly document: unknown } | { readonly objection: Objection };

/** The reader has declared nothing: every other account is a stranger. */
const NOTHING_DECLARED: AuditSettings = { accounts: new Map(), levels: {} };

export class ProverForCaller {
  private before?: RoleAudit;

  /** @param subject the role before the change; JSON text is read already */
  public constructor(private readonly subject: AuditSubject, private readonly caller: CallerMatch) {}

  public prove({ about, draft, allows, takesOut = false }: ChangeForCaller): ProvedChange {
    if (!takesOut && !keepsConditions(new DraftPolicy(this.subject.document), draft, about)) return { objection: 'drops-conditions' };
    const document = draft.toDocument();
    const objection = allows(document) ? this.objectionTo(document, takesOut) : 'does-not-allow';
    return objection === undefined ? { document } : { objection };
  }

  /** The indices of the Allow statements by which nobody can assume the role. */
  public unusableStatements(): readonly number[] {
    const { document, context } = this.subject;
    const rules = subjectOf(readTrustPolicy(document, context), this.subject, NOTHING_DECLARED, new Allowance(MOST_STEPS));
    return deadStatements(rules).map(({ index }) => index);
  }

  private objectionTo(document: unknown, takesOut: boolean): Objection | undefined {
    if (JSON.stringify(document).length > MOST_CHARACTERS) return 'not-decided';
    const workLeft = new Allowance(MOST_STEPS);
    const objection = this.firstObjection(document, takesOut, workLeft);
    // A question that was cut short proves nothing.
    return workLeft.exhausted ? 'not-decided' : objection;
  }

  private firstObjection(document: unknown, takesOut: boolean, workLeft: Allowance): Objection | undefined {
    const { context, document: original } = this.subject;
    const [old, changed, forOthers] = readTrustPolicies(
      [original, document, this.denyingCaller(document)].map((value) => ({ value, context })),
    );
    // What the caller is denied here are its own requests. So whatever is new without them is the request of somebody else.
    const ofOthers = findNewlyAllowedTogether(old, forOthers, context, workLeft);
    if (ofOthers.kind !== 'closed') return ofOthers.kind === 'open' ? 'admits-others' : 'not-decided';
    const [before, after] = [this.auditBefore(), auditReading(changed, { ...this.subject, document }, NOTHING_DECLARED, workLeft)];
    const isAsSafe = !makesFinding('error', before, after) && !makesQuestion('error', before, after);
    if (!isAsSafe) return 'is-found-unsafe';
    const isForAll = canStillBeAssumed(old, changed, context, workLeft) &&
      (!takesOut || findNewlyAllowedTogether(changed, old, context, workLeft).kind === 'closed');
    return isForAll ? undefined : 'shuts-out';
  }

  private auditBefore(): RoleAudit {
    const { document, context } = this.subject;
    this.before ??= auditReading(readTrustPolicy(document, context), this.subject, NOTHING_DECLARED);
    return this.before;
  }

  private denyingCaller(document: unknown): unknown {
    const draft = new DraftPolicy(document);
    draft.add({ Effect: 'Deny', ...this.caller, Action: 'sts:*' } as JsonMap);
    return draft.toDocument();
  }
}
