/**
 * Codecs of PC-relative operands (branch targets, ADR, literal loads) and of conditions.
 *
 * A constant is an offset from the instruction (`b #4`), as GNU as takes it; a symbol becomes the operand's relocation.
 */

import { suggest } from '../../diag/did-you-mean.ts';
import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { unmixed } from '../letter-case.ts';
import { numberIn } from '../numbers.ts';
import { KIND, KINDS, type Operand } from '../operand.ts';
import { type ModifierUse, modifierName, modifierReloc, relocNumber } from '../relocs.ts';
import type { Bound, Codec } from '../row.ts';
import { imm } from './immediate.ts';
import { fieldIn } from './integer.ts';

/**
 * A target in `name` (signed, times 4), relocated by `reloc` ('JUMP26'). `literal` > 0 accepts `=value` of that many bytes; `remark` is what objdump
 * adds behind; `use` is what relocation operators mean.
 */
export function label<F extends string>(
  name: F,
  reloc: string,
  literal = 0,
  remark = '',
  use: ModifierUse | undefined = reloc === 'LD_PREL_LO19' ? 'literal' : undefined,
): Codec<F> {
  const number = relocNumber(reloc);
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      const limit = 2 ** (field.width + 1);
      return {
        kinds: literal > 0 ? KINDS.LABEL | KIND.LITERAL : KINDS.LABEL & ~KIND.LITERAL,
        encode(op, e) {
          if (op.kind === KIND.LITERAL) {
            const value = op.big ?? op.value;
            if (literal < 16 && (value < -(2 ** (8 * literal)) || value >= 2 ** (8 * literal)))
              e.warn(messages.literalTruncated(value, literal));
            e.fix(number, op, literal);
            return true;
          }
          if (!e.expression(op)) return false;
          if (op.kind === KIND.EXPR) return labelSymbol(op, e, number, use);
          if (op.big !== undefined || op.value < -limit || op.value >= limit || op.value % 4 !== 0) return false;
          return e.put(field, op.value / 4);
        },
        print(word, p) {
          const raw = extract(field, word);
          const offset = (raw >= 2 ** (field.width - 1) ? raw - 2 ** field.width : raw) * 4;
          if (remark !== '') p.comment(remark);
          return p.relative(offset);
        },
        expects: () => `a label or an offset in [${-limit}, ${limit - 4}] in steps of 4`,
        explain(op) {
          if (op.kind === KIND.EXPR && op.modifier >= 0)
            return messages.badModifier(modifierName(op.modifier), row.mnemonic);
          return op.kind === KIND.IMM ? messages.badOffset(op.big ?? op.value, -limit, limit - 4, 4) : undefined;
        },
      };
    },
  };
}

/** `use` is undefined where no operator has a meaning. */
function labelSymbol(op: Operand, e: Encoding, plain: number, use: ModifierUse | undefined): boolean {
  const reloc = op.modifier < 0 ? plain : use === undefined ? -1 : modifierReloc(op.modifier, use);
  if (reloc < 0) return false;
  e.fix(reloc, op);
  return true;
}

/** The target of ADR (immhi:immlo, bytes) or ADRP (pages). */
export function pcAddress(page: boolean): Codec<'immlo' | 'immhi'> {
  const number = relocNumber(page ? 'ADR_PREL_PG_HI21' : 'ADR_PREL_LO21');
  const unit = page ? 4096 : 1;
  return {
    bind(row): Bound {
      const low = fieldIn(row, 'immlo');
      const high = fieldIn(row, 'immhi');
      const limit = 2 ** 20 * unit;
      return {
        kinds: KINDS.LABEL & ~KIND.LITERAL,
        encode(op, e) {
          if (!e.expression(op)) return false;
          // what '#' stands before is no symbol to GNU as
          if (op.kind === KIND.EXPR) return !(page && op.hash) && labelSymbol(op, e, number, page ? 'adrp' : 'adr');
          if (page && !op.hash) {
            // GNU as leaves even a constant page to the linker; with '#', which only llvm-mc takes, it is a number of bytes
            e.fix(number, op);
            return true;
          }
          if (op.big !== undefined || op.value < -limit || op.value >= limit) return false;
          const units = op.value / unit;
          return Number.isInteger(units) && e.put(low, units & 3) && e.put(high, units >> 2);
        },
        print(word, p) {
          const raw = (extract(high, word) << 2) | extract(low, word);
          const offset = ((raw << 11) >> 11) * unit;
          return p.relative(page ? offset - p.pageOffset : offset);
        },
        expects: () => `a label or an offset in [${-limit}, ${limit - unit}]${page ? ' in steps of 4096' : ''}`,
        explain(op) {
          if (op.kind === KIND.EXPR && op.modifier >= 0)
            return messages.badModifier(modifierName(op.modifier), row.mnemonic);
          return op.kind === KIND.IMM ? messages.badOffset(op.big ?? op.value, -limit, limit - unit, unit) : undefined;
        },
      };
    },
  };
}

/** Names of the 16 conditions; the first of each is the one that objdump prints. */
export const CONDITIONS: readonly (readonly string[])[] = [
  ['eq', 'none'],
  ['ne', 'any'],
  ['cs', 'hs', 'nlast'],
  ['cc', 'lo', 'ul', 'last'],
  ['mi', 'first'],
  ['pl', 'nfrst'],
  ['vs'],
  ['vc'],
  ['hi', 'pmore'],
  ['ls', 'plast'],
  ['ge', 'tcont'],
  ['lt', 'tstop'],
  ['gt'],
  ['le'],
  ['al'],
  ['nv'],
];
const CONDITION_NUMBERS = new Map(CONDITIONS.flatMap((names, number) => names.map((name) => [name, number] as const)));

/** The number of a condition's name (lower case), or -1. */
export function conditionNumber(name: string): number {
  return CONDITION_NUMBERS.get(name) ?? -1;
}

/** The remark objdump adds for conditions that SVE names otherwise: 'eq = none'; '' when there is none. */
export function conditionRemark(number: number): string {
  const others = CONDITIONS[number]?.slice(1) ?? [];
  return others.length === 0 ? '' : `${CONDITIONS[number]?.[0]} = ${others.join(', ')}`;
}

/** A condition. `inverted`: the field holds its opposite (CSET, CINC …), and AL and NV are refused. */
export function condition<F extends string>(name: F, inverted = false): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KIND.NAME,
        encode(op, e) {
          const number = conditionOf(e, op);
          if (number < 0 || (inverted && number >= 14)) return false;
          return e.put(field, inverted ? number ^ 1 : number);
        },
        print(word, p) {
          const number = inverted ? extract(field, word) ^ 1 : extract(field, word);
          const remark = conditionRemark(number);
          if (remark) p.comment(remark);
          return CONDITIONS[number]?.[0] ?? '';
        },
        expects: () =>
          `a condition (eq, ne, cs, hs, cc, lo, mi, pl, vs, vc, hi, ls, ge, lt, gt, le${inverted ? '' : ', al, nv'})`,
        explain(op, e) {
          const written = e.written(op).toLowerCase();
          const similar = suggest(written, CONDITION_NUMBERS.keys());
          return similar
            ? messages.wrongOperand(row.mnemonic, 0, 'a condition', written, `did you mean '${similar}'?`)
            : undefined;
        },
      };
    },
  };
}

function conditionOf(e: Encoding, op: Operand): number {
  return conditionNumber(unmixed(e.written(op)));
}

/** The bit number of TBZ/TBNZ: b5:b40. A W register holds bits 0..31 only. */
export const testBit: Codec<'b5' | 'b40'> = {
  bind(row): Bound {
    const [b5, b40] = ['b5', 'b40'].map((name) => fieldIn(row, name)) as [Field, Field];
    return {
      kinds: KINDS.IMM,
      encode(op, e) {
        if (!e.constant(op) || op.big !== undefined || op.value < 0 || op.value > 63) return false;
        return e.put(b5, op.value >> 5) && e.put(b40, op.value & 31);
      },
      print: (word) => `#${(extract(b5, word) << 5) | extract(b40, word)}`,
      expects: () => 'a bit number in [0, 63] ([0, 31] of a W register)',
      explain: (op) =>
        op.kind === KIND.IMM
          ? messages.immediateRange(op.big ?? op.value, 0, 63, ' ([0, 31] of a W register)')
          : undefined,
      numbers(op) {
        const upper = op.value & 32;
        return [numberIn(b40, op.value, upper, upper + 31, 1, upper)];
      },
      // a low bit of an X register is for the row behind, which takes no others
      refuses: (op, e) => op.kind === KIND.IMM && (e.decided & b5.mask) !== 0 && op.value >= 0 && op.value < 32,
    };
  },
};

/** A label at most 65535 instructions back: the field holds the distance in instructions (FEAT_PAuth_LR). */
export const label16Back: Codec<'imm16'> = {
  bind(row): Bound {
    const field = fieldIn(row, 'imm16');
    return {
      kinds: KINDS.LABEL & ~KIND.LITERAL,
      encode(op, e) {
        if (!e.expression(op)) return false;
        if (op.kind === KIND.EXPR) return e.defer(op);
        return (
          op.big === undefined &&
          op.value <= 0 &&
          op.value >= -262140 &&
          op.value % 4 === 0 &&
          e.put(field, -op.value / 4)
        );
      },
      print: (word, p) => p.relative(-4 * extract(field, word)),
      expects: () => 'a label before this instruction, or an offset in [-262140, 0] in steps of 4',
      explain: (op) => (op.kind === KIND.IMM ? messages.badOffset(op.big ?? op.value, -262140, 0, 4) : undefined),
    };
  },
};

/** The flags of CCMP and CCMN: a number, or `NzCv` with capitals for those that are set, as GNU as takes it. */
export const flagBits: Codec<'nzcv'> = {
  bind(row): Bound {
    const field = fieldIn(row, 'nzcv');
    const number = imm('nzcv', { radix: 'hex' }).bind(row);
    return {
      ...number,
      encode(op, e) {
        const letters = op.kind === KIND.NAME ? e.written(op) : '';
        if (!/^nzcv$/i.test(letters)) return number.encode(op, e);
        let flags = 0;
        for (const letter of letters) flags = (flags << 1) | (letter < 'a' ? 1 : 0);
        return e.put(field, flags);
      },
    };
  },
};
