/** Symbols of the core against a Map, in both forms of the core, over growth of all that holds them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KINDS_OF } from '../../../src/asm/core/directives.ts';
import { core, isMemoryFull, resetCore, useCore } from '../../../src/asm/core/engine.ts';
import { MOST_PAGES, STATE, STOP, VALUES } from '../../../src/asm/core/layout.ts';
import { i32, memory, renewViews, u8 } from '../../../src/asm/core/memory.ts';
import { BIT, ROW, ROW_LOG } from '../../../src/asm/core/symbols.ts';
import { FORMS } from './forms.ts';

function put(name: string): number {
  const at = core.roomForName(name.length);
  renewViews();
  for (let i = 0; i < name.length; i++) u8[at + i] = name.charCodeAt(i);
  return at;
}

function intern(name: string): number {
  const id = core.intern(put(name), name.length);
  renewViews();
  return id;
}

const find = (name: string): number => core.find(put(name), name.length);
const column = (id: number, at: number): number => i32[(i32[STATE.rows] as number) + (id << ROW_LOG) + at] as number;

function nameOf(id: number): string {
  const at = (i32[STATE.names] as number) + column(id, ROW.name);
  return Buffer.from(u8.subarray(at, at + column(id, ROW.length))).toString('latin1');
}

const ordered = (): number[] =>
  Array.from({ length: i32[STATE.ordered] as number }, (_, i) => i32[(i32[STATE.order] as number) + i] as number);

/** What a symbol table has to be, without memory of its own. */
class Model {
  readonly ids = new Map<string, number>();
  readonly order: number[] = [];
  readonly labels = new Map<number, { last: number; next: number; count: number }>();
  count = 0;

  intern(name: string): number {
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    this.ids.set(name, this.count);
    return this.listed();
  }

  listed(): number {
    this.order.push(this.count);
    return this.count++;
  }

  label(number: number): { last: number; next: number; count: number } {
    const known = this.labels.get(number) ?? { last: -1, next: -1, count: 0 };
    this.labels.set(number, known);
    return known;
  }

  forward(number: number): number {
    const label = this.label(number);
    if (label.next < 0) label.next = this.listed();
    return label.next;
  }

  define(number: number): number {
    const label = this.label(number);
    const id = this.forward(number);
    label.last = id;
    label.next = -1;
    label.count++;
    return id;
  }
}

const name = fc.oneof(
  fc.stringMatching(/^[.L]{0,2}[a-c]{0,3}$/).filter((x) => x.length > 0),
  fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)),
    minLength: 1,
    maxLength: 300,
  }),
);
const number = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2147483647 }));
const step = fc.oneof(
  fc.tuple(fc.constantFrom('intern', 'intern', 'find', 'rename'), name),
  fc.tuple(fc.constantFrom('define', 'forward', 'backward'), number),
  fc.tuple(fc.constantFrom('unnamed'), fc.constant(0)),
);

/** Do the same in the core and in the model. */
function take(model: Model, [what, of]: readonly [string, string | number]): void {
  if (typeof of === 'string') {
    if (what === 'intern') expect(intern(of)).toBe(model.intern(of));
    else if (what === 'find') expect(find(of)).toBe(model.ids.get(of) ?? -1);
    else {
      const old = model.ids.get(of);
      if (old === undefined) return;
      const fresh = core.makeSymbol(0);
      renewViews();
      core.rename(old, fresh);
      expect(fresh).toBe(model.count++);
      model.ids.set(of, fresh);
    }
  } else if (what === 'unnamed') expect(core.makeSymbol(BIT.used)).toBe(model.count++);
  else if (what === 'define') expect(core.defineLabel(of)).toBe(model.define(of));
  else if (what === 'forward') expect(core.findLabel(of, 1)).toBe(model.forward(of));
  else expect(core.findLabel(of, 0)).toBe(model.label(of).last);
  renewViews();
}

function expectModel(model: Model): void {
  expect(i32[STATE.symbols]).toBe(model.count);
  expect(ordered()).toEqual(model.order);
  for (const [of, id] of model.ids)
    if (find(of) !== id || nameOf(id) !== of) expect([of, find(of), nameOf(id)]).toEqual([of, id, of]);
  for (const [of, { last, next }] of model.labels) {
    if (core.findLabel(of, 0) !== last) expect([of, core.findLabel(of, 0)]).toEqual([of, last]);
    for (const id of [last, next].filter((x) => x >= 0))
      if (column(id, ROW.name) !== of) expect(column(id, ROW.name)).toBe(of);
  }
}

describe('numbers that name something', () => {
  it.each([STATE, KINDS_OF, STOP, BIT, ROW])('are different in %j', (names) => {
    const numbers = Object.values(names);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Object.values(STATE).filter((at) => at >= VALUES)).toEqual([]);
  });
});

describe.each(FORMS)('symbols of the core as %s', (_, form) => {
  it('are those of a Map', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        useCore(form);
        resetCore();
        const model = new Model();
        for (const one of steps) take(model, one);
        expectModel(model);
      }),
      { numRuns: 200, seed: 20261127 },
    );
  });

  it('outgrow all that holds them', () => {
    useCore(form);
    resetCore();
    const model = new Model();
    const before = memory.buffer.byteLength;
    for (let i = 0; i < 9000; i++) {
      const long = i % 1000 === 999 ? 'n'.repeat(300 * i) : '';
      take(model, ['intern', `${i % 3 === 0 ? '.L' : 'name_'}${i}${long}`]);
      take(model, [i % 2 === 0 ? 'define' : 'forward', i * 238000]);
      if (i % 7 === 0) take(model, ['rename', `name_${i - 1}`]);
    }
    expectModel(model);
    expect(memory.buffer.byteLength).toBeGreaterThan(before);
  });

  it('have numbers by the ten thousand', () => {
    useCore(form);
    resetCore();
    const model = new Model();
    for (const factor of [1, 65536, 10007]) for (let i = 0; i < 60000; i++) core.defineLabel((i * factor) & 0x7fffffff);
    renewViews();
    take(model, ['backward', 2147483646]);
    expect(i32[STATE.symbols]).toBe(180000);
  });

  it('take as much memory each time', () => {
    useCore(form);
    const sizes = new Set<number>();
    for (let round = 0; round < 6; round++) {
      resetCore();
      for (let i = 0; i < 9000; i++) intern(`name${i}`);
      for (let i = 0; i < 300; i++) expect(find(`other${round}_${i}`)).toBe(-1);
      sizes.add(memory.buffer.byteLength);
    }
    expect(sizes.size).toBe(1);
  });

  it('say when memory is full, and begin anew', () => {
    useCore(form);
    resetCore();
    const fails = (bytes: number): unknown => {
      try {
        core.reserve(bytes);
        renewViews();
        return undefined;
      } catch (error) {
        return error;
      }
    };
    for (const bytes of [MOST_PAGES * 65536, 2147483647, -2147483648, -16])
      expect(isMemoryFull(fails(bytes))).toBe(true);
    resetCore();
    expect(intern('a')).toBe(0);
    expect(core.reserve(1 << 20) & 15).toBe(0);
    renewViews();
    expect(intern('b')).toBe(1);
    expect(isMemoryFull(new Error('out of bounds'))).toBe(false);
    expect(isMemoryFull('text')).toBe(false);
  });
});
