/**
 * The directive table: every directive of GNU as for AArch64 ELF, one row each, with the function that carries it out.
 *
 * A directive finds p at its first operand and must leave nothing of the statement unread (endOfStatement).
 */
import type { Assembler } from '../assembler.ts';
import { alignment } from './align.ts';
import { cfi } from './cfi.ts';
import { conditionals } from './conditional.ts';
import { data } from './data.ts';
import { dwarf } from './dwarf.ts';
import { macros } from './macros.ts';
import { misc } from './misc.ts';
import { sections } from './sections.ts';
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
  ...cfi,
  ...dwarf,
  ...misc,
]);
