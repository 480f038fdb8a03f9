/**
 * Does it match? Beside yes and no there are two ways not to know, and they must never be mixed up:
 * `unknown` waits for a deploy-time value, `unconfirmed` for AWS to say what it does.
 */
export type Truth = 'yes' | 'no' | 'unknown' | 'unconfirmed';

/** All must hold: a single `no` settles it. */
export function allOf(truths: Iterable<Truth>): Truth {
  return settled(truths, 'no');
}

/** One must hold: a single `yes` settles it. */
export function anyOf(truths: Iterable<Truth>): Truth {
  return settled(truths, 'yes');
}

/** By the first of the truths that is `settling`; else by what is not known; the opposite, where nothing speaks against it. */
function settled(truths: Iterable<Truth>, settling: 'yes' | 'no'): Truth {
  const otherwise = not(settling);
  let result = otherwise;
  for (const truth of truths) {
    if (truth === settling) return settling;
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
