/**
 * Source files as the preprocessor keeps them: read once, scanned once, lexed stretch by stretch on first use.
 *
 * Enters: paths, through the injected readFile. Leaves: SourceFile objects that all units of a run share. A FileCache
 * belongs to one lexing mode (its symbol table does); it holds whatever was read until it is dropped, so a run sees each
 * file as it was when first asked for.
 */
import { type Language, languageOfStandard } from './language.ts';
import type { Beginning } from './lead.ts';
import { isCopied, isPassedOver, Lexer, type LexMode, type TokenRun } from './lexer.ts';
import { type LexicalFault, lexicalFaults, type NormalForm } from './lexical-faults.ts';
import type { Macro } from './macros.ts';
import { type DirectiveRecord, findSkeleton, type Skeleton } from './structure.ts';
import { SHIFT, Symbols } from './symbols.ts';
import { TokenPool } from './tokens.ts';
import { withoutTrigraphs } from './trigraphs.ts';

/** Bytes of a file, or undefined if it cannot be read; a string says why it cannot ("is a directory"). */
export type ReadFile = (path: string) => Uint8Array | undefined;

/** Comments may be tokens in text (-C), never in directives. */
interface Lexers {
  readonly text: Lexer;
  readonly operands: Lexer;
}

export class SourceFile {
  readonly path: string;
  readonly text: string;
  readonly skeleton: Skeleton;
  /** -x assembler-with-cpp. */
  readonly assembler: boolean;
  readonly language: Language;
  /** -traditional-cpp. */
  readonly traditional: boolean;
  /** What stands between directives is not lexed (-traditional-cpp, -fdirectives-only). */
  readonly isText: boolean;
  /** The text before trigraphs were replaced. */
  readonly #written: string;
  readonly #trigraphs: boolean;
  readonly #commentsInMacros: boolean;
  #faults: { readonly asked: string; readonly list: readonly LexicalFault[] } | undefined;
  readonly #lexers: Lexers;
  readonly #runs: (TokenRun | undefined)[] = [];
  #lineStarts: number[] | undefined;

  constructor(path: string, written: string, lexers: Lexers, mode: LexMode) {
    const text = mode.trigraphs ? withoutTrigraphs(written) : written;
    this.path = path;
    this.text = text;
    this.#written = written;
    this.#trigraphs = mode.trigraphs === true;
    this.#commentsInMacros = mode.commentsInMacros === true;
    this.#lexers = lexers;
    this.assembler = mode.assembler;
    this.language = mode.language ?? languageOfStandard(undefined, mode.assembler);
    this.traditional = mode.traditional === true;
    this.isText = this.traditional || isCopied(mode) || isPassedOver(mode);
    this.skeleton = findSkeleton(text, this.language, mode);
  }

  /** The text before directive `index` (and after the one before it); undefined if there is none. */
  stretch(index: number): TokenRun | undefined {
    if (this.isText) return undefined;
    const { directives } = this.skeleton;
    const before = directives[index - 1];
    if (!(before ? before.textAfter : this.skeleton.textBefore)) return undefined;
    let run = this.#runs[index];
    if (!run) {
      const start = before ? Math.min(before.end + 1, this.text.length) : 0;
      const end = directives[index]?.start ?? this.text.length;
      run = this.#lexers.text.lex(this.text, start, end, before ? before.nextLine : 1, true);
      this.#runs[index] = run;
    }
    return run;
  }

  /** What is wrong with the text before it is looked at more closely: see LexicalOptions. */
  lexicalFaults(comments: boolean, pedantic: boolean, form: NormalForm): readonly LexicalFault[] {
    if (this.isText) return [];
    const asked = `${comments} ${pedantic} ${form}`;
    if (this.#faults?.asked !== asked) {
      const options = { language: this.language, trigraphs: this.#trigraphs, comments, pedantic, form };
      this.#faults = { asked, list: lexicalFaults(this.#written, options) };
    }
    return this.#faults.list;
  }

  /** The line (from 1) that `offset` is on. */
  lineAt(offset: number): number {
    this.#lineStarts ??= lineStartsOf(this.text);
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The operands of a #define, with its comments if they are kept (-CC). */
  definition(directive: DirectiveRecord): TokenRun {
    if (!this.#commentsInMacros) return this.operands(directive);
    return this.#lexers.text.lex(this.text, directive.operands, directive.end, directive.operandLine, false);
  }

  /** The operands of a directive, from the offset `start` on; not kept, since each user keeps what it makes of them. */
  operands(directive: DirectiveRecord, start = directive.operands): TokenRun {
    return this.#lexers.operands.lex(this.text, start, directive.end, directive.operandLine, false);
  }
}

/** A unit's definitions by symbol: the macro, and the Pos at which the file that defines it begins. */
export interface MacroTables {
  readonly macros: (Macro | undefined)[];
  readonly bases: Float64Array;
}

/** Room for symbols that a unit itself brings. */
const SPARE_SYMBOLS = 8192;

/** Which file a path leads to: the same text for all paths that lead to the same file. */
export type Identity = (path: string) => string;

/** What does not depend on the directory that paths are seen from. */
class Lexed {
  readonly mode: LexMode;
  readonly symbols = new Symbols();
  readonly lexer: Lexer;
  readonly lexers: Lexers;
  readonly pool = new TokenPool();
  tables: MacroTables | undefined;
  readonly generated = new Map<string, Map<string, SourceFile>>();
  readonly pastes = new Map<number, number>();
  /** With several directories, files by where they are, and by the path that they are shown by. */
  known: Map<string, SourceFile | undefined> | undefined;

  constructor(mode: LexMode) {
    this.mode = mode;
    this.lexer = new Lexer(this.symbols, { ...mode, keepComments: false });
    const operands = new Lexer(this.symbols, { ...mode, keepComments: false }, true);
    this.lexers = { text: mode.keepComments ? new Lexer(this.symbols, mode) : this.lexer, operands };
  }
}

export class FileCache {
  readonly mode: LexMode;
  readonly symbols: Symbols;
  readonly lexer: Lexer;
  /** Lists that no expansion uses at the moment. */
  readonly pool: TokenPool;
  readonly #readFile: ReadFile;
  readonly #identity: Identity;
  readonly #lexed: Lexed;
  readonly #beginnings = new Map<string, Beginning>();
  readonly #files = new Map<string, SourceFile | undefined>();

  constructor(readFile: ReadFile, mode: LexMode, identity: Identity = (path) => path, lexed = new Lexed(mode)) {
    this.#readFile = readFile;
    this.#identity = identity;
    this.#lexed = lexed;
    this.mode = lexed.mode;
    this.symbols = lexed.symbols;
    this.lexer = lexed.lexer;
    this.pool = lexed.pool;
  }

  /** One for paths that are seen from another directory: what was read from here need not be read again. */
  elsewhere(readFile: ReadFile, identity: Identity): FileCache {
    this.#lexed.known ??= new Map([...this.#files].map(([path, file]) => [this.#nameOf(path), file]));
    return new FileCache(readFile, this.mode, identity, this.#lexed);
  }

  #nameOf(path: string): string {
    return `${this.#identity(path)}\n${path}`;
  }

  /** The file at `path`, read at most once; undefined if it cannot be read. */
  open(path: string): SourceFile | undefined {
    let file = this.#files.get(path);
    if (file || this.#files.has(path)) return file;
    const { known } = this.#lexed;
    const name = known ? this.#nameOf(path) : '';
    if (known?.has(name)) file = known.get(name);
    else {
      const bytes = this.#readFile(path);
      file = bytes && this.fromText(path, latin1(bytes));
      known?.set(name, file);
    }
    this.#files.set(path, file);
    return file;
  }

  /** Tables of definitions for a unit, empty, with room for all symbols so far. */
  takeTables(): MacroTables {
    const { tables } = this.#lexed;
    this.#lexed.tables = undefined;
    const wanted = this.symbols.count;
    if (tables && tables.bases.length >= wanted) {
      tables.macros.fill(undefined);
      return tables;
    }
    // dense from the start: an array that grows by far-off indices becomes a slow dictionary
    const capacity = wanted * 2 + SPARE_SYMBOLS;
    return { macros: new Array<Macro | undefined>(capacity).fill(undefined), bases: new Float64Array(capacity) };
  }

  /** Tables that a unit needs no more. */
  giveTables(tables: MacroTables): void {
    this.#lexed.tables = tables;
  }

  /** The symbol that two tokens make when joined, -1 if they make none. */
  paste(left: number, right: number): number {
    const key = left * 2 ** 26 + right;
    const known = this.#lexed.pastes.get(key);
    if (known !== undefined) return known;
    const { text } = this.symbols;
    // "/" before anything but "=" would open a comment
    const slash = text[left] === '/' && !(text[right] as string).startsWith('=');
    const joined = slash ? '' : (text[left] as string) + (text[right] as string);
    const run = this.lexer.lex(joined, 0, joined.length, 1, false);
    const made = (run.tokens[0] ?? 0) >> SHIFT;
    // a universal character name may be spelled otherwise than it was written
    const one = run.count === 1 && (text[made]?.length === joined.length || joined.includes('\\'));
    const symbol = one ? made : -1;
    this.#lexed.pastes.set(key, symbol);
    return symbol;
  }

  /** What units have begun with that have these predefined macros. */
  beginning(predefined: string): Beginning {
    const known = this.#beginnings.get(predefined) ?? { next: new Map() };
    this.#beginnings.set(predefined, known);
    return known;
  }

  /** A text that the run makes itself (the command line's definitions); the same text is the same file for all units. */
  generated(name: string, text: string): SourceFile {
    const { generated } = this.#lexed;
    const ofName = generated.get(name) ?? new Map<string, SourceFile>();
    generated.set(name, ofName);
    const file = ofName.get(text) ?? this.fromText(name, text);
    ofName.set(text, file);
    return file;
  }

  /** A file whose text is at hand, such as standard input. */
  fromText(path: string, text: string): SourceFile {
    const marked = text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text;
    return new SourceFile(path, marked, this.#lexed.lexers, this.mode);
  }
}

const CHUNK = 8192;

/** One character a byte, so that every byte survives to the output. */
export function latin1(bytes: Uint8Array): string {
  const fast = (bytes as { latin1Slice?: (start: number, end: number) => string }).latin1Slice;
  if (fast) return fast.call(bytes, 0, bytes.length);
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += CHUNK) parts.push(String.fromCharCode(...bytes.subarray(i, i + CHUNK)));
  return parts.join('');
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
