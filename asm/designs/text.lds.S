/* Designs that have no section of their own: .text as it comes, its extent by the symbols in it. */
SECTIONS
{
	. = 0x1000;
	.text : { *(.text) }
	/DISCARD/ : { *(.note.GNU-stack) }
}
