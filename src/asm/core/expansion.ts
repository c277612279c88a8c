/**
 * Expansions that the reader is in: of calls of macros that are known (macros.ts), on top of the text that it was given.
 *
 * Enters: calls. Leaves: the text of what they come to, to be read on in, and the place behind them when that is read. For whoever takes over, STATE and
 * these rows say which expansions are open, and where; and which of them made fixups, fragments and procedures, so that those get their positions.
 */
import { EVENTS, INSTANCES, LEVELS, MOST_EVENTS, MOST_INSTANCES, MOST_LEVELS, STATE } from './layout.ts';
import { CALL, DEFINITION, roomForWords } from './macros.ts';
import { i32 } from './memory.ts';
import { emitBytes, outMark, takeBytes } from './output.ts';

/**
 * Of an open expansion: address and end of the text below it, the place behind the call there, what STATE said there of lines and definitions, how many
 * conditions were open, and which of all expansions it is; the call, and how many bytes, effects and calls there were before.
 */
export const LEVEL = {
  text: 0,
  limit: 1,
  next: 2,
  lineStep: 3,
  mayExpand: 4,
  opened: 5,
  instance: 6,
  call: 7,
  bytes: 8,
  effects: 9,
  called: 10,
} as const;
export const LEVEL_LOG = 4;

/** Of an expansion, open or done: that in which it was called (0: none), the offset of the call there, the call's row, and where its macro was defined in the file. */
export const INSTANCE = { parent: 0, at: 1, call: 2, definedAt: 3 } as const;
export const INSTANCE_LOG = 2;

/** Of what was made in one expansion: which, and how many fixups, fragments and procedures there were then; whether fragments need positions. */
export const EVENT = { instance: 0, fixups: 1, frags: 2, procs: 3, depends: 4 } as const;
export const EVENT_LOG = 3;

/** More bytes of words are not kept. */
const LONGEST_WORDS = 1 << 12;

/** The expansion at hand (0: none), and how many there are, with none as one. */
let instance = 0;
let instances = 1;
/** The last one that made anything. */
let lastMaker = 0;
/** What is left of the characters that may be read. */
let budget = 0;
/** How many fixups and procedures there were when the last event was noted. */
let fixups = 0;
let procs = 0;

/** Address and end of the text at hand. */
export let textAt = 0;
export let textLimit = 0;

export function beginExpansions(): void {
  i32[STATE.level] = 0;
  i32[STATE.events] = 0;
  instance = 0;
  instances = 1;
  lastMaker = 0;
  budget = i32[STATE.budget] as number;
  fixups = i32[STATE.fixupCount] as number;
  procs = i32[STATE.procCount] as number;
}

/** Characters of an expansion are read. */
export function charge(length: number): void {
  i32[STATE.expanded] = (i32[STATE.expanded] as number) + length + 1;
}

/** Whether there is room for so many bytes that a loop comes to, which is taken then. */
export function spend(bytes: number): number {
  if (bytes >= budget) return 0;
  budget -= bytes;
  return 1;
}

/** Say of what was made since the last time that the expansion at hand made it. */
export function noteMade(): void {
  const fixupCount = i32[STATE.fixupCount] as number;
  const procCount = i32[STATE.procCount] as number;
  const depends = i32[STATE.depends] as number;
  if (fixupCount === fixups && procCount === procs && depends === 0) return;
  const count = i32[STATE.events] as number;
  const row = EVENTS + (count << EVENT_LOG);
  i32[row + EVENT.instance] = instance;
  i32[row + EVENT.fixups] = fixupCount;
  i32[row + EVENT.frags] = i32[STATE.fragCount] as number;
  i32[row + EVENT.procs] = procCount;
  i32[row + EVENT.depends] = depends;
  i32[STATE.events] = count + 1;
  i32[STATE.depends] = 0;
  fixups = fixupCount;
  procs = procCount;
  if (instance > lastMaker) lastMaker = instance;
}

/** Go into the expansion of a call that stands at `start` and ends at `after`, or over it where its words are known; 0 if that is another's matter. */
export function enterExpansion(call: number, start: number, after: number, limit: number): number {
  const level = i32[STATE.level] as number;
  const size = i32[call + CALL.size] as number;
  // whoever wants to know of instructions wants to know where they stand
  if (
    i32[STATE.mayCall] === 0 ||
    i32[STATE.pending] !== 0 ||
    level === MOST_LEVELS ||
    instances === MOST_INSTANCES ||
    (i32[STATE.events] as number) + 2 * MOST_LEVELS > MOST_EVENTS ||
    size >= budget ||
    (i32[call + CALL.bytes] as number) >= budget
  )
    return 0;
  const known = isKnownWords(call) ? (i32[call + CALL.bytes] as number) : -1;
  if (known > 0 && i32[STATE.codeReady] === 0) return 0;
  charge(size);
  budget -= size > known ? size + 1 : known;
  if (known >= 0) {
    emitBytes(i32[call + CALL.words] as number, known);
    i32[STATE.called] = (i32[STATE.called] as number) + (i32[call + CALL.calls] as number);
    textAt = after;
    textLimit = limit;
    return 1;
  }
  noteMade();
  const made = INSTANCES + (instances << INSTANCE_LOG);
  const text = i32[STATE.text] as number;
  i32[made + INSTANCE.parent] = instance;
  i32[made + INSTANCE.at] = start - text;
  i32[made + INSTANCE.call] = call;
  i32[made + INSTANCE.definedAt] = i32[(i32[call + CALL.definition] as number) + DEFINITION.at] as number;
  const row = LEVELS + (level << LEVEL_LOG);
  i32[row + LEVEL.text] = text;
  i32[row + LEVEL.limit] = limit;
  i32[row + LEVEL.next] = after;
  i32[row + LEVEL.lineStep] = i32[STATE.lineStep] as number;
  i32[row + LEVEL.mayExpand] = i32[STATE.mayExpand] as number;
  i32[row + LEVEL.opened] = i32[STATE.opened] as number;
  i32[row + LEVEL.instance] = instances;
  i32[row + LEVEL.call] = call;
  i32[row + LEVEL.bytes] = outMark();
  i32[row + LEVEL.effects] = i32[STATE.effects] as number;
  i32[row + LEVEL.called] = i32[STATE.called] as number;
  instance = instances;
  instances++;
  i32[STATE.level] = level + 1;
  i32[STATE.lineStep] = 0;
  i32[STATE.mayExpand] = 0;
  i32[STATE.called] = (i32[STATE.called] as number) + 1;
  textAt = i32[call + CALL.expansion] as number;
  textLimit = textAt + size;
  i32[STATE.text] = textAt;
  return 1;
}

/** Whether a call comes to words that are known, as things stand. */
function isKnownWords(call: number): boolean {
  return i32[call + CALL.epoch] === i32[STATE.epoch] && i32[STATE.redefined] === 0;
}

/** The expansion that is done has had no effect but words. */
function learnWords(row: number): void {
  const from = i32[row + LEVEL.bytes] as number;
  const bytes = outMark() - from;
  const call = i32[row + LEVEL.call] as number;
  if (bytes > LONGEST_WORDS || i32[STATE.redefined] !== 0) return;
  const words = bytes === 0 ? 0 : roomForWords(call, bytes);
  if (words === 0 && bytes > 0) return;
  takeBytes(words, from, bytes);
  i32[call + CALL.bytes] = bytes;
  i32[call + CALL.calls] = (i32[STATE.called] as number) - (i32[row + LEVEL.called] as number);
  i32[call + CALL.epoch] = i32[STATE.epoch] as number;
}

/** Behind the call whose expansion was read; 0 if none is open, or conditions that were opened in it are. */
export function leaveExpansion(): number {
  const level = (i32[STATE.level] as number) - 1;
  const row = LEVELS + (level << LEVEL_LOG);
  if (level < 0 || i32[row + LEVEL.opened] !== i32[STATE.opened]) return 0;
  noteMade();
  if (i32[row + LEVEL.effects] === i32[STATE.effects]) learnWords(row);
  textAt = i32[row + LEVEL.text] as number;
  textLimit = i32[row + LEVEL.limit] as number;
  i32[STATE.text] = textAt;
  i32[STATE.lineStep] = i32[row + LEVEL.lineStep] as number;
  i32[STATE.mayExpand] = i32[row + LEVEL.mayExpand] as number;
  i32[STATE.level] = level;
  // one that has made nothing is as if it had never been
  if (lastMaker < instance) instances = instance;
  instance = level === 0 ? 0 : (i32[row - (1 << LEVEL_LOG) + LEVEL.instance] as number);
  return i32[row + LEVEL.next] as number;
}

/** How many of the open conditions belong to texts below the one at hand. */
export function conditionsBelow(): number {
  const level = i32[STATE.level] as number;
  return level === 0 ? 0 : (i32[LEVELS + ((level - 1) << LEVEL_LOG) + LEVEL.opened] as number);
}
