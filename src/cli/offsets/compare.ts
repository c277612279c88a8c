/**
 * `--check` and `--diff`: structures side by side, exit 3 where they differ.
 *
 * A check takes ABI and byte order from the object; CONFIG options come from the command line, since an object does not say.
 */

import { suggest } from '../../diag/did-you-mean.ts';
import * as messages from '../../diag/messages/offsets.ts';
import {
  checkRecord,
  compareSides,
  type Difference,
  rawSide,
  renderDifferences,
  type Side,
  sideOf,
} from '../../offsets/compare.ts';
import { conditionsOf } from '../../offsets/condition.ts';
import { SchemaError } from '../../offsets/error.ts';
import { layoutOf } from '../../offsets/layout.ts';
import { type EnumType, type RecordType, spelling, type Target } from '../../offsets/model.ts';
import { EXIT, type Io, UsageError } from '../command.ts';
import { parseConfig } from './config.ts';
import { type Input, loadInput, openDebug } from './input.ts';

/** The outcome for one type. */
interface Verdict {
  readonly type: string;
  /** Undefined: one side has no such type. */
  readonly differences: readonly Difference[] | undefined;
}

function enumDifferences(left: EnumType, right: EnumType): Difference[] {
  const names = new Set([...Object.keys(left.values), ...Object.keys(right.values)]);
  const show = (value: number | bigint | undefined): string | undefined =>
    value === undefined ? undefined : String(value);
  return [...names]
    .map((path) => ({ path, left: show(left.values[path]), right: show(right.values[path]) }))
    .filter((row) => row.left !== row.right);
}

function print(verdicts: readonly Verdict[], names: readonly [string, string], json: boolean, io: Io): number {
  const differ = verdicts.some(({ differences }) => differences !== undefined && differences.length > 0);
  if (json) {
    io.stdout(`${JSON.stringify({ left: names[0], right: names[1], equal: !differ, types: verdicts }, null, 2)}\n`);
    return differ ? EXIT.verification : EXIT.ok;
  }
  for (const { type, differences } of verdicts) {
    if (differences === undefined) io.stdout(`${type}: only in one of the two\n`);
    else if (differences.length === 0) io.stdout(`${type}: the same\n`);
    else io.stdout(renderDifferences(`${type}: differs`, names, differences));
  }
  return differ ? EXIT.verification : EXIT.ok;
}

/** Conditions that were taken as not holding may be the whole difference. */
function hintOptions(input: Input, io: Io): void {
  const options = new Set<string>();
  for (const { value } of input.module.types) if (value.kind === 'record') conditionsOf(value, options);
  const open = [...options].filter((option) => !(option in input.target.config));
  if (open.length > 0) io.stderr(`a64as: note: taken as not set: ${open.join(', ')} (--config sets them)\n`);
}

/** Compare each structure and enumeration of a schema with the debug information of `files`. */
export function check(input: Input, files: readonly string[], only: readonly string[], json: boolean, io: Io): number {
  let status: number = EXIT.ok;
  for (const file of files) {
    const types = openDebug(file, io);
    const target: Target = { ...types.target, config: input.target.config };
    const verdicts = input.module.types.map(({ value }): Verdict => {
      const type = spelling(value) ?? value.kind;
      if (value.kind === 'record') return { type, differences: checkRecord(value, types, target) };
      const other = value.name === undefined ? undefined : types.findEnum(value.name);
      return { type, differences: other === undefined ? undefined : enumDifferences(value, other) };
    });
    const missing = verdicts.filter(({ differences }) => differences === undefined);
    const [first] = missing;
    if (first !== undefined && (only.length > 0 || missing.length === verdicts.length)) {
      throw new SchemaError(messages.notInDebugInfo(file, first.type, suggest(first.type, types.names())));
    }
    const own = print(verdicts, [input.path, file], json, io);
    if (own !== EXIT.ok) hintOptions(input, io);
    if (own !== EXIT.ok) status = own;
  }
  return status;
}

/** `PATH@CONFIG_X=y,abi=ilp32,endian=big`: a path and what is special to it. */
function splitInput(text: string, target: Target, io: Io): { readonly path: string; readonly target: Target } {
  const at = text.lastIndexOf('@');
  if (at < 0 || io.readFile(text) !== undefined) return { path: text, target };
  let own = target;
  for (const item of text.slice(at + 1).split(',')) {
    const [key, value = ''] = item.split('=');
    if (key === 'abi' && (value === 'lp64' || value === 'ilp32')) own = { ...own, abi: value };
    else if (key === 'endian' && (value === 'big' || value === 'little')) own = { ...own, bigEndian: value === 'big' };
    else if (item.startsWith('CONFIG_')) own = { ...own, config: { ...own.config, ...parseConfig([item], io) } };
    else throw new UsageError(`offsets: '${item}' is none of CONFIG_NAME=VALUE, abi=lp64|ilp32, endian=big|little`);
  }
  return { path: text.slice(0, at), target: own };
}

function sideIn(input: Input, type: RecordType): Side {
  const raw = input.types?.rawOf(type);
  return raw === undefined || input.types === undefined
    ? sideOf(layoutOf(type, input.target))
    : rawSide(raw, input.types);
}

/** Compare the structures of two inputs by their C names. */
export async function diff(
  inputs: readonly string[],
  only: readonly string[],
  target: Target,
  json: boolean,
  io: Io,
): Promise<number> {
  const [a, b, more] = inputs;
  if (a === undefined || b === undefined || more !== undefined)
    throw new UsageError('offsets: --diff takes two inputs');
  const [left, right] = await Promise.all(
    [a, b].map((text) => {
      const own = splitInput(text, target, io);
      return loadInput([own.path], only, own.target, io);
    }),
  );
  if (left === undefined || right === undefined) throw new UsageError('offsets: --diff takes two inputs');
  const others = new Map(right.module.types.map(({ value }) => [spelling(value), value]));
  const verdicts = left.module.types.map(({ value }): Verdict => {
    const type = spelling(value) ?? value.kind;
    const other = others.get(type);
    others.delete(type);
    if (value.kind === 'enum' && other?.kind === 'enum') return { type, differences: enumDifferences(value, other) };
    if (value.kind !== 'record' || other?.kind !== 'record') return { type, differences: undefined };
    return { type, differences: compareSides(sideIn(left, value), sideIn(right, other)) };
  });
  const rest = [...others.keys()].map((type): Verdict => ({ type: type ?? '', differences: undefined }));
  return print([...verdicts, ...rest], [a, b], json, io);
}
