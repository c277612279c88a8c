/**
 * The entries of .dynamic: which there are (before layout, for its size) and what they hold (after it). gABI, "Dynamic Section".
 */
import * as elf from '../../elf/constants.ts';
import { addressOf } from '../addresses.ts';
import type { LinkContext } from '../context.ts';
import type { GotPlan } from '../got.ts';
import { KIND, type OutputSection } from '../model.ts';
import { sectionAddress } from './place.ts';
import { type DynamicPlan, runPath } from './plan.ts';

export const TAG_SIZE = 16;

export interface DynamicTag {
  readonly tag: number;
  /** Called when all addresses are known. */
  readonly value: () => bigint;
}

const DT = {
  needed: 1,
  pltRelSize: 2,
  pltGot: 3,
  hash: 4,
  strTab: 5,
  symTab: 6,
  rela: 7,
  relaSize: 8,
  relaEntry: 9,
  strSize: 10,
  symEntry: 11,
  init: 12,
  fini: 13,
  soname: 14,
  rPath: 15,
  symbolic: 16,
  pltRel: 20,
  debug: 21,
  textRel: 22,
  jmpRel: 23,
  bindNow: 24,
  initArray: 25,
  finiArray: 26,
  initArraySize: 27,
  finiArraySize: 28,
  runPath: 29,
  flags: 30,
  preinitArray: 32,
  preinitArraySize: 33,
  relrSize: 35,
  relr: 36,
  relrEntry: 37,
  btiPlt: 0x70000001,
  pacPlt: 0x70000003,
  variantPcs: 0x70000005,
  gnuHash: 0x6ffffef5,
  tlsdescPlt: 0x6ffffef6,
  tlsdescGot: 0x6ffffef7,
  versym: 0x6ffffff0,
  relaCount: 0x6ffffff9,
  flags1: 0x6ffffffb,
  verdef: 0x6ffffffc,
  verdefNum: 0x6ffffffd,
  verneed: 0x6ffffffe,
  verneedNum: 0x6fffffff,
  auxiliary: 0x7ffffffd,
  filter: 0x7fffffff,
} as const;

const DF = { origin: 1, symbolic: 2, textRel: 4, bindNow: 8, staticTls: 16 } as const;
const DF_1 = { now: 1, pie: 0x08000000 } as const;
const STO_VARIANT_PCS = 0x80;

/** The tags in GNU ld's order. */
export function planTags(context: LinkContext, plan: DynamicPlan, got: GotPlan): DynamicTag[] {
  const tags: DynamicTag[] = [];
  const add = (tag: number, value: bigint | (() => bigint)): void => {
    tags.push({ tag, value: typeof value === 'bigint' ? () => value : value });
  };
  const { options } = context;
  nameTags(context, plan, add);
  initTags(context, add);
  tableTags(plan, add);
  if (!options.shared) add(DT.debug, 0n);
  pltTags(plan, got, add);
  relaTags(context, plan, add);
  flagTags(context, plan, add);
  return tags;
}

type Add = (tag: number, value: bigint | (() => bigint)) => void;

/** -Bsymbolic, without a list of exceptions. */
const isWhollySymbolic = ({ options, script }: LinkContext): boolean =>
  options.shared && options.symbolic && script.dynamicList.length === 0;

function nameTags(context: LinkContext, plan: DynamicPlan, add: Add): void {
  const { options } = context;
  const { stringTable } = plan;
  const text = (tag: number, name: string): void =>
    add(tag, () => BigInt(stringTable.offset(stringTable.addText(name))));
  for (const library of context.libraries) if (library.isNeeded) text(DT.needed, library.soname);
  if (plan.soname !== '') text(DT.soname, plan.soname);
  if (isWhollySymbolic(context)) add(DT.symbolic, 0n);
  if (options.runPaths.length > 0) text(options.newDynamicTags ? DT.runPath : DT.rPath, runPath(context));
  for (const name of options.filters) text(DT.filter, name);
  for (const name of options.auxiliaries) text(DT.auxiliary, name);
}

function initTags(context: LinkContext, add: Add): void {
  const { options, symbols, byName } = context;
  for (const [tag, name] of [
    [DT.init, options.init],
    [DT.fini, options.fini],
  ] as const) {
    const symbol = symbols.find(name);
    if (symbol && (symbol.isDefined || symbol.scriptDefines || symbol.kind === KIND.common))
      add(tag, () => addressOf(symbol) ?? 0n);
  }
  for (const [name, tag, size] of [
    ['.preinit_array', DT.preinitArray, DT.preinitArraySize],
    ['.init_array', DT.initArray, DT.initArraySize],
    ['.fini_array', DT.finiArray, DT.finiArraySize],
  ] as const) {
    const section = byName.get(name);
    if (!section?.exists || section.pieces.every((p) => p.kind !== 'pattern' || p.pieces.length === 0)) continue;
    add(tag, () => section.vma);
    add(size, () => BigInt(section.size));
  }
}

function tableTags(plan: DynamicPlan, add: Add): void {
  const { hash, gnuHash, strings, symbols } = plan.sections;
  if (hash) add(DT.hash, () => sectionAddress(hash));
  if (gnuHash) add(DT.gnuHash, () => sectionAddress(gnuHash));
  add(DT.strTab, () => sectionAddress(strings));
  add(DT.symTab, () => sectionAddress(symbols));
  add(DT.strSize, () => BigInt(strings.size));
  add(DT.symEntry, BigInt(elf.SYM_SIZE));
}

function pltTags(plan: DynamicPlan, got: GotPlan, add: Add): void {
  const { plt, relaPlt, gotPlt } = plan.sections;
  if (plt.size > 0) add(DT.pltGot, () => sectionAddress(gotPlt));
  if (relaPlt.size > 0) {
    add(DT.pltRelSize, () => BigInt(relaPlt.size));
    add(DT.pltRel, BigInt(DT.rela));
    add(DT.jmpRel, () => sectionAddress(relaPlt));
  }
  if (got.descriptorCode < 0) return;
  add(DT.tlsdescPlt, () => sectionAddress(plt) + BigInt(got.descriptorCode));
  add(DT.tlsdescGot, () => (got.got ? sectionAddress(got.got) : 0n) + BigInt(got.descriptorSlot));
}

/** The output section of relocations that are not the PLT's. */
export function relaOutput(plan: DynamicPlan): OutputSection | undefined {
  const { relaGot, rela } = plan.sections;
  return [relaGot, ...rela.values()].find((s) => s.size > 0 && s.discarded === '')?.output;
}

function relaTags(context: LinkContext, plan: DynamicPlan, add: Add): void {
  const { relr, relaPlt } = plan.sections;
  const output = relaOutput(plan);
  if (output) {
    add(DT.rela, () => output.vma);
    // The PLT's may share the section; they have tags of their own.
    add(DT.relaSize, () => BigInt(output.size - (relaPlt.output === output ? relaPlt.size : 0)));
    add(DT.relaEntry, BigInt(elf.RELA_SIZE));
  }
  if (relr) {
    add(DT.relr, () => sectionAddress(relr));
    add(DT.relrSize, () => BigInt(relr.size));
    add(DT.relrEntry, 8n);
  }
  if (plan.textRelocations) add(DT.textRel, 0n);
  const variant = context.got?.entries.some((need) => need.symbol && need.symbol.other & STO_VARIANT_PCS);
  if (variant) add(DT.variantPcs, 0n);
  if (plan.sections.plt.size === 0) return;
  if (context.branchTargets) add(DT.btiPlt, 0n);
  if (context.options.pacPlt) add(DT.pacPlt, 0n);
}

function flagTags(context: LinkContext, plan: DynamicPlan, add: Add): void {
  const { options } = context;
  const { named } = plan.rules;
  if (named.length > 0) {
    add(DT.verdef, () => sectionAddress(plan.sections.versionDefinitions));
    add(DT.verdefNum, BigInt(named.length + 1));
  }
  const flags =
    (options.dynamicFlags.includes('origin') ? DF.origin : 0) |
    (isWhollySymbolic(context) ? DF.symbolic : 0) |
    (plan.textRelocations ? DF.textRel : 0) |
    (options.now ? DF.bindNow : 0);
  if (options.newDynamicTags && flags !== 0) add(DT.flags, BigInt(flags));
  else if (options.now) add(DT.bindNow, 0n);
  const words = options.dynamicFlags.filter((word) => options.shared || !LIBRARY_ONLY.has(word));
  const flags1 =
    words.reduce((all, word) => all | (FLAGS_1[word] ?? 0), 0) |
    (options.now ? DF_1.now : 0) |
    (options.pie ? DF_1.pie : 0);
  if (flags1 !== 0) add(DT.flags1, BigInt(flags1));
  if (plan.versionNeeds.length > 0) {
    add(DT.verneed, () => sectionAddress(plan.sections.versionNeeds));
    add(DT.verneedNum, BigInt(plan.versionNeeds.length));
  }
  if (plan.sections.versions.size > 0) add(DT.versym, () => sectionAddress(plan.sections.versions));
}

/** `-z` words that are bits of DT_FLAGS_1. */
export const FLAGS_1: Readonly<Record<string, number>> = {
  global: 2,
  nodelete: 8,
  loadfltr: 0x10,
  initfirst: 0x20,
  nodlopen: 0x40,
  origin: 0x80,
  interpose: 0x400,
  nodefaultlib: 0x800,
  nodump: 0x1000,
};

/** Words that say nothing of a program. */
const LIBRARY_ONLY: ReadonlySet<string> = new Set(['initfirst', 'nodelete', 'nodlopen']);

/** Write .dynamic; what is left over stays zero (DT_NULL). */
export function writeTags(plan: DynamicPlan, relativeCount: number, into: Uint8Array, little: boolean): void {
  const data = new DataView(into.buffer, into.byteOffset, into.byteLength);
  const all = plan.tags.map(({ tag, value }) => [BigInt(tag), value()] as const);
  if (relativeCount > 0) all.push([BigInt(DT.relaCount), BigInt(relativeCount)]);
  all.forEach(([tag, value], i) => {
    data.setBigUint64(TAG_SIZE * i, tag, little);
    data.setBigUint64(TAG_SIZE * i + 8, BigInt.asUintN(64, value), little);
  });
}
