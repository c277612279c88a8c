/**
 * Fixups to bytes or relocations, once everything has an address.
 *
 * Enters: laid-out sections. Leaves: section contents, and for each section its relocations in the order GNU as writes
 * them. Which fixups stay relocations, and against which symbol, follows GNU as: PC-relative references to local
 * symbols of the same section are resolved; other local symbols become section + offset, except in mergeable and
 * thread-local sections; global and weak symbols always stay. Spec: AAELF64 5.7; the rules are binutils' behaviour.
 */

import type { Message } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import { STT_FUNC, STT_GNU_IFUNC, STT_TLS } from '../elf/constants.ts';
import { ilp32Number, type RelocForm, relocByNumber, relocFault, relocInsert, relocRange } from '../isa/relocs.ts';
import type { Assembler, RelocRequest } from './assembler.ts';
import { fits, hex, writeInt } from './bytes.ts';
import { contents, MOST_COPIED, Scratch } from './contents.ts';
import { core } from './core/engine.ts';
import { FIRST_FORM, FORMS, MOST_FORMS, STATE } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { ADR, FORM, NAMES, TARGET_LOG } from './core/relocate.ts';
import { encodeDeferred } from './deferred.ts';
import { FIXUP, type Fixups } from './fixup.ts';
import type { Int } from './int64.ts';
import { add, subtract } from './int64.ts';
import { isFixed } from './layout.ts';
import { Relocations } from './relocations.ts';
import { Resolver } from './resolve.ts';
import { type Fragment, type Section, sectionCount } from './section.ts';
import { SHF } from './section-table.ts';
import type { Sym } from './symbol.ts';
import { BINDING, forwardName, isOperation, NO_VALUE, PLACE_NAME, WHERE } from './symbol.ts';
import { targetOf } from './target.ts';

/** A relocation that `.reloc` asked for. */
interface Relocation {
  readonly offset: number;
  readonly type: number;
  readonly symbol: Sym | undefined;
  readonly addend: Int;
}

const R = { abs64: 257, abs32: 258, abs16: 259, prel64: 260, prel32: 261, prel16: 262 } as const;
const ABSOLUTE: Readonly<Record<number, number>> = { 8: R.abs64, 4: R.abs32, 2: R.abs16 };
const RELATIVE: Readonly<Record<number, number>> = { 8: R.prel64, 4: R.prel32, 2: R.prel16 };

/** Relocations that GNU as resolves itself when it can; all other instruction relocations are left to the linker. */
const RESOLVABLE = new Set([0, 273, 274, 279, 280, 282, 283, ...range(263, 272), ...range(287, 293)]);
/** Of those, the PC-relative ones; for MOVW_PREL_G* GNU as takes numbers alone. */
const PC_RELATIVE = new Set([273, 274, 275, 276, 279, 280, 282, 283]);
/** By type: both. */
const LOCAL = Uint8Array.from({ length: 1024 }, (_, type) => (RESOLVABLE.has(type) && PC_RELATIVE.has(type) ? 1 : 0));
/** Where the core puts the fields of forms that it knows. */
const PLACES: Partial<Record<RelocForm, number>> = { adr: ADR, imm14: 5, imm19: 5, imm26: 0 };
/** Relocations that make their symbol thread-local: TLSGD … TLSDESC. */
const isTls = (type: number): boolean => type >= 512 && type < 573 && type !== 567 && type !== 568 && type !== 569;

function range(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

/** The linker must see the symbol itself: it may be another's, or (an indirect function) not lie where its label is. */
const isExternal = (sym: Sym): boolean =>
  sym.binding !== BINDING.local ||
  sym.where === WHERE.undefined ||
  sym.where === WHERE.common ||
  sym.type === STT_GNU_IFUNC;

const isIndirect = (sym: Sym | undefined): boolean => sym?.type === STT_GNU_IFUNC;
const isUndefined = (sym: Sym): boolean => sym.where === WHERE.undefined || sym.where === WHERE.common;
const isPlaced = (sym: Sym): boolean => sym.where === WHERE.place && sym.frag !== undefined;
const difference = (plus: Sym | undefined, minus: Sym): string =>
  `cannot resolve '${plus?.name ?? ''}' - '${minus.name}'`;
/** Of a placed symbol: its section, and its offset there. */
const sectionOf = (sym: Sym): Section | undefined => sym.frag?.subsection.section;
const addressOf = (sym: Sym): number => (sym.frag as Fragment).address + (sym.value as number);

export class Relocator {
  readonly #a: Assembler;
  readonly #resolver = new Resolver();
  readonly bytes = new Map<Section, Uint8Array>();
  readonly relocations = new Map<Section, Relocations>();
  /** Those of the section at hand; and its contents: bytes, and where in them they begin. */
  #out = new Relocations();
  #contents: Uint8Array | undefined = undefined;
  #start = 0;
  readonly scratch = new Scratch();
  /** Local labels reported as undefined already. */
  readonly #undefined = new Set<Sym>();

  constructor(a: Assembler) {
    this.#a = a;
  }

  run(): void {
    for (const section of this.#a.sections.list) {
      if (section.hasData) this.bytes.set(section, contents(section, this.#resolver, this.scratch));
      this.relocations.set(section, new Relocations());
    }
    this.#bringSections();
    for (const section of this.#a.sections.list) for (const sub of section.subsections) this.#name(section, sub.fixups);
    // local labels that never come take their place in the table before those of fixups
    for (const { value } of this.#a.relocs)
      if (value.plus?.isLocalLabel && value.plus.where === WHERE.undefined) this.#use(value.plus);
    this.#checkAddends();
    encodeDeferred(this.#a, this.#resolver, this.bytes);
    for (const section of this.#a.sections.list) this.#section(section);
    this.#requested();
  }

  #checkAddends(): void {
    for (const { size, value, pos } of this.#a.wideAddends) {
      const r = this.#resolver.value(value);
      if ('error' in r || fits(r.value, size) || !(r.section || r.symbol)) continue;
      const limit = 2 ** (8 * size);
      this.#a.sink.report(pos, messages.outOfRange('addend', hex(r.value), String(1 - limit), String(limit - 1)));
    }
  }

  /** Sections that fixups refer to get their symbols, in this order, even if the fixups come to nothing. */
  #name(from: Section, fixups: Fixups): void {
    for (let i = core.unnamedSection(fixups.first); i >= 0; i = core.unnamedSection(fixups.next(i))) {
      const sym = fixups.plus(i);
      const section = sym && sectionOf(sym);
      if (section && !isExternal(sym) && !this.#keeps(from, fixups, i, section)) this.#symbolOf(section);
    }
  }

  /** The section's symbol, of which the core knows as well. */
  #symbolOf(section: Section): Sym {
    const sym = this.#a.sections.symbolOf(section);
    i32[(i32[STATE.targets] as number) + (section.id << TARGET_LOG)] = sym.id + 1;
    return sym;
  }

  /** What the core is to know of sections, and of the relocations that are resolved here. */
  #bringSections(): void {
    const rows = core.reserve(sectionCount() << (TARGET_LOG + 2));
    renewViews();
    i32[STATE.targets] = rows >>> 2;
    i32[STATE.bigEndian] = this.#a.bigEndian ? 1 : 0;
    for (const { id, symbol, flags, group, name } of this.#a.sections.list) {
      const row = (rows >>> 2) + (id << TARGET_LOG);
      const other = (flags & SHF.tls) !== 0 || group?.comdat || name.startsWith('.gnu.linkonce');
      i32[row] = symbol ? symbol.id + 1 : 0;
      i32[row + 1] = other ? NAMES.other : (flags & SHF.merge) !== 0 ? NAMES.unlessAdded : NAMES.section;
    }
    for (let form = 0; form < MOST_FORMS; form++) {
      const row = LOCAL[FIRST_FORM + form] === 1 ? relocByNumber(FIRST_FORM + form) : undefined;
      const place = row && PLACES[row.form];
      const known = place !== undefined && row?.check === 'signed' && row.align === 1 << row.low;
      i32[FORMS + 2 * form] = known ? (row.low << FORM.low) | (row.width << FORM.width) | (place << FORM.place) : 0;
      i32[FORMS + 2 * form + 1] = known ? row.bits : 0;
    }
  }

  /** All fixups of a section: those of the usual kinds are the core's, which has a copy of the contents. */
  #section(section: Section): void {
    this.#out = this.relocations.get(section) ?? this.#out;
    this.#out.begin();
    const bytes = this.bytes.get(section);
    const inCore = bytes && bytes.length <= MOST_COPIED && !this.#a.options.ilp32;
    this.#contents = bytes;
    this.#start = 0;
    if (inCore) this.#bring(section, bytes);
    for (const { fixups } of section.subsections) this.#fixups(section, fixups, inCore === true);
    if (inCore) bytes.set(u8.subarray(this.#start, this.#start + bytes.length));
    this.#out.end();
  }

  /** Have a copy of the contents where the core can see it. */
  #bring(section: Section, bytes: Uint8Array): void {
    this.#start = this.scratch.address(bytes.length);
    u8.set(bytes, this.#start);
    i32[STATE.contents] = this.#start;
    i32[STATE.section] = section.id;
    this.#contents = undefined;
  }

  /** The bytes that hold the contents at hand, from #start on; none for a section without. */
  #bytes(): Uint8Array | undefined {
    return this.#start > 0 ? u8 : this.#contents;
  }

  #fixups(section: Section, fixups: Fixups, inCore: boolean): void {
    for (let i = fixups.first; i >= 0; i = fixups.next(i)) {
      if (inCore) {
        i = core.resolveFixups(i);
        renewViews();
        if (i < 0) break;
      }
      const at = fixups.address(i);
      const type = fixups.type(i);
      if (this.#isDistance(section, fixups, i, type, at)) continue;
      if (type === FIXUP.data) this.#datum(section, fixups, i, at);
      else this.#instruction(section, fixups, i, at);
    }
  }

  /** A distance between labels of one section. */
  #isDistance(section: Section, fixups: Fixups, i: number, type: number, at: number): boolean {
    const plus = fixups.plus(i);
    const minus = fixups.minus(i);
    if (!plus || !isPlaced(plus) || isIndirect(plus)) return false;
    if (type === FIXUP.data) {
      if (!minus || !isPlaced(minus) || isIndirect(minus) || sectionOf(plus) !== sectionOf(minus)) return false;
      this.#store(fixups, i, at, add(addressOf(plus) - addressOf(minus), fixups.addend(i)));
      return true;
    }
    if (minus || LOCAL[type] !== 1 || sectionOf(plus) !== section || plus.binding !== BINDING.local) return false;
    this.#insert(fixups, i, at, type, add(addressOf(plus) - at, fixups.addend(i)));
    return true;
  }

  #error(fixups: Fixups, i: number, message: Message): void {
    this.#a.sink.report(fixups.pos(i), message);
  }

  #datum(section: Section, fixups: Fixups, i: number, at: number): void {
    const size = fixups.size(i);
    const plus = fixups.plus(i);
    const minus = fixups.minus(i);
    const addend = fixups.addend(i);
    if (minus) {
      this.#difference(section, fixups, i, at);
      return;
    }
    if (plus && (isPlaced(plus) || isUndefined(plus))) {
      this.#emit(section, fixups, i, ABSOLUTE[size], at, plus, addend);
      return;
    }
    const whole = this.#resolver.parts(plus, minus, addend);
    if ('error' in whole) {
      this.#error(fixups, i, messages.cannotResolve(whole.error));
      return;
    }
    const { sym, addend: more } = plus ? targetOf(this.#resolver, plus) : { sym: undefined, addend: 0 };
    if (!sym || (!whole.section && !whole.symbol && !isExternal(sym))) {
      this.#store(fixups, i, at, whole.value);
      return;
    }
    this.#emit(section, fixups, i, ABSOLUTE[size], at, sym, add(addend, more));
  }

  /** plus - minus in data: a number, or PC-relative when minus is in this section. */
  #difference(section: Section, fixups: Fixups, i: number, at: number): void {
    const size = fixups.size(i);
    const addend = fixups.addend(i);
    const plus = fixups.plus(i);
    const minus = fixups.minus(i) as Sym;
    const whole = this.#resolver.parts(plus, minus, addend);
    const soft = (sym: Sym | undefined): boolean => !sym || (!isUndefined(sym) && !isIndirect(sym));
    if (!('error' in whole) && !whole.section && !whole.symbol && soft(plus) && soft(minus)) {
      this.#store(fixups, i, at, whole.value);
      return;
    }
    const base = this.#resolver.symbol(minus);
    if (!plus && !('error' in base) && base.section === section && !isIndirect(minus)) {
      this.#emit(section, fixups, i, RELATIVE[size], at, undefined, add(subtract(addend, base.value), at));
      return;
    }
    if (plus && !isIndirect(minus) && !('error' in base) && !base.section && !base.symbol) {
      this.#emit(section, fixups, i, ABSOLUTE[size], at, plus, subtract(addend, base.value));
      return;
    }
    if ('error' in base || base.section !== section || !plus || isIndirect(minus)) {
      const error = 'error' in whole ? whole.error : difference(plus, minus);
      this.#error(fixups, i, messages.cannotResolve(error));
      return;
    }
    const { sym, addend: more } = targetOf(this.#resolver, plus);
    const relative = add(subtract(add(addend, more), base.value), at);
    const number = sym.name === '' || isExternal(sym) ? undefined : this.#resolver.absolute({ ...NO_VALUE, plus: sym });
    if (size < 8 && !fits(relative, size)) {
      const limit = 2 ** (8 * size);
      this.#error(fixups, i, messages.outOfRange('distance', hex(relative), String(1 - limit), String(limit - 1)));
    } else if (number === undefined) this.#emit(section, fixups, i, RELATIVE[size], at, sym, relative);
    else this.#emit(section, fixups, i, RELATIVE[size], at, undefined, add(relative, number));
  }

  #store(fixups: Fixups, i: number, at: number, value: Int): void {
    const size = fixups.size(i);
    if (size < 8 && !fits(value, size)) {
      const limit = 2 ** (8 * size);
      this.#error(fixups, i, messages.outOfRange('value', hex(value), String(-limit), String(limit - 1)));
      return;
    }
    const bytes = this.#bytes();
    if (bytes) writeInt(bytes, this.#start + at, value, size, this.#a.bigEndian);
  }

  /** A label that the linker must see, or an undefined symbol, plus a number. */
  #simple(section: Section, fixups: Fixups, i: number, at: number, sym: Sym): void {
    const type = fixups.type(i);
    if (isTls(type)) this.#threadLocal(fixups, i, sym);
    this.#emit(section, fixups, i, type, at, sym, fixups.addend(i));
  }

  #instruction(section: Section, fixups: Fixups, i: number, at: number): void {
    const type = fixups.type(i);
    const plus = fixups.plus(i);
    const minus = fixups.minus(i);
    const addend = fixups.addend(i);
    if (plus && !minus && (isPlaced(plus) || isUndefined(plus))) {
      this.#simple(section, fixups, i, at, plus);
      return;
    }
    const whole = this.#resolver.parts(plus, minus, addend);
    if ('error' in whole) {
      // a distance from this section is one from the instruction, and a number
      const base = minus && PC_RELATIVE.has(type) && !isIndirect(minus) ? this.#resolver.symbol(minus) : undefined;
      if (plus && base && !('error' in base) && base.section === section)
        this.#emit(section, fixups, i, type, at, plus, add(subtract(addend, base.value), at));
      else this.#error(fixups, i, messages.cannotResolve(whole.error));
      return;
    }
    const { sym, addend: more } = plus ? targetOf(this.#resolver, plus) : { sym: undefined, addend: 0 };
    const relative = PC_RELATIVE.has(type);
    const local = sym === undefined || !isExternal(sym);
    const isNumber = !whole.section && !whole.symbol;
    if (RESOLVABLE.has(type) && local) {
      if (relative && whole.section === section) {
        this.#insert(fixups, i, at, type, subtract(whole.value, at));
        return;
      }
      if (isNumber && !relative) {
        this.#insert(fixups, i, at, type, whole.value);
        return;
      }
    }
    if (isTls(type) && sym) this.#threadLocal(fixups, i, sym, isNumber);
    // the name of a number stays, where the linker is asked for what it stands for
    const isNamed = sym !== undefined && sym.name !== '' && (!local || !RESOLVABLE.has(type));
    if (isNamed && isNumber && !minus) {
      this.#use(sym);
      this.#put(fixups, i, at, type, sym, add(addend, more));
      return;
    }
    if (minus || (sym && isNumber)) {
      this.#put(fixups, i, at, type, undefined, whole.value);
      return;
    }
    this.#emit(section, fixups, i, type, at, sym, add(addend, more));
  }

  /** A relocation makes its symbol thread-local, which neither a function can be nor what is in another kind of section. */
  #threadLocal(fixups: Fixups, i: number, sym: Sym, isNumber = false): void {
    const section = isPlaced(sym) ? sectionOf(sym) : undefined;
    const elsewhere = section !== undefined && (section.flags & SHF.tls) === 0;
    if (
      isNumber ||
      sym.type === STT_FUNC ||
      isIndirect(sym) ||
      elsewhere ||
      (sym.where === WHERE.common && sym.type !== STT_TLS)
    )
      this.#error(fixups, i, messages.notThreadLocal(sym.name, elsewhere ? section.name : undefined));
    sym.type = STT_TLS;
  }

  #insert(fixups: Fixups, i: number, at: number, type: number, value: Int): void {
    const row = relocByNumber(type);
    const bytes = this.#bytes();
    if (!row || !bytes) return;
    const fault = relocFault(row, value);
    if (fault) {
      this.#error(fixups, i, this.#faultMessage(fixups, i, type, value, fault));
      return;
    }
    const to = this.#start + at;
    const word =
      (bytes[to] ?? 0) | ((bytes[to + 1] ?? 0) << 8) | ((bytes[to + 2] ?? 0) << 16) | ((bytes[to + 3] ?? 0) << 24);
    writeInt(bytes, to, relocInsert(row, word >>> 0, value) >>> 0, 4, false);
  }

  #faultMessage(fixups: Fixups, i: number, type: number, value: Int, fault: 'range' | 'align'): Message {
    const row = relocByNumber(type);
    const name = fixups.plus(i)?.name || 'the target';
    if (!row || fault === 'align') return messages.notAligned('distance', String(value), row?.align ?? 4);
    const limits = relocRange(row);
    const low = String(limits?.low ?? '');
    const high = String(limits?.high ?? '');
    if (!PC_RELATIVE.has(type)) return messages.outOfRange('value', hex(value), low, high);
    const what =
      type === 279 || type === 280 ? 'conditional branch' : type === 282 || type === 283 ? 'branch' : 'address';
    return messages.offsetTooFar(what, String(value), low, high, `'${name}'`);
  }

  /** A relocation against a symbol, or the section it is in. */
  #emit(
    section: Section,
    fixups: Fixups,
    i: number,
    type: number | undefined,
    at: number,
    sym: Sym | undefined,
    addend: Int,
  ): void {
    if (type === undefined) {
      const size = fixups.size(i);
      this.#error(
        fixups,
        i,
        messages.cannotRelocate(`no relocation for a datum of ${size} byte${size === 1 ? '' : 's'} exists`),
      );
      return;
    }
    if (!sym) {
      this.#put(fixups, i, at, type, undefined, addend);
      return;
    }
    if (sym.where === WHERE.undefined && !this.#checkLocal(fixups, i, sym)) return;
    const r = isPlaced(sym) ? undefined : this.#resolver.symbol(sym);
    if (r && 'error' in r) {
      this.#error(fixups, i, messages.cannotResolve(r.error));
      return;
    }
    const inside = r ? r.section : sectionOf(sym);
    if (isExternal(sym) || sym.isSection || !inside || this.#keeps(section, fixups, i, inside)) {
      if (sym.renamed) {
        this.#error(fixups, i, messages.redefinedInRelocation(sym.name));
        return;
      }
      this.#use(sym);
      this.#put(fixups, i, at, type, sym, addend);
      return;
    }
    const target = this.#symbolOf(inside);
    target.usedInReloc = true;
    this.#put(fixups, i, at, type, target, add(addend, r ? r.value : addressOf(sym)));
  }

  /** Leave a relocation to the linker, under the number that it has in the kind of object at hand. */
  #put(fixups: Fixups, i: number, at: number, type: number, sym: Sym | undefined, addend: Int): void {
    const number = this.#a.options.ilp32 ? ilp32Number(type) : type;
    if (number !== undefined) this.#out.push(at, number, sym, addend);
    else this.#error(fixups, i, messages.cannotRelocate(`${relocByNumber(type)?.name} has no counterpart in ILP32`));
  }

  /**
   * Whether a relocation into `target` must name a symbol: thread-local always; mergeable unless it is the very label, since what lies
   * at an offset from it may move.
   */
  #keeps(section: Section, fixups: Fixups, i: number, target: Section): boolean {
    if ((target.flags & 1024) !== 0) return true;
    if (target.group?.comdat || target.name.startsWith('.gnu.linkonce')) {
      const plus = fixups.plus(i);
      if (target !== section && plus?.name !== '' && !(plus && this.#isUnnamed(plus))) return true;
    }
    return (target.flags & 16) !== 0 && (fixups.minus(i) !== undefined || fixups.addend(i) !== 0);
  }

  /** A numeric label that never came is an error; other undefined symbols are the linker's. */
  #checkLocal(fixups: Fixups, i: number, sym: Sym): boolean {
    if (!sym.numeric) return true;
    if (!this.#undefined.has(sym)) {
      this.#undefined.add(sym);
      this.#error(fixups, i, messages.undefinedLocal(forwardName(sym)));
    }
    return false;
  }

  /** A place, or a label that the object does not keep. */
  #isUnnamed({ name, isLocalLabel, numeric }: Sym): boolean {
    if (name === '.' || name === PLACE_NAME) return true;
    return (isLocalLabel || name.startsWith('.L')) && (numeric || !this.#a.symbols.keepsLocals);
  }

  #use(sym: Sym): void {
    core.nameInRelocation(sym.id);
    renewViews();
  }

  /** `.reloc` directives, put in among the others: each before the first one at a higher address, but never before its predecessor. */
  #requested(): void {
    const homes = this.#a.relocs.map((r) => this.#homeOf(r));
    for (const section of new Set(homes)) {
      const fragments = section.subsections.flatMap((sub) => [...sub.fragments()]);
      const asked = this.#a.relocs
        .filter((_, i) => homes[i] === section)
        .flatMap((r) => this.#placed(r, section, fragments) ?? []);
      const others = this.relocations.get(section) ?? new Relocations();
      const merged = new Relocations();
      merged.begin();
      const take = ({ offset, type, symbol, addend }: Relocation): void => merged.push(offset, type, symbol, addend);
      let next = 0;
      merged.pushAll(others, (offset) => {
        for (let r = asked[next]; r && r.offset < offset; r = asked[++next]) take(r);
      });
      for (const r of asked.slice(next)) take(r);
      merged.end();
      this.relocations.set(section, merged);
    }
  }

  /** The section of the label that is the offset, or the one at hand. */
  #homeOf({ offset, section }: RelocRequest): Section {
    const where = this.#resolver.value(offset);
    return ('error' in where ? undefined : where.section) ?? section;
  }

  /** `fragments` are those of the section. */
  #placed(request: RelocRequest, section: Section, fragments: readonly Fragment[]): Relocation | undefined {
    const where = this.#resolver.value(request.offset);
    if ('error' in where || where.symbol) {
      this.#a.sink.report(request.pos, messages.cannotResolve('the offset of .reloc must be a number or a place'));
      return undefined;
    }
    const offset = Number(where.value);
    if (offset < 0 || offset > section.size) {
      const high = String(section.size);
      this.#a.sink.report(request.pos, messages.outOfRange('.reloc offset', String(offset), '0', high));
      return undefined;
    }
    if (!isFixed(fragments, offset)) {
      this.#a.sink.report(request.pos, messages.cannotRelocate(`at ${offset} there is padding or a filler`));
      return undefined;
    }
    const { plus, minus, addend } = request.value;
    if (minus || (plus?.name === '' && plus.equal && isOperation(plus.equal))) {
      const value = this.#resolver.value(request.value);
      if ('error' in value) this.#a.sink.report(request.pos, messages.cannotResolve(value.error));
      else return this.#request(request.type, offset, value.symbol, value.value);
      return undefined;
    }
    if (plus?.numeric && plus.where === WHERE.undefined)
      this.#a.sink.report(request.pos, messages.undefinedLocal(forwardName(plus)));
    return this.#request(request.type, offset, plus, addend);
  }

  #request(asked: number, offset: number, plus: Sym | undefined, addend: Int): Relocation {
    const type = this.#a.options.ilp32 ? (ilp32Number(asked) ?? 0) : asked;
    if (!plus) return { offset, type, symbol: undefined, addend };
    const { sym, addend: more } = targetOf(this.#resolver, plus);
    const section = this.#isUnnamed(sym) && isPlaced(sym) && !isExternal(sym) ? sectionOf(sym) : undefined;
    if (section)
      return {
        offset,
        type,
        symbol: this.#a.sections.symbolOf(section),
        addend: add(add(addend, more), addressOf(sym)),
      };
    this.#use(sym);
    return { offset, type, symbol: sym, addend: add(addend, more) };
  }
}
