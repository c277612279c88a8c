/**
 * Relocations for the loader, collected while the output is made, and written in the order in which it reads them best.
 *
 * Enters: entries in any order. Leaves: the bytes of an SHT_RELA section: relative ones by address, then the others in groups of one symbol, the
 * groups by their lowest address, copies behind them, those of the PLT last in their own order (gABI "Relocation"; "ld" manual, -z combreloc).
 */
import * as elf from '../../elf/constants.ts';
import { relocNumber } from '../../isa/relocs.ts';

export interface DynamicRelocation {
  readonly offset: bigint;
  readonly type: number;
  /** Index in .dynsym. */
  readonly symbol: number;
  readonly addend: bigint;
}

export const RELATIVE = relocNumber('RELATIVE');
export const IRELATIVE = relocNumber('IRELATIVE');
export const JUMP_SLOT = relocNumber('JUMP_SLOT');
export const TLSDESC = relocNumber('TLSDESC');

const COPY = relocNumber('COPY');

/** Room that is not needed. */
export const NOTHING: DynamicRelocation = { offset: 0n, type: 0, symbol: 0, addend: 0n };

const byOffset = (a: DynamicRelocation, b: DynamicRelocation): number =>
  a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0;

/** Sort as the loader likes it; `slots` are those of the PLT. Of `room` entries those that are not needed come before the ones with symbols. */
export function arrangeRelocations(
  list: readonly DynamicRelocation[],
  slots: readonly DynamicRelocation[],
  room: number,
): DynamicRelocation[] {
  const relative = list.filter((r) => r.type === RELATIVE).sort(byOffset);
  const groups = new Map<number, DynamicRelocation[]>();
  for (const r of list) {
    if (r.type === RELATIVE) continue;
    const group = groups.get(r.symbol);
    if (group) group.push(r);
    else groups.set(r.symbol, [r]);
  }
  const ordered = [...groups.values()].map((group) => group.sort(byOffset));
  ordered.sort((a, b) => byOffset(a[0] as DynamicRelocation, b[0] as DynamicRelocation));
  const named = ordered.flat();
  const spare = Array.from({ length: Math.max(0, room - list.length - slots.length) }, () => NOTHING);
  return [
    ...relative,
    ...spare,
    ...named.filter((r) => r.type !== COPY),
    ...named.filter((r) => r.type === COPY),
    ...slots,
  ];
}

/** Elf64_Rela entries. */
export function writeRelocations(list: readonly DynamicRelocation[], into: Uint8Array, little: boolean): void {
  const data = new DataView(into.buffer, into.byteOffset, into.byteLength);
  list.forEach((r, i) => {
    const at = i * elf.RELA_SIZE;
    data.setBigUint64(at, BigInt.asUintN(64, r.offset), little);
    data.setUint32(at + (little ? 8 : 12), r.type, little);
    data.setUint32(at + (little ? 12 : 8), r.symbol, little);
    data.setBigInt64(at + 16, BigInt.asIntN(64, r.addend), little);
  });
}
