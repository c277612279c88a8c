/* SPDX-License-Identifier: MIT */
/*
 * Macros for code that runs with nothing under it: no stack, no literal pool, no fixed position.
 * Each names every register that it may destroy; none keeps state in memory.
 */
#ifndef A64AS_ASSEMBLER_H
#define A64AS_ASSEMBLER_H

#include "page.h"
#include "sysreg.h"

	/* reg = val, a constant known here; halfwords that are zero cost nothing. */
	.macro	mov_q reg:req, val:req
	.set	.Lmov_q_begun, 0
	.irp	shift, 0, 16, 32, 48
	.if	((\val) >> \shift) & 0xffff
	.if	.Lmov_q_begun
	movk	\reg, #((\val) >> \shift) & 0xffff, lsl #\shift
	.else
	movz	\reg, #((\val) >> \shift) & 0xffff, lsl #\shift
	.set	.Lmov_q_begun, 1
	.endif
	.endif
	.endr
	.if	.Lmov_q_begun == 0
	mov	\reg, xzr
	.endif
	.endm

	/*
	 * reg = bytes in the smallest data cache line of any level, straight from CTR_EL0. "Raw": what this CPU says,
	 * not what the kernel found to be safe for all CPUs of the machine, since only this one is still running.
	 */
	.macro	raw_dcache_line_size reg:req, tmp:req
	mrs	\tmp, ctr_el0
	ubfx	\tmp, \tmp, #CTR_DMINLINE_SHIFT, #CTR_DMINLINE_WIDTH
	mov	\reg, #4
	lsl	\reg, \reg, \tmp
	.endm

	/*
	 * dc op on every line that overlaps [start, end); start is destroyed, and the caller owes the DSB.
	 * Ends on "lower", not on "equal": however line sizes and bounds relate, the loop stops.
	 */
	.macro	dcache_by_line op:req, start:req, end:req, linesize:req, tmp:req
	sub	\tmp, \linesize, #1
	bic	\start, \start, \tmp
.Lline_\@:
	dc	\op, \start
	add	\start, \start, \linesize
	cmp	\start, \end
	b.lo	.Lline_\@
	.endm

	/* Copy one page; both pointers move to the next one. Eight temporaries, 64 bytes a turn. */
	.macro	copy_page dst:req, src:req, limit:req, t1:req, t2:req, t3:req, t4:req, t5:req, t6:req, t7:req, t8:req
	add	\limit, \dst, #PAGE_SIZE
.Lchunk_\@:
	ldp	\t1, \t2, [\src], #64
	ldp	\t3, \t4, [\src, #-48]
	ldp	\t5, \t6, [\src, #-32]
	ldp	\t7, \t8, [\src, #-16]
	stp	\t1, \t2, [\dst], #64
	stp	\t3, \t4, [\dst, #-48]
	stp	\t5, \t6, [\dst, #-32]
	stp	\t7, \t8, [\dst, #-16]
	cmp	\dst, \limit
	b.lo	.Lchunk_\@
	.endm

	/*
	 * Forget every translation of the regime that the EL1 names reach here: EL1&0 at EL1, EL2&0 at EL2 with
	 * HCR_EL2.{E2H,TGE} = {1,1}. Only this CPU runs, so non-shareable is wide enough. The first DSB lets earlier
	 * table writes be seen by walks, the second waits for the invalidation, the ISB makes this CPU refetch by it,
	 * and puts register writes that came before into effect.
	 */
	.macro	tlb_invalidate
	dsb	nshst
	tlbi	vmalle1
	dsb	nsh
	isb
	.endm

	/*
	 * Stage 1 and caches on. The code that runs must be identity-mapped and TCR, TTBRs and MAIR in effect already:
	 * between the MSR and the ISB either setting may apply. Other bits stay: the copy is aligned (A), maps nothing
	 * that is both writable and executable (WXN), and touches no user page (SPAN).
	 */
	.macro	turn_on_mmu tmp1:req, tmp2:req
	mrs	\tmp1, sctlr_el1
	mov_q	\tmp2, SCTLR_MMU_AND_CACHES
	orr	\tmp1, \tmp1, \tmp2
	msr	sctlr_el1, \tmp1
	isb
	.endm

	/*
	 * Stage 1 and caches off. The caller has completed its cache maintenance: from here on loads see memory, not
	 * caches. The ISB before the write is for CPUs that mishandle a fetch in flight (Falkor erratum 1041).
	 */
	.macro	turn_off_mmu tmp1:req, tmp2:req
	mrs	\tmp1, sctlr_el1
	mov_q	\tmp2, SCTLR_MMU_AND_CACHES
	bic	\tmp1, \tmp1, \tmp2
	isb
	msr	sctlr_el1, \tmp1
	isb
	.endm

	/* All later fetches come from what is in memory now. */
	.macro	icache_invalidate
	ic	iallu
	dsb	nsh
	isb
	.endm

#endif
