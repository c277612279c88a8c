/**
 * Thread-local storage: which of its access models a program really needs, and the instructions rewritten for it.
 *
 * Enters: a relocation type of a general model (GD, LD, descriptor, initial exec) and its symbol. Leaves: the model that serves, the new
 * instructions and the relocations that they take instead. AAELF64, "Relaxation of TLS sequences"; the sequences are those of
 * the compilers, and a call of __tls_get_addr in one goes with its relocation.
 */
import { relocNumber } from '../isa/relocs.ts';
import type { LinkContext } from './context.ts';
import { type GlobalSymbol, KIND } from './model.ts';

/** 'local': a constant offset from the thread pointer; 'initial': one that the GOT holds. */
export type TlsModel = 'none' | 'local' | 'initial';

/** One instruction of a rewritten sequence. */
export interface Rewrite {
  /** Bytes from the relocation's place. */
  readonly at: number;
  readonly word: number;
  /** Its relocation's type; 0 for none. */
  readonly type: number;
}

export interface Relaxation {
  readonly words: readonly Rewrite[];
  /** The next relocation belongs to an instruction that is gone. */
  readonly dropsNext: boolean;
}

const NOP = 0xd503201f;
const MRS_X0 = 0xd53bd040;
const MRS_X1 = 0xd53bd041;
const ADD_X0_X1_X0 = 0x8b000020;
const ADD_X0_X0_TCB = 0x91004000;
const MOVZ_X0_G1 = 0xd2a00000;
const MOVZ_X0_G2 = 0xd2c00000;
const MOVK_X0_G0 = 0xf2800000;
const MOVK_X0_G1 = 0xf2a00000;
const LDR_X0_LITERAL = 0x58000000;
const LDR_X0_X0 = 0xf9400000;

const [G2, G1, G1_NC, G0_NC, HI12, LO12_NC] = ['MOVW_TPREL_G2', 'MOVW_TPREL_G1', 'MOVW_TPREL_G1_NC', 'MOVW_TPREL_G0_NC']
  .concat('ADD_TPREL_HI12', 'ADD_TPREL_LO12_NC')
  .map((name) => relocNumber(`TLSLE_${name}`)) as [number, number, number, number, number, number];
const [IE_PAGE, IE_LO12, IE_LITERAL, IE_G1, IE_G0_NC] = [
  'ADR_GOTTPREL_PAGE21',
  'LD64_GOTTPREL_LO12_NC',
  'LD_GOTTPREL_PREL19',
]
  .concat('MOVW_GOTTPREL_G1', 'MOVW_GOTTPREL_G0_NC')
  .map((name) => relocNumber(`TLSIE_${name}`)) as [number, number, number, number, number];

type Maker = (word: number) => readonly (readonly [word: number, type?: number])[];

const one =
  (word: number, type = 0): Maker =>
  () => [[word, type]];
const same =
  (type: number): Maker =>
  (word) => [[word, type]];
/** The instruction with its lowest five bits, Rd or Rt, put into `base`. */
const keepRd =
  (base: number, type: number): Maker =>
  (word) => [[(base | (word & 31)) >>> 0, type]];
const intoX0 =
  (type: number): Maker =>
  (word) => [[(word & ~31) >>> 0, type]];
const thread: readonly (readonly [number, number?])[] = [[MRS_X1], [ADD_X0_X1_X0]];

/** By relocation name without TLS: the words from its place on. */
const TO_LOCAL: Readonly<Record<string, Maker>> = {
  GD_ADR_PREL21: () => [[MRS_X1], [0x91400020, HI12], [0x91000000, LO12_NC]],
  GD_ADR_PAGE21: one(MOVZ_X0_G1, G1),
  GD_ADD_LO12_NC: () => [[MOVK_X0_G0, G0_NC], ...thread],
  GD_MOVW_G1: one(MOVZ_X0_G2, G2),
  GD_MOVW_G0_NC: () => [[MOVK_X0_G1, G1_NC], [MOVK_X0_G0, G0_NC], ...thread],
  LD_ADR_PREL21: () => [[MRS_X0], [ADD_X0_X0_TCB]],
  LD_ADR_PAGE21: one(MRS_X0),
  LD_ADD_LO12_NC: () => [[ADD_X0_X0_TCB], [NOP]],
  IE_ADR_GOTTPREL_PAGE21: keepRd(MOVZ_X0_G1, G1),
  IE_LD64_GOTTPREL_LO12_NC: keepRd(MOVK_X0_G0, G0_NC),
  DESC_LD_PREL19: one(MOVZ_X0_G1, G1),
  DESC_ADR_PREL21: one(MOVK_X0_G0, G0_NC),
  DESC_ADR_PAGE21: one(MOVZ_X0_G1, G1),
  DESC_LD64_LO12: one(MOVK_X0_G0, G0_NC),
  DESC_ADD_LO12: one(NOP),
  DESC_OFF_G1: one(MOVZ_X0_G2, G2),
  DESC_OFF_G0_NC: one(MOVK_X0_G1, G1_NC),
  DESC_LDR: one(MOVK_X0_G0, G0_NC),
  DESC_ADD: one(NOP),
  DESC_CALL: one(NOP),
};

const TO_INITIAL: Readonly<Record<string, Maker>> = {
  GD_ADR_PREL21: () => [[LDR_X0_LITERAL, IE_LITERAL], ...thread],
  GD_ADR_PAGE21: same(IE_PAGE),
  GD_ADD_LO12_NC: () => [[LDR_X0_X0, IE_LO12], ...thread],
  GD_MOVW_G1: same(IE_G1),
  DESC_LD_PREL19: one(LDR_X0_LITERAL, IE_LITERAL),
  DESC_ADR_PREL21: one(NOP),
  DESC_ADR_PAGE21: same(IE_PAGE),
  DESC_LD64_LO12: intoX0(IE_LO12),
  DESC_ADD_LO12: one(NOP),
  DESC_OFF_G1: same(IE_G1),
  DESC_OFF_G0_NC: same(IE_G0_NC),
  DESC_LDR: intoX0(0),
  DESC_ADD: one(NOP),
  DESC_CALL: one(NOP),
};

const byType = (makers: Readonly<Record<string, Maker>>): ReadonlyMap<number, Maker> =>
  new Map(Object.entries(makers).map(([name, maker]) => [relocNumber(`TLS${name}`), maker]));
const LOCAL = byType(TO_LOCAL);
const INITIAL = byType(TO_INITIAL);
/** The instruction after these calls __tls_get_addr. */
const CALLS = new Set(
  ['GD_ADR_PREL21', 'GD_ADD_LO12_NC', 'LD_ADR_PREL21', 'LD_ADD_LO12_NC'].map((name) => relocNumber(`TLS${name}`)),
);
/** They mean the module, whatever symbol they name. */
const LOCAL_DYNAMIC = new Set(['PREL21', 'PAGE21'].map((name) => relocNumber(`TLSLD_ADR_${name}`)));
LOCAL_DYNAMIC.add(relocNumber('TLSLD_ADD_LO12_NC'));
const GD_MOVW_G0_NC = relocNumber('TLSGD_MOVW_G0_NC');

/** The model that a reference is relaxed to by the kind of output alone. */
export function relaxed(context: LinkContext, type: number, symbol: GlobalSymbol | undefined): TlsModel {
  const { options } = context;
  if (!LOCAL.has(type) || options.shared || options.relocatable) return 'none';
  if (symbol?.kind === KIND.weakUndefined) return 'none';
  if (symbol?.kind !== KIND.shared || LOCAL_DYNAMIC.has(type)) return 'local';
  return hasInitialForm(type) ? 'initial' : 'none';
}

/** Whether the type has a form that takes an offset from the GOT. */
export const hasInitialForm = (type: number): boolean => INITIAL.has(type) || type === GD_MOVW_G0_NC;

/**
 * The instructions for a relaxed reference. `wordAt` reads the instruction so many bytes from the place.
 */
export function relaxation(type: number, model: 'local' | 'initial', wordAt: (offset: number) => number): Relaxation {
  const words =
    model === 'initial' && type === GD_MOVW_G0_NC
      ? registerOffset(wordAt)
      : ((model === 'local' ? LOCAL : INITIAL).get(type)?.(wordAt(0)) ?? []);
  const rewrites = words.map(([word, to = 0], i) => ({ at: 4 * i, word, type: to }));
  return { words: rewrites, dropsNext: CALLS.has(type) || type === GD_MOVW_G0_NC };
}

/** `movk x0; add x0, xN, x0; bl`: the sum is the address of the GOT entry, and is loaded from. */
function registerOffset(wordAt: (offset: number) => number): readonly (readonly [number, number?])[] {
  const base = wordAt(4) & (31 << 5);
  return [[wordAt(0), IE_G0_NC], [(0xf8606800 | base) >>> 0], ...thread];
}
