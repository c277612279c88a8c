/** The reader: what is well formed is read, what is not is refused with a message, and nothing else is ever thrown. */
import { describe, expect, it } from 'vitest';
import { DiagnosticSink, FatalDiagnostic } from '../../src/diag/diagnostic.ts';
import { readArchive } from '../../src/elf/archive.ts';
import { readElf } from '../../src/elf/read.ts';
import { link } from '../../src/ld/index.ts';
import { SourceMap } from '../../src/text/source-map.ts';
import { object } from '../ld/link.ts';

const SOURCE = `
\t.text
\t.globl f
f:\tbl g
\tadrp x0, .Llocal
\tret
\t.section .rodata.str1.1,"aMS",@progbits,1
.Llocal: .string "text"
\t.data
\t.globl d
\t.type d, %object
\t.size d, 8
d:\t.quad f + 4
\t.bss
\t.space 64
`;

function failure(bytes: Uint8Array): string {
  try {
    readElf('a.o', bytes);
    return '';
  } catch (error) {
    if (!(error instanceof FatalDiagnostic)) throw error;
    return error.diagnostic.text;
  }
}

describe('readElf', () => {
  for (const bigEndian of [false, true]) {
    it(`reads sections, symbols and relocations, ${bigEndian ? 'big' : 'little'}-endian`, async () => {
      const elf = readElf('a.o', (await object(SOURCE, 'a.o', bigEndian)).bytes);
      expect(elf.bigEndian).toBe(bigEndian);
      expect([elf.type, elf.machine]).toEqual([1, 183]);
      const data = elf.sections.find((s) => s.name === '.data');
      expect(data?.relocations).toEqual([
        { offset: 0n, type: 257, symbol: elf.symbols.findIndex((s) => s.name === 'f'), addend: 4n },
      ]);
      expect(elf.symbols.find((s) => s.name === 'd')).toMatchObject({ size: 8n, binding: 1, type: 1, value: 0n });
      expect(elf.sections.find((s) => s.name === '.bss')).toMatchObject({ type: 8, size: 64 });
    });
  }

  it('names the field, the value and what is permitted', async () => {
    const { bytes } = await object(SOURCE);
    const broken = (at: number, value: number): string => {
      const copy = bytes.slice();
      copy[at] = value;
      return failure(copy);
    };
    expect(failure(bytes.subarray(0, 40))).toBe("a.o: the ELF header ends at 0x40, after the file's end at 0x28");
    expect(failure(new TextEncoder().encode('int main'))).toBe('a.o: not an ELF file (no \\x7fELF at its start)');
    expect(broken(4, 1)).toBe('a.o: ELF header: EI_CLASS is 0x1, must be 2 (ELFCLASS64)');
    expect(broken(18, 62)).toBe('a.o: ELF header: e_machine is 0x3e, must be 0xb7 (AArch64)');
    expect(broken(58, 63)).toBe('a.o: ELF header: e_shentsize is 0x3f, must be 0x40');
    expect(broken(60, 255)).toContain('the section header table of 255 entries ends at');
    expect(broken(62, 200)).toContain('e_shstrndx is 0xc8, must be below');
  });

  it('truncated anywhere, it says so', async () => {
    const { bytes } = await object(SOURCE);
    for (let length = 0; length < bytes.length; length++) expect(failure(bytes.subarray(0, length))).not.toBe('');
  });

  it('with any header byte changed, it and the linker read on or report, never crash', async () => {
    const { bytes } = await object(SOURCE);
    const tables = new DataView(bytes.buffer, bytes.byteOffset);
    const shoff = Number(tables.getBigUint64(40, true));
    const places = [...Array(64).keys(), ...Array.from({ length: bytes.length - shoff }, (_, i) => shoff + i)];
    let refused = 0;
    for (const at of places) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const copy = bytes.slice();
        if (copy[at] === value) continue;
        copy[at] = value;
        const sink = new DiagnosticSink();
        await link({
          objects: [{ name: 'a.o', bytes: copy }],
          script: { name: 's', text: 'SECTIONS{.text:{*(.text)}} g=0;' },
          sink,
          sourceMap: new SourceMap(),
          options: { entry: 'f' },
        });
        if (sink.errorCount > 0) refused++;
      }
    }
    expect(refused).toBeGreaterThan(places.length / 2);
  }, 60_000);
});

describe('readArchive', () => {
  const header = (name: string, size: string): string =>
    `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${size.padEnd(10)}\`\n`;
  const bytesOf = (text: string): Uint8Array => Uint8Array.from([...text], (c) => c.charCodeAt(0));
  const read = (text: string): string => {
    try {
      return readArchive('l.a', bytesOf(text))
        .members.map((m) => `${m.name}:${m.data?.length ?? 'external'}`)
        .join(' ');
    } catch (error) {
      if (!(error instanceof FatalDiagnostic)) throw error;
      return error.diagnostic.text;
    }
  };
  const names = 'a_very_long_member_name.o/\nb/c.o/\n';

  it('reads short and long names, and pads to even offsets', () => {
    expect(
      read(`!<arch>\n${header('//', String(names.length))}${names}${header('/0', '3')}abc\n${header('x.o/', '2')}de`),
    ).toBe('a_very_long_member_name.o:3 x.o:2');
  });

  it('thin: the members are files beside it, also where GNU ar left a slash in the last column', () => {
    expect(
      read(
        `!<thin>\n${header('//', String(names.length))}${names}${header('/0', '30')}${header('/27           /', '40')}`,
      ),
    ).toBe('a_very_long_member_name.o:external b/c.o:external');
  });

  it('refuses what is broken', () => {
    expect(read(`!<arch>\n${header('x.o/', '20')}de`)).toBe(
      "l.a: archive member at 0x8 ends at 0x58, after the file's end at 0x46",
    );
    expect(read(`!<arch>\n${header('x.o/', 'two')}de`)).toBe(
      "l.a: archive member at 0x8: size 'two' is not a decimal number",
    );
    expect(read(`!<arch>\n${header('/99', '2')}de`)).toBe(
      'l.a: archive member at 0x8: long name at 99 is outside the name table',
    );
    expect(read('!<arch>\nshort')).toContain('archive member at 0x8 ends at 0x44');
  });
});
