/**
 * The quick way through a source file: statements as compilers and people mostly write them, read from the file's bytes.
 *
 * Enters: a frame that stands at a statement. Leaves: the effects of all statements that were understood, and the frame at the first one
 * that was not, which statements.ts then reads from text. The core (core/reader.ts) takes what it knows, and hands out what it comes to; other
 * directives go through the functions that the reader of text calls, once their operands are read. Nothing means anything else here than
 * there, and a statement that is not understood to its end has had no effect that reading it again would not have. A string costs more to make than
 * most statements to read.
 */
import { LINE_STEP, type LineIndex } from '../../text/line-index.ts';
import type { TextWindow } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { CLASS, DIGIT, NAME_PART, NAME_START } from '../chars.ts';
import { core } from '../core/engine.ts';
import { EVENT, EVENT_LOG } from '../core/expansion.ts';
import { EVENTS, MOST_LEVELS, STATE, STOP } from '../core/layout.ts';
import { i32, renewViews, u8 } from '../core/memory.ts';
import { LEAVE_WIDTH } from '../core/output.ts';
import { DEPTH_LIMIT, expansionsLeft } from '../expansion.ts';
import { type Section, type Subsection, subsectionAt } from '../section.ts';
import type { Frame } from '../source.ts';
import { learnCallAt } from './calls.ts';
import { Cursor } from './cursor.ts';
import { quickDirective } from './directives.ts';
import { OpenExpansions } from './expansions.ts';
import { giveLines, takeLines } from './lines.ts';
import { CoreText } from './text.ts';

const DOT = 46;
const COLON = 58;
/** Fewer bytes are copied one by one. */
const FEW = 256;

export class ByteReader {
  readonly #a: Assembler;
  readonly #cursor = new Cursor();
  readonly #text = new CoreText();
  readonly #expansions: OpenExpansions;
  /** Of the file at hand, if it is large. */
  #lines: LineIndex | undefined;
  /** How many there were before the core has read on. */
  #fixups = 0;
  #fragments = 0;
  #procedures = 0;
  /** A statement must be read from text. */
  #isDone = false;

  constructor(a: Assembler) {
    this.#a = a;
    this.#expansions = new OpenExpansions(a);
  }

  /**
   * Read on in the frame on top until a statement must be read from text, or all of it is read; calls of macros that the core is in by then are frames of
   * their own. True: go on where the frame on top stands.
   */
  run(): boolean {
    const a = this.#a;
    let at = a.frame.from + a.frame.at;
    for (;;) {
      const { frame } = a;
      const window = at < frame.length ? frame.window(at) : undefined;
      if (!window || !this.#text.load(window)) {
        frame.standAt(at);
        return false;
      }
      this.#lines = frame.lines?.reach(at, window) ? frame.lines : undefined;
      at = this.#window(window, at - window.from);
      const { left } = this.#cursor;
      this.#cursor.left = false;
      if (left) return true;
      if (!this.#isDone) continue;
      a.frame.standAt(at);
      return false;
    }
  }

  /** The same in a window, from `start` on; where it ends, or, of the frame on top, where the statement is that must be read from text (#isDone). */
  #window(first: TextWindow, start: number): number {
    const a = this.#a;
    let window = first;
    let at = start;
    this.#enter(window);
    this.#isDone = false;
    for (;;) {
      const { frame } = a;
      const why = this.#quick(frame, window, at);
      if (a.frame !== frame) {
        window = a.frame.window(0);
        this.#text.load(window);
        this.#lines = undefined;
        this.#enter(window);
      }
      const { address } = this.#text;
      at = (i32[STATE.at] as number) - address;
      if (why === STOP.end) return window.from + at;
      const begin = (i32[STATE.start] as number) - address;
      a.statementAt = begin + window.from;
      if (why === STOP.code && a.section.absoluteBase === undefined) a.beginCode();
      else if (why === STOP.recorded) a.record(begin);
      else if (why === STOP.unknown && this.#statement(window, begin)) at = this.#cursor.at;
      else {
        this.#isDone = true;
        return window.from + begin;
      }
    }
  }

  /** Statements of this window are at hand. */
  #enter(window: TextWindow): void {
    const a = this.#a;
    a.text = '';
    a.shift = window.from;
  }

  /** What the core understands, from `at` on; why it has stopped. */
  #quick(frame: Frame, window: TextWindow, at: number): number {
    const a = this.#a;
    const { sub, lineTable, history, options } = a;
    a.words.bind(STATE.words);
    a.shapes.bind();
    history.lines.bind(STATE.sectionLines);
    sub.keep();
    const state = i32;
    const recording = !giveLines(a) && a.recording;
    const hasLines = lineTable.knownFiles > 0 || lineTable.pending;
    const isPlain = frame.depth < DEPTH_LIMIT - 2 * MOST_LEVELS;
    state[STATE.at] = this.#text.address + at;
    state[STATE.textFrom] = window.from;
    state[STATE.sub] = sub.id;
    state[STATE.textSub] = plainSub(a.sections.text);
    state[STATE.dataSub] = options.dataInText ? -1 : plainSub(a.sections.data);
    state[STATE.mayLeave] = recording || hasLines || options.sectionNames ? 0 : 1;
    state[STATE.labelsAllowed] = !lineTable.markLabels && !a.multibyte ? 1 : 0;
    state[STATE.recording] = recording ? 1 : 0;
    state[STATE.bigEndian] = a.bigEndian ? 1 : 0;
    state[STATE.line] = this.#lines ? this.#lines.line : 0;
    state[STATE.lineStep] = this.#lines ? LINE_STEP : 0;
    state[STATE.mayMark] = 0;
    this.#giveConditions(frame);
    state[STATE.alternate] = a.alternate ? 1 : 0;
    state[STATE.mayExpand] = isPlain && frame === a.file ? 1 : 0;
    state[STATE.mayCall] = isPlain && !recording ? 1 : 0;
    state[STATE.epoch] = a.epoch;
    state[STATE.budget] = Math.min(this.#text.room - window.length, expansionsLeft(a));
    this.#fixups = state[STATE.fixupCount] as number;
    this.#fragments = state[STATE.fragCount] as number;
    this.#procedures = state[STATE.procCount] as number;
    let why = core.run();
    renewViews();
    while (why === STOP.unknown && learnCallAt(a, i32[STATE.start] as number)) {
      why = core.readOn();
      renewViews();
    }
    this.#expansions.begin(frame, window.from);
    this.#place();
    this.#take(window.from);
    return why;
  }

  /** Say which conditions the text has opened, and of which `.else` was read. */
  #giveConditions(frame: Frame): void {
    const { conditionals } = this.#a;
    const closable = Math.min(31, conditionals.length - frame.conditionals);
    let elses = 0;
    for (let i = 0; i < closable; i++) if (conditionals[conditionals.length - 1 - i]?.elseSeen) elses |= 1 << i;
    i32[STATE.closable] = closable;
    i32[STATE.elses] = elses;
  }

  /** Give what the core has made its positions: it has offsets in the texts in which it was made. */
  #place(): void {
    const { map } = this.#a;
    const state = i32;
    const events = state[STATE.events] as number;
    for (let i = 0, row = EVENTS; i < events; i++, row += 1 << EVENT_LOG) {
      const instance = state[row + EVENT.instance] as number;
      const fixups = state[row + EVENT.fixups] as number;
      const fragments = state[row + EVENT.frags] as number;
      const procedures = state[row + EVENT.procs] as number;
      const frame = this.#expansions.frame(instance);
      const pos = frame.pos(this.#expansions.from(instance), map);
      const advance = frame.base >= 0 ? 1 : 0;
      if (fixups > this.#fixups) core.placeFixups(this.#fixups, fixups, pos, advance);
      if (state[row + EVENT.depends] !== 0) core.placeDependents(this.#fragments, fragments, pos, advance);
      if (procedures > this.#procedures) core.placeProcedures(this.#procedures, procedures, pos, advance);
      this.#fixups = fixups;
      this.#fragments = fragments;
      this.#procedures = procedures;
    }
  }

  /** Take what the core has handed out of the text from `from` on. */
  #take(from: number): void {
    const a = this.#a;
    const state = i32;
    a.alternate = state[STATE.alternate] !== 0;
    a.effects += state[STATE.effects] as number;
    a.macroCount += state[STATE.called] as number;
    a.expanded += state[STATE.expanded] as number;
    if (state[STATE.redefined] !== 0) {
      a.meanElse();
      state[STATE.redefined] = 0;
    }
    a.conditionals.length -= state[STATE.closed] as number;
    const leaves = state[STATE.leaveCount] as number;
    const left: Subsection[] = [];
    let bytes = 0;
    for (let i = 0, row = (state[STATE.leaves] as number) >>> 2; i < leaves; i++, row += LEAVE_WIDTH) {
      bytes = this.#takeBytes(bytes, state[row] as number);
      left.push(a.sub);
      a.sub = subsectionAt(state[row + 1] as number);
    }
    a.section = a.sub.section;
    this.#takeBytes(bytes, state[STATE.outCount] as number);
    for (let i = 0; i < left.length; i++) left[i]?.take();
    a.sub.take();
    this.#expansions.take();
    takeLines(a);
    const lines = this.#lines;
    if (!lines) return;
    const line = state[STATE.line] as number;
    if (line !== lines.line) {
      const starts = (state[STATE.lines] as number) >>> 2;
      lines.take(line, from, state[STATE.lineAt] as number, state, starts, state[STATE.lineCount] as number);
    }
    if (state[STATE.mayMark] !== 0) lines.mayMark = true;
  }

  /** Take bytes of the open subsection from number `from` on, up to `to`, which is returned. */
  #takeBytes(from: number, to: number): number {
    const count = to - from;
    if (count === 0) return to;
    const { sub } = this.#a;
    sub.reserve(count);
    const { bytes, length } = sub;
    const out = (i32[STATE.out] as number) + from;
    if (count > FEW) bytes.set(u8.subarray(out, out + count), length);
    else for (let i = 0; i < count; i++) bytes[length + i] = u8[out + i] as number;
    sub.length = length + count;
    return to;
  }

  /** A statement that the core has left; false when it must be read from text. The cursor is left at its terminator. */
  #statement(window: TextWindow, start: number): boolean {
    const cursor = this.#cursor;
    const { bytes, length: limit } = window;
    cursor.bytes = bytes;
    cursor.limit = limit;
    const first = bytes[start] as number;
    const kind = CLASS[first] as number;
    if ((kind & NAME_START) === 0) return (kind & DIGIT) !== 0 && this.#numericLabel(start);
    let at = start + 1;
    let hash = first;
    for (; at < limit; at++) {
      const c = bytes[at] as number;
      if (((CLASS[c] as number) & NAME_PART) === 0) break;
      hash = (Math.imul(hash, 31) + c) | 0;
    }
    if (at < limit && bytes[at] === COLON) return this.#label(start, at);
    if (first !== DOT) return false;
    cursor.at = at;
    return quickDirective(this.#a, cursor, hash, start, at);
  }

  /** `name:` */
  #label(start: number, colon: number): boolean {
    if (!this.#afterLabel(colon)) return false;
    const a = this.#a;
    a.statementAt = start + a.shift;
    a.define(a.symbols.internBytes(this.#cursor.bytes, start, colon), start, colon);
    return true;
  }

  /** `12:` */
  #numericLabel(start: number): boolean {
    const { bytes } = this.#cursor;
    let number = 0;
    let at = start;
    for (; ((CLASS[bytes[at] as number] as number) & DIGIT) !== 0 && at < start + 9; at++)
      number = number * 10 + (bytes[at] as number) - 48;
    if (bytes[at] !== 58 || !this.#afterLabel(at)) return false;
    this.#a.defineNumericLabel(number);
    return true;
  }

  /** Over the colon of a label, to the next statement; false where that belongs to the label (`name: .macro`). */
  #afterLabel(colon: number): boolean {
    const cursor = this.#cursor;
    cursor.at = colon;
    cursor.skip();
    return cursor.byte() !== 46 || ((cursor.bytes[cursor.at + 1] as number) | 32) !== 109;
  }
}

/** The number of a section's subsection 0; -1: there is none yet. */
function plainSub({ subsections }: Section): number {
  const first = subsections[0];
  return first?.number === 0 ? first.id : (subsections.find(({ number }) => number === 0)?.id ?? -1);
}
