/** The script for links without one: the usual sections of an AArch64 program, in the usual order. */
import type { LinkOptions } from './options.ts';

export function DEFAULT_SCRIPT(options: LinkOptions): string {
  if (options.relocatable) return RELOCATABLE;
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

const DEBUG =
  '.debug_aranges .debug_pubnames .debug_info .debug_abbrev .debug_line .debug_frame .debug_str .debug_loc .debug_macinfo .debug_pubtypes ' +
  '.debug_ranges .debug_macro .debug_addr .debug_line_str .debug_loclists .debug_rnglists .debug_str_offsets';

/** -r: sections keep their names; the usual ones come first, all at address 0. */
const RELOCATABLE = `SECTIONS {
  .init 0 : { KEEP (*(SORT_NONE(.init))) } .text 0 : { *(.text .stub) *(.gnu.warning) } .fini 0 : { KEEP (*(SORT_NONE(.fini))) }
  .rodata 0 : { *(.rodata) } .rodata1 0 : { *(.rodata1) } .eh_frame_hdr 0 : { *(.eh_frame_hdr) } .eh_frame 0 : ONLY_IF_RO { KEEP (*(.eh_frame)) }
  .gcc_except_table 0 : ONLY_IF_RO { *(.gcc_except_table .gcc_except_table.*) }
  .tdata 0 : { *(.tdata) } .tbss 0 : { *(.tbss) } .preinit_array 0 : { KEEP (*(.preinit_array)) } .jcr 0 : { KEEP (*(.jcr)) }
  .data 0 : { *(.data) } .data1 0 : { *(.data1) } .bss 0 : { *(.dynbss) *(.bss) }
  .stab 0 : { *(.stab) } .stabstr 0 : { *(.stabstr) } .comment 0 : { *(.comment) }
  ${DEBUG.split(' ')
    .map((name) => `${name} 0 : { *(${name}) }`)
    .join(' ')}
}`;
