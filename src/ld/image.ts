/**
 * What a link leaves: the executable's bytes, and the image as data for whoever loads, checks or prints it.
 */
import { FatalDiagnostic, NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import { addressOf } from './addresses.ts';
import type { LinkContext } from './context.ts';
import { mapJson, mapText } from './map.ts';
import { memoryUsage } from './memory-usage.ts';
import { crossReferenceTable } from './mentions.ts';
import { OutputSection } from './model.ts';
import { MOST_BYTES } from './output.ts';
import { type Segment, shFlagsOf, typeOf } from './segments.ts';

export interface ImageSection {
  readonly name: string;
  readonly addr: bigint;
  readonly lma: bigint;
  readonly size: number;
  /** Empty for SHT_NOBITS. */
  readonly data: Uint8Array;
  readonly type: number;
  /** SHF_*. */
  readonly flags: number;
  readonly align: number;
}

export interface ImageSymbol {
  readonly name: string;
  readonly value: bigint;
  readonly size: bigint;
  readonly type: number;
  /** Name of its output section; '' for absolute symbols. */
  readonly section: string;
}

export class LinkedImage {
  /** The ELF file. */
  readonly executable: Uint8Array;
  readonly entry: bigint;
  readonly sections: readonly ImageSection[];
  #symbols: Map<string, ImageSymbol> | undefined;
  readonly segments: readonly Segment[];
  readonly #context: LinkContext;

  constructor(
    context: LinkContext,
    sections: readonly OutputSection[],
    segments: readonly Segment[],
    executable: Uint8Array,
    entry: bigint,
  ) {
    this.#context = context;
    this.executable = executable;
    this.entry = entry;
    this.segments = segments;
    this.sections = sections.map((s) => ({
      name: s.name,
      addr: s.vma,
      lma: s.lma,
      size: s.size,
      data: s.contents ?? new Uint8Array(0),
      type: typeOf(s),
      flags: shFlagsOf(s),
      align: s.align,
    }));
  }

  /** Defined global symbols by name. */
  get symbols(): ReadonlyMap<string, ImageSymbol> {
    this.#symbols ??= this.#collect();
    return this.#symbols;
  }

  #collect(): Map<string, ImageSymbol> {
    const context = this.#context;
    const symbols = new Map<string, ImageSymbol>();
    for (const symbol of context.symbols.all) {
      const value = symbol && addressOf(symbol);
      if (!symbol || value === undefined) continue;
      const output = symbol.section instanceof OutputSection ? symbol.section : symbol.section?.output;
      const name = context.symbols.nameOf(symbol);
      symbols.set(name, { name, value, size: symbol.size, type: symbol.type, section: output?.name ?? '' });
    }
    return symbols;
  }

  /** Address of a byte of an input section; undefined when that was not linked in. */
  addressOf(object: string, section: string, offset: number): bigint | undefined {
    for (const file of this.#context.files) {
      if (file.name !== object) continue;
      const input = file.list.find((s) => s.name === section);
      if (input?.output && input.discarded === '') return input.output.vma + BigInt(input.offset + offset);
    }
    return undefined;
  }

  /** The map, as text in GNU's layout. */
  mapText(): string {
    return mapText(this.#context);
  }

  /** --print-memory-usage. */
  memoryUsage(): string {
    return memoryUsage(this.#context);
  }

  /** --cref. */
  crossReferenceTable(): string {
    return crossReferenceTable(this.#context);
  }

  /** The members that were taken from an archive, in link order. */
  membersOf(archive: string): string[] {
    return this.#context.files.filter((f) => f.archive === archive).map((f) => f.name);
  }

  /** The map as JSON, with the reason for each placement. */
  mapJson(): string {
    return mapJson(this.#context);
  }

  /** The loaded bytes from the lowest load address on, gaps as zeros: `--oformat binary`. */
  binary(): Uint8Array {
    const loaded = this.sections.filter((s) => s.flags & elf.SHF_ALLOC && s.type !== elf.SHT_NOBITS && s.size > 0);
    if (loaded.length === 0) return new Uint8Array(0);
    const low = loaded.reduce((least, s) => (s.lma < least ? s.lma : least), loaded[0]?.lma ?? 0n);
    const high = loaded.reduce((most, s) => (s.lma + BigInt(s.size) > most ? s.lma + BigInt(s.size) : most), 0n);
    if (high - low > BigInt(MOST_BYTES))
      throw new FatalDiagnostic(NO_POS, messages.fileTooLarge('the flat image', high - low, BigInt(MOST_BYTES)));
    const bytes = new Uint8Array(Number(high - low));
    for (const section of loaded) bytes.set(section.data, Number(section.lma - low));
    return bytes;
  }
}
