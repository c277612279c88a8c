/**
 * From script commands to statements: output sections with their pieces, in the script's order.
 *
 * Enters: the parsed script and the loaded inputs. Leaves: `context.statements`, every input section placed, discarded or
 * orphaned. From here on no input section changes its output section.
 */
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import { type Node, nodesOf } from '../expr/node.ts';
import { attach, create } from './attach.ts';
import { hint, type LinkContext, scriptPos } from './context.ts';
import { F, type InputSection, OutputSection, type Piece, type Statement } from './model.ts';
import { placeOrphans } from './orphans.ts';
import { Placer } from './place.ts';
import type { LayoutScope } from './scope.ts';
import type * as ast from './script/ast.ts';
import { staysApart } from './unique.ts';

/** Build all statements and place all sections. */
export function build(context: LinkContext, scope: LayoutScope): void {
  const builder = new Builder(context, scope);
  builder.commands();
  builder.place();
}

class Builder {
  readonly #context: LinkContext;
  readonly #scope: LayoutScope;

  constructor(context: LinkContext, scope: LayoutScope) {
    this.#context = context;
    this.#scope = scope;
  }

  commands(): void {
    let sinceInsert = 0;
    const inserts: (() => void)[] = [];
    const { statements } = this.#context;
    for (const command of this.#context.script.commands) {
      switch (command.kind) {
        case 'assign':
        case 'assert':
          statements.push({ kind: command.kind, command } as Statement);
          break;
        case 'section':
          this.#section(command);
          break;
        case 'overlay':
          this.#overlay(command);
          break;
        case 'insert': {
          const moved = statements.splice(sinceInsert);
          inserts.push(() => this.#insert(command, moved));
          sinceInsert = statements.length;
        }
      }
    }
    // Only then what they name is there: the standard script comes last.
    for (const insert of inserts) insert();
    this.#startedSections();
    this.#context.outputs = statements.flatMap((s) => (s.kind === 'section' ? [s.section] : []));
  }

  /** A section that only --section-start speaks of comes after all of the script. */
  #startedSections(): void {
    const { byName, statements, options } = this.#context;
    for (const name of options.sectionStarts.keys()) {
      if (name.startsWith('segment:') || byName.has(name)) continue;
      const section = new OutputSection(name, undefined);
      byName.set(name, section);
      statements.push({ kind: 'section', section });
    }
  }

  #section(description: ast.SectionDescription): OutputSection {
    // Every description is a section of its own; expressions speak of the first one of a name.
    const { byName, statements } = this.#context;
    const section = new OutputSection(description.name, description);
    section.pieces.push(...description.body.map((c) => piece(c, description.script)));
    section.phdrs = description.phdrs;
    section.fixedType = description.elfType && this.#elfType(description.elfType);
    if (!byName.has(description.name)) byName.set(description.name, section);
    statements.push({ kind: 'section', section });
    return section;
  }

  #elfType(expression: ast.Expression): number | undefined {
    const { node, script, at, end } = expression;
    const named = node.kind === 'name' && Object.hasOwn(TYPES, node.name) ? TYPES[node.name] : undefined;
    const value = named ?? (node.kind === 'name' ? undefined : this.#scope.value(expression)?.value);
    if (value === undefined)
      this.#context.sink.report(scriptPos(script, at), messages.unknownType(script.text.slice(at, end)), end - at);
    return value === undefined ? undefined : Number(value);
  }

  #overlay(command: ast.OverlayDescription): void {
    const members: OutputSection[] = [];
    for (const description of command.sections) {
      const section = this.#section({
        ...description,
        region: description.region || command.region,
        loadRegion: command.loadRegion,
      });
      section.overlay = { command, members };
      if (section.phdrs.length === 0) section.phdrs = command.phdrs;
      members.push(section);
      this.#loadBounds(command, section.name);
    }
  }

  /** PROVIDE(__load_start_NAME = LOADADDR(NAME)) and the like for its end. */
  #loadBounds({ script, at }: ast.OverlayDescription, section: string): void {
    const call = (name: string): Node => ({ kind: 'call', name, args: [{ kind: 'name', name: section, at }], at });
    const start = call('LOADADDR');
    const stop: Node = { kind: 'binary', op: '+', left: start, right: call('SIZEOF'), at };
    const name = section.replace(/[^A-Za-z0-9_]/g, '');
    for (const [which, node] of [
      ['start', start],
      ['stop', stop],
    ] as const) {
      const value = { node, script, at, end: at };
      const command = { op: '=', value, provide: true, hidden: false, script, at, name: `__load_${which}_${name}` };
      this.#context.statements.push({ kind: 'assign', command: { kind: 'assign', ...command } });
    }
  }

  #insert(command: ast.InsertCommand, moved: readonly Statement[]): void {
    const { statements, byName, sink } = this.#context;
    const at = statements.findIndex((s) => s.kind === 'section' && s.section.name === command.section);
    if (at < 0) {
      const script = moved[0]?.kind === 'section' ? moved[0].section.description?.script : undefined;
      sink.report(
        script ? scriptPos(script, command.at) : -1,
        messages.insertTarget(command.section, hint(command.section, byName.keys())),
      );
      statements.push(...moved);
    } else statements.splice(command.after ? at + 1 : at, 0, ...moved);
  }

  /** Walk the patterns in order; what is left over are orphans. */
  place(): void {
    const context = this.#context;
    const placer = new Placer(
      context.files.flatMap((file) => file.list),
      context.options.sortSection,
    );
    for (const name of context.options.sectionStarts.keys()) {
      const section = context.byName.get(name);
      if (section) create(context, section, 0);
    }
    for (const statement of context.statements) {
      if (statement.kind === 'assign') this.#mention(statement.command.value.node);
      else if (statement.kind === 'assert') this.#mention(statement.command.condition.node);
      if (statement.kind !== 'section') continue;
      const { section } = statement;
      const only = section.description?.constraint ?? '';
      if (only.startsWith('ONLY_IF') && !this.#constraintHolds(section, placer, only)) continue;
      this.#fill(section, placer);
    }
    // A constraint that did not hold leaves no section behind.
    context.statements = context.statements.filter((s) => s.kind !== 'section' || !s.section.ignored);
    context.outputs = context.outputs.filter((s) => !s.ignored);
    placeOrphans(context, placer.rest());
    // Text is read-only, whatever was put into it (-N: it is not).
    const text = context.byName.get('.text');
    if (text?.exists && !context.options.relocatable)
      text.flags = context.options.omagic ? text.flags & ~F.readonly : text.flags | F.readonly;
  }

  #constraintHolds(section: OutputSection, placer: Placer, only: string): boolean {
    const inputs = section.pieces.flatMap((p) => (p.kind === 'pattern' ? placer.look(p.command) : []));
    const readonly = inputs.every((s) => (s.flags & F.readonly) !== 0);
    const holds = only === 'ONLY_IF_RO' ? readonly : !readonly;
    const { byName } = this.#context;
    if (holds) byName.set(section.name, section);
    else section.ignored = true;
    return holds;
  }

  #fill(section: OutputSection, placer: Placer): void {
    const { options } = this.#context;
    const discards = section.name === '/DISCARD/';
    // Members of a group that stays one keep to themselves.
    const accept = (input: InputSection): boolean =>
      !(options.relocatable && input.flags & F.group) && (discards || !staysApart(options, input.name));
    if (section.description?.fill) section.fill = this.#scope.fillPattern(section.description.fill);
    for (const item of section.pieces) {
      if (item.kind === 'pattern') {
        for (const input of placer.take(item.command, accept)) {
          input.why = item.command;
          if (discards) input.discarded = 'script';
          else if (input.flags & F.exclude && !options.relocatable) input.discarded = 'excluded';
          else if (options.strip !== 'none' && input.flags & F.debug) input.discarded = 'script';
          else {
            attach(this.#context, section, input);
            item.pieces.push({ kind: 'input', section: input });
          }
        }
      } else if (!discards) this.#enliven(section, item);
    }
  }

  /** Data and assignments make a section exist, too, and sections whose addresses they speak of. */
  #enliven(section: OutputSection, item: Piece): void {
    const context = this.#context;
    if (item.kind === 'data' || item.kind === 'text') {
      const type = section.description?.type ?? '';
      const loaded = type === '' || type === 'READONLY' ? F.alloc | F.load : type === 'NOLOAD' ? F.neverLoad : 0;
      const flags = loaded | F.contents;
      if (!create(context, section, flags | F.readonly)) section.flags |= flags;
      if (item.kind === 'data') this.#mention(item.command.value.node);
    } else if (item.kind === 'assign') {
      create(context, section, 0);
      this.#mention(item.command.value.node);
    } else if (item.kind === 'fill') create(context, section, 0);
    else if (item.kind === 'assert') this.#mention(item.command.condition.node);
  }

  /** ADDR and LOADADDR make the section that they name. */
  #mention(node: Node): void {
    for (const call of nodesOf(node)) {
      if (call.kind !== 'call' || !/^(ADDR|LOADADDR)$/.test(call.name)) continue;
      const [first] = call.args;
      const section = first?.kind === 'name' ? this.#context.byName.get(first.name) : undefined;
      if (section) create(this.#context, section, 0);
    }
  }
}

/** Names that TYPE= takes. */
const TYPES: Readonly<Record<string, number>> = {
  SHT_PROGBITS: elf.SHT_PROGBITS,
  SHT_STRTAB: elf.SHT_STRTAB,
  SHT_NOTE: elf.SHT_NOTE,
  SHT_NOBITS: elf.SHT_NOBITS,
  SHT_INIT_ARRAY: elf.SHT_INIT_ARRAY,
  SHT_FINI_ARRAY: elf.SHT_FINI_ARRAY,
  SHT_PREINIT_ARRAY: elf.SHT_PREINIT_ARRAY,
};

function piece(command: ast.BodyCommand, script: ast.ScriptText): Piece {
  switch (command.kind) {
    case 'assign':
    case 'assert':
      return { kind: command.kind, command } as Piece;
    case 'data':
      return { kind: 'data', command, offset: 0, value: 0n, script };
    case 'text':
      return { kind: 'text', bytes: command.bytes, offset: 0 };
    case 'fill':
      return { kind: 'fill', command, pattern: undefined };
    case 'input':
      return { kind: 'pattern', command, pieces: [] };
    default:
      return { kind: 'text', bytes: new Uint8Array(0), offset: 0 };
  }
}
