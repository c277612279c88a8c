/**
 * Codecs of SVE's named operands: element patterns with a multiplier, prefetch operations, vector-length multipliers.
 */

import { extract } from '../bits.ts';
import { KIND, KINDS, SHIFT } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import { joined } from './arrangement.ts';
import { small } from './vector-immediate.ts';

const PATTERNS: Readonly<Record<string, number>> = {
  pow2: 0,
  vl1: 1,
  vl2: 2,
  vl3: 3,
  vl4: 4,
  vl5: 5,
  vl6: 6,
  vl7: 7,
  vl8: 8,
  vl16: 9,
  vl32: 10,
  vl64: 11,
  vl128: 12,
  vl256: 13,
  mul4: 29,
  mul3: 30,
  all: 31,
};
const PATTERN_NAMES: readonly (string | undefined)[] = Array.from({ length: 32 }, (_, code) =>
  Object.keys(PATTERNS).find((name) => PATTERNS[name] === code),
);

/** `pow2 … all`, `#n`, with `, mul #n` when the row has the field `imm4`; all may be left out. */
export function pattern(multiplied: false): Codec<'pattern'>;
export function pattern(multiplied: true): Codec<'pattern' | 'imm4'>;
export function pattern(multiplied: boolean): Codec<'pattern' | 'imm4'> {
  return {
    bind(row): Bound {
      const field = joined(row, 'pattern');
      const imm4 = multiplied ? joined(row, 'imm4') : undefined;
      return {
        kinds: KINDS.IMM,
        takesShift: multiplied,
        encode(op, e) {
          if (op.shift >= 0 && (op.shift !== SHIFT.mul || op.amount < 1 || op.amount > 16)) return false;
          if (imm4 && !e.put(imm4, op.shift >= 0 ? op.amount - 1 : 0)) return false;
          if (op.kind === KIND.NAME) {
            const code = PATTERNS[e.written(op).slice(0, 5).split(/[\s,]/)[0]?.toLowerCase() ?? ''];
            if (code !== undefined) return e.put(field, code);
          }
          const value = small(op, e);
          return value !== undefined && value >= 0 && value <= 31 && e.put(field, value);
        },
        omit: (e) => e.put(field, 31) && (imm4 === undefined || e.put(imm4, 0)),
        print(word) {
          const code = extract(field, word);
          const times = imm4 ? extract(imm4, word) + 1 : 1;
          if (code === 31 && times === 1) return '';
          return `${PATTERN_NAMES[code] ?? `#${code}`}${times > 1 ? `, mul #${times}` : ''}`;
        },
        expects: () =>
          `a pattern (pow2, vl1-vl8, vl16-vl256, mul3, mul4, all) or a number in [0, 31]${multiplied ? ', mul #1 to #16' : ''}`,
      };
    },
  };
}

const PREFETCHES: readonly (string | undefined)[] = [
  'pldl1keep',
  'pldl1strm',
  'pldl2keep',
  'pldl2strm',
  'pldl3keep',
  'pldl3strm',
  undefined,
  undefined,
  'pstl1keep',
  'pstl1strm',
  'pstl2keep',
  'pstl2strm',
  'pstl3keep',
  'pstl3strm',
  undefined,
  undefined,
];

/** SVE's prefetch operation, by name or `#n`. */
export const svePrefetch: Codec<'prfop'> = {
  bind(row): Bound {
    const field = joined(row, 'prfop');
    return {
      kinds: KINDS.IMM,
      encode(op, e) {
        if (op.kind === KIND.NAME) {
          const code = PREFETCHES.indexOf(e.written(op).trim().toLowerCase());
          if (code >= 0) return e.put(field, code);
        }
        const value = small(op, e);
        return value !== undefined && value >= 0 && value <= 15 && e.put(field, value);
      },
      print: (word) => PREFETCHES[extract(field, word)] ?? `#${extract(field, word)}`,
      expects: () => 'a prefetch operation (pldl1keep … pstl3strm) or a number in [0, 15]',
    };
  },
};

/** `vlx2` or `vlx4`. */
export const vlx: Codec<'vl'> = {
  bind(row): Bound {
    const field = joined(row, 'vl');
    return {
      kinds: KIND.NAME,
      encode(op, e) {
        const name = e.written(op).trim().toLowerCase();
        return (name === 'vlx2' || name === 'vlx4') && e.put(field, name === 'vlx4' ? 1 : 0);
      },
      print: (word) => (extract(field, word) ? 'vlx4' : 'vlx2'),
      expects: () => 'vlx2 or vlx4',
    };
  },
};
