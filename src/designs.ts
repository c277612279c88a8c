/**
 * The designs that the thread argues about, as data: for each the source of its blob, what the kernel's side must prepare for
 * it, and where it can be entered. `a64as verify --design ID` and `--compare` run them; docs/designs.md explains every row.
 */
import type { EntryMode, Plan } from './kexec/index.ts';
import { linearMapOffsets } from './kexec/linear-map-argument.ts';
import { asmOffsetsHeader } from './offsets/index.ts';
import { asmOffsets, asmOffsets1, asmOffsets3, asmOffsets4 } from './offsets/schemas/kern-reloc-arg.ts';
import { kimageOffsets } from './offsets/schemas/kimage.ts';
import { BLOB_NAMES, type BlobNames } from './verify/linked-blob.ts';

export interface Design {
  /** For --design. */
  readonly id: string;
  /** Position in the thread's order, 1 to 11. */
  readonly number: number;
  readonly title: string;
  /** Below the package: the source and its linker script. */
  readonly source: string;
  readonly script: string;
  readonly defines: readonly string[];
  readonly names: BlobNames;
  readonly plan: Plan;
  readonly modes: readonly EntryMode[];
  /** False: tables are refused, the fallback is meant. */
  readonly tables: boolean;
  readonly inPlace: boolean;
}

const KEXEC_SCRIPT = 'ldscripts/kexec.lds.S';
const TEXT_SCRIPT = 'asm/designs/text.lds.S';
const ALL: readonly EntryMode[] = ['el1', 'el2', 'el2-vhe'];
const ORG_NAMES: BlobNames = {
  ...BLOB_NAMES,
  start: 'arm64_relocate_new_kernel',
  end: { size: 'arm64_relocate_new_kernel_size' },
};
const MMU_OFF = { map: undefined, mapIsOptional: false, entersWithMmu: false } as const;
const BASE = {
  script: KEXEC_SCRIPT,
  defines: [],
  names: BLOB_NAMES,
  modes: ALL,
  tables: true,
  inPlace: false,
} as const;

export const DESIGNS: readonly Design[] = [
  {
    ...BASE,
    id: 'before',
    number: 1,
    title: 'before the series: list walk, MMU off',
    source: 'asm/designs/before.S',
    script: TEXT_SCRIPT,
    names: ORG_NAMES,
    plan: { ...MMU_OFF, argument: 'registers' },
  },
  {
    ...BASE,
    id: 'patch1',
    number: 2,
    title: 'patch 1: argument block',
    source: 'asm/designs/patch1.S',
    script: TEXT_SCRIPT,
    names: ORG_NAMES,
    plan: { ...MMU_OFF, argument: 'patch1' },
  },
  {
    ...BASE,
    id: 'patch2',
    number: 3,
    title: 'patch 2: section and linker script',
    source: 'asm/designs/patch2.S',
    plan: { ...MMU_OFF, argument: 'patch1' },
  },
  {
    ...BASE,
    id: 'patch3',
    number: 4,
    title: 'patch 3: EL2 vectors in the page',
    source: 'asm/designs/patch3.S',
    defines: ['DESIGN_OFFSETS="include/patch3-offsets.h"'],
    plan: { ...MMU_OFF, argument: 'patch3' },
  },
  {
    ...BASE,
    id: 'patch4',
    number: 5,
    title: 'patch 4: tables built, not used yet',
    source: 'asm/designs/patch3.S',
    defines: ['DESIGN_OFFSETS="include/patch4-offsets.h"'],
    plan: { argument: 'patch4', map: 'contiguous', mapIsOptional: false, entersWithMmu: false },
  },
  {
    ...BASE,
    id: 'patch6',
    number: 6,
    title: 'patches 5 and 6: MMU on, contiguous',
    source: 'asm/designs/contiguous.S',
    plan: { argument: 'patch6', map: 'contiguous', mapIsOptional: false, entersWithMmu: false },
  },
  {
    ...BASE,
    id: 'linear',
    number: 7,
    title: 'James Morse: linear map, 4K pages',
    source: 'asm/designs/linear_map.S',
    plan: { argument: 'linear', map: 'linear-pages', mapIsOptional: true, entersWithMmu: false },
  },
  {
    ...BASE,
    id: 'linear-off',
    number: 7,
    title: 'James Morse: no memory for tables',
    source: 'asm/designs/linear_map.S',
    plan: { argument: 'linear', map: 'linear-pages', mapIsOptional: true, entersWithMmu: false },
    tables: false,
  },
  {
    ...BASE,
    id: 'blocks',
    number: 8,
    title: 'Eric Biederman: identity map, 2M blocks',
    source: 'asm/designs/linear_map.S',
    plan: { argument: 'linear', map: 'identity-blocks', mapIsOptional: true, entersWithMmu: false },
  },
  {
    ...BASE,
    id: 'mainline',
    number: 9,
    title: 'mainline 6.1: linear map, entered with MMU on',
    source: 'asm/designs/mainline.S',
    plan: { argument: 'kimage', map: 'linear-blocks', mapIsOptional: false, entersWithMmu: true },
  },
  {
    ...BASE,
    id: 'in-place',
    number: 10,
    title: 'crash kernel: loaded in place',
    source: 'asm/relocate_kernel.S',
    plan: { argument: 'patch6', map: 'contiguous', mapIsOptional: true, entersWithMmu: false },
    inPlace: true,
  },
  {
    ...BASE,
    id: 'ours',
    number: 11,
    title: 'ours: contiguous',
    source: 'asm/relocate_kernel.S',
    plan: { argument: 'patch6', map: 'contiguous', mapIsOptional: true, entersWithMmu: false },
  },
  {
    ...BASE,
    id: 'ours-off',
    number: 11,
    title: 'ours: no memory for tables',
    source: 'asm/relocate_kernel.S',
    plan: { argument: 'patch6', map: 'contiguous', mapIsOptional: true, entersWithMmu: false },
    tables: false,
  },
];

/** What `a64as verify` runs without --design. */
export const OURS = DESIGNS.find(({ id }) => id === 'ours') as Design;

/** The offsets headers of all blobs, made from the schemas; the copies on disk are for tools that cannot do this. */
export function generatedHeaders(): ReadonlyMap<string, string> {
  return new Map([
    ['asm/include/asm-offsets.h', asmOffsetsHeader(asmOffsets)],
    ['asm/designs/include/patch1-offsets.h', asmOffsetsHeader(asmOffsets1)],
    ['asm/designs/include/patch3-offsets.h', asmOffsetsHeader(asmOffsets3)],
    ['asm/designs/include/patch4-offsets.h', asmOffsetsHeader(asmOffsets4)],
    ['asm/designs/include/linear-map-offsets.h', asmOffsetsHeader(linearMapOffsets)],
    ['asm/designs/include/mainline-offsets.h', asmOffsetsHeader(kimageOffsets)],
  ]);
}
