/**
 * The values of the assembler driver's options, one function a kind: -D, --defsym, OLD=NEW, -x, and what a file's suffix says.
 */
import { isStandard } from '../../cpp/language.ts';
import { suggest } from '../../diag/did-you-mean.ts';
import { architectureNames, cpuNames, FeatureSet } from '../../isa/features.ts';
import { UsageError } from '../command.ts';
import { warningFault } from './warning-names.ts';

/** How an input is treated: preprocessed and assembled, assembled, given to the linker. */
export type Language = 'assembler-with-cpp' | 'assembler' | 'c' | 'cpp-output' | 'linker';

/** -D's value as a #define line: NAME, NAME=VALUE, NAME(x)=VALUE. */
export function definition(value: string): string {
  const line = value.replace(/\n.*/s, '');
  const equals = line.indexOf('=');
  return equals < 0 ? `define ${line} 1` : `define ${line.slice(0, equals)} ${line.slice(equals + 1)}`;
}

/** `std`, if there is such a standard; else a UsageError. */
export function knownStandard(std: string): string {
  if (!isStandard(std))
    throw new UsageError(`-std=${std}: no such standard; those of C are c90, c99, c11, c17, c2x and gnu90 to gnu2x`);
  return std;
}

/** `option` (without its -W), if gcc would take it; else a UsageError. */
export function knownWarning(option: string): string {
  const fault = warningFault(option);
  if (fault !== undefined) throw new UsageError(fault);
  return option;
}

/** --defsym NAME=VALUE */
export function symbolDefinition(value: string): { readonly name: string; readonly value: string } {
  const equals = value.indexOf('=');
  if (equals <= 0) throw new UsageError(`--defsym ${value}: expected NAME=VALUE`);
  return { name: value.slice(0, equals), value: value.slice(equals + 1) };
}

/** OLD=NEW, split at the last "=". */
export function mapping(name: string, value: string): { readonly from: string; readonly to: string } {
  const equals = value.lastIndexOf('=');
  if (equals < 0) throw new UsageError(`${name}${value}: expected OLD=NEW`);
  return { from: value.slice(0, equals), to: value.slice(equals + 1) };
}

/** A linker option as the words of the linker's own command line. */
export function linkerWords(name: string, value: string): string[] {
  if (value === '') return [name];
  return name.endsWith('=') || name === '-l' ? [name + value] : [name, value];
}

/** What an input is by its suffix; undefined for other languages' sources. */
export function languageOf(path: string): Language | undefined {
  if (path === '-') return 'assembler';
  const suffix = /\.([^./]*)$/.exec(path)?.[1] ?? '';
  if (suffix === 'S' || suffix === 'sx') return 'assembler-with-cpp';
  if (/^(?:o|a|so|lo|obj|lds|ld)$/.test(suffix)) return 'linker';
  if (/^[ch]$/.test(suffix)) return 'c';
  if (suffix === 'i') return 'cpp-output';
  if (/^(?:cc|cpp|cxx|C|ii|f|go|rs)$/.test(suffix)) return undefined;
  return 'assembler';
}

/** -x LANGUAGE */
export function languageNamed(name: string): Language | 'none' {
  switch (name) {
    case 'assembler':
    case 'assembler-with-cpp':
    case 'c':
    case 'cpp-output':
    case 'none':
      return name;
    case 'c-header':
      return 'c';
    default:
      throw new UsageError(`-x ${name}: expected assembler, assembler-with-cpp, c (with -E) or none`);
  }
}

/** --compress-debug-sections */
export function compression(name: string, value: string): 'zlib' | 'zlib-gnu' | undefined {
  if (value === 'none') return undefined;
  if (value === '' || value === 'zlib' || value === 'zlib-gabi') return 'zlib';
  if (value === 'zlib-gnu') return value;
  throw new UsageError(
    `${name}=${value}: ${value === 'zstd' ? 'only zlib is supported' : 'expected none, zlib, zlib-gnu or zlib-gabi'}`,
  );
}

/** --multibyte-handling: what is warned of; nothing by default. */
export function multibyteHandling(name: string, value: string): 'warn' | 'names' | undefined {
  if (value === 'allow') return undefined;
  if (value === 'warn') return 'warn';
  if (/^warn[-_]sym[-_]only$/.test(value)) return 'names';
  throw new UsageError(`${name}=${value}: expected allow, warn or warn-sym-only`);
}

/** -march= and -mcpu=, which the assembler must know. */
export function checkProcessor(arch: string | undefined, cpu: string | undefined): void {
  if (arch !== undefined && !FeatureSet.fromArchitecture(arch)) throw unknown('-march', arch, architectureNames());
  if (cpu !== undefined && !FeatureSet.fromCpu(cpu)) throw unknown('-mcpu', cpu, cpuNames());
}

function unknown(option: string, value: string, names: readonly string[]): UsageError {
  const [name = '', ...rest] = value.split('+');
  const near = names.includes(name) ? undefined : suggest(name, names);
  const hint = near === undefined ? '' : `; did you mean '${[near, ...rest].join('+')}'?`;
  const why = /\+no\w+\+(?!no)/.test(value)
    ? 'an extension is added after one is taken away'
    : 'unknown name or extension';
  return new UsageError(`${option}=${value}: ${why}${hint}`);
}

/** Whether an option of two words has the first. */
export function choice(name: string, value: string, yes: string, no: string): boolean {
  if (value !== yes && value !== no) throw new UsageError(`${name}=${value}: expected ${yes} or ${no}`);
  return value === yes;
}
