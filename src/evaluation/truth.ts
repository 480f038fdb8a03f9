/**
 * Does it match? Beside yes and no there are two ways not to know, and they must never be mixed up:
 * `unknown` waits for a deploy-time value, `unconfirmed` for AWS to say what it does.
 */
export type Truth = 'yes' | 'no' | 'unknown' | 'unconfirmed';

/** All must hold: a single `no` settles it. */
export function allOf(truths: Iterable<Truth>): Truth {
  let result: Truth = 'yes';
  for (const truth of truths) {
    if (truth === 'no') return 'no';
    if (truth === 'unknown' || result === 'yes') result = truth;
  }
  return result;
}

/** One must hold: a single `yes` settles it. */
export function anyOf(truths: Iterable<Truth>): Truth {
  let result: Truth = 'no';
  for (const truth of truths) {
    if (truth === 'yes') return 'yes';
    if (truth === 'unknown' || result === 'no') result = truth;
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
