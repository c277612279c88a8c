/**
 * #line and line markers: `#line digits ["file"]` (C11 6.10.4) and, in C mode, `# digits ["file" flags]` as -E prints them.
 *
 * Enters: the directive, its operands still unexpanded. Leaves: the frame's name, lines and level of inclusion as they are to
 * be from the next line on, a marker in the output, and a mark in the source map, so that messages show what was asked for.
 */
import type { Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import type { LineMarker } from '../text/source-map.ts';
import { unescaped } from './header-name.ts';
import type { TokenRun } from './lexer.ts';
import type { PlacedToken } from './operands.ts';
import type { Printer } from './printer.ts';
import { type FileFrame, systemFlag } from './reader.ts';
import { Directive, type DirectiveRecord } from './structure.ts';
import { Kind, SHIFT } from './symbols.ts';
import type { Unit } from './unit.ts';

/** What the flags of a line marker say. */
interface Flags {
  /** 1: a file begins; 2: back in this one; 0: neither. */
  readonly change: 0 | 1 | 2;
  /** As FileFrame.system. */
  readonly system: number;
}

/** The operands of a directive with macros expanded. */
export type ExpandedOperands = (frame: FileFrame, directive: DirectiveRecord) => PlacedToken[];

export class LineDirectives {
  readonly #unit: Unit;
  readonly #printer: Printer;
  readonly #expanded: ExpandedOperands;
  readonly #markers = new Map<FileFrame, LineMarker[]>();

  constructor(unit: Unit, printer: Printer, expanded: ExpandedOperands) {
    this.#unit = unit;
    this.#printer = printer;
    this.#expanded = expanded;
  }

  directive(frame: FileFrame, directive: DirectiveRecord): void {
    const isMarker = directive.kind === Directive.marker;
    if (isMarker && !this.#unit.files.mode.preprocessed)
      this.#unit.report(frame.base + directive.nameAt, messages.markerStyle());
    // the number of a marker is taken as it stands, before anything is expanded
    const tokens = isMarker
      ? this.#asWritten(frame.file.operands(directive), frame.base)
      : this.#expanded(frame, directive);
    const [first, file, extra] = tokens;
    const digits = this.#text(first);
    if (!first || !/^\d+$/.test(digits)) {
      const at = first?.position ?? frame.base + directive.nameAt;
      this.#unit.report(at, messages.lineNumberExpected(digits), Math.max(1, digits.length));
      return;
    }
    if (!isMarker) this.#checkRange(digits, first.position);
    if (file && this.#unit.symbols.kind[file.symbol] !== Kind.string) {
      this.#unit.report(file.position, messages.lineFileExpected(this.#text(file)));
      return;
    }
    const name = file ? unescaped(this.#text(file).slice(1, -1)) : frame.name;
    if (extra && !isMarker) this.#unit.report(extra.position, messages.extraTokens(directive.name));
    const flags = isMarker && file ? this.#flags(tokens.slice(2)) : { change: 0 as const, system: frame.system };
    this.#apply(frame, directive, Number(BigInt(digits) & 0xffffffffn), name, flags);
  }

  #apply(frame: FileFrame, directive: DirectiveRecord, line: number, name: string, flags: Flags): void {
    if (flags.change === 1) this.#enter(frame, directive);
    else if (flags.change === 2) {
      const from = frame.within.at(-1);
      if (from === undefined || (name !== '' && name !== from.name)) {
        this.#unit.report(frame.base + directive.nameAt, messages.markerNesting(name));
        return;
      }
      frame.within.pop();
    }
    frame.earlier.push({ end: directive.end, name: frame.name, lineDelta: frame.lineDelta });
    frame.lineDelta = line - directive.nextLine;
    frame.name = name;
    frame.system = flags.system;
    if (directive.kind === Directive.marker) this.#unit.system.mark(frame.base + directive.end, flags.system);
    const change = flags.change === 0 ? '' : ` ${flags.change}`;
    this.#printer.marker(line, name, change + systemFlag(frame));
    this.#markFile(frame, directive, line);
  }

  #enter(frame: FileFrame, directive: DirectiveRecord): void {
    const line = directive.nextLine + frame.lineDelta;
    // in traditional mode reading has got to the next line
    this.#printer.toLine(line - (frame.file.traditional ? 0 : 1), frame.name, systemFlag(frame));
    frame.within.push({ name: frame.name, line, system: frame.system });
  }

  #text(token: PlacedToken | undefined): string {
    return token ? (this.#unit.symbols.text[token.symbol] as string) : '';
  }

  #asWritten(run: TokenRun, base: Pos): PlacedToken[] {
    const tokens: PlacedToken[] = [];
    for (let i = 0; i < run.count; i++) {
      tokens.push({ symbol: (run.tokens[i] as number) >> SHIFT, position: base + (run.offsets[i] as number) });
    }
    return tokens;
  }

  #checkRange(digits: string, at: Pos): void {
    const limit = this.#unit.language.year < 1999 ? 32767 : 2147483647;
    const number = BigInt(digits);
    if (number === 0n || number > BigInt(limit)) {
      this.#unit.report(at, messages.lineNumberRange(digits, limit, number >> 32n !== 0n), digits.length);
    }
  }

  /** flags: [ "1" | "2" ] [ "3" [ "4" ] ] */
  #flags(tokens: readonly PlacedToken[]): Flags {
    let change: Flags['change'] = 0;
    let system = 0;
    let last = 0;
    for (const [index, token] of tokens.entries()) {
      const flag = Number(this.#text(token));
      const follows = flag === 4 ? last === 3 : flag === 3 ? last < 3 : (flag === 1 || flag === 2) && last === 0;
      if (!follows) {
        this.#unit.report(token.position, messages.badMarkerFlag(this.#text(token)));
        const extra = tokens[index + 1];
        if (extra) this.#unit.report(extra.position, messages.extraTokens('#'));
        break;
      }
      if (flag === 1 || flag === 2) change = flag;
      else system = flag - 2;
      last = flag;
    }
    return { change, system };
  }

  #markFile(frame: FileFrame, directive: DirectiveRecord, line: number): void {
    const markers = this.#markers.get(frame) ?? [];
    markers.push({ offset: directive.end + 1, file: frame.name, line });
    this.#markers.set(frame, markers);
    this.#unit.sourceMap.setLineMarkers(frame.base, markers);
  }
}
