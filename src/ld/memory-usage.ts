/**
 * --print-memory-usage: how much of each region of MEMORY is used, as GNU ld's table ("ld" manual, --print-memory-usage).
 */
import type { LinkContext } from './context.ts';

/** A number of bytes in the largest unit that divides it. */
function inUnits(bytes: bigint): string {
  const units = ['KB', 'MB', 'GB'].map((name, i) => ({ name, size: 1n << BigInt(10 * (i + 1)) }));
  const unit = units.findLast(({ size }) => bytes % size === 0n);
  return unit ? `${bytes / unit.size} ${unit.name}` : `${bytes} B`;
}

/** The table, its lines with their ends. */
export function memoryUsage({ regions, script }: LinkContext): string {
  const lines = script.memory.map(({ name }) => {
    const region = regions.get(name);
    if (!region) return '';
    const used = region.current - region.origin;
    const percent =
      region.length === 0n ? '' : `${((Number(used) * 100) / Number(region.length)).toFixed(2)}%`.padStart(11);
    return `${`${name}:`.padStart(17)}${inUnits(used).padStart(14)}${inUnits(region.length).padStart(13)}${percent}\n`;
  });
  return `Memory region         Used Size  Region Size  %age Used\n${lines.join('')}`;
}
