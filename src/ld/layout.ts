/**
 * Layout: addresses for everything, repeated until nothing moves.
 *
 * Enters: the statements of SECTIONS with their pieces. Leaves: vma, lma, size of each output section, the offset of each
 * input section, the values of the script's symbols. One pass walks the statements as the manual describes; expressions may
 * refer to what comes later (`. += f(_end)`), whose values are those of the pass before: hence the passes. From here on
 * no section changes size.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import { type LinkContext, scriptPos, sectionPos } from './context.ts';
import { adjustDataSegment } from './data-segment.ts';
import { absolute, alignUp, type Value } from './evaluate.ts';
import { Homes } from './home.ts';
import { F, type InputSection, type OutputSection, type Piece } from './model.ts';
import { isNoMove } from './no-move.ts';
import { inputPieces, Placer } from './place.ts';
import { checkHasRegion, checkRegion, defaultRegion, regionFor } from './regions.ts';
import { firstThere, LayoutScope } from './scope.ts';
import type * as ast from './script/ast.ts';

const MAX_PASSES = 40;
/** The largest gap in a section, bytes: what a virtual address can span. */
const MOST_MOVE = 1n << 48n;
const TWO32 = 1n << 32n;

export class Layout {
  readonly #context: LinkContext;
  readonly scope: LayoutScope;
  #dot = 0n;
  /** What moved first in a pass, and where the script speaks of it. */
  #changed: { readonly what: string; readonly pos: Pos; readonly length: number } | undefined;
  #pass = 0;
  /** How often sizes changed from outside: what a pattern remembers holds for one round. */
  #round = 0;
  readonly #homes: Homes;

  constructor(context: LinkContext) {
    this.#context = context;
    this.#homes = new Homes(context);
    this.scope = new LayoutScope(context);
  }

  /** Find out which sections are empty, drop them, then repeat passes until stable. False when it never is. */
  run(): boolean {
    this.#onePass();
    this.#removeEmpty();
    this.#round++;
    this.#onePass();
    return this.again();
  }

  /** The last pass: the same values, and complaints about what is not known; assertions are judged. */
  finish(): void {
    this.scope.final = true;
    this.#onePass();
    this.scope.settle();
  }

  /** Settle again after sizes changed (headers, veneers): first as the script says, then with the data segment moved. */
  again(): boolean {
    this.#context.dataSegment.phase = 'none';
    this.#round++;
    if (!this.#settle()) return false;
    return !adjustDataSegment(this.#context) || this.#settle();
  }

  /** The first and the last pass note inputs and gaps, the others only measure. */
  get #records(): boolean {
    return this.#pass === 1 || this.scope.final;
  }

  #settle(): boolean {
    for (let i = 0; i < MAX_PASSES; i++) {
      this.#onePass();
      if (this.#changed === undefined) return true;
    }
    const { what = '', pos = NO_POS, length = 0 } = this.#changed ?? {};
    this.#context.sink.report(pos, messages.noFixpoint(MAX_PASSES, what), length);
    return false;
  }

  /** Sections of no size that nothing asked to keep get no header. */
  #removeEmpty(): void {
    const { options } = this.#context;
    if (options.relocatable) {
      for (const section of this.#context.outputs) section.removed = !section.exists;
      return;
    }
    this.#keepWanted();
    for (const section of this.#context.outputs) {
      if (section.name === '/DISCARD/') continue;
      const sized = section.size > 0 || (section.flags & F.keep) !== 0;
      const linker = section.inputs.some(
        (s) => (s.flags & F.exclude) === 0 && (options.emitRelocs || ((s.flags & F.linkerCreated) !== 0 && s.kept)),
      );
      if (section.exists && (sized || linker)) continue;
      section.removed = true;
      section.ignored = !section.updatesDot;
    }
  }

  /** KEEP also keeps an empty section whose inputs it names, though another pattern took them. */
  #keepWanted(): void {
    const { outputs } = this.#context;
    const empty = outputs.filter((s) => s.hasInput && s.size === 0 && s.name !== '/DISCARD/');
    const inputs = new Placer(empty.flatMap((s) => [...inputPieces(s.pieces)]));
    for (const { pieces } of empty.length > 0 ? outputs : [])
      for (const piece of pieces)
        if (piece.kind === 'pattern' && piece.command.keep)
          for (const { output } of inputs.look(piece.command)) if (output) output.flags |= F.keep;
  }

  #note(what: string, pos: Pos, length: number): void {
    this.#changed ??= { what, pos, length };
  }

  #noteSection(what: string, section: OutputSection): void {
    this.#note(`the ${what} of section '${section.name}'`, sectionPos(section), section.name.length);
  }

  #noteSymbol({ name, script, at }: ast.Assignment): void {
    this.#note(`symbol '${name}'`, scriptPos(script, at), name.length);
  }

  #onePass(): void {
    this.#pass++;
    this.#changed = undefined;
    this.#dot = 0n;
    const c = this.#context;
    this.#homes.begin();
    // The last pass leaves it said how far each region is filled.
    for (const region of this.scope.final ? [] : c.regions.values()) {
      region.current = region.origin;
      region.lastSection = undefined;
    }
    this.scope.beginPass();
    for (const statement of c.statements) {
      if (statement.kind === 'section') this.#section(statement.section);
      else if (statement.kind === 'assign') this.#topAssign(statement.command);
      else this.scope.assert(statement.command, this.#dot, 'abs');
    }
  }

  #topAssign(command: ast.Assignment): void {
    const scope = this.scope.at(this.#dot, 'abs');
    if (command.name === '.') {
      const value = this.#assigned(command);
      this.#homes.dotAssigned();
      if (value === undefined) return;
      this.#dot = absolute(value);
      this.#context.dots.set(command, this.#dot);
      defaultRegion(this.#context).current = this.#dot;
      return;
    }
    defaultRegion(this.#context).current = this.#dot;
    const home = this.scope.final ? this.#homes.here() : undefined;
    const changed = scope.define(command, this.#assigned(command), 'abs', home);
    if (changed) this.#noteSymbol(command);
  }

  /** The value of an assignment's right side, with `a += b` unfolded. */
  #assigned(command: ast.Assignment): Value | undefined {
    return this.scope.assigned(command);
  }

  #section(section: OutputSection): void {
    if (section.name === '/DISCARD/') return;
    const c = this.#context;
    const description = section.description;
    if (this.scope.final) {
      this.#settled(section);
      return;
    }
    this.#address(section, description);
    if (!section.exists) {
      if (section.overlay?.members[0] === section) section.vma = this.#dot;
      this.#leaveOverlay(section);
      return;
    }
    const headerAlign = this.scope.alignment(description?.align, this.#dot);
    if (headerAlign > section.align && this.#pass === 1) section.align = headerAlign;
    let start = this.#dot;
    let alignment = headerAlign;
    if (this.#isFixed(section)) section.region ??= defaultRegion(c);
    else {
      section.region ??= regionFor(c, section);
      start = section.region.current;
      alignment = section.align;
    }
    const aligned = alignUp(start, BigInt(alignment));
    const shift = aligned - start;
    if (section.vma !== aligned) this.#noteSection('address', section);
    section.vma = aligned;
    this.#contents(section);
    this.#loadAddress(section, alignment, shift);
    if (!section.ignored) {
      const occupied = this.#occupied(section);
      this.#dot = section.vma + occupied;
      this.#advance(section, occupied);
    }
    this.#leaveOverlay(section);
  }

  /** Whether script, command line or kind of the section say where it goes, and not its region. */
  #isFixed(section: OutputSection): boolean {
    const { options } = this.#context;
    return (
      section.description?.address !== undefined ||
      this.scope.hasOverlayAddress(section) ||
      options.sectionStarts.has(section.name) ||
      (section.orphan && (options.relocatable || !(section.flags & (F.alloc | F.load))))
    );
  }

  /** After the last member dot is behind the largest. */
  #leaveOverlay(section: OutputSection): void {
    const members = section.overlay?.members ?? [];
    if (members.at(-1) !== section) return;
    const largest = members.reduce(
      (most, { exists, ignored, size }) => (exists && !ignored ? Math.max(most, size) : most),
      0,
    );
    this.#dot = (members[0] as OutputSection).vma + BigInt(largest);
    (section.region ?? defaultRegion(this.#context)).current = this.#dot;
  }

  /** In the last pass addresses and sizes stand, and only sections that are real move dot. */
  #settled(section: OutputSection): void {
    if (!section.exists || section.ignored) {
      if (section.exists) {
        this.#homes.enter(section);
        this.#contents(section);
      }
      this.#leaveOverlay(section);
      return;
    }
    this.#homes.enter(section);
    this.#contents(section);
    const occupied = this.#occupied(section);
    this.#dot = section.vma + occupied;
    this.#leaveOverlay(section);
    if (!(section.flags & (F.alloc | F.load))) return;
    const { region, loadRegion } = section;
    checkHasRegion(this.#context, section, this.#isFixed(section));
    if (region) checkRegion(this.#context, section, region, section.vma + occupied);
    if (loadRegion && loadRegion !== region && this.#fillsLoadRegion(section))
      checkRegion(this.#context, section, loadRegion, section.lma + occupied);
  }

  /** Thread data without contents takes no room. */
  #occupied(section: OutputSection): bigint {
    const { relocatable } = this.#context.options;
    return section.flags & F.tls && !(section.flags & F.contents) && !relocatable ? 0n : BigInt(section.size);
  }

  #fillsLoadRegion(section: OutputSection): boolean {
    return (section.flags & F.load) !== 0 || section.description?.alignWithInput === true;
  }

  #address(section: OutputSection, description: ast.SectionDescription | undefined): void {
    const fixed = this.#context.options.sectionStarts.get(section.name);
    if (fixed !== undefined) {
      this.#dot = fixed;
      return;
    }
    // Orphans that are not loaded, and all in -r, start at 0.
    if (section.orphan && (this.#context.options.relocatable || !(section.flags & (F.alloc | F.load)))) this.#dot = 0n;
    const address = section.overlay ? this.scope.overlayAddress(section) : description?.address;
    if (!address) return;
    const value = this.scope.at(this.#dot, 'abs').value(address);
    if (value) this.#dot = absolute(value);
  }

  #advance(section: OutputSection, occupied: bigint): void {
    const region = section.region ?? defaultRegion(this.#context);
    if (!(section.flags & (F.alloc | F.load))) return;
    region.current = this.#dot;
    const load = section.loadRegion;
    if (load && load !== region && this.#fillsLoadRegion(section)) load.current = section.lma + occupied;
  }

  /** lma: AT(…), AT>region, or the same distance from the address as the section before. */
  #loadAddress(section: OutputSection, alignment: number, shift: bigint): void {
    const before = section.lma;
    section.lma = this.#lmaOf(section, alignment, shift);
    if (section.lma !== before) this.#noteSection('load address', section);
    const region = section.region ?? defaultRegion(this.#context);
    const last = region.lastSection;
    const counts =
      (section.flags & (F.alloc | F.load)) !== 0 &&
      !section.removed &&
      (section.size > 0 || (!last && section.vma !== section.lma) || (last !== undefined && section.vma >= last.vma));
    const firstOverlay = section.overlay?.members[0] === section;
    if ((counts || firstOverlay) && !section.loadRegion && !this.#context.options.relocatable)
      region.lastSection = section;
  }

  #lmaOf(section: OutputSection, alignment: number, shift: bigint): bigint {
    const overlay = section.overlay ? this.scope.overlayLoadAddress(section) : undefined;
    const explicit = overlay ?? section.description?.loadAddress;
    if (explicit) {
      const value = this.scope.at(this.#dot, section).value(explicit);
      return value ? absolute(value) : section.vma;
    }
    if (section.loadRegion) {
      const current = section.loadRegion.current;
      if (section.description?.alignWithInput) return current + shift;
      const own =
        section.loadRegion === section.region ? alignment : this.scope.alignment(section.description?.align, this.#dot);
      return alignUp(current, BigInt(own));
    }
    const last = (section.region ?? defaultRegion(this.#context)).lastSection;
    if (!last || !(section.flags & F.alloc)) return section.vma;
    const end = section.vma + BigInt(section.size);
    if (section.vma < last.vma && section.size !== 0 && end <= last.vma) return section.vma;
    if (section.overlay && firstThere(section.overlay.members) !== section)
      return alignUp(last.lma + BigInt(last.size), BigInt(alignment));
    return alignUp(BigInt.asUintN(64, section.vma + last.lma - last.vma), BigInt(alignment));
  }

  #contents(section: OutputSection): void {
    const before = section.size;
    if (this.#records) {
      section.gaps = [];
      section.inputs.length = 0;
    }
    const state: Contents = {
      section,
      low: Number(section.vma % TWO32),
      offset: 0,
      fill: section.fill,
      subalign: section.description?.subalign && this.scope.alignment(section.description.subalign, this.#dot),
    };
    this.#pieces(section.pieces, state);
    section.size = state.offset;
    if (section.size !== before) this.#noteSection('size', section);
  }

  #pieces(pieces: readonly Piece[], state: Contents): void {
    const { section } = state;
    for (const piece of pieces) {
      switch (piece.kind) {
        case 'input':
          this.#input(piece.section, state);
          break;
        case 'pattern':
          this.#pattern(piece, state);
          break;
        case 'assign':
          this.#innerAssign(piece.command, state);
          break;
        case 'assert':
          this.scope.assert(piece.command, section.vma + BigInt(state.offset), section);
          break;
        case 'data': {
          piece.offset = state.offset;
          const value = this.scope.at(section.vma + BigInt(state.offset), section).value(piece.command.value);
          piece.value = value ? absolute(value) : 0n;
          state.offset += piece.command.size;
          break;
        }
        case 'text':
          piece.offset = state.offset;
          state.offset += piece.bytes.length;
          break;
        case 'fill':
          piece.pattern ??= this.scope.fillPattern(piece.command.value);
          state.fill = piece.pattern;
      }
    }
  }

  /** The inputs of one pattern; where they start as they did in the pass before, they end so, too. */
  #pattern(piece: Piece & { kind: 'pattern' }, state: Contents): void {
    const { laid } = piece;
    const { low, offset } = state;
    if (laid?.round === this.#round && laid.low === low && laid.offset === offset && !this.#records) {
      state.offset = laid.end;
      return;
    }
    for (const inner of piece.pieces) if (inner.kind === 'input') this.#input(inner.section, state);
    piece.laid = { round: this.#round, low, offset, end: state.offset };
  }

  #input(input: InputSection, state: Contents): void {
    const { section } = state;
    if (input.discarded !== '' || section.ignored) {
      input.offset = state.offset;
      return;
    }
    if (state.subalign !== undefined) input.align = state.subalign;
    if (input.align > section.align) section.align = input.align;
    const rest = (state.low + state.offset) % input.align;
    if (rest !== 0) this.#gap(state, input.align - rest);
    input.offset = state.offset;
    state.offset += input.size;
    if (this.#records) section.inputs.push(input);
  }

  #gap(state: Contents, size: number): void {
    if (this.#records) state.section.gaps.push({ offset: state.offset, size, fill: state.fill });
    state.offset += size;
  }

  #innerAssign(command: ast.Assignment, state: Contents): void {
    const { section } = state;
    const dot = section.vma + BigInt(state.offset);
    const scope = this.scope.at(dot, section);
    const value = this.#assigned(command);
    if (command.name !== '.') {
      section.updatesDot = true;
      if (scope.define(command, value, section, undefined)) this.#noteSymbol(command);
      return;
    }
    if (this.#pass === 1 && !isNoMove(command, value)) section.flags |= F.keep;
    if (!value) return;
    const next = value.section === undefined ? section.vma + value.value : absolute(value);
    this.#context.dots.set(command, next);
    const move = BigInt.asIntN(64, next - dot);
    if (move < 0n) {
      if (this.scope.final)
        this.#context.sink.report(
          scriptPos(command.script, command.at),
          messages.backwards(dot, next),
          command.name.length,
        );
      return;
    }
    if (section.ignored || move === 0n) return;
    if (move > MOST_MOVE) {
      if (this.scope.final)
        this.#context.sink.report(scriptPos(command.script, command.at), messages.tooFar(dot, next, MOST_MOVE));
      return;
    }
    const type = section.description?.type ?? '';
    if (type === '' || type === 'READONLY') section.flags |= F.alloc;
    else if (type === 'NOLOAD') section.flags |= F.alloc | F.neverLoad;
    this.#gap(state, Number(move));
  }
}

interface Contents {
  readonly section: OutputSection;
  /** The low 32 bits of the section's address: input alignment is that of the address. */
  readonly low: number;
  offset: number;
  fill: Uint8Array | undefined;
  /** SUBALIGN: takes the place of what the inputs ask for. */
  readonly subalign: number | undefined;
}
