/**
 * #define and #undef: what they do to the unit's table of macros, and what is to be said about it.
 *
 * Enters: the directives, and for -Wunused-macros the end of the main file. Leaves: definitions in the unit, and messages about
 * redefinition, predefined and poisoned names and macros that nobody asked for (C11 6.10.3, 6.10.8).
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { parseDefinition } from './definition-parser.ts';
import type { DirectiveKeeper } from './kept.ts';
import { computedMacro, type Definition, forbiddenName, type Macro, OUTSIDE, sameDefinition } from './macros.ts';
import type { FileFrame, FileReader } from './reader.ts';
import type { DirectiveRecord } from './structure.ts';
import { SHIFT } from './symbols.ts';
import { parseWritten } from './traditional/body.ts';
import { parametersInLiterals } from './traditional/warnings.ts';
import type { Unit } from './unit.ts';

/** The name in an #ifdef, #ifndef or #undef. */
export interface NamedOperand {
  /** -1: none. */
  readonly symbol: number;
  readonly offset: number;
  /** Offset of what follows the name, -1 if nothing does. */
  readonly extra: number;
}

/** Computed macros whose replacement -Wno-builtin-macro-redefined permits in silence. */
const REPLACEABLE: ReadonlySet<string> = new Set([
  '__DATE__',
  '__TIME__',
  '__TIMESTAMP__',
  '__FILE__',
  '__BASE_FILE__',
  '__FILE_NAME__',
]);

/** Macros of the language, whose #undef is warned of. */
const WARNED_WHEN_UNDEFINED = /^__STDC(?:_\w*)?__$/;

/** Computed macros of which that is so even after they are defined anew. */
const ALWAYS_WARNED = /^(?:__has_\w+|__STDC__|__LINE__|__COUNTER__|__INCLUDE_LEVEL__|_Pragma)$/;

export class Definitions {
  readonly #unit: Unit;
  readonly #reader: FileReader;
  readonly #keeper: DirectiveKeeper;

  constructor(unit: Unit, reader: FileReader, keeper: DirectiveKeeper) {
    this.#unit = unit;
    this.#reader = reader;
    this.#keeper = keeper;
  }

  /** #define */
  define(frame: FileFrame, directive: DirectiveRecord): void {
    const { macros } = this.#unit;
    this.#keeper.insertUsed(this.#unit);
    directive.parsed ??= this.#parse(frame, directive);
    const definition = directive.parsed as Definition;
    if ('fault' in definition) {
      for (const { offset, message } of definition.warnings ?? []) this.#unit.report(frame.base + offset, message);
      this.#unit.report(frame.base + definition.fault.offset, definition.fault.message);
      return;
    }
    const { macro } = definition;
    for (const { offset, message } of macro.faults) this.#unit.report(frame.base + offset, message);
    if (this.#unit.poisoned.size > 0 && !frame.file.traditional) this.#checkPoison(frame, directive);
    if (this.#unit.warnings.has('traditional')) this.#checkLiterals(frame, directive, macro);
    const before = macros[macro.symbol];
    if (before !== undefined) {
      if (this.isForbidden(macro.symbol, frame.base + macro.offset) && before.builtin !== OUTSIDE) return;
      const isComputed = before.builtin !== undefined || this.#unit.symbols.text[macro.symbol] === '__STDC__';
      if (before !== macro && (isComputed || !sameDefinition(before, macro)))
        this.#redefined(before, macro, frame.base);
    }
    if (before?.builtin === OUTSIDE) {
      this.#unit.define(macro.symbol, computedMacro(macro.file, macro.symbol, OUTSIDE, macro), frame.base);
      return;
    }
    this.#unit.define(macro.symbol, macro, frame.base);
    if (this.#keeper.keepsMacros) this.#keeper.defined(frame, directive, macro);
    else if (macro.faults.length === 0) directive.defines = macro.symbol;
  }

  #parse(frame: FileFrame, directive: DirectiveRecord): Definition {
    const { symbols, files } = this.#unit;
    if (!files.mode.traditional) return parseDefinition(frame.file, directive, symbols);
    return parseWritten(frame.file, directive, symbols, files.mode.commentsInMacros === true);
  }

  /** A definition may not name what is poisoned. */
  #checkPoison(frame: FileFrame, directive: DirectiveRecord): void {
    const run = frame.file.operands(directive);
    for (let i = 1; i < run.count; i++) {
      const symbol = (run.tokens[i] as number) >> SHIFT;
      if (this.#unit.poisoned.has(symbol)) this.isForbidden(symbol, frame.base + (run.offsets[i] as number));
    }
  }

  /** -Wtraditional */
  #checkLiterals(frame: FileFrame, directive: DirectiveRecord, macro: Macro): void {
    const run = frame.file.operands(directive);
    for (const name of parametersInLiterals(run, macro.parameters ?? [], this.#unit.symbols))
      this.#unit.report(frame.base + macro.offset, messages.traditionalArgument(name));
  }

  #redefined(before: Macro, macro: Macro, base: Pos): void {
    if (before.builtin === OUTSIDE) return;
    const name = this.#unit.symbols.text[macro.symbol] as string;
    this.#unused(before);
    const place = this.#unit.placeOf(before);
    const notes = place === NO_POS ? [] : [{ pos: place, text: 'the definition before was here' }];
    const replaceable = REPLACEABLE.has(before.builtin ?? '');
    const message = replaceable ? messages.redefinesBuiltin(name) : messages.redefined(name);
    this.#unit.report(base + macro.offset, message, name.length, notes);
  }

  /** -Wunused-macros: `macro`, of the main file, goes and was never asked for. */
  #unused(macro: Macro): void {
    const { used, symbols } = this.#unit;
    if (!used) return;
    const place = this.#unit.placeOf(macro);
    const isOwn = this.#reader.frames.length > 0 && this.#reader.frameOf(place) === this.#reader.frames[0];
    if (!isOwn || used.delete(macro.symbol)) return;
    const name = symbols.text[macro.symbol] as string;
    this.#unit.report(place, messages.unusedMacro(name), name.length);
  }

  /** The end of the main file: report what it defined and did not use. */
  reportUnused(): void {
    if (this.#unit.used)
      for (const macro of this.#unit.macros) if (macro?.builtin === undefined && macro) this.#unused(macro);
  }

  /** #undef, of `operand` */
  undefine(frame: FileFrame, operand: NamedOperand, directive: DirectiveRecord): void {
    if (operand.symbol < 0) return;
    this.#keeper.insertUsed(this.#unit);
    const { macros, symbols } = this.#unit;
    const macro = macros[operand.symbol];
    if (symbols.text[operand.symbol] === 'defined') {
      this.#unit.report(frame.base + operand.offset, messages.macroNameReserved('defined'));
      return;
    }
    if (macro?.builtin === OUTSIDE)
      this.#unit.define(macro.symbol, computedMacro(macro.file, macro.symbol, OUTSIDE), NO_POS);
    if (forbiddenName(macro, symbols)) return;
    if (macro) this.#undefines(macro, frame.base + operand.offset);
    this.#unit.define(operand.symbol, undefined, NO_POS);
    this.#keeper.undefined(frame, directive, operand.symbol);
  }

  #undefines(macro: Macro, at: Pos): void {
    const name = this.#unit.symbols.text[macro.symbol] as string;
    const predefined = macro.file.path === '<built-in>';
    const always = ALWAYS_WARNED.test(name) && !this.#unit.language.assembler;
    if (always || (predefined && (macro.builtin !== undefined || WARNED_WHEN_UNDEFINED.test(name))))
      this.#unit.report(at, messages.undefinesBuiltin(name, macro.builtin !== undefined && !always), name.length);
    else this.#unused(macro);
  }

  /** Complain if the name may not be used (here). */
  isForbidden(symbol: number, at: Pos): boolean {
    const { symbols, macros } = this.#unit;
    const complaint = forbiddenName(macros[symbol], symbols);
    if (complaint) this.#unit.report(at, complaint, (symbols.text[symbol] as string).length);
    return complaint !== undefined;
  }
}
