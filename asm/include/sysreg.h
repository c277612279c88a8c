/* SPDX-License-Identifier: MIT */
/* System-register fields that the blob touches (Arm DDI 0487, section D19). */
#ifndef A64AS_SYSREG_H
#define A64AS_SYSREG_H

/* SCTLR_EL1, and SCTLR_EL2 with HCR_EL2.E2H = 1: the bits that decide about translation and caching. */
#define SCTLR_M			(1 << 0)	/* stage 1 translation */
#define SCTLR_C			(1 << 2)	/* data accesses cacheable */
#define SCTLR_I			(1 << 12)	/* instruction fetches cacheable */
#define SCTLR_MMU_AND_CACHES	(SCTLR_M | SCTLR_C | SCTLR_I)

#define TCR_T0SZ_SHIFT		0
#define TCR_T0SZ_WIDTH		6

/* HCR_EL2: EL1 is AArch64. All else zero: no stage 2, no traps, HVC enabled, no TGE. */
#define HCR_RW			(1 << 31)

/* SPSR_EL2: return to EL1 on its own stack pointer, D, A, I and F masked. */
#define PSR_MODE_EL1H		0x5
#define PSR_DAIF_MASKED		(0xf << 6)

#define ESR_EC_SHIFT		26
#define ESR_EC_HVC64		0x16

/* CTR_EL0.DminLine: log2 of the words in the smallest data cache line. */
#define CTR_DMINLINE_SHIFT	16
#define CTR_DMINLINE_WIDTH	4

#endif
