/**
 * What a section's name implies: its type and flags (gABI, "Special Sections", and the GNU additions). The assembler asks for
 * sections without explicit flags, the linker for output sections that start with something other than an input section.
 */
import * as elf from './constants.ts';

interface Known {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  /** Whether NAME.anything (or NAMEanything, for 'prefix') counts too. */
  readonly match: 'exact' | 'dotted' | 'prefix';
}

const known = (name: string, type: number, flags: number, match: Known['match'] = 'exact'): Known => ({
  name,
  type,
  flags,
  match,
});
const A = elf.SHF_ALLOC;
const WA = elf.SHF_WRITE | A;
const AX = A | elf.SHF_EXECINSTR;
const KNOWN: readonly Known[] = [
  known('.text', elf.SHT_PROGBITS, AX, 'dotted'),
  known('.data', elf.SHT_PROGBITS, WA, 'dotted'),
  known('.bss', elf.SHT_NOBITS, WA, 'dotted'),
  known('.rodata', elf.SHT_PROGBITS, A, 'dotted'),
  known('.tdata', elf.SHT_PROGBITS, WA | elf.SHF_TLS, 'dotted'),
  known('.tbss', elf.SHT_NOBITS, WA | elf.SHF_TLS, 'dotted'),
  known('.data1', elf.SHT_PROGBITS, WA),
  known('.rodata1', elf.SHT_PROGBITS, A),
  known('.init_array', elf.SHT_INIT_ARRAY, WA, 'dotted'),
  known('.fini_array', elf.SHT_FINI_ARRAY, WA, 'dotted'),
  known('.preinit_array', elf.SHT_PREINIT_ARRAY, WA, 'dotted'),
  known('.init', elf.SHT_PROGBITS, AX),
  known('.fini', elf.SHT_PROGBITS, AX),
  known('.plt', elf.SHT_PROGBITS, AX),
  known('.got', elf.SHT_PROGBITS, WA),
  known('.dynamic', elf.SHT_DYNAMIC, A),
  known('.dynstr', elf.SHT_STRTAB, A),
  known('.dynsym', elf.SHT_DYNSYM, A),
  known('.hash', elf.SHT_HASH, A),
  known('.gnu.hash', elf.SHT_GNU_HASH, A),
  known('.gnu.version', elf.SHT_GNU_VERSYM, 0),
  known('.gnu.version_d', elf.SHT_GNU_VERDEF, 0),
  known('.gnu.version_r', elf.SHT_GNU_VERNEED, 0),
  known('.interp', elf.SHT_PROGBITS, 0),
  known('.comment', elf.SHT_PROGBITS, 0),
  known('.line', elf.SHT_PROGBITS, 0),
  ...['', '_line', '_info', '_abbrev', '_aranges'].map((part) => known(`.debug${part}`, elf.SHT_PROGBITS, 0)),
  known('.note.GNU-stack', elf.SHT_PROGBITS, 0),
  known('.note', elf.SHT_NOTE, 0, 'prefix'),
  known('.persistent.bss', elf.SHT_NOBITS, WA),
  known('.persistent', elf.SHT_PROGBITS, WA, 'dotted'),
  known('.noinit', elf.SHT_NOBITS, WA, 'dotted'),
  known('.gnu.linkonce.p', elf.SHT_PROGBITS, WA, 'dotted'),
  known('.gnu.linkonce.b', elf.SHT_NOBITS, WA, 'dotted'),
  known('.gnu.lto_', elf.SHT_PROGBITS, elf.SHF_EXCLUDE, 'prefix'),
  known('.gnu.liblist', elf.SHT_GNU_LIBLIST, A),
  known('.relr.dyn', elf.SHT_RELR, A),
  known('.rela', elf.SHT_RELA, 0, 'prefix'),
  known('.rel', elf.SHT_REL, 0, 'dotted'),
  known('.symtab', elf.SHT_SYMTAB, 0),
  known('.strtab', elf.SHT_STRTAB, 0),
  known('.shstrtab', elf.SHT_STRTAB, 0),
];

const STAB_STRINGS = known('.stabstr', elf.SHT_STRTAB, 0);

const answers = new Map<string, Known | undefined>();

/** Type and flags that a section's name implies, or undefined. */
export function impliedBy(name: string): { readonly type: number; readonly flags: number } | undefined {
  if (answers.has(name)) return answers.get(name);
  const listed = KNOWN.find((k) => {
    if (k.match === 'prefix') return name.startsWith(k.name);
    return name === k.name || (k.match === 'dotted' && name.startsWith(`${k.name}.`));
  });
  const answer = listed ?? (/^\.stab.*str$/.test(name) ? STAB_STRINGS : undefined);
  answers.set(name, answer);
  return answer;
}
