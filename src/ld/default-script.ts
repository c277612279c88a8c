/** The script for links without one: the usual sections of an AArch64 program, in the usual order. */
import type { LinkOptions } from './options.ts';

export function DEFAULT_SCRIPT(options: LinkOptions): string {
  if (options.relocatable) return 'SECTIONS { }';
  return `
ENTRY(_start)
SECTIONS {
  PROVIDE (__executable_start = SEGMENT_START("text-segment", 0x400000)); . = SEGMENT_START("text-segment", 0x400000) + SIZEOF_HEADERS;
  .init : { KEEP (*(SORT_NONE(.init))) } =0x1f2003d5
  .text : { *(.text.unlikely .text.*_unlikely .text.unlikely.*) *(.text.exit .text.exit.*) *(.text.startup .text.startup.*)
    *(.text.hot .text.hot.*) *(SORT(.text.sorted.*)) *(.text .stub .text.* .gnu.linkonce.t.*) *(.gnu.warning) } =0x1f2003d5
  .rodata : { *(.rodata .rodata.* .gnu.linkonce.r.*) }
  . = DATA_SEGMENT_ALIGN (CONSTANT (MAXPAGESIZE), CONSTANT (COMMONPAGESIZE));
  .got : { *(.got) *(.igot) }
  . = DATA_SEGMENT_RELRO_END (24, .);
  .got.plt : { *(.got.plt) *(.igot.plt) }
  .data : { PROVIDE (__data_start = .); *(.data .data.* .gnu.linkonce.d.*) SORT(CONSTRUCTORS) }
  _edata = .; PROVIDE (edata = .); . = .; __bss_start = .; __bss_start__ = .;
  .bss : { *(.dynbss) *(.bss .bss.* .gnu.linkonce.b.*) *(COMMON) . = ALIGN(. != 0 ? 64 / 8 : 1); }
  _bss_end__ = .; __bss_end__ = .; . = ALIGN(64 / 8); . = SEGMENT_START("ldata-segment", .); . = ALIGN(64 / 8);
  __end__ = .; _end = .; PROVIDE (end = .); . = DATA_SEGMENT_END (.);
}`;
}
