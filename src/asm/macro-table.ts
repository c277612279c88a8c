/**
 * Which macros there are.
 *
 * Whoever defines or forgets one tells so here, since the quick ways ask by hashes of names (statements.ts) and by texts (known-texts.ts).
 */
import type { Assembler } from './assembler.ts';
import { core } from './core/engine.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { HIDDEN } from './core/names.ts';
import { Macro } from './macro.ts';
import { nameHash } from './scan.ts';

/** A macro, and where its definition stood in the file. */
export interface KnownMacro {
  readonly macro: Macro;
  readonly at: number;
}

export function addMacro(a: Assembler, macro: Macro): void {
  const key = macro.name.toLowerCase();
  a.epoch++;
  a.macros.set(key, macro);
  a.knownMacros.change(macro.name, true);
  a.macroFilter[nameHash(key, 0, key.length) & 4095] = 1;
}

/** Have the core leave instructions of this name to the reader of text, which calls the macro. */
export function hideInstruction(key: string): void {
  if (i32[STATE.hidden] === 0) {
    const filter = core.allocate(HIDDEN);
    renewViews();
    i32[STATE.hidden] = filter;
  }
  u8[(i32[STATE.hidden] as number) + (nameHash(key, 0, key.length) & (HIDDEN - 1))] = 1;
}

/** Forget a macro; whether there was one of this name. */
export function removeMacro(a: Assembler, name: string): boolean {
  const key = name.toLowerCase();
  const macro = a.macros.get(key);
  if (!macro) return false;
  a.macros.delete(key);
  a.knownMacros.change(name, false);
  // only now may the definition come again
  if (macro.written) a.knownMacros.put(macro.written.text, { macro, at: macro.written.at });
  return true;
}

/** Define a macro whose definition stands at `at` as it stood elsewhere before. */
export function defineAgain(a: Assembler, known: KnownMacro, at: number): void {
  const { frame, map } = a;
  const { name, parameters, body } = known.macro;
  const moved = body.moved(at + a.shift - known.at);
  addMacro(a, new Macro(name, parameters, moved, a.pos(at), () => frame.pos(0, map), known.macro));
}
