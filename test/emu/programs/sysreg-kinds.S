/* Class 1 by register and kind of use: what depends on SCTLR, TCR, MAIR, VBAR and CPACR before a synchronisation. */
// flaw 1: 1 sysreg-unsynchronised SCTLR.M, then a store
// flaw 2: 1 sysreg-unsynchronised T1SZ, then a load through TTBR1
// flaw 3: 1 sysreg-unsynchronised VBAR, then BRK
// flaw 4: 1 sysreg-unsynchronised CPACR allows vectors, then one
// flaw 5: 1 sysreg-unsynchronised MAIR makes it Device, then a load
// flaw 7: 1 sysreg-unsynchronised SCTLR.A, then an unaligned load
// flaw 8: 1 sysreg-unsynchronised SCTLR.C, then a load
// flaw 9: 1 sysreg-unsynchronised SCTLR.M goes off, then a load
// flaw 10: 1 sysreg-unsynchronised DSB in place of ISB
// flaw 11: 1 sysreg-unsynchronised DSB and NOPs in place of ISB
// flaw 12: 1 sysreg-unsynchronised VBAR, then a data abort
// flaw 14: 1 sysreg-unsynchronised TCR.EPD1, then a load through TTBR1
// flaw 15: 1 sysreg-unsynchronised CPACR forbids vectors, then one
#include "lean.h"
	prologue
	adrp x0, t0
	li x1, 0x0060000000000401
	str x1, [x0]
	li x1, 0x40000705
	str x1, [x0, #8]
	adrp x2, t1
	str x1, [x2, #8]
	ldr x1, [x0]
	str x1, [x2]
	dsb sy
	li x1, 0x44ff00
	msr mair_el1, x1
	li x1, 0x2b5193519
	msr tcr_el1, x1
	msr ttbr0_el1, x0
	msr ttbr1_el1, x0
	isb
	tlbi vmalle1
	dsb nsh
	isb
	mrs x17, sctlr_el1
	mov w2, #0x1005
	orr x17, x17, x2
	adrp x18, buf
	msr sctlr_el1, x17
#if FLAW == 1
	str xzr, [x18]
#elif FLAW == 10
	dsb sy
	ldr x0, [x18]
#elif FLAW == 11
	dsb sy
	nop
	nop
	ldr x0, [x18]
#endif
	isb
	ldr x0, [x18]
	li x19, 0xffffff8000000000
	orr x19, x19, x18
	ldr x0, [x19]
	// change T1SZ
	mrs x3, tcr_el1
	bic x4, x3, #(0x3f << 16)
	orr x4, x4, #(0x10 << 16)
	msr tcr_el1, x4
#if FLAW == 2
	ldr x0, [x19]
#endif
	msr tcr_el1, x3
	isb
	tlbi vmalle1
	dsb nsh
	isb
	adr x5, vtab2
	msr vbar_el1, x5
#if FLAW == 3
	brk #1
#endif
#if FLAW == 12
	li x6, 0xffffff80c0000000
	ldr x0, [x6]
#endif
	isb
	brk #2
	mrs x5, cpacr_el1
	orr x5, x5, #(3 << 20)
	msr cpacr_el1, x5
#if FLAW != 4
	isb
#endif
	movi v0.2d, #0
	str q0, [x18]
	isb
#if FLAW == 15
	mrs x5, cpacr_el1
	bic x5, x5, #(3 << 20)
	msr cpacr_el1, x5
	ldr q0, [x18]
	isb
#endif
#if FLAW == 5
	dc civac, x18
	dsb sy
	li x1, 0x440000
	msr mair_el1, x1
	ldr x0, [x18]
#endif
#if FLAW == 6
	adrp x2, t1
	msr ttbr1_el1, x2
	ldr x0, [x19]
#endif
#if FLAW == 7
	orr x5, x17, #2
	msr sctlr_el1, x5
	ldr x0, [x18, #1]
#endif
#if FLAW == 8
	dc civac, x18
	dsb sy
	bic x5, x17, #4
	msr sctlr_el1, x5
	ldr x0, [x18]
#endif
#if FLAW == 9
	dc civac, x18
	dsb sy
	bic x5, x17, #1
	msr sctlr_el1, x5
	ldr x0, [x18]
#endif
#if FLAW == 13
	adrp x2, t1
	li x4, 0x5000000000000
	orr x2, x2, x4
	msr ttbr0_el1, x2
	tlbi vmalle1
	dsb nsh
	ldr x0, [x18]
#endif
#if FLAW == 14
	mrs x3, tcr_el1
	orr x3, x3, #(1 << 23)
	msr tcr_el1, x3
	ldr x0, [x19]
#endif
	// SPSel and DAIF need no isb
	msr daifset, #0xf
	msr spsel, #0
	msr spsel, #1
	msr tpidr_el1, x19
	mrs x0, tpidr_el1
	cmp x0, x19
	b.ne vbad
	// exception entry synchronises: switch vbar, svc
	adr x5, vtab
	msr vbar_el1, x5
	isb
	exit 0
	.balign 2048
vtab2:	.rept 16
	mrs x26, elr_el1
	add x26, x26, #4
	msr elr_el1, x26
	mrs x26, esr_el1
	eret
	.balign 128
	.endr
	epilogue
