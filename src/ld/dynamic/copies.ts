/**
 * Copies of libraries' data in a program that holds its addresses in code or constants (AAELF64, R_AARCH64_COPY).
 *
 * Enters: the needs. Leaves: a place in .dynbss, or in .data.rel.ro for what is constant in the library, for each such object, under all its names; the
 * loader fills it, and the library uses it, too. From here on the symbol is the program's own.
 */
import { NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/ld.ts';
import * as elf from '../../elf/constants.ts';
import { relocNumber } from '../../isa/relocs.ts';
import type { LinkContext } from '../context.ts';
import { makeSection, resize } from '../got.ts';
import { F, type GlobalSymbol, type InputSection, KIND } from '../model.ts';
import type { Needs } from '../needs.ts';
import { inTableOrder } from './exports.ts';
import { strongNameOf } from './join.ts';
import { isCode, type LibrarySymbol } from './library.ts';
import { sectionAddress } from './place.ts';
import type { DynamicPlan } from './plan.ts';

const COPY = relocNumber('COPY');
const RELA_NAMES: Readonly<Record<string, string>> = { '.dynbss': '.rela.bss', '.data.rel.ro': '.rela.data.rel.ro' };

export interface Copy {
  readonly symbol: GlobalSymbol;
  readonly section: InputSection;
  readonly offset: number;
}

/** Give each object that needs one its place. */
export function planCopies(context: LinkContext, plan: DynamicPlan, needs: Needs): Copy[] {
  const wanted = [...needs.globals.values()].flatMap(({ symbol, fixed, called }) =>
    symbol?.kind === KIND.shared && fixed && !called && context.options.copyRelocations && !isCode(symbol.type)
      ? [symbol]
      : [],
  );
  const copies: Copy[] = [];
  for (const symbol of inTableOrder(context, wanted)) {
    const { library } = symbol;
    if (!library) continue;
    const strong = library.weak ? strongNameOf(library) : undefined;
    const real = strong && context.symbols.find(strong.name);
    const main = real?.library === strong && real ? real : symbol;
    if (main.kind === KIND.shared && main.library) {
      if (main.library.isProtected)
        context.sink.report(NO_POS, messages.copyOfProtected(main.library.plainName, main.library.library.name));
      const copy = place(context, plan, main, main.library);
      copies.push(copy);
      define(main, copy);
    }
    if (main === symbol) continue;
    const { section, value } = main;
    Object.assign(symbol, { kind: KIND.weak, section, value });
  }
  for (const section of new Set(copies.map((copy) => copy.section))) resize(section, section.size);
  return copies;
}

function define(symbol: GlobalSymbol, { section, offset }: Copy): void {
  symbol.kind = symbol.library?.weak ? KIND.weak : KIND.defined;
  symbol.section = section;
  symbol.value = BigInt(offset);
}

function place(context: LinkContext, plan: DynamicPlan, symbol: GlobalSymbol, library: LibrarySymbol): Copy {
  const { view } = library.library;
  const constant = ((view.sectionFlags[library.section] ?? 0) & elf.SHF_WRITE) === 0;
  const name = constant ? '.data.rel.ro' : '.dynbss';
  const section = plan.copied.get(name) ?? makeRoom(context, plan, name, constant);
  // As aligned as its section in the library, unless its place there is less so.
  let align = Math.max(1, view.align[library.section] ?? 1);
  const within = Number(library.value - (view.addr[library.section] ?? 0n));
  while (within % align !== 0) align /= 2;
  const offset = Math.ceil(section.size / align) * align;
  section.align = Math.max(section.align, align);
  section.size = offset + Number(library.size);
  const rela = plan.sections.rela.get(RELA_NAMES[name] ?? '');
  if (rela) rela.size += elf.RELA_SIZE;
  return { symbol, section, offset };
}

function makeRoom(context: LinkContext, plan: DynamicPlan, name: string, constant: boolean): InputSection {
  const type = constant ? elf.SHT_PROGBITS : elf.SHT_NOBITS;
  const section = makeSection(context, name, type, elf.SHF_ALLOC | elf.SHF_WRITE, 1, 0);
  if (!constant) section.flags &= ~F.readonly;
  plan.copied.set(name, section);
  const relaName = RELA_NAMES[name] ?? '';
  const rela = makeSection(context, relaName, elf.SHT_RELA, elf.SHF_ALLOC, 8, elf.RELA_SIZE);
  plan.sections.rela.set(relaName, rela);
  return section;
}

/** Tell the loader what to copy. Addresses must be final. */
export function fillCopies(plan: DynamicPlan): void {
  for (const { symbol, section, offset } of plan.copies) {
    const rela = plan.sections.rela.get(RELA_NAMES[section.name] ?? '');
    if (!rela) continue;
    const list = plan.relocations.get(rela) ?? [];
    plan.relocations.set(rela, list);
    list.push({
      offset: sectionAddress(section) + BigInt(offset),
      type: COPY,
      symbol: symbol.dynamicIndex,
      addend: 0n,
    });
  }
}
