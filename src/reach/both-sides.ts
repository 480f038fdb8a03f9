/** A request of a caller that the trust policy allows, and what the caller's own policies say about it. */
import { aboutCaller } from './admitted-insiders';
import { CallerSide, callerSide } from './caller-side';
import { PlacedPrincipal } from './node';
import { Admission, TrustOfRole } from './trust-of-role';

export interface BothSides {
  readonly admission: Admission;
  readonly side: CallerSide;
}

/**
 * The given admission, unless it is not known whether the caller's own policies allow its request, and another statement allows a request
 * that they do allow: the first one may demand an ExternalId that the caller is not allowed to send.
 */
export function bothSides(caller: PlacedPrincipal, role: PlacedPrincipal, trust: TrustOfRole, admission: Admission): BothSides {
  const side = callerSide(caller, role, admission);
  if (side !== 'not-known' || trust.allowing.length === 1 || isIncomplete(caller)) return { admission, side };
  for (const { index } of trust.allowing) {
    const other = trust.ask({ ...aboutCaller(caller), statements: (statement) => statement.index === index });
    if (other?.trust === 'open' && callerSide(caller, role, other) === 'allows') return { admission: other, side: 'allows' };
  }
  return { admission, side };
}

/** What is missing decides it, whatever the request is. */
function isIncomplete({ policies: { missing } }: PlacedPrincipal): boolean {
  return missing.length > 0;
}
