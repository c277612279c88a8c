/** DATA_SEGMENT_ALIGN … _END: what becomes read-only after start-up ends with a page; without it a page is saved. Figures are GNU ld's. */
import { describe, expect, it } from 'vitest';
import { linked } from './link.ts';

const SOURCE =
  '.text\n.globl _start\n_start: adrp x0, :got:v\n ldr x0, [x0, :got_lo12:v]\n.data\n.globl v\nv: .word 1\n';

async function places(options: object): Promise<Record<string, string>> {
  const result = await linked(undefined, [SOURCE], options);
  expect(result.messages).toEqual([]);
  const loaded = (result.elf?.sections ?? []).filter((s) => s.flags & 2);
  return Object.fromEntries(loaded.map((s) => [s.name, s.addr.toString(16)]));
}

describe('the data segment', () => {
  it('ends what is read-only with a page', async () => {
    expect(await places({})).toMatchObject({ '.got': '41ffd8', '.got.plt': '41ffe8', '.data': '420000' });
    expect(await places({ maxPageSize: 0x4000 })).toMatchObject({ '.got': '407fd8', '.data': '408000' });
  });

  it('-z now puts the whole table there', async () => {
    expect(await places({ now: true })).toMatchObject({ '.got': '41ffd8', '.data': '420000' });
  });

  it('-z norelro leaves it where it is', async () => {
    expect(await places({ relro: false })).toMatchObject({ '.got': '4100b8', '.got.plt': '4100c8', '.data': '4100e0' });
  });

  it('has a segment that says so', async () => {
    const { elf } = await linked(undefined, [SOURCE]);
    const relro = elf?.segments.find((s) => s.type === 0x6474e552);
    expect(relro).toMatchObject({ vaddr: 0x41ffd8n, memsz: 0x28n, filesz: 0x28, flags: 4, align: 1 });
  });
});
