/**
 * `.macro` and what belongs to it.
 *
 * `as` manual, ".macro", ".altmacro", ".purgem", ".exitm".
 */
import { nearest } from '../../diag/did-you-mean.ts';
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { isNameStart } from '../chars.ts';
import { argumentReader } from '../expansion.ts';
import { Definition, Macro, type Parameter } from '../macro.ts';
import { nameAt, skipBlanks, skipComma } from '../macro-arguments.ts';
import { reports } from '../replay.ts';
import { readOn } from '../rest.ts';
import { scrub } from '../scrub.ts';
import { WHERE } from '../symbol.ts';
import { cutBody, writtenSince } from './bodies.ts';
import { readSymbolName } from './symbol-names.ts';
import { DIRECTIVES, type Directive } from './table.ts';

const MACRO = /^\.macro$/i;
const END_MACRO = /^\.endm$/i;

/** The label before the directive whose operands are at p, if the statement has one. */
function labelBefore(a: Assembler): string | undefined {
  const before = a.text.slice(a.statementAt - a.shift, a.p);
  return /([A-Za-z_.$\x80-\xff][\w.$\x80-\xff]*)[ \t]*:[ \t]*\.macro[ \t]*$/i.exec(before)?.[1];
}

/** `.macro name [parameters]`, `name: .macro [parameters]` (where the label becomes the absolute number 0) */
function define(a: Assembler): void {
  const at = a.p;
  const line = scrub(a.text, a.p, a.end, undefined, false);
  const said = reports(a);
  const body = cutBody(a, MACRO, END_MACRO, '.macro', '.endm');
  if (!body) return;
  const label = labelBefore(a);
  const name = label ?? nameAt(line, 0);
  if (label !== undefined) {
    const sym = a.symbols.make(label);
    sym.where = WHERE.absolute;
    sym.frag = undefined;
    sym.value = 0;
  }
  if (name === '') {
    a.error(at, messages.expected('the name of the macro'));
    return;
  }
  let i = skipBlanks(line, label === undefined ? name.length : 0);
  if (label === undefined && line.charCodeAt(i) === 44) {
    i = skipBlanks(line, i + 1);
    if (i >= line.length) return void a.error(at, messages.expected('a parameter after the comma'));
  }
  const parameters = readParameters(a, name, line, i, at);
  if (!parameters) return;
  const key = name.toLowerCase();
  if (DIRECTIVES.has(key)) {
    a.error(at, messages.ignored(`macro '${name}', which has the name of a directive`), name.length);
    return;
  }
  if (a.macros.get(key)) {
    a.error(at, messages.macroRedefined(name), name.length);
    return;
  }
  const { frame } = a;
  const isMnemonic = a.encoder.isMnemonic(key);
  // what is known of a text holds wherever it stands
  const isNested = frame.kind === 'macro' && a.macros.hasRoom;
  const isPlain = (frame === a.file || isNested) && label === undefined && !a.alternate && said === reports(a);
  const text = isPlain ? writtenSince(a, at) : '';
  let definition = isPlain ? a.learnt.macros.withText(text) : undefined;
  if (!definition) {
    definition = new Definition(name, parameters, body, at + a.shift, isMnemonic);
    if (isPlain) a.learnt.macros.add(definition, text);
  }
  a.macros.add(new Macro(definition, at + a.shift, () => frame.pos(0, a.map)), frame !== a.file);
}

function readParameters(a: Assembler, macro: string, line: string, start: number, at: number): Parameter[] | undefined {
  const out: Parameter[] = [];
  const reader = argumentReader(a);
  let i = skipBlanks(line, start);
  while (i < line.length) {
    const name = nameAt(line, i);
    if (name === '') {
      a.error(at, messages.junkAtEnd(line.slice(i)));
      return undefined;
    }
    i = skipBlanks(line, i + name.length);
    let qualifier = '';
    if (line.charCodeAt(i) === 58) {
      i = skipBlanks(line, i + 1);
      qualifier = nameAt(line, i);
      i = skipBlanks(line, i + qualifier.length);
      if (qualifier !== 'req' && qualifier !== 'vararg') {
        a.error(at, messages.badParameter(`'${qualifier}' is not a parameter qualifier: 'req' or 'vararg'`));
      }
    }
    let fallback = '';
    if (line.charCodeAt(i) === 61) {
      fallback = reader.read(line, i + 1, a.alternate);
      i = skipBlanks(line, reader.end);
      if (qualifier === 'req') {
        a.error(
          at,
          messages.userWarning(`the default of required parameter '${name}' of macro '${macro}' is never used`),
        );
        fallback = '';
      }
    }
    if (out.some((p) => p.name === name))
      a.error(at, messages.badParameter(`macro '${macro}' has two parameters '${name}'`));
    out.push({ name, fallback, required: qualifier === 'req', vararg: qualifier === 'vararg' });
    if (qualifier === 'vararg' && skipBlanks(line, i) < line.length) {
      a.error(at, messages.badParameter(`':vararg' parameter '${name}' must be the last of macro '${macro}'`));
      return undefined;
    }
    const before = i;
    i = skipComma(line, i);
    if (i >= line.length && line.slice(before).includes(',')) {
      a.error(at, messages.expected('a parameter after the comma'));
      return undefined;
    }
  }
  return out;
}

/** `.exitm`: leave the innermost macro or loop, and the conditionals opened in it. */
function exitMacro(a: Assembler): void {
  const { frame } = a;
  if (frame.kind === 'file') {
    a.error(a.statementAt - a.shift, messages.ignored('.exitm outside a macro'), 6);
    readOn(a);
    return;
  }
  frame.at = frame.text.length;
  frame.again = 0;
  a.conditionals.length = Math.min(a.conditionals.length, frame.conditionals);
}

/** `.purgem name` */
function purge(a: Assembler): void {
  a.meanElse();
  if (a.skipBlanks() === 0) return;
  do {
    const start = a.p;
    const c = a.skipBlanks();
    const name = c === 34 || isNameStart(c) ? (readSymbolName(a) ?? '') : '';
    if (!a.macros.remove(name)) {
      const near = nearest(name.toLowerCase(), a.macros.names());
      a.error(start, messages.unknownMacro(name, near), name.length);
    }
  } while (a.comma());
  a.endOfStatement();
}

const misplacedEnd =
  (name: string, start: string): Directive =>
  (a) => {
    a.error(a.statementAt - a.shift, messages.ignored(`${name} without ${start}`), name.length);
    a.endOfStatement();
  };

function mode(alternate: boolean): Directive {
  return (a) => {
    a.alternate = alternate;
    a.endOfStatement();
  };
}

export const macros: readonly (readonly [string, Directive])[] = [
  ['.macro', define],
  ['.endm', misplacedEnd('.endm', '.macro')],
  ['.endr', misplacedEnd('.endr', '.rept')],
  ['.exitm', exitMacro],
  ['.mexit', exitMacro],
  ['.purgem', purge],
  ['.altmacro', mode(true)],
  ['.noaltmacro', mode(false)],
];
