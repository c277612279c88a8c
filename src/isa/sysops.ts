/**
 * System operations: DC, IC, AT, TLBI, CFP, DVP, CPP, COSP by name; barrier options; PSTATE fields; prefetch operations.
 *
 * Each is SYS with fixed op1, CRn, CRm, op2. The table is text, a line an operation: name, op1 CRn CRm op2, and `-` when it takes no register. Every TLBI has an
 * `nXS` sibling (FEAT_XS) with CRn 9, and as TLBIP (FEAT_D128) a form with a register pair. Source: Arm DDI 0487, C5.3 to C5.5.
 */

export type SysopName = 'ic' | 'dc' | 'at' | 'tlbi' | 'cfp' | 'dvp' | 'cosp' | 'cpp';

export interface Sysop {
  readonly kind: SysopName;
  /** Lower case. */
  readonly name: string;
  /** sysopKey of the encoding. */
  readonly key: number;
  /** Whether it takes a register. */
  readonly register: boolean;
  /** Extension that GNU as asks for, '' for Armv8.0, 'llvm' when newer than GNU as 2.40. */
  readonly feature: string;
}

/** op1:CRn:CRm:op2 as one number. */
export function sysopKey(op1: number, CRn: number, CRm: number, op2: number): number {
  return (op1 << 11) | (CRn << 7) | (CRm << 3) | op2;
}

// biome-ignore format: a table
const TABLE: readonly (readonly [kind: SysopName, feature: string, rows: string])[] = [
  ['ic', '', `
ialluis 0 7 1 0 -
iallu 0 7 5 0 -
ivau 3 7 5 1`],
  ['dc', '', `
ivac 0 7 6 1
isw 0 7 6 2
csw 0 7 10 2
cisw 0 7 14 2
zva 3 7 4 1
cvac 3 7 10 1
cvau 3 7 11 1
civac 3 7 14 1
cipapa 6 7 14 1
cigdpapa 6 7 14 5`],
  ['dc', 'memtag', `
igvac 0 7 6 3
igsw 0 7 6 4
igdvac 0 7 6 5
igdsw 0 7 6 6
cgsw 0 7 10 4
cgdsw 0 7 10 6
cigsw 0 7 14 4
cigdsw 0 7 14 6
gva 3 7 4 3
gzva 3 7 4 4
cgvac 3 7 10 3
cgdvac 3 7 10 5
cgvap 3 7 12 3
cgdvap 3 7 12 5
cgvadp 3 7 13 3
cgdvadp 3 7 13 5
cigvac 3 7 14 3
cigdvac 3 7 14 5`],
  ['dc', 'v8.2-a', `
cvap 3 7 12 1`],
  ['dc', 'v8.5-a', `
cvadp 3 7 13 1`],
  ['dc', 'llvm', `
cipae 4 7 14 0
cigdpae 4 7 14 7`],
  ['at', '', `
s1e1r 0 7 8 0
s1e1w 0 7 8 1
s1e0r 0 7 8 2
s1e0w 0 7 8 3
s1e2r 4 7 8 0
s1e2w 4 7 8 1
s12e1r 4 7 8 4
s12e1w 4 7 8 5
s12e0r 4 7 8 6
s12e0w 4 7 8 7
s1e3r 6 7 8 0
s1e3w 6 7 8 1`],
  ['at', 'v8.2-a', `
s1e1rp 0 7 9 0
s1e1wp 0 7 9 1`],
  ['at', 'llvm', `
s1e1a 0 7 9 2
s1e2a 4 7 9 2
s1e3a 6 7 9 2`],
  ['tlbi', 'v8.4-a', `
vmalle1os 0 8 1 0 -
vae1os 0 8 1 1
aside1os 0 8 1 2
vaae1os 0 8 1 3
vale1os 0 8 1 5
vaale1os 0 8 1 7
rvae1is 0 8 2 1
rvaae1is 0 8 2 3
rvale1is 0 8 2 5
rvaale1is 0 8 2 7
rvae1os 0 8 5 1
rvaae1os 0 8 5 3
rvale1os 0 8 5 5
rvaale1os 0 8 5 7
rvae1 0 8 6 1
rvaae1 0 8 6 3
rvale1 0 8 6 5
rvaale1 0 8 6 7
ripas2e1is 4 8 0 2
ripas2le1is 4 8 0 6
alle2os 4 8 1 0 -
vae2os 4 8 1 1
alle1os 4 8 1 4 -
vale2os 4 8 1 5
vmalls12e1os 4 8 1 6 -
rvae2is 4 8 2 1
rvale2is 4 8 2 5
ipas2e1os 4 8 4 0
ripas2e1 4 8 4 2
ripas2e1os 4 8 4 3
ipas2le1os 4 8 4 4
ripas2le1 4 8 4 6
ripas2le1os 4 8 4 7
rvae2os 4 8 5 1
rvale2os 4 8 5 5
rvae2 4 8 6 1
rvale2 4 8 6 5
alle3os 6 8 1 0 -
vae3os 6 8 1 1
vale3os 6 8 1 5
rvae3is 6 8 2 1
rvale3is 6 8 2 5
rvae3os 6 8 5 1
rvale3os 6 8 5 5
rvae3 6 8 6 1
rvale3 6 8 6 5`],
  ['tlbi', '', `
vmalle1is 0 8 3 0 -
vae1is 0 8 3 1
aside1is 0 8 3 2
vaae1is 0 8 3 3
vale1is 0 8 3 5
vaale1is 0 8 3 7
vmalle1 0 8 7 0 -
vae1 0 8 7 1
aside1 0 8 7 2
vaae1 0 8 7 3
vale1 0 8 7 5
vaale1 0 8 7 7
ipas2e1is 4 8 0 1
ipas2le1is 4 8 0 5
alle2is 4 8 3 0 -
vae2is 4 8 3 1
alle1is 4 8 3 4 -
vale2is 4 8 3 5
vmalls12e1is 4 8 3 6 -
ipas2e1 4 8 4 1
ipas2le1 4 8 4 5
alle2 4 8 7 0 -
vae2 4 8 7 1
alle1 4 8 7 4 -
vale2 4 8 7 5
vmalls12e1 4 8 7 6 -
paallos 6 8 1 4 -
alle3is 6 8 3 0 -
vae3is 6 8 3 1
vale3is 6 8 3 5
rpaos 6 8 4 3
rpalos 6 8 4 7
alle3 6 8 7 0 -
vae3 6 8 7 1
paall 6 8 7 4 -
vale3 6 8 7 5`],
  ['tlbi', 'llvm', `
vmallws2e1is 4 8 2 2 -
vmallws2e1os 4 8 5 2 -
vmallws2e1 4 8 6 2 -`],
  ['cfp', 'predres', `
rctx 3 7 3 4`],
  ['dvp', 'predres', `
rctx 3 7 3 5`],
  ['cosp', 'llvm', `
rctx 3 7 3 6`],
  ['cpp', 'predres', `
rctx 3 7 3 7`],
];

/** Distance of a TLBI's nXS form: CRn 9 instead of 8. */
const NXS = 1 << 7;

interface Tables {
  readonly byName: ReadonlyMap<string, Sysop>;
  readonly byKey: ReadonlyMap<number, Sysop>;
}

let tables: Tables | undefined;

function load(): Tables {
  if (tables) return tables;
  const byName = new Map<string, Sysop>();
  const byKey = new Map<number, Sysop>();
  const add = (row: Sysop): void => {
    byName.set(`${row.kind} ${row.name}`, row);
    byKey.set(row.key, row);
  };
  for (const [kind, feature, rows] of TABLE) {
    for (const line of rows.trim().split('\n')) {
      const [name = '', op1, CRn, CRm, op2, none] = line.split(' ');
      const key = sysopKey(Number(op1), Number(CRn), Number(CRm), Number(op2));
      add({ kind, name, key, register: none === undefined, feature });
      if (kind === 'tlbi')
        add({ kind, name: `${name}nxs`, key: key + NXS, register: none === undefined, feature: 'xs' });
    }
  }
  tables = { byName, byKey };
  return tables;
}

/** All rows, by 'kind name'. */
export function sysops(): ReadonlyMap<string, Sysop> {
  return load().byName;
}

/** The row of a name, any case. */
export function sysopByName(kind: SysopName, name: string): Sysop | undefined {
  return load().byName.get(`${kind} ${name.toLowerCase()}`);
}

/** The row of a key. */
export function sysopByKey(key: number): Sysop | undefined {
  return load().byKey.get(key);
}

/** DMB and DSB options by value; '' where there is no name. */
export const BARRIER_OPTIONS: readonly string[] = [
  '',
  'oshld',
  'oshst',
  'osh',
  '',
  'nshld',
  'nshst',
  'nsh',
  '',
  'ishld',
  'ishst',
  'ish',
  '',
  'ld',
  'st',
  'sy',
];

/** DSB's nXS options: name, imm2 of the instruction, the number 16..28 that may stand for it. */
export const DSB_NXS: readonly (readonly [name: string, imm2: number, number: number])[] = [
  ['oshnxs', 0, 16],
  ['nshnxs', 1, 20],
  ['ishnxs', 2, 24],
  ['synxs', 3, 28],
];

export interface PstateField {
  readonly name: string;
  readonly op1: number;
  readonly op2: number;
  /** High bits of CRm that are fixed (SVCRSM …) and the largest immediate. */
  readonly CRm: number;
  readonly most: number;
  /** llvm-mc takes 0..15 although one bit counts; GNU as and the printer do not. */
  readonly wide?: boolean;
  readonly feature: string;
}

/** MSR (immediate): PSTATE fields. */
// biome-ignore format: a table
export const PSTATE_FIELDS: readonly PstateField[] = [
  { name: 'spsel', op1: 0, op2: 5, CRm: 0, most: 1, feature: '' },
  { name: 'daifset', op1: 3, op2: 6, CRm: 0, most: 15, feature: '' },
  { name: 'daifclr', op1: 3, op2: 7, CRm: 0, most: 15, feature: '' },
  { name: 'pan', op1: 0, op2: 4, CRm: 0, most: 1, wide: true, feature: 'pan' },
  { name: 'uao', op1: 0, op2: 3, CRm: 0, most: 1, wide: true, feature: 'v8.2-a' },
  { name: 'ssbs', op1: 3, op2: 1, CRm: 0, most: 1, wide: true, feature: 'ssbs' },
  { name: 'dit', op1: 3, op2: 2, CRm: 0, most: 1, wide: true, feature: 'v8.4-a' },
  { name: 'tco', op1: 3, op2: 4, CRm: 0, most: 1, wide: true, feature: 'memtag' },
  { name: 'allint', op1: 1, op2: 0, CRm: 0, most: 1, feature: 'v8.8-a' },
  { name: 'pm', op1: 1, op2: 0, CRm: 2, most: 1, feature: 'ebep' },
  { name: 'svcrsm', op1: 3, op2: 3, CRm: 2, most: 1, feature: 'sme' },
  { name: 'svcrza', op1: 3, op2: 3, CRm: 4, most: 1, feature: 'sme' },
  { name: 'svcrsmza', op1: 3, op2: 3, CRm: 6, most: 1, feature: 'sme' },
];

/** Prefetch operations: pld, pli or pst; l1, l2, l3 or slc; keep or strm. */
export function prefetchNumber(name: string): number {
  const match = /^(pld|pli|pst)(l1|l2|l3|slc)(keep|strm)$/.exec(name.toLowerCase());
  if (!match) return -1;
  return (
    (['pld', 'pli', 'pst'].indexOf(match[1] ?? '') << 3) |
    (['l1', 'l2', 'l3', 'slc'].indexOf(match[2] ?? '') << 1) |
    (match[3] === 'strm' ? 1 : 0)
  );
}

/** The name of a prefetch operation, '' when it has none (GNU as 2.40 has no `slc`). */
export function prefetchName(number: number): string {
  const target = (number >> 1) & 3;
  if (number >= 24 || target === 3) return '';
  return `${['pld', 'pli', 'pst'][number >> 3]}${['l1', 'l2', 'l3'][target]}${number & 1 ? 'strm' : 'keep'}`;
}
