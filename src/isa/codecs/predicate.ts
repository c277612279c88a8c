/**
 * Codecs of predicates: `p0.s`, `p0/m`, `p0/z`, predicates as counters `pn8.s`, and their elements.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import { KIND } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import {
  type Arrangements,
  type ArrangementsOf,
  type BoundArrangements,
  boundArrangements,
  joined,
} from './arrangement.ts';
import { remembered } from './remembered.ts';
import { FILE_P, putRegister, range, register, registerNames, withSuffix } from './vector-file.ts';

/** A predicate: `p0.s`, or `p0` when `of` is ''. Where `counter` is true, `pn0` is taken as well, as the references do for loads, stores and logic of predicates. */
export function P<N extends string, A extends string = never>(
  name: N,
  of: ArrangementsOf<A>,
  counter = false,
): Codec<N | A> {
  const plain = register(FILE_P, name, of);
  if (!counter) return plain;
  return { bind: (row) => ({ ...plain.bind(row), kinds: KIND.P | KIND.PN }) };
}

/** A predicate with a suffix that may be left out when another operand tells the size: `incp z0.d, p0`. */
export function Pbare<N extends string, A extends string>(name: N, of: Arrangements<A>): Codec<N | A> {
  const plain = register(FILE_P, name, of);
  return {
    bind(row): Bound {
      const bound = plain.bind(row);
      const field = joined(row, name);
      return {
        ...bound,
        encode: (op, e) => (op.arr === 0 ? op.qualifier === 0 && putRegister(e, field, op.reg) : bound.encode(op, e)),
      };
    },
  };
}

/** `codec`'s register also in other fields: MOV of predicates names one register for three. */
export function tied<N extends string, O extends string>(
  codec: Codec<N>,
  from: N,
  ...others: readonly O[]
): Codec<N | O> {
  return {
    bind(row): Bound {
      const bound = codec.bind(row);
      const source = joined(row, from);
      const fields = others.map((other) => joined(row, other));
      return {
        ...bound,
        encode(op, e) {
          if (!bound.encode(op, e)) return false;
          for (const field of fields) if (!e.put(field, extract(source, e.word))) return false;
          return true;
        },
      };
    },
  };
}

const bindGoverning = remembered((field: Field, qualifier: string, bare: boolean): Bound => {
  const code = qualifier.charCodeAt(0);
  const names = registerNames(FILE_P, `/${qualifier}`);
  return {
    kinds: KIND.P,
    encode: (op, e) =>
      (op.qualifier === code || (bare && op.qualifier === 0)) && op.arr === 0 && putRegister(e, field, op.reg),
    print: (word) => names[extract(field, word)] as string,
    expects: () => `a predicate ${range(FILE_P, field.width)} with /${qualifier}`,
    explain(op, e) {
      if (op.reg >= 2 ** field.width)
        return messages.registerMessage(`predicate '${e.written(op)}' is not in ${range(FILE_P, field.width)}`);
      return messages.registerMessage(`'${e.written(op)}' must be p${op.reg}/${qualifier}`);
    },
  };
});

/** A governing predicate `p0/m` or `p0/z`. */
export function Pg<N extends string>(name: N, qualifier: 'm' | 'z'): Codec<N> {
  return { bind: (row) => bindGoverning(joined(row, name), qualifier, false) };
}

/** The same where GNU as takes `p0` for it. */
export function PgOrBare<N extends string>(name: N, qualifier: 'm' | 'z'): Codec<N> {
  return { bind: (row) => bindGoverning(joined(row, name), qualifier, true) };
}

/** `p0/m` or `p0/z` by a field of one bit (1 merges). */
export function PgMZ<N extends string, M extends string>(name: N, merge: M): Codec<N | M> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const m = joined(row, merge);
      return {
        kinds: KIND.P,
        encode: (op, e) =>
          op.qualifier !== 0 && op.arr === 0 && e.put(m, op.qualifier === 109 ? 1 : 0) && putRegister(e, field, op.reg),
        print: (word) => `p${extract(field, word)}/${extract(m, word) ? 'm' : 'z'}`,
        expects: () => `a predicate ${range(FILE_P, field.width)} with /z or /m`,
      };
    },
  };
}

const bindCounter = remembered((field: Field, arrangements: BoundArrangements, qualifier: string): Bound => {
  const code = qualifier ? qualifier.charCodeAt(0) : 0;
  const base = field.width === 3 ? 8 : 0;
  const slash = qualifier ? `/${qualifier}` : '';
  return {
    kinds: KIND.PN,
    fits: arrangements.fits,
    encode: (op, e) =>
      op.qualifier === code && op.reg >= base && arrangements.put(op.arr, e) && e.put(field, op.reg - base),
    print: (word) => `pn${extract(field, word) + base}${arrangements.suffix(word)}${slash}`,
    expects: () =>
      withSuffix(`a predicate as counter (pn${base}-pn15)${slash ? ` with ${slash}` : ''}`, arrangements.names),
  };
});

/** A predicate as counter: `pn8.s`; three bits name pn8 to pn15. `qualifier` '' | 'z'. */
export function PN<N extends string, A extends string = never>(
  name: N,
  of: ArrangementsOf<A>,
  qualifier = '',
): Codec<N | A> {
  return { bind: (row) => bindCounter(joined(row, name), boundArrangements(row, of), qualifier) };
}

/** `pn8[1]`. */
export function PNL<N extends string, I extends string>(name: N, index: I): Codec<N | I> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const at = joined(row, index);
      const most = 2 ** at.width - 1;
      return {
        kinds: KIND.PLANE,
        encode: (op, e) =>
          op.listKind === KIND.PN &&
          op.arr === 0 &&
          op.slice < 0 &&
          op.reg >= 8 &&
          op.lane >= 0 &&
          op.lane <= most &&
          e.put(field, op.reg - 8) &&
          e.put(at, op.lane),
        print: (word) => `pn${extract(field, word) + 8}[${extract(at, word)}]`,
        expects: () => `pn8-pn15 with an index in [0, ${most}]`,
      };
    },
  };
}
