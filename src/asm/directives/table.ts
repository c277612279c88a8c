/**
 * The directive table: every directive of GNU as for AArch64 ELF, and those that clang writes besides, one row each, with the function that carries it out.
 *
 * A directive finds p at its first operand and must leave nothing of the statement unread (endOfStatement).
 */
import type { Assembler } from '../assembler.ts';
import { nameHash } from '../scan.ts';
import { alignment } from './align.ts';
import { cfi } from './cfi.ts';
import { commons } from './common.ts';
import { compatibility } from './compatibility.ts';
import { conditionals } from './conditional.ts';
import { data } from './data.ts';
import { dwarf } from './dwarf.ts';
import { llvm } from './llvm.ts';
import { logicalLines } from './logical-line.ts';
import { loops } from './loops.ts';
import { macros } from './macros.ts';
import { misc } from './misc.ts';
import { sections } from './sections.ts';
import { stabs } from './stabs.ts';
import { strings } from './strings.ts';
import { symbols } from './symbols.ts';

export type Directive = (a: Assembler) => void;

export const DIRECTIVES: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ...sections,
  ...symbols,
  ...data,
  ...strings,
  ...alignment,
  ...conditionals,
  ...macros,
  ...loops,
  ...cfi,
  ...dwarf,
  ...logicalLines,
  ...commons,
  ...stabs,
  ...misc,
  ...compatibility,
  ...llvm,
]);

/** Directives that change nothing by themselves but what is read: conditions (labels in them count as effects) and loops. */
export const STEADY: ReadonlySet<Directive> = new Set([
  ...conditionals.filter(([name]) => !name.endsWith('def')).map(([, directive]) => directive),
  ...loops.map(([, directive]) => directive),
]);

/** The directives by their names' hashes, each in the first free place from its own on. */
const SLOTS = 1024;
const NAMES: string[] = new Array<string>(SLOTS).fill('');
const FUNCTIONS: (Directive | undefined)[] = new Array<Directive | undefined>(SLOTS).fill(undefined);
for (const [name, directive] of DIRECTIVES) {
  let at = nameHash(name, 0, name.length) & (SLOTS - 1);
  while (NAMES[at] !== '') at = (at + 1) & (SLOTS - 1);
  NAMES[at] = name;
  FUNCTIONS[at] = directive;
}

/** The directive named text[start..end), in any case; `hash` is its nameHash. Allocates nothing. */
export function findDirective(hash: number, text: string, start: number, end: number): Directive | undefined {
  for (let at = hash & (SLOTS - 1); ; at = (at + 1) & (SLOTS - 1)) {
    const name = NAMES[at] as string;
    if (name === '') return undefined;
    if (sameName(name, text, start, end)) return FUNCTIONS[at];
  }
}

function sameName(name: string, text: string, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = start, k = 0; i < end; i++, k++) {
    const c = text.charCodeAt(i);
    const lower = c >= 65 && c <= 90 ? c + 32 : c;
    if (lower !== name.charCodeAt(k)) return false;
  }
  return true;
}
