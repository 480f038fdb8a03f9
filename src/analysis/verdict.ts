/** The three answers to a question about a trust policy. None of them is ever guessed. */
import { EvaluatedRequest } from '../evaluation/assume-role-request';

/** It is proved that no such request exists. */
export interface Closed { readonly kind: 'closed' }

/** The policy allows this request: the evaluator confirmed it for exactly this request. */
export interface Open {
  readonly kind: 'open';
  readonly request: EvaluatedRequest;
  /** The variant of the document (its index in `TrustPolicyReading.variants`) that allows it. */
  readonly variant: number;
  /** The statements that allow it. */
  readonly statements: readonly number[];
}

/** Neither could be shown; the reasons say why. */
export interface UndecidedVerdict { readonly kind: 'undecided'; readonly reasons: readonly string[] }

export type Verdict = Closed | Open | UndecidedVerdict;

export const CLOSED: Verdict = { kind: 'closed' };

export function undecided(reasons: readonly string[]): Verdict {
  return { kind: 'undecided', reasons };
}

/** For all variants of a document: the first open verdict, otherwise every reason for an undecided one, otherwise closed. */
export function joinedVerdict<Variant>(
  variants: readonly Variant[],
  verdictsOn: (variant: Variant, index: number) => Iterable<Verdict>,
): Verdict {
  const reasons = new Set<string>();
  for (const [index, variant] of variants.entries()) {
    for (const verdict of verdictsOn(variant, index)) {
      if (verdict.kind === 'open') return { ...verdict, variant: index };
      if (verdict.kind === 'undecided') verdict.reasons.forEach((reason) => reasons.add(reason));
    }
  }
  return reasons.size === 0 ? CLOSED : undecided([...reasons]);
}
