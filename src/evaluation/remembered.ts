/** What is worked out once for an object of a policy, and kept as long as that object is: a search asks for the same few over and over. */

/** `make`, asked once for each key. `memory`: a `Map` where the keys are no objects. */
export function remembered<Key, Value>(
  make: (key: Key) => Value, memory: Pick<Map<Key, Value>, 'get' | 'set'> = new WeakMap() as never,
): (key: Key) => Value {
  return (key) => {
    let value = memory.get(key);
    if (value === undefined) memory.set(key, (value = make(key)));
    return value;
  };
}
