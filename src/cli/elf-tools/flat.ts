/**
 * The loaded bytes of an ELF file as one flat image (objcopy -O binary).
 *
 * Enters: an ElfFile. Leaves: bytes from the lowest load address to the end of the highest section that is loaded, the
 * gaps filled. Load addresses are the segments' physical ones (gABI, "Program Header").
 */
import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSection } from '../../elf/object.ts';
import { wildcardMatch } from '../../ld/wildcard.ts';
import { BadInput } from './inputs.ts';

export interface FlatSettings {
  /** Patterns of -j and -R. */
  readonly only: readonly string[];
  readonly remove: readonly string[];
  readonly fill: number;
  readonly padTo: bigint | undefined;
}

/** Where a section is loaded: the physical address of the segment that holds it, or its own address. */
function loadAddress(image: ElfFile, section: ElfSection): bigint {
  for (const segment of image.segments) {
    if (segment.type !== elf.PT_LOAD || segment.paddr === segment.vaddr) continue;
    if (section.addr >= segment.vaddr && section.addr < segment.vaddr + segment.memsz)
      return section.addr - segment.vaddr + segment.paddr;
  }
  return section.addr;
}

const MAX_IMAGE = 2n ** 31n;

/** The image of the file called `name`. Throws BadInput where it would be larger than 2 GiB. */
export function flatten(name: string, image: ElfFile, settings: FlatSettings): Uint8Array {
  const matches = (patterns: readonly string[], name: string): boolean => patterns.some((p) => wildcardMatch(p, name));
  const loaded = image.sections
    .filter((s) => s.flags & elf.SHF_ALLOC && s.type !== elf.SHT_NOBITS && s.size > 0)
    .filter((s) => (settings.only.length === 0 || matches(settings.only, s.name)) && !matches(settings.remove, s.name))
    .map((s) => ({ section: s, at: loadAddress(image, s) }));
  const [first] = loaded;
  if (!first) return new Uint8Array(0);
  const low = loaded.reduce((least, { at }) => (at < least ? at : least), first.at);
  let high = loaded.reduce(
    (most, { at, section }) => (at + BigInt(section.size) > most ? at + BigInt(section.size) : most),
    0n,
  );
  if (settings.padTo !== undefined && settings.padTo > high) high = settings.padTo;
  if (high - low > MAX_IMAGE)
    throw new BadInput(
      `${name}: the image would have 0x${(high - low).toString(16)} bytes, more than 2 GiB: leave sections out with -R or -j`,
    );
  const bytes = new Uint8Array(Number(high - low)).fill(settings.fill);
  for (const { section, at } of loaded) bytes.set(section.data, Number(at - low));
  return bytes;
}
