/** The page of the core's memory that both sides know by name: nothing in it may lie on anything else. */
import { expect, test } from 'vitest';
import { CONDITION_LOG } from '../../../src/asm/core/conditions.ts';
import { EVENT_LOG, INSTANCE_LOG, LEVEL_LOG } from '../../../src/asm/core/expansion.ts';
import * as layout from '../../../src/asm/core/layout.ts';
import { LONGEST, MOST_NUMBERS } from '../../../src/asm/core/shapes.ts';
import { TAKEN_NAMES } from '../../../src/asm/core/tables.ts';

/** First byte and the one behind the last. */
type Extent = readonly [name: string, from: number, to: number];

const bytes = (name: string, from: number, count: number): Extent => [name, from, from + count];
const numbers = (name: string, from: number, count: number): Extent => [name, 4 * from, 4 * (from + count)];

const EXTENTS: readonly Extent[] = [
  numbers('STATE', 0, Math.max(...Object.values(layout.STATE)) + 1),
  bytes('ARCH_NAME', layout.ARCH_NAME, layout.MOST_ARCH),
  numbers('CONDITIONS', layout.CONDITIONS, layout.MOST_CONDITIONS << CONDITION_LOG),
  numbers('VALUES', layout.VALUES, MOST_NUMBERS),
  numbers('STARTS', layout.STARTS, MOST_NUMBERS),
  numbers('HIGHS', layout.HIGHS, MOST_NUMBERS),
  numbers('FORMS', layout.FORMS, 2 * layout.MOST_FORMS),
  // with a blank for each character, and zeros up to a whole number
  bytes('SHAPE', layout.SHAPE, 2 * LONGEST + 4),
  bytes('CLASSES', layout.CLASSES, 256),
  bytes('KINDS', layout.KINDS, 256),
  bytes('REGISTERS', layout.REGISTERS, 256),
  bytes('STOPS', layout.STOPS, 256),
  numbers('DIRECTIVES', layout.DIRECTIVES >> 2, 4 * layout.DIRECTIVE_SLOTS),
  bytes('SCRATCH', layout.SCRATCH, layout.SCRATCH_SIZE),
  numbers('TAKEN', layout.TAKEN, TAKEN_NAMES.length + 1),
  numbers('LEVELS', layout.LEVELS, layout.MOST_LEVELS << LEVEL_LOG),
  numbers('INSTANCES', layout.INSTANCES, layout.MOST_INSTANCES << INSTANCE_LOG),
  numbers('EVENTS', layout.EVENTS, layout.MOST_EVENTS << EVENT_LOG),
];

test('nothing lies on anything else, or in the regions', () => {
  const names: Extent = ['DIRECTIVE_NAMES', layout.DIRECTIVE_NAMES, layout.LEVELS * 4];
  const all = [...EXTENTS, names].sort(([, a], [, b]) => a - b);
  const overlaps = all.flatMap(([name, , to], i) => {
    const next = all[i + 1] ?? (['FIRST_FREE', layout.FIRST_FREE, layout.FIRST_FREE] as const);
    return to > next[1] ? [`${name} ends at ${to}, behind the beginning of ${next[0]} at ${next[1]}`] : [];
  });
  expect(overlaps).toEqual([]);
});
