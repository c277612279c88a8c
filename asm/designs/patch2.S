/* SPDX-License-Identifier: MIT */
/* Design 3, patch 2: a section of its own, whose extent the linker script knows and whose size it asserts. */
#include "include/patch1-offsets.h"
#include "argument.h"

	.pushsection .kexec_relocate.text, "ax"
SYM_CODE_START(arm64_relocate_new_kernel)
	relocate_by_argument_block
SYM_CODE_END(arm64_relocate_new_kernel)
	.popsection
