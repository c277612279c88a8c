/**
 * SHF_MERGE: constants and strings that occur more than once are kept once; a string that ends another shares its bytes.
 *
 * Enters: placed input sections. Leaves: smaller sizes, new contents, and for each merged section where its bytes went.
 * Sections merge when they go to one output section and agree in flags, entry size and alignment. What is kept stays in
 * the section that brought it first, in its order there; the result is byte for byte GNU ld's.
 */
import { suffixHosts } from '../elf/string-table.ts';
import type { LinkContext } from './context.ts';
import { F, type InputSection, type MergedInput, type OutputSection } from './model.ts';

/** What may merge: sections of one output section that agree. */
type Group = [InputSection, ...InputSection[]];

/** Merge all that can be. Sections must be placed and not yet laid out. */
export function mergeSections(context: LinkContext): void {
  if (context.options.relocatable) return;
  const groups = new Map<OutputSection, Group[]>();
  for (const file of context.files) {
    for (const section of file.list) {
      const { output } = section;
      if (!output || section.discarded !== '' || !mergeable(section)) continue;
      const known = groups.get(output);
      const group = known?.find(([first]) => agree(first, section));
      if (group) group.push(section);
      else if (known) known.push([section]);
      else groups.set(output, [[section]]);
    }
  }
  for (const list of groups.values()) for (const group of list) new Merger(group).run();
}

function agree(a: InputSection, b: InputSection): boolean {
  return a.align === b.align && a.entsize === b.entsize && (a.flags & F.strings) === (b.flags & F.strings);
}

/** Whether entry size, alignment and contents allow it. Sections with relocations are left alone. */
function mergeable(section: InputSection): boolean {
  const { entsize, align, flags } = section;
  if (!(flags & F.merge) || section.size === 0 || entsize === 0 || section.rela !== 0) return false;
  if (section.size % entsize !== 0) return false;
  const powerOfTwo = (entsize & (entsize - 1)) === 0;
  if (entsize < align && (!powerOfTwo || !(flags & F.strings))) return false;
  return !(entsize > align && entsize % align !== 0);
}

/** Entries of one group: struct of arrays. */
class Merger {
  readonly #sections: readonly InputSection[];
  /** Their contents as they came. */
  readonly #data: readonly Uint8Array[];
  readonly #strings: boolean;
  readonly #unit: number;
  /** Entry -> section ordinal, offset in its data, bytes (with terminator), alignment (0: dropped), place in its section. */
  #owner: number[] = [];
  #at: number[] = [];
  #length: number[] = [];
  #align: number[] = [];
  #place: number[] = [];
  #host: number[] = [];
  #hash: number[] = [];
  /** Heads of chains by the low bits of the hash, as entry + 1, and each entry's successor. */
  #heads = new Int32Array(1024);
  #next: number[] = [];
  /** Entry chosen for the piece that starts at each offset, by section: offsets ascending, and entries. */
  readonly #starts: number[][] = [];
  readonly #entries: number[][] = [];

  constructor(sections: readonly InputSection[]) {
    this.#sections = sections;
    this.#data = sections.map((section) => section.data);
    this.#strings = ((sections[0] as InputSection).flags & F.strings) !== 0;
    this.#unit = (sections[0] as InputSection).entsize;
  }

  run(): void {
    this.#sections.forEach((section, ordinal) => {
      this.#starts.push([]);
      this.#entries.push([]);
      if (this.#strings) this.#recordStrings(section, ordinal);
      else for (let at = 0; at < section.size; at += this.#unit) this.#record(ordinal, at, this.#unit, 1);
    });
    if (this.#strings) this.#shareSuffixes();
    else for (let e = 0; e < this.#owner.length; e++) this.#host[e] = e;
    this.#assign();
  }

  #recordStrings(section: InputSection, ordinal: number): void {
    const { size, align } = section;
    const data = this.#data[ordinal] as Uint8Array;
    const unit = this.#unit;
    let emptySeen = false;
    for (let at = 0; at < size; ) {
      const lowest = at & -at;
      const alignment = at === 0 || lowest > align ? align : lowest;
      const end = endOf(data, at, size, unit);
      this.#record(ordinal, at, Math.min(end + unit, size) - at, alignment);
      at = end + unit;
      // Padding zeros are empty strings; one at an aligned place is recorded, for references to it.
      for (; at < size && isZero(data, at, unit); at += unit) {
        if (emptySeen || at % align !== 0) continue;
        emptySeen = true;
        this.#record(ordinal, at, unit, align);
      }
    }
  }

  /** Find the entry with these bytes or make one. A known copy that is less aligned gives way. */
  #record(ordinal: number, at: number, length: number, alignment: number): void {
    const data = this.#data[ordinal] as Uint8Array;
    let hash = length;
    for (let i = at; i < at + length; i++) hash = Math.imul(hash ^ (data[i] as number), 16777619);
    hash ^= hash >>> 15;
    let entry = this.#find(hash, data, at, length);
    if (entry >= 0 && (this.#align[entry] as number) < alignment) {
      this.#align[entry] = 0;
      this.#host[entry] = -this.#owner.length - 1;
      entry = -1;
    }
    if (entry < 0) {
      entry = this.#owner.length;
      this.#owner.push(ordinal);
      this.#at.push(at);
      this.#length.push(length);
      this.#align.push(alignment);
      this.#place.push(0);
      this.#host.push(entry);
      this.#hash.push(hash);
      this.#next.push(0);
      if (entry * 2 > this.#heads.length) this.#rehash();
      else this.#link(entry);
    }
    (this.#starts[ordinal] as number[]).push(at);
    (this.#entries[ordinal] as number[]).push(entry);
  }

  /** The live entry with these bytes, or -1. There is never more than one. */
  #find(hash: number, data: Uint8Array, at: number, length: number): number {
    let link = this.#heads[hash & (this.#heads.length - 1)] as number;
    for (; link > 0; link = this.#next[link - 1] as number) {
      const entry = link - 1;
      if (this.#hash[entry] === hash && this.#align[entry] !== 0 && this.#same(entry, data, at, length)) return entry;
    }
    return -1;
  }

  #link(entry: number): void {
    const slot = (this.#hash[entry] as number) & (this.#heads.length - 1);
    this.#next[entry] = this.#heads[slot] as number;
    this.#heads[slot] = entry + 1;
  }

  #rehash(): void {
    this.#heads = new Int32Array(this.#heads.length * 4);
    for (let entry = 0; entry < this.#hash.length; entry++) this.#link(entry);
  }

  #same(entry: number, data: Uint8Array, at: number, length: number): boolean {
    if (this.#length[entry] !== length) return false;
    const own = this.#data[this.#owner[entry] as number] as Uint8Array;
    const from = this.#at[entry] as number;
    for (let i = 0; i < length; i++) if (own[from + i] !== data[at + i]) return false;
    return true;
  }

  /** A string that ends another one, at an alignment that suits it, needs no room of its own. */
  #shareSuffixes(): void {
    const live = this.#align.flatMap((align, e) => (align !== 0 ? [e] : []));
    const total = live.reduce((sum, e) => sum + (this.#length[e] as number), 0);
    const pool = new Uint8Array(total);
    const start = new Uint32Array(live.length + 1);
    const length = new Uint32Array(live.length + 1);
    let used = 0;
    live.forEach((e, k) => {
      const own = this.#data[this.#owner[e] as number] as Uint8Array;
      const size = (this.#length[e] as number) - this.#unit;
      pool.set(own.subarray(this.#at[e], (this.#at[e] as number) + size), used);
      start[k + 1] = used;
      length[k + 1] = size;
      used += size;
    });
    const uniform = live.every((e) => this.#align[e] === this.#align[live[0] as number]);
    const modulus =
      uniform && (this.#align[live[0] as number] as number) > this.#unit
        ? (this.#align[live[0] as number] as number)
        : 1;
    const fits = (host: number, id: number): boolean => {
      const [h, e] = [live[host - 1] as number, live[id - 1] as number];
      const align = this.#align[e] as number;
      const distance = (this.#length[h] as number) - (this.#length[e] as number);
      return (this.#align[h] as number) >= align && distance % align === 0 && distance % this.#unit === 0;
    };
    const hosts = suffixHosts(pool, start, length, live.length + 1, fits, modulus);
    live.forEach((e, k) => {
      const host = live[(hosts[k + 1] as number) - 1] as number;
      this.#host[e] = host;
      if (host !== e) this.#align[e] = 0;
    });
  }

  /** Kept entries keep their order in their section. */
  #assign(): void {
    const sizes = new Float64Array(this.#sections.length);
    const used = new Uint8Array(this.#sections.length);
    for (let e = 0; e < this.#owner.length; e++) {
      if (this.#align[e] === 0) continue;
      const owner = this.#owner[e] as number;
      const align = this.#align[e] as number;
      const at = Math.ceil((sizes[owner] as number) / align) * align;
      this.#place[e] = at;
      sizes[owner] = at + (this.#length[e] as number);
      used[owner] = 1;
    }
    // Entries were made section by section.
    let e = 0;
    this.#sections.forEach((section, ordinal) => {
      const size = sizes[ordinal] as number;
      const data = new Uint8Array(size);
      const original = this.#data[ordinal] as Uint8Array;
      for (; this.#owner[e] === ordinal; e++) {
        if (this.#align[e] === 0) continue;
        const at = this.#at[e] as number;
        const to = (this.#place[e] as number) - at;
        for (let i = at + (this.#length[e] as number) - 1; i >= at; i--) data[to + i] = original[i] as number;
      }
      section.merged = this.#lookup(ordinal, section);
      section.size = size;
      section.data = data;
      if (used[ordinal] === 0) section.discarded = 'merged';
    });
  }

  #lookup(ordinal: number, section: InputSection): MergedInput {
    const starts = this.#starts[ordinal] as number[];
    const entries = this.#entries[ordinal] as number[];
    return {
      find: (offset) => {
        if (offset >= section.rawSize) return { section, offset: section.size + offset - section.rawSize };
        let low = 0;
        let high = starts.length - 1;
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if ((starts[middle] as number) <= offset) low = middle;
          else high = middle - 1;
        }
        return this.#resolve(entries[low] as number, offset - (starts[low] as number));
      },
    };
  }

  #resolve(from: number, within: number): { section: InputSection; offset: number } {
    let entry = from;
    // Dropped copies say which entry took their place.
    while ((this.#host[entry] as number) < 0) entry = -(this.#host[entry] as number) - 1;
    const host = this.#host[entry] as number;
    const shift = (this.#length[host] as number) - (this.#length[entry] as number);
    const inside = Math.min(within, (this.#length[entry] as number) - 1);
    const section = this.#sections[this.#owner[host] as number] as InputSection;
    return { section, offset: (this.#place[host] as number) + shift + inside };
  }
}

/** Where the string that starts at `at` has its terminator, or `size`. */
function endOf(data: Uint8Array, at: number, size: number, unit: number): number {
  let end = at;
  if (unit === 1) while (end < size && data[end] !== 0) end++;
  else while (end < size && !isZero(data, end, unit)) end += unit;
  return end;
}

function isZero(data: Uint8Array, at: number, unit: number): boolean {
  for (let i = at; i < at + unit; i++) if (data[i] !== 0) return false;
  return true;
}
