import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  IND,
  Kimage,
  listMoves,
  OutOfPages,
  PageAllocator,
  Ram,
  type Segment,
  walkList,
} from '../../src/kexec/index.ts';
import { MIB, RAM_BASE } from './fixtures.ts';

const PAGE = 4096;

function segment(destination: number, pages: number, fill: number): Segment {
  return {
    name: `segment ${fill}`,
    destination,
    size: pages * PAGE,
    page: (index) => new Uint8Array(PAGE).fill(fill + index),
  };
}

function load(
  segments: readonly Segment[],
  options: { seed?: number; bytes?: number; allowance?: number; ascending?: boolean } = {},
) {
  const bytes = options.bytes ?? 8 * MIB;
  const ram = new Ram(RAM_BASE, bytes);
  const allocator = new PageAllocator({
    ram: { start: RAM_BASE, end: RAM_BASE + bytes },
    pageSize: PAGE,
    taken: [],
    seed: options.seed ?? 1,
    ...(options.allowance === undefined ? {} : { allowance: options.allowance }),
    ...(options.ascending === undefined ? {} : { ascending: options.ascending }),
  });
  const image = new Kimage(ram, allocator, segments);
  image.load();
  return { ram, image };
}

/** What relocation code does, one page after the other. */
function relocate(ram: Ram, image: Kimage): void {
  for (const { source, destination } of image.moves()) ram.write(destination, ram.read(source, PAGE).slice());
}

describe('the entry list', () => {
  it('is a link, a destination, its sources in order, and DONE', () => {
    const { ram, image } = load([segment(RAM_BASE + 4 * MIB, 3, 1)]);
    const entries = [...walkList(ram, image.head)];
    expect(entries.map(({ flag }) => flag)).toEqual([
      IND.INDIRECTION,
      IND.DESTINATION,
      IND.SOURCE,
      IND.SOURCE,
      IND.SOURCE,
      IND.DONE,
    ]);
    expect(entries[1]?.address).toBe(RAM_BASE + 4 * MIB);
    expect(image.moves().map(({ destination }) => destination)).toEqual(
      [0, 1, 2].map((n) => RAM_BASE + 4 * MIB + n * PAGE),
    );
  });

  it.each([
    [510, 1],
    [511, 2],
    [1021, 2],
    [1022, 3],
  ])('%i pages take %i pages of entries', (pages, lists) => {
    // One DESTINATION entry beside the sources; 511 entries a page, the last word links or ends.
    const { ram, image } = load([segment(RAM_BASE + 4 * MIB, pages, 0)], { bytes: 16 * MIB });
    expect(image.indirectionPages.length).toBe(lists);
    expect(listMoves(ram, image.head, PAGE).length).toBe(pages);
  });

  it('of an image in place is DONE alone, and the bytes are there', () => {
    const ram = new Ram(RAM_BASE, MIB);
    const allocator = new PageAllocator({
      ram: { start: RAM_BASE, end: RAM_BASE + MIB },
      pageSize: PAGE,
      taken: [],
      seed: 1,
    });
    const image = new Kimage(ram, allocator, [segment(RAM_BASE + 0x8000, 2, 7)]);
    image.loadInPlace();
    expect(image.head).toBe(IND.DONE);
    expect(image.moves()).toEqual([]);
    expect(ram.read(RAM_BASE + 0x9000, PAGE)).toEqual(new Uint8Array(PAGE).fill(8));
  });

  it('that loops is reported, not followed forever', () => {
    const ram = new Ram(RAM_BASE, PAGE);
    ram.write(RAM_BASE, new Uint8Array(new BigUint64Array([BigInt(RAM_BASE + IND.INDIRECTION)]).buffer));
    expect(() => [...walkList(ram, RAM_BASE + IND.INDIRECTION, 1000)]).toThrow('does not end within 1000 entries');
  });
});

describe('scattered pages', () => {
  it('never lie where a control page must not: control pages avoid every destination', () => {
    const { image } = load([segment(RAM_BASE, 900, 0)], { bytes: 8 * MIB });
    for (const page of image.controlPages) expect(image.isDestination(page)).toBe(false);
    expect(image.controlPages.length).toBe(image.indirectionPages.length);
  });

  it('come from the seed: the same seed, the same places', () => {
    const places = (seed: number) =>
      load([segment(RAM_BASE + 4 * MIB, 50, 0)], { seed })
        .image.moves()
        .map(({ source }) => source);
    expect(places(3)).toEqual(places(3));
    expect(places(3)).not.toEqual(places(4));
    const ascending = load([segment(RAM_BASE + 4 * MIB, 50, 0)], { ascending: true }).image.moves();
    expect(ascending.map(({ source }) => source)).toEqual(Array.from({ length: 50 }, (_, n) => RAM_BASE + n * PAGE));
  });

  it('copied one by one give the image, however they overlap its destination', () => {
    // 4 MiB of RAM, up to 1.9 MiB to relocate: many source pages are allocated inside the destination.
    const property = fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 240 }),
      fc.integer({ min: 0, max: 240 }),
      (seed, first, second) => {
        const segments = [segment(RAM_BASE + 0x10_0000, first, seed & 127)];
        if (second > 0) segments.push(segment(RAM_BASE + 0x30_0000, second, 77));
        const { ram, image } = load(segments, { seed, bytes: 4 * MIB });
        const moves = image.moves();
        expect(new Set(moves.map(({ source }) => source)).size).toBe(first + second);
        relocate(ram, image);
        for (const part of segments) {
          for (let n = 0; n * PAGE < part.size; n++) {
            expect(Buffer.compare(ram.read(part.destination + n * PAGE, PAGE), part.page(n))).toBe(0);
          }
        }
      },
    );
    fc.assert(property, { numRuns: 40 });
  });

  it('run out with a word on what for', () => {
    expect(() => load([segment(RAM_BASE + 4 * MIB, 10, 0)], { allowance: 5 })).toThrow(OutOfPages);
    expect(() => load([segment(RAM_BASE + 4 * MIB, 10, 0)], { allowance: 5 })).toThrow(
      'no page left for a source page',
    );
    expect(() => load([segment(RAM_BASE + 4 * MIB, 10, 0)], { allowance: 10 })).toThrow(
      'no page left for the image list',
    );
  });
});
