/**
 * Memoization: a result is computed once for each object of a policy and kept as long as that object, for a search needs it again and
 * again.
 */

/** Calls `make` once for each key. `memory`: a `Map` where the keys are not objects. */
export function memoize<Key, Value>(
  make: (key: Key) => Value, memory: Pick<Map<Key, Value>, 'get' | 'set'> = new WeakMap() as never,
): (key: Key) => Value {
  return (key) => {
    let value = memory.get(key);
    if (value === undefined) memory.set(key, (value = make(key)));
    return value;
  };
}
