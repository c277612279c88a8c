/* 16K and 64K granules, contiguous entries. */
// run: --cpu max
// flaw 1: 2 tlb-stale unmapped without TLBI
// flaw 2: 4 contiguous-mismatch one entry of a contiguous group is not
// flaw 3: 4 break-before-make the output address changes at once
// flaw 4: 2 tlb-stale TLBI of the next page
// flaw 5: 10 code-not-mapped T0SZ asks for another first level
// flaw 6: 2 tlb-stale a contiguous group goes, TLBI of its first page only
// flaw 7: 4 break-before-make TLBI of the next page between break and make
#ifndef GR
#define GR 16
#endif
#include "lean.h"
#if GR == 16
	.equ PG, 0x4000
	.equ SH, 14
	.equ TG, 2
	.equ T0, 28		// 36 bit: start level 2 (25..35)
	.equ BLKSH, 25
	.equ NCONT, 128
#else
	.equ PG, 0x10000
	.equ SH, 16
	.equ TG, 1
	.equ T0, 28		// 36 bit: level 2 (29..35)
	.equ BLKSH, 29
	.equ NCONT, 32
#endif
	prologue
	adrp x0, tb2
	adrp x1, tb3
	// identity map with 32M or 512M blocks: 0x40000000..
	mov x2, #0x40000000
	lsr x3, x2, #BLKSH
	li x4, 0x705
	mov x6, #4
1:	orr x5, x2, x4
	str x5, [x0, x3, lsl #3]
	add x3, x3, #1
	mov x7, #1
	lsl x7, x7, #BLKSH
	add x2, x2, x7
	subs x6, x6, #1
	b.ne 1b
	// one block higher: table
	mov x2, #0x200000000
	lsr x3, x2, #BLKSH
	orr x5, x1, #3
	str x5, [x0, x3, lsl #3]
	mov x19, x2
	// contiguous entries
	mov x6, #0
	li x4, 0x10000000000707 | 0
	mov x2, #0x42000000
#if GR == 64
	mov x2, #0x42000000
#endif
2:	orr x5, x2, x4
	str x5, [x1, x6, lsl #3]
#if FLAW == 2
	cmp x6, #5
	b.ne 3f
	bic x5, x5, #(1 << 52)
	str x5, [x1, x6, lsl #3]
3:
#endif
	add x2, x2, #PG
	add x6, x6, #1
	cmp x6, #NCONT
	b.lo 2b
	// normal pages after
	mov x6, #NCONT
	mov x7, #NCONT + 4
	li x4, 0x707
4:	orr x5, x2, x4
	str x5, [x1, x6, lsl #3]
	add x2, x2, #PG
	add x6, x6, #1
	cmp x6, x7
	b.lo 4b
	dsb sy
	li x4, 0x44ff00
	msr mair_el1, x4
	li x4, (T0 | 0x3500 | (TG << 14) | (1 << 23) | (2 << 32))
#if FLAW == 5
	li x4, (T0 - 12 | 0x3500 | (TG << 14) | (1 << 23) | (2 << 32))
#endif
	msr tcr_el1, x4
	msr ttbr0_el1, x0
	isb
	tlbi vmalle1
	dsb nsh
	isb
	mrs x4, sctlr_el1
	orr x4, x4, #1
	orr x4, x4, #4
	msr sctlr_el1, x4
	isb
	mov x28, #1
	mov x27, #0
	str x4, [x19]
	ldr x5, [x19]
	mov x20, #NCONT
	lsl x20, x20, #SH
	add x20, x20, x19
	str x4, [x20]
	add x21, x20, #PG
	str x4, [x21]
#if FLAW == 3
	mov x6, #NCONT
	ldr x5, [x1, x6, lsl #3]
	add x5, x5, #PG
	str x5, [x1, x6, lsl #3]
#endif
	// unmap page
	mov x6, #NCONT
	ldr x22, [x1, x6, lsl #3]
	str xzr, [x1, x6, lsl #3]
	dsb ishst
	lsr x7, x20, #12
#if FLAW == 4
	add x7, x7, #(PG >> 12)
#endif
#if FLAW == 7
	add x7, x7, #(PG >> 12)
#endif
#if FLAW != 1
	tlbi vaae1is, x7
#endif
	dsb ish
	isb
#if FLAW != 7
	ldr x5, [x20]
	cmp x27, #1
	b.ne vbad
#endif
	add x22, x22, #(2 * PG)
	str x22, [x1, x6, lsl #3]
	dsb ishst
	isb
	ldr x5, [x20]
	// contiguous group: break all, tlbi all, make as pages
	mov x6, #0
5:	str xzr, [x1, x6, lsl #3]
	add x6, x6, #1
	cmp x6, #NCONT
	b.lo 5b
	dsb ishst
	mov x6, #0
	lsr x7, x19, #12
6:	tlbi vaae1is, x7
#if FLAW != 6
	add x7, x7, #(PG >> 12)
#endif
	add x6, x6, #1
	cmp x6, #NCONT
	b.lo 6b
	dsb ish
	isb
	mov x27, #0
	ldr x5, [x19]
	add x8, x19, #PG
	ldr x5, [x8]
	cmp x27, #2
	b.ne vbad
	exit 0
	epilogue
	.bss
	.balign 65536
tb2:	.space 65536
tb3:	.space 65536
