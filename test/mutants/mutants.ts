/**
 * Single-fault variants of asm/: each an edit of the source that applies exactly once, the entries it is tried with, and
 * what must be said of it: one of the rules, at the line (of the mutated source) that contains a text.
 *
 * `at` names a line by a text that is in it; the finding's cause or effect, or a macro frame of it, must be that line.
 */
import type { EntryMode } from '../../src/kexec/index.ts';

export interface Edit {
  readonly file: 'relocate_kernel.S' | 'include/assembler.h' | 'include/el2.h' | 'include/sysreg.h';
  readonly find: string;
  readonly replace: string;
}

export interface Mutant {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly mode: EntryMode;
  readonly inPlace?: boolean;
  /** False: no memory for tables, so the list is walked with the MMU off. */
  readonly tables?: boolean;
  readonly dcacheLine?: number;
  readonly icacheLine?: number;
  readonly rule: string;
  readonly class: number;
  /** In which line of which file; undefined for findings that belong to no line. */
  readonly at: { readonly file: Edit['file']; readonly text: string } | undefined;
}

const KERNEL = 'relocate_kernel.S';
const MACROS = 'include/assembler.h';
const SYSREG = 'include/sysreg.h';
const EL2 = 'include/el2.h';

function edit(file: Edit['file'], find: string, replace = ''): Edit {
  return { file, find, replace };
}

/** A whole line gone. */
function drop(file: Edit['file'], line: string): Edit {
  return edit(file, `\t${line}\n`);
}

const DSB_BEFORE_MMU_OFF = 'dsb\tsy				/* all of it is in memory before the caches go */';

export const MUTANTS: readonly Mutant[] = [
  // 1: system registers
  {
    name: 'no isb between TTBRs, TCR and the MMU',
    edits: [
      edit(
        MACROS,
        '\tdsb\tnsh\n\tisb\n\t.endm\n\n\t/*\n\t * Stage 1 and caches on.',
        '\tdsb\tnsh\n\t.endm\n\n\t/*\n\t * Stage 1 and caches on.',
      ),
    ],
    mode: 'el1',
    rule: 'sysreg-unsynchronised',
    class: 1,
    at: { file: KERNEL, text: 'set_tcr_t0sz t0sz, x10' },
  },
  {
    name: 'no isb after the MMU is on',
    edits: [
      edit(
        MACROS,
        '\torr\t\\tmp1, \\tmp1, \\tmp2\n\tmsr\tsctlr_el1, \\tmp1\n\tisb\n',
        '\torr\t\\tmp1, \\tmp1, \\tmp2\n\tmsr\tsctlr_el1, \\tmp1\n',
      ),
    ],
    mode: 'el2-vhe',
    rule: 'sysreg-unsynchronised',
    class: 1,
    at: { file: KERNEL, text: 'turn_on_mmu x10, x11' },
  },
  // 3: stale translations of the old kernel
  {
    name: 'no tlbi',
    edits: [drop(MACROS, 'tlbi\tvmalle1')],
    mode: 'el1',
    rule: 'tlb-stale-context',
    class: 3,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'tlbi of one address instead of all',
    edits: [edit(MACROS, 'tlbi\tvmalle1', 'tlbi\tvae1, xzr')],
    mode: 'el1',
    rule: 'tlb-stale-context',
    class: 3,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'no dsb after the tlbi',
    edits: [edit(MACROS, '\ttlbi\tvmalle1\n\tdsb\tnsh\n', '\ttlbi\tvmalle1\n')],
    mode: 'el2',
    rule: 'tlb-stale-context',
    class: 3,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  // 5: to the point of coherency
  {
    name: 'clean to PoU only',
    edits: [edit(KERNEL, 'dcache_by_line civac, x10, dst,', 'dcache_by_line cvau, x10, dst,')],
    mode: 'el1',
    rule: 'handover-dirty-line',
    class: 5,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'no clean at all',
    edits: [edit(KERNEL, 'dcache_by_line civac, x10, dst, line, x11', '')],
    mode: 'el2',
    rule: 'handover-dirty-line',
    class: 5,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'clean of the source instead of the destination',
    edits: [
      edit(KERNEL, 'sub\tx10, dst, #PAGE_SIZE', 'sub\tx10, src, #PAGE_SIZE'),
      edit(KERNEL, 'dcache_by_line civac, x10, dst,', 'dcache_by_line civac, x10, src,'),
    ],
    mode: 'el1',
    rule: 'handover-dirty-line',
    class: 5,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'clean that starts one line late',
    edits: [
      edit(
        MACROS,
        '\tbic\t\\start, \\start, \\tmp\n',
        '\tbic\t\\start, \\start, \\tmp\n\tadd\t\\start, \\start, \\linesize\n',
      ),
    ],
    mode: 'el1',
    rule: 'handover-dirty-line',
    class: 5,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  // 6: maintenance
  {
    name: 'invalidate instead of clean',
    edits: [edit(KERNEL, 'dcache_by_line civac, x10, dst,', 'dcache_by_line ivac, x10, dst,')],
    mode: 'el1',
    rule: 'dirty-line-invalidated',
    class: 6,
    at: { file: KERNEL, text: 'dcache_by_line ivac,' },
  },
  {
    name: 'no dsb between clean and MMU off',
    edits: [drop(KERNEL, DSB_BEFORE_MMU_OFF)],
    mode: 'el1',
    rule: 'maintenance-incomplete',
    class: 6,
    at: { file: KERNEL, text: 'turn_off_mmu x10, x11' },
  },
  {
    name: 'isb instead of dsb between clean and MMU off',
    edits: [edit(KERNEL, DSB_BEFORE_MMU_OFF, 'isb')],
    mode: 'el2-vhe',
    rule: 'maintenance-incomplete',
    class: 6,
    at: { file: KERNEL, text: 'turn_off_mmu x10, x11' },
  },
  {
    name: 'dsb that orders loads only',
    edits: [edit(KERNEL, DSB_BEFORE_MMU_OFF, 'dsb\tld')],
    mode: 'el1',
    rule: 'maintenance-incomplete',
    class: 6,
    at: { file: KERNEL, text: 'turn_off_mmu x10, x11' },
  },
  // 7: the instruction side
  {
    name: 'no ic iallu',
    edits: [drop(MACROS, 'ic\tiallu')],
    mode: 'el1',
    rule: 'handover-stale-instruction',
    class: 7,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'no dsb after ic iallu',
    edits: [edit(MACROS, '\tic\tiallu\n\tdsb\tnsh\n', '\tic\tiallu\n')],
    mode: 'el2',
    rule: 'handover-stale-instruction',
    class: 7,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'instruction cache invalidated before the copy instead of after it',
    edits: [
      edit(KERNEL, '\tturn_on_mmu x10, x11\n', '\ticache_invalidate\n\tturn_on_mmu x10, x11\n'),
      edit(KERNEL, '\ticache_invalidate			/* at the level that enters the image */\n', ''),
    ],
    mode: 'el1',
    rule: 'handover-stale-instruction',
    class: 7,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  // 8: Device memory
  {
    name: 'unaligned read of the argument',
    edits: [
      edit(KERNEL, 'ldr\tentry, [arg, #KEXEC_KRELOC_ENTRY_ADDR]', 'ldur\tentry, [arg, #KEXEC_KRELOC_ENTRY_ADDR + 4]'),
    ],
    mode: 'el1',
    rule: 'unaligned-device',
    class: 8,
    at: { file: KERNEL, text: 'ldur\tentry' },
  },
  {
    name: 'dc zva with the MMU off',
    edits: [edit(KERNEL, '\tturn_on_mmu x10, x11\n', '\tdc\tzva, arg\n\tturn_on_mmu x10, x11\n')],
    mode: 'el1',
    rule: 'dc-zva-device',
    class: 8,
    at: { file: KERNEL, text: 'dc\tzva, arg' },
  },
  {
    name: 'exclusive load with the MMU off',
    edits: [
      edit(
        KERNEL,
        'ldr\tt0sz, [arg, #KEXEC_KRELOC_TRANS_T0SZ]',
        'add\tx10, arg, #KEXEC_KRELOC_TRANS_T0SZ\n\tldxr\tt0sz, [x10]',
      ),
    ],
    mode: 'el1',
    rule: 'exclusive-device',
    class: 8,
    at: { file: KERNEL, text: 'ldxr\tt0sz' },
  },
  // 10: tables and ranges
  {
    name: 'T0SZ not set',
    edits: [drop(KERNEL, 'set_tcr_t0sz t0sz, x10')],
    mode: 'el1',
    rule: 'code-not-mapped',
    class: 10,
    at: { file: KERNEL, text: 'turn_on_mmu x10, x11' },
  },
  {
    name: 'T0SZ one bit too narrow',
    edits: [edit(SYSREG, '#define TCR_T0SZ_WIDTH		6', '#define TCR_T0SZ_WIDTH		5')],
    mode: 'el2-vhe',
    rule: 'code-not-mapped',
    class: 10,
    at: { file: KERNEL, text: 'turn_on_mmu x10, x11' },
  },
  {
    name: 'T0SZ put where T1SZ is',
    edits: [edit(SYSREG, '#define TCR_T0SZ_SHIFT		0', '#define TCR_T0SZ_SHIFT		16')],
    mode: 'el1',
    rule: 'code-not-mapped',
    class: 10,
    at: { file: KERNEL, text: 'turn_on_mmu x10, x11' },
  },
  {
    name: 'TTBR0 not set',
    edits: [drop(KERNEL, 'msr\tttbr0_el1, \\ttbr0')],
    mode: 'el1',
    rule: 'code-not-mapped',
    class: 10,
    at: { file: KERNEL, text: 'turn_on_mmu x10, x11' },
  },
  {
    name: 'TTBRs exchanged',
    edits: [edit(KERNEL, 'set_ttbr ttbr0, ttbr1', 'set_ttbr ttbr1, ttbr0')],
    mode: 'el2',
    rule: 'code-not-mapped',
    class: 10,
    at: { file: KERNEL, text: 'turn_on_mmu x10, x11' },
  },
  {
    name: 'MMU on before the tables are set',
    edits: [
      edit(KERNEL, '\tturn_on_mmu x10, x11\n', ''),
      edit(KERNEL, '\tset_tcr_t0sz t0sz, x10\n', '\tturn_on_mmu x10, x11\n\tset_tcr_t0sz t0sz, x10\n'),
    ],
    mode: 'el1',
    rule: 'code-not-mapped',
    class: 10,
    at: { file: KERNEL, text: 'turn_on_mmu x10, x11' },
  },
  {
    name: 'source and destination exchanged',
    edits: [edit(KERNEL, 'copy_page dst, src, limit,', 'copy_page src, dst, limit,')],
    mode: 'el1',
    rule: 'protected-write',
    class: 10,
    at: { file: KERNEL, text: 'copy_page src, dst' },
  },
  {
    name: 'a note left in the running page',
    edits: [
      edit(
        KERNEL,
        '\tturn_on_mmu x10, x11\n',
        '\tadr\tx12, .Lstart_image\n\tstr\targ0, [x12]\n\tturn_on_mmu x10, x11\n',
      ),
    ],
    mode: 'el1',
    rule: 'protected-write',
    class: 10,
    at: { file: KERNEL, text: 'str\targ0, [x12]' },
  },
  // 11: faults
  {
    name: 'TTBR1 not set',
    edits: [drop(KERNEL, 'msr\tttbr1_el1, \\ttbr1')],
    mode: 'el1',
    rule: 'fault-taken',
    class: 11,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'one page too many',
    edits: [edit(KERNEL, 'b.hi\t.Lnext_page', 'b.hs\t.Lnext_page')],
    mode: 'el1',
    rule: 'fault-taken',
    class: 11,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'argument block read with the MMU on',
    edits: [
      edit(KERNEL, '\tturn_on_mmu x10, x11\n', '\tturn_on_mmu x10, x11\n\tldr\tdst, [arg, #KEXEC_KRELOC_DST_ADDR]\n'),
    ],
    mode: 'el2',
    rule: 'fault-taken',
    class: 11,
    at: { file: KERNEL, text: 'turn_on_mmu x10, x11\n\tldr\tdst' },
  },
  {
    name: 'fault on vectors of the old kernel',
    edits: [edit(KERNEL, 'b.hi\t.Lnext_page', 'b.hs\t.Lnext_page'), drop(KERNEL, 'msr\tvbar_el1, x10')],
    mode: 'el1',
    rule: 'vector-unfetchable',
    class: 11,
    at: undefined,
  },
  {
    name: 'VBAR_EL2 not set',
    edits: [drop(EL2, 'msr\tvbar_el2, \\vectors')],
    mode: 'el2',
    rule: 'vbar-unset',
    class: 11,
    at: { file: KERNEL, text: 'hvc\t#0' },
  },
  {
    name: 'jump with the MMU on',
    edits: [drop(KERNEL, 'turn_off_mmu x10, x11')],
    mode: 'el1',
    rule: 'handover-mmu-on',
    class: 14,
    at: undefined,
  },
  // 12: exception returns and calls
  {
    name: 'SPSR_EL2 not set',
    edits: [drop(EL2, 'msr\tspsr_el2, \\tmp')],
    mode: 'el2',
    rule: 'eret-unset',
    class: 12,
    at: { file: KERNEL, text: 'drop_to_el1 vectors, x10' },
  },
  {
    name: 'ELR_EL2 not set',
    edits: [drop(EL2, 'msr\telr_el2, \\tmp')],
    mode: 'el2',
    rule: 'eret-unset',
    class: 12,
    at: { file: KERNEL, text: 'drop_to_el1 vectors, x10' },
  },
  {
    name: 'SPSR_EL2 says EL3',
    edits: [edit(SYSREG, '#define PSR_MODE_EL1H		0x5', '#define PSR_MODE_EL1H		0xd')],
    mode: 'el2',
    rule: 'illegal-eret',
    class: 12,
    at: { file: KERNEL, text: 'drop_to_el1 vectors, x10' },
  },
  {
    name: 'HCR_EL2 says that EL1 is AArch32',
    edits: [edit(SYSREG, '#define HCR_RW			(1 << 31)', '#define HCR_RW			0')],
    mode: 'el2',
    rule: 'illegal-eret',
    class: 12,
    at: { file: KERNEL, text: 'drop_to_el1 vectors, x10' },
  },
  {
    name: 'hvc from where there is no EL2 to go back to',
    edits: [drop(KERNEL, 'cbz\tvectors, .Lstart_image')],
    mode: 'el1',
    rule: 'call-undefined',
    class: 12,
    at: { file: KERNEL, text: 'hvc\t#0' },
  },
  // 13: what nobody defined
  {
    name: 'a register that nobody set decides',
    edits: [edit(KERNEL, 'cbz\tleft, .Lstart_image', 'cbz\tx28, .Lstart_image')],
    mode: 'el1',
    rule: 'undefined-register',
    class: 13,
    at: { file: KERNEL, text: 'cbz\tx28' },
  },
  {
    name: 'a stack that is not there',
    edits: [
      edit(KERNEL, '\ticache_invalidate			/* at', '\tstp\tx10, x11, [sp, #-16]!\n\ticache_invalidate			/* at'),
    ],
    mode: 'el1',
    rule: 'undefined-register',
    class: 13,
    at: { file: KERNEL, text: 'stp\tx10, x11, [sp' },
  },
  {
    name: 'vector base in the wrong register',
    edits: [edit(KERNEL, 'drop_to_el1 vectors, x10', 'drop_to_el1 x12, x10')],
    mode: 'el2',
    rule: 'undefined-register',
    class: 13,
    at: { file: KERNEL, text: 'drop_to_el1 x12, x10' },
  },
  // 14: the hand-over
  {
    name: 'data cache left on',
    edits: [edit(MACROS, 'mov_q\t\\tmp2, SCTLR_MMU_AND_CACHES\n\tbic', 'mov_q\t\\tmp2, (SCTLR_M | SCTLR_I)\n\tbic')],
    mode: 'el1',
    rule: 'handover-mmu-on',
    class: 14,
    at: undefined,
  },
  {
    name: 'device tree in x1',
    edits: [edit(KERNEL, 'mov\tx0, arg0', 'mov\tx0, arg1'), edit(KERNEL, 'mov\tx1, arg1', 'mov\tx1, arg0')],
    mode: 'el2',
    rule: 'handover-argument',
    class: 14,
    at: undefined,
  },
  {
    name: 'x3 left over',
    edits: [edit(KERNEL, 'mov\tx3, arg3', 'mov\tx3, entry')],
    mode: 'el2',
    inPlace: true,
    rule: 'handover-argument',
    class: 14,
    at: undefined,
  },
  {
    name: 'no way back to EL2',
    edits: [edit(KERNEL, '\thvc\t#0				/* goes', '\tnop				/* goes')],
    mode: 'el2',
    rule: 'handover-exception-level',
    class: 14,
    at: undefined,
  },
  {
    name: 'half of the pages',
    edits: [edit(KERNEL, 'subs\tleft, left, #PAGE_SIZE', 'subs\tleft, left, #2 * PAGE_SIZE')],
    mode: 'el1',
    rule: 'wrong-contents',
    class: 14,
    at: undefined,
  },
  {
    name: 'one register stored twice in every chunk',
    edits: [edit(MACROS, 'stp\t\\t5, \\t6, [\\dst, #-32]', 'stp\t\\t5, \\t5, [\\dst, #-32]')],
    mode: 'el1',
    rule: 'wrong-contents',
    class: 14,
    at: undefined,
  },
  {
    name: 'every page to the first place',
    edits: [edit(KERNEL, 'b.hi\t.Lnext_page', 'sub\tdst, dst, #PAGE_SIZE\n\tb.hi\t.Lnext_page')],
    mode: 'el1',
    rule: 'wrong-contents',
    class: 14,
    at: undefined,
  },
  // 15: line sizes and loops
  {
    name: 'line size taken for granted, smaller in fact',
    edits: [edit(MACROS, '\tmov\t\\reg, #4\n\tlsl\t\\reg, \\reg, \\tmp\n', '\tmov\t\\reg, #64\n')],
    mode: 'el1',
    dcacheLine: 32,
    rule: 'handover-dirty-line',
    class: 5,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'line size of the instruction cache, which is larger',
    edits: [edit(SYSREG, '#define CTR_DMINLINE_SHIFT	16', '#define CTR_DMINLINE_SHIFT	0')],
    mode: 'el1',
    dcacheLine: 32,
    icacheLine: 128,
    rule: 'handover-dirty-line',
    class: 5,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'clean loop that waits for equality past its end',
    edits: [
      edit(
        MACROS,
        '\tcmp\t\\start, \\end\n\tb.lo\t.Lline_\\@',
        '\tsub\t\\tmp, \\end, #8\n\tcmp\t\\start, \\tmp\n\tb.ne\t.Lline_\\@',
      ),
    ],
    mode: 'el1',
    rule: 'equality-overrun',
    class: 15,
    at: { file: KERNEL, text: 'dcache_by_line civac, x10, dst,' },
  },
  // 16: the end of the code
  {
    name: 'no jump at the end',
    edits: [edit(KERNEL, '\tb\t.Lcopy\n', '\tnop				/* falls off */\n')],
    mode: 'el1',
    tables: false,
    rule: 'fetch-outside-code',
    class: 16,
    at: { file: KERNEL, text: 'nop				/* falls off */' },
  },
  {
    name: 'udf instead of hvc',
    edits: [edit(KERNEL, '\thvc\t#0				/* goes', '\tudf\t#0				/* goes')],
    mode: 'el2',
    rule: 'udf-executed',
    class: 16,
    at: { file: KERNEL, text: 'udf\t#0' },
  },
  {
    name: 'vectors on a 1 KiB boundary',
    edits: [edit(KERNEL, '\t.balign\t2048\n', '\t.balign\t1024\n')],
    mode: 'el2',
    rule: 'never-arrived',
    class: 16,
    at: undefined,
  },
  {
    name: 'hvc handler one slot too far',
    edits: [
      edit(
        KERNEL,
        '\tel1_sync_64	.Lstart_image, x10\n\tinvalid_vector	lower_64_irq\n',
        '\tinvalid_vector	lower_64_irq\n\tel1_sync_64	.Lstart_image, x10\n',
      ),
    ],
    mode: 'el2',
    rule: 'never-arrived',
    class: 16,
    at: undefined,
  },
  {
    name: 'exception class that is not HVC',
    edits: [edit(SYSREG, '#define ESR_EC_HVC64		0x16', '#define ESR_EC_HVC64		0x17')],
    mode: 'el2',
    rule: 'never-arrived',
    class: 16,
    at: undefined,
  },
  // The list walk with the MMU off
  {
    name: 'no clean of the destination before it is written past the caches',
    edits: [edit(KERNEL, '\tdcache_by_line civac, x10, limit, line, x11\n', '')],
    mode: 'el1',
    tables: false,
    rule: 'store-under-dirty-line',
    class: 5,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'no dsb between that clean and the stores',
    edits: [
      edit(
        KERNEL,
        '\tdcache_by_line civac, x10, limit, line, x11\n\tdsb\tsy\n',
        '\tdcache_by_line civac, x10, limit, line, x11\n',
      ),
    ],
    mode: 'el2',
    tables: false,
    rule: 'store-under-dirty-line',
    class: 5,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'maintenance not finished at the jump',
    edits: [drop(KERNEL, DSB_BEFORE_MMU_OFF), edit(MACROS, '\tic\tiallu\n\tdsb\tnsh\n', '\tic\tiallu\n\tdsb\tnshld\n')],
    mode: 'el2-vhe',
    tables: false,
    rule: 'handover-maintenance-pending',
    class: 6,
    at: { file: KERNEL, text: 'copy_page dst, src' },
  },
  {
    name: 'link taken for a destination',
    edits: [edit(KERNEL, 'mov\tnext, x10', 'mov\tdst, x10')],
    mode: 'el1',
    tables: false,
    rule: 'undefined-register',
    class: 13,
    at: { file: KERNEL, text: 'ldr\tword, [next], #8' },
  },
  {
    name: 'list entries of four bytes',
    edits: [edit(KERNEL, 'ldr\tword, [next], #8', 'ldr\tword, [next], #4')],
    mode: 'el1',
    tables: false,
    rule: 'unaligned-device',
    class: 8,
    at: { file: KERNEL, text: 'ldr\tword, [next], #4' },
  },
];
