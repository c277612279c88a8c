/**
 * The file reader: the stack of files being included, as one stream of unexpanded tokens.
 *
 * Enters: SourceFiles. Leaves: their tokens in order; whole lines without a macro go straight to the printer. Directives
 * never appear in the stream: they are handed to a handler when reached, which may push a file or move this reader to
 * another branch.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import { directiveInCall } from '../diag/messages/cpp.ts';
import type { Expander, TokenSource } from './expand.ts';
import type { SourceFile } from './files.ts';
import type { TokenRun } from './lexer.ts';
import type { Macro } from './macros.ts';
import type { Printer } from './printer.ts';
import type { DirectiveRecord } from './structure.ts';
import { BOL, EOF, Kind, SHIFT, WHITE } from './symbols.ts';
import type { Unit } from './unit.ts';

/** Name and line (less the physical one) that a file's text has up to `end`, an offset. */
export interface Presumed {
  readonly end: number;
  readonly name: string;
  readonly lineDelta: number;
}

export interface FileFrame {
  readonly file: SourceFile;
  /** Pos of the file's first character, in this inclusion. */
  readonly base: Pos;
  /** Name and line as #line has them: presumed line = physical line + lineDelta. */
  name: string;
  lineDelta: number;
  /** What #line has changed: name and line of the text before `end`, in order. */
  readonly earlier: Presumed[];
  /** 0: user's; 1: system header; 2: one for extern "C". */
  system: number;
  /** Files that line markers have entered this one from, outermost first, and the line to go on with in each. */
  readonly within: { readonly name: string; readonly line: number; readonly system: number }[];
  /** Index in the search path of the directory where it was found; -1 if found next to its includer. */
  readonly directory: number;
  /** The next directive to reach. */
  item: number;
  run: TokenRun | undefined;
  /** The next token of `run`; an offset in a file whose text is not lexed. */
  at: number;
  lineIndex: number;
}

export type DirectiveHandler = (frame: FileFrame, directive: DirectiveRecord) => void;

export class FileReader implements TokenSource {
  position: Pos = NO_POS;
  /** Presumed line of the token that next() gave last. */
  line = 0;
  readonly frames: FileFrame[] = [];
  /** Reading ends when only so many frames are left. */
  floor = 0;
  readonly #unit: Unit;
  readonly #printer: Printer;
  readonly #assembler: boolean;
  handler: DirectiveHandler = () => {};
  /** Called when a file is used up, before its frame goes. */
  leaving: (frame: FileFrame) => void = () => {};
  expander: Expander | undefined;
  #hashGiven = false;

  constructor(unit: Unit, printer: Printer) {
    this.#unit = unit;
    this.#printer = printer;
    this.#assembler = unit.files.mode.assembler;
  }

  get top(): FileFrame | undefined {
    return this.frames[this.frames.length - 1];
  }

  push(file: SourceFile, base: Pos, name: string, system: number, directory: number): FileFrame {
    const frame: FileFrame = {
      file,
      base,
      name,
      lineDelta: 0,
      earlier: [],
      system,
      within: [],
      directory,
      item: 0,
      run: file.stretch(0),
      at: 0,
      lineIndex: 0,
    };
    this.frames.push(frame);
    this.#unit.system.mark(base, system);
    return frame;
  }

  /** Continue `frame` with directive `item` next, and the text before it if `withText`. */
  goTo(frame: FileFrame, item: number, withText: boolean): void {
    const { file } = frame;
    frame.item = item;
    frame.run = withText ? file.stretch(item) : undefined;
    const { directives } = file.skeleton;
    const text = withText ? (directives[item - 1]?.end ?? -1) + 1 : directives[item]?.start;
    frame.at = file.isText ? (text ?? file.text.length) : 0;
    frame.lineIndex = 0;
  }

  next(): number {
    const parsing = this.expander?.parsingArguments ?? 0;
    this.#hashGiven = false;
    for (;;) {
      const frame = this.frames[this.frames.length - 1];
      if (!frame || this.frames.length <= this.floor) return EOF;
      const { run } = frame;
      if (run && frame.at < run.count) {
        const at = frame.at++;
        const token = run.tokens[at] as number;
        const offset = run.offsets[at] as number;
        this.position = frame.base + offset;
        this.line = (run.lines[at] as number) + frame.lineDelta;
        if (token & BOL) {
          if (parsing === 0) this.#startLine(frame, offset);
          else if (parsing === 2) return token | WHITE;
        }
        return token;
      }
      const directive = frame.file.skeleton.directives[frame.item];
      if (directive) {
        if (parsing === 1) {
          // not a "(": the directive waits until the name before it has gone out
          this.#hashGiven = true;
          this.position = frame.base + directive.start;
          return (this.#unit.known.hash << SHIFT) | BOL;
        }
        if (directive.defines >= 0 && parsing === 0) this.#defineAll(frame);
        else this.#reach(frame, directive, parsing);
      } else if (parsing > 0) {
        this.position = frame.base + Math.max(0, frame.file.text.length - 1);
        return EOF;
      } else this.#pop(frame);
    }
  }

  /**
   * The #defines from here on that another unit has been through and that define what is not defined yet, up to anything
   * else. Headers are full of them; this is most of what a unit does with a header.
   */
  #defineAll(frame: FileFrame): void {
    const { directives } = frame.file.skeleton;
    const { macros, bases, changes } = this.#unit;
    const { base } = frame;
    let { item } = frame;
    for (;;) {
      const directive = directives[item];
      const symbol = directive?.defines ?? -1;
      if (!directive || symbol < 0 || symbol >= bases.length || macros[symbol] !== undefined) break;
      macros[symbol] = (directive.parsed as { readonly macro: Macro }).macro;
      bases[symbol] = base;
      changes?.push(symbol);
      item++;
      if (directive.textAfter) break;
    }
    if (item === frame.item) {
      this.#reach(frame, directives[item] as DirectiveRecord, 0);
      return;
    }
    this.goTo(frame, item, true);
  }

  /** For text that is not lexed: go on to the next directive of `frame`, or leave it at its end. */
  advance(frame: FileFrame): void {
    const directive = frame.file.skeleton.directives[frame.item];
    if (directive) this.#reach(frame, directive, 0);
    else this.#pop(frame);
  }

  back(): void {
    const frame = this.top;
    if (!this.#hashGiven && frame) frame.at--;
    this.#hashGiven = false;
  }

  /** Print as many whole lines as hold no macro, from where the top frame stands; stop before anything else. */
  printPlainLines(): void {
    const frame = this.frames[this.frames.length - 1];
    const run = frame?.run;
    if (!run || this.#unit.files.mode.keepComments) return;
    const { macros } = this.#unit;
    const { tokens, lineStarts } = run;
    while (frame.at < run.count) {
      let index = frame.lineIndex;
      while ((lineStarts[index] as number) < frame.at) index++;
      frame.lineIndex = index;
      const start = lineStarts[index] as number;
      if (start !== frame.at) return;
      const end = lineStarts[index + 1] as number;
      for (let i = start; i < end; i++) if (macros[(tokens[i] as number) >> SHIFT] !== undefined) return;
      if (!this.#assembler && (run.lines[end - 1] !== run.lines[start] || this.#spansLines(run, end - 1))) return;
      if (!this.#printer.isPlain(run, index)) return;
      if (!this.#assembler && this.#printer.mustMark(frame.system > 0)) return;
      this.line = (run.lines[start] as number) + frame.lineDelta;
      this.#startLine(frame, run.offsets[start] as number);
      this.#printer.plainLine(run, index, frame.base);
      frame.at = end;
      frame.lineIndex = index + 1;
    }
  }

  /** Is the token a raw string of several lines? */
  #spansLines(run: TokenRun, index: number): boolean {
    const { kind, text } = this.#unit.symbols;
    const symbol = (run.tokens[index] as number) >> SHIFT;
    return kind[symbol] === Kind.prefixed && (text[symbol] as string).includes('\n');
  }

  /** Presumed line of a position in a file on the stack; 0 if it is in none. */
  lineOf(position: Pos): number {
    const frame = this.frameOf(position);
    return frame ? frame.file.lineAt(position - frame.base) + presumedAt(frame, position - frame.base).lineDelta : 0;
  }

  /** The frame of the file that a position is in, if it is on the stack. */
  frameOf(position: Pos): FileFrame | undefined {
    return this.frames.findLast(({ base, file }) => position >= base && position <= base + file.text.length);
  }

  /** Have the printer start a line for what stands at `position`, in a file on the stack; `system` as FileFrame's. */
  startLineAt(position: Pos, system?: number): void {
    const frame = this.frameOf(position);
    if (!frame) return;
    const offset = position - frame.base;
    const { lineDelta, name } = presumedAt(frame, offset);
    this.line = frame.file.lineAt(offset) + lineDelta;
    this.#startLine(frame, offset, system, name);
  }

  #startLine(frame: FileFrame, offset: number, system = frame.system, name = frame.name): void {
    const column = offset - (offset > 0 ? frame.file.text.lastIndexOf('\n', offset - 1) : -1);
    this.#printer.startLine(this.line, column, name, systemFlag({ system }));
  }

  #reach(frame: FileFrame, directive: DirectiveRecord, parsing: number): void {
    this.goTo(frame, frame.item + 1, true);
    const { expander } = this;
    if (parsing === 0 || !expander) {
      this.handler(frame, directive);
      return;
    }
    // a directive among the arguments of a call: undefined by C11 6.10.3p11, processed as usual by GNU
    this.#unit.report(frame.base + directive.start, directiveInCall());
    const prevent = expander.preventExpansion;
    expander.parsingArguments = 0;
    expander.preventExpansion = 0;
    this.handler(frame, directive);
    expander.parsingArguments = parsing;
    expander.preventExpansion = prevent;
  }

  #pop(frame: FileFrame): void {
    this.leaving(frame);
    this.frames.pop();
    const below = this.top;
    const entered = frame.within.at(-1);
    if (!below && entered) this.#printer.marker(entered.line, entered.name, ` 2${systemFlag(entered)}`);
    if (below) this.returnTo(below);
  }

  /** Say that the output goes on in `frame`, behind the directive that was reached last. */
  returnTo(frame: FileFrame): void {
    const directive = frame.file.skeleton.directives[frame.item - 1];
    const line = directive ? directive.nextLine + frame.lineDelta : frame.lineDelta;
    this.#printer.marker(line, frame.name, ` 2${systemFlag(frame)}`);
  }
}

/** What #line made of the text at `offset`: a call's name may stand before a #line among its arguments. */
function presumedAt(frame: FileFrame, offset: number): Pick<Presumed, 'name' | 'lineDelta'> {
  let found: Pick<Presumed, 'name' | 'lineDelta'> = frame;
  for (let i = frame.earlier.length - 1; i >= 0; i--) {
    const earlier = frame.earlier[i] as Presumed;
    if (earlier.end <= offset) break;
    found = earlier;
  }
  return found;
}

/** The flag of a line marker for a file. */
export function systemFlag(frame: Pick<FileFrame, 'system'>): string {
  return frame.system === 0 ? '' : frame.system === 1 ? ' 3' : ' 3 4';
}
