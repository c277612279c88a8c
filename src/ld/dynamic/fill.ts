/**
 * Contents of the dynamic sections, once everything else is in place.
 *
 * Enters: the plan with sizes, final addresses, the relocations collected while sections were relocated. Leaves: bytes in the output's sections.
 */
import * as elf from '../../elf/constants.ts';
import { addressOf } from '../addresses.ts';
import type { LinkContext } from '../context.ts';
import { F, type GlobalSymbol, KIND, OutputSection } from '../model.ts';
import { fillCopies } from './copies.ts';
import { writeGnuHash, writeSysvHash } from './hash.ts';
import { outputBytes } from './place.ts';
import { baseName, type DynamicPlan } from './plan.ts';
import { arrangeRelocations, type DynamicRelocation, RELATIVE, writeRelocations } from './relocations.ts';
import { fillRelr } from './relr.ts';
import { writeTags } from './tags.ts';
import { writeVersionNeeds } from './version-needs.ts';
import { dynamicName, writeVersionDefinitions } from './versions.ts';

/** Fill all of them. */
export function fillDynamic(context: LinkContext, plan: DynamicPlan): void {
  const little = !context.bigEndian;
  const { sections } = plan;
  fillRelr(context, plan);
  fillCopies(plan);
  const relativeCount = fillRelocations(plan, little);
  fillSymbols(context, plan, little);
  fillVersions(context, plan, little);
  outputBytes(sections.strings).set(plan.stringBytes);
  writeTags(plan, relativeCount, outputBytes(sections.dynamic), little);
  numberLinks(context, plan);
}

/** What an output section with relocations holds. */
interface Holder {
  readonly list: DynamicRelocation[];
  readonly slots: DynamicRelocation[];
}

/** Sorted over each output section. Returns the number of relative ones, which come first. */
function fillRelocations(plan: DynamicPlan, little: boolean): number {
  const byOutput = new Map<OutputSection, Holder>();
  for (const [section, list] of plan.relocations) {
    const { output } = section;
    if (!output || section.discarded !== '' || section.size === 0) continue;
    const known = byOutput.get(output) ?? { list: [], slots: [] };
    const into = section === plan.sections.relaPlt ? known.slots : known.list;
    for (const r of list) into.push(r);
    byOutput.set(output, known);
  }
  let relative = 0;
  const { rela, relaGot, relaPlt } = plan.sections;
  const holders = [...rela.values(), relaGot, relaPlt].filter((s) => s.discarded === '' && s.size > 0);
  for (const [output, { list, slots }] of byOutput) {
    const inputs = holders.filter((s) => s.output === output);
    const from = Math.min(...inputs.map((s) => s.offset));
    const room = inputs.reduce((sum, s) => sum + s.size, 0) / elf.RELA_SIZE;
    const arranged = arrangeRelocations(list, slots, room);
    if (output.contents) writeRelocations(arranged, output.contents.subarray(from), little);
    relative += arranged.filter((r) => r.type === RELATIVE).length;
  }
  return relative;
}

function fillSymbols(context: LinkContext, plan: DynamicPlan, little: boolean): void {
  const bytes = outputBytes(plan.sections.symbols);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  plan.sectionSymbols.forEach((section, i) => {
    const at = elf.SYM_SIZE * (i + 1);
    data.setUint8(at + 4, elf.STT_SECTION);
    data.setUint16(at + 6, section.index, little);
    data.setBigUint64(at + 8, section.vma, little);
  });
  for (const symbol of plan.ordered) writeSymbol(context, plan, symbol, data, little);
  const total = bytes.length / elf.SYM_SIZE;
  const names = Array.from({ length: total }, () => '');
  for (const symbol of plan.ordered) names[symbol.dynamicIndex] = dynamicName(context, symbol);
  const { hash, gnuHash } = plan.sections;
  const walk = context.symbols.names.walk();
  const known = new Set(plan.ordered);
  const entered = [...walk].flatMap((id) => {
    const symbol = context.symbols.all[id];
    return symbol && known.has(symbol) ? [symbol.dynamicIndex] : [];
  });
  if (hash) writeSysvHash(names, entered, outputBytes(hash), little);
  if (gnuHash) writeGnuHash(names.slice(plan.firstHashed), plan.firstHashed, outputBytes(gnuHash), little);
}

/** What nobody defines here is as weak as the references to it. */
export function isWeakNow(symbol: GlobalSymbol): boolean {
  if (symbol.kind === KIND.shared && !symbol.referenced) return symbol.library?.weak === true;
  if (symbol.isDefined || !symbol.referenced) return symbol.kind === KIND.weak || symbol.kind === KIND.weakUndefined;
  return !symbol.referencedStrongly;
}

function writeSymbol(
  context: LinkContext,
  plan: DynamicPlan,
  symbol: GlobalSymbol,
  data: DataView,
  little: boolean,
): void {
  const at = elf.SYM_SIZE * symbol.dynamicIndex;
  const weak = isWeakNow(symbol);
  const bind = symbol.unique ? elf.STB_GNU_UNIQUE : weak ? elf.STB_WEAK : elf.STB_GLOBAL;
  const name = plan.stringTable.addText(dynamicName(context, symbol));
  data.setUint32(at, plan.stringTable.offset(name), little);
  data.setUint8(at + 4, (bind << 4) | (symbol.type === elf.STT_COMMON ? elf.STT_OBJECT : symbol.type));
  data.setUint8(at + 5, symbol.visibility | symbol.other);
  const output = symbol.section instanceof OutputSection ? symbol.section : symbol.section?.output;
  const address = addressOf(symbol);
  if (address === undefined) return;
  if (symbol.pltHome) {
    data.setBigUint64(at + 8, address, little);
    return;
  }
  data.setUint16(at + 6, output ? output.index : elf.SHN_ABS, little);
  const base = symbol.type === elf.STT_TLS ? threadStart(context) : 0n;
  data.setBigUint64(at + 8, BigInt.asUintN(64, address - base), little);
  data.setBigUint64(at + 16, symbol.size, little);
}

function threadStart(context: LinkContext): bigint {
  return context.outputs.find((s) => s.index > 0 && (s.flags & F.tls) !== 0)?.vma ?? 0n;
}

function fillVersions(context: LinkContext, plan: DynamicPlan, little: boolean): void {
  const { versions, versionDefinitions, versionNeeds } = plan.sections;
  if (versions.size === 0) return;
  const bytes = outputBytes(versions);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const symbol of plan.ordered) data.setUint16(2 * symbol.dynamicIndex, symbol.version, little);
  const offsetOf = (name: string): number => plan.stringTable.offset(plan.stringTable.addText(name));
  const { named } = plan.rules;
  if (named.length > 0)
    writeVersionDefinitions(named, baseName(context, plan), offsetOf, outputBytes(versionDefinitions), little);
  writeVersionNeeds(plan.versionNeeds, offsetOf, outputBytes(versionNeeds), little);
}

/** sh_link and sh_info of the sections that speak of one another. */
function numberLinks(context: LinkContext, plan: DynamicPlan): void {
  const { sections, rules } = plan;
  const dynsym = sections.symbols.output?.index ?? 0;
  const dynstr = sections.strings.output?.index ?? 0;
  for (const section of context.outputs) {
    switch (section.type) {
      case elf.SHT_HASH:
      case elf.SHT_GNU_HASH:
      case elf.SHT_GNU_VERSYM:
        section.link = dynsym;
        break;
      case elf.SHT_DYNSYM:
        section.link = dynstr;
        section.info = 1 + plan.sectionSymbols.length;
        break;
      case elf.SHT_DYNAMIC:
        section.link = dynstr;
        break;
      case elf.SHT_GNU_VERDEF:
        section.link = dynstr;
        section.info = rules.named.length + 1;
        break;
      case elf.SHT_GNU_VERNEED:
        section.link = dynstr;
        section.info = plan.versionNeeds.length;
        break;
      case elf.SHT_RELA:
        section.link = dynsym;
        linkTarget(context, section);
    }
  }
}

/** `.rela.NAME` is of the section NAME, where there is one; .rela.plt has its own. */
function linkTarget({ byName }: LinkContext, section: OutputSection): void {
  const target = byName.get(section.name.slice('.rela'.length));
  if (section.name === '.rela.plt' || !target || target.index === 0) return;
  section.info = target.index;
  section.osFlags |= elf.SHF_INFO_LINK;
}
