/**
 * `.eh_frame` for procedures of the usual kind, as frame-writer.ts says it: in a section with addresses and a symbol, without handlers.
 *
 * Enters: procedures and their instructions (procedures.ts), and the CIEs that frame-writer.ts has made. Leaves: bytes of the section, with a fixup for each
 * start of a procedure. What is not usual is left, without effect.
 */
import { at, byte, number4, seek, sleb, uleb } from './dwarf.ts';
import { CFA, DATA_ALIGN } from './facts.ts';
import { FRAG, FRAG_LOG, MOST_PLACED } from './fragments.ts';
import { STATE } from './layout.ts';
import { i32 } from './memory.ts';
import { addFixup } from './output.ts';
import { FRAME_LOG, FRAME_ROW, PROC, PROC_LOG } from './procedures.ts';
import { allocate, widen } from './regions.ts';
import { SECTION, SECTION_LOG } from './sections.ts';

/** R_AARCH64_PREL32 of four bytes, as fixup.ts packs it. */
const PREL32 = (261 << 5) | 4;
/** Registers that the first byte of an instruction has room for. */
const MOST_SHORT = 0x3f;

/** The address of a place. */
function place(frag: number, offset: number): number {
  const address = i32[(i32[STATE.frags] as number) + (frag << FRAG_LOG) + FRAG.address] as number;
  return address >= 0 && address <= MOST_PLACED && offset <= MOST_PLACED ? address + offset : -1;
}

/** Of a CIE: where it is in the section, its first instruction, and how many it holds. */
const CIE = { at: 0, first: 1, initial: 2 } as const;
const CIE_LOG = 2;
const FIRST_CIES = 16;
let cies = 0;
let cieCount = 0;
let cieRoom = 0;

/** Begin a section, with no CIEs. */
export function beginFrames(): void {
  cies = allocate(FIRST_CIES << (CIE_LOG + 2)) >>> 2;
  cieCount = 0;
  cieRoom = FIRST_CIES;
}

/** A CIE of the usual kind stands at `place` in the section: it holds `initial` instructions, from number `first` on. */
export function addCie(place: number, first: number, initial: number): void {
  if (cieCount === cieRoom) {
    cies = widen(cies, cieCount << CIE_LOG);
    cieRoom <<= 2;
  }
  const row = cies + (cieCount << CIE_LOG);
  i32[row + CIE.at] = place;
  i32[row + CIE.first] = first;
  i32[row + CIE.initial] = initial;
  cieCount++;
}

/**
 * Append the entries of procedures from number `from` on, until one that is not of the usual kind, or has no CIE here; its number, or how many there are. Entries end
 * at multiples of four, the last one at one of 2^power; `home` is the section that they are in.
 */
export function writeProcedures(from: number, home: number, power: number): number {
  const count = i32[STATE.procCount] as number;
  for (let id = from; id < count; id++) if (writeProcedure(id, home, id === count - 1 ? power : 2) === 0) return id;
  return count;
}

/** The first instruction that is not in the CIE found last (-1: none), and where that CIE is. */
let rest = 0;
let cie = 0;

/** Find the newest CIE for a procedure: what it holds are the procedure's first instructions, where that begins. */
function findCie(proc: number): number {
  for (let n = cieCount - 1; n >= 0; n--) {
    const row = cies + (n << CIE_LOG);
    let mine = i32[row + CIE.first] as number;
    let left = i32[row + CIE.initial] as number;
    rest = i32[proc + PROC.first] as number;
    while (left > 0 && rest >= 0 && sameAtStart(proc, rest, mine)) {
      rest = i32[(i32[STATE.frameRows] as number) + (rest << FRAME_LOG) + FRAME_ROW.next] as number;
      mine = i32[(i32[STATE.frameRows] as number) + (mine << FRAME_LOG) + FRAME_ROW.next] as number;
      left--;
    }
    if (left > 0) continue;
    cie = i32[row + CIE.at] as number;
    return 1;
  }
  return 0;
}

/** Whether an instruction stands where the procedure begins, and is the same as another. */
function sameAtStart(proc: number, mine: number, other: number): boolean {
  const a = (i32[STATE.frameRows] as number) + (mine << FRAME_LOG);
  const b = (i32[STATE.frameRows] as number) + (other << FRAME_LOG);
  return (
    i32[a + FRAME_ROW.fragment] === i32[proc + PROC.start] &&
    i32[a + FRAME_ROW.offset] === i32[proc + PROC.startOffset] &&
    i32[a + FRAME_ROW.op] === i32[b + FRAME_ROW.op] &&
    i32[a + FRAME_ROW.a] === i32[b + FRAME_ROW.a] &&
    i32[a + FRAME_ROW.b] === i32[b + FRAME_ROW.b]
  );
}

/** Append the entry of one, which ends at a multiple of 2^power; 0 where it is not of the usual kind. */
function writeProcedure(id: number, home: number, power: number): number {
  const proc = (i32[STATE.procs] as number) + (id << PROC_LOG);
  const start = i32[proc + PROC.start] as number;
  const from = place(start, i32[proc + PROC.startOffset] as number);
  const to = place(i32[proc + PROC.end] as number, i32[proc + PROC.endOffset] as number);
  const section = i32[(i32[STATE.frags] as number) + (start << FRAG_LOG) + FRAG.section] as number;
  const symbol = (i32[(i32[STATE.sectionRows] as number) + (section << SECTION_LOG) + SECTION.settled] as number) - 1;
  if (i32[proc + PROC.rare] !== 0 || symbol < 0 || section === home || from < 0 || to < from) return 0;
  if (findCie(proc) === 0) return 0;
  const begin = (i32[STATE.out] as number) + (i32[STATE.outCount] as number);
  seek(begin + 4);
  number4((i32[STATE.before] as number) + (i32[STATE.outCount] as number) + 4 - cie);
  number4(0);
  number4(to - from);
  byte(0);
  if (instructions(rest, from) === 0) return 0;
  const behind = (i32[STATE.before] as number) - (i32[STATE.out] as number);
  while (((at + behind) & ((1 << power) - 1)) !== 0) byte(0);
  const bytes = at - begin;
  seek(begin);
  number4(bytes - 4);
  const offset = (i32[STATE.offset] as number) + (i32[STATE.outCount] as number) + 8;
  i32[STATE.outCount] = (i32[STATE.outCount] as number) + bytes;
  addFixup(offset, PREL32, symbol, -1, from, (i32[STATE.text] as number) - 1);
  return 1;
}

/** The instructions from number `first` on, with advances from the address `from` on; 0 where one is another matter. */
function instructions(first: number, from: number): number {
  let now = from;
  let row = first;
  while (row >= 0) {
    const numbers = (i32[STATE.frameRows] as number) + (row << FRAME_LOG);
    if ((i32[numbers + FRAME_ROW.extra] as number) >= 0) return 0;
    const here = place(i32[numbers + FRAME_ROW.fragment] as number, i32[numbers + FRAME_ROW.offset] as number);
    if (here < now) return 0;
    advance((here - now) >> 2);
    now = here;
    const x = i32[numbers + FRAME_ROW.a] as number;
    if (instruction(i32[numbers] as number, x, i32[numbers + FRAME_ROW.b] as number) === 0) return 0;
    row = i32[numbers + FRAME_ROW.next] as number;
  }
  return 1;
}

/** The shortest DW_CFA_advance_loc* for so many instructions. */
function advance(delta: number): void {
  if (delta === 0) return;
  if (delta <= MOST_SHORT) {
    byte(CFA.advance + delta);
    return;
  }
  const log = delta <= 0xff ? 0 : delta <= 0xffff ? 1 : 2;
  byte(CFA.advance1 + log);
  const size = 1 << log;
  const big = i32[STATE.bigEndian] !== 0;
  for (let i = 0; i < size; i++) byte(delta >>> ((big ? size - 1 - i : i) << 3));
}

function instruction(op: number, x: number, y: number): number {
  if (op === CFA.offset) {
    const scaled = (y / DATA_ALIGN) | 0;
    if (scaled < 0) return 0;
    if (x <= MOST_SHORT) byte(CFA.offset + x);
    else {
      byte(CFA.offsetExtended);
      uleb(x);
    }
    uleb(scaled);
  } else if (op === CFA.restore) {
    if (x <= MOST_SHORT) byte(CFA.restore + x);
    else {
      byte(CFA.restoreExtended);
      uleb(x);
    }
  } else if (op === CFA.defCfa) {
    if (y < 0) return 0;
    byte(CFA.defCfa);
    uleb(x);
    uleb(y);
  } else if (op === CFA.defCfaOffset) {
    byte(x < 0 ? CFA.defCfaOffsetSf : CFA.defCfaOffset);
    if (x < 0) sleb((x / DATA_ALIGN) | 0);
    else uleb(x);
  } else if (op === CFA.defCfaRegister || op === CFA.undefined || op === CFA.sameValue) {
    byte(op);
    uleb(x);
  } else if (op === CFA.rememberState || op === CFA.restoreState || op === CFA.negateRaState) byte(op);
  else return 0;
  return 1;
}
