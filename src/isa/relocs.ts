/**
 * Relocations of AArch64 ELF: one row each for LP64, read by assembler, linker and printers, and what they are called in ILP32.
 *
 * A row says what to compute (`operation`, in the letters of the psABI: S symbol, A addend, P place, G GOT entry, Page() is the 4 KiB page), which
 * bits of the result X go where (`form`, X[low + width - 1 : low]) and how it is checked (`check` over `bits` bits).
 * Source: "ELF for the Arm 64-bit Architecture" (AAELF64), sections 5.7.4 to 5.7.12.
 * Then the relocation operators of the assembler (`:lo12:` …): which row each means in which kind of operand.
 */

/** Where the bits go: little-endian data, or a field of an instruction word. */
export type RelocForm =
  | 'none'
  | 'data64'
  | 'data32'
  | 'data16'
  | 'adr'
  | 'imm12'
  | 'imm14'
  | 'imm19'
  | 'imm26'
  | 'movw'
  | 'movwSigned';

/**
 * How X is checked: not; -2^n <= X < 2^n; 0 <= X < 2^n; -2^n <= X < 2^(n+1) (data, either reading). n is `bits`.
 */
export type RelocCheck = 'none' | 'signed' | 'unsigned' | 'either';

export interface Reloc {
  /** ELF r_type. */
  readonly number: number;
  /** With its prefix: 'R_AARCH64_JUMP26'. */
  readonly name: string;
  /** The psABI's formula. */
  readonly operation: string;
  readonly form: RelocForm;
  /** The lowest bit of X that is stored, and how many are. */
  readonly low: number;
  readonly width: number;
  readonly check: RelocCheck;
  readonly bits: number;
  /** X must be a multiple of this. */
  readonly align: number;
}

const table = new Map<number, Reloc>();
const byName = new Map<string, Reloc>();

function reloc(
  number: number,
  name: string,
  operation: string,
  form: RelocForm,
  low = 0,
  width = 0,
  check: RelocCheck = 'none',
  bits = 0,
  align = 1,
): void {
  const row: Reloc = { number, name: `R_AARCH64_${name}`, operation, form, low, width, check, bits, align };
  table.set(number, row);
  byName.set(row.name, row);
}

/** MOVZ/MOVK/MOVN groups G0..G3: bits [16g+15 : 16g]; checked ones fit in 16(g+1) bits. */
function movw(number: number, name: string, operation: string, group: number, check: RelocCheck): void {
  // MOV[NZ]: psABI "-2^n <= X < 2^n" with n = 16(g+1)
  const signed = check === 'signed';
  reloc(number, name, operation, signed ? 'movwSigned' : 'movw', 16 * group, 16, check, 16 * (group + 1));
}

/** LO12 of the five access sizes, with and without the check that the offset fits 12 bits. */
function lo12(numbers: readonly (readonly [number, number])[], name: string, operation: string): void {
  numbers.forEach(([checked, unchecked], scale) => {
    const stem = `${name.replace('LDST', `LDST${8 << scale}`)}`;
    if (checked) reloc(checked, stem, operation, 'imm12', scale, 12 - scale, 'unsigned', 12, 1 << scale);
    reloc(unchecked, `${stem}_NC`, operation, 'imm12', scale, 12 - scale, 'none', 0, 1 << scale);
  });
}

reloc(0, 'NONE', '', 'none');
reloc(257, 'ABS64', 'S + A', 'data64', 0, 64);
reloc(258, 'ABS32', 'S + A', 'data32', 0, 32, 'either', 31);
reloc(259, 'ABS16', 'S + A', 'data16', 0, 16, 'either', 15);
reloc(260, 'PREL64', 'S + A - P', 'data64', 0, 64);
reloc(261, 'PREL32', 'S + A - P', 'data32', 0, 32, 'either', 31);
reloc(262, 'PREL16', 'S + A - P', 'data16', 0, 16, 'either', 15);
movw(263, 'MOVW_UABS_G0', 'S + A', 0, 'unsigned');
movw(264, 'MOVW_UABS_G0_NC', 'S + A', 0, 'none');
movw(265, 'MOVW_UABS_G1', 'S + A', 1, 'unsigned');
movw(266, 'MOVW_UABS_G1_NC', 'S + A', 1, 'none');
movw(267, 'MOVW_UABS_G2', 'S + A', 2, 'unsigned');
movw(268, 'MOVW_UABS_G2_NC', 'S + A', 2, 'none');
movw(269, 'MOVW_UABS_G3', 'S + A', 3, 'none');
movw(270, 'MOVW_SABS_G0', 'S + A', 0, 'signed');
movw(271, 'MOVW_SABS_G1', 'S + A', 1, 'signed');
movw(272, 'MOVW_SABS_G2', 'S + A', 2, 'signed');
reloc(273, 'LD_PREL_LO19', 'S + A - P', 'imm19', 2, 19, 'signed', 20, 4);
reloc(274, 'ADR_PREL_LO21', 'S + A - P', 'adr', 0, 21, 'signed', 20);
reloc(275, 'ADR_PREL_PG_HI21', 'Page(S + A) - Page(P)', 'adr', 12, 21, 'signed', 32);
reloc(276, 'ADR_PREL_PG_HI21_NC', 'Page(S + A) - Page(P)', 'adr', 12, 21);
reloc(277, 'ADD_ABS_LO12_NC', 'S + A', 'imm12', 0, 12);
reloc(279, 'TSTBR14', 'S + A - P', 'imm14', 2, 14, 'signed', 15, 4);
reloc(280, 'CONDBR19', 'S + A - P', 'imm19', 2, 19, 'signed', 20, 4);
reloc(282, 'JUMP26', 'S + A - P', 'imm26', 2, 26, 'signed', 27, 4);
reloc(283, 'CALL26', 'S + A - P', 'imm26', 2, 26, 'signed', 27, 4);
lo12(
  [
    [0, 278],
    [0, 284],
    [0, 285],
    [0, 286],
    [0, 299],
  ],
  'LDST_ABS_LO12',
  'S + A',
);
movw(287, 'MOVW_PREL_G0', 'S + A - P', 0, 'signed');
movw(288, 'MOVW_PREL_G0_NC', 'S + A - P', 0, 'none');
movw(289, 'MOVW_PREL_G1', 'S + A - P', 1, 'signed');
movw(290, 'MOVW_PREL_G1_NC', 'S + A - P', 1, 'none');
movw(291, 'MOVW_PREL_G2', 'S + A - P', 2, 'signed');
movw(292, 'MOVW_PREL_G2_NC', 'S + A - P', 2, 'none');
reloc(293, 'MOVW_PREL_G3', 'S + A - P', 'movwSigned', 48, 16);
movw(300, 'MOVW_GOTOFF_G0', 'G(GDAT(S + A)) - GOT', 0, 'signed');
movw(301, 'MOVW_GOTOFF_G0_NC', 'G(GDAT(S + A)) - GOT', 0, 'none');
movw(302, 'MOVW_GOTOFF_G1', 'G(GDAT(S + A)) - GOT', 1, 'signed');
movw(303, 'MOVW_GOTOFF_G1_NC', 'G(GDAT(S + A)) - GOT', 1, 'none');
movw(304, 'MOVW_GOTOFF_G2', 'G(GDAT(S + A)) - GOT', 2, 'signed');
movw(305, 'MOVW_GOTOFF_G2_NC', 'G(GDAT(S + A)) - GOT', 2, 'none');
reloc(306, 'MOVW_GOTOFF_G3', 'G(GDAT(S + A)) - GOT', 'movwSigned', 48, 16);
reloc(307, 'GOTREL64', 'S + A - GOT', 'data64', 0, 64);
reloc(308, 'GOTREL32', 'S + A - GOT', 'data32', 0, 32, 'either', 31);
reloc(309, 'GOT_LD_PREL19', 'G(GDAT(S + A)) - P', 'imm19', 2, 19, 'signed', 20, 4);
reloc(310, 'LD64_GOTOFF_LO15', 'G(GDAT(S + A)) - GOT', 'imm12', 3, 12, 'unsigned', 15, 8);
reloc(311, 'ADR_GOT_PAGE', 'Page(G(GDAT(S + A))) - Page(P)', 'adr', 12, 21, 'signed', 32);
reloc(312, 'LD64_GOT_LO12_NC', 'G(GDAT(S + A))', 'imm12', 3, 9, 'none', 0, 8);
reloc(313, 'LD64_GOTPAGE_LO15', 'G(GDAT(S + A)) - Page(GOT)', 'imm12', 3, 12, 'unsigned', 15, 8);
reloc(314, 'PLT32', 'S + A - P', 'data32', 0, 32, 'signed', 31);
reloc(315, 'GOTPCREL32', 'G(GDAT(S)) + A - P', 'data32', 0, 32, 'signed', 31);

reloc(512, 'TLSGD_ADR_PREL21', 'G(GTLSIDX(S, A)) - P', 'adr', 0, 21, 'signed', 20);
reloc(513, 'TLSGD_ADR_PAGE21', 'Page(G(GTLSIDX(S, A))) - Page(P)', 'adr', 12, 21, 'signed', 32);
reloc(514, 'TLSGD_ADD_LO12_NC', 'G(GTLSIDX(S, A))', 'imm12', 0, 12);
movw(515, 'TLSGD_MOVW_G1', 'G(GTLSIDX(S, A)) - GOT', 1, 'signed');
movw(516, 'TLSGD_MOVW_G0_NC', 'G(GTLSIDX(S, A)) - GOT', 0, 'none');
reloc(517, 'TLSLD_ADR_PREL21', 'G(GLDM(S)) - P', 'adr', 0, 21, 'signed', 20);
reloc(518, 'TLSLD_ADR_PAGE21', 'Page(G(GLDM(S))) - Page(P)', 'adr', 12, 21, 'signed', 32);
reloc(519, 'TLSLD_ADD_LO12_NC', 'G(GLDM(S))', 'imm12', 0, 12);
movw(520, 'TLSLD_MOVW_G1', 'G(GLDM(S)) - GOT', 1, 'signed');
movw(521, 'TLSLD_MOVW_G0_NC', 'G(GLDM(S)) - GOT', 0, 'none');
reloc(522, 'TLSLD_LD_PREL19', 'G(GLDM(S)) - P', 'imm19', 2, 19, 'signed', 20, 4);
movw(523, 'TLSLD_MOVW_DTPREL_G2', 'DTPREL(S + A)', 2, 'signed');
movw(524, 'TLSLD_MOVW_DTPREL_G1', 'DTPREL(S + A)', 1, 'signed');
movw(525, 'TLSLD_MOVW_DTPREL_G1_NC', 'DTPREL(S + A)', 1, 'none');
movw(526, 'TLSLD_MOVW_DTPREL_G0', 'DTPREL(S + A)', 0, 'signed');
movw(527, 'TLSLD_MOVW_DTPREL_G0_NC', 'DTPREL(S + A)', 0, 'none');
reloc(528, 'TLSLD_ADD_DTPREL_HI12', 'DTPREL(S + A)', 'imm12', 12, 12, 'unsigned', 24);
reloc(529, 'TLSLD_ADD_DTPREL_LO12', 'DTPREL(S + A)', 'imm12', 0, 12, 'unsigned', 12);
reloc(530, 'TLSLD_ADD_DTPREL_LO12_NC', 'DTPREL(S + A)', 'imm12', 0, 12);
lo12(
  [
    [531, 532],
    [533, 534],
    [535, 536],
    [537, 538],
    [572, 573],
  ],
  'TLSLD_LDST_DTPREL_LO12',
  'DTPREL(S + A)',
);
movw(539, 'TLSIE_MOVW_GOTTPREL_G1', 'G(GTPREL(S + A)) - GOT', 1, 'signed');
movw(540, 'TLSIE_MOVW_GOTTPREL_G0_NC', 'G(GTPREL(S + A)) - GOT', 0, 'none');
reloc(541, 'TLSIE_ADR_GOTTPREL_PAGE21', 'Page(G(GTPREL(S + A))) - Page(P)', 'adr', 12, 21, 'signed', 32);
reloc(542, 'TLSIE_LD64_GOTTPREL_LO12_NC', 'G(GTPREL(S + A))', 'imm12', 3, 9, 'none', 0, 8);
reloc(543, 'TLSIE_LD_GOTTPREL_PREL19', 'G(GTPREL(S + A)) - P', 'imm19', 2, 19, 'signed', 20, 4);
movw(544, 'TLSLE_MOVW_TPREL_G2', 'TPREL(S + A)', 2, 'signed');
movw(545, 'TLSLE_MOVW_TPREL_G1', 'TPREL(S + A)', 1, 'signed');
movw(546, 'TLSLE_MOVW_TPREL_G1_NC', 'TPREL(S + A)', 1, 'none');
movw(547, 'TLSLE_MOVW_TPREL_G0', 'TPREL(S + A)', 0, 'signed');
movw(548, 'TLSLE_MOVW_TPREL_G0_NC', 'TPREL(S + A)', 0, 'none');
reloc(549, 'TLSLE_ADD_TPREL_HI12', 'TPREL(S + A)', 'imm12', 12, 12, 'unsigned', 24);
reloc(550, 'TLSLE_ADD_TPREL_LO12', 'TPREL(S + A)', 'imm12', 0, 12, 'unsigned', 12);
reloc(551, 'TLSLE_ADD_TPREL_LO12_NC', 'TPREL(S + A)', 'imm12', 0, 12);
lo12(
  [
    [552, 553],
    [554, 555],
    [556, 557],
    [558, 559],
    [570, 571],
  ],
  'TLSLE_LDST_TPREL_LO12',
  'TPREL(S + A)',
);
reloc(560, 'TLSDESC_LD_PREL19', 'G(GTLSDESC(S + A)) - P', 'imm19', 2, 19, 'signed', 20, 4);
reloc(561, 'TLSDESC_ADR_PREL21', 'G(GTLSDESC(S + A)) - P', 'adr', 0, 21, 'signed', 20);
reloc(562, 'TLSDESC_ADR_PAGE21', 'Page(G(GTLSDESC(S + A))) - Page(P)', 'adr', 12, 21, 'signed', 32);
reloc(563, 'TLSDESC_LD64_LO12', 'G(GTLSDESC(S + A))', 'imm12', 3, 9, 'none', 0, 8);
reloc(564, 'TLSDESC_ADD_LO12', 'G(GTLSDESC(S + A))', 'imm12', 0, 12);
movw(565, 'TLSDESC_OFF_G1', 'G(GTLSDESC(S + A)) - GOT', 1, 'signed');
movw(566, 'TLSDESC_OFF_G0_NC', 'G(GTLSDESC(S + A)) - GOT', 0, 'none');
reloc(567, 'TLSDESC_LDR', '', 'none');
reloc(568, 'TLSDESC_ADD', '', 'none');
reloc(569, 'TLSDESC_CALL', '', 'none');
for (const [number, name] of [
  [1024, 'COPY'],
  [1025, 'GLOB_DAT'],
  [1026, 'JUMP_SLOT'],
  [1027, 'RELATIVE'],
  [1028, 'TLS_DTPMOD'],
  [1029, 'TLS_DTPREL'],
  [1030, 'TLS_TPREL'],
  [1031, 'TLSDESC'],
  [1032, 'IRELATIVE'],
] as const)
  reloc(number, name, '(dynamic)', 'data64', 0, 64);

/**
 * ILP32: its r_types, which are below 256, and the LP64 relocation that does the same. Loads from the GOT are of four bytes there and have a
 * name of their own. AAELF64, "ELF32".
 */
const ILP32: readonly (readonly [number, string, string?])[] = [
  [1, 'ABS32'],
  [2, 'ABS16'],
  [3, 'PREL32'],
  [4, 'PREL16'],
  [5, 'MOVW_UABS_G0'],
  [6, 'MOVW_UABS_G0_NC'],
  [7, 'MOVW_UABS_G1'],
  [8, 'MOVW_SABS_G0'],
  [9, 'LD_PREL_LO19'],
  [10, 'ADR_PREL_LO21'],
  [11, 'ADR_PREL_PG_HI21'],
  [12, 'ADD_ABS_LO12_NC'],
  [13, 'LDST8_ABS_LO12_NC'],
  [14, 'LDST16_ABS_LO12_NC'],
  [15, 'LDST32_ABS_LO12_NC'],
  [16, 'LDST64_ABS_LO12_NC'],
  [17, 'LDST128_ABS_LO12_NC'],
  [18, 'TSTBR14'],
  [19, 'CONDBR19'],
  [20, 'JUMP26'],
  [21, 'CALL26'],
  [22, 'MOVW_PREL_G0'],
  [23, 'MOVW_PREL_G0_NC'],
  [24, 'MOVW_PREL_G1'],
  [25, 'GOT_LD_PREL19'],
  [26, 'ADR_GOT_PAGE'],
  [27, 'LD64_GOT_LO12_NC', 'LD32_GOT_LO12_NC'],
  [28, 'LD64_GOTPAGE_LO15', 'LD32_GOTPAGE_LO14'],
  [80, 'TLSGD_ADR_PREL21'],
  [81, 'TLSGD_ADR_PAGE21'],
  [82, 'TLSGD_ADD_LO12_NC'],
  [83, 'TLSLD_ADR_PREL21'],
  [84, 'TLSLD_ADR_PAGE21'],
  [85, 'TLSLD_ADD_LO12_NC'],
  [87, 'TLSLD_MOVW_DTPREL_G1'],
  [88, 'TLSLD_MOVW_DTPREL_G0'],
  [89, 'TLSLD_MOVW_DTPREL_G0_NC'],
  [90, 'TLSLD_ADD_DTPREL_HI12'],
  [91, 'TLSLD_ADD_DTPREL_LO12'],
  [92, 'TLSLD_ADD_DTPREL_LO12_NC'],
  [103, 'TLSIE_ADR_GOTTPREL_PAGE21'],
  [104, 'TLSIE_LD64_GOTTPREL_LO12_NC', 'TLSIE_LD32_GOTTPREL_LO12_NC'],
  [105, 'TLSIE_LD_GOTTPREL_PREL19'],
  [106, 'TLSLE_MOVW_TPREL_G1'],
  [107, 'TLSLE_MOVW_TPREL_G0'],
  [108, 'TLSLE_MOVW_TPREL_G0_NC'],
  [109, 'TLSLE_ADD_TPREL_HI12'],
  [110, 'TLSLE_ADD_TPREL_LO12'],
  [111, 'TLSLE_ADD_TPREL_LO12_NC'],
  [112, 'TLSLE_LDST8_TPREL_LO12'],
  [113, 'TLSLE_LDST8_TPREL_LO12_NC'],
  [114, 'TLSLE_LDST16_TPREL_LO12'],
  [115, 'TLSLE_LDST16_TPREL_LO12_NC'],
  [116, 'TLSLE_LDST32_TPREL_LO12'],
  [117, 'TLSLE_LDST32_TPREL_LO12_NC'],
  [118, 'TLSLE_LDST64_TPREL_LO12'],
  [119, 'TLSLE_LDST64_TPREL_LO12_NC'],
  [122, 'TLSDESC_LD_PREL19'],
  [123, 'TLSDESC_ADR_PREL21'],
  [124, 'TLSDESC_ADR_PAGE21'],
  [125, 'TLSDESC_LD64_LO12', 'TLSDESC_LD32_LO12_NC'],
  [126, 'TLSDESC_ADD_LO12'],
  [127, 'TLSDESC_CALL'],
  [180, 'COPY'],
  [181, 'GLOB_DAT'],
  [182, 'JUMP_SLOT'],
  [183, 'RELATIVE'],
  [184, 'TLS_DTPMOD'],
  [185, 'TLS_DTPREL'],
  [186, 'TLS_TPREL'],
  [187, 'TLSDESC'],
  [188, 'IRELATIVE'],
];

const toIlp32 = new Map<number, number>([[0, 0]]);
const fromIlp32 = new Map<string, Reloc>();
for (const [number, name, own = name] of ILP32) {
  const row = byName.get(`R_AARCH64_${name}`);
  if (!row) continue;
  toIlp32.set(row.number, number);
  fromIlp32.set(`R_AARCH64_P32_${own}`, row);
}

// the one that both have, under one name
const none = byName.get('R_AARCH64_NONE');
if (none) fromIlp32.set(none.name, none);

/** The r_type in an ILP32 object of what has `number` in LP64; undefined where ILP32 has none. */
export function ilp32Number(number: number): number | undefined {
  return toIlp32.get(number);
}

/** The LP64 row that does what an ILP32 name, with its R_AARCH64_P32_ prefix, stands for. */
export function ilp32ByName(name: string): Reloc | undefined {
  return fromIlp32.get(name);
}

/** All rows, by r_type. */
export const RELOCS: ReadonlyMap<number, Reloc> = table;

/** The row of an r_type. */
export function relocByNumber(number: number): Reloc | undefined {
  return table.get(number);
}

/** The row of a name, with its R_AARCH64_ prefix (`.reloc`, printers). */
export function relocByName(name: string): Reloc | undefined {
  return byName.get(name);
}

/** Number of the relocation called R_AARCH64_`name`. Throws when the table has none: a fault of the caller. */
export function relocNumber(name: string): number {
  const row = byName.get(`R_AARCH64_${name}`);
  if (!row) throw new Error(`no relocation R_AARCH64_${name}`);
  return row.number;
}

/** Bytes that the relocation changes: 8, 4 or 2; 0 for markers. */
export function relocSize(row: Reloc): 0 | 2 | 4 | 8 {
  if (row.form === 'none') return 0;
  if (row.form === 'data64') return 8;
  return row.form === 'data16' ? 2 : 4;
}

/** The permitted range of X, both ends included; undefined when it is not checked. */
export function relocRange(row: Reloc): { readonly low: bigint; readonly high: bigint } | undefined {
  const n = 1n << BigInt(row.bits);
  switch (row.check) {
    case 'none':
      return undefined;
    case 'signed':
      return { low: -n, high: n - 1n };
    case 'unsigned':
      return { low: 0n, high: n - 1n };
    case 'either':
      return { low: -n, high: 2n * n - 1n };
  }
}

/** Why X cannot be stored, or undefined when it can. `x` is the formula's result as a signed number. */
export function relocFault(row: Reloc, x: bigint | number): 'range' | 'align' | undefined {
  if (typeof x === 'number') return smallFault(row, x);
  const range = relocRange(row);
  if (range && (x < range.low || x > range.high)) return 'range';
  if (row.align > 1 && (x & BigInt(row.align - 1)) !== 0n) return 'align';
  return undefined;
}

/** The same for X in 2^53, as a number. */
function smallFault(row: Reloc, x: number): 'range' | 'align' | undefined {
  const n = 2 ** row.bits;
  if (row.check !== 'none') {
    const low = row.check === 'unsigned' ? 0 : -n;
    if (x < low || x >= (row.check === 'either' ? 2 * n : n)) return 'range';
  }
  return x % row.align === 0 ? undefined : 'align';
}

/** The bits of X that are stored. */
function storedBits(row: Reloc, x: bigint | number): number {
  const width = Math.min(row.width, 32);
  if (typeof x === 'bigint') return Number((x >> BigInt(row.low)) & ((1n << BigInt(width)) - 1n));
  const shifted = Math.floor(x / 2 ** row.low);
  return shifted - Math.floor(shifted / 2 ** width) * 2 ** width;
}

/**
 * Puts X into the instruction word `word` (4-byte forms; data32 replaces it). Unchecked: see relocFault. Returns an unsigned word.
 * The MOV[NZ] forms turn the instruction into MOVZ or MOVN by the sign of X; a MOVK stays what it is.
 */
export function relocInsert(row: Reloc, word: number, x: bigint | number): number {
  const bits = storedBits(row, x);
  switch (row.form) {
    case 'adr':
      return ((word & 0x9f00001f) | ((bits & 3) << 29) | ((bits >>> 2) << 5)) >>> 0;
    case 'imm12':
      return ((word & ~(0xfff << 10)) | (bits << 10)) >>> 0;
    case 'imm14':
      return ((word & ~(0x3fff << 5)) | (bits << 5)) >>> 0;
    case 'imm19':
      return ((word & ~(0x7ffff << 5)) | (bits << 5)) >>> 0;
    case 'imm26':
      return ((word & ~0x3ffffff) | bits) >>> 0;
    case 'movw':
      return ((word & ~(0xffff << 5)) | (bits << 5)) >>> 0;
    case 'movwSigned': {
      const movk = (word & 0x60000000) === 0x60000000;
      const value = x < 0 && !movk ? bits ^ 0xffff : bits;
      const opcode = movk ? word : x < 0 ? word & ~0x40000000 : word | 0x40000000;
      return ((opcode & ~(0xffff << 5)) | (value << 5)) >>> 0;
    }
    default:
      return bits >>> 0;
  }
}

/** What kind of operand a relocation operator stands in. */
export type ModifierUse = 'adr' | 'adrp' | 'movw' | 'add' | 'ldst' | 'literal';

/** Operators and what they mean in each use; 'LDST{n}' is by access size, 'LDST{n}!' the checked form. */
const MODIFIERS: readonly (readonly [string, Partial<Record<ModifierUse, string>>])[] = [
  ['lo12', { add: 'ADD_ABS_LO12_NC', ldst: 'LDST{n}_ABS_LO12_NC' }],
  ['pg_hi21', { adrp: 'ADR_PREL_PG_HI21' }],
  ['pg_hi21_nc', { adrp: 'ADR_PREL_PG_HI21_NC' }],
  ...['abs_g0', 'abs_g0_nc', 'abs_g1', 'abs_g1_nc', 'abs_g2', 'abs_g2_nc', 'abs_g3'].map(
    (name) => [name, { movw: `MOVW_U${name.toUpperCase()}` }] as const,
  ),
  ...['g0', 'g1', 'g2'].map((g) => [`abs_${g}_s`, { movw: `MOVW_SABS_${g.toUpperCase()}` }] as const),
  ...['g0', 'g0_nc', 'g1', 'g1_nc', 'g2', 'g2_nc', 'g3'].map(
    (g) => [`prel_${g}`, { movw: `MOVW_PREL_${g.toUpperCase()}` }] as const,
  ),
  ['got', { adrp: 'ADR_GOT_PAGE', literal: 'GOT_LD_PREL19' }],
  ['got_lo12', { ldst: 'LD64_GOT_LO12_NC' }],
  ['gotpage_lo14', { ldst: 'LD64_GOTPAGE_LO15' }],
  ['gotpage_lo15', { ldst: 'LD64_GOTPAGE_LO15' }],
  ['gotoff_lo15', { ldst: 'LD64_GOTOFF_LO15' }],
  ['gotoff_g0_nc', { movw: 'MOVW_GOTOFF_G0_NC' }],
  ['gotoff_g1', { movw: 'MOVW_GOTOFF_G1' }],
  ['tlsgd', { adr: 'TLSGD_ADR_PREL21', adrp: 'TLSGD_ADR_PAGE21' }],
  ['tlsgd_lo12', { add: 'TLSGD_ADD_LO12_NC' }],
  ['tlsgd_g0_nc', { movw: 'TLSGD_MOVW_G0_NC' }],
  ['tlsgd_g1', { movw: 'TLSGD_MOVW_G1' }],
  ['tlsldm', { adr: 'TLSLD_ADR_PREL21', adrp: 'TLSLD_ADR_PAGE21' }],
  ['tlsldm_lo12_nc', { add: 'TLSLD_ADD_LO12_NC' }],
  ['dtprel_lo12', { add: 'TLSLD_ADD_DTPREL_LO12', ldst: 'TLSLD_LDST{n}_DTPREL_LO12' }],
  ['dtprel_lo12_nc', { add: 'TLSLD_ADD_DTPREL_LO12_NC', ldst: 'TLSLD_LDST{n}_DTPREL_LO12_NC' }],
  ['dtprel_hi12', { add: 'TLSLD_ADD_DTPREL_HI12' }],
  ...['g0', 'g0_nc', 'g1', 'g1_nc', 'g2'].map(
    (g) => [`dtprel_${g}`, { movw: `TLSLD_MOVW_DTPREL_${g.toUpperCase()}` }] as const,
  ),
  ['gottprel', { adrp: 'TLSIE_ADR_GOTTPREL_PAGE21', literal: 'TLSIE_LD_GOTTPREL_PREL19' }],
  ['gottprel_lo12', { ldst: 'TLSIE_LD64_GOTTPREL_LO12_NC' }],
  ['gottprel_g0_nc', { movw: 'TLSIE_MOVW_GOTTPREL_G0_NC' }],
  ['gottprel_g1', { movw: 'TLSIE_MOVW_GOTTPREL_G1' }],
  ['tprel', { add: 'TLSLE_ADD_TPREL_LO12' }],
  ['tprel_lo12', { add: 'TLSLE_ADD_TPREL_LO12', ldst: 'TLSLE_LDST{n}_TPREL_LO12' }],
  ['tprel_lo12_nc', { add: 'TLSLE_ADD_TPREL_LO12_NC', ldst: 'TLSLE_LDST{n}_TPREL_LO12_NC' }],
  ['tprel_hi12', { add: 'TLSLE_ADD_TPREL_HI12' }],
  ...['g0', 'g0_nc', 'g1', 'g1_nc', 'g2'].map(
    (g) => [`tprel_${g}`, { movw: `TLSLE_MOVW_TPREL_${g.toUpperCase()}` }] as const,
  ),
  ['tlsdesc', { adr: 'TLSDESC_ADR_PREL21', adrp: 'TLSDESC_ADR_PAGE21', literal: 'TLSDESC_LD_PREL19' }],
  ['tlsdesc_lo12', { add: 'TLSDESC_ADD_LO12', ldst: 'TLSDESC_LD64_LO12' }],
  ['tlsdesc_off_g1', { movw: 'TLSDESC_OFF_G1' }],
  ['tlsdesc_off_g0_nc', { movw: 'TLSDESC_OFF_G0_NC' }],
];

const MODIFIER_NUMBERS = new Map(MODIFIERS.map(([name], number) => [name, number]));

/** The number of a relocation operator (`lo12`, lower case, without colons), or -1. */
export function modifierNumber(name: string): number {
  return MODIFIER_NUMBERS.get(name) ?? -1;
}

/** All operators' names. */
export function modifierNames(): readonly string[] {
  return MODIFIERS.map(([name]) => name);
}

/** The operator's name. */
export function modifierName(number: number): string {
  return MODIFIERS[number]?.[0] ?? '';
}

/**
 * The r_type that operator `number` means in an operand of kind `use`; for 'ldst', `scale` is log2 of the access size in bytes. -1 when the
 * operator has no meaning there. What is loaded from the GOT may have any size, as with GNU as.
 */
export function modifierReloc(number: number, use: ModifierUse, scale = 0, ilp32 = false): number {
  const [written, meanings] = MODIFIERS[number] ?? [];
  const name = meanings?.[use];
  if (name === undefined || written === (ilp32 ? 'gotpage_lo15' : 'gotpage_lo14')) return -1;
  return byName.get(`R_AARCH64_${name.replace('{n}', String(8 << scale))}`)?.number ?? -1;
}

/** The row that a MOVW operator gives: which 16-bit group it is, for the shift that `movz x0, #:abs_g1:sym` implies. */
export function modifierGroup(number: number): number {
  const match = /_g([0-3])/.exec(modifierName(number));
  return match ? Number(match[1]) : 0;
}
