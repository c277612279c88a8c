/**
 * Program headers and file offsets.
 *
 * Enters: output sections with addresses. Leaves: segments (from PHDRS, or made as GNU ld makes them: a new PT_LOAD where
 * addresses jump, where a page would be skipped or where permissions part), and each section's place in the file. In the
 * file a loaded byte's offset is congruent to its address modulo the page size.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import { hint, type LinkContext, scriptPos } from './context.ts';
import { relroRange } from './data-segment.ts';
import { absolute } from './evaluate.ts';
import { F, type OutputSection } from './model.ts';
import type { LayoutScope } from './scope.ts';
import type { ProgramHeader } from './script/ast.ts';

export interface Segment {
  readonly type: number;
  flags: number;
  /** p_flags given by FLAGS. */
  readonly fixedFlags: boolean;
  readonly sections: OutputSection[];
  includesFileHeader: boolean;
  includesProgramHeaders: boolean;
  /** From AT. */
  readonly loadAddress: bigint | undefined;
  offset: number;
  vaddr: bigint;
  paddr: bigint;
  filesz: number;
  memsz: bigint;
  align: number;
}

function segment(type: number, sections: OutputSection[] = [], more: Partial<Segment> = {}): Segment {
  return {
    type,
    flags: 0,
    fixedFlags: false,
    sections,
    includesFileHeader: false,
    includesProgramHeaders: false,
    loadAddress: undefined,
    offset: 0,
    vaddr: 0n,
    paddr: 0n,
    filesz: 0,
    memsz: 0n,
    align: 1,
    ...more,
  };
}

export const isLoaded = (section: OutputSection): boolean =>
  !section.removed && (section.flags & F.alloc) !== 0 && section.name !== '/DISCARD/';
const isTbss = (section: OutputSection): boolean => (section.flags & F.tls) !== 0 && !(section.flags & F.contents);
const occupies = (section: OutputSection): boolean =>
  (section.flags & (F.load | F.tls)) !== 0 && (section.flags & F.contents) !== 0;

/** Decide on the segments; offsets come later. */
export function planSegments(context: LinkContext, scope: LayoutScope): Segment[] {
  if (context.options.relocatable) return [];
  return context.script.phdrs ? declared(context, scope, context.script.phdrs) : automatic(context);
}

const TYPES: Readonly<Record<string, number>> = {
  PT_NULL: 0,
  PT_LOAD: 1,
  PT_DYNAMIC: 2,
  PT_INTERP: 3,
  PT_NOTE: 4,
  PT_SHLIB: 5,
  PT_PHDR: 6,
  PT_TLS: 7,
  PT_GNU_EH_FRAME: elf.PT_GNU_EH_FRAME,
  PT_GNU_STACK: elf.PT_GNU_STACK,
  PT_GNU_RELRO: elf.PT_GNU_RELRO,
  PT_GNU_PROPERTY: elf.PT_GNU_PROPERTY,
};

function declared(context: LinkContext, scope: LayoutScope, headers: readonly ProgramHeader[]): Segment[] {
  const segments = new Map<string, Segment>();
  for (const header of headers) {
    const { node } = header.type;
    const value = (e: ProgramHeader['flags']): bigint | undefined => {
      const known = e && scope.at(undefined, 'abs').value(e);
      return known && absolute(known);
    };
    const named = node.kind === 'name' ? TYPES[node.name] : undefined;
    const flags = value(header.flags);
    segments.set(
      header.name,
      segment(named ?? Number(value(header.type) ?? 0n), [], {
        flags: Number(flags ?? (named === elf.PT_PHDR ? elf.PF_R : 0)),
        fixedFlags: flags !== undefined || named === elf.PT_PHDR,
        includesFileHeader: header.fileHeader,
        includesProgramHeaders: header.programHeaders,
        loadAddress: value(header.loadAddress),
      }),
    );
  }
  let current: readonly string[] = headers
    .filter((h) => segments.get(h.name)?.type === elf.PT_LOAD)
    .slice(0, 1)
    .map((h) => h.name);
  for (const section of context.outputs) {
    if (!section.description && !section.orphan) continue;
    if (section.phdrs.length > 0) current = section.phdrs;
    if (!isLoaded(section)) continue;
    for (const name of current) {
      const known = segments.get(name);
      if (known) known.sections.push(section);
      else if (name !== 'NONE') unknownPhdr(context, section, name, segments.keys());
    }
    if (current.length === 0) context.sink.report(NO_POS, messages.notInSegment(section.name));
  }
  for (const { type, sections } of segments.values()) if (type === elf.PT_LOAD) sections.sort(byAddress);
  return [...segments.values()];
}

function unknownPhdr(context: LinkContext, section: OutputSection, name: string, known: Iterable<string>): void {
  const { description } = section;
  const pos = description ? scriptPos(description.script, description.at) : NO_POS;
  context.sink.report(pos, messages.noSuchPhdr(name, hint(name, known)), section.name.length);
}

function automatic(context: LinkContext): Segment[] {
  const sections = context.outputs.filter(isLoaded).sort(byAddress);
  const segments: Segment[] = [];
  const interp = sections.find((s) => s.name === '.interp');
  const loads = loadSegments(context, sections);
  if (interp && loads.length > 0) {
    segments.push(
      segment(elf.PT_PHDR, [], { flags: elf.PF_R, fixedFlags: true, includesProgramHeaders: true, align: 8 }),
    );
    segments.push(segment(elf.PT_INTERP, [interp]));
  }
  segments.push(...loads);
  const dynamic = sections.find((s) => s.name === '.dynamic' && s.type === elf.SHT_DYNAMIC);
  if (dynamic) segments.push(segment(elf.PT_DYNAMIC, [dynamic]));
  segments.push(...noteSegments(sections));
  const tls = sections.filter((s) => (s.flags & F.tls) !== 0);
  if (tls.length > 0) segments.push(segment(elf.PT_TLS, tls, { flags: elf.PF_R, fixedFlags: true }));
  const property = sections.find((s) => s.name === '.note.gnu.property' && s.size > 0);
  if (property) segments.push(segment(elf.PT_GNU_PROPERTY, [property]));
  const eh = sections.find((s) => s.name === '.eh_frame_hdr');
  if (eh && context.options.ehFrameHdr) segments.push(segment(elf.PT_GNU_EH_FRAME, [eh]));
  const stack = stackFlags(context);
  const room = { memsz: context.options.stackSize, align: 16 };
  if (stack !== 0) segments.push(segment(elf.PT_GNU_STACK, [], { flags: stack, fixedFlags: true, ...room }));
  segments.push(...relroSegment(context, sections, loads));
  return segments;
}

/** What the loader makes read-only after start-up: it must begin a segment that has contents. */
function relroSegment(context: LinkContext, sections: readonly OutputSection[], loads: readonly Segment[]): Segment[] {
  const range = relroRange(context);
  if (!range) return [];
  const within = ({ vma }: OutputSection): boolean => vma >= range.from && vma < range.to;
  const begins = loads.some(
    (l) => l.sections[0] && within(l.sections[0]) && l.sections.some((s) => s.size > 0 && occupies(s)),
  );
  return begins ? [segment(elf.PT_GNU_RELRO, sections.filter(within), { flags: elf.PF_R, fixedFlags: true })] : [];
}

/** By load address, then by address; what occupies nothing goes last among equals. */
function byAddress(a: OutputSection, b: OutputSection): number {
  if (a.lma !== b.lma) return a.lma < b.lma ? -1 : 1;
  if (a.vma !== b.vma) return a.vma < b.vma ? -1 : 1;
  const last = (s: OutputSection): number => ((s.flags & (F.load | F.tls)) === 0 && s.size > 0 ? 1 : 0);
  if (last(a) !== last(b)) return last(a) - last(b);
  const inFile = (s: OutputSection): number => (s.flags & F.load ? s.size : 0);
  return Math.sign(inFile(a) - inFile(b)) || a.index - b.index;
}

function stackFlags(context: LinkContext): number {
  const { execStack, stackSize } = context.options;
  if (execStack !== undefined) return elf.PF_R | elf.PF_W | (execStack ? elf.PF_X : 0);
  const notes = context.files.flatMap((f) => f.sections.filter((s) => s?.name === '.note.GNU-stack'));
  if (notes.length === 0 && stackSize === 0n) return 0;
  return elf.PF_R | elf.PF_W | (notes.some((s) => s && s.flags & F.code) ? elf.PF_X : 0);
}

function loadSegments(context: LinkContext, sections: readonly OutputSection[]): Segment[] {
  const { options } = context;
  const page = BigInt(options.maxPageSize);
  const paged = !options.nmagic && !options.omagic;
  const loads: Segment[] = [];
  let last: OutputSection | undefined;
  let writable = false;
  for (const section of sections) {
    const current = loads.at(-1);
    const parts = last && options.separateCode && ((last.flags ^ section.flags) & F.code) !== 0;
    if (!current || !last || parts || startsSegment(last, section, page, paged, writable)) {
      loads.push(segment(elf.PT_LOAD, [section]));
      writable = false;
    } else current.sections.push(section);
    if (!(section.flags & F.readonly)) writable = true;
    if (!isTbss(section) || !last) last = section;
  }
  const first = loads[0];
  const start = first?.sections[0]?.lma ?? 0n;
  const headers = BigInt(context.headersSize);
  // They go before the first section where its page has room, or into the page below it if the script asked for their size.
  if (first && paged && start >= headers && (context.usesHeadersSize || start % page >= headers % page)) {
    const code = options.separateCode && ((first.sections[0]?.flags ?? 0) & F.code) !== 0;
    const home = code ? headerSegment(start, headers, page) : first;
    if (code) loads.unshift(home);
    home.includesFileHeader = true;
    home.includesProgramHeaders = true;
  }
  return loads;
}

/** Headers that stand alone, because what follows is code: in the page below it. */
function headerSegment(start: bigint, headers: bigint, page: bigint): Segment {
  return segment(elf.PT_LOAD, [], { loadAddress: ((start - headers) / page) * page });
}

function startsSegment(
  last: OutputSection,
  section: OutputSection,
  page: bigint,
  paged: boolean,
  writable: boolean,
): boolean {
  if (last.lma - last.vma !== section.lma - section.vma || last.region !== section.region) return true;
  const lastEnd = last.lma + (isTbss(last) ? 0n : BigInt(last.size));
  if (section.lma < lastEnd) return true;
  const up = ((lastEnd + page - 1n) / page) * page;
  if (paged && up + page <= section.lma) return true;
  if (!paged && up + page <= section.lma) return true;
  const nextPage = (lastEnd - 1n) / page !== section.lma / page;
  // A loaded section after one without contents puts zeros into the file: worth it on the same page only.
  if ((last.flags & (F.load | F.tls)) === 0 && (section.flags & (F.load | F.tls)) !== 0) return nextPage;
  if (!paged) return false;
  return !writable && !(section.flags & F.readonly) && nextPage;
}

function noteSegments(sections: readonly OutputSection[]): Segment[] {
  const segments: Segment[] = [];
  let previous: OutputSection | undefined;
  for (const section of sections) {
    if (section.type !== elf.SHT_NOTE || !occupies(section)) {
      previous = undefined;
      continue;
    }
    const current = segments.at(-1);
    const follows =
      previous &&
      previous.align === section.align &&
      ((previous.lma + BigInt(previous.size) + BigInt(section.align) - 1n) / BigInt(section.align)) *
        BigInt(section.align) ===
        section.lma;
    if (current && follows) current.sections.push(section);
    else segments.push(segment(elf.PT_NOTE, [section]));
    previous = section;
  }
  return segments;
}

export function headerBytes(segments: readonly Segment[]): number {
  return elf.EHDR_SIZE + segments.length * elf.PHDR_SIZE;
}

/** Give every section its file offset and every segment its fields. Returns the end of what is loaded. */
export function assignOffsets(context: LinkContext, segments: readonly Segment[]): number {
  const headers = context.options.relocatable ? elf.EHDR_SIZE : headerBytes(segments);
  let offset = headers;
  const placed = new Set<OutputSection>();
  const loads = segments.filter((s) => s.type === elf.PT_LOAD);
  for (const load of loads) offset = placeLoad(context, load, offset, headers, placed);
  for (const section of context.created) {
    if (section.removed || placed.has(section)) continue;
    if (!context.options.relocatable && typeOf(section) === elf.SHT_NOBITS) continue;
    offset = alignNumber(offset, section.align);
    section.fileOffset = offset;
    if (typeOf(section) !== elf.SHT_NOBITS) offset += section.size;
  }
  for (const other of segments) if (other.type !== elf.PT_LOAD) describe(context, other, headers, loads);
  return offset;
}

const alignNumber = (value: number, to: number): number => (to <= 1 ? value : Math.ceil(value / to) * to);

function permissions(sections: readonly OutputSection[]): number {
  let flags = elf.PF_R;
  for (const section of sections) {
    const sh = shFlagsOf(section);
    if (sh & elf.SHF_WRITE) flags |= elf.PF_W;
    if (sh & elf.SHF_EXECINSTR) flags |= elf.PF_X;
  }
  return flags;
}

function placeLoad(
  context: LinkContext,
  load: Segment,
  from: number,
  headers: number,
  placed: Set<OutputSection>,
): number {
  const { options } = context;
  const paged = !options.nmagic && !options.omagic;
  const first = load.sections[0];
  const most = Math.max(1, ...load.sections.map((s) => s.align));
  load.align = paged ? Math.max(options.maxPageSize, 1) : most;
  if (paged && most > load.align) load.align = most;
  const withHeaders = load.includesFileHeader || load.includesProgramHeaders;
  if (!load.fixedFlags) load.flags = first ? permissions(load.sections) : withHeaders ? elf.PF_R : 0;
  let offset = from;
  if (withHeaders) {
    load.offset = load.includesFileHeader ? 0 : elf.EHDR_SIZE;
    const room = BigInt(headers - load.offset);
    const gap = first ? (first.vma - room) % BigInt(load.align) : 0n;
    const size = first ? room + (gap < 0n ? gap + BigInt(load.align) : gap) : room;
    load.vaddr = first ? BigInt.asUintN(64, first.vma - size) : (load.loadAddress ?? 0n);
    load.paddr = load.loadAddress ?? (first ? BigInt.asUintN(64, first.lma - size) : 0n);
    if (first && first.vma < room) context.sink.report(NO_POS, messages.headersDoNotFit());
    load.filesz = headers - load.offset;
    load.memsz = BigInt(load.filesz);
    offset = Math.max(from, headers);
    // Up to where the first section belongs, whether it has contents or not.
    if (first) offset += Number(BigInt.asUintN(64, first.vma - load.vaddr)) - (offset - load.offset);
  } else if (first) {
    const page = BigInt(load.align);
    const bias = Number(BigInt.asUintN(64, first.vma - BigInt(from)) % page);
    offset = from + (occupies(first) || load.sections.some(occupies) ? bias : paged ? bias : 0);
    const empty = !load.sections.some(occupies);
    load.offset = empty && paged ? offset % load.align : offset;
    load.vaddr = first.vma;
    load.paddr = load.loadAddress ?? first.lma;
    load.filesz = 0;
    load.memsz = 0n;
  } else load.offset = from;
  for (const section of load.sections) offset = placeSection(load, section, offset, placed);
  // Without contents a segment takes no room in the file.
  return withHeaders || load.sections.some(occupies) ? offset : from;
}

function placeSection(load: Segment, section: OutputSection, from: number, placed: Set<OutputSection>): number {
  // Where AT gives the load address it is only the first section's.
  const [start, base] = load.loadAddress === undefined ? [section.lma, load.paddr] : [section.vma, load.vaddr];
  const distance = Number(BigInt.asUintN(64, start - (base + load.memsz)));
  const skip = distance < 2 ** 48 && !isTbss(section) ? distance : 0;
  let offset = from;
  if (occupies(section)) {
    // What is not in the file before a loaded section becomes zeros in the file.
    offset = load.offset + Number(load.memsz) + skip;
    load.memsz += BigInt(skip + section.size);
    load.filesz = offset + section.size - load.offset;
    section.fileOffset = offset;
    offset += section.size;
  } else {
    section.fileOffset = from;
    if (!isTbss(section)) load.memsz += BigInt(skip + section.size);
  }
  placed.add(section);
  return offset;
}

function describe(context: LinkContext, other: Segment, headers: number, loads: readonly Segment[]): void {
  const first = other.sections[0];
  const home = loads.find((l) => l.includesProgramHeaders);
  if (other.type === elf.PT_PHDR || (!first && other.includesProgramHeaders)) {
    other.offset = elf.EHDR_SIZE;
    other.vaddr = (home?.vaddr ?? 0n) + BigInt(elf.EHDR_SIZE - (home?.offset ?? 0));
    other.paddr = (home?.paddr ?? 0n) + BigInt(elf.EHDR_SIZE - (home?.offset ?? 0));
    other.filesz = headers - elf.EHDR_SIZE;
    other.memsz = BigInt(other.filesz);
    other.align = 8;
    return;
  }
  if (!first) {
    other.align = Math.max(8, other.align);
    return;
  }
  if (!other.fixedFlags) other.flags = permissions(other.sections);
  other.offset = first.fileOffset;
  other.vaddr = first.vma;
  other.paddr = other.loadAddress ?? first.lma;
  other.align = Math.max(1, ...other.sections.map((s) => s.align));
  const last = other.sections.at(-1) as OutputSection;
  other.memsz = last.vma + BigInt(last.size) - first.vma;
  const lastInFile = other.sections.findLast(occupies);
  other.filesz = lastInFile ? lastInFile.fileOffset + lastInFile.size - first.fileOffset : 0;
  const range = other.type === elf.PT_GNU_RELRO ? relroRange(context) : undefined;
  if (!range) return;
  // The segment ends with its page, and that may be inside of a section.
  const load = loads.find((l) => l.sections.includes(first));
  const room = load ? load.vaddr + BigInt(load.filesz) - first.vma : other.memsz;
  other.memsz = range.to - first.vma;
  other.filesz = Number(other.memsz < room ? other.memsz : room);
  other.align = 1;
}

/** The sh_type that a section gets in the output. */
export function typeOf(section: OutputSection): number {
  if (section.fixedType !== undefined) return section.fixedType;
  const empty =
    (section.flags & F.alloc) !== 0 &&
    ((section.flags & (F.load | F.contents)) === 0 || (section.flags & F.neverLoad) !== 0);
  if (empty) return elf.SHT_NOBITS;
  if (section.type === elf.SHT_NULL || (section.type === elf.SHT_NOBITS && section.flags & F.alloc))
    return elf.SHT_PROGBITS;
  return section.type;
}

/** The sh_flags that a section gets in the output. */
export function shFlagsOf(section: OutputSection): number {
  const { flags } = section;
  let sh = section.osFlags;
  if (flags & F.alloc) sh |= elf.SHF_ALLOC;
  if (!(flags & F.readonly)) sh |= elf.SHF_WRITE;
  if (flags & F.code) sh |= elf.SHF_EXECINSTR;
  if (flags & F.merge) sh |= elf.SHF_MERGE;
  if (flags & F.strings) sh |= elf.SHF_STRINGS;
  if (flags & F.tls) sh |= elf.SHF_TLS;
  return sh;
}
