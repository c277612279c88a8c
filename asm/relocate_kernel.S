/* SPDX-License-Identifier: MIT */
/*
 * relocate_kernel: move a loaded kernel to the place where it wants to run, and start it.
 *
 * The old kernel copies what lies between __relocate_new_kernel_start and _end into one page of its own choice that the
 * copy does not overwrite, and jumps to arm64_relocate_new_kernel there.
 *
 * On entry
 *	x0	physical address of struct kern_reloc_arg, clean to the point of coherency
 *	MMU and data cache off, D, A, I and F masked, this page clean to PoC with no stale instruction lines
 *	at EL1; or at EL2 with HCR_EL2.{E2H,TGE} = {1,1}; or at EL2 with E2H = 0, and then el2_vector is the physical
 *	address of arm64_kexec_el2_vectors and EL1 has its MMU off too
 *	TCR_EL1 (all but T0SZ) and MAIR_EL1 as the old kernel ran with: its tables mean what they say
 *	(at EL2 with E2H = 1 the EL1 names in this file reach the EL2 registers, which have the same fields then)
 * On leaving
 *	the exception level of the entry, MMU and data cache off, x0-x3 the image's arguments, D, A, I and F masked,
 *	the image clean and invalid to PoC, no instruction line older than it
 *
 * With tables (trans_ttbr1 is not 0) the copy is one memory copy from src_addr to dst_addr: the old kernel has mapped the
 * scattered source pages, and the destination pages, to contiguous virtual addresses. Caches need the MMU, so the MMU
 * comes on for the copy. EL2 without VHE has one TTBR and no way to reach those addresses; there the copy is done at EL1,
 * and HVC comes back.
 *
 * Without tables, because there was no memory for them, src_addr is the head of the image list, and the same loop goes
 * from entry to entry with the MMU off, where it is. Only where a page comes from differs.
 */
#include "include/asm-offsets.h"
#include "include/assembler.h"
#include "include/el2.h"
#include "include/kexec.h"
#include "include/linkage.h"

/* What is kept from the argument block: all of it is read before anything is changed. */
arg	.req	x0
src	.req	x5
dst	.req	x6
left	.req	x7
line	.req	x8
limit	.req	x9
word	.req	x18			/* entry of the image list; 0 when there are tables */
vectors	.req	x19
entry	.req	x20
arg0	.req	x21
arg1	.req	x22
arg2	.req	x23
arg3	.req	x24
ttbr0	.req	x25
ttbr1	.req	x26
t0sz	.req	x27
next	.req	x28			/* the entry after it */

	/* The page that runs has an identity mapping with as many levels as its address needs. */
	.macro	set_tcr_t0sz t0sz:req, tmp:req
	mrs	\tmp, tcr_el1
	bfi	\tmp, \t0sz, #TCR_T0SZ_SHIFT, #TCR_T0SZ_WIDTH
	msr	tcr_el1, \tmp
	.endm

	/* With the MMU off no walk can meet a half-changed pair, so no empty table is needed in between. */
	.macro	set_ttbr ttbr0:req, ttbr1:req
	msr	ttbr0_el1, \ttbr0
	msr	ttbr1_el1, \ttbr1
	.endm

	.pushsection .kexec_relocate.text, "ax"

SYM_CODE_START(arm64_relocate_new_kernel)
	ldr	left, [arg, #KEXEC_KRELOC_COPY_LEN]
	ldr	entry, [arg, #KEXEC_KRELOC_ENTRY_ADDR]
	ldr	arg0, [arg, #KEXEC_KRELOC_KERN_ARG0]
	ldr	arg1, [arg, #KEXEC_KRELOC_KERN_ARG1]
	ldr	arg2, [arg, #KEXEC_KRELOC_KERN_ARG2]
	ldr	arg3, [arg, #KEXEC_KRELOC_KERN_ARG3]
	cbz	left, .Lstart_image

	ldr	vectors, [arg, #KEXEC_KRELOC_EL2_VECTOR]
	ldr	ttbr0, [arg, #KEXEC_KRELOC_TRANS_TTBR0]
	ldr	ttbr1, [arg, #KEXEC_KRELOC_TRANS_TTBR1]
	ldr	t0sz, [arg, #KEXEC_KRELOC_TRANS_T0SZ]
	ldr	src, [arg, #KEXEC_KRELOC_SRC_ADDR]
	ldr	dst, [arg, #KEXEC_KRELOC_DST_ADDR]

	raw_dcache_line_size line, x10
	mov	word, src
	cbz	ttbr1, .Ldecode
	mov	word, xzr

	cbz	vectors, .Lcopy_here
	drop_to_el1 vectors, x10
.Lcopy_here:
	adr	x10, arm64_kexec_el2_vectors	/* a fault in the copy ends in this page, not in the old kernel */
	msr	vbar_el1, x10
	set_tcr_t0sz t0sz, x10
	set_ttbr ttbr0, ttbr1
	tlb_invalidate
	turn_on_mmu x10, x11

.Lnext_page:
	cbnz	word, .Lnext_entry
.Lcopy:
	copy_page dst, src, limit, x10, x11, x12, x13, x14, x15, x16, x17
	sub	x10, dst, #PAGE_SIZE
	dmb	sy				/* with the MMU off nothing else orders stores and maintenance */
	dcache_by_line civac, x10, dst, line, x11	/* to PoC: the image starts with its caches off */
	subs	left, left, #PAGE_SIZE
	b.hi	.Lnext_page
	dsb	sy				/* all of it is in memory before the caches go */
	cbnz	word, .Lstart_image

	turn_off_mmu x10, x11
	tlb_invalidate
	cbz	vectors, .Lstart_image
	hvc	#0				/* goes on at .Lstart_image, by way of the vectors */

.Lstart_image:
	icache_invalidate			/* at the level that enters the image */
	mov	x0, arg0
	mov	x1, arg1
	mov	x2, arg2
	mov	x3, arg3
	br	entry

	/* The page that comes next by the list. Its DONE is never met before copy_len bytes are copied. */
.Lnext_entry:
	ldr	word, [next], #8
.Ldecode:
	bic	x10, word, #(PAGE_SIZE - 1)
	tbnz	word, #IND_SOURCE_BIT, .Lsource
	tbnz	word, #IND_DESTINATION_BIT, .Ldestination
	tbz	word, #IND_INDIRECTION_BIT, .
	mov	next, x10
	b	.Lnext_entry
.Ldestination:
	mov	dst, x10
	b	.Lnext_entry
.Lsource:
	mov	src, x10
	mov	x10, dst			/* what a cache holds of the old contents must not be written over the new */
	add	limit, dst, #PAGE_SIZE
	dcache_by_line civac, x10, limit, line, x11
	dsb	sy
	b	.Lcopy
SYM_CODE_END(arm64_relocate_new_kernel)

/*
 * Vectors for EL2 while the copy runs at EL1, and for whichever level copies in case it faults.
 * One page holds code and vectors; the linker script asserts that they fit.
 */
	.balign	2048
SYM_CODE_START(arm64_kexec_el2_vectors)
	invalid_vector	current_sp0_sync
	invalid_vector	current_sp0_irq
	invalid_vector	current_sp0_fiq
	invalid_vector	current_sp0_serror

	invalid_vector	current_spx_sync
	invalid_vector	current_spx_irq
	invalid_vector	current_spx_fiq
	invalid_vector	current_spx_serror

	el1_sync_64	.Lstart_image, x10
	invalid_vector	lower_64_irq
	invalid_vector	lower_64_fiq
	invalid_vector	lower_64_serror

	invalid_vector	lower_32_sync
	invalid_vector	lower_32_irq
	invalid_vector	lower_32_fiq
	invalid_vector	lower_32_serror
SYM_CODE_END(arm64_kexec_el2_vectors)

	.popsection
