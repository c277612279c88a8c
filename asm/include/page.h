/* SPDX-License-Identifier: MIT */
/* The translation granule that the kernel runs with; -DPAGE_SHIFT=14 or 16 for 16K and 64K pages. */
#ifndef A64AS_PAGE_H
#define A64AS_PAGE_H

#ifndef PAGE_SHIFT
#define PAGE_SHIFT	12
#endif
#if PAGE_SHIFT != 12 && PAGE_SHIFT != 14 && PAGE_SHIFT != 16
#error "PAGE_SHIFT must be 12, 14 or 16"
#endif
#define PAGE_SIZE	(1 << PAGE_SHIFT)

#endif
