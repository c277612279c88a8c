/**
 * Codecs of system instructions: system registers, barriers, hints, maintenance operations, PSTATE fields, prefetch operations.
 */

import { suggest } from '../../diag/did-you-mean.ts';
import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { unmixed } from '../letter-case.ts';
import { integerRegister, numberIn } from '../numbers.ts';
import { KIND, KINDS, type Operand } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import {
  BARRIER_OPTIONS,
  DSB_NXS,
  prefetchName,
  prefetchNumber,
  type SysopName,
  sysopByKey,
  sysopByName,
  sysops,
} from '../sysops.ts';
import { genericSysreg, genericSysregName, sysregByKey, sysregByName, sysregs } from '../sysregs.ts';
import { rangeMessage, shown } from './immediate.ts';
import { fieldIn, registerName } from './integer.ts';

/** RET's register: X30 when left out. */
export function optionalReturn<F extends string>(name: F): Codec<F> {
  return optionalX(name, 30);
}

/** An X register that may be left out, with the number it then has; printed only when it differs. */
export function optionalX<F extends string>(name: F, omitted: number): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KINDS.X,
        encode: (op, e) => e.put(field, op.reg),
        omit: (e) => e.put(field, omitted),
        print(word) {
          const number = extract(field, word);
          return number === omitted ? '' : registerName(number, true, false);
        },
        expects: () => 'a 64-bit integer register',
        numbers: (op) => integerRegister(field, op.reg, op.kind),
      };
    },
  };
}

/** A system register, in `name` (op0 without its high bit, op1, CRn, CRm, op2: 16 bits). `write` for MSR. */
export function systemRegister<F extends string>(name: F, write: boolean): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KIND.NAME,
        encode(op, e) {
          const written = e.written(op);
          const known = sysregByName(written);
          if (!known) {
            const key = genericSysreg(written);
            return key >= 0 && e.put(field, key);
          }
          const permitted = known.access.includes(write ? 'w' : 'r');
          // GNU as only warns; for registers newer than GNU as 2.40 the refusal of llvm-mc stands
          if (!permitted && known.feature === 'llvm') return false;
          if (!permitted) e.warn(messages.sysregAccess(known.name, write));
          if (known.feature !== '' && !e.features.satisfies(known.feature))
            e.lack(known.feature, messages.sysregUnsupported(known.name, known.feature));
          return e.put(field, known.key);
        },
        print(word, p) {
          const key = extract(field, word);
          const known = sysregByKey(key, write);
          if (p.notes && known && !known.access.includes(write ? 'w' : 'r'))
            p.comment(`note: ${write ? 'writing to a read-only' : 'reading from a write-only'} register`);
          return known?.name ?? genericSysregName(key);
        },
        expects: () => 'a system register (a name, or S<op0>_<op1>_C<n>_C<m>_<op2>)',
        explain(op, e) {
          const written = e.written(op);
          const known = sysregByName(written);
          if (known) return messages.sysregRefused(known.name, write);
          return messages.unknownName('system register', written, suggest(written.toLowerCase(), sysregs().keys()));
        },
      };
    },
  };
}

/** One PSTATE field's name; the row fixes op1 and op2. */
export function pstateName(wanted: string): Codec<never> {
  return {
    bind(): Bound {
      return {
        kinds: KIND.NAME,
        encode: (op, e) => e.written(op).toLowerCase() === wanted,
        print: () => wanted,
        expects: () => `a PSTATE field or system register`,
        refuses: () => true,
        explain: (op, e) =>
          messages.unknownName(
            'system register or PSTATE field',
            e.written(op),
            suggest(e.written(op).toLowerCase(), sysregs().keys()),
          ),
      };
    },
  };
}

/** A fixed word as operand, in any case: `smstart sm`, `brb iall`, `chkfeat x16`. */
export const keyword = (...words: readonly string[]): Codec<never> => fixedWord(words, (text) => text.toLowerCase());

/** A fixed word as operand of a hint, in one case: `psb csync`. */
export const hintOption = (...words: readonly string[]): Codec<never> => fixedWord(words, unmixed);

function fixedWord(words: readonly string[], nameOf: (written: string) => string): Codec<never> {
  return {
    bind(): Bound {
      return {
        kinds: KINDS.LABEL,
        encode: (op, e) => words.includes(nameOf(e.written(op))),
        print: () => words[0] ?? '',
        expects: () => words.map((word) => `'${word}'`).join(' or '),
      };
    },
  };
}

/** A maintenance operation of `kind`; fields op1, CRn, CRm, op2. Whether it takes a register is checked with `sysopRegister`. */
export function sysopName(kind: SysopName): Codec<'op1' | 'CRn' | 'CRm' | 'op2'> {
  return {
    bind(row): Bound {
      const fields = ['op1', 'CRn', 'CRm', 'op2'].map((name) => fieldIn(row, name)) as [Field, Field, Field, Field];
      return {
        kinds: KIND.NAME,
        encode(op, e) {
          const found = sysopByName(kind, e.written(op));
          if (!found) return false;
          if (found.feature !== '' && !e.features.satisfies(found.feature))
            e.lack(found.feature, messages.sysregUnsupported(found.name, found.feature));
          return putKey(fields, found.key, e);
        },
        print: (word) => sysopByKey(keyOf(fields, word))?.name ?? '',
        expects: () => `an operation of '${kind}'`,
        explain(op, e) {
          const names = [...sysops().values()].filter((one) => one.kind === kind).map((one) => one.name);
          return messages.unknownName(
            `'${kind}' operation`,
            e.written(op),
            suggest(e.written(op).toLowerCase(), names),
          );
        },
      };
    },
  };
}

function putKey(fields: readonly [Field, Field, Field, Field], key: number, e: Encoding): boolean {
  return (
    e.put(fields[0], key >> 11) &&
    e.put(fields[1], (key >> 7) & 15) &&
    e.put(fields[2], (key >> 3) & 15) &&
    e.put(fields[3], key & 7)
  );
}

function keyOf(fields: readonly [Field, Field, Field, Field], word: number): number {
  return (
    (extract(fields[0], word) << 11) |
    (extract(fields[1], word) << 7) |
    (extract(fields[2], word) << 3) |
    extract(fields[3], word)
  );
}

/** Rt of a maintenance operation: there, or left out (31), as the operation demands. `pair`: TLBIP's second register follows. */
export const sysopRegister: Codec<'op1' | 'CRn' | 'CRm' | 'op2' | 'Rt'> = {
  bind(row): Bound {
    const fields = ['op1', 'CRn', 'CRm', 'op2'].map((name) => fieldIn(row, name)) as [Field, Field, Field, Field];
    const Rt = fieldIn(row, 'Rt');
    const takes = (word: number): boolean => sysopByKey(keyOf(fields, word))?.register ?? true;
    return {
      kinds: KINDS.X,
      encode: (op, e) => takes(e.word) && e.put(Rt, op.reg),
      omit: (e) => !takes(e.word) && e.put(Rt, 31),
      print(word) {
        const number = extract(Rt, word);
        return !takes(word) && number === 31 ? '' : registerName(number, true, false);
      },
      expects: (e) => (takes(e.word) ? 'a 64-bit integer register' : 'nothing: this operation takes no register'),
      numbers: (op) => integerRegister(Rt, op.reg, op.kind),
    };
  },
};

/** `C7` of SYS. */
export function controlRegister<F extends string>(name: F): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KIND.NAME,
        encode(op, e) {
          const match = /^c(\d{1,2})$/i.exec(e.written(op));
          return match !== null && Number(match[1]) < 16 && e.put(field, Number(match[1]));
        },
        print: (word) => `C${extract(field, word)}`,
        expects: () => 'a control register name (c0-c15)',
      };
    },
  };
}

/** Option of DMB or DSB: a name or a number 0..15. */
export function barrierOption<F extends string>(name: F): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KINDS.IMM,
        encode(op, e) {
          const known = op.kind === KIND.NAME ? barrierNumber(e.written(op)) : -1;
          if (known >= 0) return e.put(field, known);
          return inNibble(op, e) && e.put(field, op.value);
        },
        print(word) {
          const option = extract(field, word);
          return BARRIER_OPTIONS[option] || `#0x${option.toString(16).padStart(2, '0')}`;
        },
        expects: () =>
          'a barrier option (sy, st, ld, ish, ishst, ishld, nsh, nshst, nshld, osh, oshst, oshld) or an immediate in [0, 15]',
        explain: (op, e) =>
          op.kind === KIND.IMM
            ? rangeMessage(op, e, 0, 15)
            : messages.unknownName(
                'barrier option',
                e.written(op),
                suggest(e.written(op).toLowerCase(), BARRIER_OPTIONS.filter(Boolean)),
              ),
        numbers: (op) => [numberIn(field, op.value, 0, 15)],
      };
    },
  };
}

/** The number of a barrier option, or -1. Some numbers have no name. */
function barrierNumber(written: string): number {
  const name = unmixed(written);
  return name === '' ? -1 : BARRIER_OPTIONS.indexOf(name);
}

function inNibble(op: Operand, e: Encoding): boolean {
  return e.constant(op) && op.big === undefined && op.value >= 0 && op.value <= 15;
}

/** Option of DSB nXS: its name, or 16, 20, 24, 28. */
export const nxsOption: Codec<'imm2'> = {
  bind(row): Bound {
    const field = fieldIn(row, 'imm2');
    return {
      kinds: KINDS.IMM,
      encode(op, e) {
        const found =
          op.kind === KIND.NAME
            ? DSB_NXS.find(([name]) => name === e.written(op).toLowerCase())
            : DSB_NXS.find(([, , number]) => e.constant(op) && op.value === number);
        return found !== undefined && e.put(field, found[1]);
      },
      print: (word) => DSB_NXS[extract(field, word)]?.[0] ?? '',
      expects: () => 'oshnxs, nshnxs, ishnxs, synxs or an immediate 16, 20, 24 or 28',
    };
  },
};

/** ISB's option: SY, a number, or left out (15). */
export const isbOption: Codec<'CRm'> = {
  bind(row): Bound {
    const field = fieldIn(row, 'CRm');
    return {
      kinds: KINDS.IMM,
      encode(op, e) {
        if (op.kind === KIND.NAME && unmixed(e.written(op)) === 'sy') return e.put(field, 15);
        return inNibble(op, e) && e.put(field, op.value);
      },
      omit: (e) => e.put(field, 15),
      print(word) {
        const option = extract(field, word);
        return option === 15 ? '' : `#0x${option.toString(16)}`;
      },
      expects: () => "'sy' or an immediate in [0, 15]",
      explain: (op, e) => (op.kind === KIND.IMM ? rangeMessage(op, e, 0, 15) : undefined),
      numbers: (op) => [numberIn(field, op.value, 0, 15)],
    };
  },
};

/** A prefetch operation by name or as a number 0..31. */
export function prefetchOperation<F extends string>(name: F): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KINDS.IMM,
        encode(op, e) {
          const known = op.kind === KIND.NAME ? prefetchNumber(unmixed(e.written(op))) : -1;
          if (known >= 0) return e.put(field, known);
          return e.constant(op) && op.big === undefined && op.value >= 0 && op.value <= 31 && e.put(field, op.value);
        },
        print(word) {
          const number = extract(field, word);
          return prefetchName(number) || `#0x${number.toString(16).padStart(2, '0')}`;
        },
        expects: () => 'a prefetch operation (pld|pli|pst, l1|l2|l3, keep|strm: pldl1keep) or an immediate in [0, 31]',
        explain: (op, e) =>
          op.kind === KIND.IMM
            ? messages.immediateRange(shown(op), 0, 31)
            : messages.unknownName('prefetch operation', e.written(op), undefined),
        numbers: (op) => (op.kind === KIND.IMM ? [numberIn(field, op.value, 0, 31)] : undefined),
      };
    },
  };
}

const RANGE_PREFETCHES: ReadonlyMap<string, number> = new Map([
  ['pldkeep', 0],
  ['pstkeep', 1],
  ['pldstrm', 4],
  ['pststrm', 5],
]);

/** RPRFM's operation: a name or a number 0..63. */
export function rangePrefetchOperation<F extends string>(name: F): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KINDS.IMM,
        encode(op, e) {
          const known = op.kind === KIND.NAME ? RANGE_PREFETCHES.get(e.written(op).toLowerCase()) : undefined;
          if (known !== undefined) return e.put(field, known);
          return e.constant(op) && op.big === undefined && op.value >= 0 && op.value <= 63 && e.put(field, op.value);
        },
        print(word) {
          const number = extract(field, word);
          for (const [known, value] of RANGE_PREFETCHES) if (value === number) return known;
          return `#${number}`;
        },
        expects: () => 'pldkeep, pstkeep, pldstrm, pststrm or an immediate in [0, 63]',
        explain: (op) => (op.kind === KIND.IMM ? messages.immediateRange(shown(op), 0, 63) : undefined),
      };
    },
  };
}

/** A register that is fixed by the instruction but written all the same: `chkfeat x16`. */
export function fixedX(number: number): Codec<never> {
  return {
    bind(): Bound {
      return {
        kinds: KINDS.X,
        encode: (op) => op.reg === number,
        print: () => registerName(number, true, false),
        expects: () => registerName(number, true, false),
      };
    },
  };
}
