/**
 * Frames of the expansions that the core has read by itself: of those that it is still in, and of those in which it made what has a position.
 *
 * Enters: the rows of core/expansion.ts, after the core has stopped. Leaves: frames as expansion.ts makes them, the open ones on top of the one at hand, with the
 * conditions that are open.
 */
import type { Assembler } from '../assembler.ts';
import { CONDITION, CONDITION_LOG } from '../core/conditions.ts';
import { INSTANCE, INSTANCE_LOG, LEVEL, LEVEL_LOG } from '../core/expansion.ts';
import { CONDITIONS, INSTANCES, LEVELS, STATE } from '../core/layout.ts';
import { CALL } from '../core/macros.ts';
import { i32 } from '../core/memory.ts';
import { keptExpansion } from '../expansion.ts';
import { definitionId } from '../known-macros.ts';
import type { Kept } from '../macro.ts';
import { record } from '../replay.ts';
import type { Frame } from '../source.ts';

export class OpenExpansions {
  readonly #a: Assembler;
  /** The frame that the core was given, and the offset of its text there; and the others, by their numbers. */
  #bottom: Frame | undefined;
  #from = 0;
  #frames: (Frame | undefined)[] = [];

  constructor(a: Assembler) {
    this.#a = a;
  }

  begin(bottom: Frame, from: number): void {
    this.#bottom = bottom;
    this.#from = from;
    if (this.#frames.length > 0) this.#frames = [];
  }

  /** The offset of the text of an expansion (0: of the frame that the core was given) in its frame. */
  from(instance: number): number {
    return instance === 0 ? this.#from : 0;
  }

  /** The frame of an expansion. */
  frame(instance: number): Frame {
    if (instance === 0) return this.#bottom as Frame;
    const known = this.#frames[instance];
    if (known) return known;
    const { macros } = this.#a;
    const row = INSTANCES + (instance << INSTANCE_LOG);
    const parent = i32[row + INSTANCE.parent] as number;
    const call = i32[row + INSTANCE.call] as number;
    const macro = macros.at(
      definitionId(i32[call + CALL.definition] as number),
      i32[row + INSTANCE.definedAt] as number,
    );
    const at = this.from(parent) + (i32[row + INSTANCE.at] as number);
    const made = keptExpansion(macro, this.#kept(instance), this.frame(parent), at);
    while (this.#frames.length < instance) this.#frames.push(undefined);
    this.#frames[instance] = made;
    return made;
  }

  /** What the call comes to whose expansion it is. */
  #kept(instance: number): Kept {
    const call = i32[INSTANCES + (instance << INSTANCE_LOG) + INSTANCE.call] as number;
    return this.#a.learnt.macros.call(i32[call + CALL.id] as number).kept;
  }

  /** Put the open ones on top, and open the conditions that are open. */
  take(): void {
    const a = this.#a;
    const levels = i32[STATE.level] as number;
    const opened = i32[STATE.opened] as number;
    if (levels + opened === 0) return;
    const { conditionals } = a;
    const before = conditionals.length;
    const stack = [0];
    for (let i = 0, row = LEVELS; i < levels; i++, row += 1 << LEVEL_LOG) {
      const below = stack[i] as number;
      const instance = i32[row + LEVEL.instance] as number;
      const next = (i32[row + LEVEL.next] as number) - (i32[row + LEVEL.text] as number);
      this.frame(below).goOnAt(this.from(below) + next);
      a.frame = this.frame(instance);
      a.frame.conditionals = before + (i32[row + LEVEL.opened] as number);
      // it may still come to words alone
      const calls = (i32[STATE.called] as number) - (i32[row + LEVEL.called] as number) - 1;
      const bytes = (i32[STATE.outCount] as number) - (i32[row + LEVEL.bytes] as number);
      if (i32[STATE.effects] === i32[row + LEVEL.effects]) record(a, a.frame, this.#kept(instance), calls, bytes);
      stack.push(instance);
    }
    for (let i = 0, row = CONDITIONS; i < opened; i++, row += 1 << CONDITION_LOG) {
      const level = i32[row + CONDITION.level] as number;
      const instance = stack[level >> 1] as number;
      const at = this.from(instance) + (i32[row + CONDITION.at] as number);
      const elseSeen = (level & 1) !== 0;
      conditionals.push({ ignoring: false, done: true, elseSeen, frame: this.frame(instance), at });
    }
  }
}
