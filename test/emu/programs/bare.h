/*
 * What the programs of this folder share: the entry, an exit by semihosting, identity maps for three granules.
 *
 * FLAW is 0 for the correct program and n for its n-th way to be wrong; SCTLR, TTBR0 and the like name the registers of
 * the exception level EL (1 by default) that the program runs at.
 */
#ifndef FLAW
#define FLAW 0
#endif
#ifndef EL
#define EL 1
#endif
#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)
#define SCTLR PASTE(sctlr_el, EL)
#define TTBR0 PASTE(ttbr0_el, EL)
#define TCR PASTE(tcr_el, EL)
#define MAIR PASTE(mair_el, EL)
#define VBAR PASTE(vbar_el, EL)
#define ESR PASTE(esr_el, EL)
#define ELR PASTE(elr_el, EL)
#define SPSR PASTE(spsr_el, EL)
#define FAR PASTE(far_el, EL)

#define SCTLR_M (1 << 0)
#define SCTLR_C (1 << 2)
#define SCTLR_I (1 << 12)

#if EL == 1
#define TLBI_ALL tlbi vmalle1
#define PS_SHIFT 32
#define TCR_EXTRA (1 << 23)
#else
#define TLBI_ALL tlbi alle2
#define PS_SHIFT 16
#define TCR_EXTRA ((1 << 31) | (1 << 23))
#endif

/* MAIR: 0 Device-nGnRnE, 1 Normal Write-Back, 2 Normal Non-cacheable, 3 Normal Write-Through. */
#define MAIR_VALUE 0xbb44ff00
#define DEVICE (0 << 2)
#define NORMAL (1 << 2)
#define NONCACHED (2 << 2)
#define WRITETHROUGH (3 << 2)
#define AF (1 << 10)
#define ISH (3 << 8)
#define NG (1 << 11)
#define RO (1 << 7)
#define BLOCK 1
#define TABLE 3
#define PAGE 3
#define TCR_WALK ((1 << 8) | (1 << 10) | (3 << 12))

	.macro	mov64, reg, value
	movz	\reg, #((\value) & 0xffff)
	movk	\reg, #(((\value) >> 16) & 0xffff), lsl #16
	movk	\reg, #(((\value) >> 32) & 0xffff), lsl #32
	movk	\reg, #(((\value) >> 48) & 0xffff), lsl #48
	.endm

	/* Entry: a stack, and vectors that end the run. */
	.macro	begin
	.text
	.globl	_start
_start:
	ldr	x29, =stack_top
	mov	sp, x29
	adrp	x29, vectors
	add	x29, x29, :lo12:vectors
	msr	VBAR, x29
	isb
	.endm

	.macro	finish, status=0
	mov	x0, #\status
	b	leave
	.endm

	/* One GiB of Device memory below RAM and one GiB of RAM, in 1 GiB blocks of a 39-bit space. */
	.macro	map4k
	adrp	x20, root
	mov64	x21, (DEVICE | AF | BLOCK | (3 << 53))
	str	x21, [x20]
	mov64	x21, (0x40000000 | NORMAL | AF | ISH | BLOCK)
	str	x21, [x20, #8]
	dsb	sy
	mov64	x21, MAIR_VALUE
	msr	MAIR, x21
	mov64	x21, (25 | TCR_WALK | (2 << PS_SHIFT) | TCR_EXTRA)
	msr	TCR, x21
	msr	TTBR0, x20
	.endm

	.macro	mmu_on
	TLBI_ALL
	dsb	nsh
	isb
	mrs	x21, SCTLR
	mov	x22, #(SCTLR_M | SCTLR_C)
	orr	x21, x21, x22
	orr	x21, x21, #SCTLR_I
	msr	SCTLR, x21
	isb
	.endm

	.macro	mmu_off
	mrs	x21, SCTLR
	mov	x22, #(SCTLR_M | SCTLR_C)
	bic	x21, x21, x22
	msr	SCTLR, x21
	isb
	.endm

	/* Sections that every program has; `vector_body` may replace what the vectors do. */
	.macro	bare_end
	.ltorg
leave:
	adrp	x1, exit_block
	add	x1, x1, :lo12:exit_block
	mov64	x2, 0x20026
	stp	x2, x0, [x1]
	mov	w0, #0x18
	hlt	#0xf000
	b	leave

	.balign	2048
vectors:
	.rept	16
	mrs	x0, ESR
	mrs	x1, FAR
	mov	x0, #9
	b	leave
	.balign	128
	.endr

	.bss
	.balign	4096
root:	.space	4096
level2:	.space	4096
level3:	.space	4096
	.balign	4096
data:	.space	65536
exit_block:
	.space	64
	.space	4096
	.balign	16
stack_top:
	.endm
