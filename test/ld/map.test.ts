/** The map and the tables that options print, as `aarch64-linux-gnu-ld` 2.40 writes them. */
import { describe, expect, it } from 'vitest';
import { linked } from './link.ts';

const SCRIPT = `MEMORY { ROM (rx) : ORIGIN = 0x1000, LENGTH = 0x100 }
REGION_ALIAS("CODE", ROM)
SECTIONS
{
  .text : { *(.text) . = ALIGN(16); BYTE(1) LONG(_start) } >CODE =0x90
  end = .;
}`;
const SOURCE = '.text\n.globl _start\n_start: nop\n.data\n.word 1\n';

const MAP = `
Memory Configuration

Name             Origin             Length             Attributes
ROM              0x0000000000001000 0x0000000000000100 xr
*default*        0x0000000000000000 0xffffffffffffffff

Linker script and memory map


.text           0x0000000000001000       0x15
 *(.text)
 .text          0x0000000000001000        0x4 a.o
                0x0000000000001000                _start
                0x0000000000001010                . = ALIGN (0x10)
 *fill*         0x0000000000001004        0xc 90
                0x0000000000001010        0x1 BYTE 0x1
                0x0000000000001011        0x4 LONG 0x1000 _start
                0x0000000000001015                end = .
LOAD a.o
OUTPUT(a.out elf64-littleaarch64)
LOAD linker stubs

.data           0x0000000000001015        0x4
 .data          0x0000000000001015        0x4 a.o

.bss            0x0000000000001019        0x0
 .bss           0x0000000000001019        0x0 a.o
`;

const USAGE = `Memory region         Used Size  Region Size  %age Used
             ROM:          25 B        256 B      9.77%
`;

const REFERENCES = `
Cross Reference Table

Symbol                                            File
_start                                            a.o
there                                             c.o
                                                  b.o
                                                  a.o
`;

describe('the map', () => {
  it('has regions, statements, gaps and orphans in GNU ld order', async () => {
    const { image } = await linked(SCRIPT, [SOURCE]);
    expect(image?.mapText()).toBe(MAP);
    expect(image?.memoryUsage()).toBe(USAGE);
  });
});

describe('mentions of symbols', () => {
  const sources = ['.globl _start\n_start: bl there\n', '.xword there\n', '.globl there\nthere: ret\n'];

  it('make a table, who defines one first', async () => {
    expect((await linked(undefined, sources)).image?.crossReferenceTable()).toBe(REFERENCES);
  });

  it('are traced', async () => {
    const { messages } = await linked(undefined, sources, { traced: ['there'] });
    expect(messages).toEqual([
      "a.o: reference to 'there' [A64-N0583]",
      "b.o: reference to 'there' [A64-N0583]",
      "c.o: definition of 'there' [A64-N0583]",
    ]);
  });
});
