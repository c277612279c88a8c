/**
 * SHT_RELR: relative relocations as a list of addresses and bitmaps (gABI, "Relative Relocation Table").
 *
 * An even word is the address of one; an odd one is a bitmap: bit i + 1 says that word i of the 63 that follow the last is another.
 */
import type { LinkContext } from '../context.ts';
import { resize } from '../got.ts';
import type { InputSection } from '../model.ts';
import { outputBytes, sectionAddress } from './place.ts';
import type { DynamicPlan } from './plan.ts';

const WORD = 8n;
const BITS = 63n;

/** Encode ascending even addresses. */
export function encodeRelr(addresses: readonly bigint[]): bigint[] {
  const sorted = [...addresses].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const out: bigint[] = [];
  for (let i = 0; i < sorted.length; ) {
    let base = sorted[i++] as bigint;
    out.push(base);
    base += WORD;
    for (;;) {
      let bitmap = 0n;
      for (; i < sorted.length; i++) {
        const distance = (sorted[i] as bigint) - base;
        if (distance >= BITS * WORD || distance % WORD !== 0n) break;
        bitmap |= 1n << (distance / WORD);
      }
      if (bitmap === 0n) break;
      out.push((bitmap << 1n) | 1n);
      base += BITS * WORD;
    }
  }
  return out;
}

/** Addresses of the words that .relr.dyn speaks of. */
function packedAddresses(context: LinkContext): bigint[] {
  const { got } = context;
  if (!got) return [];
  const addresses: bigint[] = [];
  const add = (section: InputSection, offset: number): void => {
    if (section.output && section.discarded === '') addresses.push(sectionAddress(section) + BigInt(offset));
  };
  for (const [section, places] of got.needs.packed) for (const place of places) add(section, place);
  for (const slot of got.packedSlots) if (got.got) add(got.got, slot);
  return addresses;
}

/** Give .relr.dyn the size that the addresses of now ask for; it never shrinks. True when it grew. */
export function resizeRelr(context: LinkContext): boolean {
  const relr = context.dynamic?.sections.relr;
  if (relr?.discarded !== '') return false;
  const size = 8 * encodeRelr(packedAddresses(context)).length;
  if (size <= relr.size) return false;
  resize(relr, size);
  return true;
}

/** Write .relr.dyn; what is left over are empty bitmaps. */
export function fillRelr(context: LinkContext, plan: DynamicPlan): void {
  const { relr } = plan.sections;
  if (!relr) return;
  const words = encodeRelr(packedAddresses(context));
  const bytes = outputBytes(relr);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < bytes.length / 8; i++) data.setBigUint64(8 * i, words[i] ?? 1n, !context.bigEndian);
}
