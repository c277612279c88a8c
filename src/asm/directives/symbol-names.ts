/**
 * Names of symbols as directives read them: bare, or in quotes.
 *
 * In quotes a name is what stands there (scan.ts, quotedName); to the directives that define what they name it is a string, with its escapes.
 * `as` manual, "Symbol Names"; which directive reads which was found by experiment with GNU as 2.40.
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { isNamePart, isNameStart } from '../chars.ts';
import { quotedName } from '../scan.ts';
import type { Sym } from '../symbol.ts';
import { readText } from './strings.ts';

/** Read the name in quotes at p; undefined after reporting an error. */
function readQuotedName(a: Assembler): string | undefined {
  const quoted = quotedName(a.text, a.p, a.end);
  if (!quoted) {
    a.errorHere(messages.expected('a closing quote'));
    return undefined;
  }
  if (quoted.warning !== '') a.errorHere(messages.doubtful(quoted.warning));
  a.p = quoted.end;
  return quoted.name;
}

/** Read a symbol's name at p (quoted or not) and return the symbol; undefined after reporting an error. */
export function readSymbol(a: Assembler): Sym | undefined {
  const c = a.skipBlanks();
  const start = a.p;
  if (c === 34) {
    const name = readQuotedName(a);
    return name === undefined ? undefined : a.symbols.make(name);
  }
  if (!isNameStart(c)) {
    a.errorHere(messages.expected('a symbol'));
    return undefined;
  }
  while (a.p < a.end && isNamePart(a.text.charCodeAt(a.p))) a.p++;
  return a.symbols.intern(a.text, start, a.p);
}

/** Read a symbol's name at p (quoted or not) without making the symbol; undefined after reporting an error. */
export function readSymbolName(a: Assembler): string | undefined {
  const c = a.skipBlanks();
  if (c === 34) return readQuotedName(a);
  const start = a.p;
  if (!isNameStart(c)) {
    a.errorHere(messages.expected('a symbol'));
    return undefined;
  }
  while (a.p < a.end && isNamePart(a.text.charCodeAt(a.p))) a.p++;
  return a.text.slice(start, a.p);
}

/**
 * As readSymbolName, for the directives that define what they name: a name in quotes is a string, with its escapes, and not empty. undefined
 * after reporting an error.
 */
export function readDefinedName(a: Assembler): string | undefined {
  if (a.skipBlanks() !== 34) return readSymbolName(a);
  const name = readText(a);
  if (name !== '') return name;
  a.errorHere(messages.expected('a symbol'));
  return undefined;
}

/** The symbol that a directive defines; undefined after reporting an error. */
export function readDefined(a: Assembler): Sym | undefined {
  const name = readDefinedName(a);
  return name === undefined ? undefined : a.symbols.make(name);
}

/** A symbol that a directive gives properties: a `.L` name moves to the end of the table, as in GNU as. */
export function readFullSymbol(a: Assembler, read = readSymbol): Sym | undefined {
  const sym = read(a);
  if (sym) a.symbols.makeFull(sym);
  return sym;
}
