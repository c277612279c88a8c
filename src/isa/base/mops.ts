/**
 * Memory copy and set (FEAT_MOPS): prologue, main and epilogue of CPYF, CPY, SET and SETG, with unprivileged (t) and non-temporal (n) options.
 *
 * Semantics are those of option B (Arm DDI 0487, C6.2 and J1.1: PSTATE.C is 1, the registers move with the copy): the prologue decides the
 * direction (PSTATE.N: backwards) and moves nothing, the main instruction moves a piece and branches to itself until all is moved, so that it can be interrupted and
 * faults precisely; the epilogue finds nothing left.
 */

import { X } from '../codecs/integer.ts';
import { memBang, Xbang } from '../codecs/memory.ts';
import { ACCESS, type Bool, type Builder, type I64 } from '../ir.ts';
import { defineGroup } from '../row.ts';

const STAGES = [
  ['p', '00'],
  ['m', '01'],
  ['e', '10'],
] as const;
/** By the value of the 4 option bits: reads and writes, unprivileged or non-temporal. */
const COPY_OPTIONS = [
  '',
  'wt',
  'rt',
  't',
  'wn',
  'wtwn',
  'rtwn',
  'twn',
  'rn',
  'wtrn',
  'rtrn',
  'trn',
  'n',
  'wtn',
  'rtn',
  'tn',
] as const;
const SET_OPTIONS = ['', 't', 'n', 'tn'] as const;

type Stage = (typeof STAGES)[number][0];
const C = 1 << 29;
const N = 1 << 31;

interface CopyFields {
  readonly Rd: number;
  readonly Rs: number;
  readonly Rn: number;
}

/** Sizes above 2^63 - 1 count as that. */
function saturatedSize(b: Builder, size: I64): I64 {
  return b.select(b.slt(size, b.c64(0)), b.c64((1n << 63n) - 1n), size);
}

/** Main and epilogue want the flags that the prologue left. */
function checkOption(b: Builder): void {
  b.when(b.eq(b.and(b.nzcv(), b.c32(C)), b.c32(0)), () => b.callX('copyMismatch', []));
}

function copyPrologue(b: Builder, f: CopyFields, forwardOnly: boolean): void {
  const size = saturatedSize(b, b.x(f.Rn));
  b.setX(f.Rn, size);
  if (forwardOnly) {
    b.setNzcv(b.c32(C));
    return;
  }
  const [to, from] = [b.x(f.Rd), b.x(f.Rs)];
  const address = (v: I64): I64 => b.zext(v, 56);
  const overlaps = b.ult(address(to), b.add(address(from), size));
  const backward = b.and(b.ult(address(from), address(to)), overlaps);
  b.setNzcv(b.select(backward, b.c32(C | N), b.c32(C)));
  const moved = b.select(backward, size, b.c64(0));
  b.setX(f.Rd, b.add(to, moved));
  b.setX(f.Rs, b.add(from, moved));
}

/** Moves `bytes` bytes and the registers; backwards the registers are past what is left. */
function movePiece(b: Builder, f: CopyFields, bytes: 1 | 8, backward: Bool, read: number, write: number): void {
  const step = b.select(backward, b.c64(-bytes), b.c64(bytes));
  const before = b.select(backward, b.c64(-bytes), b.c64(0));
  const [to, from, left] = [b.x(f.Rd), b.x(f.Rs), b.x(f.Rn)];
  const value = b.load(b.add(from, before), bytes, read);
  b.store(b.add(to, before), bytes, value, write);
  b.setX(f.Rd, b.add(to, step));
  b.setX(f.Rs, b.add(from, step));
  b.setX(f.Rn, b.sub(left, b.c64(bytes)));
}

/** Whether eight bytes are left and `addresses` are aligned to them. */
function wholeWords(b: Builder, left: I64, ...addresses: readonly I64[]): Bool {
  const low = addresses.reduce((a, c) => b.or(a, c));
  return b.and(b.eq(b.zext(low, 3), b.c64(0)), b.xor(b.ult(left, b.c64(8)), b.c32(1)));
}

function inPieces(b: Builder, Rn: number, wide: (left: I64) => Bool, piece: (bytes: 1 | 8) => void): void {
  const left = b.x(Rn);
  const large = wide(left);
  const some = b.ne(left, b.c64(0));
  b.when(large, () => piece(8));
  b.when(b.and(some, b.xor(large, b.c32(1))), () => piece(1));
  b.branchIf(b.ne(b.x(Rn), b.c64(0)), b.pc);
}

function copy(b: Builder, f: CopyFields, stage: Stage, forwardOnly: boolean, options: number): void {
  if (stage === 'p') {
    copyPrologue(b, f, forwardOnly);
    return;
  }
  checkOption(b);
  const backward = b.shr(b.nzcv(), 31);
  const [write, read] = [options & 1 ? ACCESS.unprivileged : 0, options & 2 ? ACCESS.unprivileged : 0];
  inPieces(
    b,
    f.Rn,
    (left) => wholeWords(b, left, b.x(f.Rd), b.x(f.Rs)),
    (bytes) => movePiece(b, f, bytes, backward, read, write),
  );
}

interface SetFields {
  readonly Rd: number;
  readonly Rn: number;
  readonly Rm: number;
}

function set(b: Builder, f: SetFields, stage: Stage, unprivileged: boolean, tags: boolean): void {
  if (stage === 'p') {
    const size = saturatedSize(b, b.x(f.Rn));
    if (tags) b.when(b.ne(size, b.c64(0)), () => b.callX('writeTag', [b.or(b.x(f.Rd), b.zext(size, 4))], 1));
    b.setX(f.Rn, size);
    b.setNzcv(b.c32(C));
    return;
  }
  checkOption(b);
  const value = b.mul(b.zext(b.x(f.Rm), 8), b.c64(0x0101_0101_0101_0101n));
  inPieces(
    b,
    f.Rn,
    (left) => wholeWords(b, left, b.x(f.Rd)),
    (bytes) => {
      const [to, left] = [b.x(f.Rd), b.x(f.Rn)];
      b.store(to, bytes, value, unprivileged ? ACCESS.unprivileged : 0);
      b.setX(f.Rd, b.add(to, b.c64(bytes)));
      b.setX(f.Rn, b.sub(left, b.c64(bytes)));
    },
  );
}

export const memoryCopy = defineGroup('base/memory-copy', (table) => {
  const t = table.needs('mops');
  for (const [name, o] of [
    ['cpyf', '0'],
    ['cpy', '1'],
  ] as const) {
    for (const [stage, op] of STAGES) {
      COPY_OPTIONS.forEach((option, number) => {
        const bits = number.toString(2).padStart(4, '0');
        t.insn(
          `${name}${stage}${option}`,
          `00011 ${o} 01 ${op} 0 Rs:5 ${bits} 01 Rn:5 Rd:5`,
          [memBang('Rd'), memBang('Rs'), Xbang('Rn')],
          {
            reserved: (f) => f.Rd === f.Rs || f.Rd === f.Rn || f.Rs === f.Rn || f.Rd === 31 || f.Rs === 31,
            semantics: (b, f) => copy(b, f, stage, name === 'cpyf', number),
          },
        );
      });
    }
  }
  for (const [name, o, feature] of [
    ['set', '0', 'mops'],
    ['setg', '1', 'mops & memtag'],
  ] as const) {
    for (const [stage, op] of STAGES) {
      SET_OPTIONS.forEach((option, number) => {
        const bits = number.toString(2).padStart(2, '0');
        t.insn(
          `${name}${stage}${option}`,
          `00011 ${o} 01 11 0 Rm:5 ${op} ${bits} 01 Rn:5 Rd:5`,
          [memBang('Rd'), Xbang('Rn'), X('Rm')],
          {
            feature,
            reserved: (f) => f.Rd === f.Rm || f.Rd === f.Rn || f.Rm === f.Rn || f.Rd === 31,
            semantics: (b, f) => set(b, f, stage, (number & 1) === 1, name === 'setg'),
          },
        );
      });
    }
  }
});
