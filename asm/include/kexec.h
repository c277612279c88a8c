/* SPDX-License-Identifier: MIT */
/* What the kernel's side and the blob must agree on beside the argument block. */
#ifndef A64AS_KEXEC_H
#define A64AS_KEXEC_H

/* Room that is set aside for the blob. The vectors want 2 KiB alignment inside it, hence not less than 4 KiB. */
#ifndef KEXEC_CONTROL_PAGE_SIZE
#define KEXEC_CONTROL_PAGE_SIZE	4096
#endif

/* Entries of the image list: a page's address, and in its low bits what the page is (include/linux/kexec.h). */
#define IND_DESTINATION_BIT	0
#define IND_INDIRECTION_BIT	1
#define IND_DONE_BIT		2
#define IND_SOURCE_BIT		3

#endif
