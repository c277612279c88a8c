/**
 * Names for registers: `name .req register`, `.unreq name`.
 *
 * `as` manual, "AArch64 Directives". An alias holds as written, in lower and in upper case, until `.unreq`; a register's own name is none.
 */
import { nearest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';

const isRegister = (name: string): boolean =>
  /^([xwbhsdqvz]([0-9]|[12][0-9]|3[01])|p([0-9]|1[0-5])|sp|wsp|xzr|wzr|lr|fp|ip[01])$/.test(name);

/** What a name stands for: GNU as takes only what begins with a letter for a register. */
export function aliasIn(aliases: ReadonlyMap<string, string>, name: string): string | undefined {
  const first = name.charCodeAt(0) | 32;
  return first < 97 || first > 122 ? undefined : aliases.get(name);
}

/** Registers that the assembler itself knows by a second name. */
const NAMED_TWICE: Readonly<Record<string, string>> = { ip0: 'x16', ip1: 'x17', fp: 'x29', lr: 'x30' };

/** `name .req register`: the alias holds as written, in lower and in upper case, as in GNU as. */
export function defineAlias(a: Assembler, name: string, at: number): void {
  const start = a.p;
  a.p = a.end;
  const written = a.text.slice(start, a.end).trimEnd();
  if (written === '') {
    a.error(at, messages.expected('a register after .req'));
    return;
  }
  const register = a.aliasOf(written) ?? written.toLowerCase();
  if (!isRegister(register)) {
    a.error(start, messages.ignored(`unknown register '${written}': .req`), written.length);
    return;
  }
  const own = name.toLowerCase();
  // a second name of a register may be given it again
  if (NAMED_TWICE[own] !== undefined && NAMED_TWICE[own] === (NAMED_TWICE[register] ?? register)) return;
  if (isRegister(own)) {
    a.error(at, messages.ignored(`'${name}' is a register: .req`), name.length);
    return;
  }
  const before = a.aliases.get(name);
  if (before !== undefined) {
    if (before !== register) a.error(at, messages.ignored(`alias '${name}' is '${before}': .req`), name.length);
    return;
  }
  // instructions that are encoded at the end keep the table that they had
  const aliases = new Map(a.aliases);
  for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
    if (!aliases.has(spelling)) aliases.set(spelling, register);
  }
  a.aliases = aliases;
  a.forgetWords();
}

/** `.unreq name` */
export function unreq(a: Assembler): void {
  a.skipBlanks();
  const start = a.p;
  a.p = a.end;
  const name = a.text.slice(start, a.end).trimEnd();
  if (isRegister(name.toLowerCase())) {
    a.error(start, messages.ignored(`'${name}' is a register: .unreq`), name.length);
    return;
  }
  if (!a.aliases.has(name)) {
    a.error(start, messages.unknownOperand('register alias', name, nearest(name, a.aliases.keys())), name.length);
    return;
  }
  const aliases = new Map(a.aliases);
  for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) aliases.delete(spelling);
  a.aliases = aliases;
  a.forgetWords();
}
