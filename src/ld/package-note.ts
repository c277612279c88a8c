/** --package-metadata: a note that says of which package the output is part (the format of `.note.package`, owner FDO). */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { makeSection } from './got.ts';

const NT_FDO_PACKAGING_METADATA = 0xcafe1a7e;
const HEADER = 16;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Make the note; what is no JSON is left out with a warning. */
export function makePackageNote(context: LinkContext): void {
  const { packageMetadata: text, relocatable } = context.options;
  if (text === '' || context.files.length === 0 || relocatable) return;
  if (!isJson(text)) {
    context.sink.report(NO_POS, messages.notJson(text));
    return;
  }
  const json = new TextEncoder().encode(`${text}\0`);
  const descriptor = Math.ceil(json.length / 4) * 4;
  const bytes = new Uint8Array(HEADER + descriptor);
  const view = new DataView(bytes.buffer);
  const little = !context.bigEndian;
  view.setUint32(0, 4, little);
  view.setUint32(4, descriptor, little);
  view.setUint32(8, NT_FDO_PACKAGING_METADATA, little);
  bytes.set(new TextEncoder().encode('FDO\0'), 12);
  bytes.set(json, HEADER);
  const section = makeSection(context, '.note.package', elf.SHT_NOTE, elf.SHF_ALLOC, 4, 0);
  section.size = bytes.length;
  section.rawSize = bytes.length;
  section.kept = true;
  section.data = bytes;
}
