/**
 * Codecs of system instructions: system registers, barriers, hints, maintenance operations, PSTATE fields, prefetch operations.
 */

import { extract } from '../bits.ts';
import { KINDS } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import { fieldIn, registerName } from './integer.ts';

/** RET's register: X30 when left out. */
export function optionalReturn<F extends string>(name: F): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KINDS.X,
        encode: (op, e) => e.put(field, op.reg),
        omit: (e) => e.put(field, 30),
        print(word) {
          const number = extract(field, word);
          return number === 30 ? '' : registerName(number, true, false);
        },
        expects: () => 'a 64-bit integer register',
      };
    },
  };
}
