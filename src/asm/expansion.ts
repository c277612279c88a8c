/**
 * Calls of macros, and bodies of loops: what puts a new frame on top.
 *
 * Enters: a macro and its scrubbed argument line. Leaves: a frame with the expansion, or errors. Arguments are matched as in GNU as:
 * positional first, then `name=value`; a missing or empty argument takes the default. Limits guard against endless
 * recursion and expansion; the messages name them.
 */
import { nearest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import type { Body, Macro } from './macro.ts';
import { expand, expansionSegments } from './macro.ts';
import { ArgumentReader, keywordLength, skipBlanks, skipComma } from './macro-arguments.ts';
import { Frame } from './source.ts';

/** Frames on top of each other. */
export const DEPTH_LIMIT = 20_000;
/** Characters that one loop may repeat. */
export const LOOP_LIMIT = 2 ** 30;

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

/** Expand `macro` with the arguments on `line`; `at` is where the call stands in the statement. */
export function callMacro(a: Assembler, macro: Macro, line: string, at: number): void {
  const { frame } = a;
  if (frame.depth >= DEPTH_LIMIT) {
    a.error(
      at,
      messages.limitReached(`nesting of macro '${macro.name}'`, `${DEPTH_LIMIT} expansions`),
      macro.name.length,
    );
    a.ended = true;
    return;
  }
  const values = line === '' && macro.parameters.length === 0 ? [] : readArguments(a, macro, line, at);
  if (!values) return;
  const counter = a.macroCount++;
  pushExpansion(a, macro.body, macro.names, values, counter, `in expansion of macro '${macro.name}'`, 'macro', at);
}

function readArguments(a: Assembler, macro: Macro, line: string, at: number): string[] | undefined {
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
function fillIn(a: Assembler, macro: Macro, values: string[], at: number): string[] {
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

/** Put the expansion of a body on top. */
export function pushExpansion(
  a: Assembler,
  body: Body,
  names: readonly string[],
  values: readonly string[],
  counter: number,
  how: string,
  kind: 'macro' | 'loop',
  at: number,
): Frame {
  const { frame, map } = a;
  const template = body.template(names, a.alternate);
  const firstLocal = a.localCount + 1;
  a.localCount += template.locals;
  if (template.unclosed) a.error(at, messages.expected("')' after '\\('"));
  const text = expand(template, values, counter, firstLocal);
  const callAt = at + a.shift;
  const made = new Frame(text, kind, how, frame, callAt, () =>
    expansionSegments(body, template, values, counter, firstLocal, frame.pos(callAt, map)),
  );
  made.conditionals = a.conditionals.length;
  a.frame = made;
  return made;
}

/** Put the copies of a loop body, one for each value of its parameter, on top as one text. */
export function pushCopies(
  a: Assembler,
  body: Body,
  name: string,
  values: readonly string[],
  how: string,
  at: number,
): void {
  const { frame, map } = a;
  const template = body.template([name], a.alternate);
  const counter = a.macroCount;
  const firstLocal = a.localCount + 1;
  a.localCount += template.locals * values.length;
  if (template.unclosed) a.error(at, messages.expected("')' after '\\('"));
  const copies = values.map((value, i) => expand(template, [value], counter, firstLocal + i * template.locals));
  const callAt = at + a.shift;
  const made = new Frame(copies.join(''), 'loop', how, frame, callAt, () => {
    const call = frame.pos(callAt, map);
    const starts: number[] = [];
    const origins: number[] = [];
    const points: number[] = [];
    let base = 0;
    values.forEach((value, i) => {
      const one = expansionSegments(body, template, [value], counter, firstLocal + i * template.locals, call);
      for (let k = 0; k < one.count; k++) {
        starts.push(base + (one.starts[k] ?? 0));
        origins.push(one.origins[k] ?? 0);
        points.push(one.points?.[k] ?? 0);
      }
      base += copies[i]?.length ?? 0;
    });
    return { starts, origins, points, count: starts.length };
  });
  made.conditionals = a.conditionals.length;
  a.frame = made;
}
