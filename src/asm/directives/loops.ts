/**
 * `.rept`, `.irp`, `.irpc`: bodies that are read several times.
 *
 * `as` manual, ".rept", ".irp", ".irpc". All copies of a body for the values of a parameter become one text.
 */
import * as messages from '../../diag/messages/asm.ts';
import { bytesOfText } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { LONGEST_COPIES } from '../core/loops.ts';
import { argumentReader, charge, copies, type KeptLoop, mayNest } from '../expansion.ts';
import { type Body, keptText } from '../macro.ts';
import { nameAt, skipBlanks, skipComma } from '../macro-arguments.ts';
import { aliasesAgain } from '../register-alias.ts';
import { record, replay } from '../replay.ts';
import { scrub } from '../scrub.ts';
import { Frame } from '../source.ts';
import { cutBody, writtenSince } from './bodies.ts';
import type { Directive } from './table.ts';

const LOOPS = /^\.(irpc?|irepc?|rept?)$/i;
const END_LOOP = /^\.endr$/i;

/** What is known of a loop in an expansion that comes again and again: by the text of the expansion, then by the place in it. */
export interface KnownLoop {
  readonly body: Body;
  readonly after: number;
  kept: KeptLoop | undefined;
}

/** What a loop of a file comes to, by the text of its line and body: compilers write the same one into each function. */
export interface LoopText {
  readonly values: readonly string[];
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** A loop of a file, and where it stood: in its body the places of what it comes to. */
export interface KnownLoopText extends LoopText {
  readonly name: string;
  readonly body: Body;
  readonly at: number;
}

/** Texts for which loops are remembered. */
const KNOWN_LIMIT = 1024;
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
  if (made.again > 0) record(a, made, keptText([], undefined));
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
    let key = '';
    if (!kept || a.alternate) {
      const line = scrub(text, p, end, undefined, false);
      const name = nameAt(line, 0);
      if (name === '') {
        a.error(at, messages.expected(`the parameter of ${what}`));
        return;
      }
      const { body } = loop;
      key = frame.kind === 'file' && !a.alternate ? `${what} ${line}\n${body.text}` : '';
      if (key !== '' && aliasesAgain(a, key)) return;
      const known = key === '' ? undefined : a.loopTexts.get(key);
      const start = skipComma(line, name.length);
      const values = known?.values ?? (characters ? charactersOf(line, start) : valuesOf(a, line, start));
      kept = copies(a, body, name, values, at, known?.text);
      bytes = known?.bytes;
      const template = body.template([name], a.alternate);
      if (!a.alternate && !template.counted && !template.unclosed) {
        loop.kept = kept;
        if (key !== '' && !known) bytes = keepText(a, key, values, kept.text ?? '');
        if (key !== '' && bytes && !characters)
          a.knownLoops.put(writtenSince(a, at), { values, text: kept.text ?? '', bytes, name, body, at: at + a.shift });
      }
    }
    if (!charge(a, at, what, (kept.text ?? '').length + 1) || (kept === loop.kept && replay(a, kept))) return;
    const made = new Frame(kept.text ?? '', 'loop', how, frame, a.statementAt, kept.segments);
    made.conditionals = a.conditionals.length;
    if (bytes) made.hasBytes(bytes);
    if (kept === loop.kept) record(a, made, kept, 0, 0, key);
    else a.effects++;
    a.frame = made;
  };
}

/** Put a loop of `.irp` on top that stands at `at` as it stood elsewhere before. */
export function loopAgain(a: Assembler, known: KnownLoopText, at: number): boolean {
  const { frame } = a;
  const { name, values, text, bytes } = known;
  if (!mayNest(a, at, '.irp')) return true;
  const kept = copies(a, known.body.moved(at + a.shift - known.at), name, values, at, text);
  if (!charge(a, at, '.irp', text.length + 1)) return true;
  const made = new Frame(text, 'loop', 'in expansion of .irp', frame, a.statementAt, kept.segments);
  made.conditionals = a.conditionals.length;
  made.hasBytes(bytes);
  a.effects++;
  a.frame = made;
  return true;
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

/** They change nothing by themselves but what is read. */
export const loops: readonly (readonly [string, Directive])[] = [
  ['.rept', repeat],
  ['.rep', repeat],
  ['.irp', iterate(false)],
  ['.irep', iterate(false)],
  ['.irpc', iterate(true)],
  ['.irepc', iterate(true)],
];
