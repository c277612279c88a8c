/**
 * Functions that remember what they returned for the same arguments, compared by identity.
 *
 * Thousands of rows have operands of a few hundred kinds in the same places: bound once, they are made faster and are called at fewer places,
 * which the engine can then compile well.
 */

type Key = string | number | boolean | object | undefined;

/** `make`, called once for each list of arguments. */
export function remembered<A extends readonly Key[], R extends object>(make: (...keys: A) => R): (...keys: A) => R {
  const root = new Map<Key, unknown>();
  return (...keys) => {
    let node = root;
    const last = keys.length - 1;
    for (let i = 0; i < last; i++) {
      let next = node.get(keys[i]) as Map<Key, unknown> | undefined;
      if (!next) {
        next = new Map();
        node.set(keys[i], next);
      }
      node = next;
    }
    const known = node.get(keys[last]) as R | undefined;
    if (known) return known;
    const made = make(...keys);
    node.set(keys[last], made);
    return made;
  };
}
