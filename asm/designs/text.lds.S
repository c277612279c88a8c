/* Designs that have no section of their own: .text as it comes, its extent by the symbols in it. */
ENTRY(arm64_relocate_new_kernel)
SECTIONS
{
	. = 0x1000;
	.text : { *(.text) }
	/DISCARD/ : { *(.note.GNU-stack) }
}
