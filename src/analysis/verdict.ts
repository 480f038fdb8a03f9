/** The three answers to a question about a trust policy. There is no fourth, and none of them is ever guessed. */
import { AssumeRoleRequest } from '../evaluation/assume-role-request';

/** No such request exists: proved. */
export interface Closed { readonly kind: 'closed' }

/** This request gets in: the evaluator said so, on exactly this request. */
export interface Open {
  readonly kind: 'open';
  readonly request: AssumeRoleRequest;
  /** The variant of the document (its place in `TrustPolicyReading.variants`) that admits it. */
  readonly variant: number;
  /** The statements that allow it. */
  readonly statements: readonly number[];
}

/** Neither could be shown; the reasons say what stands in the way. */
export interface Undecided { readonly kind: 'undecided'; readonly reasons: readonly string[] }

export type Verdict = Closed | Open | Undecided;

export const CLOSED: Verdict = { kind: 'closed' };

export function undecided(reasons: readonly string[]): Verdict {
  return { kind: 'undecided', reasons };
}

/** Of all variants of a document: the first open verdict, else all reasons that left something undecided, else closed. */
export function joined<Variant>(variants: readonly Variant[], verdictsOn: (variant: Variant, index: number) => Iterable<Verdict>): Verdict {
  const reasons = new Set<string>();
  for (const [index, variant] of variants.entries()) {
    for (const verdict of verdictsOn(variant, index)) {
      if (verdict.kind === 'open') return { ...verdict, variant: index };
      if (verdict.kind === 'undecided') verdict.reasons.forEach((reason) => reasons.add(reason));
    }
  }
  return reasons.size === 0 ? CLOSED : undecided([...reasons]);
}
