/**
 * The scripts for links without one: the usual sections of an AArch64 program, in the usual order.
 *
 * Static, position-independent and shared outputs differ in where they start, in which symbols they offer, and in whether
 * the GOT of the procedure linkage table is read-only after start-up (-z now). -n and -N know no data segment of their own pages.
 */
import type { LinkOptions } from './options.ts';

/** The text of the script that fits the options. */
export function DEFAULT_SCRIPT(options: LinkOptions): string {
  if (options.relocatable) return RELOCATABLE;
  // -n and -N have one script for all kinds of output.
  const { nmagic, omagic } = options;
  const kind = nmagic || omagic ? { ...options, shared: false, pie: false } : options;
  return `ENTRY(_start) SECTIONS {\n${readOnly(kind)}\n${writable(kind)}\n${NOT_LOADED}\n}`;
}

const NOPS = '=0x1f2003d5';

/** `.rela.dyn` collects them by the section that they are for; without combreloc each has its own. */
const RELA = ['init', 'text', 'fini', 'rodata', 'data', 'tdata', 'tbss', 'ctors', 'dtors', 'got', 'bss', 'ifunc'];
const LINK_ONCE: Readonly<Record<string, string>> = {
  text: 't',
  rodata: 'r',
  data: 'd',
  'data.rel.ro': 'd.rel.ro',
  tdata: 'td',
  tbss: 'tb',
  bss: 'b',
};

function relaPattern(name: string): string {
  const once = LINK_ONCE[name];
  return once ? `*(.rela.${name} .rela.${name}.* .rela.gnu.linkonce.${once}.*)` : `*(.rela.${name})`;
}

function relocations({ nmagic, omagic }: LinkOptions, bounds: string): string {
  const dyn =
    nmagic || omagic
      ? [...RELA.slice(0, 4), 'data.rel.ro', ...RELA.slice(4)].map((n) => `.rela.${n} : { ${relaPattern(n)} }`)
      : [`.rela.dyn : { ${RELA.map(relaPattern).join(' ')} }`];
  return `${dyn.join('\n')}\n.rela.plt : { *(.rela.plt) ${bounds} }`;
}

const only = (name: string, kind: 'RO' | 'RW', patterns: string): string => `${name} : ONLY_IF_${kind} { ${patterns} }`;

function exceptions(kind: 'RO' | 'RW'): string {
  const extab = only('.gnu_extab', kind, kind === 'RO' ? '*(.gnu_extab*)' : '*(.gnu_extab)');
  const table = only('.gcc_except_table', kind, '*(.gcc_except_table .gcc_except_table.*)');
  return `${only('.eh_frame', kind, 'KEEP (*(.eh_frame)) *(.eh_frame.*)')}
  ${only('.sframe', kind, '*(.sframe) *(.sframe.*)')}
  ${kind === 'RO' ? `${table}\n${extab}` : `${extab}\n${table}`}
  ${only('.exception_ranges', kind, '*(.exception_ranges*)')}`;
}

function readOnly(options: LinkOptions): string {
  const { shared, pie, separateCode } = options;
  const start = `SEGMENT_START("text-segment", ${shared || pie ? '0' : '0x400000'})`;
  const page = '. = ALIGN(CONSTANT (MAXPAGESIZE));';
  const rodata =
    '. = SEGMENT_START("rodata-segment", ALIGN(CONSTANT (MAXPAGESIZE)) + (. & (CONSTANT (MAXPAGESIZE) - 1)));';
  const bounds =
    shared || pie
      ? '*(.rela.iplt)'
      : 'PROVIDE_HIDDEN (__rela_iplt_start = .); *(.rela.iplt) PROVIDE_HIDDEN (__rela_iplt_end = .);';
  return `${shared ? '' : `PROVIDE (__executable_start = ${start});`} . = ${start} + SIZEOF_HEADERS;
  ${shared ? '' : '.interp : { *(.interp) }'} .note.gnu.build-id : { *(.note.gnu.build-id) }
  .hash : { *(.hash) } .gnu.hash : { *(.gnu.hash) } .dynsym : { *(.dynsym) } .dynstr : { *(.dynstr) }
  .gnu.version : { *(.gnu.version) } .gnu.version_d : { *(.gnu.version_d) } .gnu.version_r : { *(.gnu.version_r) }
  ${relocations(options, bounds)}
  ${separateCode ? page : ''}
  .init : { KEEP (*(SORT_NONE(.init))) } ${NOPS}
  .plt : ALIGN(16) { *(.plt) *(.iplt) }
  .text : { *(.text.unlikely .text.*_unlikely .text.unlikely.*) *(.text.exit .text.exit.*) *(.text.startup .text.startup.*)
    *(.text.hot .text.hot.*) *(SORT(.text.sorted.*)) *(.text .stub .text.* .gnu.linkonce.t.*) *(.gnu.warning) } ${NOPS}
  .fini : { KEEP (*(SORT_NONE(.fini))) } ${NOPS}
  PROVIDE (__etext = .); PROVIDE (_etext = .); PROVIDE (etext = .);
  ${separateCode ? `${page} ${rodata}` : ''}
  .rodata : { *(.rodata .rodata.* .gnu.linkonce.r.*) } .rodata1 : { *(.rodata1) }
  .eh_frame_hdr : { *(.eh_frame_hdr) *(.eh_frame_entry .eh_frame_entry.*) }
  ${exceptions('RO')}`;
}

/** A list of functions to run, with the symbols at its ends where the program itself runs it. */
function functions(name: string, bounds: boolean, patterns: string): string {
  const mark = (end: string): string => (bounds ? `PROVIDE_HIDDEN (__${name}_${end} = .);` : '');
  return `.${name} : { ${mark('start')} ${patterns} ${mark('end')} }`;
}

const CRT = 'EXCLUDE_FILE (*crtbegin.o *crtbegin?.o *crtend.o *crtend?.o )';
const initialisers = (kind: string, old: string): string =>
  `KEEP (*(SORT_BY_INIT_PRIORITY(.${kind}.*) SORT_BY_INIT_PRIORITY(.${old}.*))) KEEP (*(.${kind} ${CRT} .${old}))`;
const constructors = (name: string): string =>
  `.${name} : { KEEP (*crtbegin.o(.${name})) KEEP (*crtbegin?.o(.${name})) KEEP (*(EXCLUDE_FILE (*crtend.o *crtend?.o ) .${name}))
    KEEP (*(SORT(.${name}.*))) KEEP (*(.${name})) }`;

function gotSections({ now, nmagic, omagic }: LinkOptions): string {
  const relroEnd = (bytes: number): string => (omagic ? '' : `. = DATA_SEGMENT_RELRO_END (${bytes}, .);`);
  if (now && !nmagic && !omagic) return `.got : { *(.got.plt) *(.igot.plt) *(.got) *(.igot) } ${relroEnd(0)}`;
  return `.got : { *(.got) *(.igot) } ${relroEnd(24)} .got.plt : { *(.got.plt) *(.igot.plt) }`;
}

function writable(options: LinkOptions): string {
  const { shared, omagic } = options;
  // A shared object offers these names only to those who ask; a program has them.
  const symbol = (name: string): string => (shared ? `PROVIDE (${name} = .);` : `${name} = .;`);
  const separate = omagic ? '. = .;' : '. = DATA_SEGMENT_ALIGN (CONSTANT (MAXPAGESIZE), CONSTANT (COMMONPAGESIZE));';
  return `${separate}
  ${exceptions('RW')}
  .tdata : { ${shared ? '' : 'PROVIDE_HIDDEN (__tdata_start = .);'} *(.tdata .tdata.* .gnu.linkonce.td.*) }
  .tbss : { *(.tbss .tbss.* .gnu.linkonce.tb.*) *(.tcommon) }
  ${functions('preinit_array', !shared, 'KEEP (*(.preinit_array))')}
  ${functions('init_array', !shared, initialisers('init_array', 'ctors'))}
  ${functions('fini_array', !shared, initialisers('fini_array', 'dtors'))}
  ${constructors('ctors')} ${constructors('dtors')} .jcr : { KEEP (*(.jcr)) }
  .data.rel.ro : { *(.data.rel.ro.local* .gnu.linkonce.d.rel.ro.local.*) *(.data.rel.ro .data.rel.ro.* .gnu.linkonce.d.rel.ro.*) }
  .dynamic : { *(.dynamic) }
  ${gotSections(options)}
  .data : { PROVIDE (__data_start = .); *(.data .data.* .gnu.linkonce.d.*) SORT(CONSTRUCTORS) } .data1 : { *(.data1) }
  ${symbol('_edata')} PROVIDE (edata = .); . = .; ${symbol('__bss_start')} ${symbol('__bss_start__')}
  .bss : { *(.dynbss) *(.bss .bss.* .gnu.linkonce.b.*) *(COMMON) . = ALIGN(. != 0 ? 64 / 8 : 1); }
  ${symbol('_bss_end__')} ${symbol('__bss_end__')} . = ALIGN(64 / 8); . = SEGMENT_START("ldata-segment", .); . = ALIGN(64 / 8);
  ${symbol('__end__')} ${symbol('_end')} PROVIDE (end = .); ${omagic ? '' : '. = DATA_SEGMENT_END (.);'}`;
}

/** Debugging sections that the -r script knows, too; the patterns beyond their own names. */
const DEBUG: readonly (readonly [string, string])[] = (
  'aranges pubnames info abbrev line frame str loc macinfo weaknames funcnames typenames varnames pubtypes ranges ' +
  'addr line_str loclists macro names rnglists str_offsets sup'
)
  .split(' ')
  .map((name) => [
    `.debug_${name}`,
    ({ info: ' .gnu.linkonce.wi.*', line: ' .debug_line.* .debug_line_end' } as Readonly<Record<string, string>>)[
      name
    ] ?? '',
  ]);

const atZero = (names: string): string =>
  names
    .split(' ')
    .map((name) => `${name} 0 : { *(${name}) }`)
    .join(' ');

const STABS = '.stab .stabstr .stab.excl .stab.exclstr .stab.index .stab.indexstr .comment';
const DWARF_1 = '.debug .line .debug_srcinfo .debug_sfnames';
const ATTRIBUTES = `.ARM.attributes 0 : { KEEP (*(.ARM.attributes)) KEEP (*(.gnu.attributes)) }
  .note.gnu.arm.ident 0 : { KEEP (*(.note.gnu.arm.ident)) }`;

const NOT_LOADED = `${atZero(STABS)}
  .gnu.build.attributes : { *(.gnu.build.attributes .gnu.build.attributes.*) }
  ${atZero(DWARF_1)}
  ${DEBUG.map(([name, more]) => `${name} 0 : { *(${name}${more}) }`).join(' ')}
  ${ATTRIBUTES}
  /DISCARD/ : { *(.note.GNU-stack) *(.gnu_debuglink) *(.gnu.lto_*) }`;

const onlyAtZero = (kind: 'RO' | 'RW', names: string): string =>
  names
    .split(' ')
    .map((name) => `${name} 0 : ONLY_IF_${kind} { ${name === '.eh_frame' ? 'KEEP (*(.eh_frame))' : `*(${name})`} }`)
    .join(' ');

/** -r: sections keep their names; the usual ones come first, all at address 0. */
const RELOCATABLE = `SECTIONS {
  ${atZero('.interp .note.gnu.build-id .hash .gnu.hash .dynsym .dynstr .gnu.version .gnu.version_d .gnu.version_r')}
  ${atZero('.rela.init .rela.text .rela.fini .rela.rodata .rela.data.rel.ro .rela.data .rela.tdata .rela.tbss .rela.ctors')}
  ${atZero('.rela.dtors .rela.got .rela.bss .rela.ifunc .rela.plt')}
  .init 0 : { KEEP (*(SORT_NONE(.init))) } ${NOPS} .plt 0 : ALIGN(16) { *(.plt) }
  .text 0 : { *(.text .stub) *(.gnu.warning) } ${NOPS} .fini 0 : { KEEP (*(SORT_NONE(.fini))) } ${NOPS}
  ${atZero('.rodata .rodata1 .eh_frame_hdr')}
  ${onlyAtZero('RO', '.eh_frame .sframe .gcc_except_table')} .gnu_extab 0 : ONLY_IF_RO { *(.gnu_extab*) }
  ${onlyAtZero('RO', '.exception_ranges')}
  ${onlyAtZero('RW', '.eh_frame .sframe .gnu_extab .gcc_except_table .exception_ranges')}
  ${atZero('.tdata .tbss')} .jcr 0 : { KEEP (*(.jcr)) } ${atZero('.dynamic .got .got.plt .data .data1 .bss')}
  ${atZero(STABS)} .gnu.build.attributes : { *(.gnu.build.attributes) }
  ${atZero(DWARF_1)} ${atZero(DEBUG.map(([name]) => name).join(' '))}
  ${ATTRIBUTES}
}`;
