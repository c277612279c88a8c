/**
 * What units of one run learn of instructions changes nothing of what each of them comes to.
 */
import { describe, expect, it } from 'vitest';
import { type AsmOptions, assemble, writeObject } from '../../src/asm/index.ts';
import { Learnt } from '../../src/asm/learnt.ts';
import { usualShapes } from '../../src/asm/usual-shapes.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { SourceMap } from '../../src/text/source-map.ts';
import { FORMS } from './core/forms.ts';

interface Unit {
  readonly text: string;
  readonly options?: AsmOptions;
}

/** Statements that need room in the tables. */
const many = (from: number): string =>
  Array.from({ length: 1500 }, (_, i) => {
    const n = from + i;
    return `movi v${n & 31}.2d, #0x${(BigInt(n & 255) * 0xffn).toString(16)}\nfmov d${n & 31}, #${(n % 31) + 1}.0\nsys #${n & 7}, c${n & 15}, c${(n >> 4) & 15}, #${(n >> 8) & 7}, x${n & 15}`;
  }).join('\n');

/** Registers get other names in a loop, as in the kernel's headers. */
const NAMED = '.irp n, 0, 1, 2\nwx\\n .req w\\n\n.endr\n';

const UNITS: readonly Unit[] = [
  { text: 'cset x0, hi\nadd x0, x1, x2, lsl #3\nb target\nldr x1, [x2, :lo12:hi]\nret\nmrs x0, vbar_el1' },
  { text: 'hi .req x5\nlsl .req x6\nadd hi, hi, lsl\ncset x0, ls\n.unreq hi\nhi .req x7\nmov x1, hi\nmov hi, #16*2' },
  { text: 'hi .req x5\ncset x0, hi' },
  { text: 'hi:\nb hi\nadrp x0, hi\nadd x0, x0, :lo12:hi\ncbz x0, hi\ncset x0, hi' },
  {
    text: '\n add x0, x1, #(late - early)\nval = 16\n hint #val\nsy = 3\n dmb sy\n1: nop\n2: nop\n add x0, x1, #(2b - 1b)\n ldr x0, [x1, #2b-1b+4]\n ldp x0, x1, [sp, #val]!\n ldp x0, x1, [sp, #-(val)]!\n ldp x0, x1, [sp], #val\n mov x0, #val\n mov x0, val\n mov x1, #(val<<32)\n movz x0, #:abs_g0:val\n movk x0, #:abs_g1_nc:0x12345678\n movz x0, #:abs_g0_s:-5\n b .\n b .+8\n b 1b+(2b-1b)\n adrp x0, ext+4096\n add x0, x0, #:lo12:ext+4096\n ldr x0, [x0, :lo12:ext+8]\n cbz x0, ext-4\n tbnz x0, #val, ext\n ldrb w0, [x0, #:lo12:(ext)]\nbit=4\nearly: nop\nlate: nop\n movz x0, #:abs_g0:late-early\n movz x0, #:abs_g2:0x12345678\n',
  },
  { text: 'sy = 3\neq = 5\ndmb sy\ncsel x0, x1, x2, eq\nhint #eq\nadd x0, x1, eq\nval: adrp x0, val+4' },
  { text: 'target .req x3\nadd target, target, #1\nb target' },
  { text: 'target .req x3\nldr x1, [x2, :lo12:target]\nadr x1, target\nldr x1, target\ncbz target, other' },
  { text: 'sys #0, c7, c5, #1, x1\nprfm pldl1keep, [x0]\nat s1e1r, x0\nfmov s0, #1.5' },
  { text: 'c7 .req x5\nPldl1keep .req x2\nsys #0, c7, c5, #1, x1\nprfm pldl1keep, [x0]' },
  { text: '.arch armv8.2-a+sve\nptrue p0.b, all\nincb x0, all, mul #2' },
  { text: '.arch armv8.2-a+sve\nall .req x9\nptrue p0.b, all\nincb x0, all, mul #2' },
  { text: 'out .req v3\nin .req v31\next v0.16b, out.16b, In.16b, #4' },
  {
    text: 'out .req v3\nin .req v31\next v0.16b, out.16b, IN.16b, #4\nmov out.s[1], in.s[2]\nld1 {in.8b, v0.8b}, [x1]',
  },
  {
    text: 'w .req wzr\ns .req sp\nz .req xzr\nl .req lr\nmov w1, w\nadd x0, s, #4\nmov x0, z\nstp x29, l, [s, #-16]!\nret l',
  },
  { text: 'out:\nldr x0, out\nmov x0, #out' },
  { text: '.macro csdb\nhint #20\n.endm\n.macro ret x\nnop\n.endm\nret\ncsdb\nRET 1\nadd x0, x1, x2\nb.eq 1f\n1: ret' },
  { text: 'ret\ncsdb\nadd x0, x1, x2\nesb' },
  { text: '.macro add a, b, c\nsub \\a, \\b, \\c\n.endm\nadd x0, x1, x2\n.purgem add\nadd x0, x1, x2' },
  { text: '.arch armv8-a+crypto\naese v0.16b, v1.16b\nsha256h q0, q1, v2.4s\n.arch armv8-a\nret' },
  { text: 'ret\naese v0.16b, v1.16b\n.arch_extension lse\ncas x0, x1, [x2]\nldadd x0, x1, [x2]' },
  { text: 'cas x0, x1, [x2]', options: { arch: 'armv8.1-a' } },
  { text: '.cpu cortex-a53+crc\ncrc32b w0, w1, w2\n.cpu cortex-a53\naese v0.16b, v1.16b' },
  { text: '.cpu cortex-a53\ncrc32b w0, w1, w2\ncas x0, x1, [x2]' },
  { text: '.arch armv8.2-a+sve\nmovprfx z0, z1\nadd x0, x1, x2\nmovprfx z0, z1\nadd z0.s, p0/m, z0.s, z2.s' },
  { text: '.arch armv8.2-a+sve\nadd x0, x1, x2\nmovprfx z0, z1\nadd z1.s, p0/m, z1.s, z2.s' },
  { text: 'ldr w0, [x1, :got_lo12:out]\nldr w0, [x1, :lo12:out]\nadd x0, x1, x2', options: { ilp32: true } },
  { text: 'ldr x0, [x1, :got_lo12:out]\nldr w0, [x1, :lo12:out]\nadd x0, x1, x2' },
  {
    text: 'size = 8\nldp x0, x1, [x2, #(16 + 16 * size)]\nldp x0, x1, [x2, #(16 + 16 * 8)]\nldp x0, x1, [x2, #16 * -4]',
  },
  { text: 'ldp x0, x1, [x2, #(16 + 16 * size)]\nsize = 4' },
  { text: `${NAMED}mov wx1, #1\nmov WX2, wx0\n.unreq wx1\nmov wx0, #2` },
  { text: `${NAMED}mov wx1, #2\nmov wx9, #1` },
  { text: `wx1 .req x7\n${NAMED}mov wx1, #2` },
  { text: `.macro wx1 a, b\nmov x9, #1\n.endm\n${NAMED}mov wx0, #2\nmov wx1, #2\n.purgem wx1` },
  { text: `x .req x1\n.unreq x\n${NAMED}mov wx0, #2\nmov x, #1` },
  { text: `${NAMED}mov w3, #2\nwx3 .req w3\n${NAMED}mov wx3, wx2` },
  { text: '.irp n, 0, 1\nwx\\n .req w\\n\n.arch armv8.2-a+sve\n.endr\nadd z0.s, z1.s, z2.s\nmov wx1, #1' },
  { text: '.irp n, 0, 1\nwx\\n .req w\\n\n.arch armv8.2-a+sve\n.endr\nptrue p0.b, all' },
  { text: '.if 1\n.irp n, 0, 1\nwx\\n .req w\\n\n.endif\n.endr\nmov wx1, #1' },
  { text: many(0) },
  { text: many(7000) },
  {
    text: '.macro use r\nmov \\r, #(1 << 4)\n.unreq \\r\n.endm\none .req x1\nuse one\none .req w1\nuse one\nmov one, #1',
  },
  { text: 'ldr q0, [x0, #16 / 2]\nldr x0, [x1, #(3 - 4) * 8]\nadd x0, x1, #(1\nmov x0, #(5)\nmov w0, #-(5)' },
];

/** What comes of a unit: its object, or what is wrong with it; and what is doubtful. */
function outcome({ text, options }: Unit, core: Uint8Array | undefined, learnt?: Learnt, shapes?: Uint8Array): string {
  const sink = new DiagnosticSink();
  const sourceMap = new SourceMap();
  const elf = assemble({ text, name: 'test.s', sourceMap, sink, options: options ?? {}, core, learnt, shapes });
  const said = sink.list.map((d) => `${sourceMap.locate(d.pos)?.place.line}: ${d.severity}: ${d.text}`);
  return [elf ? Buffer.from(writeObject(elf)).toString('base64') : 'none', ...said].join('\n');
}

describe.each(FORMS)('units of one run, by %s', (_form, core) => {
  it('come to what each does alone', async () => {
    const alone = await withGrammar(() => UNITS.map((unit) => outcome(unit, core)));
    expect(alone.filter((text) => text.startsWith('none')).length).toBeGreaterThan(4);
    const saved = await withGrammar(() => usualShapes());
    for (const shapes of [undefined, saved]) {
      const learnt = new Learnt();
      for (const step of [1, 5, 11, 31]) {
        const order = UNITS.map((_, i) => (i * step) % UNITS.length);
        for (const i of order) {
          const unit = UNITS[i] as Unit;
          expect(outcome(unit, core, learnt, shapes), unit.text).toBe(alone[i]);
        }
      }
    }
  });

  it('are not disturbed by others that learn for themselves', async () => {
    const [first, second] = UNITS as [Unit, Unit];
    await withGrammar(() => {
      const [one, two] = [new Learnt(), new Learnt()];
      const expected = [outcome(first, core), outcome(second, core)];
      for (let i = 0; i < 4; i++) {
        expect(outcome(first, core, one)).toBe(expected[0]);
        if (i > 1) expect(outcome(second, core, i > 2 ? two : undefined)).toBe(expected[1]);
      }
    });
  });
});
