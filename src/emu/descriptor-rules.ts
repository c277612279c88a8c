/**
 * Rules about descriptors alone: which changes need break-before-make, which groups are contiguous.
 *
 * Enters: descriptor words, a reader of table memory. Leaves: the reason, or what is odd. Arm DDI 0487 D8.16.1 (break-before-make),
 * D8.3.2 (the Contiguous bit).
 */
import type { DescriptorSource, Step, Translation } from './walk.ts';

/** The 64-bit value of two words. */
export function join(lo: number, hi: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

/** Where the group of contiguous entries around `step` starts, and how many there are. */
export function contiguousGroup(t: Translation, step: Step): { first: number; count: number } {
  const granule = t.half?.granule ?? 12;
  const count = granule === 12 ? 16 : granule === 16 ? 32 : step.level === 3 ? 128 : 32;
  return { first: step.pa - (step.pa % (8 * count)), count };
}

/** The first entry of the group that does not go with `step`; undefined when all do. */
export function oddInGroup(
  t: Translation,
  step: Step,
  source: DescriptorSource,
): { pa: number; descriptor: bigint } | undefined {
  const { first, count } = contiguousGroup(t, step);
  const size = 2 ** t.size;
  const base = t.pa - ((step.pa - first) / 8) * size;
  for (let i = 0; i < count; i++) {
    const at = first + 8 * i;
    if (!source.read(at, step.level)) return undefined;
    const pa = (source.hi & 0xffff) * 2 ** 32 + ((source.lo & 0xfffff000) >>> 0);
    const same = ((source.lo ^ step.lo) & 0xfff & ~0x400) === 0 && ((source.hi ^ step.hi) & 0xfff00000) === 0;
    if (!same || pa - (pa % size) !== base + i * size) return { pa: at, descriptor: join(source.lo, source.hi) };
  }
  return undefined;
}

/** What makes the change from one valid descriptor to another need break-before-make (D8.16.1); undefined: it does not. */
export function breakNeeded(
  level: number,
  oldLo: number,
  oldHi: number,
  newLo: number,
  newHi: number,
  stage2 = false,
): 'output-address' | 'block-to-table' | 'table-to-block' | 'attributes' | 'global' | 'contiguous' | undefined {
  const wasTable = level < 3 && (oldLo & 2) !== 0;
  const isTable = level < 3 && (newLo & 2) !== 0;
  if (wasTable !== isTable) return wasTable ? 'table-to-block' : 'block-to-table';
  if (wasTable) return undefined;
  if ((oldLo & (1 << 10)) === 0) return undefined;
  if (((oldLo ^ newLo) & 0xfffff000) !== 0 || ((oldHi ^ newHi) & 0xffff) !== 0) return 'output-address';
  if (((oldLo ^ newLo) & (stage2 ? 0x33c : 0x31c)) !== 0) return 'attributes';
  if (!stage2 && (oldLo & 0x800) !== 0 && (newLo & 0x800) === 0) return 'global';
  if (((oldHi ^ newHi) & (1 << 20)) !== 0) return 'contiguous';
  return undefined;
}
