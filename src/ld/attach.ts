/**
 * How an output section comes to be, and what it takes over from its inputs: flags, type, alignment.
 *
 * A section of the script is only a description until an input, data or an assignment needs it. What needs it first decides
 * much: its flags then, the type and flags that its name implies (they stand until an input brings its own), and its place
 * among the section headers, which are in the order of creation.
 */
import * as elf from '../elf/constants.ts';
import { impliedBy } from '../elf/special-sections.ts';
import type { LinkContext } from './context.ts';
import { F, type InputSection, type OutputSection } from './model.ts';

/** Make sure that the section exists; `flags` are its first ones if it did not. True when it is new. */
export function create(context: LinkContext, output: OutputSection, flags: number): boolean {
  if (output.exists) return false;
  output.exists = true;
  output.flags |= flags;
  const implied = impliedBy(output.name);
  if (implied) {
    output.type = implied.type;
    output.osFlags = implied.flags;
  }
  if (output.name !== '/DISCARD/') context.created.push(output);
  return true;
}

/** Puts an input section into an output section: flags, alignment and type follow. */
export function attach(context: LinkContext, output: OutputSection, section: InputSection): void {
  section.output = output;
  // What the linker makes may turn out empty, and then asks for nothing.
  if (section.align > output.align && !(section.flags & F.linkerCreated)) output.align = section.align;
  let flags = section.flags & ~(F.linkerCreated | F.group | F.exclude | F.keep | F.retain);
  const type = output.description?.type ?? '';
  if (type === 'DSECT' || type === 'COPY' || type === 'INFO' || type === 'OVERLAY') flags &= ~F.alloc;
  if (type === 'NOLOAD') flags = (flags & ~(F.load | F.contents)) | F.neverLoad;
  create(context, output, flags);
  // One writable input makes all of it writable; only the first one can make it read-only.
  output.flags &= flags | ~F.readonly;
  if (output.hasInput) {
    flags &= ~F.readonly;
    // Mixed contents are not mergeable.
    const mergeable = F.merge | F.strings;
    const same =
      (output.flags & mergeable) === (flags & mergeable) && (!(flags & F.merge) || output.entsize === section.entsize);
    if (!same) {
      output.flags &= ~mergeable;
      flags &= ~mergeable;
    }
  }
  output.flags |= type === 'READONLY' ? flags | F.readonly : flags;
  if (!output.hasInput) {
    output.hasInput = true;
    if (flags & F.merge) output.entsize = section.entsize;
    adoptType(output, section);
  }
  if (section.flags & F.group && context.options.relocatable) output.osFlags |= elf.SHF_GROUP;
}

/** The first input decides the type, where the flags agree; what the name implied is forgotten, but for special types. */
function adoptType(output: OutputSection, section: InputSection): void {
  const plain = output.type === elf.SHT_PROGBITS || output.type === elf.SHT_NOTE || output.type === elf.SHT_NOBITS;
  if (plain) output.type = elf.SHT_NULL;
  const ignored = F.linkerCreated | F.group | F.keep | F.retain | F.exclude | F.merge | F.strings;
  const alike = ((output.flags ^ section.flags) & ~ignored) === 0;
  if (output.type === elf.SHT_NULL && alike) output.type = section.type;
  output.osFlags = section.sh >= 0x100000 ? section.sh & 0x0ff00000 : 0;
}
