/**
 * What is known of macros from their texts: definitions, with the calls that were expanded, and what these come to.
 *
 * Enters: a definition or a call that was read. Leaves: the same where it stands again word for word, in this unit or another one of the run; the core
 * (core/macros.ts) finds it there by itself. Nothing here depends on where anything stands.
 */
import { writeText } from '../text/source-text.ts';
import { core } from './core/engine.ts';
import { FIRST_FREE } from './core/layout.ts';
import { CALL, DEFINITION } from './core/macros.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import type { Definition, Kept } from './macro.ts';
import type { Replay } from './replay.ts';
import { nameHash } from './scan.ts';

/** Bytes that units leave to the next ones: of what is beyond it nothing is known. */
const SHARED = 1 << 22;
/** Longer texts are not kept. */
const LONGEST_DEFINITION = 1 << 16;
const LONGEST_CALL = 255;
const LONGEST_EXPANSION = 1 << 15;

/** A call that the core knows, and what it comes to. */
interface KnownCall {
  readonly definition: Definition;
  readonly kept: Kept;
}

export class KnownMacros {
  /** Where the core may begin with what goes with the assembly. */
  readonly floor: number;
  readonly #definitions: Definition[] = [];
  readonly #byText = new Map<string, Definition>();
  readonly #calls: KnownCall[] = [];
  /** Which hashes of names (statements.ts) belong to macros. */
  filter = new Uint8Array(FILTER);

  constructor(isShared: boolean) {
    this.floor = isShared ? FIRST_FREE + SHARED : FIRST_FREE;
  }

  /** Begin an assembly, in which nothing is defined: with nothing known, or with what is. */
  begin(isFresh: boolean): void {
    if (isFresh) {
      this.#definitions.length = this.#calls.length = 0;
      this.#byText.clear();
      this.filter.fill(0);
      core.forgetMacros(FIRST_FREE, this.floor - FIRST_FREE);
    }
    core.resetMacros();
    renewViews();
  }

  definition(id: number): Definition {
    return this.#definitions[id] as Definition;
  }

  definitions(): readonly Definition[] {
    return this.#definitions;
  }

  /** How many are known. */
  get count(): number {
    return this.#definitions.length;
  }

  call(id: number): KnownCall {
    return this.#calls[id] as KnownCall;
  }

  /** The definition with this text, from the operands on. */
  withText(text: string): Definition | undefined {
    return this.#byText.get(text);
  }

  /** Know a definition from its text. */
  add(definition: Definition, text: string): void {
    const { name } = definition;
    if (text.length > LONGEST_DEFINITION) return;
    const at = roomFor(text);
    const row =
      at === 0
        ? 0
        : core.addDefinition(at, text.length, name.length, this.#definitions.length, definition.hides ? 1 : 0);
    renewViews();
    if (row === 0) return;
    definition.row = row;
    this.#definitions.push(definition);
    this.#byText.set(text, definition);
    const key = name.toLowerCase();
    this.filter[nameHash(key, 0, key.length) & (FILTER - 1)] = 1;
  }

  /** Know what the call text[start..end) comes to. */
  addCall(text: string, start: number, end: number, definition: Definition, kept: Kept): void {
    const { text: expansion = '' } = kept;
    const length = end - start;
    kept.isKnown = true;
    if (definition.row === 0 || length > LONGEST_CALL || expansion.length > LONGEST_EXPANSION) return;
    const to = roomFor(expansion);
    const from = to === 0 ? 0 : roomFor(text.slice(start, end));
    if (from === 0) return;
    const id = this.#calls.length;
    kept.address = to;
    kept.row = core.addCall(from, length, definition.row, id, to, expansion.length, kept.alternate ? 1 : 0);
    if (kept.row > 0) this.#calls.push({ definition, kept });
    renewViews();
  }

  /** The call in this row of the core comes to words alone. */
  addWords(row: number, { bytes, epoch, calls }: Replay): void {
    const at = bytes.length === 0 ? 0 : core.roomForWords(row, bytes.length);
    renewViews();
    if (at === 0 && bytes.length > 0) return;
    u8.set(bytes, at);
    i32[row + CALL.bytes] = bytes.length;
    i32[row + CALL.calls] = calls + 1;
    i32[row + CALL.epoch] = epoch;
  }
}

/** So many hashes of names are told apart. */
export const FILTER = 4096;

/** The number of a definition that the core has in a row. */
export const definitionId = (row: number): number => i32[row + DEFINITION.id] as number;

/** The address of a text that was put into the core's memory; 0: there is no room. */
function roomFor(text: string): number {
  const at = core.roomForText(text.length);
  renewViews();
  if (at !== 0) writeText(text, u8, at);
  return at;
}
