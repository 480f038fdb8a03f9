/**
 * Does it match? Besides `yes` and `no` there are two ways not to know, which must never be mixed up: `unknown` depends on a deploy-time
 * value, `unconfirmed` on behaviour that AWS does not document.
 */
export type Truth = 'yes' | 'no' | 'unknown' | 'unconfirmed';

/** All must hold: a single `no` decides. */
export function allOf(truths: Iterable<Truth>): Truth {
  return combined(truths, 'no');
}

/** One must hold: a single `yes` decides. */
export function anyOf(truths: Iterable<Truth>): Truth {
  return combined(truths, 'yes');
}

/** `deciding` if one of the truths is; otherwise `unknown` or `unconfirmed` if one is; otherwise the opposite. */
function combined(truths: Iterable<Truth>, deciding: 'yes' | 'no'): Truth {
  const otherwise = not(deciding);
  let result = otherwise;
  for (const truth of truths) {
    if (truth === deciding) return deciding;
    if (truth === 'unknown' || result === otherwise) result = truth;
  }
  return result;
}

export function not(truth: Truth): Truth {
  if (truth === 'yes') return 'no';
  return truth === 'no' ? 'yes' : truth;
}

export function truthOf(holds: boolean): Truth {
  return holds ? 'yes' : 'no';
}
