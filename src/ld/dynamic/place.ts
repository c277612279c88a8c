/**
 * Where a linker-made section is: its address, and its bytes in the output.
 */
import type { InputSection } from '../model.ts';

/** Address of the section; 0 where it was discarded. */
export const sectionAddress = (section: InputSection): bigint =>
  section.output && section.discarded === '' ? section.output.vma + BigInt(section.offset) : 0n;

/** Its bytes in its output section; a scratch array where there are none. */
export function outputBytes(section: InputSection): Uint8Array {
  const contents = section.output?.contents;
  if (!contents || section.discarded !== '') return new Uint8Array(section.size);
  return contents.subarray(section.offset, section.offset + section.size);
}
