/**
 * Orphans: input sections that no pattern names ("ld" manual, "Orphan Sections").
 *
 * An orphan joins an output section of its own name and type, else it becomes one, placed after the last section of its
 * kind: code, read-only data, thread data, data, zero-initialised data, or at the end where nothing is loaded.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import { attach, create } from './attach.ts';
import type { LinkContext } from './context.ts';
import { F, type InputSection, OutputSection, type Statement } from './model.ts';
import { inputPieces } from './place.ts';
import { staysApart } from './unique.ts';

type Kind = 'text' | 'rodata' | 'tdata' | 'data' | 'bss' | 'note' | 'rel' | 'nonalloc' | 'debug';

/** The section after which the first orphan of a kind goes, where the script has it. */
const ANCHOR: Readonly<Record<Kind, string>> = {
  text: '.text',
  rodata: '.rodata',
  tdata: '.tdata',
  data: '.data',
  bss: '.bss',
  note: '.interp',
  rel: '',
  nonalloc: '.comment',
  debug: '',
};

/** What the anchors' flags would be: they count while nothing has made the section exist. */
const READONLY = F.contents | F.alloc | F.load | F.readonly;
const PRESET: Readonly<Record<string, number>> = {
  '.text': READONLY | F.code,
  '.rodata': READONLY,
  '.tdata': F.contents | F.alloc | F.load | F.tls,
  '.data': F.contents | F.alloc | F.load,
  '.bss': F.alloc,
  '.interp': READONLY,
  '.comment': F.contents,
};

function kindOf(section: InputSection, flags: number): Kind {
  if (!(flags & F.alloc)) return flags & F.debug ? 'debug' : 'nonalloc';
  if (flags & F.load && section.type === elf.SHT_NOTE) return 'note';
  if (!(flags & (F.load | F.contents | F.tls))) return 'bss';
  if (flags & F.tls) return 'tdata';
  if (!(flags & F.readonly)) return 'data';
  if (flags & F.load && (section.type === elf.SHT_RELA || section.type === elf.SHT_REL)) return 'rel';
  return flags & F.code ? 'text' : 'rodata';
}

/** Place every section in `rest`. */
export function placeOrphans(context: LinkContext, rest: readonly InputSection[]): void {
  const placer = new OrphanPlacer(context, rest);
  for (const section of rest) placer.place(section);
}

class OrphanPlacer {
  readonly #context: LinkContext;
  /** The newest orphan of each kind, the first one of notes: the next one goes right behind it. */
  readonly #newest = new Map<Kind, OutputSection>();
  readonly #byName = new Map<string, InputSection[]>();

  constructor(context: LinkContext, rest: readonly InputSection[]) {
    this.#context = context;
    for (const section of rest) {
      const list = this.#byName.get(section.name);
      if (list) list.push(section);
      else this.#byName.set(section.name, [section]);
    }
  }

  place(section: InputSection): void {
    const { options, sink } = this.#context;
    if (section.flags & F.exclude && !options.relocatable) {
      section.discarded = 'excluded';
      return;
    }
    const { orphans } = options;
    if (orphans === 'discard') {
      section.discarded = 'script';
      return;
    }
    const output = section.name === 'COMMON' ? this.#homeOfCommons() : this.#find(section);
    if (orphans !== 'place' && !(section.flags & F.linkerCreated))
      sink.report(
        NO_POS,
        messages.orphan(orphans === 'error' ? 'error' : 'warning', section.file.title, section.name, output.name),
      );
    attach(this.#context, output, section);
    output.pieces.push({ kind: 'input', section });
  }

  /** Common symbols belong where the script speaks of them last, else to .bss. */
  #homeOfCommons(): OutputSection {
    const { outputs, byName } = this.#context;
    const speaks = (section: OutputSection): boolean =>
      section.pieces.some((p) => p.kind === 'pattern' && p.command.sections.some((s) => s.name === 'COMMON'));
    const home = outputs.findLast((s) => s.name !== '/DISCARD/' && speaks(s)) ?? byName.get('.bss');
    return home ?? this.#append('.bss');
  }

  #append(name: string): OutputSection {
    const output = new OutputSection(name, undefined);
    output.orphan = true;
    this.#context.statements.push({ kind: 'section', section: output });
    this.#context.outputs.push(output);
    if (!this.#context.byName.has(name)) this.#context.byName.set(name, output);
    return output;
  }

  #find(section: InputSection): OutputSection {
    // Dynamic relocations of all sections are one table.
    const dynamic = section.type === elf.SHT_RELA && section.flags & F.alloc && !this.#context.options.relocatable;
    const name = dynamic ? '.rela.dyn' : section.name;
    const { options } = this.#context;
    const apart = options.unique.includes('') || staysApart(options, name);
    if (apart || (section.flags & F.group && options.relocatable)) return this.#insert(section, name);
    const named = this.#context.outputs.filter((s) => s.name === name);
    const retained = (s: OutputSection): boolean =>
      !this.#context.options.relocatable || (s.osFlags & elf.SHF_GNU_RETAIN) === (section.sh & elf.SHF_GNU_RETAIN);
    const joined = named.find((s) => s.exists && compatible(s, section) && retained(s));
    return joined ?? named.findLast((s) => !s.exists) ?? this.#insert(section, name);
  }

  /** Read-only counts only where all orphans of the name are. */
  #flagsOf(section: InputSection): number {
    let { flags } = section;
    const loads = F.load | F.alloc;
    const namesakes = this.#byName.get(section.name) ?? [];
    for (const other of namesakes)
      if (!other.output && !(other.flags & F.readonly) && ((other.flags ^ flags) & loads) === 0) flags &= ~F.readonly;
    return flags;
  }

  #insert(section: InputSection, name: string): OutputSection {
    const context = this.#context;
    const flags = this.#flagsOf(section);
    const kind = kindOf(section, flags);
    const newest = this.#newest.get(kind);
    const anchor = newest ?? this.#anchor(kind, section, flags);
    const after = (kind === 'note' && anchor && this.#noteLike(anchor, section.align)) || anchor;
    if (kind === 'debug') return this.#append(name);
    const output = new OutputSection(name, undefined);
    output.orphan = true;
    if (kind !== 'note' || !newest) this.#newest.set(kind, output);
    output.follows = after;
    this.#placeStatement(output, after, newest !== undefined && after === newest);
    if (!context.byName.has(output.name)) context.byName.set(output.name, output);
    this.#placeHeader(output, after, section.flags);
    return output;
  }

  /**
   * Notes of one alignment stay together, to be in one segment: the last such one of those that follow the anchor without a gap
   * (and that precede it, where it is no orphan).
   */
  #noteLike(anchor: OutputSection, align: number): OutputSection | undefined {
    const isEmpty = (s: OutputSection): boolean => s.hasInput && [...inputPieces(s.pieces)].every((i) => i.size === 0);
    const isThere = (s: OutputSection): boolean => s.exists && s.name !== '/DISCARD/' && !isEmpty(s);
    const there = this.#context.outputs.filter((s) => s === anchor || isThere(s));
    const isNote = (s: OutputSection): boolean => s.type === elf.SHT_NOTE;
    let from = there.indexOf(anchor);
    if (isNote(anchor) && !anchor.orphan) from = there.slice(0, from).findLastIndex((s) => !isNote(s));
    const behind = there.slice(from + 1);
    const end = behind.findIndex((s) => !isNote(s));
    const run = [...(anchor.orphan ? [anchor] : []), ...behind.slice(0, end < 0 ? undefined : end)];
    // Of a section that the linker makes the output has not taken over anything yet.
    const alignOf = (s: OutputSection): number =>
      Math.max(s.align, ...[...inputPieces(s.pieces)].map((input) => input.align));
    return run.findLast((s) => alignOf(s) === align);
  }

  #placeStatement(output: OutputSection, after: OutputSection | undefined, immediately: boolean): void {
    const context = this.#context;
    const { statements } = context;
    const behind = after ? statements.findIndex((s) => s.kind === 'section' && s.section === after) + 1 : 0;
    const at = immediately ? behind : endOfAssignments(statements, behind, after === undefined);
    statements.splice(at, 0, { kind: 'section', section: output });
    context.outputs = statements.flatMap((s) => (s.kind === 'section' ? [s.section] : []));
  }

  /** Its header comes behind that of the section that it follows, or of the last one before that which exists. */
  #placeHeader(output: OutputSection, after: OutputSection | undefined, flags: number): void {
    const { created, outputs } = this.#context;
    create(this.#context, output, flags & ~(F.linkerCreated | F.group | F.exclude | F.keep | F.retain));
    const upTo = after ? outputs.indexOf(after) + 1 : 0;
    const before = outputs.slice(0, upTo).findLast((s) => s.exists && s.name !== '/DISCARD/' && s !== output);
    created.pop();
    created.splice(before ? created.indexOf(before) + 1 : 0, 0, output);
  }

  #anchor(kind: Kind, section: InputSection, flags: number): OutputSection | undefined {
    const { byName, outputs } = this.#context;
    const named = kind === 'rel' ? outputs.find((s) => /^\.rela?(\.|$)/.test(s.name)) : byName.get(ANCHOR[kind]);
    if (named) return named;
    return this.#alike(section, flags, true) ?? (flags & F.tls ? undefined : this.#alike(section, flags, false));
  }

  /** The last section with the same flags, else the last with those that matter for what the orphan is. */
  #alike(section: InputSection, flags: number, sameType: boolean): OutputSection | undefined {
    const all = F.contents | F.alloc | F.load | F.readonly | F.code | F.tls;
    const candidates = this.#context.outputs.filter(
      (s) => s.name !== '/DISCARD/' && (!sameType || !s.exists || s.type === section.type),
    );
    const { byName } = this.#context;
    const preset = (s: OutputSection): number => (byName.get(s.name) === s ? (PRESET[s.name] ?? 0) : 0);
    const flagsNow = (s: OutputSection): number => (s.exists ? s.flags : preset(s));
    const last = (mask: number): OutputSection | undefined =>
      candidates.findLast((s) => ((flagsNow(s) ^ flags) & mask) === 0);
    const exact = last(all);
    if (exact) return exact;
    // Of what is not loaded the type does not matter.
    if (!(flags & F.alloc))
      return this.#context.outputs.findLast((s) => s.name !== '/DISCARD/' && ((s.flags ^ flags) & F.debug) === 0);
    if (flags & F.code) return last(all & ~F.readonly);
    if (flags & F.readonly) return last(all & ~F.code);
    if (flags & F.tls) return this.#threadNeighbour(flags);
    if (flags & F.contents) return last(all & ~(F.readonly | F.code));
    return last(F.alloc);
  }

  /** Thread data goes after data, its zero-initialised part right behind its initialised one. */
  #threadNeighbour(flags: number): OutputSection | undefined {
    let found: OutputSection | undefined;
    let seen = false;
    for (const section of this.#context.outputs) {
      if (section.name === '/DISCARD/') continue;
      const differs = section.flags ^ (flags | F.load | F.contents);
      if (!(differs & (F.tls | F.alloc))) {
        if (differs & F.load && flags & F.load) break;
        seen = true;
      } else if (seen) break;
      if (!(differs & (F.contents | F.alloc | F.load))) found = section;
    }
    return found;
  }
}

/** Whether an orphan may join a section of its name: one without anything yet, or one that is loaded alike and of the same type. */
function compatible(output: OutputSection, section: InputSection): boolean {
  if (output.flags === 0) return true;
  return ((output.flags ^ section.flags) & (F.alloc | F.load)) === 0 && output.type === section.type;
}

/**
 * The index up to which assignments belong to what precedes `from`: to the first that moves dot, if an allocated section comes
 * then, else up to the next section. At the start of the script the first assignment to dot says where everything begins, and
 * is passed.
 */
function endOfAssignments(statements: readonly Statement[], from: number, atStart: boolean): number {
  let skip = atStart;
  let moves = -1;
  for (let at = from; at < statements.length; at++) {
    const statement = statements[at] as Statement;
    if (statement.kind === 'section') {
      const { hasInput, flags } = statement.section;
      return moves >= 0 && (!hasInput || flags & F.alloc) ? moves : at;
    }
    if (moves >= 0 || statement.kind !== 'assign' || statement.command.name !== '.') continue;
    if (!skip) moves = at;
    skip = false;
  }
  return statements.length;
}
