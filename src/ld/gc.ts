/**
 * --gc-sections: what nothing reaches from the roots is dropped ("ld" manual, --gc-sections).
 *
 * Roots: the entry, -u and EXTERN, sections that KEEP names, sections the compiler marked (SHF_GNU_RETAIN), notes and
 * initialisers, and, in names that are C identifiers, whatever __start_NAME or __stop_NAME asks for. Only loaded sections go;
 * debugging information stays, with zeros where it described what went.
 */
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { FrameReach } from './eh-frame/reach.ts';
import { F, type GlobalSymbol, type InputFile, InputSection, OutputSection } from './model.ts';
import { Placer } from './place.ts';
import type { BodyCommand, SectionsCommand } from './script/ast.ts';

/** Mark what is reachable; drop the rest. Returns the sections dropped. */
export function collectGarbage(context: LinkContext, roots: readonly string[]): InputSection[] {
  const marker = new Marker(context);
  for (const name of roots) marker.symbol(context.symbols.find(name));
  for (const section of keptByScript(context)) marker.section(section);
  for (const file of context.files) for (const section of file.list) if (isRoot(section)) marker.section(section);
  marker.run();
  const dropped: InputSection[] = [];
  for (const file of context.files) {
    for (const section of file.list) {
      if (section.marked || section.discarded !== '' || !(section.flags & F.alloc)) continue;
      section.discarded = 'gc';
      dropped.push(section);
    }
  }
  return dropped;
}

function isRoot(section: InputSection): boolean {
  if (section.flags & (F.linkerCreated | F.retain)) return true;
  if (!(section.flags & F.alloc)) return false;
  if (section.type === elf.SHT_NOTE || (section.type >= elf.SHT_INIT_ARRAY && section.type <= elf.SHT_PREINIT_ARRAY))
    return true;
  return section.name === 'COMMON';
}

function keptByScript(context: LinkContext): InputSection[] {
  const placer = new Placer(context.files.flatMap((file) => file.list));
  const kept: InputSection[] = [];
  const visit = (command: SectionsCommand | BodyCommand): void => {
    if (command.kind === 'section') command.body.forEach(visit);
    else if (command.kind === 'overlay') command.sections.forEach(visit);
    else if (command.kind === 'input' && command.keep) kept.push(...placer.look(command));
  };
  context.script.commands.forEach(visit);
  return kept;
}

class Marker {
  readonly #context: LinkContext;
  readonly #queue: InputSection[] = [];
  /** Sections whose names are C identifiers, for __start_NAME. */
  readonly #byIdentifier = new Map<string, InputSection[]>();

  readonly #frames: FrameReach;

  constructor(context: LinkContext) {
    this.#context = context;
    this.#frames = new FrameReach(context);
    for (const file of context.files) {
      for (const section of file.list) {
        if (!/^[A-Za-z_]\w*$/.test(section.name)) continue;
        const list = this.#byIdentifier.get(section.name);
        if (list) list.push(section);
        else this.#byIdentifier.set(section.name, [section]);
      }
    }
  }

  section(section: InputSection | undefined): void {
    if (!section || section.marked || section.discarded !== '') return;
    section.marked = true;
    this.#queue.push(section);
  }

  symbol(symbol: GlobalSymbol | undefined): void {
    if (!symbol) return;
    const { section } = symbol;
    if (section instanceof InputSection) this.section(section);
    else if (!(section instanceof OutputSection)) {
      const name = /^__(?:start|stop)_(\w+)$/.exec(this.#context.symbols.nameOf(symbol))?.[1];
      for (const each of this.#byIdentifier.get(name ?? '') ?? []) this.section(each);
    }
  }

  run(): void {
    for (let next = this.#queue.pop(); next; next = this.#queue.pop()) this.#follow(next);
  }

  #follow(section: InputSection): void {
    const { file, rela } = section;
    const { view, symbols } = file;
    for (const [owner, index] of this.#frames.from(section)) this.#reference(owner, index);
    if (rela === 0 || !view || !symbols || this.#frames.isFrames(section)) return;
    const relocations = view.relocations(rela, symbols.count);
    for (let i = 0; i < relocations.count; i++) this.#reference(file, relocations.symbol(i));
  }

  #reference(file: InputFile, index: number): void {
    const id = file.globals[index] ?? -1;
    if (id >= 0) this.symbol(this.#context.symbols.byId(id));
    else if (file.symbols?.inSection(index)) this.section(file.sections[file.symbols.section(index)]);
  }
}
