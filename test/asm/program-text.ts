/**
 * Small programs of directives and instructions as people write them, in sections of all kinds: what they come to depends on all of it together.
 *
 * Enters: a seed. Leaves: a source, the same for the same seed; few of its lines are wrong.
 */
import { seeded } from './mutate.ts';

const SECTIONS = [
  ...['.text', '.data', '.text 1', '.text 2', '.data 3', '.subsection 1', '.subsection 0', '.previous', '.popsection'],
  ...['.section .foo,"ax"', '.section .rodata', '.section .str,"aMS",@progbits,1', '.section .note.x,"",@note'],
  ...['.section .grp,"axG",@progbits,sig,comdat', '.section .init_array,"aw"', '.section .td,"awT",@progbits'],
  ...['.section .lnk,"ao",@progbits,.text', '.section .u,"ax",@progbits,unique,3', '.section .ent,"aM",@progbits,8'],
  ...['.pushsection .foo,"ax"', '.pushsection .data', '.section .exc,"e"'],
];
const DATA = '.byte .2byte .hword .4byte .word .long .8byte .quad .xword .short .uleb128 .sleb128'.split(' ');
const NUMBERS = '0 1 2 4 8 255 256 -1 65536 0x7fffffff'.split(' ');
const ALIGNMENTS = [
  ...['.align 2', '.align 3', '.p2align 4', '.p2align 4,,3', '.p2alignl 3,0x12345678,7', '.align 3,1', '.balign 8'],
  ...['.balign 16,0x55', '.balignw 8,0x1234', '.balignl 16,0x12345678', '.space 3', '.zero 8', '.skip 100', '.fill 3'],
  ...['.fill 2,2', '.fill 3,4,0x12', '.space 8,3', '.fill 1,8,-1', '.org . + 8'],
];
const CONSTANTS = [
  ...['.ascii "ab\\n\\101"', '.asciz "x","yz"', '.string16 "hi"', '.string32 "w"', '.octa 0x123456789abcdef0fedcba98'],
  ...['.float 1.5,-2e10', '.double 3.25', '.float16 1.0', '.bfloat16 2', '.dc.w 3', '.dcb.l 2,7', '.ds.b 3', '.nop'],
  ...['.ident "x"', '.ltorg', '.if 1\n.byte 9\n.endif', '.rept 3\n.byte 1\n.endr', '.irp x,1,2\n.2byte \\x\n.endr'],
];
const CODE = [
  ...['nop', 'ret', 'mov x0,#7', 'add x1,x2,x3', 'b N', 'bl N', 'b.eq N', 'cbz x1,N', 'tbz w1,#3,N', 'adr x0,N'],
  ...['adrp x0,N', 'add x0,x0,:lo12:N', 'ldr x0,[x0,:lo12:N]', 'ldr x3,=N', 'ldr w3,=0x12345678', 'ldr x5,N'],
  ...[
    'movz x0,#:abs_g1:N',
    'movk x0,#:abs_g0_nc:N',
    'ldr x0,[x0,#:got_lo12:N]',
    'adrp x0,:got:N',
    'adrp x0,:gottprel:tl',
  ],
  ...['.inst 0xd503201f', 'ldr q0,=0x11112222333344445555666677778888', 'add x0,x1,#N-N', '.tlsdesccall tl\nblr x1'],
];
const PROPERTIES = [
  ...[
    '.globl N',
    '.weak N',
    '.hidden N',
    '.protected N',
    '.internal N',
    '.local N',
    '.type N,%function',
    '.size N,.-N',
  ],
  ...[
    '.type N,%object',
    '.size N,8',
    '.comm N_c,8,4',
    '.lcomm N_l,4',
    '.variant_pcs N',
    '.weakref w_N,N',
    '.comm c_N,16',
  ],
  ...['.set s_N,N+4', '.reloc .,R_AARCH64_NONE,N', '.equiv e_N,5', 's2_N = . - N', '.type N,%gnu_unique_object'],
];
const FRAMES = [
  ...['nop', '.cfi_def_cfa_offset 16', '.cfi_offset 29,-16', '.cfi_restore 29', '.cfi_escape 1,2', '.cfi_undefined 19'],
  ...['.cfi_adjust_cfa_offset 8', '.cfi_def_cfa x29,16', '.cfi_negate_ra_state', '.cfi_personality 0x9b,ext1'],
  ...['.cfi_lsda 0x1b,.L1', '.cfi_signal_frame', '.cfi_return_column x30', '.cfi_val_offset 20,8', '.align 4'],
  ...[
    '.cfi_register 20,21',
    '.cfi_same_value 19',
    '.cfi_remember_state\nnop\n.cfi_restore_state',
    '.space 7\n.align 2',
  ],
];
const LINES = [
  ...[
    '.loc 1 31',
    '.loc 1 5 3 is_stmt 0',
    '.loc 1 7 1 prologue_end',
    '.loc 1 8 2 discriminator 3',
    '.loc 1 9 0 view .LVU',
  ],
];
const LABELS = ['l', '.L', 'fwd', '.Lf', 'g'];

class Program {
  readonly #random: () => number;
  readonly #labels: string[] = [];

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  text(): string {
    const lines = Array.from({ length: 6 + this.#below(20) }, () => this.#line());
    return `.file 1 "a.c"\n${lines.join('\n')}\n`;
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #name(): string {
    if (this.#labels.length > 0 && this.#below(3) > 0) return this.#pick(this.#labels);
    return `${this.#pick(['ext', 'fwd', '.Lf'])}${this.#below(4)}`;
  }

  #value(): string {
    const kind = this.#below(10);
    if (kind < 3) return this.#pick(NUMBERS);
    if (kind < 5) return this.#name();
    if (kind < 7) return `${this.#name()}${this.#pick(['+', '-'])}${this.#below(64)}`;
    if (kind < 9) return `${this.#pick(['.', this.#name()])} - ${this.#name()}`;
    return `(${this.#name()} - ${this.#name()}) ${this.#pick(['+', '*', '<<', '/', '>>'])} ${1 + this.#below(4)}`;
  }

  #label(): string {
    const number = this.#below(3) === 0;
    const label = number ? `${1 + this.#below(3)}` : `${this.#pick(LABELS)}${this.#below(6)}`;
    this.#labels.push(number ? `${label}b` : label);
    return `${label}:`;
  }

  #line(): string {
    const kind = this.#below(100);
    if (kind < 14) return this.#pick(SECTIONS);
    if (kind < 36) return this.#label();
    if (kind < 52)
      return `${this.#pick(DATA)} ${Array.from({ length: 1 + this.#below(3) }, () => this.#value()).join()}`;
    if (kind < 63) return this.#pick(ALIGNMENTS);
    if (kind < 70) return this.#pick(CONSTANTS);
    if (kind < 82) return this.#pick(CODE).replaceAll('N', () => this.#name());
    if (kind < 92) return this.#about(this.#pick(PROPERTIES));
    if (kind < 96) return this.#pick(LINES);
    const frame = Array.from({ length: 1 + this.#below(5) }, () => this.#pick(FRAMES));
    return `.pushsection .text\n.cfi_startproc\n${frame.join('\n')}\n.cfi_endproc\n.popsection`;
  }

  /** A directive about one name, which is no number. */
  #about(directive: string): string {
    const name = this.#name();
    return /^\d/.test(name) ? 'nop' : directive.replaceAll('N', name);
  }
}

/** A program. */
export function programs(seed: number): string {
  return new Program(seed).text();
}
