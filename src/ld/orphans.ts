/**
 * Orphans: input sections that no pattern names ("ld" manual, "Orphan Sections").
 *
 * An orphan joins an output section of its own name, else it becomes one, placed after the last section of its kind: code,
 * read-only data, thread data, data, zero-initialised data, or at the end where nothing is loaded. Names that are C
 * identifiers get __start_ and __stop_ symbols where somebody asks for them.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import type { LinkContext } from './context.ts';
import { F, type InputSection, OutputSection, type Statement } from './model.ts';
import { attach } from './place.ts';
import { typeOf } from './segments.ts';

type Kind = 'text' | 'rodata' | 'tdata' | 'data' | 'bss' | 'interp' | 'note' | 'rel' | 'nonalloc';

/** What an orphan is, and after which well-known section its kind goes. */
function kindOf(section: { readonly flags: number; readonly name: string; readonly type: number }): Kind {
  if (!(section.flags & F.alloc)) return 'nonalloc';
  if (section.type === 7) return 'note';
  if (section.flags & F.tls) return 'tdata';
  if (!(section.flags & F.load)) return 'bss';
  if (/^\.rela?\b/.test(section.name) && section.flags & F.readonly) return 'rel';
  if (!(section.flags & F.readonly)) return 'data';
  return section.flags & F.code ? 'text' : 'rodata';
}

const ANCHOR: Readonly<Record<Kind, readonly string[]>> = {
  text: ['.text'],
  rodata: ['.rodata'],
  tdata: ['.tdata'],
  data: ['.data'],
  bss: ['.bss'],
  interp: ['.interp'],
  note: ['.interp', '.note'],
  rel: ['.rela.dyn', '.rel.dyn'],
  nonalloc: [],
};

/** Place every section in `rest`. */
export function placeOrphans(context: LinkContext, rest: readonly InputSection[]): void {
  const lastOf = new Map<Kind, OutputSection>();
  for (const section of rest) {
    if (section.flags & F.exclude && !context.options.relocatable) {
      section.discarded = 'excluded';
      continue;
    }
    const { orphans } = context.options;
    if (orphans === 'discard') {
      section.discarded = 'script';
      continue;
    }
    // Common symbols belong where the script speaks of them, else to .bss.
    const name = section.name === 'COMMON' ? homeOfCommons(context) : section.name;
    const existing = context.byName.get(name);
    const output =
      existing && (section.name === 'COMMON' || compatible(existing, section))
        ? existing
        : insert(context, section, name, lastOf);
    if (orphans !== 'place' && section.size >= 0 && !(section.flags & F.linkerCreated))
      context.sink.report(
        NO_POS,
        messages.orphan(orphans === 'error' ? 'error' : 'warning', section.file.title, section.name, output.name),
      );
    attach(output, section, undefined);
    output.pieces.push({ kind: 'input', section });
  }
}

function homeOfCommons(context: LinkContext): string {
  const speaks = (section: OutputSection): boolean =>
    section.pieces.some((p) => p.kind === 'pattern' && p.command.sections.some((s) => s.name === 'COMMON'));
  return context.outputs.findLast((s) => s.name !== '/DISCARD/' && speaks(s))?.name ?? '.bss';
}

/** Whether an orphan may join a section of its name: an unused one, or one that is loaded alike and of the same type. */
function compatible(output: OutputSection, section: InputSection): boolean {
  if (!output.exists || output.flags === 0) return true;
  return (
    ((output.flags ^ section.flags) & (F.alloc | F.load)) === 0 &&
    (output.type === 0 || typeOf(output) === section.type)
  );
}

function insert(
  context: LinkContext,
  section: InputSection,
  name: string,
  lastOf: Map<Kind, OutputSection>,
): OutputSection {
  const output = new OutputSection(name, undefined);
  output.orphan = true;
  const kind = kindOf(section);
  const after = lastOf.get(kind) ?? anchor(context, kind, section.flags);
  lastOf.set(kind, output);
  const statement: Statement = { kind: 'section', section: output };
  const at = after ? afterStatement(context, after) : -1;
  if (at < 0) context.statements.push(statement);
  else context.statements.splice(at, 0, statement);
  context.outputs = context.statements.flatMap((s) => (s.kind === 'section' ? [s.section] : []));
  if (!context.byName.has(output.name)) context.byName.set(output.name, output);
  return output;
}

/** The section after which the first orphan of a kind goes: the named one, or the last whose flags are like it. */
function anchor(context: LinkContext, kind: Kind, flags: number): OutputSection | undefined {
  for (const name of ANCHOR[kind]) {
    const named = context.byName.get(name);
    if (named) return named;
  }
  const like = (mask: number): OutputSection | undefined =>
    context.outputs.findLast((s) => s.exists && s.name !== '/DISCARD/' && ((s.flags ^ flags) & mask) === 0);
  if (kind === 'nonalloc') return undefined;
  return (
    like(F.contents | F.alloc | F.load | F.readonly | F.code | F.tls) ??
    like(F.contents | F.alloc | F.load | F.readonly | F.tls) ??
    like(F.contents | F.alloc | F.load) ??
    like(F.alloc)
  );
}

/** Index of the statement after `section` and the assignments that follow it, up to one that moves dot. */
function afterStatement(context: LinkContext, section: OutputSection): number {
  const { statements } = context;
  let at = statements.findIndex((s) => s.kind === 'section' && s.section === section) + 1;
  if (at === 0) return -1;
  for (let i = at; i < statements.length; i++) {
    const statement = statements[i] as Statement;
    if (statement.kind === 'section' || (statement.kind === 'assign' && statement.command.name === '.')) break;
    if (statement.kind === 'assign') at = i + 1;
  }
  return at;
}
