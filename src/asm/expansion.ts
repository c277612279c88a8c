/**
 * Calls of macros, and bodies of loops: what puts a new frame on top.
 *
 * Enters: a macro and its scrubbed argument line. Leaves: a frame with the expansion, or errors. Arguments are matched as in GNU as:
 * positional first, then `name=value`; a missing or empty argument takes the default. Limits guard against endless
 * recursion and expansion; the messages name them.
 */

import type { Pos } from '../diag/diagnostic.ts';
import { NO_POS } from '../diag/diagnostic.ts';
import { nearest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Segments } from '../text/source-map.ts';
import type { Assembler } from './assembler.ts';
import { STATE } from './core/layout.ts';
import { i32 } from './core/memory.ts';
import type { Body, Definition, Kept, Macro } from './macro.ts';
import { expand, expansionSegments, keptText } from './macro.ts';
import { ArgumentReader, keywordLength, skipBlanks, skipComma } from './macro-arguments.ts';
import { record, replay } from './replay.ts';
import { scrub } from './scrub.ts';
import { Frame } from './source.ts';

/** Frames on top of each other; GNU as allows 100. */
export const DEPTH_LIMIT = 1000;
/** Characters that expansions may come to, besides so many for each character of the input: what goes beyond takes more than ten seconds to read. */
const EXPANSION_LIMIT = 2 ** 28;
const EXPANSION_GROWTH = 256;

/** Characters of the operands of one call. */
const OPERAND_LIMIT = 2 ** 24;

/** Whether one more frame may be put on top; false after reporting it and ending the run. */
export function mayNest(a: Assembler, at: number, what: string): boolean {
  if (a.frame.depth < DEPTH_LIMIT) return true;
  a.error(at, messages.limitReached(`nesting of ${what}`, `${DEPTH_LIMIT} expansions`), what.length);
  a.ended = true;
  return false;
}

/** How many characters expansions may still come to. */
export const expansionsLeft = (a: Assembler): number =>
  EXPANSION_LIMIT + EXPANSION_GROWTH * a.input.text.length - a.expanded;

/** Count an expansion; false, after reporting it and ending the run, where all of them together are too much. */
export function charge(a: Assembler, at: number, what: string, characters: number): boolean {
  a.expanded += characters;
  const limit = EXPANSION_LIMIT + EXPANSION_GROWTH * a.input.text.length;
  if (a.expanded <= limit) return true;
  a.error(at, messages.limitReached(`with ${what} what macros and loops come to`, `${limit} characters`));
  a.ended = true;
  return false;
}

/** Read arguments with `%expr` evaluated by the assembler. */
export function argumentReader(a: Assembler): ArgumentReader {
  return new ArgumentReader((line, at) => {
    const { expression } = a;
    const end = expression.parseExpression(line, at, line.length);
    if (end < 0 || !expression.isConstant) {
      a.error(a.statementAt - a.shift, messages.notConstant('the expression after %'));
      return { end: line.length, text: '0' };
    }
    return { end, text: String(expression.addend) };
  });
}

/** Expand `macro` with the operands text[p..end); `at` is where the call stands in the statement. */
export function callMacro(a: Assembler, macro: Macro, at: number): void {
  const { frame } = a;
  const { definition } = macro;
  const { name } = definition;
  if (!mayNest(a, at, `macro '${name}'`)) return;
  const operands = a.text.slice(a.p, a.end);
  if (operands.length > OPERAND_LIMIT) {
    a.error(at, messages.limitReached(`the operands of macro '${name}'`, `${OPERAND_LIMIT} characters`));
    return;
  }
  const kept = a.alternate ? undefined : (definition.kept(operands) ?? prepare(a, definition, operands, at));
  if (kept) {
    a.macroCount++;
    if (kept.text !== undefined) {
      if (!charge(a, at, `macro '${name}'`, kept.text.length + 1)) return;
      if (!kept.isKnown) a.learnt.macros.addCall(a.text, at, a.end, definition, kept);
      if (replay(a, kept)) return;
      const made = keptExpansion(macro, kept, frame, at + a.shift);
      made.conditionals = a.conditionals.length;
      record(a, made, kept);
      a.frame = made;
      return;
    }
  }
  a.effects++;
  const values =
    kept?.values ?? readArguments(a, definition, scrub(operands, 0, operands.length, undefined, false), at);
  if (!values) return;
  const counter = kept ? a.macroCount - 1 : a.macroCount++;
  pushExpansion(a, macro.body, values, definition.names, counter, {
    how: definition.how,
    kind: 'macro',
    at,
    origin: macro.origin,
  });
}

/** The expansion of a call at this offset in `parent`, whose text is kept. */
export function keptExpansion(macro: Macro, kept: Kept, parent: Frame, calledAt: number): Frame {
  const { definition, origin } = macro;
  const { values, text = '', address, alternate } = kept;
  const made = new Frame(text, 'macro', definition.how, parent, calledAt, () =>
    expansionSegments(macro.body, origin(), definition.body.template(definition.names, alternate), values, 0, 0),
  );
  if (address !== 0) made.liesAt(address);
  return made;
}

/** Read the arguments and, when the expansion depends on nothing else, expand; kept for later calls unless something was wrong. */
function prepare(a: Assembler, definition: Definition, operands: string, at: number): Kept | undefined {
  const errors = a.sink.errorCount;
  const plain = plainArguments(definition, operands);
  const values = plain
    ? fillIn(a, definition, plain, at)
    : readArguments(a, definition, scrub(operands, 0, operands.length, undefined, false), at);
  if (!values || a.sink.errorCount > errors) return NOTHING;
  return keep(definition, operands, values, false);
}

/** What a call with these arguments comes to, kept for later ones. */
function keep(definition: Definition, operands: string, values: string[], alternate: boolean): Kept {
  const template = definition.body.template(definition.names, alternate);
  const { counted, unclosed, locals, repeated } = template;
  const repeatable = !counted && !unclosed && locals === 0 && repeated === '';
  const kept = keptText(values, repeatable ? expand(template, values, 0, 0) : undefined, alternate);
  definition.keep(operands, kept);
  return kept;
}

/** Operands that scrubbing leaves as they are but for blanks behind commas, and in which nothing but a comma divides. */
const LONGEST_PLAIN = 255;
const PLAIN = /^[^\s,"'\\=/;]*(?:,[ \t]*[^\s,"'\\=/;]*)*[ \t]*$/;

/** The arguments of a call as most are, without defaults; undefined where there is more to them. */
function plainArguments(definition: Definition, operands: string): string[] | undefined {
  const { parameters } = definition;
  if (operands.length > LONGEST_PLAIN || !PLAIN.test(operands)) return undefined;
  const values = operands === '' ? [] : operands.split(',');
  if (values.length > parameters.length || parameters.at(-1)?.vararg) return undefined;
  for (let i = 0; i < parameters.length; i++) values[i] = values[i]?.trim() ?? '';
  return values;
}

/** Of the alternate language: what `%` stands before has numbers alone, which are divided by none but those that are written. */
const NUMBERS = /^%(?:[()+*-]|\/(?=[1-9])|(?<!\d)(?:0|[1-9]\d{0,8})(?!\d))+$/;
const OTHER = /^[\w.$]*$/;

/** Whether a text of such characters is an expression. */
function isExpression(text: string): boolean {
  let rest = text.replace(/\d+/g, '0');
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/\(0\)|0[+*/-]0/g, '0');
  }
  return rest === '0';
}

/** The same in the alternate language. */
function alternateArguments(a: Assembler, definition: Definition, operands: string): string[] | undefined {
  const { parameters } = definition;
  const values = operands === '' ? [] : operands.split(',');
  if (operands.length > LONGEST_PLAIN || values.length > parameters.length || parameters.at(-1)?.vararg)
    return undefined;
  const { expression } = a;
  for (let i = 0; i < parameters.length; i++) {
    const value = values[i]?.trim() ?? '';
    values[i] = value;
    if (OTHER.test(value)) continue;
    if (!NUMBERS.test(value) || !isExpression(value.slice(1))) return undefined;
    if (expression.parseExpression(value, 1, value.length) !== value.length || !expression.isConstant) return undefined;
    values[i] = String(expression.addend);
  }
  return values;
}

/** Tell the core what a call comes to, if nothing is wrong with it and it has not been told; whether it knows it now. The operands are text[from..). */
export function learnCall(a: Assembler, definition: Definition, text: string, from: number): boolean {
  const operands = text.slice(from);
  const alternate = i32[STATE.alternate] !== 0;
  let kept = definition.kept(operands, alternate);
  if (!kept) {
    const { parameters } = definition;
    const values = alternate ? alternateArguments(a, definition, operands) : plainArguments(definition, operands);
    if (!values || parameters.some(({ required }, i) => required && values[i] === '')) return false;
    kept = keep(definition, operands, fillIn(a, definition, values, 0), alternate);
  }
  if (kept.isKnown || kept.text === undefined) return false;
  a.learnt.macros.addCall(text, 0, text.length, definition, kept);
  return kept.row > 0;
}

/** After errors in the arguments: expand to nothing. */
const NOTHING: Kept = { ...keptText([], ''), varies: true, isKnown: true };

function readArguments(a: Assembler, macro: Definition, line: string, at: number): string[] | undefined {
  const { parameters } = macro;
  const values: string[] = new Array<string>(parameters.length).fill('');
  const reader = argumentReader(a);
  let next = 0;
  let keywordSeen = false;
  let i = skipBlanks(line, 0);
  while (i < line.length) {
    const keyword = keywordLength(line, i, a.alternate);
    if (keyword >= 0) {
      keywordSeen = true;
      const name = line.slice(i, i + keyword);
      const slot = macro.names.indexOf(name);
      const value = reader.read(line, i + keyword + 1, a.alternate);
      if (slot < 0)
        a.error(at, messages.unknownParameter(name, macro.name, nearest(name, macro.names)), macro.name.length);
      else {
        if (values[slot] !== '') a.error(at, messages.argumentTwice(name, macro.name), macro.name.length);
        values[slot] = value;
      }
      i = reader.end;
    } else {
      const parameter = parameters[next];
      if (keywordSeen) {
        a.error(
          at,
          messages.badParameter('positional arguments must stand before keyword arguments'),
          macro.name.length,
        );
        return undefined;
      }
      if (!parameter) {
        a.error(at, messages.tooManyArguments(macro.name, parameters.length), macro.name.length);
        return undefined;
      }
      if (parameter.vararg) {
        values[next] = line.slice(i);
        i = line.length;
      } else {
        values[next] = reader.read(line, i, a.alternate);
        i = reader.end;
      }
      next++;
    }
    i = skipComma(line, i);
  }
  return fillIn(a, macro, values, at);
}

/** Defaults for what was not given; complain about what had to be. */
function fillIn(a: Assembler, macro: Definition, values: string[], at: number): string[] {
  const { parameters } = macro;
  for (let k = 0; k < parameters.length; k++) {
    if (values[k] !== '') continue;
    const parameter = parameters[k];
    if (!parameter) continue;
    if (parameter.required) a.error(at, messages.missingArgument(parameter.name, macro.name), macro.name.length);
    values[k] = parameter.fallback;
  }
  return values;
}

/** What an expansion is called, where it was asked for, and where the text starts that its body was cut from. */
interface Circumstances {
  readonly how: string;
  readonly kind: 'macro' | 'loop';
  readonly at: number;
  readonly origin: () => Pos;
}

/** Put the expansion of a body on top. */
export function pushExpansion(
  a: Assembler,
  body: Body,
  values: readonly string[],
  names: readonly string[],
  counter: number,
  { how, kind, at, origin }: Circumstances,
): Frame {
  const { frame } = a;
  const template = body.template(names, a.alternate);
  const firstLocal = a.localCount + 1;
  a.localCount += template.locals;
  if (template.unclosed) a.error(at, messages.expected("')' after '\\('"));
  if (template.repeated !== '')
    a.error(at, messages.badParameter(`'${template.repeated}' is a parameter, or local, already`));
  const text = expand(template, values, counter, firstLocal);
  charge(a, at, how.replace(/^in expansion of /, ''), text.length + 1);
  const made = new Frame(text, kind, how, frame, at + a.shift, () =>
    expansionSegments(body, origin(), template, values, counter, firstLocal),
  );
  made.conditionals = a.conditionals.length;
  a.frame = made;
  return made;
}

/** What a loop comes to. */
export interface KeptLoop extends Kept {
  readonly segments: (frame: Frame) => Segments;
}

/** The copies of a loop body, one for each value of its parameter, as one text. */
export function copies(
  a: Assembler,
  body: Body,
  name: string,
  values: readonly string[],
  at: number,
  known?: string,
): KeptLoop {
  const { map } = a;
  const template = body.template([name], a.alternate);
  const counter = a.macroCount;
  const firstLocal = a.localCount + 1;
  a.localCount += template.locals * values.length;
  if (template.unclosed) a.error(at, messages.expected("')' after '\\('"));
  const copy = (i: number): string => expand(template, [values[i] ?? ''], counter, firstLocal + i * template.locals);
  return {
    ...keptText(values, known ?? values.map((_, i) => copy(i)).join('')),
    segments: (made) => {
      const starts: number[] = [];
      const origins: number[] = [];
      const points: number[] = [];
      const origin = made.parent ? made.parent.pos(0, map) : NO_POS;
      let base = 0;
      values.forEach((value, i) => {
        const local = firstLocal + i * template.locals;
        const one = expansionSegments(body, origin, template, [value], counter, local);
        for (let k = 0; k < one.count; k++) {
          starts.push(base + (one.starts[k] ?? 0));
          origins.push(one.origins[k] ?? 0);
          points.push(one.points?.[k] ?? 0);
        }
        base += copy(i).length;
      });
      return { starts, origins, points, count: starts.length };
    },
  };
}
