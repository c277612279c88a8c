/** Edits on our own sources: each must apply exactly once, or the mutant is no longer what its name says. */
import type { Mutant } from './mutants.ts';

/** Path below asm/ -> text. */
export type Sources = ReadonlyMap<string, string>;

export interface SourceEdit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export function applyEdit(sources: Sources, { file, find, replace }: SourceEdit): Map<string, string> {
  const text = sources.get(file);
  if (text === undefined) throw new Error(`no source ${file}`);
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`'${find}' is ${parts.length - 1} times in ${file}, not once`);
  return new Map(sources).set(file, parts.join(replace));
}

export function mutate(sources: Sources, { edits }: Mutant): Sources {
  return edits.reduce<Sources>(applyEdit, sources);
}

/** The number of the line in which the last line of `text` starts, from 1; `text` must be there exactly once. */
export function lineOf(sources: Sources, { file, text }: { readonly file: string; readonly text: string }): number {
  const source = sources.get(file) ?? '';
  const at = source.indexOf(text);
  if (at < 0 || source.indexOf(text, at + 1) >= 0) throw new Error(`'${text}' is not exactly once in ${file}`);
  return source.slice(0, at + text.lastIndexOf('\n') + 1).split('\n').length;
}
