/**
 * The program to run, out of a file: an ELF executable's segments, or an arm64 Image.
 *
 * Enters: bytes. Leaves: a Program for emu/virt.ts and the names and source lines of its instructions. Errors are FatalDiagnostics.
 */
import { FatalDiagnostic, type Message, NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/run.ts';
import { linesOf } from '../../elf/dwarf/lines.ts';
import type { ElfFile } from '../../elf/object.ts';
import { readElf } from '../../elf/read.ts';
import type { Site } from '../../emu/api.ts';
import { imageHeader, type LoadSegment, type Program } from '../../emu/virt.ts';
import { decode } from '../../isa/decoder.ts';
import { disassemble } from '../../isa/print.ts';
import type { Annotator, SourcePlace } from '../../verify/finding.ts';
import type { Io } from '../command.ts';
import { dataOf, physicalOf } from './data.ts';

const EM_AARCH64 = 183;
const PT_LOAD = 1;
const STT_FUNC = 2;
const STT_NOTYPE = 0;
const SHN_LORESERVE = 0xff00;

export interface LoadedProgram {
  readonly program: Program;
  readonly annotator: Annotator;
  /** Address of the first symbol above a physical address, where the file knows one. */
  readonly symbolAfter: (address: number) => number | undefined;
}

export function fail(message: Message): never {
  throw new FatalDiagnostic(NO_POS, message);
}

export function readInput(io: Io, path: string): Uint8Array {
  const bytes = io.readFile(path);
  return bytes ?? fail(messages.cannotRead(path, io.readError(path)));
}

function segmentsOf(path: string, elf: ElfFile, bytes: Uint8Array): LoadSegment[] {
  const loads = elf.segments
    .filter((s) => s.type === PT_LOAD && s.memsz > 0n)
    .sort((a, b) => (a.paddr < b.paddr ? -1 : 1));
  if (loads.length === 0) fail(messages.notExecutable(path));
  for (const [i, segment] of loads.entries()) {
    const next = loads[i + 1];
    if (next !== undefined && segment.paddr + segment.memsz > next.paddr)
      fail(messages.overlapping(path, segment.paddr, next.paddr));
    if (BigInt(segment.filesz) > segment.memsz) fail(messages.fileLarger(path, segment.paddr));
    if (segment.offset + segment.filesz > bytes.length) fail(messages.truncated(path, segment.paddr));
  }
  return loads.map((s) => ({
    address: Number(s.paddr),
    bytes: bytes.subarray(s.offset, s.offset + s.filesz),
    size: Number(s.memsz),
  }));
}

function symbolAfter(elf: ElfFile): (address: number) => number | undefined {
  const starts = elf.symbols
    .filter((s) => s.name !== '' && !s.name.startsWith('$') && s.section > 0 && s.section < SHN_LORESERVE)
    .map((s) => physicalOf(elf, s.value))
    .sort((a, b) => a - b);
  return (address) => starts.find((start) => start > address);
}

/** Whether a flat binary can be code: a whole number of instructions, and the first one is one. */
function startsWithCode(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const word = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  return decode(word) !== undefined && word >>> 16 !== 0;
}

/** Names and lines by physical or virtual address (bare-metal programs: the same). */
function annotatorOf(elf: ElfFile): Annotator {
  const named = elf.symbols
    .filter(
      (s) =>
        s.name !== '' && !s.name.startsWith('$') && (s.type === STT_FUNC || s.type === STT_NOTYPE) && s.section !== 0,
    )
    .sort((a, b) => (a.value < b.value ? -1 : 1));
  const lines = linesOf(elf);
  const symbolAt = (pc: bigint): string | undefined => {
    let low = 0;
    let high = named.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((named[middle]?.value ?? 0n) <= pc) low = middle + 1;
      else high = middle;
    }
    const found = named[low - 1];
    if (found === undefined || pc - found.value > 0x10000n) return undefined;
    return pc === found.value ? found.name : `${found.name}+0x${(pc - found.value).toString(16)}`;
  };
  return {
    disassemble: (word, pc) => disassemble(word, pc),
    symbol: (site: Site) => symbolAt(site.pc) ?? (site.pa >= 0 ? symbolAt(BigInt(site.pa)) : undefined),
    source(site: Site): SourcePlace | undefined {
      const at = lines.lookup(site.pc) ?? (site.pa >= 0 ? lines.lookup(BigInt(site.pa)) : undefined);
      return at === undefined || at.line === 0 ? undefined : { file: at.file, line: at.line };
    },
  };
}

const NO_NAMES: Annotator = {
  disassemble: (word, pc) => disassemble(word, pc),
  symbol: () => undefined,
  source: () => undefined,
};

/** Reads and understands the file. Throws FatalDiagnostic. */
export function loadProgram(io: Io, path: string): LoadedProgram {
  const bytes = readInput(io, path);
  if (bytes.length === 0) fail(messages.emptyImage(path));
  const magic = bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
  if (!magic) {
    if (imageHeader(bytes) !== undefined)
      return { program: { kind: 'image', bytes }, annotator: NO_NAMES, symbolAfter: () => undefined };
    if (!startsWithCode(bytes)) fail(messages.notLoadable(path));
    return { program: { kind: 'flat', bytes }, annotator: NO_NAMES, symbolAfter: () => undefined };
  }
  const machine = bytes.length > 19 ? (bytes[18] as number) | ((bytes[19] as number) << 8) : 0;
  if (bytes.length > 19 && machine !== EM_AARCH64) fail(messages.wrongMachine(path, machine));
  const elf = readElf(path, bytes);
  const segments = segmentsOf(path, elf, bytes);
  const entry = physicalOf(elf, elf.entry);
  if (!segments.some((s) => entry >= s.address && entry < s.address + s.size))
    fail(messages.entryOutside(path, elf.entry));
  return {
    program: {
      kind: 'elf',
      entry,
      segments,
      data: dataOf(elf),
    },
    annotator: annotatorOf(elf),
    symbolAfter: symbolAfter(elf),
  };
}
