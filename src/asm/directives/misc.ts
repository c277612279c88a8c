/**
 * Everything else: files, messages, literal pools, relocations by hand, architecture, directives that only other
 * systems or listings care about.
 *
 * `as` manual, chapter "Assembler Directives"; "AArch64 Directives".
 */
import { nearest } from '../../diag/did-you-mean.ts';
import * as messages from '../../diag/messages/asm.ts';
import { architectureNames, cpuNames, extensionNames, FeatureSet } from '../../isa/features.ts';
import { ilp32ByName, ilp32Number, RELOCS, relocByName } from '../../isa/relocs.ts';
import { bytesOfText, textOfBytes } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { isNamePart } from '../chars.ts';
import { FIXUP } from '../fixup.ts';
import { lengthOf } from '../gnu-fragments.ts';
import type { Edict } from '../listing.ts';
import { unreq } from '../register-alias.ts';
import { operandIsNext, readOn } from '../rest.ts';
import { Section, VARIABLE } from '../section.ts';
import { SHF, SHT } from '../section-table.ts';
import { Frame } from '../source.ts';
import { isOperation, NO_VALUE, Sym, WHERE } from '../symbol.ts';
import { gnuAttribute } from './gnu-attribute.ts';
import { readString, readText, terminatedStrings } from './strings.ts';
import type { Directive } from './table.ts';

/** Nested .include files. */
const INCLUDE_LIMIT = 200;

/** `.ltorg`, `.pool`: place the literals asked for so far in this subsection, smallest first. */
export function placeLiterals(a: Assembler): void {
  for (const power of [2, 3, 4]) {
    const size = 2 ** power;
    const pool = a.pools.find(a.sub, size);
    if (!pool?.label) continue;
    a.align(power, 0);
    a.enterData();
    a.recordAlign(power);
    a.place(pool.label);
    for (const { value, pos } of pool.entries) {
      if (a.section.refusesData && (value.plus || value.minus || value.addend !== 0))
        a.sink.report(pos, messages.inBss(a.section.name));
      if (value.plus || value.minus) {
        a.sub.fixups.add(a.sub.frag, a.sub.offset, size, FIXUP.data, value.plus, value.minus, value.addend, pos);
        a.emitInt(0, size);
      } else a.emitInt(value.addend, size);
    }
    pool.entries = [];
    pool.known.clear();
    pool.label = undefined;
  }
}

/** Read a file for .include or .incbin: as named, then in the -I directories. */
function findFile(a: Assembler, name: string, at: number): Uint8Array | undefined {
  const directories = name.startsWith('/') ? [] : (a.options.includeDirectories ?? []);
  const tried = [name, ...directories.map((d) => `${d}/${name}`)];
  for (const path of tried) {
    const bytes = a.input.readFile?.(path);
    if (bytes) {
      a.dependencies.push(path);
      return bytes;
    }
  }
  a.error(at, messages.noFile(name, a.input.readError?.(name), tried), name.length + 2);
  return undefined;
}

function include(a: Assembler): void {
  a.skipBlanks();
  const at = a.p;
  const name = readText(a);
  if (name === undefined) return;
  a.endOfStatement();
  let depth = 0;
  for (let f: Frame | undefined = a.frame; f; f = f.parent) if (f.kind === 'file') depth++;
  if (depth > INCLUDE_LIMIT) {
    a.error(at, messages.limitReached('nesting of .include', `${INCLUDE_LIMIT} files`));
    return;
  }
  const bytes = findFile(a, name, at);
  if (!bytes) return;
  const made = new Frame(textOfBytes(bytes), 'file', name, a.frame, a.statementAt);
  made.conditionals = a.conditionals.length;
  a.multibyte?.text(a, made);
  a.frame = made;
}

/** `.incbin "file" [, skip [, count]]` */
function incbin(a: Assembler): void {
  a.skipBlanks();
  const at = a.p;
  const name = readText(a);
  if (name === undefined) return;
  let skip = 0;
  let count: number | undefined;
  if (a.comma()) {
    skip = Number(a.readOptional('the number of bytes to skip') ?? 0);
    if (a.comma()) count = Number(a.readOptional('the number of bytes') ?? 0);
  }
  a.endOfStatement();
  const bytes = findFile(a, name, at);
  if (!bytes) return;
  if (skip < 0 || skip > bytes.length || (count ?? 0) < 0 || skip + (count ?? 0) > bytes.length) {
    a.error(at, messages.outOfRange('skip + count', String(skip + (count ?? 0)), '0', String(bytes.length)));
    return;
  }
  if (count === 0) a.error(at, messages.ignored('a count of 0'));
  a.enterData();
  a.emitBytes(bytes.subarray(skip, count === undefined || count === 0 ? bytes.length : skip + count));
}

/** A title: all up to the next quote, which nothing escapes, or of one that begins with none the whole line. */
function readTitle(a: Assembler): string {
  const quoted = a.skipBlanks() === 34;
  const start = quoted ? a.p + 1 : a.p;
  const close = quoted ? a.text.indexOf('"', start) : a.end;
  const end = close < 0 ? a.end : Math.min(close, a.end);
  if (quoted && end !== close) a.errorHere(messages.expected('a closing quote'));
  a.p = quoted && end === close ? end + 1 : end;
  return a.text.slice(start, end);
}

/** Directives for listings; `.title "text"` and `.sbttl "text"` have an operand. */
const steer =
  (edict: Edict): Directive =>
  (a) => {
    const titled = edict === 'title' || edict === 'subtitle';
    const title = titled ? readTitle(a) : '';
    a.listing?.steer(edict, title);
    if (titled) a.endOfStatement();
    else readOn(a);
  };

const say =
  (make: (text: string) => ReturnType<typeof messages.userError>, fallback: string): Directive =>
  (a) => {
    const at = a.statementAt - a.shift;
    const text = a.skipBlanks() === 0 ? fallback : readText(a);
    if (text === undefined) return;
    a.error(at, make(text), Math.max(1, a.p - at));
    a.endOfStatement();
  };

/** `.reloc offset, R_AARCH64_… [, expression]` */
function reloc(a: Assembler): void {
  const at = a.p;
  if (!a.readExpression()) return;
  const offset = a.expression.value();
  if (offset.minus || (offset.plus?.equal && isOperation(offset.plus.equal))) {
    a.error(at, messages.cannotResolve('the offset of .reloc must be a number or a place'));
    return;
  }
  if (!a.comma()) {
    a.errorHere(messages.expected("',' after the offset"));
    return;
  }
  const start = a.p;
  while (a.p < a.end && isNamePart(a.text.charCodeAt(a.p))) a.p++;
  const name = a.text.slice(start, a.p);
  const named = a.options.ilp32 ? ilp32ByName : relocByName;
  const upper = name.toUpperCase();
  const generic = OTHER_RELOCS[upper];
  const isGeneric = generic !== undefined && !(a.options.ilp32 && ilp32Number(generic) === undefined);
  const type = named(upper)?.number ?? (isGeneric ? generic : undefined);
  if (type === undefined) {
    const near = nearest(
      name,
      [...RELOCS.values()].map((r) => r.name),
    );
    a.error(start, messages.unknownOperand('relocation', name, near), name.length);
    return;
  }
  let value = NO_VALUE;
  if (a.comma() && a.skipBlanks() !== 0) {
    if (!a.readExpression()) return;
    value = a.expression.value();
  }
  a.endOfStatement();
  a.relocs.push({ section: a.section, offset, type, value, pos: a.pos(at) });
}

/** Bytes of an instruction. */
const WORD = 4;

/** Names besides those of the table. */
const OTHER_RELOCS: Readonly<Record<string, number>> = {
  R_AARCH64_NULL: 256,
  BFD_RELOC_NONE: 0,
  BFD_RELOC_16: 259,
  BFD_RELOC_32: 258,
  BFD_RELOC_64: 257,
};

/** `.tlsdesccall symbol`: the instruction that follows at once is relocated, too. */
const tlsdesc =
  (type: number): Directive =>
  (a) => {
    if (a.skipBlanks() === 0) return;
    const at = a.p;
    if (!a.readExpression()) return;
    const { plus, minus, addend, wide } = a.expression;
    if (wide !== undefined) {
      a.error(at, messages.limitReached('an addend', '64 bits'));
      return;
    }
    if (plus || minus) {
      const { frag, offset } = a.sub;
      a.sub.fixups.add(frag, offset, WORD, type, plus, minus, addend, a.pos(at));
      if (a.section.absoluteBase === undefined) a.marks.push({ frag, offset, pos: a.pos(a.statementAt - a.shift) });
    }
    a.endOfStatement();
  };

/** After layout: what `.tlsdesccall` and the like stood before must be there. A LEB128 is as good as an instruction. */
export function checkMarks(a: Assembler): void {
  for (const { frag, offset, pos } of a.marks) {
    const end = lengthOf(frag) + (frag.kind === VARIABLE.leb ? frag.size : 0);
    if (offset + WORD > end) a.sink.report(pos, messages.nothingMarked());
  }
}

/** `.struct n`, `.offset n`: labels become numbers. */
function struct(a: Assembler): void {
  const base = a.skipBlanks() === 0 ? 0 : a.readConstant('the offset');
  if (base !== undefined) a.endOfStatement();
  a.p = a.end;
  const section = new Section('*ABS*', SHT.nobits, 0);
  section.absoluteBase = Number(base ?? 0);
  a.history.previous = a.sub;
  a.enter(section, 0);
}

/** `.ident "text" {, "text"}`: strings in .comment. */
function ident(a: Assembler): void {
  const { section, sub } = a;
  const comment = a.sections.named('.comment')[0] ?? a.sections.add(new Section('.comment', SHT.progbits, 0), true);
  a.enter(comment, 0);
  if (!a.identified) {
    a.identified = true;
    comment.flags |= SHF.merge | SHF.strings;
    comment.entsize = 1;
    a.emitInt(0, 1);
  }
  terminatedStrings(a);
  a.section = section;
  a.sub = sub;
}

/** `.version "text"`: a note. Escapes stay as they are written. */
function version(a: Assembler): void {
  a.skipBlanks();
  const at = a.p;
  if (!readString(a)) return;
  const text = a.text.slice(at + 1, a.p - 1);
  a.endOfStatement();
  const { section, sub } = a;
  const note = a.sections.named('.note')[0] ?? a.sections.add(new Section('.note', SHT.note, 0), true);
  a.enter(note, 0);
  a.emitInt(text.length + 1, 4);
  a.emitInt(0, 4);
  a.emitInt(1, 4);
  a.emitBytes(bytesOfText(text));
  a.emitInt(0, 1);
  a.align(2, 0);
  a.recordAlign(2);
  a.section = section;
  a.sub = sub;
}

/** A STT_FILE symbol: the first goes before all others, further ones stay among them. */
export function fileSymbol(a: Assembler, name: string): void {
  const sym = new Sym(name);
  sym.where = WHERE.absolute;
  sym.type = 4;
  if (a.fileSymbol) a.symbols.append(sym);
  else a.fileSymbol = sym;
}

/** `.arch name`, `.cpu name`, `.arch_extension name`: which instructions are on from here. */
function architecture(kind: 'arch' | 'cpu' | 'extension'): Directive {
  return (a) => {
    a.skipBlanks();
    // blanks are dropped where they do not stand between names
    const name = a.text
      .slice(a.p, a.end)
      .trim()
      .replace(/[ \t]*\+[ \t]*/g, '+');
    const key = `${kind === 'extension' ? a.featuresKey : ''} ${kind} ${name}`;
    if (kind !== 'extension' && key === a.featuresKey) {
      a.p = a.end;
      return;
    }
    // -march=all and -mcpu=all are not for sources
    const set = /^all\b/.test(name)
      ? undefined
      : kind === 'arch'
        ? FeatureSet.fromArchitecture(name)
        : kind === 'cpu'
          ? FeatureSet.fromCpu(name)
          : a.features.with(name);
    if (name === '' && kind === 'extension') return;
    if (set === undefined) {
      const names = kind === 'arch' ? architectureNames() : kind === 'cpu' ? cpuNames() : extensionNames();
      const what = kind === 'extension' ? 'architecture extension' : kind === 'cpu' ? 'processor' : 'architecture';
      a.error(a.p, messages.unknownOperand(what, name, nearest(name, names)), Math.max(1, name.length));
    } else a.setFeatures(set, key);
    a.p = a.end;
  };
}

export const misc: readonly (readonly [string, Directive])[] = [
  [
    '.ltorg',
    (a) => {
      placeLiterals(a);
      readOn(a);
    },
  ],
  [
    '.pool',
    (a) => {
      placeLiterals(a);
      readOn(a);
    },
  ],
  ['.unreq', unreq],
  ['.include', include],
  ['.incbin', incbin],
  ['.error', say(messages.userError, '.error directive')],
  ['.err', say(messages.userError, '.err directive')],
  ['.warning', say(messages.userWarning, '.warning directive')],
  [
    '.print',
    (a) => {
      const text = readText(a);
      if (text === undefined) return void operandIsNext(a);
      a.options.print?.(`${text}\n`);
      a.endOfStatement();
    },
  ],
  [
    '.abort',
    (a) => {
      a.error(a.statementAt - a.shift, messages.userError('.abort directive'));
      a.aborted = true;
      a.ended = true;
    },
  ],
  [
    '.end',
    (a) => {
      a.ended = true;
    },
  ],
  ['.gnu_attribute', gnuAttribute],
  ['.reloc', reloc],
  ['.tlsdesccall', tlsdesc(569)],
  ['.tlsdescadd', tlsdesc(568)],
  ['.tlsdescldr', tlsdesc(567)],
  ['.struct', struct],
  ['.offset', struct],
  ['.ident', ident],
  ['.version', version],
  ['.arch', architecture('arch')],
  ['.arch_extension', architecture('extension')],
  ['.cpu', architecture('cpu')],
  ['.title', steer('title')],
  ['.ttl', steer('title')],
  ['.sbttl', steer('subtitle')],
  ['.eject', steer('eject')],
  ['.list', steer('list')],
  ['.nolist', steer('nolist')],
];
