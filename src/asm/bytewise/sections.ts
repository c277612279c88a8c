/**
 * `.section`, `.pushsection` and `.subsection` by bytes, as directives.ts has it.
 *
 * Enters: the bytes of the operands. What stands there for the first time is read by the directive itself; if that leads to a section that is
 * there already, and nothing is said, the same bytes lead to it once more. What depends on the section at hand is not kept.
 */
import { textOfBytes } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { changeSection } from '../directives/sections.ts';
import { DIRECTIVES } from '../directives/table.ts';
import { reports } from '../replay.ts';
import { subsectionOf } from '../section.ts';
import type { Cursor } from './cursor.ts';
import { carryOut, plainEnd } from './operands.ts';

const MOST_SUBSECTION = 2 ** 31 - 1;

/** `.section name, "flags", @type …`, and `.pushsection` (`pushed`) */
export function section(pushed: boolean): (a: Assembler, c: Cursor) => boolean {
  const directive = DIRECTIVES.get(pushed ? '.pushsection' : '.section');
  return (a, c) => {
    const end = plainEnd(c);
    if (!directive || end < 0 || a.options.sectionNames) return false;
    const { sections, history } = a;
    const { lines } = history;
    const hash = pushed ? ~c.value : c.value;
    const slot = lines.findBytes(hash, c.bytes, c.at, end);
    const known = slot < 0 ? undefined : subsectionOf(lines.word(slot));
    if (known) {
      changeSection(a, known.section, known.number, pushed);
      c.at = end;
      return c.ends();
    }
    const said = reports(a);
    const { length } = sections.list;
    const operands = textOfBytes(c.bytes, c.at, end);
    carryOut(a, directive, c, end);
    // a flag `?` is about the section at hand
    const always = sections.list.length === length && reports(a) === said && !operands.includes('?');
    if (always) lines.put(hash, operands, 0, operands.length, a.sub.id);
    return c.ends();
  };
}

/** `.subsection number` */
export function subsection(a: Assembler, c: Cursor): boolean {
  c.blanks();
  if (!c.number() || c.value < 0 || c.value > MOST_SUBSECTION || !c.ends()) return false;
  changeSection(a, a.section, c.value, false);
  return true;
}
