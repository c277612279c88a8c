/* SPDX-License-Identifier: MIT */
/*
 * Links relocation code as the kernel does: on a page boundary, between the two symbols that say what to copy into the
 * control page. Code and vectors share that page, and a kernel may set aside no less for it.
 */
#include "../asm/include/sizes.h"
#include "../asm/include/kexec.h"

OUTPUT_ARCH(aarch64)
ENTRY(arm64_relocate_new_kernel)

SECTIONS
{
	. = SZ_4K;
	.text : {
		. = ALIGN(SZ_4K);
		__relocate_new_kernel_start = .;
		*(.kexec_relocate.text)
		__relocate_new_kernel_end = .;
	}
	/DISCARD/ : { *(.note.GNU-stack) *(.comment) }
}

ASSERT(__relocate_new_kernel_end - (__relocate_new_kernel_start & ~(SZ_4K - 1)) <= SZ_4K,
       "kexec relocation code is too big or misaligned")
ASSERT(KEXEC_CONTROL_PAGE_SIZE >= SZ_4K, "KEXEC_CONTROL_PAGE_SIZE is brokern")
