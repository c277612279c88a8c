/**
 * `.section`, `.pushsection` and `.subsection` by bytes, as directives.ts has it.
 *
 * Enters: the bytes of the operands. What stands there for the first time is read by the directive itself; if that leads to a section that is
 * there already, and nothing is said, the same bytes lead to it once more. What depends on the section at hand is not kept.
 */
import type { Assembler } from '../assembler.ts';
import { changeSection } from '../directives/sections.ts';
import { DIRECTIVES, type Directive } from '../directives/table.ts';
import type { Cursor } from './cursor.ts';

const QUOTE = 34;
const SLASH = 47;
const STAR = 42;
/** In flags: the group of the section at hand. */
const QUESTION = 63;
const MOST_SUBSECTION = 2 ** 31 - 1;

/** What makes operands more than a row of characters: comments, escapes, character constants, other alphabets. */
const UNUSUAL = new Uint8Array(256).fill(1, 127);
UNUSUAL.fill(1, 0, 32);
for (const c of [39, 92, QUESTION]) UNUSUAL[c] = 1;
UNUSUAL[9] = 0;

/** The operands' hash, set by endOf. */
let hash = 0;

/** Where the operands at hand end; -1 when they are not plain. */
function endOf({ bytes, limit, at: start }: Cursor): number {
  let quoted = false;
  hash = 0;
  for (let at = start; at < limit; at++) {
    const c = bytes[at] as number;
    if (c === QUOTE) quoted = !quoted;
    else if (!quoted && (c === 10 || c === 59)) return at;
    else if (!quoted && c === SLASH) {
      if (bytes[at + 1] === SLASH) return at;
      if (bytes[at + 1] === STAR) return -1;
    } else if (UNUSUAL[c] !== 0) return -1;
    hash = (Math.imul(hash, 31) + c) | 0;
  }
  return quoted ? -1 : limit;
}

/** `.section name, "flags", @type …`, and `.pushsection` (`pushed`) */
export function section(pushed: boolean): (a: Assembler, c: Cursor) => boolean {
  const directive = DIRECTIVES.get(pushed ? '.pushsection' : '.section');
  return (a, c) => {
    c.blanks();
    const { bytes, at } = c;
    const end = endOf(c);
    if (!directive || end <= at || a.options.sectionNames) return false;
    const { sectionLines } = a.history;
    const slot = sectionLines.table.findBytes(pushed ? ~hash : hash, bytes, at, end);
    const known = slot < 0 ? undefined : sectionLines.list[sectionLines.table.word(slot)];
    c.at = end;
    if (known) changeSection(a, known.section, known.number, pushed);
    else learn(a, directive, textOf(bytes, at, end), at, pushed ? ~hash : hash);
    return c.ends();
  };
}

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

/** Carry the directive out with operands that are at bytes[at], and keep where they lead if they always will. */
function learn(a: Assembler, directive: Directive, operands: string, at: number, key: number): void {
  const { sink, sections, shift } = a;
  const said = sink.list.length + sink.dropped;
  const { length } = sections.list;
  a.text = operands;
  a.shift = shift + at;
  a.p = 0;
  a.end = operands.length;
  directive(a);
  a.text = '';
  a.shift = shift;
  if (sections.list.length > length || sink.list.length + sink.dropped > said) return;
  a.history.sectionLines.put(key, operands, { section: a.section, number: a.sub.number });
}

/** `.subsection number` */
export function subsection(a: Assembler, c: Cursor): boolean {
  c.blanks();
  if (!c.number() || c.value < 0 || c.value > MOST_SUBSECTION || !c.ends()) return false;
  changeSection(a, a.section, c.value, false);
  return true;
}
