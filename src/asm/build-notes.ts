/**
 * --generate-missing-build-notes: which code there is, as notes that say nothing more of it.
 *
 * Enters: the sections as read. Leaves: .gnu.build.attributes with an OPEN note for each code section that no other may replace, unless the source brings notes.
 * `as` manual, "--generate-missing-build-notes"; the notes are annobin's ("Watermark", specification version 3, producer "a1").
 */
import type { Assembler } from './assembler.ts';
import { DebugWriter, endOf, startOf } from './line-program.ts';
import { Section } from './section.ts';
import { SHT } from './section-table.ts';

const NAME = '.gnu.build.attributes';
/** NT_GNU_BUILD_ATTRIBUTE_OPEN */
const OPEN = 0x100;
/** "GA", a string, the version: 3a1. */
const WATERMARK = 'GA$\x013a1';

/** Whether the linker may take another copy of this section. */
const isOneOfMany = ({ name, group }: Section): boolean => group?.comdat === true || name.startsWith('.gnu.linkonce');

export function writeBuildNotes(a: Assembler): void {
  if (a.sections.named(NAME).length > 0) return;
  const code = a.sections.list.filter((section) => section.isCode && !isOneOfMany(section));
  if (code.length === 0) return;
  const notes = a.sections.add(new Section(NAME, SHT.note, 0), true);
  notes.align = 4;
  a.enter(notes, 0);
  const w = new DebugWriter(a);
  for (const section of code) {
    w.int(WATERMARK.length + 1, 4);
    w.int(2 * a.addressSize, 4);
    w.int(OPEN, 4);
    w.text(WATERMARK);
    w.value(startOf(section), undefined, a.addressSize);
    w.value(endOf(section), undefined, a.addressSize);
  }
}
