/**
 * `.macro`, `.rept`, `.irp`, `.irpc` and what belongs to them.
 *
 * `as` manual, ".macro", ".rept", ".irp", ".irpc", ".altmacro", ".purgem", ".exitm". Bodies are cut out of the running frame's text,
 * nested ones with them, and scrubbed.
 */
import { nearest } from '../../diag/did-you-mean.ts';
import * as messages from '../../diag/messages/asm.ts';
import { bytesOfText } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { isBlank, isNamePart, isNameStart } from '../chars.ts';
import { argumentReader, charge, copies, mayNest } from '../expansion.ts';
import type { Kept, Parameter } from '../macro.ts';
import { Body, Macro } from '../macro.ts';
import { nameAt, skipBlanks, skipComma } from '../macro-arguments.ts';
import { record, replay } from '../replay.ts';
import { readOn } from '../rest.ts';
import { findEnd, nameHash } from '../scan.ts';
import { scrub } from '../scrub.ts';
import { Frame } from '../source.ts';
import { WHERE } from '../symbol.ts';
import { readSymbolName } from './symbol-names.ts';
import { DIRECTIVES, type Directive } from './table.ts';

const LOOPS = /^\.(irpc?|irepc?|rept?)$/i;
const MACRO = /^\.macro$/i;
const END_LOOP = /^\.endr$/i;
const END_MACRO = /^\.endm$/i;

/** What is known of a loop in an expansion that comes again and again: by the text of the expansion, then by the place in it. */
export interface KnownLoop {
  readonly body: Body;
  readonly after: number;
  kept: Kept | undefined;
}

/** What a loop of a file comes to, by the text of its line and body: compilers write the same one into each function. */
export interface LoopText {
  readonly values: readonly string[];
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Texts for which loops are remembered. */
const KNOWN_LIMIT = 1024;
/** Longer copies are not. */
const LONGEST_COPIES = 1 << 14;

/** The loop that follows the statement at hand, from memory or cut out; undefined after reporting an error. */
function findLoop(a: Assembler, what: string): KnownLoop | undefined {
  const { frame } = a;
  const start = frame.at;
  const known = frame.kind === 'file' ? undefined : a.loops.get(frame.text)?.get(start);
  if (known) {
    frame.at = known.after;
    return known;
  }
  const body = cutBody(a, LOOPS, END_LOOP, what, '.endr');
  if (!body) return undefined;
  // a body within bodies is looked through once for each of them
  if (frame.kind !== 'file' && !charge(a, a.p, what, 4 * body.text.length)) return undefined;
  const loop: KnownLoop = { body, after: frame.at, kept: undefined };
  if (frame.kind !== 'file') {
    if (a.loops.size > KNOWN_LIMIT) a.loops.clear();
    let inText = a.loops.get(frame.text);
    if (!inText) {
      inText = new Map();
      a.loops.set(frame.text, inText);
    }
    inText.set(start, loop);
  }
  return loop;
}

/** Cut the body that follows the statement at hand out of the frame; undefined after reporting that it never ends. */
function cutBody(a: Assembler, opens: RegExp, closes: RegExp, what: string, end: string): Body | undefined {
  const { frame } = a;
  const { text } = frame;
  const start = frame.at;
  const extent = { end: 0, stop: 0, commented: false, hash: 0 };
  let depth = 1;
  let at = start;
  while (at < text.length) {
    let word = skipLabels(text, at);
    findEnd(text, word, text.length, extent);
    if (text.charCodeAt(word) === 46) {
      let to = word + 1;
      while (to < extent.end && isNamePart(text.charCodeAt(to))) to++;
      const c = text.charCodeAt(word + 1) | 32;
      if (c === 101 || c === 105 || c === 114 || c === 109) {
        const name = text.slice(word, to);
        if (opens.test(name)) depth++;
        else if (closes.test(name) && --depth === 0) {
          frame.at = extent.stop + 1;
          return new Body(text, start, lineStart(text, start, word), frame.from);
        }
      }
    }
    word = extent.stop;
    at = word + 1;
  }
  if (frame.widen()) return cutBody(a, opens, closes, what, end);
  frame.at = text.length;
  a.error(a.statementAt - a.shift, messages.unterminated(what, end), what.length);
  return undefined;
}

/** Where the line of text[at] begins, if only blanks stand before it there. */
function lineStart(text: string, from: number, at: number): number {
  let to = at;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return to === from || text.charCodeAt(to - 1) === 10 ? to : at;
}

/** Past blanks, comments and labels at the start of a statement. */
function skipLabels(text: string, start: number): number {
  let at = start;
  for (;;) {
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    if (!isNamePart(text.charCodeAt(at))) return at;
    let to = at;
    while (to < text.length && isNamePart(text.charCodeAt(to))) to++;
    let colon = to;
    while (colon < text.length && isBlank(text.charCodeAt(colon))) colon++;
    if (text.charCodeAt(colon) !== 58) return at;
    at = colon + 1;
  }
}

/** The label before the directive whose operands are at p, if the statement has one. */
function labelBefore(a: Assembler): string | undefined {
  const before = a.text.slice(a.statementAt - a.shift, a.p);
  return /([A-Za-z_.$\x80-\xff][\w.$\x80-\xff]*)[ \t]*:[ \t]*\.macro[ \t]*$/i.exec(before)?.[1];
}

/** `.macro name [parameters]`, `name: .macro [parameters]` (where the label becomes the absolute number 0) */
function define(a: Assembler): void {
  const at = a.p;
  const line = scrub(a.text, a.p, a.end, undefined, false);
  const pos = a.pos(at);
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
  if (a.macros.has(key)) {
    a.error(at, messages.macroRedefined(name), name.length);
    return;
  }
  const { frame } = a;
  // the words of an instruction of this name are not what it means any more
  if (a.encoder.isMnemonic(key)) a.forgetWords();
  a.epoch++;
  a.macros.set(key, new Macro(name, parameters, body, pos, () => frame.pos(0, a.map)));
  a.macroFilter[nameHash(key, 0, key.length) & 4095] = 1;
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

/** `.rept count` */
function repeat(a: Assembler): void {
  const at = a.p;
  const count = a.readOptional('the count of .rept');
  const rest = a.p;
  if (count !== undefined && count < 0)
    a.error(at, messages.outOfRange('the count of .rept', String(count), '0', '2^63 - 1'));
  const loop = findLoop(a, '.rept');
  if (!loop || count === undefined) return;
  a.p = rest;
  a.endOfStatement();
  const { body } = loop;
  if (count < 0) return;
  if (count === 0 || body.text.trim() === '') return;
  if (!mayNest(a, at, '.rept') || !charge(a, at, `.rept ${count}`, Number(count) * (body.text.length + 1))) return;
  const { frame } = a;
  const { text } = body;
  const made = new Frame(text, 'loop', 'in expansion of .rept', frame, a.statementAt, () =>
    body.segments(frame.pos(0, a.map)),
  );
  made.conditionals = a.conditionals.length;
  made.again = Number(count) - 1;
  a.frame = made;
}

/** `.irp symbol, values`, `.irpc symbol, characters`: all copies become one text. */
function iterate(characters: boolean): Directive {
  const what = characters ? '.irpc' : '.irp';
  const how = `in expansion of ${what}`;
  return (a) => {
    const at = a.p;
    const { text, p, end, frame } = a;
    if (!mayNest(a, at, what)) return;
    const loop = findLoop(a, what);
    if (!loop) return;
    let { kept } = loop;
    let bytes: Uint8Array | undefined;
    if (!kept || a.alternate) {
      const line = scrub(text, p, end, undefined, false);
      const name = nameAt(line, 0);
      if (name === '') {
        a.error(at, messages.expected(`the parameter of ${what}`));
        return;
      }
      const { body } = loop;
      const key = frame.kind === 'file' && !a.alternate ? `${what} ${line}\n${body.text}` : '';
      const known = key === '' ? undefined : a.loopTexts.get(key);
      const start = skipComma(line, name.length);
      const values = known?.values ?? (characters ? charactersOf(line, start) : valuesOf(a, line, start));
      kept = copies(a, body, name, values, at, known?.text);
      bytes = known?.bytes;
      const template = body.template([name], a.alternate);
      if (!a.alternate && !template.counted && !template.unclosed) {
        loop.kept = kept;
        if (key !== '' && !known) bytes = keepText(a, key, values, kept.text ?? '');
      }
    }
    if (!charge(a, at, what, (kept.text ?? '').length + 1) || (kept === loop.kept && replay(a, kept))) return;
    const made = new Frame(kept.text ?? '', 'loop', how, frame, a.statementAt, kept.segments);
    made.conditionals = a.conditionals.length;
    if (bytes) made.hasBytes(bytes);
    if (kept === loop.kept) record(a, made, kept);
    else a.effects++;
    a.frame = made;
  };
}

/** Remember what a loop comes to; returns its bytes. */
function keepText(a: Assembler, key: string, values: readonly string[], text: string): Uint8Array | undefined {
  if (text.length > LONGEST_COPIES) return undefined;
  if (a.loopTexts.size > KNOWN_LIMIT) a.loopTexts.clear();
  const bytes = bytesOfText(text);
  a.loopTexts.set(key, { values, text, bytes });
  return bytes;
}

function valuesOf(a: Assembler, line: string, start: number): string[] {
  if (start >= line.length) return [''];
  const reader = argumentReader(a);
  const out: string[] = [];
  let i = start;
  while (i < line.length) {
    out.push(reader.read(line, i, a.alternate));
    i = skipComma(line, reader.end);
  }
  return out;
}

function charactersOf(line: string, start: number): string[] {
  if (start >= line.length) return [''];
  const out: string[] = [];
  let i = start;
  let quoted = line.charAt(i) === '"';
  if (quoted) i++;
  while (i < line.length) {
    if (line.charAt(i) === '"') {
      quoted = !quoted;
      const next = skipBlanks(line, i + 1);
      if (next >= line.length) break;
    }
    out.push(line.charAt(i));
    i++;
    if (!quoted) i = skipBlanks(line, i);
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
  a.epoch++;
  if (a.skipBlanks() === 0) return;
  do {
    const start = a.p;
    const c = a.skipBlanks();
    const name = c === 34 || isNameStart(c) ? (readSymbolName(a) ?? '') : '';
    if (!a.macros.delete(name.toLowerCase())) {
      const near = nearest(name.toLowerCase(), [...a.macros.keys()]);
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
  ['.rept', repeat],
  ['.rep', repeat],
  ['.irp', iterate(false)],
  ['.irep', iterate(false)],
  ['.irpc', iterate(true)],
  ['.irepc', iterate(true)],
  ['.altmacro', mode(true)],
  ['.noaltmacro', mode(false)],
];
