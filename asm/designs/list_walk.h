/* SPDX-License-Identifier: MIT */
/*
 * The loop of the designs that copy by the image list, entry by entry: where the MMU is off (before the series, and patches 1 to
 * 4), and where a linear map makes physical addresses into virtual ones by adding an offset (James Morse, Eric Biederman,
 * mainline).
 */
#ifndef A64AS_DESIGNS_LIST_WALK_H
#define A64AS_DESIGNS_LIST_WALK_H

#include "../include/assembler.h"
#include "../include/kexec.h"

/* Registers of the walk. x0-x4 are the caller's. */
#define WALK_WORD	x16	/* the entry at hand */
#define WALK_NEXT	x14	/* address of the one after it */
#define WALK_DST	x13
#define WALK_SRC	x12
#define WALK_LINE	x15	/* bytes a cache line */
#define WALK_OFFSET	x17	/* what makes a physical address usable; 0 with the MMU off */

	/*
	 * WALK_WORD is the head, WALK_LINE and WALK_OFFSET are set. how = "before": the destination is invalidated in the
	 * caches and then written past them; "after": it is written through them and then cleaned out of them; "both": whether
	 * the MMU is on or off.
	 */
	.macro	copy_image_list how:req
.Lentry_\@:
	tbnz	WALK_WORD, #IND_DONE_BIT, .Ldone_\@
	bic	x5, WALK_WORD, #(PAGE_SIZE - 1)
	add	x5, x5, WALK_OFFSET
	tbnz	WALK_WORD, #IND_SOURCE_BIT, .Lsource_\@
	tbnz	WALK_WORD, #IND_INDIRECTION_BIT, .Llink_\@
	mov	WALK_DST, x5
	b	.Lnext_\@
.Llink_\@:
	mov	WALK_NEXT, x5
	b	.Lnext_\@
.Lsource_\@:
	mov	WALK_SRC, x5
	.ifnc	\how, after
	mov	x6, WALK_DST
	add	x7, WALK_DST, #PAGE_SIZE
	.ifc	\how, before
	dcache_by_line ivac, x6, x7, WALK_LINE, x8
	.else
	dcache_by_line civac, x6, x7, WALK_LINE, x8
	.endif
	dsb	sy
	.endif
	copy_page WALK_DST, WALK_SRC, x18, x1, x2, x3, x4, x5, x6, x7, x8
	.ifnc	\how, before
	dmb	sy
	sub	x6, WALK_DST, #PAGE_SIZE
	dcache_by_line civac, x6, WALK_DST, WALK_LINE, x8
	.endif
.Lnext_\@:
	ldr	WALK_WORD, [WALK_NEXT], #8
	b	.Lentry_\@
.Ldone_\@:
	.endm

#endif
