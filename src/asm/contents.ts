/**
 * The bytes of a section: its fragments at their addresses, variable parts filled in.
 *
 * Enters: a laid-out section. Leaves: its contents, places of fixups still zero. `as` manual, ".p2align", ".uleb128", ".fill".
 */
import { lebBytes } from './bytes.ts';
import { more } from './columns.ts';
import { core } from './core/engine.ts';
import { renewViews, u8 } from './core/memory.ts';
import { lebValue } from './layout.ts';
import type { Resolver } from './resolve.ts';
import { type Fragment, fragmentAt, nextFragment, type Section, VARIABLE } from './section.ts';

const NOP = [0x1f, 0x20, 0x03, 0xd5];

/** A LEB128 stretched to `size` bytes: relaxation never shrinks one. */
function paddedLeb(value: bigint, signed: boolean, size: number): number[] {
  const bytes = lebBytes(value, signed);
  while (bytes.length < size) {
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] as number) | 128;
    bytes.push(signed && value < 0n ? 127 : 0);
  }
  return bytes;
}

/** Larger sections are not copied into the core's memory. */
export const MOST_COPIED = 1 << 28;

/** A place in the core's memory, for one section after the other. */
export class Scratch {
  #at = 0;
  #room = 0;

  /** The address of room for so many bytes, with anything in them. */
  address(bytes: number): number {
    if (bytes > this.#room) {
      this.#room = more(bytes);
      this.#at = core.reserve(this.#room);
      renewViews();
    }
    return this.#at;
  }
}

/** The bytes of a section, variable parts filled in. They may be the subsection's own: nothing is to be appended any more. */
export function contents(section: Section, resolver: Resolver, scratch: Scratch): Uint8Array {
  const [only, second] = section.subsections;
  // where no variable part has a size, the bytes are in their places
  if (only && !second && only.length === section.size) return only.bytes.subarray(0, section.size);
  const out = new Uint8Array(section.size);
  if (section.size === 0) return out;
  if (section.size > MOST_COPIED) {
    for (const sub of section.subsections) {
      for (const frag of sub.fragments()) {
        out.set(sub.bytes.subarray(frag.start, frag.start + frag.length), frag.address);
        if (frag.size > 0) writeVariable(out, frag.address + frag.length, frag, resolver);
      }
    }
    return out;
  }
  const to = scratch.address(section.size + Math.max(...section.subsections.map(({ length }) => length)));
  u8.fill(0, to, to + section.size);
  for (const sub of section.subsections) {
    u8.set(sub.bytes.subarray(0, sub.length), to + section.size);
    for (let id = core.copyFragments(sub.first, to + section.size, to); id >= 0; ) {
      const frag = fragmentAt(id);
      writeVariable(u8, to + frag.address + frag.length, frag, resolver);
      id = core.copyFragments(nextFragment(id), to + section.size, to);
    }
  }
  out.set(u8.subarray(to, to + section.size));
  return out;
}

/** Write the variable part of `frag` from out[start] on. */
function writeVariable(out: Uint8Array, start: number, frag: Fragment, resolver: Resolver): void {
  const end = start + frag.size;
  const { write, value: wanted, extra, pattern } = frag.rare;
  if (write) {
    write(resolver, out, start);
    return;
  }
  if (frag.kind === VARIABLE.leb) {
    const value = wanted ? resolver.leb(wanted) : { error: '' };
    // where it is no number, the layout has said so
    if (!('error' in value) && !value.symbol)
      out.set(paddedLeb(lebValue(value.value, extra === 1), extra === 1, frag.size), start);
    return;
  }
  if (frag.kind === VARIABLE.alignCode) {
    repeat(out, start + (frag.size & 3), end, NOP);
    return;
  }
  if (pattern.length === 1) {
    if (pattern[0] !== 0) out.fill(pattern[0] as number, start, end);
    return;
  }
  // A pattern starts at the first multiple of its length before the end; what is left in front is zero.
  repeat(out, start + (frag.size % pattern.length), end, pattern);
}

/** The pattern over and over: a short run by hand, then what is there doubled. */
function repeat(out: Uint8Array, start: number, end: number, pattern: ArrayLike<number>): void {
  const byHand = Math.min(end, start + pattern.length * 16);
  for (let at = start, k = 0; at < byHand; at++, k = k + 1 === pattern.length ? 0 : k + 1)
    out[at] = pattern[k] as number;
  for (let done = byHand - start; start + done < end; done *= 2)
    out.copyWithin(start + done, start, start + Math.min(done, end - start - done));
}
