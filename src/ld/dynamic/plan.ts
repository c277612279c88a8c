/**
 * The sections of a dynamic output: made before placement, sized after it, filled when all addresses are known.
 *
 * Enters: needs, exported symbols, options. Leaves: .interp, .dynsym, .dynstr, .hash, .gnu.hash, .gnu.version(_d), .dynamic, .rela.*, .relr.dyn, .plt,
 * .got, .got.plt as linker-made inputs (gABI chapter 5).
 */
import { NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/ld.ts';
import * as elf from '../../elf/constants.ts';
import { StringTable } from '../../elf/string-table.ts';
import type { LinkContext } from '../context.ts';
import { defineLinkage, type GotPlan, makeGotSections, makeSection, planGot, resize } from '../got.ts';
import { F, type GlobalSymbol, type InputSection, KIND, type OutputSection } from '../model.ts';
import type { Needs } from '../needs.ts';
import { isPositionIndependent } from './binding.ts';
import { type Copy, planCopies } from './copies.ts';
import { inTableOrder } from './exports.ts';
import { gnuHashOrder, gnuHashShape, sysvHashSize } from './hash.ts';
import type { DynamicRelocation } from './relocations.ts';
import { type DynamicTag, planTags, TAG_SIZE } from './tags.ts';
import { planVersionNeeds, type VersionNeed, versionNeedsSize } from './version-needs.ts';
import { dynamicName, type VersionRules, versionDefinitionsSize } from './versions.ts';

export interface DynamicSections {
  readonly interp: InputSection | undefined;
  readonly versionDefinitions: InputSection;
  readonly versionNeeds: InputSection;
  readonly versions: InputSection;
  readonly symbols: InputSection;
  readonly strings: InputSection;
  readonly dynamic: InputSection;
  readonly hash: InputSection | undefined;
  readonly gnuHash: InputSection | undefined;
  readonly relr: InputSection | undefined;
  readonly plt: InputSection;
  readonly relaPlt: InputSection;
  readonly relaGot: InputSection;
  readonly got: InputSection;
  readonly gotPlt: InputSection;
  /** By name: `.rela.data` … */
  readonly rela: Map<string, InputSection>;
}

export interface DynamicPlan {
  readonly sections: DynamicSections;
  readonly rules: VersionRules;
  versionNeeds: readonly VersionNeed[];
  readonly soname: string;
  /** In the order of their names in .dynstr. */
  exported: GlobalSymbol[];
  /** Symbols that stand for version nodes. */
  readonly versionSymbols: GlobalSymbol[];
  /** Output sections with a symbol in .dynsym, for relocations. */
  sectionSymbols: OutputSection[];
  /** After the sections' symbols, in .dynsym's order. */
  ordered: GlobalSymbol[];
  /** Index of the first symbol in .gnu.hash. */
  firstHashed: number;
  readonly stringTable: StringTable;
  /** Contents of .dynstr, once sized. */
  stringBytes: Uint8Array;
  tags: readonly DynamicTag[];
  /** Room for copies of libraries' data, by the name of the section, and what is in it. */
  readonly copied: Map<string, InputSection>;
  copies: readonly Copy[];
  /** Relocations for the loader, by the section that holds them. */
  readonly relocations: Map<InputSection, DynamicRelocation[]>;
  textRelocations: boolean;
}

const RO = elf.SHF_ALLOC;
const RW = elf.SHF_ALLOC | elf.SHF_WRITE;

/** Make the sections, in the order in which GNU ld makes them, and the symbols that go with them. */
export function makeDynamicSections(context: LinkContext, rules: VersionRules): DynamicPlan {
  const { options } = context;
  const make = (name: string, type: number, flags: number, align: number, entsize: number): InputSection =>
    makeSection(context, name, type, flags, align, entsize);
  const interp = !options.shared && options.interpreter ? make('.interp', elf.SHT_PROGBITS, RO, 1, 0) : undefined;
  if (interp) {
    resize(interp, options.dynamicLinker.length + 1);
    for (let i = 0; i < options.dynamicLinker.length; i++) interp.data[i] = options.dynamicLinker.charCodeAt(i);
  }
  const versionDefinitions = make('.gnu.version_d', elf.SHT_GNU_VERDEF, RO, 8, 0);
  const versionNeeds = make('.gnu.version_r', elf.SHT_GNU_VERNEED, RO, 8, 0);
  const versions = make('.gnu.version', elf.SHT_GNU_VERSYM, RO, 2, 2);
  const symbols = make('.dynsym', elf.SHT_DYNSYM, RO, 8, 24);
  const strings = make('.dynstr', elf.SHT_STRTAB, RO, 1, 0);
  const dynamic = make('.dynamic', elf.SHT_DYNAMIC, RW, 8, 16);
  const hash = options.hashStyle !== 'gnu' ? make('.hash', elf.SHT_HASH, RO, 8, 4) : undefined;
  const gnuHash = options.hashStyle !== 'sysv' ? make('.gnu.hash', elf.SHT_GNU_HASH, RO, 8, 0) : undefined;
  const relr = options.relr ? make('.relr.dyn', elf.SHT_RELR, RO, 8, 8) : undefined;
  const plt = make('.plt', elf.SHT_PROGBITS, RO | elf.SHF_EXECINSTR, 16, 0);
  const relaPlt = make('.rela.plt', elf.SHT_RELA, RO, 8, 24);
  const relaGot = make('.rela.got', elf.SHT_RELA, RO, 8, 24);
  defineLinkage(context, '_DYNAMIC', dynamic);
  const { got, gotPlt } = makeGotSections(context);
  const sections = {
    interp,
    versionDefinitions,
    versionNeeds,
    versions,
    symbols,
    strings,
    dynamic,
    hash,
    gnuHash,
    relr,
  } as const;
  return {
    sections: { ...sections, plt, relaPlt, relaGot, got, gotPlt, rela: new Map() },
    rules,
    versionNeeds: [],
    soname: options.shared ? options.soname : '',
    exported: [],
    versionSymbols: [],
    sectionSymbols: [],
    ordered: [],
    firstHashed: 0,
    stringTable: new StringTable(),
    stringBytes: new Uint8Array(0),
    tags: [],
    copied: new Map(),
    copies: [],
    relocations: new Map(),
    textRelocations: false,
  };
}

/** GOT and PLT, and room for relocations by the section that they change. */
export function planRelocations(context: LinkContext, plan: DynamicPlan, needs: Needs): GotPlan {
  const { plt, relaPlt, got, gotPlt, relaGot, rela } = plan.sections;
  plan.copies = planCopies(context, plan, needs);
  const gotPlan = planGot(context, needs, { plt, relaPlt, got, gotPlt });
  resize(relaGot, gotPlan.dynamicCount * elf.RELA_SIZE);
  for (const [section, count] of needs.relocated) {
    const name = `.rela${section.name}`;
    const known = rela.get(name) ?? makeSection(context, name, elf.SHT_RELA, RO, 8, 24);
    rela.set(name, known);
    known.size += count * elf.RELA_SIZE;
    known.rawSize = known.size;
  }
  for (const section of rela.values()) resize(section, section.size);
  // Only now is it known which weak undefined symbols the loader must look for.
  if (!context.options.shared)
    plan.exported = plan.exported.filter(
      (s) =>
        s.kind !== KIND.weakUndefined ||
        s.loaderFinds ||
        s.scriptDefines ||
        s.met > 0 ||
        (context.options.exportDynamic && s.referenced),
    );
  for (const symbol of context.symbols.all) if (symbol) symbol.exported = false;
  for (const symbol of plan.exported) symbol.exported = true;
  return gotPlan;
}

/** Everything's size, once it is known which output sections there are. */
export function sizeDynamicSections(context: LinkContext, plan: DynamicPlan, got: GotPlan): void {
  const { options } = context;
  const { sections, rules } = plan;
  const { named } = rules;
  if (named.length > 0) addVersionSymbols(context, plan);
  const shown = inTableOrder(context, plan.exported);
  plan.versionNeeds = planVersionNeeds(shown, named.length > 0 ? named.length + 2 : 2, sections.relr !== undefined);
  const versioned = named.length > 0 || plan.versionNeeds.length > 0;
  const readOnly = changedReadOnly(got);
  plan.textRelocations = readOnly !== undefined;
  if (readOnly && context.options.text) context.sink.report(NO_POS, messages.readOnlyRelocations(readOnly.name));
  nameSymbols(context, plan);
  plan.sectionSymbols = isPositionIndependent(options) && hasRelocations(plan) ? sectionsWithSymbols(context) : [];
  orderSymbols(context, plan);
  const total = 1 + plan.sectionSymbols.length + plan.ordered.length;
  const hashed = plan.sectionSymbols.length + 1 + plan.ordered.length - plan.firstHashed;
  resize(sections.symbols, total * elf.SYM_SIZE);
  if (sections.hash) resize(sections.hash, sysvHashSize(plan.ordered.length, total));
  if (sections.gnuHash) resize(sections.gnuHash, gnuHashShape(hashed).size);
  if (versioned) resize(sections.versions, 2 * total);
  if (named.length > 0) resize(sections.versionDefinitions, versionDefinitionsSize(named));
  resize(sections.versionNeeds, versionNeedsSize(plan.versionNeeds));
  plan.tags = planTags(context, plan, got);
  resize(sections.dynamic, TAG_SIZE * (plan.tags.length + 1 + options.spareTags));
  plan.stringBytes = plan.stringTable.finish();
  resize(sections.strings, plan.stringBytes.length);
}

/** A section that is not writable and that the loader must change nevertheless. */
function changedReadOnly({ needs }: GotPlan): OutputSection | undefined {
  for (const section of [...needs.relocated.keys(), ...needs.packed.keys()]) {
    const { output } = section;
    if (output && output.flags & F.readonly && output.name !== '/DISCARD/') return output;
  }
  return undefined;
}

function addVersionSymbols(context: LinkContext, plan: DynamicPlan): void {
  plan.rules.named.forEach((node, i) => {
    const symbol = context.symbols.make(node.name);
    symbol.kind = KIND.defined;
    symbol.section = undefined;
    symbol.value = 0n;
    symbol.type = elf.STT_OBJECT;
    symbol.version = i + 2;
    symbol.exported = true;
    plan.versionSymbols.push(symbol);
  });
}

/**
 * Enter names into .dynstr as GNU ld does: symbols that it noted while it read the inputs, libraries, the output's own name, symbols that a program
 * shows beyond those, versions, what the loader must look for.
 */
function nameSymbols(context: LinkContext, plan: DynamicPlan): void {
  const { stringTable, exported, rules, versionNeeds } = plan;
  const { shared, exportDynamic, runPaths, filters, auxiliaries } = context.options;
  const add = (symbols: readonly GlobalSymbol[]): void => {
    for (const symbol of symbols) stringTable.addText(dynamicName(context, symbol));
  };
  const noted = shared ? exported : exported.filter((s) => s.met > 0).sort((a, b) => a.met - b.met);
  const later = shared ? [] : exported.filter((s) => s.met === 0);
  add(noted);
  for (const library of context.libraries) if (library.isNeeded) stringTable.addText(library.soname);
  if (plan.soname !== '') stringTable.addText(plan.soname);
  if (runPaths.length > 0) stringTable.addText(runPath(context));
  for (const name of [...filters, ...auxiliaries]) stringTable.addText(name);
  add(later.filter((s) => exportDynamic || s.kind !== KIND.weakUndefined));
  if (rules.named.length > 0) {
    stringTable.addText(baseName(context, plan));
    for (const node of rules.named) for (const name of [node.name, ...node.parents]) stringTable.addText(name);
  }
  for (const { soname, versions } of versionNeeds)
    for (const name of [soname, ...versions.map((v) => v.name)]) stringTable.addText(name);
  add(later.filter((s) => !exportDynamic && s.kind === KIND.weakUndefined));
}

/** -rpath's directories, each once. */
export const runPath = ({ options }: LinkContext): string => [...new Set(options.runPaths)].join(':');

/** The name of the base version: that of the output. */
export function baseName({ options }: LinkContext, plan: DynamicPlan): string {
  return plan.soname !== '' ? plan.soname : options.output.slice(options.output.lastIndexOf('/') + 1);
}

function hasRelocations({ sections }: DynamicPlan): boolean {
  const all = [sections.relaGot, ...sections.rela.values()];
  return all.some((s) => s.size > 0 && s.discarded === '');
}

/** The first section of code or constants, and the first writable one: relocations may refer to them. */
function sectionsWithSymbols(context: LinkContext): OutputSection[] {
  // GNU ld makes a .data.rel.ro for copies, too.
  const linkerMade = new Set(['.interp', '.plt', '.got', '.got.plt', '.hash', '.dynstr', '.data.rel.ro']);
  const candidates = context.outputs.filter(
    (s) =>
      s.exists &&
      s.name !== '/DISCARD/' &&
      (s.flags & F.alloc) !== 0 &&
      (s.type === elf.SHT_PROGBITS || s.type === elf.SHT_NOBITS || s.type === elf.SHT_NULL) &&
      !linkerMade.has(s.name) &&
      hasContents(s),
  );
  const writable = candidates.filter((s) => !(s.flags & F.readonly));
  const data = writable.find((s) => !(s.flags & F.tls)) ?? writable.at(-1);
  const text = candidates.find((s) => (s.flags & F.readonly) !== 0);
  return candidates.filter((s) => s === text || s === data);
}

/** Not known by size yet: something placed in it that has any. */
function hasContents(section: OutputSection): boolean {
  return section.pieces.some(
    (p) =>
      p.kind === 'data' ||
      p.kind === 'text' ||
      (p.kind === 'input' && p.section.size > 0) ||
      (p.kind === 'pattern' &&
        p.pieces.some((q) => q.kind === 'input' && q.section.size > 0 && q.section.discarded === '')),
  );
}

/** Indices: sections, then what no hash table of definitions holds, then the definitions by their bucket. */
function orderSymbols(context: LinkContext, plan: DynamicPlan): void {
  const { symbols } = context;
  const all = new Set([...plan.exported, ...plan.versionSymbols]);
  const walked = [...symbols.names.walk()].flatMap((id) => {
    const symbol = symbols.all[id];
    return symbol && all.has(symbol) ? [symbol] : [];
  });
  const isHashed = (s: GlobalSymbol): boolean =>
    s.isDefined || s.scriptDefines || s.kind === KIND.common || s.pltHome !== undefined;
  const hashed = walked.filter(isHashed);
  const byBucket = gnuHashOrder(hashed.map((s) => dynamicName(context, s))).map((i) => hashed[i] as GlobalSymbol);
  const rest = walked.filter((s) => !isHashed(s));
  plan.ordered = plan.sections.gnuHash ? [...rest, ...byBucket] : walked;
  const first = 1 + plan.sectionSymbols.length;
  plan.firstHashed = first + (plan.sections.gnuHash ? rest.length : plan.ordered.length);
  plan.ordered.forEach((symbol, i) => {
    symbol.dynamicIndex = first + i;
  });
}
